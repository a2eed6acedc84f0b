"""How a target stands, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...house.forwarding import STORE, State
from ...languages import again, count, day, say, wall_clock, whole


@dataclass(frozen=True, slots=True)
class Line:
    """One target in a list. state: short; why: the last reason, "" while all is well; good: nothing is wrong."""

    name: str
    store: bool
    url: str
    state: str
    why: str
    good: bool
    sent: int
    last: str
    dead: int
    paused: bool
    ended: bool


def line(one: State, now: datetime) -> Line:
    target, course = one.target, one.course
    match one.word:
        case "given up":
            state, why = say("Given up"), again(course.ended)
        case "paused":
            state, why = say("Paused"), ""
        case "failing":
            state, why = say("Failing since {time}", time=_at(course.failing)), again(course.reason)
            if course.again:
                why = say("{reason}; next try {when}", reason=why, when=within(course.again, now))
        case "behind":
            state, why = say("Behind by {n}", n=whole(one.behind)), ""
        case _:
            state, why = say("Up to date"), ""
    good = one.word in ("up to date", "behind") and not one.dead
    return Line(
        target.id, target.way == STORE, target.url, state, why, good, course.sent, _at(course.last), one.dead,
        target.paused, bool(course.ended),
    )  # fmt: skip


def chosen(target: Any, doors: Mapping[str, str]) -> list[tuple[str, str]]:
    """What goes there, as pairs of a word and its values; doors: code -> name."""
    kinds, other = [kind for kind in target.kinds if kind != "statement"], say("statements of no kind of ours")
    lines = [
        (say("Kinds"), ", ".join(other if kind == "other" else kind for kind in kinds) or say("every statement")),
        (say("Boutiques"), ", ".join(doors.get(code, code) for code in target.boutiques) or say("every boutique")),
        (say("Verbs"), ", ".join(target.verbs)),
        (say("Activities"), ", ".join(target.activities)),
        (say("Sources"), ", ".join(target.sources)),
        (say("Kept after"), _at(target.since) if target.since else ""),
    ]
    return [(name, value) for name, value in lines if value]


def within(at: datetime, now: datetime) -> str:
    """A moment to come, as one says it."""
    seconds = (at - now).total_seconds()
    if seconds < 90:
        return say("in a moment")
    if seconds < 5400:
        return count(round(seconds / 60), "in {n} minute", "in {n} minutes")
    return count(round(seconds / 3600), "in {n} hour", "in {n} hours")


def _at(at: datetime | None) -> str:
    return f"{day(at, 'short')}, {wall_clock(at)} UTC" if at else ""
