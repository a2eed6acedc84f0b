"""One SQLite file of the directory: 0600, WAL with synchronous=FULL, written in transactions under a lock."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock

from ..refusals import Full, Refused

NO_ROOM = {"SQLITE_FULL", "SQLITE_IOERR"}


class File:
    """A writing and a reading connection: a reader never waits for an fsync. In memory (path None) they are one.

    NORMAL, the usual advice for WAL, loses acknowledged commits in a power cut; FULL does not.
    """

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # the -wal file inherits the mode
        self.path, self._writing = path, RLock()
        try:
            self.writer = _connect(path)
            self._reader = self.writer if path is None else _connect(path)
        except sqlite3.DatabaseError as error:
            raise Refused(f"cannot be opened ({error}); put back a copy of it", str(path), status=500) from None
        self._reading = self._writing if path is None else RLock()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it durable at the end, or none.

        Raises:
            Full: the disk took no more; nothing was kept.
        """
        with self._writing, _room():
            try:
                self.writer.execute("begin immediate")
                yield self.writer
                self.writer.execute("commit")
            except BaseException:
                with suppress(sqlite3.Error):  # SQLite has already rolled back after a full disk
                    self.writer.execute("rollback")
                raise

    def read(self, query: str, binds: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """Rows as of the last commit."""
        with self._reading:
            return self._reader.execute(query, binds).fetchall()

    def script(self, text: str) -> None:
        """Make tables and indexes.

        Raises:
            Full: as in `change`.
        """
        with self._writing, _room():
            self.writer.executescript(text)

    def truncate(self) -> None:
        """Empty the write-ahead log, so that what was deleted stands nowhere any more."""
        with self._reading, self._writing:
            busy = self.writer.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
        if busy:
            raise Full(
                f"{self.path} is open elsewhere: what was deleted is still in its -wal file; close the other one",
                "",
                503,
            )

    def rewrite(self) -> None:
        """Write the file anew, page by page, so that no free space in it holds what was deleted or replaced."""
        with self._reading, self._writing, _room():
            self.writer.execute("vacuum")
        self.truncate()

    def check(self) -> list[str]:
        """One sentence a fault."""
        name = self.path.name if self.path else "memory"
        found = [f"{name}: {row[0]}" for row in self.read("pragma integrity_check") if row[0] != "ok"]
        if self.writer.execute("pragma synchronous").fetchone()[0] != 2:
            found.append(f"{name}: synchronous is not FULL")
        return found

    def close(self) -> None:
        with self._writing, self._reading:
            self._reader.close()
            self.writer.close()


def _connect(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None, timeout=5)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute("pragma secure_delete=on")
    return connection


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as e:
        if "_".join(getattr(e, "sqlite_errorname", "").split("_")[:2]) in NO_ROOM:  # SQLITE_IOERR_FSYNC and its like
            raise Full("the disk took no more: make room; writing resumes by itself") from e
        raise
