"""How a target stands, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...house.forwarding import STORE, State

OTHER = "statements of no kind of ours"


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
            state, why = "Given up", course.ended
        case "paused":
            state, why = "Paused", ""
        case "failing":
            state = f"Failing since {_at(course.failing)}"
            why = course.reason + (f"; next try {within(course.again, now)}" if course.again else "")
        case "behind":
            state, why = f"Behind by {one.behind:,}", ""
        case _:
            state, why = "Up to date", ""
    good = one.word in ("up to date", "behind") and not one.dead
    return Line(
        target.id, target.way == STORE, target.url, state, why, good, course.sent, _at(course.last), one.dead,
        target.paused, bool(course.ended),
    )  # fmt: skip


def chosen(target: Any, doors: Mapping[str, str]) -> list[tuple[str, str]]:
    """What goes there, as pairs of a word and its values; doors: code -> name."""
    kinds = [kind for kind in target.kinds if kind != "statement"]
    lines = [
        ("Kinds", ", ".join(OTHER if kind == "other" else kind for kind in kinds) or "every statement"),
        ("Boutiques", ", ".join(doors.get(code, code) for code in target.boutiques) or "every boutique"),
        ("Verbs", ", ".join(target.verbs)),
        ("Activities", ", ".join(target.activities)),
        ("Sources", ", ".join(target.sources)),
        ("Kept after", _at(target.since) if target.since else ""),
    ]
    return [(name, value) for name, value in lines if value]


def within(at: datetime, now: datetime) -> str:
    """A moment to come, as one says it."""
    seconds = (at - now).total_seconds()
    if seconds < 90:
        return "in a moment"
    return f"in {round(seconds / 60)} minutes" if seconds < 5400 else f"in {round(seconds / 3600)} hours"


def _at(at: datetime | None) -> str:
    return f"{at.day} {at:%b, %H:%M} UTC" if at else ""
