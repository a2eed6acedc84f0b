"""Numbers that facts alone cannot answer: what the house counts while it takes things in, and targets."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from ..refusals import Unanswerable
from .frame import Found, Frame
from .question import Cell

Targets = Callable[[str, str], float | None]  # (measure, door code) -> the value it should reach; None: none is set


@dataclass(frozen=True, slots=True)
class Tally:
    """One count of the house. boutique, source: "" where not known; day: None where it has none. top: how many (or the
    sum of seconds, of freshness); bottom: of how many."""

    boutique: str
    source: str
    day: date | None
    top: float
    bottom: float = 0.0


class Health(Protocol):
    """Counts from outside the facts: feeds, refusals, repeats, clocks. Handed in by the house."""

    def counted(self, key: str) -> Iterable[Tally]:
        """The counts of one measure: late_feeds, clock_skew, duplicates, quarantined or freshness."""


def tallied(frame: Frame) -> Found:
    """A plain count, with what it was counted among beside it."""
    parts = _parts(frame)
    return Found({
        key: Cell(top, 1.0, round(top), beside=(("of", bottom),) if bottom else ())
        for key, (top, bottom) in parts.items()
    })  # fmt: skip


def averaged(frame: Frame) -> Found:
    """The mean of what was added up."""
    return Found({key: Cell(top, bottom, round(bottom)) for key, (top, bottom) in _parts(frame).items() if bottom})


def _parts(frame: Frame) -> dict[tuple[object, ...], tuple[float, float]]:
    if frame.health is None:
        raise Unanswerable(f"{frame.measure.title} is counted by the house as it takes things in; ask it there")
    q = frame.question
    found: dict[tuple[object, ...], tuple[float, float]] = {}
    for one in frame.health.counted(q.measure):
        if one.day and ((q.since and one.day < q.since) or (q.until and one.day > q.until)):
            continue
        at = {"boutique": one.boutique, "source": one.source, "day": one.day, "week": _monday(one.day),
              "weekday": one.day and one.day.isoweekday()}  # fmt: skip
        if all(str("" if at[cut] is None else at[cut]) in values for cut, values in q.where.items()):
            key = tuple(at[cut] for cut in q.by)
            top, bottom = found.get(key, (0.0, 0.0))
            found[key] = top + one.top, bottom + one.bottom
    return found


def _monday(day: date | None) -> date | None:
    return day and day - timedelta(days=day.weekday())
