"""Keys by name in tables of their own: text keys and the house's named secrets. A key is durable before it is given.

A destroyed key is deleted and its table written anew, so that no file of the table holds it. The server's write-ahead
log, its archives, replicas and backups are the operator's: docs/guides/operations.md says how they let go of it.
"""

from collections.abc import Callable, Iterable
from datetime import date
from threading import Lock

from .keys import LENGTH
from .lines import Line, Lines

TABLE = """
create table text_key (name text collate "C" primary key, value bytea not null);
create table secret (name text collate "C" primary key, value bytea not null);
create sequence forgotten as bigint minvalue 0 start 0; -- moves when a text key is destroyed
"""
GRAVES = """
create table grave (mark bytea primary key, day text not null); -- names under which no key is made again, see keys.py
"""
MOST = 100_000  # keys remembered
_GET: dict[str, str] = {
    "text_key": "select name, value from text_key where name = any(%s)",
    "secret": "select name, value from secret where name = any(%s)",
}
_MAKE: dict[str, str] = {
    "text_key": "insert into text_key select * from unnest(%s::text[], %s::bytea[]) on conflict do nothing",
    "secret": "insert into secret select * from unnest(%s::text[], %s::bytea[]) on conflict do nothing",
}


class KeyTable:
    """table: text_key or secret. trusted: whether what is remembered still holds, as another process may destroy it."""

    def __init__(
        self, lines: Lines, table: str, random: Callable[[int], bytes], *, trusted: Callable[[], bool] = lambda: True,
        mark: Callable[[str], bytes] | None = None,
    ) -> None:  # fmt: skip
        self._lines, self._table, self._random, self._trusted, self._mark = lines, table, random, trusted, mark
        self._graves: dict[bytes, str] | None = None
        self._known: dict[str, bytes] = {}
        self._turn, self._lock = 0, Lock()

    def get(self, name: str, make: bool) -> bytes | None:
        if (known := self._known.get(name)) is not None and self._trusted():
            return known
        found = self._found([name])
        if not found and make:
            if self.buried(name):
                return self._random(LENGTH)  # nobody has it again: what it seals is gone
            self._make([name])
            found = self._found([name])
        return found.get(name)

    def make(self, names: Iterable[str]) -> None:
        """Those that are missing, durable together in one transaction; in one order, whoever else makes some."""
        wanted = sorted(set(names) - (self._known.keys() if self._trusted() else set()))
        if not wanted:
            return
        there = self._found(wanted)
        missing = [name for name in wanted if name not in there and not self.buried(name)]
        if missing:
            self._make(missing)
            self._found(missing)

    def forget(self, name: str) -> bool:
        """Destroy a text key. Raises: Refused (503) when it is destroyed but its table could not be written anew."""

        def work(line: Line) -> bool:
            gone = line.execute("delete from text_key where name = %s", (name,)).rowcount > 0
            line.execute("select nextval('forgotten')")
            return gone

        gone = self._lines.run(work, together=True)
        self.drop()
        self._lines.scrub("text_key")
        return gone

    def bury(self, names: Iterable[str], day: date) -> None:
        """Destroy text keys at once, and make none of them again. Raises: as `forget`."""
        every = sorted(set(names))
        marks = [self._marked(name) for name in every]

        def work(line: Line) -> None:
            line.execute("delete from text_key where name = any(%s)", (every,))
            insert = "insert into grave select mark, %s from unnest(%s::bytea[]) mark on conflict do nothing"
            line.execute(insert, (day.isoformat(), marks))
            line.execute("select nextval('forgotten')")

        self._lines.run(work, together=True)
        self.drop()
        self._lines.scrub("text_key")

    def buried(self, name: str) -> date | None:
        if self._mark is None:
            return None
        graves = self._graves
        if graves is None or not self._trusted():
            turn = self._turn
            graves = dict(self._lines.read("select mark, day from grave"))
            with self._lock:
                self._graves = graves if turn == self._turn else None
        day = graves.get(self._mark(name))
        return date.fromisoformat(day) if day else None

    def exhume(self, names: Iterable[str]) -> None:
        marks = [self._marked(name) for name in names]

        def work(line: Line) -> None:
            line.execute("delete from grave where mark = any(%s::bytea[])", (marks,))
            line.execute("select nextval('forgotten')")

        self._lines.run(work, together=True)
        self.drop()

    def _marked(self, name: str) -> bytes:
        if self._mark is None:
            raise TypeError("only text keys are buried")
        return self._mark(name)

    def drop(self) -> None:
        """Remember no key: one of them was destroyed, here or elsewhere."""
        with self._lock:
            self._turn += 1
            self._graves = None
            self._known.clear()

    def _make(self, names: list[str]) -> None:
        values = [self._random(LENGTH) for _ in names]
        self._lines.run(lambda line: line.execute(_MAKE[self._table], (names, values)), together=True)

    def _found(self, names: list[str]) -> dict[str, bytes]:
        turn = self._turn
        found = dict(self._lines.read(_GET[self._table], (names,)))
        with self._lock:
            if turn == self._turn:  # what was read before a key was destroyed must not be remembered after it
                if len(self._known) > MOST:
                    self._known.clear()
                self._known |= found
        return found
