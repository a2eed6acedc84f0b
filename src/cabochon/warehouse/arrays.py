"""A select read as arrays: for millions of cells, which as rows of Python objects take longer than to add them up."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from . import Warehouse


class Arrays(NamedTuple):
    """names: every combination of the leading text columns, in order; place: which of them each row has. columns: the
    other columns in order: days as datetime64[D], numbers as float64 (null 0), text as str."""

    names: list[tuple[str, ...]]
    place: NDArray[np.intp]
    columns: list[NDArray[Any]]


@runtime_checkable
class Columnar(Protocol):
    """An engine that hands out columns itself."""

    def arrays(self, tree: exp.Expression, binds: Mapping[str, Any], *, names: int, many: bool) -> Arrays: ...


def arrays(
    warehouse: Warehouse, tree: exp.Expression, binds: Mapping[str, Any], *, names: int, many: bool = True
) -> Arrays:  # fmt: skip
    """`Warehouse.select` as arrays. names: how many leading columns are text that names what a row is of.

    many: a hint, hundreds of thousands of rows are expected. An engine that has no columns to give is asked for rows.
    """
    if isinstance(warehouse, Columnar):
        return warehouse.arrays(tree, binds, names=names, many=many)
    return of_rows(warehouse.select(tree, binds), names)


def of_rows(rows: list[tuple[Any, ...]], names: int) -> Arrays:
    if not rows:
        return Arrays([], np.zeros(0, np.intp), [])
    told = list(zip(*rows, strict=True))
    columns = [plain(np.array(column, _kind(column))) for column in told[names:]]
    return Arrays(*numbered(told[:names]), columns)


def numbered(named: Sequence[Sequence[str]]) -> tuple[list[tuple[str, ...]], NDArray[np.intp]]:
    """Every combination of some columns of text, in order, and which of them each row has."""
    names = list(zip(*named, strict=True))
    ordered = sorted(dict.fromkeys(names))
    place = {name: i for i, name in enumerate(ordered)}
    return ordered, np.fromiter(map(place.__getitem__, names), np.intp, len(names))


def kept(told: Arrays, wanted: Sequence[bool]) -> Arrays:
    """The rows of some names only."""
    if all(wanted):
        return told
    mask = np.array(wanted, bool)
    rows = mask[told.place]
    place = (np.cumsum(mask) - 1)[told.place[rows]]
    names = [name for name, there in zip(told.names, wanted, strict=True) if there]
    return Arrays(names, place.astype(np.intp), [column[rows] for column in told.columns])


def plain(column: NDArray[Any]) -> NDArray[Any]:
    """Days as days, numbers as float64 with 0 for null, text as it is."""
    if isinstance(column, np.ma.MaskedArray):
        column = column.filled("" if column.dtype.kind in "OU" else 0)
    if column.dtype.kind == "M":
        return column.astype("M8[D]")
    if column.dtype.kind in "OU":
        return column.astype(np.str_)
    numbers = column.astype(np.float64)
    return np.nan_to_num(numbers, copy=False)


def _kind(column: tuple[Any, ...]) -> Any:
    first = next((one for one in column if one is not None), 0.0)
    if isinstance(first, str):
        return np.str_
    return "M8[D]" if hasattr(first, "isoformat") else np.float64
