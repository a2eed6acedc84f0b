"""Other bytes in the place of a statement's, in the SQLite log: for erasing alone.

A few hundred rows a transaction, so that the writer never waits long; what stood there is overwritten in its page and
leaves the write-ahead log with a checkpoint.
"""

import sqlite3
from collections.abc import Mapping
from itertools import islice

from msgspec.structs import replace

from ..refusals import Refused
from .rows import KEPT, checksum, kept, key
from .stamps import micros

TOGETHER = 200  # statements


def reseal(connection: sqlite3.Connection, bodies: Mapping[str, tuple[bytes | None, bytes | None]]) -> int:
    """connection: one of its own that writes."""
    connection.execute("pragma secure_delete = on")
    left, done = iter(bodies.items()), 0
    while some := list(islice(left, TOGETHER)):
        connection.execute("begin immediate")
        try:
            for one, (clear, sealed) in some:
                row = connection.execute(KEPT + "where s.id = ?", (key(one),)).fetchone()
                if row is not None:
                    was = kept(row)
                    entry = replace(was.entry, clear=clear, sealed=sealed)
                    mark = checksum(was.seq, micros(was.stored), entry)
                    query = "update statement set clear = ?, sealed = ?, checksum = ? where seq = ?"
                    connection.execute(query, (clear, sealed, mark, was.seq))
                    done += 1
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise
    if done and connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0]:
        raise Refused("log.db is being read: what was replaced is still in its -wal file; try again", status=503)
    return done
