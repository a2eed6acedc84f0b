"""The one thread of a process that writes to PostgreSQL: groups what waits, judges it and commits it in its turn.

Writers of all processes take turns by an advisory lock that is held to the end of the commit: what the next one reads
is all there is, so repeats and conflicts are judged exactly, positions have no gaps and nothing becomes visible late.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple

import psycopg

from ..refusals import Conflict, Refused
from . import Appended
from .beside import SEEN, Definition
from .judging import unknown
from .postgres_binary import Ids
from .postgres_database import Database, Line, refusal
from .postgres_quick import quick
from .postgres_rows import Links, Rows
from .referring import Link, pairs
from .rows import Packed
from .stamps import micros
from .writer import GROUP, HEAVY, Submission, weight


class Found(NamedTuple):
    """What a writer finds when its turn comes.

    position: the last place. first: the first stamp it may give, in microseconds. digests: by id, of those that are
    kept already. referred: those that kept statements refer to.
    """

    position: int
    first: int
    digests: dict[str, bytes]
    referred: set[str]


class Writer:
    """clock: None is the database's own, which is the same for all processes."""

    def __init__(self, database: Database, clock: Callable[[], datetime] | None) -> None:
        self._database, self._clock = database, clock
        self._queue: SimpleQueue[Submission | None] = SimpleQueue()
        self._line: Line | None = None
        self._authorities: dict[bytes, int] = {}
        self._seen: set[Definition] = set()
        self.floor = 0  # stored of the last statement kept here: all before it is visible
        self._thread = Thread(target=self._run, name="log writer", daemon=True)
        self._thread.start()

    def put(self, submission: Submission) -> None:
        self._queue.put(submission)

    def close(self) -> None:
        """Write what waits."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_:
            group, open_ = self._next()
            if group:
                self._write(group)
        self._give_up()

    def _next(self) -> tuple[list[Submission], bool]:
        """What waits, without waiting for more; and whether the log stays open."""
        group: list[Submission] = []
        size = 0
        try:
            submission = self._queue.get()
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
        outcomes: list[Appended | Exception]
        try:
            outcomes = self._committed(group)
        except Exception as error:  # whatever it is, it must not end the thread that every sender waits for
            if len(group) > 1 and not isinstance(error, Refused):  # one of them is at fault: it shall fail alone
                for submission in group:
                    self._write([submission])
                return
            outcomes = [error for _ in group]
        for submission, outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, Appended):
                submission.future.set_result(outcome)
            else:
                submission.future.set_exception(outcome)

    def _committed(self, group: list[Submission]) -> list[Appended | Exception]:
        if self._line is not None:
            with suppress(Died):  # it lay idle while the server was started anew: what was kept is a repeat now
                return self._commit(self._line, group)
        self._line = self._database.own()
        return self._commit(self._line, group)

    def _commit(self, line: Line, group: list[Submission]) -> list[Appended | Exception]:
        ending = False
        try:
            now = micros(self._clock()) if self._clock else None
            if done := quick(line, group, authorities=self._authorities, knows=self._knows, now=now):
                self.floor = done[1]
                return list(done[0])
            found = self._turn(line, [packed.row[0] for one in group for packed in one.entries], now)
            rows, outcomes = self._judged(line, group, found)
            if not rows:
                line.execute("rollback")
                return outcomes
            index = self._index(line, rows.links, found.referred)
            ending = True
            rows.keep(line, index)
            self.floor = rows.stored
            if len(self._seen) > SEEN:
                self._seen.clear()
            self._seen |= rows.defined
            return outcomes
        except Exception as error:
            died = line.closed
            self._give_up()
            if died and not ending:
                raise Died("the database went away; send this again, a repeat is known as one", status=503) from error
            raise refusal(error, unsure=died) from error

    def _knows(self, packed: Packed) -> bool:
        """Whether what came along with an entry is kept already: definitions, which are never taken away."""
        brought = packed.brought
        return brought is None or (not brought.contents and all(name in self._seen for name, _ in brought.defined))

    def _turn(self, line: Line, ids: list[bytes], now: int | None) -> Found:
        """Wait for this process's turn, and see what there is."""
        with line.pipeline():
            line.execute("begin")
            asked = line.execute("select * from turn(%b::bigint, %b)", (now, Ids(ids)), binary=True)
        for last, first, known, digests, referred in asked:
            return Found(last, first, dict(zip(known or (), digests or (), strict=True)), set(referred or ()))
        raise Refused("the database lacks what the log needs; restore a backup", status=500)

    def _judged(self, line: Line, group: list[Submission], found: Found) -> tuple[Rows, list[Appended | Exception]]:
        rows, outcomes, known, seq = Rows(), list[Appended | Exception](), found.digests, found.position
        for submission in group:
            entries = [packed.entry for packed in submission.entries]
            try:
                new = unknown(entries, known)
            except Conflict as error:
                outcomes.append(error)
                continue
            for place, digest in new.items():
                packed = submission.entries[place]
                known[packed.entry.id] = digest
                seq += 1
                stored = found.first + seq - found.position - 1
                rows.add(packed, seq=seq, stored=stored, authority=self._authority(line, packed.entry.authority))
            outcomes.append(Appended(tuple(entry.id for entry in entries), len(new), seq))
        return rows, outcomes

    def _index(self, line: Line, links: list[Link], referred: set[str]) -> list[tuple[int, int]]:
        """Rows of the index, written with the group: a tail in memory would be another one in every process."""
        walk = Links(line, links)

        def referrers(statements: list[str]) -> list[Link]:
            asked = [one for one in statements if one in referred or one not in here]
            return walk.referrers(asked) if asked else []

        here = {one.id for one in links}
        return list(pairs(links, find=walk.find, referrers=referrers))

    def _authority(self, line: Line, json: bytes) -> int:
        no = self._authorities.get(json)
        if no is None:
            asked = "select no from authority where sha256(json) = sha256(%b)"
            row = line.execute(asked, (json,)).fetchone()
            row = row or line.execute("insert into authority (json) values (%b) returning no", (json,)).fetchone()
            no = self._authorities[json] = int(row[0]) if row else 0
        return no

    def _give_up(self) -> None:
        """Let the line go: the server rolls back, and the next one reads what was really kept."""
        self._authorities.clear()
        line, self._line = self._line, None
        if line is not None:
            with suppress(psycopg.Error):
                line.close()


class Died(Refused):
    """The line was lost, most likely before anything was kept."""
