"""Facts in a maison's own Spark: Parquet by month, rewritten where a batch replaces rows, seen by a manifest.

Made for large batches: each costs seconds however small it is, so the projector runs every few minutes (`project_ms`).
A batch writes new folders beside the old ones and last of all a manifest that names the folders that count. A reader
takes the newest manifest and reads what it names: it sees all of a batch or nothing, in every table. A writer that is
killed leaves folders that no manifest names; they are removed once they are older than KEPT.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from threading import Lock
from typing import Any
from uuid import uuid4

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from sqlglot import exp

from . import Batch, Bookmark, Table, Warehouse
from .digesting import digest_of
from .rendering import Rendering
from .shapes import shape_of
from .spark_files import DATA, Files, Manifest
from .spark_rows import MONTH, arrow, mend, month, plain, rows_of, schema, words

FRESH = 1.0  # s for which a reader trusts the manifest it has read
KEPT = 3600.0  # s for which what a manifest does not name any more is still there
PIECES = 12  # folders of a month, after which they are written as one
SMALL = 200_000  # rows that one task writes
AT_ONCE = 4  # tables written at the same time
NUMBERS = count(1)


class SparkWarehouse:
    """The promises of `Warehouse` on Spark 4.

    root: a folder that driver and workers reach by the same address. stop: called by `close`. hidden: no reader sees
    this one yet.
    """

    def __init__(
        self, spark: SparkSession, root: str, *, stop: Callable[[], None] = lambda: None, hidden: Manifest | None = None
    ) -> None:
        self._spark, self._root, self._stop, self._hidden = spark, root, stop, hidden is not None
        self._files = Files(spark, root)
        self._tables: dict[str, Table] = {}
        self._views: dict[str, str] = {}  # table -> the view that stands for it
        self._viewed: dict[str, object] = {}  # table -> the folders its view reads
        self._naming, self._writing = Lock(), Lock()
        self._manifest, self._read_at = hidden or Manifest(), 0.0
        self._tidied = time.monotonic()
        self._render = Rendering("spark", lambda tree: mend(tree, views=self._views))

    def prepare(self, tables: Iterable[Table]) -> None:
        self._tables = {table.name: table for table in tables}
        shape, number = shape_of(self._tables.values()), next(NUMBERS)
        self._views = {name: f"facts_{number}_{name}" for name in self._tables}
        self._viewed = {}
        self._render = Rendering("spark", lambda tree: mend(tree, views=self._views))
        with self._writing:
            found = None if self._hidden else self._files.newest()
            self._manifest = found or self._manifest
            if not self._hidden and (found is None or found.shape != shape):
                self._publish(Manifest(shape=shape))

    def bookmark(self) -> Bookmark:
        return self._current().bookmark

    def replace(self, batch: Batch) -> None:
        """As the Protocol says.

        Raises:
            RuntimeError: another process has written since this one read; nothing of the batch is seen.
        """
        with self._writing:
            before = self._manifest
            rows = {name: arrow(table, batch.rows.get(name, ())) for name, table in self._tables.items()}
            with ThreadPoolExecutor(AT_ONCE, "facts") as writers:
                told = writers.map(lambda name: self._put(self._tables[name], rows[name], batch, before), self._tables)
                files = {name: months for name, months in zip(self._tables, told, strict=True) if months}
            at = batch.bookmark
            self._publish(replace(before, position=at.position, change=at.change, files=files))
            if time.monotonic() - self._tidied > KEPT and not self._hidden:
                self._files.tidy(time.time() - KEPT)
                self._tidied = time.monotonic()

    def clear(self) -> None:
        with self._writing:
            self._publish(Manifest(shape=self._manifest.shape))

    def select(self, tree: exp.Expression, binds: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        sql, names = self._render(tree)
        with self._naming:  # analysed under the lock: another thread may turn the views to the next manifest
            self._turn(self._current())
            frame = self._spark.sql(sql, args={name: plain(binds[name]) for name in names})
        return rows_of(frame)

    def fetch(self, table: str, where: Mapping[str, Any | Sequence[Any]]) -> list[tuple[Any, ...]]:
        frame = self._frame(self._tables[table], self._current())
        for name, value in where.items():
            one = isinstance(value, str | bytes) or not isinstance(value, Sequence | set | frozenset)
            values = [plain(cell) for cell in ([value] if one else value)]
            frame = frame.where(f.col(name).isin(values))
        return rows_of(frame)

    def digest(self) -> str:
        manifest = self._current()

        def rows(table: Table, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
            for folders in manifest.files.get(table.name, {}).values():  # a month at a time fits into memory
                yield from rows_of(self._read(table, folders).select(*names))

        return digest_of(self._tables.values(), rows)

    def arrange(self) -> None:
        """Its files are in order of days as they are."""

    def fresh(self) -> "SparkWarehouse":
        one = SparkWarehouse(self._spark, self._root, hidden=Manifest(shape=self._manifest.shape))
        one.prepare(self._tables.values())
        return one

    def adopt(self, fresh: Warehouse) -> None:
        if not isinstance(fresh, SparkWarehouse) or not fresh._hidden:
            raise TypeError(f"cannot adopt {type(fresh).__name__}")
        with self._writing, fresh._writing:
            self._publish(fresh._manifest)

    def close(self) -> None:
        with self._naming:
            for name in self._viewed:
                self._spark.catalog.dropTempView(self._views[name])
            self._viewed = {}
        self._stop()

    # What readers see

    def _current(self) -> Manifest:
        if not self._hidden and time.monotonic() - self._read_at > FRESH:
            found = self._files.newest()
            if found and found.generation > self._manifest.generation:
                self._manifest = found
            self._read_at = time.monotonic()
        return self._manifest

    def _turn(self, manifest: Manifest) -> None:
        """Let the views read what a manifest names."""
        for name, table in self._tables.items():
            months = manifest.files.get(name, {})
            if self._viewed.get(name) != months:
                self._frame(table, manifest).createOrReplaceTempView(self._views[name])
                self._viewed[name] = months

    def _frame(self, table: Table, manifest: Manifest) -> DataFrame:
        return self._read(table, [one for folders in manifest.files.get(table.name, {}).values() for one in folders])

    def _read(self, table: Table, folders: Sequence[str]) -> DataFrame:
        if not folders:
            return self._spark.createDataFrame(arrow(table, ()))
        return self._spark.read.schema(schema(table)).parquet(*(self._files.full(one) for one in folders))

    # What a writer does

    def _put(self, table: Table, rows: Any, batch: Batch, before: Manifest) -> dict[str, list[str]]:
        """The folders of a table after a batch: months that lose rows are written anew, others gain a folder."""
        months = dict(before.files.get(table.name, {}))
        keys = {*batch.gone.get(table.name, ()), *rows.column(table.key).to_pylist()} - batch.new.get(table.name, set())
        doors = sorted(batch.emptied.get(table.name, ()))
        parts = [self._spark.createDataFrame(rows)] if rows.num_rows else []
        lost, touched = words(self._spark, table.key, sorted(keys)), set[str]()
        if months and (keys or doors):
            span = batch.span.get(table.name) if not doors else None
            first, last = (f"{day:%Y-%m}" for day in span) if span else ("", "~")
            within = [folder for name, found in months.items() if first <= name <= last for folder in found]
            touched = _months(self._read(table, within), table, lost, doors) if within else touched
        touched |= {name for name, found in months.items() if len(found) >= PIECES}
        old = [folder for name in sorted(touched) for folder in months.pop(name)]
        if old:
            kept = self._read(table, old)
            kept = kept.join(f.broadcast(lost), table.key, "left_anti")
            kept = kept.where(~f.coalesce(f.col("boutique").isin(doors), f.lit(False))) if doors else kept
            parts.insert(0, kept.select(*(c.name for c in table.columns)))
        if parts:
            for name, folder in self._write(table, parts, small=not old and rows.num_rows <= SMALL):
                months.setdefault(name, [])
                months[name] = [*months[name], folder]
        return months

    def _write(self, table: Table, parts: Sequence[DataFrame], *, small: bool) -> list[tuple[str, str]]:
        """(month, folder) of what was written. small: one task is enough."""
        place = f"{DATA}/{table.name}/{uuid4().hex}"
        frame = parts[0] if len(parts) == 1 else parts[0].unionByName(parts[1])
        frame = frame.withColumn(MONTH, month(table))
        frame = frame.coalesce(1) if small else frame.repartition(MONTH)
        order = [name for name in ("boutique", "day") if any(c.name == name for c in table.columns)]
        frame.sortWithinPartitions(MONTH, *order).write.partitionBy(MONTH).parquet(self._files.full(place))
        found = (name for name, _ in self._files.names(place) if name.startswith(f"{MONTH}="))
        return [(name.partition("=")[2], f"{place}/{name}") for name in sorted(found)]

    def _publish(self, told: Manifest) -> None:
        told = told.after(self._manifest)
        if not self._hidden:
            self._files.publish(told)
        self._manifest = told


def _months(frame: DataFrame, table: Table, lost: DataFrame, doors: Sequence[str]) -> set[str]:
    """The months that have rows that go."""
    found = frame.join(f.broadcast(lost), table.key, "left_semi").select(month(table).alias(MONTH))
    if doors:
        found = found.union(frame.where(f.col("boutique").isin(list(doors))).select(month(table).alias(MONTH)))
    return {str(name) for (name,) in rows_of(found.distinct())}
