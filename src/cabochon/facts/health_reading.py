"""How complete and linked the facts are, counted by boutique, and the rows behind each count. No names, no text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlglot import exp

from ..retail.sale_types import NO_RECEIPT
from ..warehouse import Table, Warehouse
from . import tables
from . import tables_beside as more
from .cuts import WHOLE

CODED = (tables.RECEIPT, tables.SURVEY, tables.STEP, more.SIGNAL)  # where a source's own code of a person may stand
PRICED = (tables.RECEIPT, more.STOCK)  # where a currency's rate may be missing
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """Boutiques by their codes (None: every one) and business days, both included (None: open)."""

    doors: tuple[str, ...] | None = None
    since: date | None = None
    until: date | None = None


def unmapped(warehouse: Warehouse, span: Span) -> list[Row]:
    """boutique, sku, lines, first, last: SKUs the catalogue did not know on the day they were sold."""
    return _grouped(warehouse, tables.LINE, ("boutique", "sku"), span, [_is("unmapped", 1)])


def unsigned(warehouse: Warehouse, span: Span) -> list[Row]:
    """boutique, times, first, last: receipts that name nobody."""
    return _grouped(warehouse, tables.RECEIPT, ("boutique",), span, [_is("associate", ""), _whole()])


def unsigned_rows(warehouse: Warehouse, span: Span, limit: int, offset: int) -> list[Row]:
    """day, at, boutique, receipt (a keyed hash), newest first."""
    return _rows(
        warehouse, tables.RECEIPT, ("day", "at", "boutique", "receipt"), span, [_is("associate", ""), _whole()],
        limit=limit, offset=offset,
    )  # fmt: skip


def unclaimed(warehouse: Warehouse, span: Span) -> list[Row]:
    """boutique, associate (source/keyed hash), times, first, last, over all that a code can stand behind."""
    found: dict[tuple[str, str], Row] = {}
    for table in CODED:
        coded = exp.StrPosition(this=exp.column("associate"), substr=exp.Literal.string("/")) > exp.Literal.number(0)
        for row in _grouped(warehouse, table, ("boutique", "associate"), span, [coded]):
            known = found.get((row["boutique"], row["associate"]))
            found[row["boutique"], row["associate"]] = row if known is None else row | {
                "times": known["times"] + row["times"], "first": min(known["first"], row["first"]),
                "last": max(known["last"], row["last"]),
            }  # fmt: skip
    return list(found.values())


def unlinked(warehouse: Warehouse, span: Span) -> list[Row]:
    """boutique, source, times, first, last: surveys that belong to no visit."""
    return _grouped(warehouse, tables.SURVEY, ("boutique", "source"), span, [_is("linked", 0), _whole()])


def unlinked_rows(warehouse: Warehouse, span: Span, limit: int, offset: int) -> list[Row]:
    """day, at, boutique, source, survey, statement, newest first, each with the rule that left it out."""
    columns = ("day", "at", "boutique", "source", "survey", "statement")
    rows = _rows(warehouse, tables.SURVEY, columns, span, [_is("linked", 0), _whole()], limit=limit, offset=offset)
    names = [c.name for c in tables.LINK.columns]
    events = [row["survey"] for row in rows]
    links = [dict(zip(names, link, strict=True)) for link in warehouse.fetch(tables.LINK.name, {"event": events})]
    rules = {link["event"]: link["rule"] for link in links}
    return [row | {"rule": rules.get(row["survey"], "none")} for row in rows]


def linked(warehouse: Warehouse, span: Span) -> list[tuple[str, str, int, int]]:
    """(boutique, source, linked, linkable): the match rate's two sums."""
    joined = exp.Sum(this=exp.Case(ifs=[exp.If(this=exp.column("visit").neq(""), true=_number(1))], default=_number(0)))
    tree = (
        exp.select(exp.column("boutique"), exp.column("source"), _as(joined, "top"), _as(_count(), "bottom"))
        .from_(tables.LINK.name)
        .where(_is("linkable", 1))
        .group_by(exp.column("boutique"), exp.column("source"))
    )
    return [(str(a), str(b), int(c or 0), int(d)) for a, b, c, d in _asked(warehouse, tree, span)]


def rateless(warehouse: Warehouse, span: Span) -> list[Row]:
    """boutique, currency, times, first, last: amounts that no stored rate converts."""
    found: dict[tuple[str, str], Row] = {}
    for table in PRICED:
        where = [_is("rate", 0), exp.column("currency").neq("")]
        for row in _grouped(warehouse, table, ("boutique", "currency"), span, where):
            known = found.get((row["boutique"], row["currency"]))
            found[row["boutique"], row["currency"]] = row if known is None else row | {
                "times": known["times"] + row["times"], "first": min(known["first"], row["first"]),
                "last": max(known["last"], row["last"]),
            }  # fmt: skip
    return list(found.values())


def till_days(warehouse: Warehouse, span: Span) -> list[Row]:
    """boutique, day, currency, receipts, units, net as the tills closed and, had_..., as the transactions that came.

    One row for each door-day a till has closed; net in minor units. A void that came adds no receipt.
    """
    return [row for row in reconciled(warehouse, span) if row["receipts"] is not None]


def reconciled(warehouse: Warehouse, span: Span) -> list[Row]:
    """As `till_days`, with the door-days no till has closed: there receipts, units and net are None. tills: (till,
    receipts) of each that closed by itself."""
    keys = ("boutique", "day", "currency")
    sums = [_as(exp.Sum(this=exp.column(name)), name) for name in ("units", "net")]
    came = (
        exp.select(*map(exp.column, keys), _as(_count(), "receipts"), *sums)
        .from_(more.TICKET.name)
        .where(exp.not_(exp.column("sale_type").isin(*NO_RECEIPT)))
        .group_by(*map(exp.column, keys))
    )
    each = (*keys, "till", "receipts", "units", "net")
    closed = exp.select(*map(exp.column, each)).from_(more.CLOSING.name)
    had = {tuple(row[:3]): row[3:] for row in _asked(warehouse, came, span)}
    told: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in _asked(warehouse, closed, span):
        told.setdefault(tuple(row[:3]), []).append(tuple(row[3:]))
    found: list[Row] = []
    for key in {**told, **had}:
        tills = sorted(told.get(key, ()), key=lambda one: str(one[0]))
        said = tuple(sum(float(one[n] or 0) for one in tills) for n in (1, 2, 3)) if tills else (None, None, None)
        got = tuple(float(v or 0) for v in had.get(key, (0, 0, 0)))
        named = tuple((str(one[0]), int(one[1])) for one in tills if one[0])
        found.append(dict(zip(keys, key, strict=True)) | _three("", said) | _three("had_", got) | {"tills": named})
    return found


def open_days(warehouse: Warehouse, span: Span) -> dict[str, list[date]]:
    """Boutique -> the days on which anything was told of it: sold, counted at the door or observed."""
    days: dict[str, set[date]] = {}
    for table in (tables.MOMENT, tables.TRAFFIC):
        tree = exp.select(exp.column("boutique"), exp.column("day")).from_(table.name)
        tree = tree.group_by(exp.column("boutique"), exp.column("day"))
        for boutique, day in _asked(warehouse, tree, span):
            days.setdefault(str(boutique), set()).add(day)
    return {boutique: sorted(found) for boutique, found in days.items()}


def _three(prefix: str, values: Sequence[float | None]) -> dict[str, float | None]:
    return {f"{prefix}{name}": value for name, value in zip(("receipts", "units", "net"), values, strict=True)}


def _grouped(
    warehouse: Warehouse, table: Table, by: Sequence[str], span: Span, where: Sequence[exp.Expression]
) -> list[Row]:
    day = exp.column("day")
    things = _count() if table is tables.LINE else exp.Count(this=exp.Distinct(expressions=[exp.column(table.key)]))
    columns = map(exp.column, by)
    tree = (
        exp.select(*columns, _as(things, "times"), _as(exp.Min(this=day), "first"), _as(exp.Max(this=day), "last"))
        .from_(table.name)
        .where(*where)
        .group_by(*map(exp.column, by))
    )
    names = (*by, "times", "first", "last")
    return [dict(zip(names, row, strict=True)) for row in _asked(warehouse, tree, span)]


def _rows(
    warehouse: Warehouse, table: Table, columns: Sequence[str], span: Span, where: Sequence[exp.Expression], *,
    limit: int, offset: int,
) -> list[Row]:  # fmt: skip
    newest = [exp.Ordered(this=exp.column("at"), desc=True, nulls_first=False), exp.Ordered(this=exp.column(table.key))]
    tree = exp.select(*map(exp.column, columns)).from_(table.name).where(*where)
    tree = tree.order_by(*newest).limit(limit).offset(offset)
    return [dict(zip(columns, row, strict=True)) for row in _asked(warehouse, tree, span)]


def _asked(warehouse: Warehouse, tree: exp.Select, span: Span) -> list[tuple[Any, ...]]:
    """The tree within the span, its values bound."""
    if span.doors is not None and not span.doors:
        return []
    size = 0 if span.doors is None else 1 << (len(span.doors) - 1).bit_length()  # few shapes of a filter
    doors = (span.doors or ()) + (span.doors or ())[-1:] * (size - len(span.doors or ()))
    binds: dict[str, Any] = {f"door_{i}": door for i, door in enumerate(doors)}
    binds |= {name: day for name, day in (("since", span.since), ("until", span.until)) if day is not None}
    return list(warehouse.select(_within(tree, size, span.since is not None, span.until is not None), binds))


@lru_cache(maxsize=256)  # trees are equal when they say the same: a warehouse renders each once
def _within(tree: exp.Select, doors: int, since: bool, until: bool) -> exp.Select:
    conditions: list[exp.Expression] = []
    if doors:
        members = [exp.Placeholder(this=f"door_{i}", kind="String") for i in range(doors)]
        conditions.append(exp.In(this=exp.column("boutique"), expressions=members))
    for name, sign, asked in (("since", exp.GTE, since), ("until", exp.LTE, until)):
        if asked:
            conditions.append(sign(this=exp.column("day"), expression=exp.Placeholder(this=name, kind="Date")))
    return tree.where(*conditions) if conditions else tree


def _is(column: str, value: str | int) -> exp.Expression:
    return exp.column(column).eq(exp.Literal.string(value) if isinstance(value, str) else _number(value))


def _whole() -> exp.Expression:
    """The row that stands for the thing as a whole (facts/cuts.py)."""
    return exp.paren(exp.BitwiseAnd(this=exp.column("grain"), expression=_number(WHOLE))).eq(_number(WHOLE))


def _number(value: int) -> exp.Expression:
    return exp.Literal.number(value)


def _count() -> exp.Expression:
    return exp.Count(this=exp.Star())


def _as(what: exp.Expression, name: str) -> exp.Expression:
    return exp.Alias(this=what, alias=name)
