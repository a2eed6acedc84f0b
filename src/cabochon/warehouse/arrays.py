"""Sums by day read as grids: for millions of cells, which as rows of Python objects take longer than to add them up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from . import Warehouse

F3: TypeAlias = NDArray[np.float64]  # three dimensions


class Layout(NamedTuple):
    """What a select's columns are, in order: `names` of text that say what a row is of, with parts a text that is one
    of them, the day, and `sums`. Its days are `days` from `first` on; it is grouped by all but the sums."""

    names: int
    sums: int
    first: date
    days: int
    parts: tuple[str, ...] = ()


class Grids(NamedTuple):
    """names: every combination there is, in the order of their text joined by "/". sums: of each sum parts x names x
    days, 0 where there is nothing; without parts there is one. All names of a day lie together."""

    names: list[tuple[str, ...]]
    sums: list[F3]


@runtime_checkable
class Columnar(Protocol):
    """An engine that hands out columns itself."""

    def columns(self, tree: exp.Expression, binds: Mapping[str, Any]) -> list[NDArray[Any]]:
        """`Warehouse.select`, by column."""

    def grids(self, tree: exp.Select, binds: Mapping[str, Any], layout: Layout) -> Grids:
        """As arrays.grids says, for hundreds of thousands of cells."""


def grids(
    warehouse: Warehouse, tree: exp.Select, binds: Mapping[str, Any], layout: Layout, *, many: bool = True
) -> Grids:  # fmt: skip
    """A select of sums as grids. No name, part or day is null.

    many: a hint, hundreds of thousands of cells are expected. An engine that has no columns to give is asked for rows.
    """
    if not isinstance(warehouse, Columnar):
        return laid([_column(cells) for cells in zip(*warehouse.select(tree, binds), strict=True)], layout)
    return warehouse.grids(tree, binds, layout) if many else laid(warehouse.columns(tree, binds), layout)


def laid(columns: Sequence[NDArray[Any]], layout: Layout) -> Grids:
    """Columns of cells, each of which is there once, as grids."""
    if not columns or not len(columns[0]):
        return Grids([], [blank(max(1, len(layout.parts)), 0, layout.days)] * layout.sums)
    named, rest = columns[: layout.names], list(columns[layout.names :])
    names = list(zip(*(column.tolist() for column in named), strict=True))
    ordered = sorted(dict.fromkeys(names), key="/".join)
    row, part = _places(ordered, names), _places(layout.parts, rest.pop(0).tolist()) if layout.parts else 0
    day = (plain(rest.pop(0)) - np.datetime64(layout.first, "D")).astype(np.intp)
    found = [blank(max(1, len(layout.parts)), len(ordered), layout.days) for _ in rest]
    for grid, values in zip(found, rest, strict=True):
        grid[part, row, day] = plain(values)
    return Grids(ordered, found)


def blank(parts: int, names: int, days: int) -> F3:
    """Zeros, parts x names x days, in the order grids lie in."""
    return np.zeros((parts, days, names)).transpose(0, 2, 1)


def plain(column: NDArray[Any]) -> NDArray[Any]:
    """Days as datetime64[D], numbers as float64 with 0 for null, text as it is."""
    if isinstance(column, np.ma.MaskedArray):
        column = column.filled("" if column.dtype.kind in "OU" else 0)
    if column.dtype.kind == "M":
        return column.astype("M8[D]")
    if column.dtype.kind in "OU":
        return column
    numbers = column.astype(np.float64)
    return np.nan_to_num(numbers, copy=False) if column.dtype.kind == "f" else numbers


def _places(ordered: Sequence[Any], each: Sequence[Any]) -> NDArray[np.intp]:
    place = {name: i for i, name in enumerate(ordered)}
    return np.fromiter(map(place.__getitem__, each), np.intp, len(each))


def _column(cells: tuple[Any, ...]) -> NDArray[Any]:
    first = next((one for one in cells if one is not None), 0.0)
    if isinstance(first, str):
        return np.array(cells, np.object_)
    return np.array(cells, "M8[D]" if hasattr(first, "isoformat") else np.float64)
