"""What the facts are in ClickHouse: tables by edition, their order, and the same on a replicated, distributed cluster.

Every row says from which generation on it is seen and from which on no more; a reader asks for one generation. Rows are
replaced by closing the old ones (a lightweight UPDATE, ClickHouse 25.8 or newer) and inserting the new.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from . import Table

TYPES = {"text": "String", "day": "Date32", "time": "DateTime64(6, 'UTC')", "int": "Int64", "real": "Float64",
         "blob": "String"}  # fmt: skip
SINCE, UNTIL, OPEN = "_since", "_until", 2**64 - 1
BOOKMARK = "bookmark"
ORDER = ("boutique", "day")  # what nearly every question filters by
# Text of few values: a byte or two a cell, filtered and grouped by number.
FEW = frozenset({
    "boutique", "region", "door_type", "associate", "job_role", "tenure", "product_line", "brand", "collection",
    "segment", "daypart", "kind", "source", "currency", "question", "themes", "checklist", "coach", "behaviour",
    "scored", "rule", "form", "module", "zone", "name", "logged", "mark", "rater", "tag", "language", "theme",
})  # fmt: skip
PATH = "/clickhouse/tables/{shard}/{database}/{table}"
SETTINGS = "enable_block_number_column = 1, enable_block_offset_column = 1, allow_nullable_key = 1"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the tables are: a database, and the name of a cluster or "" for one server."""

    database: str
    cluster: str = ""

    def named(self, table: str) -> str:
        return f"{quoted(self.database)}.{quoted(table)}"

    def stored(self, table: str) -> str:
        """The table that holds the rows: on a cluster each server has its own part beside the distributed one."""
        return self.named(f"{table}_local" if self.cluster else table)

    @property
    def everywhere(self) -> str:
        return f" on cluster {quoted(self.cluster)}" if self.cluster else ""


def quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def called(table: str, edition: int | str) -> str:
    """A table's name in an edition: a rebuild fills the next one while this one is read."""
    return f"{table}_{edition}"


def type_of(table: Table, column: str, kind: str) -> str:
    if column == table.key:
        return TYPES[kind]
    return (
        f"LowCardinality(Nullable({TYPES[kind]}))" if kind == "text" and column in FEW else f"Nullable({TYPES[kind]})"
    )


def create(table: Table, place: Place, edition: int | str) -> list[str]:
    """The statements that make one table; harmless where it is already there."""
    name, columns = called(table.name, edition), {c.name for c in table.columns}
    lines = [f"{quoted(c.name)} {type_of(table, c.name, c.type)}" for c in table.columns]
    lines += [f"{SINCE} UInt64", f"{UNTIL} UInt64 default {OPEN}"]
    lines += [f"index by_key {quoted(table.key)} type bloom_filter(0.01) granularity 1"]
    order = [column for column in ORDER if column in columns] or [table.key]
    month = f" partition by toYYYYMM({quoted('day')})" if "day" in columns else ""
    engine = f"ReplicatedMergeTree('{PATH}', '{{replica}}')" if place.cluster else "MergeTree"
    made = [
        f"create table if not exists {place.stored(name)}{place.everywhere} (\n  " + ",\n  ".join(lines) + "\n)"
        f" engine = {engine}{month} order by ({', '.join(map(quoted, order))}) settings {SETTINGS}"
    ]
    if place.cluster:
        by = quoted("boutique" if "boutique" in columns else table.key)
        local = f"{quoted(place.cluster)}, {quoted(place.database)}, {quoted(name + '_local')}"
        made.append(
            f"create table if not exists {place.named(name)}{place.everywhere} as {place.stored(name)}"
            f" engine = Distributed({local}, cityHash64({by}))"
        )
    return made


def bookmark(place: Place) -> str:
    """The line that says which generation of which edition is seen; the highest generation counts.

    On a cluster every server has the same one: its path names no shard.
    """
    path = PATH.replace("{shard}", "all")
    engine = "ReplacingMergeTree(generation)"
    if place.cluster:
        engine = f"ReplicatedReplacingMergeTree('{path}', '{{shard}}-{{replica}}', generation)"
    return (
        f"create table if not exists {place.named(BOOKMARK)}{place.everywhere} (\n"
        "  generation UInt64,\n  edition UInt64,\n  position Int64,\n  change Int64,\n  shape String\n)"
        f" engine = {engine} order by tuple()"
    )


def drop(name: str, place: Place) -> list[str]:
    """The statements that remove a table of an edition, by its name without `_local`."""
    tables = [place.named(name), place.stored(name)] if place.cluster else [place.named(name)]
    return [f"drop table if exists {table}{place.everywhere} sync" for table in tables]


def all_of(tables: Iterable[Table], place: Place) -> str:
    """Everything a database needs, as a script: what `prepare` does by itself where it may."""
    made = [f"create database if not exists {quoted(place.database)}{place.everywhere}", bookmark(place)]
    return "".join(f"{one};\n" for one in (*made, *(s for table in tables for s in create(table, place, 1))))
