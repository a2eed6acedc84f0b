"""What a file would become, without keeping anything: its first rows, what is wrong, the names nobody knows yet."""

import re
from ast import literal_eval
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, BinaryIO

from ..connectors import Bad, Delivery, Feed, Skipped, load
from ..connectors.mapping import settled
from ..outside.http import Unreachable
from ..refusals import Refused
from ..retail.events import NAMES, Event, Receipt, Survey
from ..retail.master import Door
from ..retail.who import Who
from . import previewed_rows as rows
from .previewed_rows import Line, Table

if TYPE_CHECKING:
    from . import House

SHOWN = 20  # rows, or of a document events and what is kept back
FURTHER = 8  # rows that are wrong further down
COUNTED = 3_000  # rows up to which it is said what is new and what is known already
LARGE, BEGINNING = 600_000, 300_000  # bytes: of a table of text that is larger, so many are read
LOOKING = 2.0  # s a preview may take
QUOTED = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
BOUTIQUE, SALE = re.compile(f"{QUOTED} is not a boutique"), re.compile(f"{QUOTED} is no sale type")
PLACE = re.compile(r"line (\d+)(?:, column (.*))?", re.DOTALL)
VARYING = re.compile(rf"{QUOTED}|\S*\d\S*")  # what differs between two rows that are wrong alike


@dataclass(slots=True)
class Group:
    """Rows kept back or passed over for one reason. column: where it stands; place, reason: of the first of them."""

    bad: bool
    column: str
    place: str
    reason: str
    n: int = 0


@dataclass(slots=True)
class Seen:
    """What the file would become. whole: all of it was read.

    table: its columns and first rows; lines: these and what becomes of each, in their order, then rows further down
    that are wrong. first: of a document (place, item) as they come. groups: why rows wait or are passed over.
    boutiques, skus, sellers: names that nobody knows yet, and how often; a seller is (source, code, boutique).
    types: words for kinds of sale that the mapping does not know.
    looked: rows that were read of a table that goes on, 0 where all of it was.
    new, known: statements, where they were counted, else None. fault: why nothing of it can be read.
    """

    table: Table = field(default_factory=Table)
    lines: list[Line] = field(default_factory=list)
    first: list[tuple[str, Any]] = field(default_factory=list)
    groups: dict[tuple[bool, str, str], Group] = field(default_factory=dict)
    rows: int = 0
    bad: int = 0
    skipped: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    boutiques: Counter[str] = field(default_factory=Counter)
    skus: Counter[str] = field(default_factory=Counter)
    sellers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    whole: bool = True
    looked: int = 0
    new: int | None = None
    known: int | None = None
    fault: str = ""

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """(place, reason), the first of each group that waits."""
        return [(one.place, one.reason) for one in self.groups.values() if one.bad]


@dataclass(slots=True)
class Sight:
    """What is remembered while a file is read. wrong, passed: line -> column and reason. events: those of the rows that
    are shown."""

    upto: int = 0
    wrong: dict[int, tuple[str, str]] = field(default_factory=dict)
    further: dict[int, Bad] = field(default_factory=dict)
    passed: dict[int, str] = field(default_factory=dict)
    events: dict[rows.Mark, Any] = field(default_factory=dict)
    wanted: frozenset[rows.Mark] = frozenset()


def seen(house: "House", feed: Feed, stream: BinaryIO, *, mapping: str, received: datetime, table: bool = False,
         known: Sequence[str] = ()) -> Seen:  # fmt: skip
    """Read as much of it as two seconds allow.

    mapping: the text of a mapping file, "" for the default. table: it has rows and columns; known: their names.
    """
    found, sight = Seen(), Sight()
    doors: Mapping[str, Door] = {door.code: door for door in house.snapshot.doors(house.today)}
    own = load(mapping, feed.name) if mapping else None
    alone: dict[int, Any] = {}
    try:
        if table:
            settings = settled(own, feed.name)
            found.table = rows.table(feed, stream, settings, known=known, most=SHOWN)
            alone = rows.alone(feed, found.table, settings, mapping=own, received=received, doors=doors)
            sight.upto = found.table.first[-1][0] if found.table.first else 0
            sight.wanted = frozenset(mark for one in alone.values() if (mark := rows.mark(one)))
            stream, found.looked = rows.beginning(stream, LARGE, BEGINNING)
            found.whole = not found.looked
        stream.seek(0)
        body = Delivery(body=stream, received=received, mapping=own, doors=doors)
        _read(house, found, sight, feed.read(body))
    except (Refused, Unreachable) as fault:
        if not found.looked or not found.rows:  # what goes on may be cut within a cell
            found.fault = house.imports.safe(str(fault))
    if found.whole and not found.fault and found.rows <= COUNTED:
        _count(house, found, sight, feed, stream, mapping=mapping, received=received)
    if table:
        found.lines = _lines(house, found.table, sight, alone, {} if own is None else own.get("columns", {}))
    return found


def _read(house: "House", found: Seen, sight: Sight, reading: Iterable[Any]) -> None:
    until = monotonic() + LOOKING
    for item in reading:
        found.rows += 1
        if isinstance(item, Skipped):
            found.skipped += 1
            _group(found, sight, item.place, item.reason, bad=False)
        elif isinstance(item, Bad):
            _wrong(house, found, sight, item)
        else:
            found.kinds[NAMES.get(type(item), type(item).__name__)] += 1
            if (mark := rows.mark(item)) in sight.wanted and mark is not None:
                sight.events.setdefault(mark, item)
            if isinstance(item, Event):
                _unknown(house, found, item)
        if len(found.first) < SHOWN:
            found.first.append((getattr(item, "place", ""), item))
        if not found.looked and monotonic() > until:
            found.whole = False
            break


def _wrong(house: "House", found: Seen, sight: Sight, item: Bad) -> None:
    found.bad += 1
    reason = house.imports.safe(item.reason)
    line = _group(found, sight, item.place, reason, bad=True)
    if line > sight.upto and len(sight.further) < FURTHER and not reason.startswith("waits for line"):
        sight.further[line] = item
    for pattern, names in ((BOUTIQUE, found.boutiques), (SALE, found.types)):
        if unknown := pattern.match(item.reason):
            names[str(literal_eval(unknown[1]))] += 1


def _group(found: Seen, sight: Sight, place: str, reason: str, *, bad: bool) -> int:
    """Count it with its like; the line it stands in, 0 for none."""
    at = PLACE.fullmatch(place)
    line, column = (int(at[1]), at[2] or "") if at else (0, "")
    named = any(pattern.match(reason) for pattern in (BOUTIQUE, SALE)) or not bad
    key = bad, column, reason if named else VARYING.sub("", reason)
    one = found.groups.setdefault(key, Group(bad, column, place, reason))
    one.n += 1
    if line and bad:
        sight.wrong.setdefault(line, (column, reason))
    elif line:
        sight.passed.setdefault(line, reason)
    return line


def _unknown(house: "House", found: Seen, event: Event) -> None:
    snapshot, day = house.snapshot, event.at.date()
    who: list[Who | None] = []
    if isinstance(event, Receipt):
        found.skus.update(line.sku for line in event.lines if snapshot.product_on(line.sku, day) is None)
        who = [seller for seller, _ in event.sellers]
    elif isinstance(event, Survey):
        who = [event.associate]
    for one in who:
        if one and not one.known and not snapshot.person_of(one.scope, one.name, event.boutique, day):
            found.sellers[one.scope, one.name, event.boutique] += 1


def _count(house: "House", found: Seen, sight: Sight, feed: Feed, stream: BinaryIO, *, mapping: str,
           received: datetime) -> None:  # fmt: skip
    """What of it is news, and what only the entrance can judge."""
    stream.seek(0)
    try:
        done = house.imports.read(feed.name, stream, received=received, mapping=mapping, dry=True)
    except (Refused, Unreachable):
        return
    found.known = done.kept.repeated + done.kept.again
    found.new, found.bad = done.kept.new - done.kept.again, len(done.bad)
    found.groups = {key: one for key, one in found.groups.items() if not one.bad}
    for place, reason in done.bad:
        _group(found, sight, place, reason, bad=True)


def _lines(house: "House", table: Table, sight: Sight, alone: Mapping[int, Any],
           columns: Mapping[str, str]) -> list[Line]:  # fmt: skip
    """The rows that are shown, in their order."""
    found: list[Line] = []
    begun: dict[rows.Mark, int] = {}
    for line, cells in table.first:
        if line in sight.wrong:
            column, reason = sight.wrong[line]
            found.append(Line(line, cells, {column: reason}))
        elif line in sight.passed:
            found.append(Line(line, cells, {}, sight.passed[line]))
        else:
            item = alone.get(line)
            mark = rows.mark(item)
            made = sight.events.get(mark, item) if mark else item
            kept = None if isinstance(made, (Bad, Skipped)) else made
            beside = begun.setdefault(mark, line) if mark else line
            found.append(Line(line, cells, {}, made=kept, beside=beside if beside != line else 0))
    heads = {heading: name for name, heading in columns.items()}
    for line, item in sorted(sight.further.items()):
        cells = tuple(str(item.row.get(heads.get(name, ""), "")) for name in table.heads)
        column, reason = sight.wrong.get(line, ("", house.imports.safe(item.reason)))
        found.append(Line(line, cells, {column: reason}))
    return found
