"""Columnar tables behind a few methods, so that a boutique's laptop and a maison's warehouse look alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Column:
    """type is one of text, day (date), time (UTC timestamp), int (64-bit), real, blob: what every engine has.

    says: meaning, unit and source in one line; printed in the data dictionary.
    arrival: True for what depends on the order things came in (a place in the stream): left out of the digest.
    """

    name: str
    type: str
    says: str
    arrival: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A fact table. `key` is the column rows are replaced by: all rows of a key go and come together."""

    name: str
    key: str
    columns: tuple[Column, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far the facts have read: the stream's position and the directory's change number."""

    position: int = 0
    change: int = 0


@dataclass(slots=True)
class Batch:
    """Rows to put in place of those with the same keys, keys to empty, and the bookmark they bring us to.

    Hints that an adapter may use and need not: new are keys that have no rows yet, so that none need be looked for;
    every row that goes from a table in span has its `day` within (both days included); doors are the boutiques that
    rows of events go from and come to, None where it may be any.
    """

    bookmark: Bookmark
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)  # table -> rows in column order
    gone: dict[str, set[str]] = field(default_factory=dict)  # table -> keys whose rows are deleted first
    emptied: dict[str, set[str]] = field(default_factory=dict)  # table -> boutiques all of whose rows are deleted first
    new: dict[str, set[str]] = field(default_factory=dict)
    span: dict[str, tuple[date, date]] = field(default_factory=dict)
    doors: frozenset[str] | None = None


class Warehouse(Protocol):
    """Promises, one suite for every adapter: tests/warehouse/test_warehouse.py.

    replace is one transaction, the bookmark inside it; a reader sees all of a batch or nothing; select never sees a
    half-written batch and never blocks a replace for longer than its own query.
    """

    def prepare(self, tables: Iterable[Table]) -> None:
        """Make the tables; where columns changed all are dropped and the bookmark is zero (facts are rebuilt)."""

    def bookmark(self) -> Bookmark: ...

    def replace(self, batch: Batch) -> None: ...

    def clear(self) -> None:
        """Empty every table and set the bookmark to zero: the start of a rebuild."""

    def select(self, tree: exp.Expression, binds: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run a SQLGlot tree with typed placeholders; rendered once a shape and cached."""

    def fetch(self, table: str, where: Mapping[str, Any | Sequence[Any]]) -> list[tuple[Any, ...]]:
        """Rows of a table where each named column equals a value or is in a sequence; column order of the table."""

    def digest(self) -> str:
        """A hash of every row of every table, order-free: what a rebuild must reproduce."""

    def arrange(self) -> None:
        """Lay rows out as they are asked for, by day: after much was written in another order."""

    def fresh(self) -> "Warehouse":
        """An empty one with the same tables beside this one: the next generation, which no reader sees."""

    def adopt(self, fresh: "Warehouse") -> None:
        """Let readers see the next generation from their next select on, and drop the old one. `fresh` is used up."""

    def close(self) -> None: ...
