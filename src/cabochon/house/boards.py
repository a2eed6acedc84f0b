"""What every dashboard shares besides its filters: days out of the ordinary, the views people save, and links."""

from typing import TYPE_CHECKING

from .annotating import Annotations
from .embeds import Embeds
from .saved_views import Views

if TYPE_CHECKING:
    from . import House


class Boards:
    def __init__(self, house: "House") -> None:
        self.annotations, self.views = Annotations(house), Views(house)
        self.embeds = Embeds(house)
