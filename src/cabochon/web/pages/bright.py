"""Bright spots: visits that went well, with what was done; praise, and tomorrow's tip, in one tap."""

from datetime import timedelta

from ...dashboards import bright
from ...house import bright as spots_of
from ...house import focusing as house_of
from ...privacy.roles import may
from ...retail.closed_weeks import latest, said
from ..page import Answered, Asked, floor_page, fresh
from ..viewer import viewer_of

MOST = 40


def show(request: Asked) -> Answered:
    """GET /floor/bright."""
    viewer, house = viewer_of(request), request.app.state.house
    here = house_of.here(house, viewer, request.query_params.get("boutique", ""))
    see = house.see_as(viewer)
    if here is None or viewer.above_boutique:
        counted = bright.counted(see, house.today) if here else []
        return floor_page(
            request, "bright.html", here="/floor", place=here, counted=counted, spots=[], above=True,
            days=said(*latest(house.today, 4)),
        )  # fmt: skip
    held = house_of.past(see, here.code, here.day).on(here.day)
    focus = held.behaviour if held else ""
    found = spots_of.spots(house, see, here.code, here.day)
    told = bright.told(
        found[:MOST], here.every, people=see.labels.people, me=viewer.person, focus=focus, now=here.now,
        given=spots_of.praised(see, here.code, here.day),
    )  # fmt: skip
    leads = may(viewer, "focus.set")
    return floor_page(
        request, "bright.html", here="/floor", place=here, doors=see.labels.doors, spots=told, counted=[],
        above=False, leads=leads, focus=focus, tomorrow=here.day + timedelta(days=1), anew=fresh,
        more=max(0, len(found) - MOST),
    )  # fmt: skip
