"""A DuckDB select of sums as grids: text stays inside, rows come out as numbers and numpy adds them up.

To group millions of rows by person and day would take DuckDB several times as long. Memory is bounded by reading some
days at a time, which lie together where rows are in the order of their days.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from .arrays import Grids, Layout, blank, plain

READ = 3_000_000  # numbers read at a time
SMALL = 2**31  # numbers below take half the room


class Names(NamedTuple):
    """Names as one number each, whose digits are the places of its texts among those of their columns.

    ordered: by their text joined by "/"; known: their numbers, rising; at: where in `ordered` each stands. base: how
    many numbers a leading text may have; first, several: of each leading text where its first name stands, and whether
    it has others. rows: how many all names have.
    """

    ordered: list[tuple[str, ...]]
    known: NDArray[np.int64]
    at: NDArray[np.int64]
    base: int
    first: NDArray[np.int64]
    several: NDArray[np.bool_]
    rows: int

    def places(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        lead = numbers // self.base
        places = self.first[lead]
        others = np.flatnonzero(self.several[lead])
        if len(others):
            places[others] = self.at[np.searchsorted(self.known, numbers[others])]
        return places


@lru_cache(maxsize=256)
def apart(tree: exp.Select, part: int | None) -> exp.Select:
    """The rows a select adds up, each by itself: in the place of a sum what a row brings to it.

    part: which column says a row's part. The list of them is left to the join that numbers them, which is faster.
    """
    rows = tree.copy()
    rows.set("group", None)
    for one in rows.expressions:
        if isinstance(one.this, exp.Sum):
            one.set("this", one.this.this)
    if part is not None:
        column = rows.expressions[part].this
        for listed in [one for one in rows.args["where"].find_all(exp.In) if one.this == column]:
            listed.replace(exp.true())
    return rows


def fixed(rows: exp.Select, layout: Layout) -> dict[int, float]:
    """Which sums every row brings the same to, and how much: they are not read."""
    told = (one.this for one in rows.expressions[-layout.sums :])
    return {i: float(one.this) for i, one in enumerate(told) if isinstance(one, exp.Literal) and not one.is_string}


def read(
    cursor: duckdb.DuckDBPyConnection, sql: str, binds: Mapping[str, Any], layout: Layout, same: Mapping[int, float]
) -> Grids:  # fmt: skip
    """sql: columns as the layout says, a row for each that counts; same: as `fixed`. It is all of one state."""
    named = [f"name_{i}" for i in range(layout.names)]
    sums = [f"sum_{i}" for i in range(layout.sums)]
    told = f"({sql}) told({', '.join((*named, *(['part'] if layout.parts else []), 'day', *sums))})"
    cursor.execute("begin")
    try:
        if layout.parts:
            each = {"parts": list(layout.parts), "at": list(range(len(layout.parts)))}
            cursor.execute("create temp table parts as select unnest($parts) as part, unnest($at) as part_at", each)
            told += " join parts using (part)"
        joins, number, base = _coded(cursor, told, binds, named)
        names = _names(cursor, named, joins, number, base)
        size = len(names.ordered) * layout.days
        cell = f"(day - $first)::{_kind(size * max(1, len(layout.parts)))} * {len(names.ordered)}"
        if layout.parts:
            cell += f" + part_at * {size}"
        asked = ", ".join((number, cell, *(one for i, one in enumerate(sums) if i not in same)))
        rows = f"select {asked} from {told} {joins} where day >= $first + $low and day < $first + $high"  # noqa: S608
        found = [blank(max(1, len(layout.parts)), len(names.ordered), layout.days) for _ in sums]
        step = max(1, layout.days * READ // max(names.rows * (2 + layout.sums - len(same)), 1))
        for low in range(0, layout.days if names.rows else 0, step):
            days = {"first": layout.first, "low": low, "high": low + step}
            # a relation, for a cursor's result would not be made by all threads
            numbers, cells, *told_sums = cursor.sql(rows, params={**binds, **days}).fetchnumpy().values()
            cells = cells + names.places(numbers)
            values = iter(told_sums)
            for i, grid in enumerate(found):
                np.add.at(grid.transpose(0, 2, 1).reshape(-1), cells, same[i] if i in same else plain(next(values)))
        return Grids(names.ordered, found)
    finally:
        cursor.execute("rollback")  # what was kept meanwhile goes


def _coded(
    cursor: duckdb.DuckDBPyConnection, told: str, binds: Mapping[str, Any], named: list[str]
) -> tuple[str, str, int]:
    """Joins to what numbers names; the number; and how many numbers each leading text may have.

    Where some of the texts tell all names apart, the others are not looked at.
    """
    text = ", ".join(named)
    each = f"select {text}, count(*) as rows from {told} group by {text}"  # noqa: S608
    cursor.execute(f"create temp table named as {each}", binds)
    (names,) = cursor.execute("select count(*) from named").fetchall()[0]
    joins, number, base, size = "", "", 1, 1
    for name in named:
        texts = f"(select distinct {name} from named)"  # noqa: S608
        placed = f"select {name}, (row_number() over (order by {name}) - 1)::int as {name}_at from {texts}"  # noqa: S608
        cursor.execute(f"create temp table {name}s as {placed}")
        (many,) = cursor.execute(f"select count(*) from {name}s").fetchall()[0]  # noqa: S608
        joins += f" join {name}s using ({name})"
        size *= many
        base *= many if number else 1
        number = f"({number})::{_kind(size)} * {many} + {name}_at" if number else f"{name}_at"
        if many == names:
            break
    return joins, number, base


def _names(cursor: duckdb.DuckDBPyConnection, named: list[str], joins: str, number: str, base: int) -> Names:
    text = ", ".join(named)
    at = f"row_number() over (order by concat_ws('/', {text})) - 1"
    asked = f"select rows, {number} as number, {at}, {text} from named {joins} order by number"  # noqa: S608
    rows, known, at_, *texts = cursor.execute(asked).fetchnumpy().values()
    lead = known // base
    count = np.bincount(lead)
    order = np.argsort(at_)
    ordered = list(zip(*(column[order].tolist() for column in texts), strict=True))
    return Names(ordered, known, at_, base, at_[np.cumsum(count) - count], count > 1, int(rows.sum()))


def _kind(size: int) -> str:
    return "int" if size < SMALL else "bigint"
