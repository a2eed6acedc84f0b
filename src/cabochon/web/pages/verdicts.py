"""Did it work? Episodes and pooled verdicts, in a manager's words first."""

from collections.abc import Callable
from datetime import date
from typing import Any

from ...dashboards import verdict_list as list_of
from ...dashboards import verdict_parts as parts
from ...dashboards import verdict_words as words
from ...dashboards import verdicts as told
from ...impact.verdict import ENOUGH_AFTER, LEAST_AFTER, LEAST_DOORS, LOOKS, POOLED_LOOKS, WORTHWHILE
from ...languages import again, count, say
from ...privacy.roles import may
from ...privacy.viewer import Viewer
from ...retail.focusing import Held
from ...verdicts.told import Pooled, Subject, Told
from ..page import Answered, Asked, page
from ..viewer import reaches, viewer_of


def show(request: Asked) -> Answered:
    """GET /verdicts: what was tried within reach, and what came of it. ?boutique= &about= &line= &state= &kind= narrow
    it."""
    house, viewer = request.app.state.house, viewer_of(request)
    chosen = {name: request.query_params.get(name, "").strip() for name in (*list_of.FILTERS, *list_of.LINKS)}
    modules = {one.key: one for one in house.library.shelf(language=viewer.language, closed=True)}
    heads = house.effects.verdicts.heads(viewer)
    decided = house.results.in_force(viewer) if may(viewer, "results.see") else ()
    return page(
        request, "verdicts.html", here="/verdicts", sets=may(viewer, "focus.set"), plans=may(viewer, "pilots.plan"),
        several=len(viewer.boutiques) > 1, listed=list_of.listed(heads, chosen, house.today, modules, decided,
                               closes=may(viewer, "focus.set")),
    )  # fmt: skip


def method(request: Asked) -> Answered:
    """GET /verdicts/method: how a verdict is made, for a manager, a works council and a statistician."""
    return page(
        request, "verdict_method.html", here="/verdicts", states=words.STATES.values(), looks=LOOKS,
        pooled=POOLED_LOOKS, worthwhile=WORTHWHILE, least=LEAST_AFTER, enough=ENOUGH_AFTER,
    )  # fmt: skip


def one(request: Asked, verdict: str) -> Answered:
    """GET /verdicts/{verdict}: an episode, or several together. What is not there or not the viewer's is a 404."""
    house, viewer = request.app.state.house, viewer_of(request)
    found = house.effects.verdicts.told(viewer, verdict)
    today, subject = house.today, found.subject
    several, labels = isinstance(found, Pooled), house.see_as(viewer).labels
    sheets = [told.sheet(change, subject, today, pooled=several) for change in found.changes]
    wide, folded = told.apart(sheets)
    common = {
        "here": "/verdicts", "subject": subject, "title": again(found.title), "sheets": wide, "folded": folded,
        "lead": sheets[0] if sheets else None, "beside": told.beside(found.circumstances),
        "restated": [(one, words.STATES.get(one.was_state, words.UNSAID)) for one in found.restated],
        "why_restated": {key: say(text) for key, text in words.RESTATED.items()},
        "titles": {change.measure: again(change.title) for change in found.changes},
        "next_step": again(found.next_step),
        "until": words.day(found.until, today), "inputs": found.inputs, "since": words.day(subject.since, today),
        "kind": words.kind(subject.kind, list_of.is_pooled(subject)), "looked": words.looked,
        "locked": told.locked(subject, found.changes, today),
        "ended": say(words.ENDED.get(subject.outcome, subject.outcome)) if subject.outcome else "",
    }  # fmt: skip
    if isinstance(found, Pooled):
        return page(request, "verdict_pooled.html", **common, **_pooled(found, viewer, labels, today))
    return page(request, "verdict.html", **common, **_alone(found, viewer, labels, today))


def opens(viewer: Viewer) -> bool:
    """Whether the viewer may come to these pages at all; a boutique's tablet does not."""
    return may(viewer, "verdicts.see") and reaches(viewer, "/verdicts")


def episodes(request: Asked, person: str) -> list[tuple[Subject, str]]:
    """Of one person, for the pages that lead there: each with what it is about and since when, newest first."""
    house, viewer = request.app.state.house, viewer_of(request)
    found = house.effects.verdicts.of(viewer, person) if opens(viewer) else []
    return [
        (one, say("{what}, since {day}", what=words.about(one.about), day=words.day(one.since, house.today)))
        for one in found
    ]


def of_focus(request: Asked, boutique: str, held: Held | None) -> str:
    """The key of that focus' verdict, "" where there is none yet."""
    return _found(
        request, lambda s: held is not None and (s.kind, s.boutique, s.since) == ("focus", boutique, held.since)
    )


def of_module(request: Asked, module: str) -> str:
    """The key of what a module did in all boutiques together, "" where nothing is pooled yet."""
    return _found(request, lambda s: (s.kind, s.boutique, s.about) == ("module", "", module))


def _found(request: Asked, meant: Callable[[Subject], bool]) -> str:
    house, viewer = request.app.state.house, viewer_of(request)
    heads = house.effects.verdicts.heads(viewer) if opens(viewer) else []
    return next((one.subject.key for one in heads if meant(one.subject)), "")


def _alone(found: Told, viewer: Viewer, labels: Any, today: date) -> dict[str, Any]:
    subject = found.subject
    own = bool(subject.person) and subject.person == viewer.person
    person = (f"/floor/person/{subject.person}", labels.people.get(subject.person, ""))
    back = ("/me", say("My page")) if own else person
    return {
        "place": labels.doors.get(subject.boutique, subject.boutique), "own": own,
        "back": back if subject.person and back[1] else None,
        "looks": [(look, words.STATES.get(look.says), words.day(look.day, today) if look.day else "")
                  for look in found.looks],
        "manages": not own and subject.kind == "person",
    }  # fmt: skip


def _pooled(found: Pooled, viewer: Viewer, labels: Any, today: date) -> dict[str, Any]:
    subject, decides = found.subject, may(viewer, "results.decide")
    return {
        "place": subject.region or count(len(subject.doors), "{n} boutique", "{n} boutiques"),
        "by_door": parts.parts(found.by_door, found.changes, today, names=labels.doors),
        "by_role": parts.parts(found.by_role, found.changes, today),
        "cohorts": parts.parts(found.cohorts, found.changes, today, ordered=True),
        "weeks": parts.weeks(found.events, found.changes),
        "may_decide": found.may_decide, "why_not": again(found.why_not), "least": LEAST_DOORS,
        "decide": f"/results/{subject.about}#decide" if decides and subject.kind == "module" else "",
    }  # fmt: skip
