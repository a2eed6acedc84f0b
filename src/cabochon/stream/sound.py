"""Whether the file still says what was written: pages, checksums, order, voidings, and the index against the rows."""

import sqlite3
from collections.abc import Iterator
from itertools import chain as joined
from itertools import islice
from typing import Any

from . import beside
from .index import Tail
from .referring import Link, chain
from .rows import KEPT, Links, checksum, kept, key
from .stamps import micros

STRIDE = 500
MANY = 100  # sentences after which the rest is not worth reading
CHECKED = KEPT.replace("select ", "select s.checksum, ", 1)


def faults(connection: sqlite3.Connection, tail: Tail) -> list[str]:
    """One sentence a fault, at most MANY; about a minute of processor time for a million statements."""
    found = list(islice(_walk(connection, tail), MANY + 1))
    return [*found[:MANY], "and more; restore a backup"] if len(found) > MANY else found


def _walk(connection: sqlite3.Connection, tail: Tail) -> Iterator[str]:
    try:
        for (line,) in connection.execute(f"pragma integrity_check({MANY})").fetchall():
            if line != "ok":
                yield f"the file is damaged: {line}"
        position = connection.execute("select coalesce(max(seq), 0) from statement").fetchone()[0]
        tail.catch_up(connection, position)
        lost = connection.execute("select count(*) from ref where seq > ? or seq < 1", (position,)).fetchone()[0]
        if lost:
            yield f"{lost} index rows name statements that are not there"
    except (sqlite3.Error, ValueError) as error:
        yield f"the file cannot be read: {error}"
        return
    yield from beside.faults(connection)
    before = 0
    for start in range(1, position + 1, STRIDE):
        seqs = range(start, min(start + STRIDE, position + 1))
        rows = _rows(connection, seqs)
        links = []
        for seq in seqs:
            row = rows.get(seq)
            if not isinstance(row, tuple):
                yield row or f"statement {seq} is missing"
                continue
            try:
                one = kept(row[1:])
                stored = micros(one.stored)
                whole = checksum(seq, stored, one.entry) == row[0]
            except (ValueError, TypeError, OverflowError) as error:
                yield f"statement {seq} cannot be read: {error}"
                continue
            name = f"statement {seq} ({one.entry.id})"
            if not whole:
                yield f"{name} is not what was written"
            if stored <= before:
                yield f"{name} is stored before the one it follows"
            if one.entry.voids and not _voiding(connection, one.entry.target):
                yield f"{name} voids another, but the voiding is not noted"
            before = max(before, stored)
            links.append(Link(seq, one.entry.id, one.entry.refs, one.entry.target))
        lacking = _unindexed(connection, tail, links)
        for link in links:
            if link.seq in lacking:
                yield f"statement {link.seq} ({link.id}) is not found by all its index keys"


def _rows(connection: sqlite3.Connection, seqs: range) -> dict[int, tuple[Any, ...] | str]:
    """Rows by seq; a sentence where one cannot be read."""
    try:
        sql = CHECKED + "where s.seq between ? and ?"
        return {row[1]: row for row in connection.execute(sql, (seqs[0], seqs[-1])).fetchall()}
    except sqlite3.Error as error:
        if len(seqs) == 1:
            return {seqs[0]: f"statement {seqs[0]} cannot be read: {error}"}
        middle = len(seqs) // 2
        return _rows(connection, seqs[:middle]) | _rows(connection, seqs[middle:])


def _unindexed(connection: sqlite3.Connection, tail: Tail, links: list[Link]) -> set[int]:
    """Seqs that lack an index row, in the file and in the tail."""
    find = Links(connection).find
    wanted = [(key, one.seq) for one in links for key in {key for part in chain(one, find) for key in part.refs}]
    lacking: set[int] = set()
    for start in range(0, len(wanted), STRIDE):
        block = wanted[start : start + STRIDE]
        absent = (
            f"select column1, column2 from (values {', '.join(['(?, ?)'] * len(block))}) "  # noqa: S608 (question marks)
            "where not exists (select 1 from ref where key = column1 and seq = column2)"
        )
        for index_key, seq in connection.execute(absent, list(joined.from_iterable(block))).fetchall():
            # The file is asked again after the tail: a block may have moved from there meanwhile.
            again = "select 1 from ref where key = ? and seq = ?"
            if not tail.among(index_key, (seq,)) and not connection.execute(again, (index_key, seq)).fetchone():
                lacking.add(seq)
    return lacking


def _voiding(connection: sqlite3.Connection, target: str) -> bool:
    return connection.execute("select 1 from voiding where target = ?", (key(target),)).fetchone() is not None
