"""The planned looks of an episode as a timeline: when each was, or is expected at this pace."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil

from ..impact.panel import Panel
from ..impact.verdict import LOOKS
from .guards import place
from .told import Look

USUAL = 28  # days the pace of shifts is taken from
DAY = timedelta(days=1)


def looks(
    days: Sequence[date], since: date, last: date, *, shifts: Panel | None, unit: str, says: Mapping[int, str]
) -> tuple[Look, ...]:  # fmt: skip
    """
    Args:
        days: the shifts since the start, in order. shifts: of people or doors; days after `last` are as rostered.
        says: shifts of a look -> the state of its verdict.
    """
    found: list[Look] = []
    ahead = _ahead(shifts, unit, last)
    pace = _pace(shifts, unit, since, last)
    for count in LOOKS:
        if count <= len(days):
            found.append(Look(count, days[count - 1], "done", says.get(count, "")))
            continue
        missing = count - len(days)
        day = None
        if missing <= len(ahead):
            day = ahead[missing - 1]
        elif pace > 0:
            day = (ahead[-1] if ahead else last) + timedelta(days=ceil((missing - len(ahead)) / pace))
        state = "later" if found and found[-1].state != "done" else "next"
        found.append(Look(count, day, state))
    return tuple(found)


def shift_days(shifts: Panel, unit: str, since: date, until: date) -> tuple[date, ...]:
    """The unit's days on a shift, both ends included."""
    row = place(shifts, unit)
    if row is None:
        return ()
    low, high = max(shifts.column(since), 0), min(shifts.column(until) + 1, shifts.days)
    return tuple(shifts.day(column) for column in range(low, high) if shifts.n[row, column] > 0)


def _ahead(shifts: Panel | None, unit: str, last: date) -> tuple[date, ...]:
    return () if shifts is None else shift_days(shifts, unit, last + DAY, shifts.day(shifts.days - 1))


def _pace(shifts: Panel | None, unit: str, since: date, last: date) -> float:
    """Shifts a day over the last four weeks; since the start alone, where there were none before."""
    if shifts is None:
        return 0.0
    first = max(last - timedelta(days=USUAL - 1), shifts.first)
    there = shift_days(shifts, unit, first, last)
    length = (last - first).days + 1
    if there and there[0] > since:
        length = max((last - there[0]).days + 1, 7)
    return len(there) / length if length > 0 else 0.0
