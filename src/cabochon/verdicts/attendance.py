"""Who was there when: rostered days, and in weeks without a roster the days on which somebody did something."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from ..impact.panel import Panel
from ..measures.shifts import monday
from ..measures.trees import Term
from .lots import Lot

EACH = Term("1")
Away = Mapping[str, tuple[tuple[date, date | None], ...]]


def shifts(rostered: Lot, active: Sequence[Lot], since: date, until: date, leave: Away) -> Panel:
    """x = n = 1 on every shift (measures/shifts.py: leave is none, a code nobody has claimed is nobody).

    Args:
        rostered: rows of people at a door, of whole weeks, from the Monday before `since` on.
        active: the same of since..until, of what says that somebody was there.
    """
    lots = (rostered, *active)
    door_of = {unit: door for one in lots for unit, door in zip(one.units, one.doors, strict=True)}
    units = sorted(door_of)
    place = {unit: i for i, unit in enumerate(units)}
    planned, acted = (np.zeros((len(units), one.sums["", EACH].shape[1]), np.bool_) for one in lots[:2])
    for one, seen in zip(lots, (planned, *(acted for _ in active)), strict=True):
        seen[[place[unit] for unit in one.units]] |= one.sums["", EACH] > 0
    names = [unit[: -len(door_of[unit]) - 1] for unit in units]
    people = {who: i for i, who in enumerate(dict.fromkeys(names))}
    person = np.fromiter(map(people.__getitem__, names), np.intp, len(names))
    weeks = np.zeros((len(people), planned.shape[1] // 7), np.bool_)
    np.logical_or.at(weeks, person, planned.reshape(len(units), weeks.shape[1], 7).any(axis=2))
    here = slice((since - monday(since)).days, (until - monday(since)).days + 1)
    acted &= ~np.repeat(weeks, 7, axis=1)[person][:, here]
    for row, who in enumerate(names):
        for first, last in leave.get(who, ()):
            low = max(0, (first - since).days)
            acted[row, low : acted.shape[1] if last is None else max(low, (last - since).days + 1)] = False
    there = planned[:, here] | acted
    some = np.flatnonzero(there.any(axis=1))
    grid, crew = there[some].astype(np.float64), [units[i] for i in some.tolist()]
    doors = tuple(sorted({door_of[unit] for unit in crew}))
    at = {door: i for i, door in enumerate(doors)}
    return Panel(grid, grid, np.array([at[door_of[unit]] for unit in crew], np.int64), since, tuple(crew), doors)
