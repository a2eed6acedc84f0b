"""The rows behind a number: single events that stand in its sums, the newest first. One tree a shape, no dialect."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlglot import exp

from ..warehouse import Warehouse
from .answer import asked_of
from .checking import check, plain
from .kinds import Measure, Sum
from .question import Question
from .trees import Shape, Term, bare, summed


@dataclass(frozen=True, slots=True)
class Behind:
    """A table a measure counts in, and which of its rows. value: what one row adds: to what is counted where the sum is
    the top's, else to what it is divided by."""

    table: str
    value: str
    rows: str
    top: bool


def behind_of(measure: Measure) -> tuple[Behind, ...]:
    """Whose rows stand behind a measure: of the table of both sums, or of each; of a derived one what it is made of."""
    top, bottom = measure.top, measure.bottom
    if top.table == bottom.table:
        return (Behind(bottom.table, _within(top, bottom), bottom.rows, True),)
    return (Behind(top.table, top.value, _adds(top), True), Behind(bottom.table, bottom.value, bottom.rows, False))


def rows(
    question: Question, of: Behind, columns: Sequence[str], warehouse: Warehouse, *, newest: str, limit: int
) -> list[dict[str, Any]]:  # fmt: skip
    """Rows by column, with `adds`: what each adds to the sum. columns: of the table; newest: what they are ordered by.

    Raises:
        Unanswerable: as `answer` of the question.
    """
    check(question)
    asked = asked_of(plain(question))
    if asked is None:
        return []
    tree = _listed(of.table, Term(of.value, of.rows), asked.shape, tuple(columns), newest, limit)
    names = (*columns, "adds")
    return [dict(zip(names, row, strict=True)) for row in warehouse.select(tree, asked.binds)]


@lru_cache(maxsize=256)
def _listed(
    table: str, term: Term, shape: Shape, columns: tuple[str, ...], newest: str, limit: int
) -> exp.Select:  # fmt: skip
    tree = summed(table, (term,), shape).copy()
    listed = [exp.alias_(exp.column(name, table=table), f"row_{i}") for i, name in enumerate(columns)]
    tree = tree.select(*listed, exp.alias_(bare(term.value), "row_adds"), append=False, copy=False)
    first = exp.Ordered(this=exp.column(newest, table=table), desc=True, nulls_first=False)
    return tree.order_by(first, copy=False).limit(limit, copy=False)


def _within(top: Sum, bottom: Sum) -> str:
    """What a row adds to the top, of rows that count for the bottom."""
    if top.rows in ("1 = 1", bottom.rows):
        return top.value
    return f"case when {top.rows} then {top.value} else 0 end"


def _adds(one: Sum) -> str:
    """Rows that add something."""
    return f"({one.rows}) and ({one.value}) <> 0" if one.rows != "1 = 1" else f"({one.value}) <> 0"
