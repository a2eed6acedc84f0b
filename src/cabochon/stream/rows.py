"""One statement as a row of the log, there and back, with a checksum against bit rot."""

import sqlite3
from collections.abc import Iterator
from functools import cache
from itertools import chain
from struct import Struct, unpack
from typing import Any, NamedTuple
from zlib import crc32

from . import Entry, Kept
from .beside import Brought, brought
from .connections import in_blocks
from .referring import Link
from .stamps import moment

KEPT = """
select s.seq, s.stored, s.id, s.digest, s.clear, a.json, s.version, s.sealed, s.key_person, s.key_month, s.kind,
       s.refs, s.target, s.voids, not s.voids and exists(select 1 from voiding v where v.target = s.id)
from statement s join authority a on a.no = s.authority
"""
CLEAR = KEPT.replace("s.sealed", "null")
_INSERT = """
insert into statement (seq, stored, authority, checksum, id, digest, version, kind, key_person, key_month,
                       refs, target, voids, clear, sealed)
values """
_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PLACE = Struct("<qq")
TOGETHER = 128  # rows inserted in one step


class Packed(NamedTuple):
    """An entry ready to insert: its row without place, the checksum of that, what it brought along; for the writer."""

    entry: Entry
    row: tuple[Any, ...]
    checksum: int
    brought: Brought | None = None


def pack(entry: Entry) -> Packed:
    """Raises: ValueError, struct.error when an id is no UUID or a ref does not fit eight bytes."""
    if text(key(entry.id)) != entry.id:
        raise ValueError(f"not a lower-case UUID: {entry.id}")
    if entry.voids and not entry.target:
        raise ValueError(f"{entry.id} voids nothing: it names no target")
    refs = Struct(f"<{len(entry.refs)}q").pack(*entry.refs)
    row = (
        key(entry.id), entry.digest, entry.version, entry.kind, entry.key_person, entry.key_month,
        refs, key(entry.target) if entry.target else None, int(entry.voids), entry.clear, entry.sealed,
    )  # fmt: skip
    return Packed(entry, row, _content(row, entry.authority), brought(entry))


def placed(packed: Packed, seq: int, stored: int, *, authority: int) -> tuple[Any, ...]:
    return seq, stored, authority, crc32(_PLACE.pack(seq, stored), packed.checksum), *packed.row


def insert(connection: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> None:
    """Many rows a step: after each the writer waits for the interpreter's lock, up to 5 ms when others compute."""
    for start in range(0, len(rows), TOGETHER):
        block = rows[start : start + TOGETHER]
        connection.execute(_insert(len(block)), list(chain.from_iterable(block)))


@cache
def _insert(rows: int) -> str:
    return _INSERT + ", ".join([_ROW] * rows)


def kept(row: tuple[Any, ...]) -> Kept:
    """A row of KEPT as the statement it holds."""
    (seq, stored, id_, digest, clear, authority, version, sealed, person, month, kind, refs, target, voids, voided) = (
        row
    )
    entry = Entry(
        id=text(id_), digest=digest, clear=clear, authority=authority, version=version, sealed=sealed,
        key_person=person, key_month=month, kind=kind, refs=numbers(refs), target=text(target) if target else "",
        voids=bool(voids),
    )  # fmt: skip
    return Kept(seq, moment(stored), entry, bool(voided))


def checksum(seq: int, stored: int, entry: Entry) -> int:
    return crc32(_PLACE.pack(seq, stored), pack(entry).checksum)


def _content(row: tuple[Any, ...], authority: bytes) -> int:
    *short, clear, sealed = row
    total = crc32(authority, crc32(repr(short).encode()))
    for body in (clear, sealed):
        total = crc32(body or b"", crc32(b"-" if body is None else b"+", total))
    return total


def key(statement: str) -> bytes:
    """A UUID's sixteen bytes. Raises: ValueError."""
    found = bytes.fromhex(statement.replace("-", ""))
    if len(found) != 16:
        raise ValueError(f"not a UUID: {statement}")
    return found


def text(found: bytes) -> str:
    plain = found.hex()
    return f"{plain[:8]}-{plain[8:12]}-{plain[12:16]}-{plain[16:20]}-{plain[20:]}"


def numbers(refs: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(refs) // 8}q", refs)


class Links:
    """Chains of StatementRefs as the log stands now: who a statement refers to, and who refers to it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._found: dict[str, Link | None] = {}

    def find(self, statement: str) -> Link | None:
        if statement not in self._found:
            row = self._connection.execute(
                "select seq, id, refs, target from statement where id = ?", (key(statement),)
            ).fetchone()
            self._found[statement] = link(row) if row else None
        return self._found[statement]

    def referrers(self, statements: list[str]) -> list[Link]:
        sql = "select seq, id, refs, target from statement where target in ({})"
        keys = [key(one) for one in statements]
        return list({row[0]: link(row) for row in in_blocks(self._connection, sql, keys)}.values())


def link(row: tuple[int, bytes, bytes, bytes | None]) -> Link:
    seq, id_, refs, target = row
    return Link(seq, text(id_), numbers(refs), text(target) if target else "")


def awaited(connection: sqlite3.Connection) -> Iterator[str]:
    """Ids that statements refer to and that are not kept."""
    sql = """select distinct target from statement s
             where target is not null and not exists (select 1 from statement t where t.id = s.target)"""
    for row in connection.execute(sql):
        yield text(row[0])
