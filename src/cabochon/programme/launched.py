"""What a package should have sent by the end of a launch, ticked off. Pure, over the statements in order of arrival.

Sources: cmi5 quartz 1.0, 9.3 (verbs), 9.5 (result), 10.2 (context); Tin Can launch of the 1.0 authoring tools.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..languages import mark

Json = Mapping[str, Any]

ADL = "http://adlnet.gov/expapi/verbs"
BEGUN = frozenset({f"{ADL}/initialized", f"{ADL}/launched", f"{ADL}/attempted"})
DONE = frozenset({f"{ADL}/{one}" for one in ("completed", "passed", "failed", "mastered")})
OVER = frozenset({f"{ADL}/{one}" for one in ("terminated", "exited", "suspended")})
YES, NO, PARTLY = "yes", "not yet", "partly"


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing to have sent. state: yes, partly, not yet. says: what was found, or what to do about it."""

    title: str
    state: str
    says: str


def ticks(statements: Sequence[Json], *, actor: str, registration: str, same: Callable[[Any], str]) -> list[Tick]:
    """
    Args:
        actor: what identifies the learner the launch named; same: tells that of an agent.
        registration: the attempt the launch named.
    """
    end = [s for s in statements if _verb(s) in DONE]
    return [
        _sent(
            statements,
            BEGUN,
            title=mark("It begins"),
            advice=mark("Send initialized (cmi5), or attempted or launched, when the module opens."),
        ),
        _sent(
            statements,
            DONE,
            title=mark("It ends with an outcome"),
            advice=mark(
                "Send completed, passed or failed when the learner is done; tools call it tracking or reporting."
            ),
        ),
        _sent(
            statements,
            OVER,
            title=mark("It closes"),
            advice=mark(
                "Send terminated (cmi5), exited or suspended when the window closes; else a session never ends."
            ),
        ),
        _score(end),
        _every(
            end,
            lambda s: bool(_at(s, "result", "duration")),
            title=mark("Its duration"),
            says=mark("result.duration stands in the outcome."),
            advice=mark("Send result.duration with the outcome, such as PT4M30S: time spent is read from it."),
        ),
        _every(
            statements,
            lambda s: str(_at(s, "context", "registration") or "").lower() == registration.lower(),
            title=mark("The registration it was given"),
            says=mark("Every statement names the attempt it was launched with."),
            advice=mark(
                "Put the registration of the launch address into context.registration of every statement; "
                "attempts are told apart by it."
            ),
        ),
        _every(
            statements,
            lambda s: same(s.get("actor")) == actor,
            title=mark("The learner it was given"),
            says=mark("Every statement is about the learner of the launch."),
            advice=mark("Use the actor of the launch address as it is; one typed in the course cannot be matched."),
        ),
        _activity(statements),
        _every(
            [s for s in statements if _is_activity(s)],
            _named,
            title=mark("Names for what it speaks of"),
            says=mark("Every activity has a name in its definition."),
            advice=mark("Give object.definition.name in at least one language; reports otherwise show bare addresses."),
        ),
    ]


def _sent(statements: Sequence[Json], verbs: frozenset[str], *, title: str, advice: str) -> Tick:
    found = list(dict.fromkeys(_verb(s).rpartition("/")[2] for s in statements if _verb(s) in verbs))
    return Tick(title, YES, mark(f"Sent: {', '.join(found)}.")) if found else Tick(title, NO, advice)


def _score(end: Sequence[Json]) -> Tick:
    title = mark("Its score")
    scores = [score for s in end if isinstance(score := _at(s, "result", "score"), Mapping)]
    scaled = [score["scaled"] for score in scores if isinstance(score.get("scaled"), int | float)]
    if scaled:
        return Tick(title, YES, mark(f"result.score.scaled is {scaled[-1]:g}."))
    if scores:
        says = mark(
            "There is a score without scaled; send it as a share between -1 and 1 as well, so that modules compare."
        )
        return Tick(title, PARTLY, says)
    return Tick(
        title, NO, mark("Send result.score.scaled with passed or failed, such as 0.8. Without a test it needs none.")
    )


def _activity(statements: Sequence[Json]) -> Tick:
    """The module's own verbs are about one activity; questions within it have theirs."""
    title = mark("One address for the module")
    ids = {str(_at(s, "object", "id")) for s in statements if _verb(s) in BEGUN | DONE | OVER and _is_activity(s)}
    if len(ids) == 1:
        return Tick(title, YES, mark(f"It is {ids.pop()}."))
    if ids:
        called = mark(f"It goes by {len(ids)} addresses: {', '.join(sorted(ids)[:3])}.")
        advice = mark("Use one object.id for begin, outcome and close, and keep it for ever.")
        return Tick(title, PARTLY, f"{called} {advice}")
    return Tick(title, NO, mark("The module’s own statements name no activity yet."))


def _every(statements: Sequence[Json], holds: Callable[[Json], bool], *, title: str, says: str, advice: str) -> Tick:
    right = sum(map(holds, statements))
    if statements and right == len(statements):
        return Tick(title, YES, says)
    return (
        Tick(title, PARTLY, f"{mark(f'{right} of {len(statements)}.')} {advice}") if right else Tick(title, NO, advice)
    )


def _verb(s: Json) -> str:
    return str(_at(s, "verb", "id") or "")


def _is_activity(s: Json) -> bool:
    return _at(s, "object", "objectType") in (None, "Activity")


def _named(s: Json) -> bool:
    name = _at(s, "object", "definition", "name")
    return isinstance(name, Mapping) and any(name.values())


def _at(tree: Any, *path: str) -> Any:
    for step in path:
        if not isinstance(tree, Mapping):
            return None
        tree = tree.get(step)
    return tree
