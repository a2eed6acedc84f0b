"""Keys by name in a file of their own: text keys (keys.db) and the house's named secrets (secrets.db).

Beside text keys lie the graves: keyed hashes of names under which no key is made again, with the day.
"""

from collections.abc import Callable, Iterable
from datetime import date
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import cast

from .files import File

LENGTH = 32  # bytes
TOGETHER = 500  # names looked up at once
TABLES = """
create table if not exists key (name text primary key, value blob not null) without rowid;
create table if not exists grave (mark blob primary key, day text not null) without rowid;
"""
GRAVES = "select mark, day from grave"


def marked(secret: bytes) -> Callable[[str], bytes]:
    """The keyed hash of a name (16 bytes)."""
    return lambda name: blake2b(name.encode("utf-8", "surrogatepass"), key=secret, digest_size=16).digest()


class KeyFile:
    """Names to 32 random bytes, cached. A key is durable before it is returned, gone from the disk once forgotten.

    mark: the keyed hash of a name, by which its grave is found.
    """

    def __init__(
        self, path: Path | None, random: Callable[[int], bytes], *, mark: Callable[[str], bytes] | None = None
    ) -> None:
        self._file, self._random, self._mark = File(path), random, mark
        self._file.script(TABLES)
        self._known: dict[str, bytes] = {}
        self._graves = {cast("bytes", row[0]): cast("str", row[1]) for row in self._file.read(GRAVES)}
        self._lock = Lock()

    def get(self, name: str, make: bool) -> bytes | None:
        if (known := self._known.get(name)) is not None:
            return known
        with self._lock:
            rows = self._file.read("select value from key where name = ?", (name,))
            if rows:
                value = cast("bytes", rows[0][0])
            elif make and self.buried(name):
                return self._random(LENGTH)  # nobody has it again: what it seals is gone
            elif make:
                value = self._random(LENGTH)
                with self._file.change() as writer:
                    writer.execute("insert into key values (?, ?)", (name, value))
            else:
                return None
            self._known[name] = value
            return value

    def make(self, names: Iterable[str]) -> None:
        """Those that are missing, durable together in one transaction."""
        wanted = [name for name in dict.fromkeys(names) if name not in self._known]
        if not wanted:
            return
        with self._lock:
            self._known |= self._stored(wanted)  # after a start most are only to be looked up
            missing = [name for name in wanted if name not in self._known and not self.buried(name)]
            if not missing:
                return
            with self._file.change() as writer:
                made = [(name, self._random(LENGTH)) for name in missing]
                writer.executemany("insert into key values (?, ?) on conflict do nothing", made)
            self._known |= self._stored(missing)

    def _stored(self, names: list[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for start in range(0, len(names), TOGETHER):
            some = tuple(names[start : start + TOGETHER])
            query = f"select name, value from key where name in ({', '.join('?' * len(some))})"  # noqa: S608
            found |= {cast("str", name): cast("bytes", value) for name, value in self._file.read(query, some)}
        return found

    def forget(self, name: str) -> bool:
        """Destroy it: overwritten in its page (secure_delete) and in the write-ahead log (truncated)."""
        with self._lock:
            self._known.pop(name, None)
            with self._file.change() as writer:
                gone = writer.execute("delete from key where name = ?", (name,)).rowcount > 0
            self._file.truncate()
            return gone

    def bury(self, names: Iterable[str], day: date) -> None:
        """Forget them all at once, and make none of them again."""
        if self._mark is None:
            raise TypeError("only text keys are buried")
        every = dict.fromkeys(names)
        with self._lock:
            for name in every:
                self._known.pop(name, None)
            marks = {self._mark(name): day.isoformat() for name in every}
            with self._file.change() as writer:
                writer.executemany("delete from key where name = ?", [(name,) for name in every])
                writer.executemany("insert into grave values (?, ?) on conflict do nothing", list(marks.items()))
            self._graves = marks | self._graves
            self._file.truncate()

    def buried(self, name: str) -> date | None:
        day = self._graves.get(self._mark(name)) if self._graves and self._mark else None
        return date.fromisoformat(day) if day else None

    def exhume(self, names: Iterable[str]) -> None:
        marks = [self._mark(name) for name in names] if self._mark else []
        with self._lock:
            with self._file.change() as writer:
                writer.executemany("delete from grave where mark = ?", [(mark,) for mark in marks])
            self._graves = {mark: day for mark, day in self._graves.items() if mark not in marks}

    def check(self) -> list[str]:
        return self._file.check()

    def close(self) -> None:
        self._known.clear()
        self._file.close()
