"""Sums as SQLGlot trees: no division, no filter clause, every value a typed placeholder.

Cut aliases are cut_0, cut_1 ... and sums are named sum_0 ...: never a column's name, which some engines resolve first.
Trees are made once a shape and shared: an adapter renders them and leaves them as they are.
"""

from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp

from .cuts import COLUMNS, DERIVED, columns_of, grain_of

TYPES = {
    "day": "Date",
    "week": "Date",
    "weekday": "Int64",
    "hour": "Int64",
}  # cut -> what its filter values are bound as
EVERY = "1 = 1"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a question's tree depends on besides its sums: cuts, which ends of the days are closed, filters by size.

    names: (cut, column) where a cut is read from another column than its own, such as the day an action was given.
    """

    by: tuple[str, ...] = ()
    since: bool = False
    until: bool = False
    where: tuple[tuple[str, int], ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(DERIVED.get(cut, cut) for cut in (*self.by, *(cut for cut, _ in self.where)))


@dataclass(frozen=True, slots=True)
class Term:
    """`value` added up over `rows`; or, distinct, how many different values other than '' there are."""

    value: str
    rows: str = EVERY
    distinct: bool = False


@lru_cache(maxsize=4096)
def summed(table: str, terms: tuple[Term, ...], shape: Shape) -> exp.Select:
    """One pass over a table: cuts, then each term. Terms that need rows of another grain are asked apart (grain)."""
    rows = tuple(dict.fromkeys(term.rows for term in terms))
    only = rows[0] if len(rows) == 1 else EVERY if EVERY in rows else ""
    where = bare(only) if only else exp.or_(*(bare(one) for one in rows))
    cuts = [exp.alias_(_column(cut, table, shape), f"cut_{i}") for i, cut in enumerate(shape.by)]
    sums = [exp.alias_(_aggregate(term, only), f"sum_{i}") for i, term in enumerate(terms)]
    tree = exp.select(*cuts, *sums).from_(exp.to_table(table))
    for beside, on, side in _joins(terms, shape):
        tree = tree.join(beside, on=on, join_type=side, copy=False)
    tree = tree.where(where, copy=False)
    if bit := grain(table, terms, shape):
        number = exp.Literal.number(bit)
        tree = tree.where(exp.paren(exp.BitwiseAnd(this=exp.column("grain"), expression=number)).eq(number), copy=False)
    if shape.since:
        tree = tree.where(_column("day", table, shape) >= placeholder("since", "day"), copy=False)
    if shape.until:
        tree = tree.where(_column("day", table, shape) <= placeholder("until", "day"), copy=False)
    for cut, size in shape.where:
        if cut != "tag":
            named = _column(cut, table, shape)
            tree = tree.where(named.isin(*(placeholder(f"{cut}_{i}", cut) for i in range(size))), copy=False)
    return tree.group_by(*(_column(cut, table, shape) for cut in shape.by), copy=False) if shape.by else tree


def grain(table: str, terms: tuple[Term, ...], shape: Shape) -> int | None:
    """The bit of the rows to read, for the cuts, the filters and the columns the terms themselves read."""
    if "grain" not in columns_of(table):
        return None
    read = frozenset().union(*(reads(text) for term in terms for text in (term.value, term.rows)))
    return grain_of(table, shape.columns | read)


@lru_cache(maxsize=2048)
def reads(text: str) -> frozenset[str]:
    """The columns a little SQL reads."""
    return frozenset(column.name for column in _parsed(text).find_all(exp.Column))


def placeholder(name: str, cut: str) -> exp.Placeholder:
    return exp.Placeholder(this=name, kind=TYPES.get(cut, "String"))


def both(one: str, other: str) -> str:
    """Rows that meet two conditions."""
    if one == other or other == EVERY:
        return one
    return other if one == EVERY else f"({one}) and ({other})"


def times(one: str, other: str) -> str:
    if one == "1":
        return other
    return one if other == "1" else f"({one}) * ({other})"


def _column(cut: str, table: str, shape: Shape) -> exp.Expr:
    """A cut as an expression over its table's columns. Weeks are ISO weeks, named by their Monday."""
    called = dict(shape.names)
    day = exp.column(called.get("day", "day"))
    if cut == "week":
        return exp.cast(exp.TimestampTrunc(this=day, unit=exp.Literal.string("WEEK")), "DATE")
    if cut == "weekday":
        return exp.DayOfWeekIso(this=day)
    if cut == "day":
        return day
    if cut == "tag":
        return exp.func("coalesce", exp.column("event_tag"), exp.Literal.string(""))
    return exp.column(called.get(cut) or COLUMNS.get((table, cut), cut))


def _joins(terms: tuple[Term, ...], shape: Shape) -> list[tuple[exp.Expr, exp.Expr, str]]:
    """What stands in another table: the tags of a door's day, the appointments that were named by a sale."""
    found: list[tuple[exp.Expr, exp.Expr, str]] = []
    size = dict(shape.where).get("tag", 0)
    if size or "tag" in shape.by:
        columns = "boutique as tag_boutique, day as tag_day"
        columns = f"tag as event_tag, {columns}" if "tag" in shape.by else columns
        tags = sqlglot.parse_one(f"select distinct {columns} from tag", into=exp.Select)  # noqa: S608
        if size:
            tags = tags.where(exp.column("tag").isin(*(placeholder(f"tag_{i}", "tag") for i in range(size))))
        day = _column("day", "", shape)
        on = exp.and_(exp.column("boutique").eq(exp.column("tag_boutique")), day.eq(exp.column("tag_day")))
        found.append((tags.subquery("tags"), on, "inner" if size else "left"))
    if any("sold_appointment" in reads(text) for term in terms for text in (term.value, term.rows)):
        sold = "select distinct appointment as sold_appointment from receipt where sale = 1 and appointment <> ''"
        on = exp.column("appointment").eq(exp.column("sold_appointment"))
        found.append((sqlglot.parse_one(sold, into=exp.Select).subquery("sold"), on, "left"))
    return found


def _aggregate(term: Term, only: str) -> exp.Expr:
    if term.distinct:
        named = exp.column(term.value)
        there = named.neq(exp.Literal.string(""))
        rows = there if term.rows == only else exp.and_(bare(term.rows), there)
        return exp.Count(this=exp.Distinct(expressions=[exp.case().when(rows, named)]))
    if term.rows == only:
        return exp.Sum(this=bare(term.value))
    zero = exp.Literal.number(0)
    return exp.Sum(this=exp.case().when(bare(term.rows), bare(term.value)).else_(zero))


@lru_cache(maxsize=2048)
def _parsed(text: str) -> exp.Expr:
    parsed: exp.Expr = sqlglot.parse_one(f"select {text}").expressions[
        0
    ]  # alone, a word such as comment begins a command
    return parsed


def bare(text: str) -> exp.Expr:
    """A little SQL as a tree of one's own."""
    return _parsed(text).copy()
