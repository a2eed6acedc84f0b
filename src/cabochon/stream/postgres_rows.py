"""Statements as rows of PostgreSQL, there and back; what a group writes, and the chains of StatementRefs."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from . import Entry, Kept
from .beside import Brought, Definition
from .postgres_binary import END, START, Id, Ids, Numbers, reference, statement
from .postgres_database import Line
from .referring import Link
from .rows import Packed, key, numbers
from .stamps import moment

KEPT = """
select s.seq, s.stored, s.id, s.digest, s.clear, a.json, s.version, s.sealed, s.key_person, s.key_month, s.kind,
       s.refs, s.target, s.voids, not s.voids and exists (select from voiding v where v.target = s.id)
from statement s join authority a on a.no = s.authority
"""
CLEAR = KEPT.replace("s.sealed", "null::bytea")
LINK = "select seq, id, refs, target from statement where "

_COLUMNS = """seq, stored, authority, checksum, id, digest, version, kind, key_person, key_month, refs, target, voids,
    clear, sealed"""
_COPY = f"copy statement ({_COLUMNS}) from stdin (format binary)"
_COPY_REFS = "copy ref (key, seq) from stdin (format binary)"
_INSERT = f"insert into statement ({_COLUMNS}) values ({', '.join(['%b'] * 15)})"  # noqa: S608
_REFS = "insert into ref (key, seq) select * from unnest(%b, %b)"
_GAINED = _REFS + " on conflict do nothing"
_VOIDING = "insert into voiding (target, seq) select * from unnest(%b, %b) on conflict do nothing"
FEW = 8  # rows up to which plain inserts, sent together, are quicker than a COPY and its round trips


class Rows:
    """What one group adds, in the order of its places."""

    def __init__(self) -> None:
        self.stored = 0  # of the last one
        self.links: list[Link] = []
        self.defined: set[Definition] = set()
        self._statements: list[tuple[Any, ...]] = []
        self._voidings: dict[bytes, int] = {}
        self._contents: dict[bytes, tuple[int, int, bytes]] = {}
        self._defined: dict[tuple[bytes, bytes], tuple[int, int, bytes]] = {}

    def __len__(self) -> int:
        return len(self._statements)

    def add(self, packed: Packed, *, seq: int, stored: int, authority: int) -> None:
        entry, self.stored = packed.entry, stored
        self._statements.append((seq, stored, authority, placed(packed.checksum, seq, stored), *packed.row))
        self.links.append(Link(seq, entry.id, entry.refs, entry.target))
        if entry.voids:
            self._voidings.setdefault(key(entry.target), seq)
        if packed.brought:
            self.defined.update(name for name, _ in packed.brought.defined)
            self._bring(packed.brought, seq)

    def keep(self, line: Line, index: Iterable[tuple[int, int]]) -> None:
        """Write and commit. index: rows of `ref`; those of statements kept before may be there already."""
        first = self.links[0].seq
        fresh = sorted({pair for pair in index if pair[1] >= first})
        gained = sorted({pair for pair in index if pair[1] < first})
        if len(self) > FEW:
            with line.cursor().copy(_COPY) as copy:
                copy.write(b"".join((START, *map(statement, self._statements), END)))
            with line.cursor().copy(_COPY_REFS) as copy:
                copy.write(b"".join((START, *map(reference, fresh), END)))
        with line.pipeline():
            if len(self) <= FEW:
                for row in self._statements:
                    line.execute(_INSERT, _typed(row))
                line.execute(_REFS, _columns(fresh))
            if gained:
                line.execute(_GAINED, _columns(gained))
            if self._voidings:
                line.execute(_VOIDING, (Ids(self._voidings), Numbers(self._voidings.values())))
            self._keep_beside(line)
            line.execute("commit")

    def _keep_beside(self, line: Line) -> None:
        """In one order, whoever else writes."""
        for address in sorted(self._contents):
            line.execute(
                "insert into content (address, seq, checksum, body) values (%b, %b, %b, %b) on conflict do nothing",
                (address, *self._contents[address]),
            )
        for name in sorted(self._defined):
            line.execute(
                "insert into definition (activity, digest, seq, place, json) values (%b, %b, %b, %b, %b) "
                "on conflict do nothing",
                (*name, *self._defined[name]),
            )

    def _bring(self, what: Brought, seq: int) -> None:
        for address, checksum, body in what.contents:
            self._contents.setdefault(address, (seq, checksum, body))
        for (activity, digest), json in what.defined:
            self._defined.setdefault((name_of(activity), digest), (seq, len(self._defined), json))


def placed(checksum: int, seq: int, stored: int) -> int:
    """The checksum of a row together with its place, as the server's `enter` reckons it too."""
    return checksum ^ stored ^ (seq << 24)


def name_of(activity: str) -> bytes:
    """What definitions of an activity are found by (16 bytes)."""
    return blake2b(activity.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def kept(row: tuple[Any, ...]) -> Kept:
    """A row of KEPT, read in binary, as the statement it holds."""
    seq, stored, id_, digest, clear, authority, version, sealed, person, month, kind, refs, target, voids, voided = row
    entry = Entry(
        id=id_, digest=digest, clear=clear, authority=authority, version=version, sealed=sealed, key_person=person,
        key_month=month, kind=kind, refs=numbers(refs), target=target or "", voids=voids,
    )  # fmt: skip
    return Kept(seq, moment(stored), entry, voided)


def link(row: tuple[Any, ...]) -> Link:
    """A row of LINK, read in binary."""
    seq, id_, refs, target = row
    return Link(seq, id_, numbers(refs), target or "")


class Links:
    """Chains of StatementRefs as the log stands, with the links of a group that is about to be written."""

    def __init__(self, line: Line, fresh: Iterable[Link] = ()) -> None:
        self._line = line
        self._found: dict[str, Link | None] = {one.id: one for one in fresh}

    def find(self, statement: str) -> Link | None:
        if statement not in self._found:
            row = self._line.execute(LINK + "id = %s", (statement,), binary=True).fetchone()
            self._found[statement] = link(row) if row else None
        return self._found[statement]

    def referrers(self, statements: list[str]) -> list[Link]:
        """Those in the tables; a group's own walk down by themselves."""
        found = self._line.execute(LINK + "target = any(%s::uuid[])", (statements,), binary=True)
        return [link(row) for row in found]


def _typed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return *row[:4], Id(row[4]), *row[5:11], Id(row[11]) if row[11] else None, bool(row[12]), *row[13:]


def _columns(pairs: list[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    return Numbers(key for key, _ in pairs), Numbers(seq for _, seq in pairs)
