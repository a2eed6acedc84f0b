"""The log in a PostgreSQL database: several processes write and read it; every acknowledged statement is synced."""

import struct
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from importlib.resources import files
from threading import Lock
from time import monotonic
from typing import Any

from msgspec.structs import replace

from ..refusals import Refused
from . import Appended, Entry, Kept, Page, Query
from .postgres_database import Database, Line
from .postgres_rows import CLEAR, KEPT, kept, name_of, placed
from .postgres_sound import faults
from .postgres_walk import page, position
from .postgres_writer import Writer
from .rows import pack
from .stamps import micros, moment
from .writer import Submission

SCRIPTS = ("postgres_1.sql",)
TOGETHER = 200  # statements that get other bytes in one transaction
RECENT = 0.1  # seconds for which an announced consistent-through is told again without asking the database


class PostgresLog:
    """Keeps the promises of `Log` in the tables of `database`, which is closed with it when `owned`.

    clock: None is the database's own, the only one that several machines share. recent: see RECENT.
    Raises on opening: Refused when a newer program wrote the tables, or the database does not answer.
    """

    at_hand = False

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] | None = None,
        recent: float = RECENT,
        owned: bool = False,
    ) -> None:
        self._database, self._clock, self._recent, self._owned = database, clock, recent, owned
        self._closed, self._door = False, Lock()
        self._through, self._announced = 0, float("-inf")
        try:
            database.upgrade("log", tuple((files(__package__) / "schema" / one).read_text("utf-8") for one in SCRIPTS))
            self._announce()
        except BaseException:
            if owned:
                database.close()
            raise
        self._writer = Writer(database, clock)

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
        rows = self._database.read(KEPT + "where s.seq > %s order by s.seq limit %s", (position, limit))
        return [kept(row) for row in rows]

    def told(self, position: int, until: int) -> list[Kept]:
        query = CLEAR + "where s.seq > %s and s.seq <= %s and s.clear is not null order by s.seq"
        return [kept(row) for row in self._database.read(query, (position, until))]

    def by_id(self, ids: Iterable[str]) -> list[Kept]:
        wanted = list(ids)
        return [kept(row) for row in self._database.read(KEPT + "where s.id = any(%s::uuid[])", (wanted,))]

    def query(self, query: Query) -> Page:
        return self._database.run(lambda line: page(line, query))

    def contents(self, addresses: Iterable[bytes]) -> dict[bytes, bytes]:
        query = "select address, body from content where address = any(%s::bytea[])"
        return dict(self._database.read(query, (list(addresses),)))

    def defined(self, activity: str) -> list[bytes]:
        query = "select json from definition where activity = %s order by seq, place"
        return [row[0] for row in self._database.read(query, (name_of(activity),))]

    def reseal(self, bodies: Mapping[str, tuple[bytes | None, bytes | None]]) -> int:
        found, clears = self.by_id(bodies), False
        for start in range(0, len(found), TOGETHER):
            rows = []
            for one in found[start : start + TOGETHER]:
                clear, sealed = bodies[one.entry.id]
                clears = clears or clear != one.entry.clear
                fresh = pack(replace(one.entry, clear=clear, sealed=sealed))
                rows.append((clear, sealed, placed(fresh.checksum, one.seq, micros(one.stored)), one.seq))
            self._database.run(lambda line, rows=rows: _reseal(line, rows), together=True)  # type: ignore[misc]
        if clears:
            self._database.scrub("statement")
        return len(found)

    def position(self) -> int:
        return self._database.run(position)

    def consistent_through(self) -> datetime:
        """What was announced stays true: while the database is away, the last of it is told again."""
        if monotonic() - self._announced >= self._recent:
            with suppress(Refused):
                self._announce()
        return moment(max(self._through, self._writer.floor))

    def voidings(self, position: int) -> list[str]:
        query = (
            "select v.target from voiding v join statement s on s.id = v.target "
            "where v.seq > %s and not s.voids order by v.seq"
        )
        return [row[0] for row in self._database.read(query, (position,))]

    def sealed(self, position: int, until: int, persons: Collection[str] | None = None) -> dict[str, int]:
        query = (
            "select key_month, count(*) from statement where seq > %s and seq <= %s and key_month <> '' "
            "and (%s::text[] is null or key_person = any(%s)) group by key_month"
        )
        wanted = None if persons is None else sorted(persons)
        return dict(self._database.read(query, (position, until, wanted, wanted)))

    def check(self) -> list[str]:
        return self._database.run(faults)

    def close(self) -> None:
        with self._door:
            if self._closed:
                return
            self._closed = True
        self._writer.close()
        if self._owned:
            self._database.close()

    def _announce(self) -> None:
        asked, now = monotonic(), micros(self._clock()) if self._clock else None
        through = self._database.run(lambda line: line.execute("select announce(%s)", (now,)).fetchone())
        if through is not None:
            self._through, self._announced = max(self._through, int(through[0])), asked


def _reseal(line: Line, rows: list[tuple[Any, ...]]) -> None:
    for row in rows:
        line.execute("update statement set clear = %s, sealed = %s, checksum = %s where seq = %s", row)
