"""Connections to the log's file: one that writes, a pool that reads, and the file's version."""

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..refusals import Refused

VERSION = 2
PATIENCE = 10.0  # seconds to wait for another process's lock
PAGE = 8192  # bytes: six statements of 1.2 kB a page
CACHE = 32 * 1024  # kB for the writer: the id index is hit at random
READ_CACHE = 8 * 1024
WAL_KEPT = 64 * 1024 * 1024  # bytes of WAL left on disk after a checkpoint
CHECKPOINT = 2000  # pages


def writing(path: Path) -> sqlite3.Connection:
    """A connection whose commits are durable when they return; makes or upgrades the file.

    Raises: Refused when a newer program wrote it; sqlite3.Error when it cannot be opened.
    """
    connection = sqlite3.connect(
        path, timeout=PATIENCE, isolation_level=None, check_same_thread=False, cached_statements=512
    )
    try:
        connection.execute(f"pragma page_size = {PAGE}")
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute(f"pragma cache_size = -{CACHE}")
        connection.execute(f"pragma wal_autocheckpoint = {CHECKPOINT}")
        connection.execute(f"pragma journal_size_limit = {WAL_KEPT}")
        _upgrade(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _upgrade(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("pragma user_version").fetchone()[0]
    if found > VERSION:
        raise Refused(
            f"{path} was written by a newer Cabochon (log version {found}, this program knows up to {VERSION}): "
            "start the newer program, or restore a backup made before the upgrade"
        )
    for version in range(found + 1, VERSION + 1):
        script = (files(__package__) / "schema" / f"{version}.sql").read_text("utf-8")
        # One transaction a version: after a kill the file is old or new, never between.
        connection.executescript(f"begin immediate; {script}; pragma user_version = {version}; commit;")


class Readers:
    """A pool of read-only connections; any thread may borrow one."""

    def __init__(self, path: Path) -> None:
        self._path, self._idle, self._closed = path, deque[sqlite3.Connection](), False

    @contextmanager
    def one(self) -> Iterator[sqlite3.Connection]:
        if self._closed:
            raise RuntimeError("the log is closed")
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._open()
        try:
            yield connection
        finally:
            self._idle.append(connection)
            if self._closed:
                self.close()

    def close(self) -> None:
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        connection.execute("pragma query_only = on")
        connection.execute(f"pragma cache_size = -{READ_CACHE}")
        return connection


def in_blocks(connection: sqlite3.Connection, sql: str, values: list[Any], *more: Any) -> Iterator[tuple[Any, ...]]:
    """Rows of `sql` with its `{}` standing for the values; few distinct texts, so that SQLite keeps them prepared."""
    start = 0
    while start < len(values):
        left = len(values) - start
        size = next(size for size in (1, 8, 64, 512) if left <= size or size == 512)
        block = values[start : start + size]
        block += [block[-1]] * (size - len(block))
        yield from connection.execute(sql.format(",".join("?" * size)), (*block, *more)).fetchall()
        start += size
