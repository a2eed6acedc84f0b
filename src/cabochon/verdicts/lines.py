"""Rows of a pooled page: each door, job role and tenure band before and after, for the eye and not for a decision."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from ..facts.roster import band
from ..impact import alone
from ..impact.episodes import Episode
from ..impact.intervals import Z
from ..impact.panel import B1, B2, Panel
from ..impact.pooling import Pool, pool
from ..impact.ratios import Changed
from ..impact.rollouts import Rollout
from ..measures.kinds import Measure
from . import Beside, Sheets, Span
from .counts import SHRINK
from .estimates import counted, estimate, shared, side, tallied, way
from .starts import HISTORY, LOCKED, Around, Begun, Starts, around, no_peers, of_doors, of_people
from .told import Line

TITLES = {"advisor": "Advisors", "stock": "Stock", "cashier": "Cashiers", "manager": "Managers",
          "0-3": "0\u20133 months", "3-6": "3\u20136 months", "6-12": "6\u201312 months",
          "12+": "12 months and more"}  # fmt: skip
SELLERS = "attach_rate"  # whose people stand behind a door's measure that is cut by role
BOTH = (0, 0)


def by_door(what: Measure, starts: Starts, sheets: Sheets, panel: Panel) -> tuple[Line, ...]:
    """Each door of the subject: its locked two weeks, since its start, and what is above or below expectation."""
    begun = of_doors(panel, starts)
    if not begun:
        return ()
    sums, tally = around(panel, begun), tallied(what, panel, begun)
    if counted(what):
        told = _of_episodes(shared(panel, begun, no_peers(panel, starts)))
    elif what.key == SHRINK:  # counted some days a month: days say nothing of its spread
        told = [(None, None, None)] * len(begun)
    else:
        told = _of_days(what, panel, starts, begun)
    crew = sheets.people(what.key) if what.person else None
    people = behind(crew, starts)
    found = []
    for i, one in enumerate(begun):
        before, after = (side([sums], name, tally, i) for name in ("locked", "after"))
        door = panel.units[one.unit]
        found.append(Line(
            key=door, label=door, before=before, after=after, estimate=told[i][0], low=told[i][1], high=told[i][2],
            began=one.since, people=people.get(door, BOTH), events=(round(before.n), round(after.n)),
        ))  # fmt: skip
    return tuple(found)


def by_part(what: Measure, starts: Starts, sheets: Sheets, by: str) -> tuple[Line, ...]:
    """By job role or tenure band: the coached people where single people are meant, else everybody at the doors, each
    part against the same part of others."""
    crew = sheets.people(what.key if what.person else SELLERS)
    if crew is not None and starts.people and what.person and counted(what):
        return _of_people(crew, starts, sheets.beside(), by)
    whole = sheets.cut(what.key, by)
    if whole is None:
        return ()
    parts = [unit.rpartition("/")[2] for unit in whole.units]
    people = _people(crew, starts, sheets.beside(), by)
    found = []
    for part in sorted(set(parts), key=_place):
        panel = _only(whole, np.array([one == part for one in parts]))
        begun = of_doors(panel, starts)
        sums = around(panel, begun)
        if not begun or not (sums.locked[1].sum() or sums.after[1].sum()):
            continue
        made = estimate(what, starts, panel).made
        found.append(_part_line(part, sums, made, people.get(part, BOTH)))
    return tuple(found)


def _of_people(crew: Panel, starts: Starts, beside: Beside, by: str) -> tuple[Line, ...]:
    """The coached people themselves, by what they were when it began; pooled by door within a part."""
    begun = of_people(crew, starts)
    told = shared(crew, begun, no_peers(crew, starts, people=True))
    parts = [_part(beside.spans.get(one.unit.rpartition("/")[0], ()), one.door, run.since, by)
             for one, run in zip(told, begun, strict=True)]  # fmt: skip
    found = []
    for part in sorted(set(parts), key=_place):
        here = [i for i, name in enumerate(parts) if name == part]
        sums = around(crew, [begun[i] for i in here])
        people = tuple(int((n > 0).sum()) for _, n in (sums.locked, sums.after))
        found.append(_part_line(part, sums, pool([told[i] for i in here]), (people[0], people[1])))
    return tuple(found)


def _part_line(part: str, sums: Around, made: Pool | Changed | Rollout | None, people: tuple[int, int]) -> Line:
    before, after = (side([sums], name, None) for name in ("locked", "after"))
    middle = made.effect if isinstance(made, Rollout) else made.estimate if made else None
    ends = (made.low, made.high) if made else (None, None)
    return Line(key=part, label=TITLES.get(part, part), before=before, after=after, estimate=middle, low=ends[0],
                high=ends[1], people=people, events=(round(before.n), round(after.n)))  # fmt: skip


def _place(part: str) -> tuple[int, str]:
    return (list(TITLES).index(part) if part in TITLES else len(TITLES)), part


def behind(crew: Panel | None, starts: Starts) -> Mapping[str, tuple[int, int]]:
    """Door -> people with an event in its locked two weeks, and people with one since."""
    if crew is None:
        return {}
    sides = [np.bincount(crew.door[on], minlength=len(crew.doors)) for on in _active(crew, starts)]
    return {door: (int(sides[0][i]), int(sides[1][i])) for i, door in enumerate(crew.doors) if door in starts.doors}


def _active(crew: Panel, starts: Starts) -> tuple[B1, B1]:
    """Of each person whether they had an event in their door's locked two weeks, and since its start."""
    before, after = np.zeros(len(crew.units), bool), np.zeros(len(crew.units), bool)
    first = np.array([crew.column(starts.doors.get(door, date.max)) for door in crew.doors], np.int64)[crew.door]
    unit = np.flatnonzero(np.isin(crew.door, [i for i, door in enumerate(crew.doors) if door in starts.doors]))
    first = first[unit]
    before[unit] = crew.each(unit, first - LOCKED.days, first)[1] > 0
    after[unit] = crew.each(unit, first + 1, np.full(len(unit), crew.column(starts.last) + 1))[1] > 0
    return before, after


def _people(crew: Panel | None, starts: Starts, beside: Beside, by: str) -> dict[str, tuple[int, int]]:
    """Part -> people on both sides, by what they were when it began."""
    if crew is None:
        return {}
    sides: list[dict[str, int]] = []
    for on in _active(crew, starts):
        found: dict[str, int] = {}
        for unit in np.flatnonzero(on).tolist():
            person, door = crew.units[unit].rpartition("/")[0], crew.doors[crew.door[unit]]
            part = _part(beside.spans.get(person, ()), door, starts.doors[door], by)
            found[part] = found.get(part, 0) + 1
        sides.append(found)
    return {part: (sides[0].get(part, 0), sides[1].get(part, 0)) for part in {*sides[0], *sides[1]}}


def _part(spans: Sequence[Span], door: str, day: date, by: str) -> str:
    for one in spans:
        if one.boutique == door and (one.since is None or one.since <= day) and (one.until is None or day < one.until):
            return one.job_role if by == "job_role" else band(one.hired, day)
    return ""


def _only(whole: Panel, rows: B1) -> Panel:
    """The units of one part, named by their doors."""
    squares = None if whole.squares is None else whole.squares[rows]
    codes = tuple(whole.doors[i] for i in whole.door[rows].tolist())
    door = np.arange(len(codes), dtype=np.int64)
    return Panel(whole.x[rows], whole.n[rows], door, whole.first, codes, codes, squares, whole.rate)


def _of_episodes(told: Sequence[Episode]) -> list[tuple[float | None, ...]]:
    found: list[tuple[float | None, ...]] = []
    for one in told:
        middle, se = one.now.estimate, one.now.se
        half = None if se is None else Z * se
        found.append((middle, None, None) if middle is None or half is None else (middle, middle - half, middle + half))
    return found


def _of_days(what: Measure, panel: Panel, starts: Starts, begun: Sequence[Begun]) -> list[tuple[float | None, ...]]:
    """Each door against its own eight weeks, moved as the doors that had not begun moved meanwhile."""
    free = ~no_peers(panel, starts)
    move, columns = np.full(len(begun), np.nan), np.arange(panel.days)
    sides = [np.zeros((len(begun), panel.days), bool) for _ in range(2)]
    for day in {one.since for one in begun}:
        here = np.array([one.since == day for one in begun])
        before = (columns >= panel.column(day - HISTORY)) & (columns < panel.column(day))
        after = (columns > panel.column(day)) & (columns <= panel.column(starts.last))
        sides[0][here], sides[1][here] = before, after
        move[here] = _moved(panel, free, before, after, way(what))
    unit = np.array([one.unit for one in begun])
    x, n = panel.x[unit], panel.n[unit]
    old, new = ((np.where(side, x, 0.0), np.where(side, n, 0.0)) for side in sides)
    told = alone.alone(old, new, move, way=way(what))
    return [tuple(None if value != value else float(value) for value in one) for one in zip(*told, strict=True)]


def _moved(panel: Panel, free: B2, before: B1, after: B1, how: str) -> float:
    """What the doors that had not begun did meanwhile: a factor or so many units; of none nan."""
    x0, n0 = ((side * before * free).sum(axis=1) for side in (panel.x, panel.n))
    x1, n1 = ((side * after * free).sum(axis=1) for side in (panel.x, panel.n))
    both = (n0 > 0) & (n1 > 0)
    if not both.any():
        return float("nan")
    expected = float((n1[both] * x0[both] / n0[both]).sum())
    if how == "plus":
        return (float(x1[both].sum()) - expected) / float(n1[both].sum())
    return float(x1[both].sum()) / expected if expected > 0 else float("nan")
