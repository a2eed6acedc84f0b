"""The end of the day: what was seen of the focus, whom to praise, what the team tries tomorrow."""

from datetime import timedelta

from ...dashboards import bright, focusing, now
from ...house import bright as spots_of
from ...house import focusing as house_of
from ..page import Answered, Asked, floor_page, fresh
from ..viewer import viewer_of

TIPS = 5  # offered for tomorrow


def show(request: Asked) -> Answered:
    """GET /floor/checkin."""
    viewer, house = viewer_of(request), request.app.state.house
    here = house_of.here(house, viewer, request.query_params.get("boutique", ""))
    if here is None:
        return floor_page(request, "checkin.html", here="/floor", place=None)
    see = house.see_as(viewer)
    held = house_of.past(see, here.code, here.day).on(here.day)
    standing = focusing.standing(see, here.every, here.code, here.day, held) if held else None
    known = here.behaviour(held.behaviour) if held else None
    today = spots_of.spots(house, see, here.code, here.day, since=here.day)
    told = bright.told(
        today, here.every, people=see.labels.people, me=viewer.person, focus=held.behaviour if held else "",
        now=here.now, given=spots_of.praised(see, here.code, here.day),
    )  # fmt: skip
    said = house_of.phrases(house, viewer, known) if known else ()
    tips = dict.fromkeys([*(one.tip for one in told if one.tip), *said, *([standing.tip] if standing else [])])
    return floor_page(
        request, "checkin.html", here="/floor", place=here, doors=see.labels.doors, standing=standing, anew=fresh,
        seen=now.today(see, here.code, here.day, standing) if standing else None, spots=told,
        tips=[tip for tip in tips if tip][:TIPS], tomorrow=here.day + timedelta(days=1),
        unseen=[see.labels.people[one] for one in house.rhythm.unseen(see, here.code, here.day)],
    )  # fmt: skip
