"""Feeds as they were last heard: which are late, and whose clocks run ahead."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

LOOK_BACK = timedelta(days=56)
USUAL = 1 / 3  # of its weeks a weekday must have had news to count as one on which the boutique is open
DAY = timedelta(days=1)
Heard = Callable[[datetime, timedelta], Sequence[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Feed:
    """What one source tells of one boutique, in the last 56 days.

    last: the latest day it told of; came: when it was last heard. every: open days between two days on which it told.
    silent: open days without news, today not counted; late: of those, how many too many. ahead: statements whose own
    time lay ahead of when they were kept, by `skew` on average.
    """

    boutique: str
    source: str
    kind: str
    statements: int
    last: datetime
    came: datetime
    every: float
    silent: int
    late: int
    ahead: int
    skew: timedelta


def feeds(
    rows: Iterable[tuple[Any, ...]], opened: Mapping[str, Sequence[date]], *, now: datetime, late_days: int,
    zone_of: Callable[[str], Any],
) -> list[Feed]:  # fmt: skip
    """
    Args:
        rows: (boutique, source, kind, statements, last at, last stored, ahead, mean microseconds ahead or None, days on
            which they came) of the last 56 days.
        opened: boutique -> days on which anything was told of it, sorted.
        late_days: the setting late_feed_days. zone_of: boutique -> its time zone.
    """
    found = []
    for boutique, source, kind, statements, at, stored, ahead, mean, days in rows:
        today, last = now.astimezone(zone_of(boutique)).date(), min(at, stored)
        weekdays = usual_weekdays(opened.get(boutique, ()), today)
        told = last.astimezone(zone_of(boutique)).date()
        silent = _between(weekdays, told + DAY, today)
        every = max(1, _between(weekdays, today - LOOK_BACK, told + DAY)) / max(1, days)
        late = max(0, silent - late_days - max(0, ceil(every) - 1))
        skew = timedelta(microseconds=float(mean or 0))
        found.append(Feed(boutique, source, kind, statements, last, stored, every, silent, late, int(ahead or 0), skew))
    return found


def usual_weekdays(opened: Sequence[date], today: date) -> frozenset[int]:
    """The weekdays (Monday is 0) on which a boutique is usually open; all seven while too little is known of it."""
    days = [day for day in opened if today - LOOK_BACK <= day < today]
    if len(days) < 7:
        return frozenset(range(7))
    had = Counter(day.weekday() for day in days)
    weeks = max(1.0, (days[-1] - days[0]).days / 7)
    return frozenset(day for day, times in had.items() if times / weeks >= USUAL) or frozenset(range(7))


def _between(weekdays: frozenset[int], since: date, until: date) -> int:
    """How many open days there are in [since, until)."""
    whole, rest = divmod(max(0, (until - since).days), 7)
    return whole * len(weekdays) + sum((since + DAY * i).weekday() in weekdays for i in range(rest))
