"""The log in one SQLite file: WAL, every acknowledged statement synced to the disk, one writer with group commit."""

import json
import sqlite3
import struct
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from datetime import datetime
from pathlib import Path
from threading import Lock

from ..refusals import Refused
from . import Appended, Entry, Kept, Page, Query, beside, resealing
from .connections import Readers, in_blocks, writing
from .rows import CLEAR, KEPT, kept, key, pack, text
from .sound import faults
from .stamps import Stamps, moment, now
from .walk import page
from .writer import Submission, Writer

BLOCK = 100_000  # index rows kept in memory before they go to the file: some 10,000 statements, 10 MB


class SQLiteLog:
    """Keeps the promises of `Log` in the file at `path` (made when absent) and its `-wal` and `-shm` beside it.

    One process writes; others may read. `block`: index rows written together, 0 for with each group.
    Raises on opening: Refused when a newer program wrote the file, when it is damaged or cannot be opened.
    """

    at_hand = True

    def __init__(self, path: Path | str, *, clock: Callable[[], datetime] = now, block: int = BLOCK) -> None:
        try:
            self._path = Path(path)
            self._writer = Writer(self._path, lambda floor: Stamps(clock, floor), block=block)
        except sqlite3.Error as error:
            raise Refused(
                f"the log {path} cannot be opened ({error}): see to the folder's rights and room, or restore a backup"
            ) from error
        self._readers = Readers(self._path)
        self._closed, self._door = False, Lock()

    def submit(self, entries: Sequence[Entry]) -> "Future[Appended]":
        """Through the future also: ValueError, struct.error when an entry is malformed; RuntimeError when closed."""
        future: Future[Appended] = Future()
        try:
            submission = Submission([pack(entry) for entry in entries], future)
            with self._door:
                if self._closed:
                    raise RuntimeError("the log is closed")
                self._writer.put(submission)
        except (ValueError, struct.error, RuntimeError) as error:
            future.set_exception(error)
        return future

    def append(self, entries: Sequence[Entry]) -> Appended:
        return self.submit(entries).result()

    def after(self, position: int, limit: int = 1000) -> list[Kept]:
        with self._readers.one() as connection:
            rows = connection.execute(KEPT + "where s.seq > ? order by s.seq limit ?", (position, limit))
            return [kept(row) for row in rows]

    def told(self, position: int, until: int) -> list[Kept]:
        with self._readers.one() as connection:
            query = CLEAR + "where s.seq > ? and s.seq <= ? and s.clear is not null order by s.seq"
            return [kept(row) for row in connection.execute(query, (position, until))]

    def by_id(self, ids: Iterable[str]) -> list[Kept]:
        with self._readers.one() as connection:
            keys = [key(one) for one in ids]
            found = {row[0]: kept(row) for row in in_blocks(connection, KEPT + "where s.id in ({})", keys)}
            return list(found.values())

    def query(self, query: Query) -> Page:
        with self._readers.one() as connection:
            position = _position(connection)
            self._writer.tail.catch_up(connection, position)
            return page(connection, self._writer.tail, query, position=position)

    def contents(self, addresses: Iterable[bytes]) -> dict[bytes, bytes]:
        with self._readers.one() as connection:
            return beside.contents(connection, addresses)

    def defined(self, activity: str) -> list[bytes]:
        with self._readers.one() as connection:
            return beside.defined(connection, activity)

    def reseal(self, bodies: Mapping[str, tuple[bytes | None, bytes | None]]) -> int:
        with closing(writing(self._path)) as connection:
            return resealing.reseal(connection, bodies)

    def position(self) -> int:
        with self._readers.one() as connection:
            return _position(connection)

    def consistent_through(self) -> datetime:
        return moment(self._writer.stamps.through())

    def voidings(self, position: int) -> list[str]:
        with self._readers.one() as connection:
            rows = connection.execute(
                "select v.target from voiding v join statement s on s.id = v.target "
                "where v.seq > ? and not s.voids order by v.seq",
                (position,),
            )
            return [text(row[0]) for row in rows]

    def sealed(self, position: int, until: int, persons: Collection[str] | None = None) -> dict[str, int]:
        stretch = "select key_month, count(*) from statement where seq > ? and seq <= ? and key_month <> ''"
        binds: list[object] = [position, until]
        if persons is not None:
            stretch += " and key_person in (select value from json_each(?))"
            binds.append(json.dumps(sorted(persons)))
        with self._readers.one() as connection:
            return dict(connection.execute(f"{stretch} group by key_month", binds).fetchall())

    def check(self) -> list[str]:
        with self._readers.one() as connection:
            return faults(connection, self._writer.tail)

    def close(self) -> None:
        with self._door:
            if self._closed:
                return
            self._closed = True
        self._writer.close()
        self._readers.close()


def _position(connection: sqlite3.Connection) -> int:
    return int(connection.execute("select coalesce(max(seq), 0) from statement").fetchone()[0])
