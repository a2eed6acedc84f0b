"""Who was there when: rostered days, and in weeks without a roster the days on which somebody did something."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from ..impact.panel import Panel
from ..measures.shifts import ACTIVE, monday
from ..measures.trees import Term
from .lots import Cells

EACH = (Term("1"),)
BY = ("associate", "boutique", "day")
Away = Mapping[str, tuple[tuple[date, date | None], ...]]


def shifts(cells: Cells, since: date, until: date, leave: Away) -> Panel:
    """x = n = 1 on every shift (measures/shifts.py: leave is none, a code nobody has claimed is nobody)."""
    whole = monday(since), monday(until) + timedelta(days=6)
    days = (whole[1] - whole[0]).days + 1
    told = [cells("shift", BY, EACH, names=2, since=whole[0], until=whole[1])]
    told += [cells(table, BY, EACH, names=2, since=since, until=until) for table in ACTIVE]
    units = sorted({(name[0], name[1]) for one in told for name in one.names})
    place = {unit: i for i, unit in enumerate(units)}
    rostered, active = (np.zeros((len(units), days), np.bool_) for _ in range(2))
    for one, seen in zip(told, (rostered, *(active for _ in ACTIVE)), strict=True):
        if one.names:
            rows = np.array([place[name[0], name[1]] for name in one.names], np.intp)[one.place]
            seen[rows, (one.columns[0] - np.datetime64(whole[0], "D")).astype(np.intp)] = True
    people = {who: i for i, who in enumerate(dict.fromkeys(who for who, _ in units))}
    person = np.array([people[who] for who, _ in units], np.intp)
    planned = np.zeros((len(people), days // 7), np.bool_)
    np.logical_or.at(planned, person, rostered.reshape(len(units), days // 7, 7).any(axis=2))
    active &= ~np.repeat(planned, 7, axis=1)[person]
    for row, (who, _) in enumerate(units):
        for first, last in leave.get(who, ()):
            low = max(0, (first - whole[0]).days)
            active[row, low : days if last is None else max(low, (last - whole[0]).days + 1)] = False
    here = slice((since - whole[0]).days, (until - whole[0]).days + 1)
    there = (rostered | active)[:, here]
    some = np.flatnonzero(there.any(axis=1))
    grid, crew = there[some].astype(np.float64), [units[i] for i in some.tolist()]
    doors = tuple(sorted({door for _, door in crew}))
    at = {door: i for i, door in enumerate(doors)}
    door_of = np.array([at[door] for _, door in crew], np.int64)
    return Panel(grid, grid, door_of, since, tuple(f"{who}/{door}" for who, door in crew), doors)
