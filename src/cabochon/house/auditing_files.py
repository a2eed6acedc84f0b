"""The audit as files: CSV to read, JSON lines that an outsider can verify, and the proof of such a file.

A line of the second kind holds what the chain is made over: hash = BLAKE2b-256 of the hash before and of the JSON array
[n, at, actor, deed, about, stored], with a 1 at its end where `stored` is sealed (JSON without spaces, UTF-8).
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from ..directory import Asked, Directory, Note
from ..directory.audit import linked
from ..refusals import Refused
from .auditing_words import Names

if TYPE_CHECKING:
    from . import House

FORMATS = {"csv": "text/csv; charset=utf-8; header=present", "jsonl": "application/x-ndjson"}
HEAD = ("number", "at", "who", "who_id", "deed", "about", "about_id", "detail", "forgotten")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would reckon with it
STEP = 1_000


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line. before, hash: in hexadecimal; before: of the entry before this one."""

    n: int
    at: str
    actor: str
    deed: str
    about: str
    stored: str
    sealed: bool
    before: str
    hash: str


@dataclass(frozen=True, slots=True)
class Proved:
    """A file's entries, first and last number; the last one's hash. faults: empty when it holds."""

    entries: int
    first: int
    last: int
    hash: str
    faults: tuple[str, ...] = ()


def walked(directory: Directory, asked: Asked) -> Iterator[Note]:
    """Entries as asked for, from the first on, however many."""
    asked = replace(asked, ascending=True, limit=STEP)
    while found := directory.noted(asked):
        yield from found
        if len(found) < STEP:
            return
        asked = replace(asked, after=found[-1].seq)


def as_csv(house: "House", asked: Asked, *, names: bool) -> Iterator[bytes]:
    """RFC 4180 in UTF-8, opened as far as it can be."""
    called = Names(house, shown=names)
    yield _row(HEAD)
    for one in walked(house.directory, asked):
        who, about = called.of(one.actor)[0], called.of(one.about)[0] if one.about else ""
        gone = "true" if one.detail is None else ""
        yield _row((one.seq, one.at, who, one.actor, one.deed, about, one.about, one.detail or "", gone))


def as_lines(directory: Directory, asked: Asked) -> Iterator[bytes]:
    """Everything from the first to the last entry of a span of time, without a gap; details stay sealed, so that
    forgetting reaches them in the file too."""
    span = Asked(since=asked.since, until=asked.until)
    first = next(iter(directory.noted(replace(span, ascending=True, limit=1))), None)
    last = next(iter(directory.noted(replace(span, limit=1))), None)
    if first is None or last is None:
        return
    earlier = directory.noted(Asked(after=first.seq - 2, before=first.seq, limit=1)) if first.seq > 1 else []
    before = earlier[0].hash if earlier else b""
    for one in walked(directory, Asked(after=first.seq - 1, before=last.seq + 1)):
        yield msgspec.json.encode(_entry(one, before)) + b"\n"
        before = one.hash


def proved(lines: Iterable[bytes], directory: Directory | None = None) -> Proved:
    """Whether a file's entries follow from each other, and whether its last one stands in this audit just so.

    Raises:
        Refused: a line that is no entry, with its number.
    """
    count = first = 0
    last, faults = None, list[str]()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = msgspec.json.decode(line, type=Entry)
            before = bytes.fromhex(one.before)
        except (msgspec.MsgspecError, ValueError) as e:
            raise Refused(f"is no entry of an exported audit: {e}", f"line {number}") from None
        words = (one.at, one.actor, one.deed, one.about, one.stored)
        count, first = count + 1, first or one.n
        if last and one.n != last.n + 1:
            faults.append(f"line {number}: entry {one.n} follows entry {last.n}")
        elif last and one.before != last.hash:
            faults.append(f"line {number}: entry {one.n} does not follow from the one before")
        if linked(before, one.n, words, one.sealed).hex() != one.hash:
            faults.append(f"line {number}: entry {one.n} was changed")
        last = one
    if last is None:
        raise Refused("holds no entry", "line 1")
    if directory is not None:
        kept = directory.noted(Asked(after=last.n - 1, before=last.n + 1, limit=1))
        if not kept or kept[0].hash.hex() != last.hash:
            faults.append(f"entry {last.n} of the file is not what stands in this audit")
    return Proved(count, first, last.n, last.hash, tuple(faults[:20]))


def _entry(one: Note, before: bytes) -> Entry:
    return Entry(n=one.seq, at=one.at, actor=one.actor, deed=one.deed, about=one.about, stored=one.stored,
                 sealed=one.sealed, before=before.hex(), hash=one.hash.hex())  # fmt: skip


def _row(cells: Iterable[object]) -> bytes:
    text = io.StringIO(newline="")
    said = (f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell for cell in cells)
    csv.writer(text, lineterminator="\r\n").writerow(said)
    return text.getvalue().encode()
