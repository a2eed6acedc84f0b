"""Rows of a pooled page: each door, job role and tenure band before and after, for the eye and not for a decision."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import sqrt

import numpy as np

from ..facts.roster import band
from ..impact import alone
from ..impact.intervals import Z
from ..impact.panel import B1, F1, I1, Panel
from ..impact.pooling import Pool, Readings, pool
from ..impact.ratios import Changed
from ..impact.rollouts import Rollout
from ..impact.verdict import Side
from ..measures.kinds import Measure
from . import Beside, Sheets, Span
from .counts import SHRINK
from .estimates import counted, effect, shared, side, tallied, way
from .starts import HISTORY, LOCKED, Around, Begun, Starts, around, no_peers, of_doors, of_people, touched
from .told import Line
from .untreated import NEVER, days_of

TITLES = {"advisor": "Advisors", "stock": "Stock", "cashier": "Cashiers", "manager": "Managers",
          "0-3": "0\u20133 months", "3-6": "3\u20136 months", "6-12": "6\u201312 months",
          "12+": "12 months and more"}  # fmt: skip
SELLERS = "attach_rate"  # whose people stand behind a door's measure that is cut by role
BOTH = (0, 0)
PARTS = "parts"  # what panels keep
Ends = tuple[float | None, float | None, float | None]


def by_door(what: Measure, starts: Starts, sheets: Sheets, panel: Panel) -> tuple[Line, ...]:
    """Each door of the subject: its locked two weeks, since its start, and what is above or below expectation."""
    begun = of_doors(panel, starts)
    if not len(begun.unit):
        return ()
    sums, tally = around(panel, begun), tallied(what, panel, begun)
    if counted(what):
        told = _of_episodes(shared(panel, begun, no_peers(panel, starts)))
    elif what.key == SHRINK:  # counted some days a month: days say nothing of its spread
        told = [(None, None, None)] * len(begun.unit)
    else:
        told = _of_days(what, panel, starts, begun)
    crew = sheets.people(what.key) if what.person else None
    people = behind(crew, starts)
    found = []
    sides = zip(_each(sums.locked, tally and tally.locked), _each(sums.after, tally and tally.after), strict=True)
    for unit, (before, after), (middle, low, high) in zip(begun.unit.tolist(), sides, told, strict=True):
        door = panel.units[unit]
        found.append(Line(
            key=door, label=door, before=before, after=after, estimate=middle, low=low, high=high,
            began=starts.doors[door], people=people.get(door, BOTH), events=(round(before.n), round(after.n)),
        ))  # fmt: skip
    return tuple(found)


def _each(sums: tuple[F1, F1], tally: tuple[F1, F1] | None) -> Iterator[Side]:
    """One side of each unit; as `estimates.side` of all."""
    x, n = sums
    if tally is not None:
        x, n = np.divide(x * tally[1], n, out=x.copy(), where=n != 0), np.where(n != 0, tally[1], n)
    return map(Side, x.tolist(), n.tolist())


def by_part(what: Measure, starts: Starts, sheets: Sheets, by: str) -> tuple[Line, ...]:
    """By job role or tenure band: the coached people where single people are meant, else everybody at the doors, each
    part against the same part of others."""
    crew = sheets.people(what.key if what.person else SELLERS)
    if crew is not None and starts.people and what.person and counted(what):
        return _of_people(crew, starts, sheets.beside(), by)
    whole = sheets.cut(what.key, by)
    if whole is None:
        return ()
    people = _people(crew, starts, sheets.beside(), by)
    found = []
    for part, panel in _parts(whole).items():
        begun = of_doors(panel, starts)
        sums = around(panel, begun)
        if not (sums.locked[1].sum() or sums.after[1].sum()):
            continue
        found.append(_part_line(part, sums, effect(what, starts, panel), people.get(part, BOTH)))
    return tuple(found)


def _of_people(crew: Panel, starts: Starts, beside: Beside, by: str) -> tuple[Line, ...]:
    """The coached people themselves, by what they were when it began; pooled by door within a part."""
    begun = of_people(crew, starts)
    told = shared(crew, begun, no_peers(crew, starts, people=True))
    coached = [starts.people[crew.units[unit]] for unit in begun.unit.tolist()]
    parts = [_part(beside.spans.get(one.person, ()), one.boutique, one.since, by) for one in coached]
    found = []
    for part in sorted(set(parts), key=_place):
        here = np.flatnonzero([name == part for name in parts])
        sums = around(crew, begun.some(here))
        people = tuple(int((n > 0).sum()) for _, n in (sums.locked, sums.after))
        found.append(_part_line(part, sums, pool(told.at(here)), (people[0], people[1])))
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
    sides = [np.bincount(crew.door[on], minlength=len(crew.doors)) for on in active(crew, starts)]
    return {door: (int(sides[0][i]), int(sides[1][i])) for i, door in enumerate(crew.doors) if door in starts.doors}


def active(crew: Panel | None, starts: Starts) -> tuple[B1, B1]:
    """Of each person whether they had an event in their door's locked two weeks, and since its start."""
    if crew is None:
        return np.zeros(0, bool), np.zeros(0, bool)
    before, after = np.zeros(len(crew.units), bool), np.zeros(len(crew.units), bool)
    first = days_of(crew.doors, starts.days)[crew.door]
    unit = np.flatnonzero(first < NEVER)
    first = first[unit] - crew.first.toordinal()
    before[unit] = crew.each(unit, first - LOCKED.days, first)[1] > 0
    after[unit] = crew.each(unit, first + 1, np.full(len(unit), crew.column(starts.last) + 1))[1] > 0
    return before, after


def _people(crew: Panel | None, starts: Starts, beside: Beside, by: str) -> dict[str, tuple[int, int]]:
    """Part -> people on both sides, by what they were when it began."""
    if crew is None:
        return {}
    sides: list[dict[str, int]] = []
    for on in active(crew, starts):
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


def _parts(whole: Panel) -> Mapping[str, Panel]:
    """The units of each part, named by their doors; made once."""
    if PARTS not in whole.kept:
        rows: dict[str, list[int]] = {}
        for i, unit in enumerate(whole.units):
            rows.setdefault(unit.rpartition("/")[2], []).append(i)
        whole.kept[PARTS] = {part: _only(whole, np.array(rows[part])) for part in sorted(rows, key=_place)}
    parts: Mapping[str, Panel] = whole.kept[PARTS]
    return parts


def _only(whole: Panel, rows: I1) -> Panel:
    squares = None if whole.squares is None else whole.squares[rows]
    codes = tuple(whole.doors[i] for i in whole.door[rows].tolist())
    door = np.arange(len(codes), dtype=np.int64)
    return Panel(whole.x[rows], whole.n[rows], door, whole.first, codes, codes, squares, whole.rate)


def _of_episodes(told: Readings) -> list[Ends]:
    found: list[Ends] = []
    for gain, n, variance in zip(told.gain.tolist(), told.n.tolist(), told.variance.tolist(), strict=True):
        if n <= 0 or variance <= 0:
            found.append((gain / n if n > 0 else None, None, None))
        else:
            middle, half = gain / n, Z * sqrt(variance) / n
            found.append((middle, middle - half, middle + half))
    return found


def _of_days(what: Measure, panel: Panel, starts: Starts, begun: Begun) -> list[Ends]:
    """Each door against its own eight weeks, moved as the doors that had not begun moved meanwhile."""
    count, zero = len(begun.unit), panel.first.toordinal()
    move, columns = np.full(count, np.nan), np.arange(panel.days)
    first, last = begun.since - zero, panel.column(starts.last)
    free = touched(panel, starts) - zero
    for day in np.unique(first).tolist():
        move[first == day] = _moved(panel, free, day, last, way(what))
    x, n = panel.x[begun.unit], panel.n[begun.unit]
    sides = [(columns >= first[:, None] - HISTORY.days) & (columns < first[:, None]),
             (columns > first[:, None]) & (columns <= last)]  # fmt: skip
    old, new = ((np.where(side, x, 0.0), np.where(side, n, 0.0)) for side in sides)
    told = [[None if value != value else value for value in one.tolist()]
            for one in alone.alone(old, new, move, way=way(what))]  # fmt: skip
    return list(zip(*told, strict=True))


def _moved(panel: Panel, free: I1, day: int, last: int, how: str) -> float:
    """What doors did from the eight weeks before the column `day` to the time after it, each up to the column it began
    in: a factor or so many units; of none nan."""
    unit = np.arange(len(panel.units))
    x0, n0 = panel.each(unit, np.full(len(unit), day - HISTORY.days), np.minimum(free, day))
    x1, n1 = panel.each(unit, np.full(len(unit), day + 1), np.minimum(free, last + 1))
    both = (n0 > 0) & (n1 > 0)
    if not both.any():
        return float("nan")
    expected = float((n1[both] * x0[both] / n0[both]).sum())
    if how == "plus":
        return (float(x1[both].sum()) - expected) / float(n1[both].sum())
    return float(x1[both].sum()) / expected if expected > 0 else float("nan")
