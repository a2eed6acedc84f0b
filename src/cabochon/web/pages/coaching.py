"""Coaching one person: whom to spend a moment with, and the form of two plus one."""

from datetime import timedelta
from typing import Any

from ...dashboards import coaching_day, threads
from ...house import coaching
from ...house.seeing import See
from ...languages import mark, say
from ...privacy.shutting import within
from ...programme.playbook import Checklist
from ...refusals import NotAllowed, Unknown
from ...retail import picking
from ...retail.events import Observation
from ...retail.picking import Known
from ..page import Answered, Asked, floor_page
from ..viewer import viewer_of

VISIT = "client-visit"
FORMS = (("side_by_side", mark("Side by side")), ("practice", mark("Practice")), ("shadowing", mark("Peer shadowing")),
         ("check_in", mark("Check-in")))  # fmt: skip
MINUTES = (5, 10, 15)
DUE = timedelta(days=5)
FOLLOWED = timedelta(days=35)  # how old an observation may be that a moment follows
OWN_WORDS = 140


def form(request: Asked) -> Answered:
    """GET /floor/coach: the team, or with `associate` (or `follows`) the form."""
    see, asked = request.app.state.house.see_as(viewer_of(request)), request.query_params
    associate = asked.get("associate", "")
    return _form(request, see, associate, asked.get("follows", "")) if associate else _team(request, see)


def shell(request: Asked) -> Answered:
    """The form without a name, a key or a token, for a phone without a network."""
    checklist = _checklist(request, "")
    blank = coaching_day.suggested(checklist.behaviours, "", None, {})
    return floor_page(
        request, "coach.html", **_fixed(checklist), blank=blank, person="", name="", boutique="", follows=None,
        peers={}, reasons=coaching_day.undated(), picked="rotation",
        due="", entry="", me=None, nav=[], csrf="", fresh={"id": "", "opened_at": ""}, writer="", here="/floor/coach",
    )  # fmt: skip


def _team(request: Asked, see: See) -> Answered:
    house, labels, doors = request.app.state.house, see.labels, []
    for code, name in labels.doors.items():
        day = coaching.day_of(house, code)
        held = coaching.focus_of(see, code, day)
        found = coaching.picks(house, see, code, day)
        doors.append((name, coaching_day.team(found, labels.people, held.behaviour if held else "")))
    return floor_page(request, "coach_team.html", doors=doors, here="/floor/coach")


def _form(request: Asked, see: See, associate: str, entry: str) -> Answered:
    viewer, house, labels = viewer_of(request), request.app.state.house, see.labels
    if associate == viewer.person:
        raise NotAllowed("nobody coaches themselves; ask your deputy or area coach to")
    boutique = next((code for code, team in labels.team.items() if associate in team), "")
    if not boutique:
        house.trust.agreements.stop(within(viewer), associate)
        raise Unknown("nothing is here")
    day = coaching.day_of(house, boutique)
    held = coaching.focus_of(see, boutique, day)
    follows = coaching.thread_of(see, entry, about=associate, since=day - FOLLOWED, page="coach") if entry else None
    line = follows.event.product_line if follows and isinstance(follows.event, Observation) else ""
    checklist = _checklist(request, line)
    marks = follows.event.marks if follows and isinstance(follows.event, Observation) else {}
    after = threads.told(follows, names=labels.people, zones=labels.zones) if follows else None
    blank = coaching_day.suggested(checklist.behaviours, held.behaviour if held else "", after, marks)
    known = coaching.known(house, see, boutique, day).get(associate, Known())
    return floor_page(
        request, "coach.html", **_fixed(checklist), blank=blank, person=associate, name=labels.people[associate],
        boutique=boutique, follows=after, reasons=coaching_day.reasons(known, day, blank.behaviour),
        picked=picking.opened(known, day, by=request.query_params.get("picked", "")).reason,
        peers={p: labels.people[p] for p in labels.team[boutique] if p not in (associate, viewer.person)},
        entry=entry,
        due=(day + DUE).isoformat(), writer=viewer.person, here="/floor/coach",
    )  # fmt: skip


def _checklist(request: Asked, line: str) -> Checklist:
    viewer = viewer_of(request)
    house = request.app.state.house
    found = house.effects.retiring.shown(house.programme.checklist(VISIT, language=viewer.language, product_line=line))
    if found is None:
        raise Unknown("nothing is here")
    return found  # type: ignore[no-any-return]


def _fixed(checklist: Checklist) -> dict[str, Any]:
    return {"behaviours": checklist.behaviours, "actions": checklist.actions, "minutes": MINUTES, "most": OWN_WORDS,
            "forms": tuple((key, say(word)) for key, word in FORMS)}  # fmt: skip
