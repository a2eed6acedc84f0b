"""Facts in one DuckDB file, or in memory: one process, one writing thread, many reading ones."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from numpy.typing import NDArray
from sqlglot import exp

from . import Batch, Bookmark, Table, Warehouse, duckdb_arrays, duckdb_tables
from .arrays import Grids, Layout
from .columnar import TYPES, insert, quoted
from .generations import Generations
from .lists import with_lists

# No extension is loaded, no file but our own is read, nothing can be set: SQL stays inside (trust.md, Security 5).
LOCKED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "checkpoint_threshold": "128MB",
}
MEMORY = ":memory:"
SHAPES = 512  # rendered questions kept
FEW = 8  # values of a list that go in as placeholders: a plan without a join
Shape = tuple[exp.Expression, str, frozenset[str], dict[str, tuple[str, ...]]]  # its SQL, its binds, its lists
BOOKMARK = "create table if not exists bookmark (position bigint, change bigint)"


class DuckDBWarehouse:
    """The promises of `Warehouse` on DuckDB.

    path: a file, or ":memory:". memory: what DuckDB may take ("1GB"). A file that cannot be read is set aside as
    `<name>.damaged-<n>` and an empty one begun, its bookmark zero: facts are rebuilt from the stream.
    """

    def __init__(self, path: Path | str = MEMORY, *, memory: str = "1GB", threads: int = 2) -> None:
        self.path = str(path)
        self._files = Generations(Path(path)) if self.path != MEMORY else None
        self.set_aside: str = ""  # where a damaged file went, "" when none was found
        self._config: dict[str, Any] = {**LOCKED, "memory_limit": memory, "threads": threads}
        self._tables: dict[str, Table] = {}
        self._writing = threading.Lock()
        self._shapes: dict[int, Shape] = {}
        self._times: dict[str, tuple[int, ...]] = {}  # SQL -> which of its columns are times
        self._bookmark = Bookmark()  # as last read or written: nobody else writes
        self._reader = threading.local()
        self._era = 0
        self._columns: duckdb_tables.Columns = {}  # of the tables that lie there
        self._db = self._open()

    def prepare(self, tables: Iterable[Table]) -> None:
        self._tables = {table.name: table for table in tables}
        with self._writing:
            wanted = {name: [(c.name, TYPES[c.type]) for c in table.columns] for name, table in self._tables.items()}
            found = self._columns
            if any(found.get(name) not in (None, columns) for name, columns in wanted.items()) or found.keys() - wanted:
                for name in found:
                    self._db.execute(f"drop table {quoted(name)}")
                found = {}
            if found.keys() != wanted.keys():
                self._db.execute("begin")
                for name, columns in wanted.items():
                    if name not in found:
                        self._db.execute(
                            f"create table {quoted(name)} ({', '.join(f'{quoted(c)} {kind}' for c, kind in columns)})"
                        )
                self._db.execute("delete from bookmark")  # a new table is filled by replaying
                self._db.execute("commit")
            row = self._db.execute("select position, change from bookmark").fetchone()
            if row is None:
                self._empty(found)
            self._columns, self._bookmark = wanted, Bookmark(*(row or ()))

    def bookmark(self) -> Bookmark:
        return self._bookmark

    def replace(self, batch: Batch) -> None:
        with self._writing:
            self._db.execute("begin")
            try:
                for table in self._tables.values():
                    self._put(table, batch)
                self._db.execute(
                    "update bookmark set position = ?, change = ?", [batch.bookmark.position, batch.bookmark.change]
                )
                self._db.execute("commit")
            except BaseException:
                self._db.execute("rollback")
                raise
            self._bookmark = batch.bookmark

    def clear(self) -> None:
        with self._writing:
            self._empty(self._tables)

    def select(self, tree: exp.Expression, binds: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """As the Protocol says. The tree must not be changed after its first use: its SQL is kept by identity."""
        return self._rows(*self._said(tree, binds))

    def columns(self, tree: exp.Expression, binds: Mapping[str, Any]) -> list[NDArray[Any]]:
        """As arrays.Columnar says."""
        sql, told = self._said(tree, binds)
        return list(self._cursor().execute(sql, _bound(told)).fetchnumpy().values())

    def grids(self, tree: exp.Select, binds: Mapping[str, Any], layout: Layout) -> Grids:
        """As arrays.Columnar says."""
        rows = duckdb_arrays.apart(tree, layout.names if layout.parts else None)
        sql, told = self._said(rows, binds)
        return duckdb_arrays.read(self._cursor(), sql, _bound(told), layout, duckdb_arrays.fixed(rows, layout))

    def _said(self, tree: exp.Expression, binds: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """SQL of a tree, and what its placeholders stand for."""
        known = self._shapes.get(id(tree))
        if known is None or known[0] is not tree:
            listed, lists = with_lists(tree)
            names = frozenset(str(p.this) for p in listed.find_all(exp.Placeholder)) - lists.keys()
            known = (tree, listed.sql(dialect="duckdb", identify=True), names, lists)
            if len(self._shapes) >= SHAPES:
                self._shapes.clear()
            self._shapes[id(tree)] = known
        _, sql, names, lists = known
        many = {name: [*{binds[member] for member in members}] for name, members in lists.items()}
        return sql, {name: binds[name] for name in names} | many

    def fetch(self, table: str, where: Mapping[str, Any | Sequence[Any]]) -> list[tuple[Any, ...]]:
        columns = {c.name: TYPES[c.type] for c in self._tables[table].columns}
        tests, binds = ["true"], {}
        for place, (name, value) in enumerate(where.items()):
            if isinstance(value, str | bytes) or not isinstance(value, Sequence | set | frozenset):
                tests.append(f"{quoted(name)} = $b{place}")
                binds[f"b{place}"] = value
            elif 0 < len(value) <= FEW:
                names = [f"b{place}_{i}" for i in range(FEW)]
                tests.append(f"{quoted(name)} in ({', '.join(f'${n}' for n in names)})")
                binds |= dict(zip(names, _padded(value), strict=True))
            else:
                tests.append(f"{quoted(name)} in (select unnest($b{place}::{columns[name]}[]))")
                binds[f"b{place}"] = list(value)
        named = ", ".join(map(quoted, columns))
        return self._rows(f"select {named} from {quoted(table)} where {' and '.join(tests)}", binds)  # noqa: S608

    def digest(self) -> str:
        """Tables, rows and the sum of the rows' MD5: equal rows in any order give equal text."""
        parts = []
        for table in sorted(self._tables.values(), key=lambda t: t.name):
            row = ", chr(31), ".join(
                f"coalesce({quoted(c.name)}::text, chr(30))" for c in table.columns if not c.arrival
            )
            sql = f"select count(*), coalesce(sum(md5_number_lower(concat({row}))), 0) from {quoted(table.name)}"  # noqa: S608
            count, total = self._rows(sql, {})[0]
            parts.append(f"{table.name}:{count}:{int(total) % 2**64:016x}")
        return " ".join(parts)

    def arrange(self) -> None:
        with self._writing:
            for table in self._tables.values():
                if any(column.name == "day" for column in table.columns):
                    self._by_day(quoted(table.name), quoted(f"{table.name} by day"))

    def _by_day(self, name: str, arranged: str) -> None:
        try:
            self._db.execute("begin")
            self._db.execute(f"create table {arranged} as select * from {name} order by day")  # noqa: S608
            self._db.execute(f"drop table {name}")
            self._db.execute(f"alter table {arranged} rename to {name}")
            self._db.execute("commit")
        except duckdb.Error:  # somebody reads it, or there is no room: the order is for speed alone
            self._db.execute("rollback")

    def fresh(self) -> "DuckDBWarehouse":
        place = self._files.next() if self._files else MEMORY
        one = DuckDBWarehouse(place, memory=str(self._config["memory_limit"]), threads=self._config["threads"])
        one.prepare(self._tables.values())
        return one

    def adopt(self, fresh: Warehouse) -> None:
        if not isinstance(fresh, DuckDBWarehouse):
            raise TypeError(f"cannot adopt {type(fresh).__name__}")
        with self._writing, fresh._writing:
            if self._files and fresh._files:
                fresh._db.execute("checkpoint")
                self._files.turn_to(Path(fresh._files.current))
            old, self._db, self._bookmark = self._db, fresh._db, fresh._bookmark
            self._era += 1  # a reader in the middle of a select ends it on the old one
            old.close()
            if self._files:
                self._files.clean()

    def close(self) -> None:
        with self._writing:
            self._era += 1
            self._db.close()

    def _put(self, table: Table, batch: Batch) -> None:
        rows, gone = batch.rows.get(table.name, ()), batch.gone.get(table.name, ())
        if doors := batch.emptied.get(table.name):
            sql = f"delete from {quoted(table.name)} where boutique in (select unnest($doors::text[]))"  # noqa: S608
            self._db.execute(sql, {"doors": list(doors)})
        place = next(i for i, c in enumerate(table.columns) if c.name == table.key)
        keys = {*gone, *(row[place] for row in rows)} - batch.new.get(table.name, set())
        if keys:
            days, span = "", batch.span.get(table.name)
            if span:
                days = " and day between ? and ?"
            few = len(keys) <= FEW
            listed = ", ".join("?" * FEW) if few else "select unnest(?::text[])"
            sql = f"delete from {quoted(table.name)} where {quoted(table.key)} in ({listed}){days}"  # noqa: S608
            self._db.execute(sql, [*(_padded(keys) if few else [list(keys)]), *(span or ())])
        insert(self._db, table, rows)

    def _empty(self, tables: Iterable[str]) -> None:
        self._db.execute("begin")
        for name in tables:
            self._db.execute(f"delete from {quoted(name)}")  # noqa: S608
        self._db.execute("delete from bookmark")
        self._db.execute("insert into bookmark values (0, 0)")
        self._db.execute("commit")
        self._bookmark = Bookmark()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        held = getattr(self._reader, "held", None)
        if held is None or held[0] != self._era:
            held = self._reader.held = (self._era, self._db.cursor())
        return held[1]

    def _rows(self, sql: str, binds: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        found = self._cursor().execute(sql, _bound(binds))
        if (times := self._times.get(sql)) is None:
            times = tuple(i for i, column in enumerate(found.description or ()) if str(column[1]) == "TIMESTAMP")
            if len(self._times) >= SHAPES:
                self._times.clear()
            self._times[sql] = times
        rows = found.fetchall()
        return [_aware(row, times) for row in rows] if times else rows

    def _open(self) -> duckdb.DuckDBPyConnection:
        if self._files is None:
            return self._begin()
        self._files.clean()
        # A WAL is left by a process that did not close: look at every block before trusting the file.
        torn = Path(self._files.current + ".wal").exists()
        new = not torn and not Path(self._files.current).exists()
        try:
            db = self._begin()
            self._columns = {} if new else duckdb_tables.found(db)
            duckdb_tables.look(db, ("bookmark", *self._columns), closely=torn)
        except duckdb.Error as e:
            if "set lock on file" in str(e) or isinstance(e, duckdb.PermissionException):
                raise  # another process has it, or it is not ours to open: no damage
            self.set_aside, self._columns = self._files.set_aside(), {}
            return self._begin()
        return db

    def _begin(self) -> duckdb.DuckDBPyConnection:
        db = duckdb.connect(self._files.current if self._files else MEMORY, config=self._config)
        try:
            db.execute("set lock_configuration = true")
            db.execute(BOOKMARK)
        except BaseException:
            db.close()
            raise
        return db


def _padded(values: Iterable[Any]) -> list[Any]:
    """The last value repeated, so that one statement serves all that are few."""
    found = list(values)
    return found + found[-1:] * (FEW - len(found))


def _bound(binds: Mapping[str, Any]) -> dict[str, Any]:
    """Times go in as naive UTC: DuckDB drops an offset it is given."""
    return {name: _plain(value) for name, value in binds.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).replace(tzinfo=None)
    return list(value) if isinstance(value, tuple | set | frozenset) else value


def _aware(row: tuple[Any, ...], times: Sequence[int]) -> tuple[Any, ...]:
    cells = list(row)
    for i in times:
        if cells[i] is not None:
            cells[i] = cells[i].replace(tzinfo=UTC)
    return tuple(cells)
