"""Whether the file still says what was written: pages, checksums, order, voidings, and the index against the rows."""

import sqlite3
from collections.abc import Iterator

from .index import Tail
from .referring import Link, chain
from .rows import KEPT, Links, checksum, kept
from .stamps import micros

STRIDE = 500
MANY = 100  # sentences after which the rest is not worth reading


def faults(connection: sqlite3.Connection, tail: Tail) -> list[str]:
    """One sentence a fault, at most MANY; about 40 s for a million statements."""
    found: list[str] = []
    for one in _walk(connection, tail):
        found.append(one)
        if len(found) == MANY:
            return [*found, "and more; restore a backup"]
    return found


def _walk(connection: sqlite3.Connection, tail: Tail) -> Iterator[str]:
    try:
        for (line,) in connection.execute(f"pragma integrity_check({MANY})"):
            if line != "ok":
                yield f"the file is damaged: {line}"
        position = connection.execute("select coalesce(max(seq), 0) from statement").fetchone()[0]
        tail.catch_up(connection, position)
        lost = connection.execute("select count(*) from ref where seq > ? or seq < 1", (position,)).fetchone()[0]
        if lost:
            yield f"{lost} index rows name statements that are not there"
    except sqlite3.Error as error:
        yield f"the file cannot be read: {error}"
        return
    before = 0
    for start in range(0, position, STRIDE):
        for seq in range(start + 1, min(start + STRIDE, position) + 1):
            try:
                row = connection.execute(
                    KEPT.replace("select ", "select s.checksum, ", 1) + "where s.seq = ?", (seq,)
                ).fetchone()
                if row is None:
                    yield f"statement {seq} is missing"
                    continue
                one = kept(row[1:])
                stored = micros(one.stored)
                if checksum(seq, stored, one.entry) != row[0]:
                    yield f"statement {seq} ({one.entry.id}) is not what was written"
                if stored <= before:
                    yield f"statement {seq} ({one.entry.id}) is stored before the one it follows"
                before = max(before, stored)
                yield from _unindexed(connection, tail, Link(seq, one.entry.id, one.entry.refs, one.entry.target))
                if one.entry.voids and not _voiding(connection, one.entry.target):
                    yield f"statement {seq} ({one.entry.id}) voids another, but the voiding is not noted"
            except (sqlite3.Error, ValueError) as error:
                yield f"statement {seq} cannot be read: {error}"


def _unindexed(connection: sqlite3.Connection, tail: Tail, link: Link) -> Iterator[str]:
    keys = {key for one in chain(link, Links(connection).find) for key in one.refs}
    for key in keys:
        sql = "select 1 from ref where key = ? and seq = ?"
        if not tail.among(key, (link.seq,)) and not connection.execute(sql, (key, link.seq)).fetchone():
            yield f"statement {link.seq} ({link.id}) is not found by one of its index keys"
            return


def _voiding(connection: sqlite3.Connection, target: str) -> bool:
    key = bytes.fromhex(target.replace("-", ""))
    return connection.execute("select 1 from voiding where target = ?", (key,)).fetchone() is not None
