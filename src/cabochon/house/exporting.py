"""Statements out of the store as a file, in the order they were kept, at any size in the same memory."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from ..refusals import Refused
from ..stream import Kept, Query
from . import exporting_rows
from .exporting_choice import Choice, Limits, given_out, limits_of, sieve

if TYPE_CHECKING:
    from . import House

FORMATS = ("jsonl", "csv", "parquet")
MEDIA = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}
FIRST, MOST = 50, 250  # statements looked at together
ROOM = 2_000_000  # bytes of statements held at once, as far as the sizes before foretell


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported. raw: with notes and comments, for who may read raw statements; limits: what the asker may see
    at all. voided: those that were taken back too. after: the position where an export before this one ended. head:
    whether a CSV begins with its head; not where it is added to a file.
    """

    choice: Choice
    format: str = "jsonl"
    raw: bool = False
    limits: Limits = ()
    voided: bool = False
    after: int = 0
    gzip: bool = False
    head: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of the file. position: all up to it is written; whole: the position of the log at the start."""

    body: bytes
    statements: int
    position: int
    whole: int


class Shape(Protocol):
    """A kind of file. The pieces of a file are head, any number of body, end."""

    def head(self) -> bytes: ...
    def body(self, given: list["exporting_rows.Given"]) -> bytes: ...
    def end(self) -> bytes: ...


def exported(house: "House", wanted: Wanted, *, by: str) -> Iterator[Piece]:
    """The file, piece by piece; the last one's position is where the next export may go on.

    Args:
        by: whom the audit names.
    Raises:
        Refused: no such format, or Parquet without the package that writes it.
    """
    shape = shape_of(house, wanted)
    about = ", ".join(f"{name} {value}" for name, value in _told(wanted.choice))
    house.directory.note(by, "exported statements", wanted.format, about + (" with text" if wanted.raw else ""))
    return _pieces(house, wanted, shape)


def shape_of(house: "House", wanted: Wanted) -> Shape:
    """
    Raises:
        Refused: see `exported`.
    """
    if wanted.format == "csv":
        return exporting_rows.Csv(house.home, head=wanted.head)
    if wanted.format == "jsonl":
        return exporting_rows.Lines()
    if wanted.format != "parquet":
        raise Refused(f"should be one of {', '.join(FORMATS)}", "format")
    from .exporting_parquet import Parquet  # heavy, and an extra

    return Parquet(house.home)


def _pieces(house: "House", wanted: Wanted, shape: Shape) -> Iterator[Piece]:
    whole = house.log.position()
    pack: Callable[[bytes], bytes] = bytes
    packer = zlib.compressobj(6, wbits=31) if wanted.gzip else None
    if packer is not None:
        pack = packer.compress
    position = min(wanted.after, whole)
    yield Piece(pack(shape.head()), 0, position, whole)
    for found, position in _looked(house, wanted, whole):
        given = []
        for kept in found:
            body = given_out(house, kept, raw=wanted.raw)
            if body is not None:
                given.append(exporting_rows.Given(kept, body))
        yield Piece(pack(shape.body(given)) if given else b"", len(given), position, whole)
    yield Piece(pack(shape.end()) + (packer.flush() if packer else b""), 0, position, whole)


def _looked(house: "House", wanted: Wanted, whole: int) -> Iterator[tuple[list[Kept], int]]:
    """Those that fit, a handful at a time, and how far the log has been looked through."""
    fits, refs = sieve(house, wanted.choice, wanted.limits), (*limits_of(house, wanted.choice), *wanted.limits)
    choice, position, limit = wanted.choice, wanted.after, FIRST
    if choice.since is not None and not refs:
        first = house.log.query(Query(since=choice.since, ascending=True, limit=1, cursor=position, bound=whole))
        position = first.found[0].seq - 1 if first.found else whole
    while position < whole:
        if refs and not wanted.voided:  # the index knows where they are
            asked = Query(refs=refs, since=choice.since, until=choice.until, ascending=True, limit=limit)
            page = house.log.query(replace(asked, cursor=position, bound=whole))
            found, position = page.found, page.found[-1].seq if page.more else whole
        else:
            found = [one for one in house.log.after(position, limit) if one.seq <= whole]
            position = found[-1].seq if found else whole
        yield [one for one in found if (wanted.voided or not one.voided) and fits(one)], position
        if found and choice.until is not None and found[-1].stored > choice.until:
            return
        limit = _fitting(found, limit)


def _fitting(found: list[Kept], limit: int) -> int:
    """How many to look at next, by the size of these."""
    size = sum(len(one.entry.clear or b"") + len(one.entry.sealed or b"") for one in found)
    return max(1, min(MOST, limit * 2, ROOM * len(found) // size if size else MOST))


def _told(choice: Choice) -> Iterator[tuple[str, str]]:
    for name in ("verbs", "activities", "boutiques", "kinds", "sources"):
        if values := getattr(choice, name):
            yield name, " ".join(values)
    if choice.agents:
        yield "agents", str(len(choice.agents))  # an agent may be a person's address
    for name in ("since", "until"):
        if (at := getattr(choice, name)) is not None:
            yield name, at.isoformat()
