"""What one select brings: a grid of units x days for each sum, and panels made of two or three of them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

import numpy as np

from ..impact.panel import F2, Panel
from ..measures.cuts import columns_of
from ..measures.kinds import Measure, Sum
from ..measures.money import converted
from ..measures.trees import Term, times
from ..warehouse.arrays import Grids, blank

Raw = tuple[Any, ...]
OWN = "own"
PART = "behaviour"
OF_PART = re.compile(rf"{PART} = '([^']+)' and ((?:(?! or ).)+)")


class Select(Protocol):
    """Rows (by..., sums...) of a table's days; of others than the sheets' own where they are given."""

    def __call__(
        self, table: str, by: Sequence[str], terms: Sequence[Term], *, since: date | None = None,
        until: date | None = None,
    ) -> list[Raw]: ...  # fmt: skip


class Column(NamedTuple):
    """One sum of a measure. purse: how amounts are told apart, the same for all of a measure's sums of a table as soon
    as one is an amount: OWN, what is in the door's own currency, or the code of the currency all is converted to.
    part: the behaviour whose rows they are, of tables read by behaviour."""

    table: str
    term: Term
    purse: str = ""
    part: str = ""


class Lot(NamedTuple):
    """units: names, in order; doors: of the units; sums: units x days of each part and term."""

    units: tuple[str, ...]
    doors: tuple[str, ...]
    sums: Mapping[tuple[str, Term], F2]


def columns(what: Measure, group: str = "") -> tuple[Column, ...]:
    """Top, bottom, and of a mean the squares, too. group: the currency amounts are converted to; "": their own."""
    banks = {s.table for s in (what.top, what.bottom) if s.money}
    told = converted(what, group) if group else what
    sides = [now if was.table in banks else was for was, now in ((what.top, told.top), (what.bottom, told.bottom))]
    purses = [(group or OWN) if s.table in banks else "" for s in sides]
    found = [column(side, purse) for side, purse in zip(sides, purses, strict=True)]
    if what.kind == "mean":
        top = found[0]
        found.append(top._replace(term=Term(times(top.term.value, top.term.value), top.term.rows)))
    return tuple(found)


def column(one: Sum, purse: str = "") -> Column:
    parted = OF_PART.fullmatch(one.rows) if PART in columns_of(one.table) else None
    part, rows = parted.groups() if parted else ("", one.rows)
    return Column(one.table, Term(one.value, rows), purse, part)


def lot(told: Grids, terms: Sequence[Term], parts: Sequence[str], *, door: int) -> Lot:
    """door: which part of a name is the door."""
    units = tuple("/".join(name) for name in told.names)
    sums = {(part, term): grid[i] for term, grid in zip(terms, told.sums, strict=True)
            for i, part in enumerate(parts or ("",))}  # fmt: skip
    return Lot(units, tuple(name[door] for name in told.names), sums)


def owned(told: Grids, last: Mapping[str, str], *, door: int) -> Grids:
    """Names end with a currency. Of each other name what is in its door's own, which is its last."""
    names = sorted({name[:-1] for name in told.names}, key="/".join)
    place = {name: i for i, name in enumerate(names)}
    mine = [i for i, name in enumerate(told.names) if last.get(name[door], "") == name[-1]]
    if [told.names[i][:-1] for i in mine] == names and len(mine) == len(told.names):
        return told._replace(names=names)
    rows = [place[told.names[i][:-1]] for i in mine]
    found = [blank(grid.shape[0], len(names), grid.shape[2]) for grid in told.sums]
    for grid, own in zip(told.sums, found, strict=True):
        own[:, rows] = grid[:, mine]
    return Grids(names, found)


def panel(
    told: Sequence[Column], lots: Sequence[Lot], first: date, *, rate: bool, shifts: Panel | None = None
) -> Panel:  # fmt: skip
    """Columns (x, n, and squares where there are three), each of its lot, over all units any of them has.

    shifts: n > 0 on the days they were there.
    """
    units, doors = lots[0].units, lots[0].doors
    if any(one.units != units for one in lots):
        known = {unit: door for one in lots for unit, door in zip(one.units, one.doors, strict=True)}
        units = tuple(sorted(known))
        doors = tuple(known[unit] for unit in units)
    grids = [spread(source.sums[one.part, one.term], source.units, units)
             for one, source in zip(told, lots, strict=True)]  # fmt: skip
    codes = tuple(sorted(set(doors)))
    place = {code: i for i, code in enumerate(codes)}
    door = np.fromiter(map(place.__getitem__, doors), np.int64, len(doors))
    on = None if shifts is None else spread(shifts.n, shifts.units, units) > 0
    return Panel(grids[0], grids[1], door, first, units, codes, grids[2] if len(grids) > 2 else None, rate, on)


def spread(table: F2, there: Sequence[str], units: Sequence[str]) -> F2:
    """Rows of some units as rows of others: zeros for those that are not there, itself where they are the same."""
    if there == units:
        return table
    place = {unit: i for i, unit in enumerate(there)}
    rows = np.fromiter((place.get(unit, -1) for unit in units), np.intp, len(units))
    found = np.zeros((table.shape[1], len(units))).T
    found[rows >= 0] = table[rows[rows >= 0]]
    return found
