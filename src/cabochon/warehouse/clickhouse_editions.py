"""Editions of the facts in a ClickHouse database, and the line that says which one is seen, up to which generation."""

import re
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from clickhouse_connect.driver.client import Client

from . import Table, clickhouse_tables
from .clickhouse_tables import BOOKMARK, OPEN, SINCE, UNTIL, Place, called, quoted


class Point(NamedTuple):
    """The newest line of `bookmark`. shape: of the tables of this edition."""

    generation: int
    edition: int
    position: int
    change: int
    shape: str


class Editions:
    """An edition is a set of tables; a rebuild fills the next one while the one before is read."""

    def __init__(self, client: Client, place: Place) -> None:
        self.client, self.place = client, place

    def ask(self, sql: str, **binds: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.client.query(sql, parameters=binds).result_rows]

    def do(self, sql: str, **binds: Any) -> None:
        self.client.command(sql, parameters=binds)

    def found(self) -> None:
        """The database and its `bookmark`, where they are not there yet."""
        if not self.ask("select 1 from system.databases where name = {name: String}", name=self.place.database):
            self.do(f"create database if not exists {quoted(self.place.database)}{self.place.everywhere}")
        if not self.ask(
            "select 1 from system.tables where database = {database: String} and name = {name: String}",
            database=self.place.database,
            name=BOOKMARK,
        ):
            self.do(clickhouse_tables.bookmark(self.place))

    def newest(self) -> Point | None:
        rows = self.ask(
            f"select generation, edition, position, change, shape from {self.place.named(BOOKMARK)}"  # noqa: S608
            " order by generation desc limit 1"
        )
        return Point(*rows[0]) if rows else None

    def publish(self, told: Point) -> None:
        self.client.insert(
            BOOKMARK, [told], database=self.place.database, column_names=list(Point._fields),
            column_type_names=["UInt64", "UInt64", "Int64", "Int64", "String"],
        )  # fmt: skip

    def make(self, tables: Iterable[Table], edition: int) -> None:
        for table in tables:
            for sql in clickhouse_tables.create(table, self.place, edition):
                self.do(sql)

    def stored(self) -> list[tuple[str, int]]:
        """Tables of any edition that lie in the database."""
        rows = self.ask("select name from system.tables where database = {name: String}", name=self.place.database)
        matches = (re.fullmatch(r"(\w+)_(\d+)", name) for (name,) in rows)
        return [(match[1], int(match[2])) for match in matches if match]

    def next(self, known: int) -> int:
        return 1 + max((edition for _, edition in self.stored()), default=known)

    def keep(self, editions: Collection[int]) -> None:
        """Drop all others."""
        for name, edition in self.stored():
            if edition not in editions:
                for sql in clickhouse_tables.drop(called(name, edition), self.place):
                    self.do(sql)

    def update(self, table: str, where: str, until: int, **binds: Any) -> None:
        """Let rows be seen until a generation; asks first whether there are any, which is cheaper."""
        if self._any(table, where, binds):
            sql = f"update {self.place.stored(table)}{self.place.everywhere} set {UNTIL} = {until} where {where}"  # noqa: S608
            self.do(sql, **binds)

    def undo(self, table: str, generation: int, *, after: bool) -> None:
        """Take back what was written into a table in a generation, or in every one after it."""
        now, sign = {"now": generation}, ">" if after else "="
        if self._any(table, late := f"{SINCE} {sign} {{now: UInt64}}", now):
            self.do(f"delete from {self.place.stored(table)}{self.place.everywhere} where {late}", **now)  # noqa: S608
        self.update(table, f"{UNTIL} {sign} {{now: UInt64}} and {UNTIL} < {OPEN}", OPEN, **now)

    def sweep(self, table: str, generation: int) -> None:
        """Remove, in the background, rows that are not seen any more since a generation."""
        where = f"{UNTIL} <= {generation} settings mutations_sync = 0"
        self.do(f"alter table {self.place.stored(table)}{self.place.everywhere} delete where {where}")

    def _any(self, table: str, where: str, binds: dict[str, Any]) -> bool:
        return bool(self.ask(f"select 1 from {self.place.named(table)} where {where} limit 1", **binds))  # noqa: S608
