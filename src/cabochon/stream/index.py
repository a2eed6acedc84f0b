"""The index of keys: sorted blocks in the file, and in memory the tail that is not written yet.

At a million statements index rows written with each group halve the rate, because every key lands on a page of its own.
So they wait in memory and go in sorted blocks behind the writer (bench/log.py shows both). Nothing is lost by a kill:
the statement rows hold their keys, and the tail is made again from the rows after `mark.indexed`.
"""

import sqlite3
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain as joined
from itertools import islice
from threading import Lock

from .referring import pairs
from .rows import Links, link

Keys = dict[int, list[int]]  # key -> ascending seqs
SLICE = 1_000  # index rows written between two groups: once the log is large, each is on a page of its own
TOGETHER = 1_000  # ... in one step
STRIDE = 2_000  # statements read at once when the tail is made again


class Tail:
    """Index rows of the statements up to `through` that the file may not have yet; duplicates do no harm."""

    def __init__(self, indexed: int) -> None:
        self.through, self.waiting = indexed, 0
        self._indexed = indexed
        self._lock = Lock()
        self._fresh: Keys = {}
        self._closing: Keys = {}  # the block being written
        self._closing_through = 0
        self._rest: Iterator[tuple[int, int]] | None = None

    def add(self, through: int, rows: Iterable[tuple[int, int]], *, written: bool = False) -> None:
        """Take in statements up to `through` by their index rows, or note that those are in the file already."""
        with self._lock:
            if through <= self.through:
                return  # a reader was quicker
            if written:
                self.through = self._indexed = through
                return
            fresh = self._fresh
            for key, seq in rows:
                seqs = fresh.get(key)
                if seqs is None:
                    fresh[key] = [seq]
                elif seqs[-1] < seq:
                    seqs.append(seq)
                elif not _has(seqs, seq):
                    insort(seqs, seq)
                else:
                    continue
                self.waiting += 1
            self.through = through

    def catch_up(self, connection: sqlite3.Connection, position: int) -> None:
        """Take in rows up to position: at the start, and what another process wrote."""
        while self.through < position:
            since, until = self.through, min(self.through + STRIDE, position)
            links = [
                link(row)
                for row in connection.execute(
                    "select seq, id, refs, target from statement where seq > ? and seq <= ?", (since, until)
                )
            ]
            walk = Links(connection)
            self.add(until, list(pairs(links, find=walk.find, referrers=walk.referrers)))

    def between(self, key: int, low: int, high: int, *, limit: int, ascending: bool) -> list[int]:
        """Seqs of a key, low < seq < high, the first `limit` of them in the order asked."""
        found: set[int] = set()
        with self._lock:
            for keys in (self._fresh, self._closing):
                seqs = keys.get(key, ())
                start, end = bisect_right(seqs, low), bisect_left(seqs, high)
                found.update(
                    seqs[start : min(end, start + limit)] if ascending else seqs[max(start, end - limit) : end]
                )
        return sorted(found, reverse=not ascending)[:limit]

    def among(self, key: int, seqs: Iterable[int]) -> list[int]:
        """Those of the seqs that answer to the key."""
        with self._lock:
            lists = [keys[key] for keys in (self._fresh, self._closing) if key in keys]
            return [seq for seq in seqs if any(_has(one, seq) for one in lists)] if lists else []

    def count(self, key: int) -> int:
        with self._lock:
            return len(self._fresh.get(key, ())) + len(self._closing.get(key, ()))

    @property
    def behind(self) -> bool:
        """Whether the file's index lacks statements."""
        return self.through > self._indexed

    @property
    def closing(self) -> bool:
        """Whether a block is being written."""
        return bool(self._closing_through)

    def close_block(self) -> None:
        """What waits becomes the block to write, unless one is being written."""
        with self._lock:
            if not self._closing_through and self.behind:
                self._closing, self._closing_through = self._fresh, self.through
                self._fresh, self.waiting = {}, 0

    def write(self, connection: sqlite3.Connection) -> None:
        """Write one slice of the block, in a transaction of its own; the last one moves the mark.

        Raises: sqlite3.Error; then the block starts again with the next call.
        """
        if self._rest is None:
            self._rest = ((key, seq) for key in sorted(self._closing) for seq in self._closing[key])
        rows = list(islice(self._rest, SLICE))
        last = len(rows) < SLICE
        try:
            connection.execute("begin immediate")
            keep(connection, rows, self._closing_through if last else None)
            connection.execute("commit")
        except sqlite3.Error:
            self._rest = None
            raise
        if last:
            with self._lock:
                self._indexed = self._closing_through
                self._closing, self._closing_through, self._rest = {}, 0, None


def keep(connection: sqlite3.Connection, rows: Iterable[tuple[int, int]], through: int | None) -> None:
    """Insert index rows in the open transaction; `through`: the file's index is complete up to there."""
    waiting = iter(rows)
    while block := list(islice(waiting, TOGETHER)):  # few steps: after each one waits for the interpreter's lock
        connection.execute(_insert(len(block)), list(joined.from_iterable(block)))
    if through is not None:
        connection.execute("update mark set value = max(value, ?) where name = 'indexed'", (through,))


@cache
def _insert(rows: int) -> str:
    return f"insert or ignore into ref (key, seq) values {', '.join(['(?, ?)'] * rows)}"  # noqa: S608 (question marks)


def _has(seqs: list[int], seq: int) -> bool:
    at = bisect_left(seqs, seq)
    return at < len(seqs) and seqs[at] == seq
