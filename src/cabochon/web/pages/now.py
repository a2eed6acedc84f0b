"""The floor's front page: what this hour of the boutique's day asks of who is looking."""

from datetime import timedelta
from typing import Any

from ...dashboards import focusing, now
from ...house import bright as spots_of
from ...house import coaching
from ...house import focusing as house_of
from ...languages import day as said_day
from ...languages import say, whole
from ...privacy.roles import may
from ...retail.coaching import Contest, Praise
from ...retail.feedback import open_contests
from ..page import Answered, Asked, floor_page, fresh
from ..viewer import viewer_of

SHOWN = 3  # actions, praise
LATELY, BACK = timedelta(days=14), timedelta(days=182)


def show(request: Asked) -> Answered:
    """GET /floor."""
    viewer, house = viewer_of(request), request.app.state.house
    if viewer.above_boutique:
        return _above(request)
    here = house_of.here(house, viewer, request.query_params.get("boutique", ""))
    if here is None:
        return floor_page(request, "now.html", here="/floor", place=None, view="nowhere", nudges=())
    return _managers(request, here) if may(viewer, "focus.set") else _associates(request, here)


def _managers(request: Asked, here: house_of.Here) -> Answered:
    viewer, house = viewer_of(request), request.app.state.house
    see = house.see_as(viewer)
    past = house_of.past(see, here.code, here.day)
    least = int(house.values["least_events"])
    shown = now.floor(see, here.every, here.door, here.now, past, least=least)
    known = here.behaviour(shown.focus.held.behaviour) if shown.focus else None
    unseen = house.rhythm.unseen(see, here.code, here.day)
    return floor_page(
        request, "now.html", here="/floor", view="manager", nudges=house.nudges.now(viewer), place=here,
        doors=see.labels.doors, floor=shown,
        stages=now.STAGES, windows=house.rhythm.windows(see, here.code, here.day), anew=fresh,
        unseen=[(one, see.labels.people[one]) for one in unseen], aim=now.target(shown.focus) if shown.focus else "",
        open=sum(one.open for one in coaching.open_actions(house, see, here.code)),
        spots=len(spots_of.spots(house, see, here.code, here.day, since=here.day - timedelta(days=1))),
        phrase=house_of.phrases(house, viewer, known)[0] if known else "",
    )  # fmt: skip


def _associates(request: Asked, here: house_of.Here) -> Answered:
    viewer, house = viewer_of(request), request.app.state.house
    see = house.see_as(viewer)
    held = house_of.past(see, here.code, here.day).on(here.day)
    mine = [one for one in coaching.open_actions(house, see, here.code, about=viewer.person) if one.open]
    said = see.record((Praise,), boutiques=(here.code,), about=viewer.person, since=here.day - LATELY)
    known = here.behaviour(held.behaviour) if held else None
    return floor_page(
        request, "now.html", here="/floor", view="associate", nudges=house.nudges.now(viewer), place=here,
        doors=see.labels.doors, held=held,
        focus=known, tip=held.tip(here.day) if held else "",
        phrase=house_of.phrases(house, viewer, known)[0] if known else "", actions=_actions(house, viewer, mine),
        taken=house.learning.actions(viewer), more=max(0, len(mine) - SHOWN),
        praise=[_praise(one.event, here) for one in reversed(said)][:SHOWN],
    )  # fmt: skip


def _above(request: Asked) -> Answered:
    """An area coach: whether the rhythm holds at each boutique, without a tip, a number of few, or a name."""
    viewer, house = viewer_of(request), request.app.state.house
    see = house.see_as(viewer)
    rows: list[now.Boutique] = []
    for code, name in see.labels.doors.items():
        here = house_of.here(house, viewer, code)
        if here is None:
            continue
        past = house_of.past(see, code, here.day)
        held = past.on(here.day)
        told = house.record.of(code, (Contest,), since=here.day - BACK) if may(viewer, "contest.settle") else []
        title = focusing.named(here.every, held.behaviour).title if held else ""
        day = _day(held, here) if held else ""
        rows.append(now.Boutique(code, name, title, day, here.day in past.huddles, len(open_contests(told))))
    nudges = house.nudges.now(viewer)
    return floor_page(request, "now.html", here="/floor", view="above", place=None, rows=rows, nudges=nudges)


def _day(held: Any, here: house_of.Here) -> str:
    return say("day {n} of {total}", n=whole(held.number(here.day)), total=whole(held.length))


def _actions(house: Any, viewer: Any, mine: list[Any]) -> list[dict[str, str]]:
    visit = house.programme.checklist(house_of.VISIT, language=viewer.language)
    said = {one.key: one.says for one in visit.actions} if visit else {}
    return [
        {
            "what": said.get(one.what, one.what.replace("_", " ")),
            "due": say("by {day}", day=said_day(one.due, "date")),
            "state": one.state,
        }
        for one in mine[:SHOWN]
    ]


def _praise(event: Any, here: house_of.Here) -> dict[str, str]:
    known = here.behaviour(event.behaviour)
    text = event.text if isinstance(event.text, str) else ""
    return {"what": known.seen if known else say("a result"), "text": text}
