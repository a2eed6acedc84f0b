"""What goes to PostgreSQL in great numbers, written in its binary form here: a group spends most of its time on it."""

from collections.abc import Sequence
from struct import Struct, pack
from typing import Any

from psycopg import postgres
from psycopg.adapt import AdaptersMap, Buffer, Dumper, Loader
from psycopg.pq import Format

from .rows import text

# https://www.postgresql.org/docs/15/sql-copy.html, Binary Format; an array is its dimensions, then length and bytes of
# each element.
START = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
_HEAD = Struct(">hiqiqiiiqi16s")  # fifteen fields; seq, stored, authority, checksum, id, each after its length
_PAIR = Struct(">hiqiq")
_LENGTH = Struct(">i")
_NULL = _LENGTH.pack(-1)
_YES, _NO = _LENGTH.pack(1) + b"\1", _LENGTH.pack(1) + b"\0"
_UUID, _INT8 = postgres.types["uuid"], postgres.types["int8"]


class Id(bytes):
    """The sixteen bytes of a UUID."""


class Ids(list[bytes]):
    """Those of several."""


class Numbers(list[int]):
    """Whole numbers of eight bytes."""


class Bodies(list[bytes | None]):
    """Bytes."""


class Words(list[bytes | None]):
    """Text, in UTF-8 already."""


def statement(row: tuple[Any, ...]) -> bytes:
    """A row of rows.placed as COPY takes it."""
    (
        seq,
        stored,
        authority,
        checksum,
        id_,
        digest,
        version,
        kind,
        person,
        month,
        refs,
        target,
        voids,
        clear,
        sealed,
    ) = row
    parts = [_HEAD.pack(15, 8, seq, 8, stored, 4, authority, 8, checksum, 16, id_)]
    for field in (digest, version.encode(), kind.encode(), person.encode(), month.encode(), refs, target):
        parts += (_NULL,) if field is None else (_LENGTH.pack(len(field)), field)
    parts.append(_YES if voids else _NO)
    for body in (clear, sealed):
        parts += (_NULL,) if body is None else (_LENGTH.pack(len(body)), body)
    return b"".join(parts)


def reference(pair: tuple[int, int]) -> bytes:
    """A row of the index, key and seq, as COPY takes it."""
    return _PAIR.pack(2, 8, pair[0], 8, pair[1])


def register(adapters: AdaptersMap) -> None:
    """Ids come back as the log speaks of them: lower-case text."""
    adapters.register_loader("uuid", _Text)
    for kind, dumper in ((Id, _One), (Ids, _Ids), (Numbers, _Numbers), (Bodies, _Bodies), (Words, _Words)):
        adapters.register_dumper(kind, dumper)


class _Text(Loader):
    format = Format.BINARY

    def load(self, data: Buffer) -> str:
        return text(bytes(data))


class _One(Dumper):
    format, oid = Format.BINARY, _UUID.oid

    def dump(self, obj: bytes) -> Buffer:
        return bytes(obj)


class _Bodies(Dumper):
    format, oid, of = Format.BINARY, postgres.types["bytea"].array_oid, postgres.types["bytea"].oid

    def dump(self, obj: Sequence[bytes | None]) -> Buffer:
        parts = [_NULL if one is None else _LENGTH.pack(len(one)) + one for one in obj]
        return pack(">iiiii", 1, 1, self.of, len(obj), 1) + b"".join(parts) if obj else pack(">iii", 0, 0, self.of)


class _Words(_Bodies):
    oid, of = postgres.types["text"].array_oid, postgres.types["text"].oid


class _Ids(_Bodies):
    oid, of = _UUID.array_oid, _UUID.oid


class _Numbers(Dumper):
    format, oid = Format.BINARY, _INT8.array_oid

    def dump(self, obj: Sequence[int]) -> Buffer:
        flat: list[int] = [8] * (2 * len(obj))
        flat[1::2] = obj
        head = pack(">iiiii", 1, 0, _INT8.oid, len(obj), 1) if obj else pack(">iii", 0, 0, _INT8.oid)
        return head + pack(">" + "iq" * len(obj), *flat)
