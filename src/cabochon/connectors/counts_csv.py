"""Cycle counts from CSV: one row an article; the rows of one count and zone are one count.

A count with a row that cannot be read waits whole: half a count is shrink that is none. Counted once more under the
same number, the later file stands in its place; a count whose rows are all cancelled is taken back.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..refusals import Refused
from ..retail.master import Door
from ..retail.operations import Counted, StockCount
from ..retail.who import Who
from .cells import YES, currency_of, door_of, minor, moment, number, revision
from .delivery import Bad, Delivery, Reading
from .feed import Feed
from .mapping import settled
from .rows import Row, rows

FEED = "counts_csv"
REQUIRED = ("counted_at", "sku", "expected", "counted")
OPEN_FOR = 20_000  # rows after which a count is taken for complete: memory stays bounded, rows need not be sorted
LARGEST = 100_000  # articles of one count
MOST = 10**12  # pieces, or minor units of what one costs

Name = tuple[str, ...]


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
    lines: list[Counted] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    counts: OrderedDict[Name, Count] = OrderedDict()
    broken: dict[Name, int] = {}  # counts with a row that could not be read -> its line
    closed: set[str] = set()
    required = REQUIRED if settings["boutique"] else ("boutique", *REQUIRED)
    for at, row in enumerate(rows(delivery, settings, required)):
        if isinstance(row, Row):
            try:
                _keep(row, at, counts, delivery=delivery, settings=settings)
            except Refused as e:
                broken.setdefault(_name(row.cells), row.line)
                yield row.bad(e)
        else:
            yield row
            if isinstance(row, Bad):
                broken.setdefault(_name(row.row), int(row.place.removeprefix("line ")))
        while counts and at - next(iter(counts.values())).last > OPEN_FOR:
            yield from _close(*counts.popitem(last=False), broken, closed=closed, settings=settings)
    while counts:
        yield from _close(*counts.popitem(last=False), broken, closed=closed, settings=settings)


def _name(cells: Mapping[str, Any]) -> Name:
    """What the rows of one count share, as the file says it; without a number its day."""
    number = cells.get("count_id", "") or str(cells.get("counted_at", ""))[:10]
    return str(cells.get("boutique", "")), str(number), str(cells.get("area", ""))


def _keep(row: Row, at: int, counts: OrderedDict[Name, Count], *, delivery: Delivery,
          settings: Mapping[str, Any]) -> None:  # fmt: skip
    name = _name(row.cells)
    if (count := counts.get(name)) is None:
        count = counts[name] = _opened(row, delivery, settings)
    counts.move_to_end(name)
    count.last = at
    count.rows.append(row)
    if len(count.rows) > LARGEST:
        raise row.refusal("count_id", f"the count has more than {LARGEST:,} rows; give each zone's a number of its own")
    zone = settings["zone"] or count.door.zone
    if row.get("cancelled").lower() not in YES:
        count.lines.append(_line(row, count, settings))
    count.at = max(count.at, _moment(row, zone, settings))
    count.revision = max(count.revision, revision(row, delivery.received, formats=settings["dates"], zone=zone))
    count.reason = count.reason or row.get("reason")
    if count.counter is None and (code := row.get("counted_by")):
        count.counter = Who(settings["source"], code)


def _opened(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> Count:
    door = door_of(row, "boutique", delivery.doors, settings)
    at = _moment(row, settings["zone"] or door.zone, settings)
    zone = settings["zones"].get(row.get("area"), row.get("area")) or "all"
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


def _close(name: Name, count: Count, broken: Mapping[Name, int], *, closed: set[str],
           settings: Mapping[str, Any]) -> Reading:  # fmt: skip
    reason = ""
    if name in broken:
        reason = f"waits for line {broken[name]}, a row of the same count that could not be read"
    elif count.key in closed:
        reason = f"{count.key} came before in this file; sort it by count, or give each count a number of its own"
    closed.add(count.key)
    if reason:
        bad = broken.get(name)
        yield from (Bad(f"line {row.line}", reason, row.cells) for row in count.rows if row.line != bad)
        return
    yield StockCount(
        at=count.at, boutique=count.door.code, source=settings["source"], key=count.key, revision=count.revision,
        zone=count.zone, currency=count.currency, lines=tuple(count.lines), reason=count.reason, counter=count.counter,
        cancelled=not count.lines,
    )  # fmt: skip


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "stock counts, one row an article",
         family="loss", title="Cycle counts, CSV or Excel", table=True),
)  # fmt: skip
