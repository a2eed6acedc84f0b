"""Rows of the facts as they are listed: the newest first, filtered by their cuts. Trees, bound values, no dialect."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlglot import exp

from ..warehouse import Table, Warehouse
from . import tables
from .cuts import WHOLE

KINDS = {"text": "varchar", "day": "date", "time": "timestamp", "int": "bigint", "real": "double"}
Row = dict[str, Any]


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
    """
    if any(len(values) == 0 for values in where.values()):
        return []
    types = {c.name: KINDS[c.type] for c in table.columns}
    binds: dict[str, Any] = {}
    conditions: list[exp.Expression] = []
    for name, values in where.items():
        members = []
        for i, value in enumerate(values):
            binds[f"{name}_{i}"] = value
            members.append(exp.Placeholder(this=f"{name}_{i}", kind=types[name]))
        conditions.append(exp.In(this=exp.column(name), expressions=members))
    for name, sign, day in (("since", exp.GTE, since), ("until", exp.LTE, until)):
        if day is not None:
            binds[name] = day
            conditions.append(sign(this=exp.column("day"), expression=exp.Placeholder(this=name, kind="date")))
    if grain:
        bit = exp.Literal.number(grain)
        conditions.append(exp.paren(exp.BitwiseAnd(this=exp.column("grain"), expression=bit)).eq(bit))
    tree = exp.select(*(exp.column(c.name) for c in table.columns)).from_(table.name)
    if conditions:
        tree = tree.where(*conditions)
    tree = tree.order_by(exp.Ordered(this=exp.column("at"), desc=True, nulls_first=False)).limit(limit)
    names = [c.name for c in table.columns]
    return [dict(zip(names, row, strict=True)) for row in warehouse.select(tree, binds)]


def beside(warehouse: Warehouse, rows: Sequence[Row]) -> list[Row]:
    """Rows of a table that has `visit`, each with what else is known of its visit.

    visit_at: when its receipt or observation was, absent where there is none. behaviours, missed: keys marked yes and
    not yet, as stored.
    """
    visits = sorted({row["visit"] for row in rows if row["visit"]})
    if not visits:
        return list(rows)
    times: dict[str, Any] = {}
    marks: dict[str, tuple[list[str], list[str]]] = {}
    for one in _rows(warehouse, tables.MOMENT, {"visit": visits, "kind": ("receipt", "observation")}):
        times[one["visit"]] = min(one["at"], times.get(one["visit"], one["at"]))
    for one in _rows(warehouse, tables.STEP, {"visit": visits}):
        if one["judged"] and one["grain"] & WHOLE:
            done, missed = marks.setdefault(one["visit"], ([], []))
            (done if one["yes"] else missed).append(one["behaviour"])
    return [
        row
        | ({"visit_at": times[row["visit"]]} if row["visit"] in times else {})
        | dict(zip(("behaviours", "missed"), marks.get(row["visit"], ((), ())), strict=True))
        for row in rows
    ]


def _rows(warehouse: Warehouse, table: Table, where: Mapping[str, Any]) -> list[Row]:
    names = [c.name for c in table.columns]
    return [dict(zip(names, row, strict=True)) for row in warehouse.fetch(table.name, where)]


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
