"""Rows into DuckDB column by column, as numpy arrays: several times as fast as binding values."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import duckdb
import numpy as np

from . import Table

TYPES = {"text": "varchar", "day": "date", "time": "timestamp", "int": "bigint", "real": "double", "blob": "blob"}
FEW = 8  # rows that go in by placeholders: up to here that is faster than making arrays
CHUNK = 100_000  # rows a step: keeps the arrays of wide tables below some 100 MB
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
NEVER = np.iinfo(np.int64).min  # numpy's "not a time"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def insert(db: duckdb.DuckDBPyConnection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Append rows in column order. Times must be aware, blobs bytes, None is null."""
    if 0 < len(rows) <= FEW:
        db.execute(_values(table, len(rows)), [_naive(cell) for row in rows for cell in row])
        return
    for start in range(0, len(rows), CHUNK):
        columns = list(zip(*rows[start : start + CHUNK], strict=True))
        if len(columns) != len(table.columns):
            raise ValueError(f"{table.name} has {len(table.columns)} columns, a row has {len(columns)}")
        arrays = {c.name: _array(c.type, cells) for c, cells in zip(table.columns, columns, strict=True)}
        db.register("arrived", arrays)
        try:
            db.execute(f"insert into {quoted(table.name)} select * from arrived").fetchall()  # noqa: S608
        finally:
            db.unregister("arrived")


def _array(kind: str, cells: Sequence[Any]) -> np.ndarray[Any, Any]:
    if kind == "time":
        return np.array([NEVER if c is None else (c - EPOCH) // MICROSECOND for c in cells], np.int64).view("M8[us]")
    if kind == "day":
        return np.array(cells, dtype="M8[us]")
    if kind in ("int", "real") and None not in cells:
        return np.array(cells, dtype=np.int64 if kind == "int" else np.float64)
    return np.array(cells, dtype=object)


@lru_cache(maxsize=256)
def _values(table: Table, rows: int) -> str:
    row = f"({', '.join('?' * len(table.columns))})"
    return f"insert into {quoted(table.name)} values {', '.join([row] * rows)}"  # noqa: S608


def _naive(cell: Any) -> Any:
    return cell.astimezone(UTC).replace(tzinfo=None) if isinstance(cell, datetime) else cell
