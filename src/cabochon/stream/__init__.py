"""The one stream: an append-only log of statements, numbered in the order they were kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from msgspec import Struct


class Entry(Struct, frozen=True, gc=False):
    """A statement ready for the log; made by `privacy.entering`, which has checked, screened and sealed it.

    id: lower-case UUID. digest: keyed hash of the canonical form of what the sender sent (16 bytes): what a repeat is
    judged by. clear: UTF-8 JSON of the statement as the projector may read it (ours: agents pseudonymous, text out), or
    None where all of it is sealed. sealed: AES-GCM of the bytes received, or None where `clear` is the bytes received.
    key_person, key_month: names of the two text keys that together open `sealed`.
    authority: JSON of the credential's agent. version: the statement's version ("1.0.3", "2.0.0" ...).
    kind: our kind's name or "". refs: 8-byte index keys (agents as keyed hashes), see `stream.refs`.
    target: the id a StatementRef object names, else "". voids: the object is voided by this statement.
    contents: what came along as attachments: (address, sealed bytes), see `privacy.enclosing`; an address is kept once.
    defined: (activity id, JSON of its definition) of every activity the statement defines, for /activities.
    """

    id: str
    digest: bytes
    clear: bytes | None
    authority: bytes
    version: str
    sealed: bytes | None = None
    key_person: str = ""
    key_month: str = ""
    kind: str = ""
    refs: tuple[int, ...] = ()
    target: str = ""
    voids: bool = False
    contents: tuple[tuple[bytes, bytes], ...] = ()
    defined: tuple[tuple[str, bytes], ...] = ()


class Kept(Struct, frozen=True, gc=False):
    """A statement in the log: an entry with its place (seq), when it was kept, and whether it has been voided."""

    seq: int
    stored: datetime
    entry: Entry
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of an append: ids in the order sent, how many were new, and the log's position afterwards."""

    ids: tuple[str, ...]
    new: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A page of statements. All of `refs` must match (each an any-of set of index keys).

    since exclusive, until inclusive, both on stored. `bound` freezes the first page's newest seq, `cursor` is the last
    seq of the page before: late arrivals never enter a walk. hurry: rather no answer than one that takes a while.
    """

    refs: tuple[frozenset[int], ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    ascending: bool = False
    limit: int = 100
    cursor: int | None = None
    bound: int | None = None
    hurry: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Statements of one page, newest first unless ascending; whether more follow; the bound that freezes the walk."""

    found: list[Kept] = field(default_factory=list)
    more: bool = False
    bound: int = 0


class LongWay(Exception):
    """A query in a hurry would have to look far; ask again without, and not where others wait."""


class Log(Protocol):
    """What a statement store promises. One suite, run on every adapter: tests/stream/test_log.py.

    1. append keeps all or none; what is acknowledged is durable. 2. A repeat (same id, same digest) is kept once and is
    no error; the same id with another digest is a Conflict and leaves no trace. 3. Positions only grow, and a reader
    that has seen position n never later finds a new statement at or below n. 4. stored never goes back and never
    exceeds an announced `consistent_through` afterwards. 5. Voiding works in both orders; a voiding statement cannot
    be voided. 6. What `after`, `told`, `by_id` and `query` give has no `contents` and no `defined`. 7. A query for refs
    finds a statement whose object refers (recursively) to one that matches. 8. Contents and definitions are kept in the
    transaction of the statement that is new by them, and never changed: the first body of an address stays.
    """

    def submit(self, entries: Sequence[Entry]) -> "Future[Appended]":
        """Queue for the writer; the future is done when the group's commit is durable.

        Raises (through the future): Conflict; Full (507) when the disk takes no more.
        """

    def append(self, entries: Sequence[Entry]) -> Appended:
        """submit and wait."""

    def after(self, position: int, limit: int = 1000) -> list[Kept]:
        """The next statements in the order kept, voided ones included (`voided` true)."""

    def told(self, position: int, until: int) -> list[Kept]:
        """Statements that have a clear form, position < seq <= until, in that order, without what is sealed of them.

        What a projector reads: the rest of the stream costs it nothing.
        """

    def by_id(self, ids: Iterable[str]) -> list[Kept]:
        """Those of the ids that are kept, voided or not, in no order."""

    at_hand: bool  # whether a page in a hurry takes no longer than a thread would take to begin

    def query(self, query: Query) -> Page:
        """A page; voided statements are left out, their referrers are not.

        Raises: LongWay where the query is in a hurry and its page is not near.
        """

    def contents(self, addresses: Iterable[bytes]) -> dict[bytes, bytes]:
        """Sealed contents of attachments by address; those that are not kept are left out."""

    def defined(self, activity: str) -> list[bytes]:
        """The different definitions statements gave of an activity, in the order first kept; [] when there is none.

        Kept in the statements' own transaction: a refused batch leaves none. Never updated in place, so that writers
        cannot wait for each other in a circle; whoever reads merges.
        """

    def reseal(self, bodies: Mapping[str, tuple[bytes | None, bytes | None]]) -> int:
        """Put other bytes in the place of statements' (clear, sealed), durable on return; how many there were.

        For erasing alone (docs/decisions/0033-forgetting.md): id, digest, place and index stay, and so do repeats what
        they are. What is not kept is left out.
        """

    def position(self) -> int:
        """The last seq kept and durable; 0 when empty."""

    def consistent_through(self) -> datetime:
        """Nothing stored at or before this instant can still appear. Recent even when nothing came in."""

    def voidings(self, position: int) -> list[str]:
        """Ids of statements voided by statements after `position`; the projector takes their facts back."""

    def sealed(self, position: int, until: int, persons: Collection[str] | None = None) -> dict[str, int]:
        """How many statements with position < seq <= until are sealed under each month's key, by its name.

        Voided ones count: their text is there too. persons: only those whose other key is one of these. Reads every
        statement of that stretch.
        """

    def check(self) -> list[str]:
        """Integrity, one sentence a fault: checksums per statement, index against rows. Empty when sound."""

    def close(self) -> None: ...
