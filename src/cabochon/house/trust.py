"""What a house promises about people: who they are, what is kept of them and for how long, and who looked."""

from typing import TYPE_CHECKING

from ..privacy.factors import Factors
from .agreeing import Agreements
from .auditing import Auditing
from .backing import Backing
from .erasing import Erasing
from .group import Group
from .held import Held
from .holding import Holds
from .retaining import Retaining
from .scim import Scim
from .sso import Sso

if TYPE_CHECKING:
    from . import House


class Trust:
    def __init__(self, house: "House") -> None:
        self.factors = Factors(house.directory, house.doorman, clock=house.clock)
        self.sso, self.scim = Sso(house), Scim(house)
        self.holds, self.erasing, self.held = Holds(house), Erasing(house), Held(house)
        self.retaining, self.backing, self.auditing = Retaining(house), Backing(house), Auditing(house)
        self.agreements, self.group = Agreements(house), Group(house)
