"""Today: satisfaction, attach rates, behaviours, clients' words and what just came in; and the front door."""

from ...dashboards import filters, today
from ...privacy.roles import may
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
    viewer, house = viewer_of(request), request.app.state.house
    reach = today.Reach(
        above=viewer.above_boutique, observes=may(viewer, "observe.write"), connects=may(viewer, "quarantine.see")
    )
    chosen = filters.read(request.query_params.multi_items())
    return page(request, "today.html", page=today.today(house.see_as(viewer), chosen, house.clock(), reach=reach))
