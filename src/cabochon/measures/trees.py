"""A sum as a SQLGlot tree: no division, no join, no filter clause, every value a typed placeholder.

Cut aliases are cut_0, cut_1 ... and sums are named sum_...: never a column's name, which some engines resolve first.
Trees are made once a shape and shared: an adapter renders them and leaves them as they are.
"""

from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp

from .cuts import DERIVED, grain_of
from .kinds import Sum

TYPES = {
    "day": "Date",
    "week": "Date",
    "weekday": "Int64",
    "hour": "Int64",
}  # cut -> what its filter values are bound as


@dataclass(frozen=True, slots=True)
class Shape:
    """What a question's tree depends on besides its sums: cuts, which ends of the days are closed, filters by size."""

    by: tuple[str, ...] = ()
    since: bool = False
    until: bool = False
    where: tuple[tuple[str, int], ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(DERIVED.get(cut, cut) for cut in (*self.by, *(cut for cut, _ in self.where)))


@lru_cache(maxsize=2048)
def both(top: Sum, bottom: Sum, shape: Shape) -> exp.Select:
    """Both sums of one table in one pass: cuts, top, bottom, events, squares, cross, squares of the bottom."""
    any_row = _sql(top.rows) if top.rows == bottom.rows else exp.or_(_sql(top.rows), _sql(bottom.rows))
    y, x = _only(top, any_row), _only(bottom, any_row)
    columns = (
        _sum(y, "top"),
        _sum(x, "bottom"),
        _sum(_when(bottom.events, bottom, any_row), "events"),
        _sum(_times(y, y), "squares"),
        _sum(_times(y, x), "cross"),
        _sum(_times(x, x), "bottom_squares"),
    )
    return _select(top.table, columns, any_row, shape, _grain(shape, top, bottom))


@lru_cache(maxsize=2048)
def one(total: Sum, shape: Shape) -> exp.Select:
    """One sum of its table: cuts, sum, events, squares."""
    rows = _sql(total.rows)
    value = _sql(total.value)
    columns = (_sum(value, "top"), _sum(_sql(total.events), "events"), _sum(_times(value, value), "squares"))
    return _select(total.table, columns, rows, shape, _grain(shape, total))


@lru_cache(maxsize=2048)
def people(total: Sum, shape: Shape) -> exp.Select:
    """Distinct associates behind the rows of a sum, counted where each seller has a row of their own."""
    named = exp.case().when(exp.column("associate").neq(exp.Literal.string("")), exp.column("associate"))
    count = exp.alias_(exp.Count(this=exp.Distinct(expressions=[named])), "sum_people")
    return _select(total.table, (count,), _sql(total.rows), shape, _grain(shape, total, also=("associate",)))


@lru_cache(maxsize=2048)
def currencies(total: Sum, shape: Shape) -> exp.Select:
    """The currencies among the rows of a sum of receipts."""
    found = exp.alias_(exp.column("currency"), "cut_currency")
    tree = _select(total.table, (found,), _sql(total.rows), shape, _grain(shape, total))
    return tree.group_by(exp.column("currency"))


def column(cut: str) -> exp.Expr:
    """A cut as an expression over its table's columns. Weeks are ISO weeks, named by their Monday."""
    if cut == "week":
        return exp.cast(exp.TimestampTrunc(this=exp.column("day"), unit=exp.Literal.string("WEEK")), "DATE")
    if cut == "weekday":
        return exp.DayOfWeekIso(this=exp.column("day"))
    return exp.column(cut)


def placeholder(name: str, cut: str) -> exp.Placeholder:
    return exp.Placeholder(this=name, kind=TYPES.get(cut, "String"))


def _select(table: str, columns: tuple[exp.Expr, ...], rows: exp.Expr, shape: Shape, grain: str | None) -> exp.Select:
    cuts = [exp.alias_(column(cut), f"cut_{i}") for i, cut in enumerate(shape.by)]
    tree = exp.select(*cuts, *columns).from_(exp.to_table(table)).where(rows)
    if grain:
        tree = tree.where(exp.column("grain").eq(exp.Literal.string(grain)))
    if shape.since:
        tree = tree.where(exp.column("day") >= placeholder("since", "day"))
    if shape.until:
        tree = tree.where(exp.column("day") <= placeholder("until", "day"))
    for cut, size in shape.where:
        tree = tree.where(column(cut).isin(*(placeholder(f"{cut}_{i}", cut) for i in range(size))))
    return tree.group_by(*(column(cut) for cut in shape.by)) if shape.by else tree


def _grain(shape: Shape, *sums: Sum, also: tuple[str, ...] = ()) -> str | None:
    """The coarsest grain for the cuts, the filters and the columns the sums themselves read."""
    read = {c.name for total in sums for text in (total.value, total.rows) for c in _sql(text).find_all(exp.Column)}
    return grain_of(sums[0].table, shape.columns | read | frozenset(also))


def _sum(value: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(exp.Sum(this=value), f"sum_{name}")


def _only(total: Sum, rows: exp.Expr) -> exp.Expr:
    return _when(total.value, total, rows)


def _when(value: str, total: Sum, rows: exp.Expr) -> exp.Expr:
    """`value` where the sum's own rows are met, 0 elsewhere; bare when the whole select meets them."""
    if _sql(total.rows) == rows:
        return _sql(value)
    return exp.case().when(_sql(total.rows), _sql(value)).else_(exp.Literal.number(0))


def _times(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    return exp.Mul(this=exp.paren(one), expression=exp.paren(other))


@lru_cache(maxsize=512)
def _parsed(text: str) -> exp.Expr:
    return sqlglot.parse_one(text)


def _sql(text: str) -> exp.Expr:
    return _parsed(text).copy()
