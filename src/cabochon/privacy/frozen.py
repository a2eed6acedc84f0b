"""Judgements of closed weeks, kept: membership is frozen, not live.

What was held back once stays so, and what was shown does; neither a late event nor a restart asks anew. A cell that was
empty then and is not now is held back. Judgements are of the whole maison, so that two who see different boutiques
cannot lay theirs side by side.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import blake2b
from threading import Lock
from typing import Protocol

import msgspec

from ..directory.rows import Row
from ..directory.trust_rows import Judgement
from .judged import Judged, read, written

AT_HAND = 3_000  # judgements in memory
MONTHS = 36  # after the end of its weeks a judgement goes: what is asked of them later is judged anew
Name = tuple[object, ...]


class Shelf(Protocol):
    """What is needed of the directory."""

    def get(self, kind: type[Judgement], key: str) -> Judgement | None: ...
    def find(self, kind: type[Judgement], **where: object) -> list[Judgement]: ...
    def add(self, row: Row) -> bool: ...
    def delete(self, kind: type[Row], key: str) -> bool: ...
    def secret(self, name: str) -> bytes: ...


class Frozen:
    """Safe from several threads, and beside other processes on the same directory: the first judgement stands."""

    def __init__(self, shelf: Shelf | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock, self._shelf, self._lock = clock, shelf, Lock()
        self._known: OrderedDict[str, Judged] = OrderedDict()
        self._pruned = ""
        self.alone = Lock()  # one judges at a time: others find what it found

    def get(self, name: Name) -> Judged | None:
        key = self._key(name)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        row = self._shelf.get(Judgement, key) if self._shelf else None
        return self._keep(key, read(row.cells)) if row else None

    def add(self, name: Name, judged: Judged, until: date) -> Judged:
        """What stands: this judgement, or the one another process was quicker with. until: the last of its days."""
        key = self._key(name)
        if self._shelf is not None:
            self._prune()
            row = Judgement(id=key, at=self._clock(), until=f"{until:%Y-%m}", cells=written(judged))
            if not self._shelf.add(row) and (other := self._shelf.get(Judgement, key)):
                judged = read(other.cells)
        return self._keep(key, judged)

    def _keep(self, key: str, judged: Judged) -> Judged:
        with self._lock:
            self._known[key] = judged
            while len(self._known) > AT_HAND:
                self._known.popitem(last=False)
        return judged

    def _key(self, name: Name) -> str:
        secret = self._shelf.secret("judgements") if self._shelf else b""
        return blake2b(msgspec.json.encode(name), key=secret, digest_size=16).hexdigest()

    def _prune(self) -> None:
        """Once a month: judgements of weeks long past go."""
        now = self._clock()
        month = f"{now:%Y-%m}"
        if self._shelf is None or month == self._pruned:
            return
        self._pruned = month
        first = now.year * 12 + now.month - 1 - MONTHS
        for months in range(first - 24, first):
            for row in self._shelf.find(Judgement, until=f"{months // 12:04}-{months % 12 + 1:02}"):
                self._shelf.delete(Judgement, row.id)
