"""Documents in one SQLite file: WAL, every change synced to the disk; changes made at the same time share a commit."""

import json
import os
import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from ..refusals import Full, Refused
from .connections import Readers
from .documents import Context, Document, Judge, Place, stamped
from .documents_rows import HERE, MANY, PLACE, PUT, context_key, faults, key, read, row, writing
from .stamps import micros, now

_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

Work = Callable[[sqlite3.Connection], Any]  # inside the transaction; what it raises, it raises before it writes


class SQLiteDocuments:
    """Keeps the promises of `Documents` in the file at `path` (made when absent) and its `-wal` and `-shm` beside it.

    Raises on opening: Refused when a newer program wrote the file, when it is damaged or cannot be opened.
    """

    def __init__(self, path: Path | str, *, clock: Callable[[], datetime] = now) -> None:
        self._path, self._clock = Path(path), clock
        self._door, self._writing = Lock(), Lock()
        self._waiting: list[_Waiting] = []
        self._closed = False
        try:
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))  # the -wal file inherits the mode
            self._connection: sqlite3.Connection | None = writing(self._path)
        except (sqlite3.Error, OSError) as error:
            raise Refused(
                f"the documents {path} cannot be opened ({error}): see to the folder's rights and room, "
                "or restore a backup"
            ) from error
        self._readers = Readers(self._path)

    def read(self, place: Place) -> Document | None:
        with self._readers.one() as connection:
            return read(connection, place)

    def change(self, place: Place, judge: Judge) -> Document | None:
        def work(connection: sqlite3.Connection) -> Document | None:
            before = read(connection, place)
            content = judge(before)
            if content is None:
                if before is not None:
                    connection.execute(f"delete from document where {HERE} and name = ?", key(place))  # noqa: S608
                return None
            document = stamped(place, content, before, self._clock())
            connection.execute(PUT, row(document))
            return document

        found: Document | None = self._write(work)
        return found

    def listing(self, context: Context, since: datetime | None = None) -> list[str]:
        query = f"select name from document where {HERE} and updated > ? order by updated, name"  # noqa: S608
        after = -1 if since is None else micros(since)
        with self._readers.one() as connection:
            return [row[0] for row in connection.execute(query, (*context_key(context), after))]

    def clear(self, context: Context) -> int:
        query = f"delete from document where {HERE}"  # noqa: S608
        return int(self._write(lambda connection: connection.execute(query, context_key(context)).rowcount))

    def held(self, agent: str) -> list[Place]:
        query = f"select {PLACE} from document where agent = ? and agent <> '' order by {PLACE}"  # noqa: S608
        with self._readers.one() as connection:
            return [Place(Context(*row[:4]), row[4]) for row in connection.execute(query, (agent,))]

    def forget(self, agent: str) -> int:
        query = "delete from document where agent = ? and agent <> ''"
        gone = int(self._write(lambda connection: connection.execute(query, (agent,)).rowcount))
        with self._writing:
            self._truncate()
        return gone

    def idle(self, before: datetime) -> dict[str, int]:
        query = "select agent, count(*) from document where agent <> '' and updated < ? group by agent"
        with self._readers.one() as connection:
            return dict(connection.execute(query, (micros(before),)).fetchall())

    def forget_idle(self, before: datetime, spared: Collection[str] = ()) -> int:
        query = (
            "delete from document where agent <> '' and updated < ? and agent not in (select value from json_each(?))"
        )
        binds = (micros(before), json.dumps(sorted(spared)))
        gone = int(self._write(lambda connection: connection.execute(query, binds).rowcount))
        if gone:
            with self._writing:
                self._truncate()
        return gone

    def count(self) -> int:
        with self._readers.one() as connection:
            return int(connection.execute("select count(*) from document").fetchone()[0])

    def check(self) -> list[str]:
        with self._readers.one() as connection:
            found = []
            for fault in faults(connection):
                found.append(f"documents: {fault}")
                if len(found) == MANY:
                    return [*found, "documents: and more; restore a backup"]
            return found

    def copy(self, to: Path) -> None:
        """A whole copy as of one commit, in a new file, while others go on writing.

        Raises: OSError, sqlite3.Error when it cannot be written; FileExistsError when the file is there.
        """
        os.close(os.open(to, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with self._readers.one() as source, closing(sqlite3.connect(to)) as target:
            source.backup(target)
            target.execute("pragma journal_mode = delete")  # one file, nothing beside it

    def close(self) -> None:
        with self._writing:
            self._closed = True
            self._give_up()
        self._readers.close()

    def _write(self, work: Work) -> Any:
        """Whoever gets to write takes along what others wait with: one sync for all of them."""
        mine = _Waiting(work)
        with self._door:
            self._waiting.append(mine)
        with self._writing:
            if not mine.done:
                with self._door:
                    group, self._waiting = self._waiting, []
                try:
                    self._commit(group)
                except BaseException as error:
                    for one in group:
                        one.settle(error=error)
                    raise
        return mine.result()

    def _commit(self, group: list["_Waiting"]) -> None:
        outcomes: list[tuple[Any, BaseException | None]] = []
        try:
            if self._closed:
                raise RuntimeError("the documents are closed")
            if self._connection is None:
                self._connection = writing(self._path)
            self._connection.execute("begin immediate")
            for one in group:
                try:
                    outcomes.append((one.work(self._connection), None))
                except sqlite3.Error:
                    raise
                except Exception as error:
                    outcomes.append((None, error))
            self._connection.execute("commit")
        except Exception as error:
            self._give_up()  # after a failed sync a fresh connection reads what the disk really holds
            refusal = _refusal(error)
            if refusal is error and len(group) > 1:  # one of them is at fault: it shall fail alone
                for one in group:
                    self._commit([one])
                return
            outcomes = [(None, refusal)] * len(group)
        for one, (found, fault) in zip(group, outcomes, strict=True):
            one.settle(found, error=fault)

    def _truncate(self) -> None:
        """Empty the write-ahead log, so that what was deleted stands nowhere any more."""
        if self._connection is None:
            self._connection = writing(self._path)
        if self._connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0]:
            raise Refused(
                f"{self._path.name} is being read: what was deleted is still in its -wal file; try again", status=503
            )

    def _give_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class _Waiting:
    """A change on its way: done once it is durable, or refused."""

    def __init__(self, work: Work) -> None:
        self.work, self.done = work, False
        self._found: Any = None
        self._error: BaseException | None = None

    def settle(self, found: Any = None, *, error: BaseException | None = None) -> None:
        if not self.done:
            self._found, self._error, self.done = found, error, True

    def result(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._found


def _refusal(error: Exception) -> Exception:
    """What the sender is told; the error itself when it is nobody's disk and nobody's lock."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _NO_ROOM:
        return Full("the disk took no more, nothing of this was kept; make room and send it again")
    if code in _HELD:
        return Refused("another program holds the documents; send this again in a few seconds", status=503)
    return error
