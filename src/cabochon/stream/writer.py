"""The one thread that writes: it takes what waits, judges each submission and makes all of it durable in one commit."""

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple

from ..refusals import Conflict, Full, Refused
from . import Appended
from .beside import Beside
from .connections import in_blocks, writing
from .index import Tail, keep
from .judging import unknown
from .referring import Awaited, Link, pairs
from .rows import Links, Packed, awaited, insert, key, placed, text
from .stamps import Stamps

AT_ONCE = 128  # statements that are written in one step: between steps the interpreter's lock may be 5 ms away
GROUP = 4_000  # statements after which a group is closed though more wait: bounds how long the first one waits
HEAVY = 10_000  # bytes of contents that weigh as much as a statement: 40 MB close a group too
IDLE = 2.0  # seconds without a submission after which a part-filled index block is written
IDLE_LEAST = 8_000  # ... if at least so many index rows wait; fewer are made again quickly at the next start
_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


class Submission(NamedTuple):
    entries: Sequence[Packed]
    future: "Future[Appended]"


class Writer:
    """Owns the writing connection. `block`: index rows in a sorted block; 0 writes them with each group."""

    def __init__(self, path: Path, stamps: Callable[[int], Stamps], *, block: int) -> None:
        self._path, self._block = path, block
        self._queue: SimpleQueue[Submission | None] = SimpleQueue()
        self._connection: sqlite3.Connection | None = writing(path)
        marks = dict(self._connection.execute("select name, value from mark").fetchall())
        self.position, last = self._last(self._connection)
        self.stamps = stamps(max(marks["announced"], last))
        self.tail = Tail(min(marks["indexed"], self.position))
        self.tail.catch_up(self._connection, self.position)
        self._authorities: dict[bytes, int] = {}
        self._end_of_log: tuple[int, int] | None = None  # seq and stored of the last statement; None: to be looked up
        self._awaited = Awaited(awaited(self._connection))
        self._beside = Beside()
        self._thread = Thread(target=self._run, name="log writer", daemon=True)
        self._thread.start()

    def put(self, submission: Submission) -> None:
        self._queue.put(submission)

    def close(self) -> None:
        """Write what waits, then the index and the last announcement."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_:
            group, open_ = self._next()
            if group:
                self._write(group)
            self._index(idle=not group)
        self._end()

    def _next(self) -> tuple[list[Submission], bool]:
        """What waits, without waiting for more; and whether the log stays open."""
        group: list[Submission] = []
        size = 0
        try:
            # A block being written goes on between groups, and by itself when none comes.
            busy = self.tail.closing and self._connection is not None
            submission = self._queue.get(timeout=0 if busy else IDLE)
            while submission is not None:
                if submission.future.set_running_or_notify_cancel():  # the sender may have hung up
                    group.append(submission)
                    size += len(submission.entries) + weight(submission) // HEAVY
                if size >= GROUP:
                    return group, True
                submission = self._queue.get_nowait()
        except Empty:
            return group, True
        return group, False

    def _write(self, group: list[Submission]) -> None:
        outcomes: Sequence[Appended | Exception]
        try:
            outcomes = self._commit(group)
        except Exception as error:  # whatever it is, it must not end the thread that every sender waits for
            self._give_up()
            refusal = _refusal(error)
            if len(group) > 1 and refusal is error:  # one of them is at fault: it shall fail alone
                for submission in group:
                    self._write([submission])
                return
            outcomes = [_refusal(error) for _ in group]
        for submission, outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, Appended):
                submission.future.set_result(outcome)
            else:
                submission.future.set_exception(outcome)

    def _at_once(self, group: list[Submission]) -> Sequence[Appended | Exception]:
        """Keep the usual group, new statements that void nothing, by a single insert; [] and nothing kept otherwise."""
        packed = [one for submission in group for one in submission.entries]
        if self._connection is None or self._end_of_log is None or not self._block or not 0 < len(packed) <= AT_ONCE:
            return []
        known = self._authorities
        if len({one.row[0] for one in packed}) < len(packed) or not all(
            one.entry.authority in known and not one.entry.voids and self._beside.knows(one.brought) for one in packed
        ):
            return []
        seq, last = self._end_of_log
        stored = self.stamps.begin(last) - seq - 1  # plus seq
        places = range(seq + 1, seq + 1 + len(packed))
        rows = [
            placed(p, n, stored + n, authority=known[p.entry.authority]) for n, p in zip(places, packed, strict=True)
        ]
        try:
            insert(self._connection, rows)
        except sqlite3.IntegrityError:  # an id is there already, or another process has written
            return []
        outcomes = []
        for submission in group:
            seq += len(submission.entries)
            outcomes.append(Appended(tuple(one.entry.id for one in submission.entries), len(submission.entries), seq))
        self._found(
            self._connection,
            [Link(n, p.entry.id, p.entry.refs, p.entry.target) for n, p in zip(places, packed, strict=True)],
        )
        self._done(seq, stored + seq)
        return outcomes

    def _done(self, position: int, last: int) -> None:
        self._end_of_log = position, last
        self.stamps.done(last)
        self.position = position

    def _commit(self, group: list[Submission]) -> Sequence[Appended | Exception]:
        if self._connection is None:
            self._connection = writing(self._path)
        if outcomes := self._at_once(group):
            return outcomes
        connection = self._connection
        connection.execute("begin immediate")
        position, last = self._last(connection)  # another process may have written
        stored = self.stamps.begin(last) - position - 1  # plus seq
        known = _digests(connection, group)
        rows, links = [], []
        outcomes = list[Appended | Exception]()
        voidings: list[tuple[bytes, int]] = []
        seq = position
        for submission in group:
            entries = [packed.entry for packed in submission.entries]
            try:
                new = unknown(entries, known)
            except Conflict as error:
                outcomes.append(error)
                continue
            for place, digest in new.items():
                seq, packed = seq + 1, submission.entries[place]
                entry = packed.entry
                known[entry.id] = digest
                authority = self._authority(connection, entry.authority)
                rows.append(placed(packed, seq, stored + seq, authority=authority))
                links.append(Link(seq, entry.id, entry.refs, entry.target))
                if packed.brought:
                    self._beside.add(seq, packed.brought)
                if entry.voids:
                    voidings.append((key(entry.target), seq))
            outcomes.append(Appended(tuple(entry.id for entry in entries), len(new), seq))
        if rows:
            self._keep(connection, rows, voidings=voidings, links=links)
        else:
            connection.execute("rollback")
        self._done(seq, stored + seq if rows else last)
        return outcomes

    def _keep(
        self,
        connection: sqlite3.Connection,
        rows: list[tuple[object, ...]],
        *,
        voidings: list[tuple[bytes, int]],
        links: list[Link],
    ) -> None:
        insert(connection, rows)
        if voidings:
            connection.executemany("insert or ignore into voiding (target, seq) values (?, ?)", voidings)
        self._beside.write(connection)
        at_once = not self._block and not self.tail.behind  # a log opened with blocks before may have left a tail
        if not at_once:
            connection.execute("commit")
        self._found(connection, links, written=at_once)
        if at_once:
            connection.execute("commit")
        self._beside.done()

    def _found(self, connection: sqlite3.Connection, links: list[Link], *, written: bool = False) -> None:
        """What the new statements can be found by: into the tail; into the open transaction where `written`."""
        first, last = links[0].seq, links[-1].seq
        self.tail.catch_up(connection, first - 1)
        walk = Links(connection)
        referrers = walk.referrers if self._awaited.any(links) else _nobody
        index = list(pairs(links, find=walk.find, referrers=referrers))
        self._awaited.note(links, walk.find)
        if written:
            keep(connection, sorted(index), last)
        self.tail.add(last, index, written=written)

    def _index(self, *, idle: bool) -> None:
        """A slice of the index behind the writer; what the disk does not take is tried again after the next group."""
        waiting = self.tail.waiting
        if waiting >= max(self._block, 1) or (idle and waiting >= IDLE_LEAST):
            self.tail.close_block()
        if self.tail.closing and self._connection is not None:
            try:
                self.tail.write(self._connection)
            except sqlite3.Error:
                self._give_up()

    def _end(self) -> None:
        try:
            connection = self._connection or writing(self._path)
            self._connection = connection
            while self.tail.behind:
                self.tail.close_block()
                self.tail.write(connection)
            announced = self.stamps.through()
            connection.execute("update mark set value = max(value, ?) where name = 'announced'", (announced,))
        except sqlite3.Error:
            pass  # nothing acknowledged hangs on it: the next start makes the tail again
        self._give_up()

    def _give_up(self) -> None:
        """Roll back and let the connection go: after a failed sync a fresh one reads what the disk really holds."""
        self.stamps.done(0)
        self._authorities.clear()
        self._end_of_log = None
        self._beside.forget()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _authority(self, connection: sqlite3.Connection, json: bytes) -> int:
        no = self._authorities.get(json)
        if no is None:
            connection.execute("insert or ignore into authority (json) values (?)", (json,))
            no = int(connection.execute("select no from authority where json = ?", (json,)).fetchone()[0])
            self._authorities[json] = no
        return no

    @staticmethod
    def _last(connection: sqlite3.Connection) -> tuple[int, int]:
        return connection.execute("select seq, stored from statement order by seq desc limit 1").fetchone() or (0, 0)


def _digests(connection: sqlite3.Connection, group: list[Submission]) -> dict[str, bytes]:
    ids = [packed.row[0] for submission in group for packed in submission.entries]
    found = in_blocks(connection, "select id, digest from statement where id in ({})", ids)
    return {text(id_): digest for id_, digest in found}


def weight(submission: Submission) -> int:
    return sum(packed.brought.weight for packed in submission.entries if packed.brought)


def _nobody(_: list[str]) -> list[Link]:
    return []


def _refusal(error: Exception) -> Exception:
    """What the sender is told; the error itself when it is nobody's disk and nobody's lock."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _NO_ROOM:
        return Full("the disk took no more, nothing of this was kept; make room and send it again")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Refused("another program holds the log; send this again in a few seconds", status=503)
    return error
