"""Today: satisfaction, attach rates, behaviours, clients' words and what just came in; and the front door."""

from ...dashboards import filters, today
from ...privacy.roles import may
from ..page import Answered, Asked, page, to
from ..viewer import signed_of, viewer_of


def home(request: Asked) -> Answered:
    """GET /: to the figures, or to the door."""
    signed = signed_of(request)
    return to("/today" if signed and signed.viewer else "/signin")


def show(request: Asked) -> Answered:
    viewer, house = viewer_of(request), request.app.state.house
    reach = today.Reach(
        above=viewer.above_boutique, observes=may(viewer, "observe.write"), connects=may(viewer, "quarantine.see")
    )
    chosen = filters.read(request.query_params.multi_items())
    return page(request, "today.html", page=today.today(house.see_as(viewer), chosen, house.clock(), reach=reach))
