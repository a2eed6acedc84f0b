"""Praise for a colleague in three taps: who, for what, send; and the team's praise of the last two weeks."""

from datetime import timedelta
from typing import Any

from ...dashboards.threads import plain
from ...house import coaching
from ...languages import day, mark, say
from ...programme.checklists import TITLES
from ...retail.coaching import Praise
from ..page import Answered, Asked, floor_page, fresh
from ..viewer import viewer_of

BACK = timedelta(days=14)
MOST = 140
RESULTS = mark(
    {
        "csat": "A client who was delighted",
        "attach_rate": "An add-on that met a need",
        "enrolment_rate": "A care plan that was wanted",
        "follow_up_done_rate": "A follow-up kept in time",
    }
)


def form(request: Asked) -> Answered:
    """GET /floor/praise."""
    viewer, house = viewer_of(request), request.app.state.house
    see, doors = house.see_as(viewer), []
    for code, name in see.labels.doors.items():
        doors.append((code, name, coaching.names(house, viewer, code, coaching.day_of(house, code))))
    known = {viewer.person: say("You"), **{who: one for _, _, team in doors for who, one in team.items()}}
    chosen = request.query_params.get("associate", "")
    return floor_page(
        request, "praise.html", doors=[d for d in doors if d[2]], **_fixed(request), chosen=chosen,
        behaviour=request.query_params.get("behaviour", ""), wall=_wall(see, known, house.today - BACK),
        thanked=request.query_params.get("sent") == "1", here="/floor/praise", whole=True, anew=fresh,
    )  # fmt: skip


def shell(request: Asked) -> Answered:
    """The form without a name, a key or a token, for a phone without a network."""
    return floor_page(
        request, "praise.html", doors=[], **_fixed(request), chosen="", behaviour="", wall=[], thanked=False,
        whole=False, anew=fresh, me=None, nav=[], csrf="", fresh={"id": "", "opened_at": ""}, here="/floor/praise",
    )  # fmt: skip


def _wall(see: Any, known: dict[str, str], since: Any) -> list[dict[str, str]]:
    """What was said in the team, the latest first; by name within the team, and nowhere else."""
    told = (one.event for one in see.record((Praise,), since=since))
    return [
        {
            "to": known[p.associate.name], "by": known.get(p.by.name, say("A colleague")), "text": plain(p.text),
            "what": say(TITLES.get(p.behaviour, "") or RESULTS.get(p.result, "")),
            "day": f"{day(p.at, 'weekday')} {day(p.at, 'short')}",
            "at": p.at.isoformat(),
        }
        for p in told if p.associate.name in known
    ][::-1]  # fmt: skip


def _fixed(request: Asked) -> dict[str, Any]:
    house = request.app.state.house
    checklist = house.programme.checklist("client-visit", language=viewer_of(request).language)
    checklist = house.effects.retiring.shown(checklist)
    return {"behaviours": checklist.behaviours if checklist else (), "most": MOST,
            "results": {key: say(words) for key, words in RESULTS.items()}}  # fmt: skip
