"""Rows of the facts as they are listed: the newest first, filtered by their cuts. Trees, bound values, no dialect."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlglot import exp

from ..refusals import Unanswerable
from ..warehouse import Table, Warehouse
from . import tables
from .cuts import WHOLE
from .tables_beside import RATING

KINDS = {"text": "varchar", "day": "date", "time": "timestamp", "int": "bigint", "real": "double"}
Row = dict[str, Any]
Sizes = tuple[tuple[str, int], ...]
BY_NAME = {table.name: table for table in tables.TABLES}
LATER = timedelta(days=31)  # a visit whose parts lie further apart than this shows only the near ones


def recent(
    warehouse: Warehouse,
    table: Table,
    where: Mapping[str, Sequence[Any]],
    *,
    since: date | None = None,
    until: date | None = None,
    limit: int = 20,
    grain: int = 0,
) -> list[Row]:
    """The newest rows of a table that has `at` and `day`; an empty sequence in `where` means nothing.

    grain: only rows that have this bit (facts/cuts.py).

    Raises:
        Unanswerable: the table does not have one of these columns.
    """
    names = [c.name for c in table.columns]
    if unknown := where.keys() - set(names):
        raise Unanswerable(f"single events cannot be filtered by {min(unknown)}: they do not record it")
    if any(len(values) == 0 for values in where.values()):
        return []
    binds: dict[str, Any] = {f"{name}_{i}": v for name, values in where.items() for i, v in enumerate(values)}
    binds |= {name: day for name, day in (("since", since), ("until", until)) if day is not None}
    sizes = tuple((name, len(values)) for name, values in where.items())
    tree = _newest(table.name, sizes, since is not None, until is not None, limit=limit, grain=grain)
    return [dict(zip(names, row, strict=True)) for row in warehouse.select(tree, binds)]


def beside(warehouse: Warehouse, rows: Sequence[Row], *, near_by: timedelta = LATER) -> list[Row]:
    """Rows of a table that has `visit`, each with what else is known of its visit.

    near_by: how far from a row's day its visit's other rows may lie; fewer days are read quicker. visit_at: when its
    receipt or observation was, absent where there is none. behaviours, missed: keys marked yes and not yet, as stored.
    """
    visits = sorted({row["visit"] for row in rows if row["visit"]})
    if not visits:
        return list(rows)
    times: dict[str, Any] = {}
    marks: dict[str, tuple[list[str], list[str]]] = {}
    near: dict[str, Any] = {"visit": visits, "boutique": sorted({row["boutique"] for row in rows})}
    days = [row["day"] for row in rows]
    span = min(days) - near_by, max(days) + near_by  # of years of rows only these months need be read
    for one in _within(warehouse, tables.MOMENT, {**near, "kind": ("receipt", "observation")}, span):
        times[one["visit"]] = min(one["at"], times.get(one["visit"], one["at"]))
    for one in _within(warehouse, tables.STEP, near, span):
        if one["judged"] and one["grain"] & WHOLE:
            done, missed = marks.setdefault(one["visit"], ([], []))
            (done if one["yes"] else missed).append(one["behaviour"])
    return [
        row
        | ({"visit_at": times[row["visit"]]} if row["visit"] in times else {})
        | dict(zip(("behaviours", "missed"), marks.get(row["visit"], ((), ())), strict=True))
        for row in rows
    ]


def _within(
    warehouse: Warehouse, table: Table, where: Mapping[str, Sequence[Any]], span: tuple[date, date]
) -> list[Row]:
    """Rows of some days, in any order."""
    names, binds = [c.name for c in table.columns], dict[str, Any](since=span[0], until=span[1])
    few = {name: _padded(values) for name, values in where.items()}
    binds |= {f"{name}_{i}": value for name, values in few.items() for i, value in enumerate(values)}
    tree = _rows_of(table.name, tuple((name, len(values)) for name, values in few.items()), True, True, grain=0)
    return [dict(zip(names, row, strict=True)) for row in warehouse.select(tree, binds)]


@lru_cache(maxsize=256)
def _newest(table: str, sizes: Sizes, since: bool, until: bool, *, limit: int, grain: int) -> exp.Select:
    tree = _rows_of(table, sizes, since, until, grain=grain)
    return tree.order_by(exp.Ordered(this=exp.column("at"), desc=True, nulls_first=False)).limit(limit)


@lru_cache(maxsize=256)
def _rows_of(table: str, sizes: Sizes, since: bool, until: bool, *, grain: int) -> exp.Select:
    """Rows of some days where columns have one of so many values; made once a shape, so that it is rendered once."""
    types = {c.name: KINDS[c.type] for c in BY_NAME[table].columns}
    tree = exp.select(*(exp.column(name) for name in types)).from_(table)
    for name, size in sizes:
        members = [exp.Placeholder(this=f"{name}_{i}", kind=types[name]) for i in range(size)]
        tree = tree.where(exp.In(this=exp.column(name), expressions=members))
    if since:
        tree = tree.where(exp.column("day") >= _day("since"))
    if until:
        tree = tree.where(exp.column("day") <= _day("until"))
    if grain:
        bit = exp.Literal.number(grain)
        tree = tree.where(exp.paren(exp.BitwiseAnd(this=exp.column("grain"), expression=bit)).eq(bit))
    return tree


def _padded(values: Sequence[Any]) -> list[Any]:
    """The last value repeated up to a power of two, so that few shapes of query are made."""
    return [*values, *[values[-1]] * ((1 << (len(values) - 1).bit_length()) - len(values))]


def _day(name: str) -> exp.Placeholder:
    return exp.Placeholder(this=name, kind="date")


def unmapped(warehouse: Warehouse, boutique: str) -> list[tuple[str, int]]:
    """SKUs the catalogue did not know when they were sold, with the lines that wait for them, most first."""
    sku = exp.column("sku")
    tree = (
        exp.select(sku, exp.Alias(this=exp.Count(this=exp.Star()), alias="times"))
        .from_(tables.LINE.name)
        .where(
            exp.column("unmapped").eq(exp.Literal.number(1)),
            exp.column("boutique").eq(exp.Placeholder(this="boutique", kind="varchar")),
        )
        .group_by(sku)
    )
    found = warehouse.select(tree, {"boutique": boutique})
    return sorted(((str(name), int(times)) for name, times in found), key=lambda pair: (-pair[1], pair[0]))


def spoken_for(warehouse: Warehouse, boutique: str) -> dict[str, int]:
    """How many moments each associate or unclaimed code of a door stands behind."""
    who = exp.column("associate")
    tree = (
        exp.select(who, exp.Alias(this=exp.Count(this=exp.Star()), alias="times"))
        .from_(tables.MOMENT.name)
        .where(exp.column("boutique").eq(exp.Placeholder(this="boutique", kind="varchar")))
        .group_by(who)
    )
    return {str(name): int(times) for name, times in warehouse.select(tree, {"boutique": boutique})}


def first_days(warehouse: Warehouse, boutique: str, of: Iterable[Table]) -> dict[str, tuple[date, date, int]]:
    """Per table: first day, last day and how many of its things a door has; empty tables are left out."""
    found = {}
    for table in of:
        day = exp.column("day")
        tree = (
            exp.select(
                exp.Alias(this=exp.Min(this=day), alias="first_day"),
                exp.Alias(this=exp.Max(this=day), alias="last_day"),
                exp.Alias(this=exp.Count(this=exp.Distinct(expressions=[exp.column(table.key)])), alias="times"),
            )
            .from_(table.name)
            .where(exp.column("boutique").eq(exp.Placeholder(this="boutique", kind="varchar")))
        )
        ((first, last, times),) = warehouse.select(tree, {"boutique": boutique})
        if times:
            found[table.name] = (first, last, int(times))
    return found


def ratings(warehouse: Warehouse, clip: str) -> dict[str, tuple[str, dict[str, str]]]:
    """How everybody marked a shared clip: person id -> (their boutique, behaviour -> mark)."""
    names = ("rater", "boutique", "behaviour", "mark")
    tree = (
        exp.select(*map(exp.column, names))
        .from_(RATING.name)
        .where(exp.column("clip").eq(exp.Placeholder(this="clip", kind="varchar")))
    )
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for rater, boutique, behaviour, mark in warehouse.select(tree, {"clip": clip}):
        if rater:
            found.setdefault(str(rater), (str(boutique), {}))[1][str(behaviour)] = str(mark)
    return found
