"""The log in memory: for tests and the demonstration of what `Log` promises; every query is a walk."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from threading import Lock

from msgspec.structs import replace

from ..refusals import Refused
from . import Appended, Entry, Kept, Page, Query
from .judging import unknown
from .referring import Link, matches
from .stamps import Stamps, micros, moment, now


class MemoryLog:
    """Keeps every promise of `Log` but durability."""

    at_hand = True

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        self._lock, self._stamps, self._open = Lock(), Stamps(clock), True
        self._kept: list[tuple[int, Entry]] = []  # (stored, entry); seq is the place counted from 1
        self._seqs: dict[str, int] = {}
        self._contents: dict[bytes, bytes] = {}
        self._defined: dict[str, dict[bytes, None]] = {}
        self._voided: dict[str, int] = {}  # target id -> seq of the first statement that voids it

    def submit(self, entries: Sequence[Entry]) -> "Future[Appended]":
        future: Future[Appended] = Future()
        with self._lock:
            try:
                future.set_result(self._keep(list(entries)))
            except (Refused, RuntimeError) as error:
                future.set_exception(error)
        return future

    def append(self, entries: Sequence[Entry]) -> Appended:
        return self.submit(entries).result()

    def after(self, position: int, limit: int = 1000) -> list[Kept]:
        with self._lock:
            return [self._at(seq) for seq in range(position + 1, min(position + limit, len(self._kept)) + 1)]

    def told(self, position: int, until: int) -> list[Kept]:
        found = (one for one in self.after(position, until - position) if one.entry.clear is not None)
        return [replace(one, entry=replace(one.entry, sealed=None)) for one in found]

    def by_id(self, ids: Iterable[str]) -> list[Kept]:
        with self._lock:
            return [self._at(self._seqs[one]) for one in set(ids) if one in self._seqs]

    def query(self, query: Query) -> Page:
        with self._lock:
            bound = len(self._kept) if query.bound is None else min(query.bound, len(self._kept))
            seqs = range(1, bound + 1) if query.ascending else range(bound, 0, -1)
            found = [seq for seq in seqs if self._wanted(seq, query, bound)]
            limit = max(query.limit, 0)
            return Page([self._at(seq) for seq in found[:limit]], len(found) > limit, bound)

    def contents(self, addresses: Iterable[bytes]) -> dict[bytes, bytes]:
        with self._lock:
            return {one: self._contents[one] for one in addresses if one in self._contents}

    def defined(self, activity: str) -> list[bytes]:
        with self._lock:
            return list(self._defined.get(activity, ()))

    def reseal(self, bodies: Mapping[str, tuple[bytes | None, bytes | None]]) -> int:
        with self._lock:
            found = [one for one in bodies if one in self._seqs]
            for one in found:
                stored, entry = self._kept[self._seqs[one] - 1]
                clear, sealed = bodies[one]
                self._kept[self._seqs[one] - 1] = stored, replace(entry, clear=clear, sealed=sealed)
            return len(found)

    def position(self) -> int:
        return len(self._kept)

    def consistent_through(self) -> datetime:
        return moment(self._stamps.through())

    def voidings(self, position: int) -> list[str]:
        with self._lock:
            return [one for one, by in self._voided.items() if by > position and self._is_voided(one)]

    def sealed(self, position: int, until: int, persons: Collection[str] | None = None) -> dict[str, int]:
        with self._lock:
            entries = [entry for _, entry in self._kept[position:until] if entry.key_month]
        return dict(Counter(one.key_month for one in entries if persons is None or one.key_person in persons))

    def check(self) -> list[str]:
        return []

    def close(self) -> None:
        self._open = False

    def _keep(self, entries: list[Entry]) -> Appended:
        if not self._open:
            raise RuntimeError("the log is closed")
        known = {one.id: self._kept[self._seqs[one.id] - 1][1].digest for one in entries if one.id in self._seqs}
        new = unknown(entries, known)
        stored = self._stamps.begin(self._kept[-1][0] if self._kept else 0)
        for ahead, place in enumerate(new):
            entry = entries[place]
            for address, body in entry.contents:
                self._contents.setdefault(address, body)
            for activity, json in entry.defined:
                self._defined.setdefault(activity, {}).setdefault(json)
            self._kept.append((stored + ahead, replace(entry, contents=(), defined=())))
            self._seqs[entry.id] = len(self._kept)
            if entry.voids:
                self._voided.setdefault(entry.target, len(self._kept))
        self._stamps.done(stored + len(new) - 1 if new else 0)
        return Appended(tuple(one.id for one in entries), len(new), len(self._kept))

    def _at(self, seq: int) -> Kept:
        stored, entry = self._kept[seq - 1]
        return Kept(seq, moment(stored), entry, self._is_voided(entry.id))

    def _is_voided(self, statement: str) -> bool:
        return statement in self._voided and statement in self._seqs and not self._entry(statement).voids

    def _entry(self, statement: str) -> Entry:
        return self._kept[self._seqs[statement] - 1][1]

    def _wanted(self, seq: int, query: Query, bound: int) -> bool:
        stored, entry = self._kept[seq - 1]
        if query.cursor is not None and (seq <= query.cursor if query.ascending else seq >= query.cursor):
            return False
        if query.since is not None and stored <= micros(query.since):
            return False
        if query.until is not None and stored > micros(query.until):
            return False
        link = Link(seq, entry.id, entry.refs, entry.target)
        return not self._is_voided(entry.id) and matches(link, query.refs, find=self._find, bound=bound)

    def _find(self, statement: str) -> Link | None:
        if statement not in self._seqs:
            return None
        entry = self._entry(statement)
        return Link(self._seqs[statement], entry.id, entry.refs, entry.target)
