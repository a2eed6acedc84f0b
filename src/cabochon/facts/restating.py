"""What a change of the directory or of the roster touches: events to tell again, or boutiques to tell whole."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import msgspec
from sqlglot import exp

from ..directory import Directory
from ..retail.master import Dated
from ..warehouse import Warehouse
from ..warehouse.staging import Staging
from .master import CodeHash, Master
from .staging import live, versions
from .tables import LINE, RECEIPT, SURVEY
from .threads import teamwork
from .versions import Version

FEW = 400  # events touched: beyond, their boutiques are told whole
Events = dict[str, Version]


def restated(
    staging: Staging,
    warehouse: Warehouse,
    directory: Directory,
    was: Events,
    now: Events,
    *,
    since: int,
    masters: tuple[Master | None, Master],
    code_hash: CodeHash,
) -> set[str]:
    """Add to was and now what was touched since a change of the directory; boutiques that must be told whole.

    masters: what the facts were told by, None when that is not known any more, and what they are told by now.
    """
    before = masters[0]
    doors, skus, words, currencies, themes = set[str](), set[str](), set[str](), set[str](), False
    for v in (*was.values(), *now.values()):
        if v.kind == "employment":
            words |= set(v.who.strip("|").split("|"))
    for _, kind, key in directory.changes(since):
        match kind:
            case "Door":
                doors.add(key)
            case "Product":
                skus.add(key)
            case "Person":
                words.add(key)
            case "Identifier":
                source, code, *_ = msgspec.json.decode(key)
                words.add(f"{source}/{code_hash(source, code)}")
            case "Rate":
                currencies.add(key)
            case "Theme":
                themes = True
    doors_of = {
        door for word in words for one in masters if one for who in one.behind(word) for door in one.doors_of(who)
    }
    words |= {token for word in tuple(words) for one in masters if one for token in one.tokens(word)}
    touched = [
        *versions(staging.by(words)),
        *_sold(staging, warehouse, skus),
        *_dear(staging, warehouse, currencies, masters),
        *(v for door in doors_of for v in versions(staging.of(door, "assignment")) if teamwork(v)),
    ]
    if themes:
        touched += live(
            staging, _keys(warehouse, SURVEY.name, "survey", exp.column("comment").eq(exp.Literal.number(1)), {})
        )
    if before is None or before.change != since or len(touched) > FEW:
        return doors | {v.boutique for v in touched}  # what it said before is not known any more, or too much of it
    for v in touched:
        if v.event not in was and v.event not in now:
            was[v.event] = now[v.event] = v
    return doors


def _sold(staging: Staging, warehouse: Warehouse, skus: Collection[str]) -> list[Version]:
    if not skus:
        return []
    place = next(i for i, c in enumerate(LINE.columns) if c.name == "receipt")
    return live(staging, {row[place] for row in warehouse.fetch(LINE.name, {"sku": sorted(skus)})})


def _dear(
    staging: Staging, warehouse: Warehouse, currencies: Iterable[str], masters: tuple[Master | None, Master]
) -> list[Version]:
    """Receipts rung up in a currency on days whose rate is another one now. Counts of stock go with their boutique."""
    found = []
    for currency in currencies:
        where: exp.Expr = exp.column("currency").eq(_bind("currency", "varchar"))
        binds: dict[str, Any] = {"currency": currency}
        first, last = _moved(*(one.rates(currency) if one else () for one in masters))
        for name, sign, day in (("first", exp.GTE, first), ("last", exp.LT, last)):
            if day is not None:
                where = exp.and_(where, sign(this=exp.column("day"), expression=_bind(name, "date")))
                binds[name] = day
        found += live(staging, _keys(warehouse, RECEIPT.name, "receipt", where, binds))
        found += live(staging, _keys(warehouse, "stock", "count", where, binds))
    return found


def _moved(old: Collection[Dated], new: Collection[Dated]) -> tuple[date | None, date | None]:
    """The days on which two histories differ: from (included) and until (not); None is open."""
    spans = {(d.row, d.since, d.until) for d in old} ^ {(d.row, d.since, d.until) for d in new}
    firsts, lasts = [s for _, s, _ in spans], [u for _, _, u in spans]
    first = None if None in firsts or not firsts else min(d for d in firsts if d)
    return first, None if None in lasts or not lasts else max(d for d in lasts if d)


def _keys(warehouse: Warehouse, table: str, key: str, where: exp.Expr, binds: dict[str, Any]) -> set[str]:
    tree = exp.select(exp.column(key)).distinct().from_(table).where(where)
    return {row[0] for row in warehouse.select(tree, binds)}


def _bind(name: str, kind: str) -> exp.Placeholder:
    return exp.Placeholder(this=name, kind=kind)
