"""Today: satisfaction, attach rates, behaviours, clients' words and what just came in; and the front door."""

from ...dashboards import filters, today
from ...dashboards.reach import Reach
from ...privacy.roles import may, right
from ...privacy.viewer import Viewer
from ..page import Answered, Asked, open_to, page, to
from ..viewer import signed_of, viewer_of


def home(request: Asked) -> Answered:
    """GET /: to the first page one may open, or to the door."""
    signed = signed_of(request)
    if signed is None or signed.viewer is None:
        return to("/signin")
    pages = open_to(signed.viewer)
    return to(pages[0][0]) if pages else page(request, "home.html")


def show(request: Asked) -> Answered:
    """GET /today."""
    viewer, house = viewer_of(request), request.app.state.house
    chosen = filters.read(request.query_params.multi_items())
    ends = {door.code: door.day_ends for door in house.snapshot.doors(house.today)}
    behind = house.log.position() - house.warehouse.bookmark().position
    shown = today.today(house.see_as(viewer), chosen, house.clock(), reach=reach_of(viewer), ends=ends, behind=behind)
    return page(request, "today.html", page=shown)


def reach_of(viewer: Viewer) -> Reach:
    """The may-table's answers for this page."""
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
