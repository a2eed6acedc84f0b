"""Rows as Parquet files through Arrow, one a month, in folders by the hive's custom: month=2026-03/cells.parquet."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..refusals import Refused
from ..warehouse import Column, Table

try:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]
except ImportError:
    pa = None

GROUP = 50_000  # rows of a row group
READ = 1 << 20  # bytes at once
TYPES = {"text": "string", "day": "date32", "int": "int64", "real": "float64", "truth": "bool_"}


@dataclass(frozen=True, slots=True)
class Written:
    """A file, its path within the export."""

    path: str
    rows: int
    bytes: int
    sha256: str


def ready() -> None:
    """
    Raises:
        Refused: the package that writes Parquet is not there.
    """
    if pa is None:
        raise Refused('needs a further package; install it with: pip install "cabochon[parquet]"', "export facts")


class Months:
    """The files of one table, a month each. `add` what comes in any order, then `close`; memory stays the same."""

    def __init__(self, root: Path, below: str, table: Table, *, without: tuple[str, ...] = (), empty: str = "") -> None:
        """below: the folder within root. without: columns the folders' names already say. empty: the month of the file
        without rows that is written when none came, so that a tool that reads the folder finds its columns."""
        self._root, self._below, self._name, self._empty = root, below, f"{table.name}.parquet", empty
        self._kept = [i for i, column in enumerate(table.columns) if column.name not in without]
        self._schema = schema([table.columns[i] for i in self._kept])
        self._open: dict[str, Any] = {}
        self._waiting: dict[str, list[list[Any]]] = {}
        self._rows: dict[str, int] = {}

    def add(self, month: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """month: 2026-03, or "" for a file that is of no month."""
        waiting = self._waiting.setdefault(month, [])
        waiting += ([row[i] for i in self._kept] for row in rows)
        if len(waiting) >= GROUP:
            self._write(month)

    def close(self) -> list[Written]:
        """Every file on the disk for good."""
        for month in list(self._waiting):
            self._write(month)
        if not self._open:
            self._opened(self._empty)
        for writer in self._open.values():
            writer.close()
        return [written(self._root, self._path(month), self._rows[month]) for month in sorted(self._open)]

    def let_go(self) -> None:
        """Close what is open, of an export that is given up."""
        for writer in self._open.values():
            writer.close()

    def _write(self, month: str) -> None:
        rows = self._waiting.pop(month)
        if not rows:
            return
        columns = map(pa.array, zip(*rows, strict=True), self._schema.types)
        self._opened(month).write_table(pa.Table.from_arrays(list(columns), schema=self._schema))
        self._rows[month] += len(rows)

    def _opened(self, month: str) -> Any:
        if month not in self._open:
            path = self._root / self._path(month)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open[month] = pq.ParquetWriter(path, self._schema, compression="zstd")
            self._rows[month] = 0
        return self._open[month]

    def _path(self, month: str) -> str:
        return "/".join(part for part in (self._below, f"month={month}" if month else "", self._name) if part)


def schema(columns: Iterable[Column]) -> Any:
    """The columns as Arrow has them, with what they mean."""
    fields = [pa.field(c.name, getattr(pa, TYPES[c.type])(), metadata={"says": c.says}) for c in columns]
    return pa.schema(fields)


def written(root: Path, path: str, rows: int = 0) -> Written:
    """What stands in a file, once it is on the disk for good."""
    digest, size = hashlib.sha256(), 0
    with (root / path).open("rb+") as file:
        while piece := file.read(READ):
            digest.update(piece)
            size += len(piece)
        os.fsync(file.fileno())
    return Written(path, rows, size, digest.hexdigest())
