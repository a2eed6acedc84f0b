"""What coaching and training changed: verdicts, retired measures, pilot plans, and what it is worth."""

from typing import TYPE_CHECKING

from .pilots import Pilots
from .retiring import Retiring
from .verdicting import Verdicts
from .worth import Worthwhile

if TYPE_CHECKING:
    from . import House


class Effects:
    def __init__(self, house: "House") -> None:
        self.verdicts, self.retiring = Verdicts(house), Retiring(house)
        self.pilots, self.worth = Pilots(house), Worthwhile(house)
