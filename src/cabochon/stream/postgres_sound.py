"""Whether the tables still say what was written: the server's promises, checksums, order, voidings, the index."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import psycopg

from .beside import _checksum, digest
from .postgres_database import Line
from .postgres_rows import KEPT, Links, kept, placed
from .postgres_walk import position
from .referring import Link, chain
from .rows import pack
from .sound import MANY, STRIDE
from .stamps import micros

CHECKED = KEPT.replace("select ", "select s.checksum, ", 1)
LACKING = """
select wanted.seq from unnest(%s::bigint[], %s::bigint[]) wanted (key, seq)
where not exists (select from ref where ref.key = wanted.key and ref.seq = wanted.seq)
"""
DURABLE = ("fsync", "full_page_writes")


def faults(line: Line) -> list[str]:
    """One sentence a fault, at most MANY."""
    found = list(islice(_walk(line), MANY + 1))
    return [*found[:MANY], "and more; restore a backup"] if len(found) > MANY else found


def _walk(line: Line) -> Iterator[str]:
    try:
        for name in DURABLE:
            if line.execute("select current_setting(%s)", (name,)).fetchone() != ("on",):
                yield f"the server runs with {name} off: a power cut may lose what was acknowledged; turn it on"
        last = position(line)
        lost = line.execute("select count(*) from ref where seq > %s or seq < 1", (last,)).fetchone()
        if lost and lost[0]:
            yield f"{lost[0]} index rows name statements that are not there"
        yield from _beside(line)
    except psycopg.Error as error:
        yield f"the tables cannot be read: {_said(error)}"
        return
    before = 0
    for start in range(1, last + 1, STRIDE):
        seqs = range(start, min(start + STRIDE, last + 1))
        rows, links = _rows(line, seqs), []
        voided = _voided(line, [row[13] for row in rows.values() if isinstance(row, tuple) and row[14]])
        for seq in seqs:
            row = rows.get(seq)
            if not isinstance(row, tuple):
                yield row or f"statement {seq} is missing"
                continue
            try:
                one = kept(row[1:])
                stored = micros(one.stored)
                whole = placed(pack(one.entry).checksum, seq, stored) == row[0]
            except (ValueError, TypeError, OverflowError) as error:
                yield f"statement {seq} cannot be read: {error}"
                continue
            name = f"statement {seq} ({one.entry.id})"
            if not whole:
                yield f"{name} is not what was written"
            if stored <= before:
                yield f"{name} is stored before the one it follows"
            if one.entry.voids and one.entry.target not in voided:
                yield f"{name} voids another, but the voiding is not noted"
            before = max(before, stored)
            links.append(Link(seq, one.entry.id, one.entry.refs, one.entry.target))
        lacking = _unindexed(line, links)
        for link in links:
            if link.seq in lacking:
                yield f"statement {link.seq} ({link.id}) is not found by all its index keys"


def _rows(line: Line, seqs: range) -> dict[int, tuple[Any, ...] | str]:
    """Rows by seq; a sentence where one cannot be read."""
    try:
        sql = CHECKED + "where s.seq between %s and %s"
        return {row[1]: row for row in line.execute(sql, (seqs[0], seqs[-1]), binary=True)}
    except psycopg.Error as error:
        if len(seqs) == 1 or line.closed:
            return {seq: f"statement {seq} cannot be read: {_said(error)}" for seq in seqs}
        middle = len(seqs) // 2
        return _rows(line, seqs[:middle]) | _rows(line, seqs[middle:])


def _voided(line: Line, targets: list[str]) -> set[str]:
    found = line.execute("select target from voiding where target = any(%s::uuid[])", (targets,), binary=True)
    return {row[0] for row in found}


def _unindexed(line: Line, links: list[Link]) -> set[int]:
    """Seqs that lack an index row."""
    find = Links(line).find
    wanted = [(key, one.seq) for one in links for key in {key for part in chain(one, find) for key in part.refs}]
    return {
        row[0]
        for start in range(0, len(wanted), STRIDE)
        for row in line.execute(
            LACKING,
            ([key for key, _ in wanted[start : start + STRIDE]], [seq for _, seq in wanted[start : start + STRIDE]]),
        )
    }


def _beside(line: Line) -> Iterator[str]:
    """Contents and definitions."""
    with line.transaction(), line.cursor("beside") as rows:
        rows.itersize = 50
        for address, seq, sum_, body in rows.execute("select address, seq, checksum, body from content"):
            if sum_ != _checksum(address, body):
                yield f"a content that came with statement {seq} is not what was written"
    with line.transaction(), line.cursor("beside") as rows:
        for sum_, seq, json in rows.execute("select digest, seq, json from definition"):
            if digest(json) != sum_:
                yield f"a definition that came with statement {seq} is not what was written"


def _said(error: psycopg.Error) -> str:
    return (error.diag.message_primary or str(error)).strip()
