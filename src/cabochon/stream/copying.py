"""Copies of SQLite files while others write to them, as of one moment; for backups."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from ..refusals import Full, Refused

PAGES = 256  # copied at once: of 8 kB 2 MB, some milliseconds
DIRTY = 8 * 1024 * 1024  # bytes written before the disk is waited for: more at once would hold up the log's own sync
PATIENCE = 10.0  # s for another's lock
Told = Callable[[int, int], None]  # done, of: bytes


def readable(path: Path) -> sqlite3.Connection:
    """A connection that only reads.

    A SQLite file that this process has open must never be opened by other means: closing it would let go of its locks.
    """
    return sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, isolation_level=None, timeout=PATIENCE,
        check_same_thread=False,
    )  # fmt: skip


@contextmanager
def still(path: Path) -> Iterator[sqlite3.Connection]:
    """What the file held at this moment, for as long as it takes; others go on writing.

    At the end what was held back by this is put into the file from here: a writer would otherwise do it in the middle
    of a commit.
    """
    with closing(readable(path)) as connection:
        connection.execute("begin")
        connection.execute("select count(*) from sqlite_master").fetchone()  # from now on
        try:
            yield connection
        finally:
            connection.execute("rollback")
    with closing(sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)) as line, suppress(sqlite3.Error):
        line.execute("pragma wal_checkpoint(passive)")  # whatever comes of it, the writer does the rest


def copied(source: sqlite3.Connection, to: Path, told: Told = lambda *_: None) -> None:
    """A whole copy of what a `still` connection sees, in a new file of its owner's alone, durable on return."""
    handle = os.open(to, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with closing(sqlite3.connect(to, isolation_level=None)) as target:
            for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -2048"):
                target.execute(f"pragma {pragma}")  # a copy that is cut off is thrown away
            size, written = int(source.execute("pragma page_size").fetchone()[0]), 0

            def progress(_: int, left: int, of: int) -> None:
                nonlocal written
                written += PAGES * size
                if written >= DIRTY:
                    os.fdatasync(handle)
                    written = 0
                told((of - left) * size, of * size)

            source.backup(target, pages=PAGES, progress=progress, sleep=0.01)
            target.execute("pragma journal_mode = delete")  # one file, nothing beside it
        os.fsync(handle)
    finally:
        os.close(handle)


def position(source: sqlite3.Connection) -> int:
    """The last statement a `still` connection to a log sees."""
    return int(source.execute("select coalesce(max(seq), 0) from statement").fetchone()[0])


@contextmanager
def plainly(into: Path) -> Iterator[None]:
    """What SQLite says in the block, as a refusal.

    Raises:
        Full: the disk took no more. Refused: anything else.
    """
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL":
            raise Full("the disk took no more; make room there and begin again", str(into)) from error
        raise Refused(f"cannot be copied ({error}); see to the disk, then begin again", str(into), 500) from error
