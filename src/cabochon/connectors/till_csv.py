"""Receipts from any till's CSV: one row a line, the rows of a ticket grouped into one receipt.

A receipt's key is made of the mapping's `key`, by default <boutique>-<ticket>; surveys name it the same way. A ticket
with a row that cannot be read waits whole: half a receipt is a wrong number.
"""

from array import array
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ..languages import mark
from ..refusals import Refused
from .cells import YES
from .delivery import Bad, Delivery, Reading
from .feed import Feed
from .mapping import settled
from .rows import Row, rows
from .till_row import sold
from .till_ticket import Ticket, events, key_of, opened

FEED = "till_csv"
REQUIRED = ("ticket", "sold_at", "sku", "quantity", "net|gross")
APART = timedelta(hours=12)  # rows of one number so far apart are of two tickets: a till begins anew, another day
OPEN_FOR = 20_000  # rows after which a ticket is taken for complete: memory stays bounded, rows need not be sorted

BUCKETS = 16_384
Tickets = OrderedDict[tuple[str, ...], Ticket]


class Closed:
    """Keys of the tickets that are complete, by eight bytes each: millions of them in a file of a gigabyte.

    Two of ten million would share their bytes once in some hundred thousand files; the later one would wait, not be
    lost.
    """

    def __init__(self) -> None:
        self._buckets: dict[int, array[int]] = {}

    def __contains__(self, key: str) -> bool:
        mark = hash(key)
        return mark in self._buckets.get(mark % BUCKETS, ())

    def add(self, key: str) -> None:
        mark = hash(key)
        if (bucket := self._buckets.get(mark % BUCKETS)) is None:
            bucket = self._buckets[mark % BUCKETS] = array("q")
        bucket.append(mark)


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    tickets: Tickets = OrderedDict()
    broken: dict[tuple[str, ...], int] = {}  # tickets with a row that could not be read -> its line
    closed = Closed()
    required = REQUIRED if settings["boutique"] else ("boutique", *REQUIRED)
    for count, row in enumerate(rows(delivery, settings, required)):
        if isinstance(row, Row):
            try:
                if (earlier := _keep(row, count, tickets, delivery=delivery, settings=settings)) is not None:
                    yield from _close(_name(row.cells), earlier, broken, closed=closed, settings=settings)
            except Refused as e:
                _break(_name(row.cells), row.line, broken)
                yield row.bad(e)
        else:
            yield row
            if isinstance(row, Bad):
                _break(_name(row.row), int(row.place.removeprefix("line ")), broken)
        while tickets and count - next(iter(tickets.values())).last > OPEN_FOR:
            yield from _close(*tickets.popitem(last=False), broken, closed=closed, settings=settings)
    while tickets:
        yield from _close(*tickets.popitem(last=False), broken, closed=closed, settings=settings)


def _name(cells: Mapping[str, Any]) -> tuple[str, ...]:
    """What the rows of one ticket share, as the file says it."""
    get = cells.get
    return get("boutique", ""), get("till", ""), get("business_day", ""), get("ticket", "")


def _keep(row: Row, count: int, tickets: Tickets, *, delivery: Delivery, settings: Mapping[str, Any]) -> Ticket | None:
    """Lays the row to its ticket. Gives the earlier ticket of that number, where the row begins another."""
    row.need("ticket")
    name, earlier = _name(row.cells), None
    if (ticket := tickets.get(name)) is None:
        ticket = tickets[name] = opened(row, delivery, settings)
    elif not ticket.holds(row):
        another = opened(row, delivery, settings)
        if abs(another.at - ticket.at) > APART:
            earlier, ticket = ticket, another
            tickets[name] = another
        elif another.currency != ticket.currency:
            reason = mark(f"{another.currency} stands in a ticket of {ticket.currency}; expected one currency a ticket")
            raise row.refusal("currency", reason)
    tickets.move_to_end(name)
    ticket.last = count
    if row.get("line_void").lower() not in YES:
        ticket.sold.append(sold(row, ticket.currency, settings))
    ticket.rows.append(row)
    return earlier


def _break(name: tuple[str, ...], line: int, broken: dict[tuple[str, ...], int]) -> None:
    if name[-1]:
        broken.setdefault(name, line)


def _close(
    name: tuple[str, ...],
    ticket: Ticket,
    broken: Mapping[tuple[str, ...], int],
    *,
    closed: Closed,
    settings: Mapping[str, Any],
) -> Reading:
    try:
        key = key_of(ticket, settings)
        made = list(events(ticket, key, settings))
    except Refused as e:
        yield from (row.bad(e) for row in ticket.rows)
        return
    reason = ""
    if name in broken:
        reason = f"waits for line {broken[name]}, a row of the same ticket that could not be read"
    elif key in closed:
        reason = (
            f"{key} came before in this file; sort it by ticket, or write a key that tells them apart in the mapping"
        )
    closed.add(key)
    if reason:
        yield from (Bad(f"line {row.line}", reason, row.cells) for row in ticket.rows)
    else:
        yield from made


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "receipts from any till's CSV, one row a line",
         family="till", title="Any till, CSV or Excel", table=True),
)  # fmt: skip
