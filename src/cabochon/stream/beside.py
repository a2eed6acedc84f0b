"""What is kept beside statements, in their own transaction: contents of attachments and definitions of activities."""

import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

from . import Entry
from .connections import in_blocks

SEEN = 50_000  # definitions known to be kept, so that the usual statement asks the file nothing: some 10 MB
STRIDE = 50  # contents read at once by a check
Definition = tuple[str, bytes]  # the activity, and the digest of what is said of it


class Brought(NamedTuple):
    """What came with one statement, its sums reckoned in the sender's thread.

    contents: address, checksum, body. defined: which definition, JSON. weight: bytes of the contents.
    """

    contents: tuple[tuple[bytes, int, bytes], ...]
    defined: tuple[tuple[Definition, bytes], ...]
    weight: int


def brought(entry: Entry) -> Brought | None:
    """None: nothing, as with most."""
    if not entry.contents and not entry.defined:
        return None
    return Brought(
        tuple((address, _checksum(address, body), body) for address, body in entry.contents),
        tuple(((activity, digest(json)), json) for activity, json in entry.defined),
        sum(len(body) for _, body in entry.contents),
    )


def digest(definition: bytes) -> bytes:
    """What one definition of an activity is told from another by (16 bytes)."""
    return blake2b(definition, digest_size=16).digest()


class Beside:
    """Of one group on its way to the file: what new statements brought along, each thing once."""

    def __init__(self) -> None:
        self._seen: set[Definition] = set()
        self._contents: dict[bytes, tuple[int, int, bytes]] = {}
        self._defined: dict[Definition, tuple[int, bytes]] = {}

    def knows(self, what: Brought | None) -> bool:
        """Whether nothing of it is new."""
        return what is None or (not what.contents and all(name in self._seen for name, _ in what.defined))

    def add(self, seq: int, what: Brought) -> None:
        for address, checksum, body in what.contents:
            self._contents.setdefault(address, (seq, checksum, body))
        for name, json in what.defined:
            if name not in self._seen:
                self._defined.setdefault(name, (seq, json))

    def write(self, connection: sqlite3.Connection) -> None:
        """Within the transaction; what is there already stays as it is."""
        if self._contents:
            known = {row[0] for row in in_blocks(connection, _ADDRESSES, list(self._contents))}
            connection.executemany(
                "insert into content (address, seq, checksum, body) values (?, ?, ?, ?)",
                ((address, *row) for address, row in self._contents.items() if address not in known),
            )
        if self._defined:
            connection.executemany(
                "insert or ignore into definition (activity, digest, seq, json) values (?, ?, ?, ?)",
                ((activity, sum_, seq, json) for (activity, sum_), (seq, json) in self._defined.items()),
            )

    def done(self) -> None:
        """The transaction is durable."""
        if self._defined:
            if len(self._seen) > SEEN:
                self._seen.clear()
            self._seen.update(self._defined)
        self.forget()

    def forget(self) -> None:
        """The transaction came to nothing, or is over."""
        self._contents.clear()
        self._defined.clear()


def contents(connection: sqlite3.Connection, addresses: Iterable[bytes]) -> dict[bytes, bytes]:
    return dict(in_blocks(connection, "select address, body from content where address in ({})", list(addresses)))


def defined(connection: sqlite3.Connection, activity: str) -> list[bytes]:
    sql = "select json from definition where activity = ? order by seq, digest"
    return [row[0] for row in connection.execute(sql, (activity,))]


def faults(connection: sqlite3.Connection) -> Iterator[str]:
    """One sentence for each thing that is not what was written."""
    try:
        last = 0
        while rows := connection.execute(_BODIES, (last, STRIDE)).fetchall():
            for no, address, seq, checksum, body in rows:
                last = no
                if _checksum(address, body) != checksum:
                    yield f"a content that came with statement {seq} is not what was written"
        for activity, sum_, seq, json in connection.execute("select activity, digest, seq, json from definition"):
            if digest(json) != sum_:
                yield f"the definition of {activity} that came with statement {seq} is not what was written"
    except sqlite3.Error as error:
        yield f"contents and definitions cannot be read: {error}"


_ADDRESSES = "select address from content where address in ({})"
_BODIES = "select no, address, seq, checksum, body from content where no > ? order by no limit ?"


def _checksum(address: bytes, body: bytes) -> int:
    return crc32(body, crc32(address))
