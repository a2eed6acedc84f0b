"""Rows to and from ClickHouse, column by column; bytes travel as base64, which every client reads alike."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from typing import Any

from clickhouse_connect.driver.client import Client

from . import Column, Table
from .clickhouse_tables import SINCE, type_of


def put(client: Client, name: str, table: Table, rows: Sequence[tuple[Any, ...]], *, generation: int) -> None:
    """Insert rows of a generation in column order. Times must be aware, blobs bytes, None is null."""
    if not rows:
        return
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    if len(columns) != len(table.columns):
        raise ValueError(f"{table.name} has {len(table.columns)} columns, a row has {len(columns)}")
    for place, column in enumerate(table.columns):
        if column.type == "blob":
            columns[place] = [cell if cell is None else b64encode(cell).decode() for cell in columns[place]]
    client.insert(
        name,
        [*columns, [generation] * len(rows)],
        column_names=[*(c.name for c in table.columns), SINCE],
        column_type_names=[*(type_of(table, c.name, c.type) for c in table.columns), "UInt64"],
        column_oriented=True,
    )


def cells(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Rows as they went in."""
    blobs = [place for place, column in enumerate(columns) if column.type == "blob"]
    if not blobs:
        return [tuple(row) for row in rows]
    found = []
    for row in rows:
        one = list(row)
        for place in blobs:
            one[place] = None if one[place] is None else b64decode(one[place])
        found.append(tuple(one))
    return found


def columns_of(table: Table, names: Sequence[str]) -> list[Column]:
    known = {c.name: c for c in table.columns}
    return [known[name] for name in names]
