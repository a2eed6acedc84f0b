"""`action`: one action to try, given in coaching, with an observation or by a module, and what became of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from ..retail.events import CoachingStep, Learning, Observation
from .contests import set_aside
from .ground import Row, Thread, day_of, on, personal
from .master import Master
from .versions import Version


def coaching(thread: Thread, master: Master) -> list[Row]:
    """Steps of one action, and the observation that gave it. Without a step that gave it, its first one tells when."""
    steps = [(v, v.told) for v in thread.members if v.kind == "coaching_step"]
    seen = next(((v, v.told) for v in thread.members if v.kind == "observation"), None)
    if seen and (seen[1].practice or set_aside(seen[0].event, thread.by)):
        return []
    took = [(v, e) for v, e in steps if e.what == "took_on"]
    giver, event = seen or (took or steps)[0]
    given, dues = day_of(giver, master), [e.due for _, e in took or steps if e.due]
    if seen and seen[1].action.due:
        dues.insert(0, seen[1].action.due)
    due = dues[-1] if dues else None
    coaches = [e.by for _, e in took if e.by]
    coach = event.observer if isinstance(event, Observation) else coaches[0] if coaches else None
    days = _days(steps, master)
    return _row(
        f"action/{thread.parts[0]}", giver, due=due, given=given, master=master,
        who=master.person(event.associate, giver.boutique, given),
        coach=master.person(coach, giver.boutique, given) if coach else "",
        behaviour=next((e.behaviour for _, e in [*took, *steps] if e.behaviour), ""),
        source="observation" if seen else "coaching", days=days,
    )  # fmt: skip


def modules(thread: Thread, master: Master) -> list[Row]:
    """An action of a module, once for each attempt that gave it. A try that names no such attempt is of the last one
    given before it."""
    person, module, _ = thread.parts
    given: dict[str, list[Version]] = defaultdict(list)
    for v in [v for v in thread.members if v.told.what == "took_on"] or thread.members:
        given[_attempt(v.told)].append(v)
    starts = sorted((found[0].since, attempt) for attempt, found in given.items())
    tries: dict[str, list[tuple[Version, Learning]]] = defaultdict(list)
    for v in thread.members:
        if (e := v.told).what == "tried":
            before = [attempt for since, attempt in starts if since <= v.since]
            own = _attempt(e) if _attempt(e) in given else before[-1] if before else starts[0][1]
            tries[own].append((v, e))
    found = []
    for attempt, (first, *_) in given.items():
        found += _row(
            _key(thread.parts, attempt), first, due=None, given=day_of(first, master), master=master, who=person,
            coach="", behaviour="", module=module, source="module", days=_days(tries[attempt], master),
        )  # fmt: skip
    return found


def coaching_keys(thread: Thread) -> set[str]:
    return {f"action/{thread.parts[0]}"}  # never an event's name: a new event's rows are taken for new


def module_keys(thread: Thread) -> set[str]:
    return {_key(thread.parts, attempt) for attempt in {_attempt(v.told) for v in thread.members}}


def _row(
    key: str, giver: Version, *, due: date | None, given: date, master: Master, who: str, coach: str, behaviour: str,
    source: str, days: dict[str, date], module: str = "",
) -> list[Row]:  # fmt: skip
    here = on(giver.boutique, day := due or given, master)
    if here is None:
        return []
    verified = days.get("verified")
    closed = int(verified is not None and (due is None or verified <= due))
    return [(
        key, *here, *personal(who, day, master), coach, behaviour, module, source, given, due, days.get("tried"),
        verified, int("dropped" in days), closed,
    )]  # fmt: skip


def _days(steps: Iterable[tuple[Version, CoachingStep | Learning]], master: Master) -> dict[str, date]:
    """The first day of each step."""
    days: dict[str, date] = {}
    for v, e in steps:
        day = day_of(v, master)
        days[e.what] = min(day, days.get(e.what, day))
    return days


def _key(parts: Sequence[str], attempt: str) -> str:
    return "/".join(["module", *parts, attempt] if attempt else ["module", *parts])


def _attempt(event: Learning) -> str:
    return str(event.attempt or "")
