"""The boutique's focus: what stands and how it goes, what to take next, how the last ones ended."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from ...dashboards import focusing, scan
from ...house import focusing as house_of
from ...languages import mark, say
from ...privacy.roles import may
from ...refusals import Refused, Unknown
from ..page import Answered, Asked, floor_page, fresh, to
from ..viewer import viewer_of
from . import entries, verdicts

OUTCOMES = (
    ("kept", mark("Keep"), mark("it works, it stays")),
    ("tuned", mark("Tune"), mark("nearly, in other words")),
    ("dropped", mark("Drop"), mark("not this")),
)


def show(request: Asked) -> Answered:
    """GET /floor/focus. ?set=KEY opens the form for that behaviour; ?next=1 after one was closed."""
    viewer, house, query = viewer_of(request), request.app.state.house, request.query_params
    here = house_of.here(house, viewer, query.get("boutique", ""))
    if here is None:
        return floor_page(request, "focus.html", here="/floor", place=None)
    see = house.see_as(viewer)
    past = house_of.past(see, here.code, here.day)
    held, sets = past.on(here.day), may(viewer, "focus.set")
    found: dict[str, Any] = {"standing": None, "scan": None, "plan": None, "tips": ()}
    if held is not None:
        found["standing"] = focusing.standing(see, here.every, here.code, here.day, held, above=viewer.above_boutique)
    if sets:
        found["scan"] = scan.scan(
            see, here.behaviours, here.code, here.day, past, least=int(house.values["least_events"])
        )
        found |= _planned(request, here, see, found["scan"], standing=held is not None)
        key = held.behaviour if held else found["plan"].behaviour.key if found["plan"] else ""
        known = here.behaviour(key)
        found["tips"] = house_of.phrases(house, viewer, known) if known else ()
    return floor_page(
        request, "focus.html", here="/floor", place=here, doors=see.labels.doors, sets=sets, anew=fresh,
        over=focusing.ended(past, here.day, here.every),
        outcomes=[(value, say(word), say(means)) for value, word, means in OUTCOMES],
        verdict=verdicts.of_focus(request, here.code, held), worked=verdicts.opens(viewer),
        tomorrow=here.day + timedelta(days=1), drafted=query.get("drafted", ""), **found,
    )  # fmt: skip


def close(request: Asked, body: bytes) -> Answered:
    """POST /floor/focus: a focus is closed by a person; the phrase that worked becomes a draft of the playbook."""
    viewer, house, form = viewer_of(request), request.app.state.house, entries.plain(body)
    form.pop("after", None)
    _, fate = entries.keep_one(request, form)
    drafted = ""
    try:
        if fate == "kept" and house_of.draft_phrase(house, viewer, form):
            drafted = "&drafted=1"
    except Refused:  # the close is kept all the same; the playbook's own rules are stricter
        drafted = "&drafted=0"
    return to(f"/floor/focus?boutique={quote(str(form.get('boutique', '')), safe='')}{drafted}")


def _planned(
    request: Asked, here: house_of.Here, see: Any, found: scan.Scan, *, standing: bool
) -> dict[str, Any]:  # fmt: skip
    """The form of the next focus: the one asked for, else while none stands the proposal, else the rotation's next."""
    asked = request.query_params.get("set", "")
    if asked and asked not in {one.key for one in here.behaviours}:
        raise Unknown("there is no such behaviour in the playbook; choose one from the list", "/set")
    proposed = found.proposal.key if found.proposal else found.turn.key if found.turn else ""
    key = "" if standing else asked or proposed
    if not key:
        return {"plan": None, "reason": ""}
    reason = next((one.says for one in (found.proposal, *found.others) if one and one.key == key), "")
    return {"plan": focusing.plan(see, here.behaviours, here.code, here.day, key), "reason": reason}
