"""Cycle counts from CSV: one row an article; the rows of one count and zone are one count.

A count with a row that cannot be read waits whole: half a count is shrink that is none. Counted once more under the
same number, the later file stands in its place; a count whose rows are all cancelled is taken back. An article that
stands twice in a count is counted piece by piece (each row one piece), in two places (each row its own books), or once
more (the later row stands); the same row twice is one.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..languages import mark
from ..refusals import Refused
from ..retail.master import Door
from ..retail.operations import Counted, StockCount
from ..retail.who import Who
from .brief import brief
from .cells import YES, currency_of, door_of, minor, moment, number, revision
from .delivery import Bad, Delivery, Reading, Skipped
from .feed import Feed
from .headings import plain
from .mapping import settled
from .rows import Row, rows

FEED = "counts_csv"
REQUIRED = ("counted_at", "sku", "expected", "counted")
OPEN_FOR = 20_000  # rows after which a count is taken for complete: memory stays bounded, rows need not be sorted
LARGEST = 100_000  # articles of one count
MOST = 10**12  # pieces, or minor units of what one costs

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row's article. when: its revision and time, by which a recount is known."""

    counted: Counted
    when: tuple[str, datetime]
    row: int

    @property
    def piece(self) -> bool:
        return max(abs(self.counted.expected), self.counted.counted) <= 1


@dataclass(slots=True)
class Count:
    """A count while its rows come in."""

    door: Door
    zone: str
    currency: str
    at: datetime
    key: str
    last: int = 0
    reason: str = ""
    revision: str = ""
    counter: Who | None = None
    lines: list[Line] = field(default_factory=list)
    by_sku: dict[str, list[int]] = field(default_factory=dict)  # where an article's lines stand
    rows: list[Row] = field(default_factory=list)


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    counts: OrderedDict[Name, Count] = OrderedDict()
    broken: dict[Name, list[int]] = {}  # counts with rows that could not be read -> their lines
    closed: set[str] = set()
    required = REQUIRED if settings["boutique"] else ("boutique", *REQUIRED)
    for at, found in enumerate(rows(delivery, settings, required)):
        if isinstance(found, Row):
            row = replace(found, cells=brief(found.cells))
            try:
                if twin := _keep(row, at, counts, delivery=delivery, settings=settings):
                    yield Skipped(f"line {row.line}", mark(f"says the same as line {twin}"))
            except Refused as e:
                broken.setdefault(_name(row.cells, settings), []).append(row.line)
                yield row.bad(e)
        elif isinstance(found, Bad):
            yield replace(found, row=brief(found.row))
            broken.setdefault(_name(found.row, settings), []).append(int(found.place.removeprefix("line ")))
        else:
            yield found
        while counts and at - next(iter(counts.values())).last > OPEN_FOR:
            yield from _close(*counts.popitem(last=False), broken, closed=closed, settings=settings)
    while counts:
        yield from _close(*counts.popitem(last=False), broken, closed=closed, settings=settings)


def _name(cells: Mapping[str, Any], settings: Mapping[str, Any]) -> Name:
    """What the rows of one count share, as the file says it; without a number its day."""
    number = cells.get("count_id", "") or str(cells.get("counted_at", ""))[:10]
    return str(cells.get("boutique", "")), str(number), _zone(str(cells.get("area", "")), settings)


def _zone(text: str, settings: Mapping[str, Any]) -> str:
    """The zone as the mapping calls it, whatever the case of the file's word; "all" where there is none."""
    zones: Mapping[str, str] = settings["zones"]
    return zones.get(text) or next((zone for word, zone in zones.items() if plain(word) == plain(text)), text) or "all"


def _keep(row: Row, at: int, counts: OrderedDict[Name, Count], *, delivery: Delivery,
          settings: Mapping[str, Any]) -> int:  # fmt: skip
    """The line that said the same before, 0 as a rule."""
    name = _name(row.cells, settings)
    if (count := counts.get(name)) is None:
        count = counts[name] = _opened(row, delivery, settings)
    counts.move_to_end(name)
    count.last = at
    count.rows.append(row)
    if len(count.rows) > LARGEST:
        raise row.refusal("count_id", f"the count has more than {LARGEST:,} rows; give each zone's a number of its own")
    zone = settings["zone"] or count.door.zone
    at_, version = _moment(row, zone, settings), revision(row, delivery.received, formats=settings["dates"], zone=zone)
    twin = 0
    if row.get("cancelled").lower() not in YES:
        twin = _add(count, Line(_line(row, count, settings), (version, at_), row.line), row)
    count.at = max(count.at, at_)
    count.revision = max(count.revision, version)
    count.reason = count.reason or row.get("reason")
    if count.counter is None and (code := row.get("counted_by")):
        count.counter = Who(settings["source"], code)
    return twin


def _add(count: Count, line: Line, row: Row) -> int:
    """Puts an article's line where it belongs; the line that said the same before, 0 as a rule.

    Raises:
        Refused: it contradicts one that was counted at the same time.
    """
    sku = line.counted.sku
    places = count.by_sku.setdefault(sku, [])
    before = [] if line.piece else [n for n in places if count.lines[n].counted.expected == line.counted.expected
                                    and not count.lines[n].piece]  # fmt: skip
    if not before:
        places.append(len(count.lines))
        count.lines.append(line)
        return 0
    known = count.lines[before[-1]]
    if known.counted == line.counted:
        count.lines[before[-1]] = replace(known, when=max(known.when, line.when))
        return known.row
    if known.when == line.when:
        raise row.refusal("counted", mark(
            f"{row.get('counted')} stands beside {known.counted.counted:g} of the same article in line {known.row}, "
            "with the same books and time; is it a recount? Give the later one its own time or revision"
        ))  # fmt: skip
    if known.when < line.when:
        count.lines[before[-1]] = line
    return 0


def _opened(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> Count:
    door = door_of(row, "boutique", delivery.doors, settings)
    at = _moment(row, settings["zone"] or door.zone, settings)
    zone = _zone(row.get("area"), settings)
    number = row.get("count_id") or at.date().isoformat()
    return Count(door=door, zone=zone, currency=currency_of(row, "currency", door), at=at,
                 key=f"{door.code}/{number}/{zone}")  # fmt: skip


def _moment(row: Row, zone: str, settings: Mapping[str, Any]) -> datetime:
    return moment(row, ("counted_at", "counted_time"), formats=settings["dates"], zone=zone)


def _line(row: Row, count: Count, settings: Mapping[str, Any]) -> Counted:
    point, currency = settings["decimal"], currency_of(row, "currency", count.door)
    if currency != count.currency:
        raise row.refusal("currency", f"{currency} stands beside {count.currency} in one count; expected one currency")
    counted = number(row, "counted", point)
    if counted < 0:
        raise row.refusal("counted", f"{counted} is below zero; expected how many were there")
    cost = minor(number(row, "cost", point), currency) if row.get("cost") else 0
    if cost < 0:
        raise row.refusal("cost", f"{row.get('cost')} is below zero; expected what one piece costs")
    expected = number(row, "expected", point)
    for name, value in (("expected", expected), ("counted", counted), ("cost", Decimal(cost))):
        if not -MOST <= value <= MOST:
            raise row.refusal(name, f"{row.get(name)[:20]} is more than anybody has; expected e.g. 12")
    return Counted(sku=row.need("sku"), expected=float(expected), counted=float(counted), cost=cost)


def _close(name: Name, count: Count, broken: Mapping[Name, list[int]], *, closed: set[str],
           settings: Mapping[str, Any]) -> Reading:  # fmt: skip
    reason = ""
    if name in broken:
        reason = f"waits for line {broken[name][0]}, a row of the same count that could not be read"
    elif count.key in closed:
        reason = f"{count.key} came before in this file; sort it by count, or give each count a number of its own"
    closed.add(count.key)
    if reason:
        bad = broken.get(name, ())
        yield from (Bad(f"line {row.line}", reason, row.cells) for row in count.rows if row.line not in bad)
        return
    yield StockCount(
        at=count.at, boutique=count.door.code, source=settings["source"], key=count.key, revision=count.revision,
        zone=count.zone, currency=count.currency, lines=_summed(count.lines), reason=count.reason,
        counter=count.counter, cancelled=not count.lines,
    )  # fmt: skip


def _summed(lines: Sequence[Line]) -> tuple[Counted, ...]:
    """One line an article and what a piece of it costs."""
    found: dict[tuple[str, int], Counted] = {}
    for line in lines:
        one = line.counted
        before = found.get((one.sku, one.cost))
        found[one.sku, one.cost] = one if before is None else replace(
            before, expected=before.expected + one.expected, counted=before.counted + one.counted)  # fmt: skip
    return tuple(found.values())


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "stock counts, one row an article",
         family="loss", title="Cycle counts, CSV or Excel", table=True),
)  # fmt: skip
