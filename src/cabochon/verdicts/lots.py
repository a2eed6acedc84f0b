"""What one select brings, as arrays: cells of units and days, and panels made of two of its columns."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..impact.panel import B2, F1, F2, Panel
from ..measures.kinds import Measure, Sum
from ..measures.trees import Term, times
from ..warehouse.arrays import Arrays

Raw = tuple[Any, ...]


class Select(Protocol):
    """Rows (by..., sums...) of a table's days; of others than the sheets' own where they are given."""

    def __call__(
        self, table: str, by: Sequence[str], terms: Sequence[Term], *, since: date | None = None,
        until: date | None = None,
    ) -> list[Raw]: ...  # fmt: skip


class Cells(Protocol):
    """The same as arrays, without rows of nobody. names: how many of `by` say what a row is of."""

    def __call__(
        self, table: str, by: Sequence[str], terms: Sequence[Term], *, names: int, since: date | None = None,
        until: date | None = None,
    ) -> Arrays: ...  # fmt: skip


class Column(NamedTuple):
    """One sum of a measure. money: it is an amount. purse: cells are told apart by currency, as they are for all of a
    measure's sums of a table as soon as one is an amount. power: 2 for a sum of squares."""

    table: str
    term: Term
    money: bool = False
    purse: bool = False
    power: int = 1


class Lot(NamedTuple):
    """Cells in no order: which unit and day each is of, and a number a term. units: names; doors: of the units.

    currency, rate: of each cell, where it was asked with a purse.
    """

    units: tuple[str, ...]
    doors: tuple[str, ...]
    unit: NDArray[np.intp]
    day: NDArray[np.intp]
    sums: Mapping[Term, F1]
    currency: NDArray[np.str_] | None = None
    rate: F1 | None = None


def columns(what: Measure) -> tuple[Column, ...]:
    """Top, bottom, and of a mean the squares, too."""
    banks = {s.table for s in (what.top, what.bottom) if s.money}
    found = [Column(s.table, term(s), s.money, s.table in banks) for s in (what.top, what.bottom)]
    if what.kind == "mean":
        top = found[0]
        found.append(top._replace(term=Term(times(top.term.value, top.term.value), top.term.rows), power=2))
    return tuple(found)


def term(one: Sum) -> Term:
    return Term(one.value, one.rows)


def lot(told: Arrays, first: date, terms: Sequence[Term], *, door: int, purse: bool = False) -> Lot:
    """
    Args:
        told: columns day, [currency, rate,] sums... door: which part of a row's name is the door.
    """
    if not told.names:
        none = np.zeros(0, np.intp)
        empty = np.zeros(0), np.zeros(0, np.str_)
        return Lot((), (), none, none, dict.fromkeys(terms, empty[0]), *((empty[1], empty[0]) if purse else ()))
    day = (told.columns[0] - np.datetime64(first, "D")).astype(np.intp)
    sums = dict(zip(terms, told.columns[1 + 2 * purse :], strict=True))
    money = (told.columns[1], told.columns[2]) if purse else ()
    units = tuple("/".join(name) for name in told.names)
    return Lot(units, tuple(name[door] for name in told.names), told.place, day, sums, *money)


def worth(one: Lot, group: str, last: Mapping[str, str]) -> F1:
    """What one minor unit of each cell counts: 0 where it is in a currency that cannot stand beside the others.

    group: the currency amounts are converted to; "": each door's own, its last.
    """
    if one.currency is None or one.rate is None:
        return np.ones(len(one.unit))
    if group:
        return np.where(one.currency == group, 1.0, one.rate)
    own = np.array([last.get(door, "") for door in one.doors], np.str_)
    return (one.currency == own[one.unit]).astype(np.float64) if len(own) else np.zeros(0)


def panel(
    told: Sequence[Column], lots: Sequence[Lot], first: date, days: int, *, rate: bool, group: str = "",
    last: Mapping[str, str] | None = None, shifts: Panel | None = None,
) -> Panel:  # fmt: skip
    """Columns (x, n, and squares where there are three), each of its lot, over all units any of them has.

    shifts: the days they were there.
    """
    doors = {unit: door for one in lots for unit, door in zip(one.units, one.doors, strict=True)}
    units = tuple(sorted(doors))
    grids = [_grid(one, source, units, days, group, last or {}) for one, source in zip(told, lots, strict=True)]
    codes = tuple(sorted(set(doors.values())))
    place = {code: i for i, code in enumerate(codes)}
    door = np.array([place[doors[unit]] for unit in units], np.int64)
    on = None if shifts is None else _on(shifts, units, days)
    return Panel(grids[0], grids[1], door, first, units, codes, grids[2] if len(grids) > 2 else None, rate, on)


def _on(shifts: Panel, units: tuple[str, ...], days: int) -> B2:
    found = np.zeros((len(units), days), np.bool_)
    place = {unit: i for i, unit in enumerate(shifts.units)}
    known = [(i, place[unit]) for i, unit in enumerate(units) if unit in place]
    if known:
        rows, there = (list(side) for side in zip(*known, strict=True))
        found[rows] = shifts.n[there] > 0
    return found


def _grid(one: Column, source: Lot, units: tuple[str, ...], days: int, group: str, last: Mapping[str, str]) -> F2:
    values = source.sums[one.term]
    if one.purse:
        value = worth(source, group, last)
        values = values * (value**one.power if one.money else value > 0)
    unit = source.unit
    if source.units != units and source.units:
        place = {name: i for i, name in enumerate(units)}
        unit = np.array([place[name] for name in source.units], np.intp)[unit]
    sums = np.asarray(np.bincount(unit * days + source.day, values, len(units) * days), np.float64)
    return sums.reshape(len(units), days)
