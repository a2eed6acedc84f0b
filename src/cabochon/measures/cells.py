"""Cells of an additive measure: two sums side by side by their cuts, with an interval, divided last."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from ..impact import intervals
from .asking import Asked, Asking, Raw, Wanted
from .cuts import columns_of
from .kinds import Measure, Sum
from .question import Cell
from .trees import Term, both, times

SCALES = {"score": (1.0, 5.0), "points": (-1.0, 1.0), "rate": (0.0, 1.0), "units": (0.0, inf), "per100": (0.0, inf)}
# an interval does not leave its scale; shares of money may (a return above what was sold)
Ends = tuple[float | None, float | None]
NO_ENDS: Ends = (None, None)


@dataclass(slots=True)
class Sums:
    """What one question waits for. doors, days: (top, bottom) by the cuts and then by door or by day: the clusters."""

    measure: Measure
    asked: Asked
    top: Wanted
    bottom: Wanted
    people: Wanted | None = None
    doors: tuple[Wanted, Wanted] | None = None
    days: tuple[Wanted, Wanted] | None = None


def want(measure: Measure, asked: Asked, asking: Asking, *, people: bool) -> Sums:
    """Ask for everything the cells of this measure need at once."""
    top, bottom = measure.top, measure.bottom
    if top.table == bottom.table:
        one = asking.want(bottom.table, _together(measure), asked)
        found = Sums(measure, asked, one, one)
    else:
        found = Sums(measure, asked, asking.want(top.table, _alone(top), asked),
                     asking.want(bottom.table, _alone(bottom), asked))  # fmt: skip
    if people and measure.who in columns_of(bottom.table) and measure.who not in asked.shape.by:
        found.people = asking.want(bottom.table, [Term(measure.who, bottom.rows, distinct=True)], asked)
    if measure.ends == "doors" and "boutique" not in asked.shape.by:
        found.doors = clusters(measure, asked, asking, "boutique")
    elif measure.ends == "doors" and "day" not in asked.shape.by:
        found.days = clusters(measure, asked, asking, "day")
    return found


def clusters(measure: Measure, asked: Asked, asking: Asking, cut: str) -> tuple[Wanted, Wanted]:
    """Both sums cut once more."""
    finer = Asked.of(replace(asked.shape, by=(*asked.shape.by, cut)), asked.binds)
    parts = (asking.want(s.table, [Term(s.value, s.rows)], finer) for s in (measure.top, measure.bottom))
    return next(parts), next(parts)


def alone(found: Sums) -> bool:
    """Whether some cell has only one door, so that days have to be its clusters."""
    if found.doors is None or "day" in found.asked.shape.by:
        return False
    groups = _grouped(found.doors)
    return any(len(terms) < 2 for terms in groups.values())


def made(found: Sums) -> dict[Raw, Cell]:
    """Raw cut values -> cell; a part in which nothing happened is left out."""
    measure, by = found.measure, found.asked.shape.by
    place = by.index(measure.who) if measure.who in by else None
    doors, days = (_grouped(one) if one else {} for one in (found.doors, found.days))
    cells: dict[Raw, Cell] = {}
    for key in found.top.rows.keys() | found.bottom.rows.keys():
        y, x, n, squares, ends, terms, beside = _numbers(found, key)
        if not (x or y or n):
            continue
        people = int(bool(key[place])) if place is not None else 0
        if found.people:
            people = int((found.people.rows.get(key) or (0,))[0] or 0)
        if measure.ends == "doors":
            ends, terms = _by_clusters(measure, (y, x), doors.get(key, []), days.get(key, []))
        bottom = 1.0 if measure.kind == "count" else x
        cells[key] = Cell(y, bottom, round(n), people, squares, *ends, terms if ends[0] is not None else "", beside)
    return cells


def _together(measure: Measure) -> list[Term]:
    """Terms of two sums of one table: top, bottom, events, what stands beside, and for an interval the squares."""
    top, bottom = measure.top, measure.bottom
    terms = [Term(top.value, top.rows), Term(bottom.value, bottom.rows), Term(bottom.events, bottom.rows)]
    terms += [Term(value, bottom.rows) for _, value in measure.beside]
    if measure.ends == "ratio":
        terms += [
            Term(bottom.terms or bottom.events, bottom.rows),
            Term(times(top.value, top.value), top.rows),
            Term(times(top.value, bottom.value), both(top.rows, bottom.rows)),
            Term(times(bottom.value, bottom.value), bottom.rows),
        ]
    return terms


def _alone(total: Sum) -> list[Term]:
    return [Term(total.value, total.rows), Term(total.events, total.rows)]


def _numbers(found: Sums, key: Raw) -> tuple[float, float, float, float, Ends, str, tuple[tuple[str, float], ...]]:
    """top, bottom, n, squares of the top, interval, what its terms were, sums beside."""
    measure = found.measure
    if found.top is not found.bottom:
        tops, bottoms = (_floats(one.rows.get(key, (0, 0))) for one in (found.top, found.bottom))
        return tops[0], bottoms[0], bottoms[1], 0.0, NO_ENDS, "", ()
    y, x, n, *rest = _floats(found.top.rows[key])
    beside = tuple((name, rest.pop(0)) for name, _ in measure.beside)
    if measure.ends == "wilson":
        return y, x, n, y, (intervals.rate(y, x) if n > 1 else None) or NO_ENDS, "events", beside
    if measure.ends == "none":
        return y, x, n, y, NO_ENDS, "", beside
    terms, yy, yx, xx = rest
    ends = intervals.ratio(y, x, squares=yy, cross=yx, bottom_squares=xx, n=round(terms)) if terms > 1 else None
    return y, x, n, yy, _within(measure, ends), "events", beside


def _by_clusters(
    measure: Measure, sums: tuple[float, float], doors: list[tuple[float, float]], days: list[tuple[float, float]]
) -> tuple[Ends, str]:
    """By doors where there are two or more, else by days; a rate of one day by its events."""
    for terms, clustered in (("doors", doors), ("days", days)):
        if len(clustered) > 1 and (ends := intervals.clustered(clustered)):
            return _within(measure, ends), terms
    if measure.unit == "rate":
        return intervals.rate(*sums) or NO_ENDS, "events"
    return NO_ENDS, ""


def _grouped(parts: tuple[Wanted, Wanted]) -> dict[Raw, list[tuple[float, float]]]:
    """Cut values -> (top, bottom) of each cluster in which anything happened."""
    tops, bottoms = (one.rows for one in parts)
    found: dict[Raw, list[tuple[float, float]]] = {}
    for key in sorted(tops.keys() | bottoms.keys(), key=repr):
        y, x = (float((rows.get(key) or (0,))[0] or 0) for rows in (tops, bottoms))
        if y or x:
            found.setdefault(key[:-1], []).append((y, x))
    return found


def _within(measure: Measure, ends: tuple[float, float] | None) -> Ends:
    if ends is None:
        return NO_ENDS
    least, most = SCALES.get(measure.unit, (-inf, inf))
    return max(least, ends[0]), min(most, ends[1])


def _floats(row: tuple[Any, ...]) -> list[float]:
    return [float(v or 0) for v in row]


def by_door(found: Sums) -> Mapping[Raw, tuple[float, float]]:
    """(top, bottom) by the cuts and the door, where the doors are the clusters."""
    if found.doors is None:
        return {}
    tops, bottoms = (one.rows for one in found.doors)
    return {
        key: (float((tops.get(key) or (0,))[0] or 0), float((bottoms.get(key) or (0,))[0] or 0))
        for key in tops.keys() | bottoms.keys()
    }
