"""Keys by name in a file of their own: text keys (keys.db) and the house's named secrets (secrets.db)."""

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from typing import cast

from .files import File

LENGTH = 32  # bytes
TOGETHER = 500  # names looked up at once


class KeyFile:
    """Names to 32 random bytes, cached. A key is durable before it is returned, gone from the disk once forgotten."""

    def __init__(self, path: Path | None, random: Callable[[int], bytes]) -> None:
        self._file, self._random = File(path), random
        self._file.script("create table if not exists key (name text primary key, value blob not null) without rowid")
        self._known: dict[str, bytes] = {}
        self._lock = Lock()

    def get(self, name: str, make: bool) -> bytes | None:
        if (known := self._known.get(name)) is not None:
            return known
        with self._lock:
            rows = self._file.read("select value from key where name = ?", (name,))
            if rows:
                value = cast("bytes", rows[0][0])
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
            missing = [name for name in wanted if name not in self._known]
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

    def check(self) -> list[str]:
        return self._file.check()

    def close(self) -> None:
        self._known.clear()
        self._file.close()
