"""How many statements came in, by day, kind and key, and how much room they take: counted without a look at any.

Counted once and kept up as the log grows; a first count of a long month goes on between requests.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

import msgspec

from ..directory.rows import Key
from ..languages import mark
from ..privacy.browsing import OTHER
from ..stream import Kept, Query

if TYPE_CHECKING:
    from . import House

DAYS = 30
AT_ONCE = 1.0  # s a request goes on counting
PIECE = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """One day (UTC), kind and sender: statements, and bytes as they are stored."""

    day: date
    kind: str
    sender: str
    statements: int
    size: int


@dataclass(frozen=True, slots=True)
class Counts:
    """lines: newest day first. done: 0..1, how much of it has been counted."""

    since: date
    lines: list[Line]
    statements: int
    size: int
    done: float


class Tally:
    def __init__(self, house: "House") -> None:
        self._house, self._lock = house, Lock()
        self._first: int | None = None
        self._position = 0
        self._numbers: Counter[tuple[date, str, bytes]] = Counter()
        self._sizes: Counter[tuple[date, str, bytes]] = Counter()

    def counts(self) -> Counts:
        """What came in during the last DAYS days, as far as it could be counted within about a second."""
        since = (self._house.clock().astimezone(UTC) - timedelta(days=DAYS - 1)).date()
        with self._lock:
            top = self._house.log.position()
            if self._first is None:
                self._first = self._position = self._start(since, top)
            self._count(top)
            for key in [key for key in self._numbers if key[0] < since]:
                del self._numbers[key], self._sizes[key]
            ahead = top - self._first
            done = 1.0 if self._position >= top or ahead <= 0 else (self._position - self._first) / ahead
            grouped: dict[tuple[date, str, str], tuple[int, int]] = {}
            for (day, kind, authority), number in self._numbers.items():
                at = (day, kind, self._sender(authority))
                before = grouped.get(at, (0, 0))
                grouped[at] = (before[0] + number, before[1] + self._sizes[day, kind, authority])
        lines = [Line(*at, number, size) for at, (number, size) in grouped.items()]
        lines.sort(key=lambda line: (-line.day.toordinal(), line.kind, line.sender))
        return Counts(since, lines, sum(one.statements for one in lines), sum(one.size for one in lines), done)

    def _start(self, since: date, top: int) -> int:
        """The place in the log before the first statement of that day."""
        start = datetime(since.year, since.month, since.day, tzinfo=UTC) - timedelta(microseconds=1)
        found = self._house.log.query(Query(since=start, ascending=True, limit=1)).found
        return found[0].seq - 1 if found else top

    def _count(self, top: int) -> None:
        until = monotonic() + AT_ONCE
        while self._position < top:
            piece = self._house.log.after(self._position, PIECE)
            if not piece:
                return
            for kept in piece:
                key = (kept.stored.astimezone(UTC).date(), kept.entry.kind or OTHER, kept.entry.authority)
                self._numbers[key] += 1
                self._sizes[key] += _size(kept)
            self._position = piece[-1].seq
            if monotonic() > until:
                return

    def _sender(self, authority: bytes) -> str:
        account = msgspec.json.decode(authority).get("account", {})
        page, name = str(account.get("homePage", "")), str(account.get("name", ""))
        if page == f"{self._house.home}/keys":
            key = self._house.directory.get(Key, name)
            called = key.name if key else mark(f"key {name}")
            return mark("A launch check") if called.startswith("launch check of ") else called
        return mark("The house itself") if name == "house" else mark("The floor")


def _size(kept: Kept) -> int:
    return len(kept.entry.clear or b"") + len(kept.entry.sealed or b"")
