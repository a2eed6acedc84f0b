"""Open actions: whose turn each is, and one tap to move it on."""

from ...dashboards import coaching_day
from ...house import coaching
from ...privacy.roles import right
from ..markdown import render
from ..page import Answered, Asked, floor_page, fresh
from ..viewer import viewer_of
from .person import acts_of


def show(request: Asked) -> Answered:
    """GET /floor/actions: a manager's board of the team, and everybody's own."""
    viewer, house = viewer_of(request), request.app.state.house
    see, boards, own = house.see_as(viewer), [], []
    manages = right(viewer, "record.read") == "boutique"
    for code, name in see.labels.doors.items():
        found = list(acts_of(request, see, code, page="actions" if manages else ""))
        own += [(one, act) for one, act in found if one.associate == viewer.person]
        if manages:
            boards.append((name, coaching_day.board(found, viewer.person)))
    day = coaching.day_of(house, next(iter(see.labels.doors), ""))
    return floor_page(
        request, "actions.html", boards=boards, mine=coaching_day.mine(own, viewer.person, day), manages=manages,
        today=day.isoformat(), anew=fresh, here="/floor/actions", taken=house.learning.actions(viewer), text=render,
    )  # fmt: skip
