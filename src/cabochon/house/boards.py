"""What every dashboard shares besides its filters: days out of the ordinary, the views people save, and links."""

from dataclasses import replace
from typing import TYPE_CHECKING

from ..dashboards.reach import Reach
from ..directory.rows import Account
from ..privacy.roles import may, right
from ..privacy.viewer import Viewer
from .annotating import Annotations
from .embeds import Embeds
from .quarantine import OPERATOR
from .saved_views import Views

if TYPE_CHECKING:
    from . import House


class Boards:
    def __init__(self, house: "House") -> None:
        self.annotations, self.views = Annotations(house), Views(house)
        self.embeds = Embeds(house)


def above(house: "House") -> list[Viewer]:
    """One for each role above the boutique and set of boutiques that an account has, the widest first; in nobody's
    name."""
    found: dict[tuple[object, ...], Viewer] = {}
    for account in house.directory.find(Account):
        one = house.viewer(account.id) if not account.disabled else None
        if one is not None and one.above_boutique and may(one, "today.see") and len(one.boutiques) > 1:
            found[one.role, one.boutiques, one.brand] = replace(one, account=OPERATOR, person="", name="")
    return sorted(found.values(), key=lambda one: (-len(one.boutiques), one.role, min(one.boutiques)))


def reach_of(viewer: Viewer) -> Reach:
    """The may-table's answers for a dashboard."""
    return Reach(
        above=viewer.above_boutique,
        own=right(viewer, "today.see") == "self",
        observes=may(viewer, "observe.write"),
        connects=may(viewer, "import.run"),
        golive=may(viewer, "golive.see"),
        client=may(viewer, "measure.client"),
        sales=may(viewer, "measure.sales"),
        behaviour=may(viewer, "measure.behaviour"),
        comments=may(viewer, "comments.read"),
        moments=may(viewer, "moments.see"),
    )
