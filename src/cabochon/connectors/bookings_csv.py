"""Bookings, appointments, follow-ups and client books from any tool's CSV or Excel: one row a thing that happened."""

from collections import OrderedDict
from dataclasses import replace

from ..refusals import Refused
from .booked import booked, masked
from .delivery import Bad, Delivery, Reading, Skipped
from .feed import Feed
from .in_turn import Last, in_turn
from .mapping import settled
from .rows import Row, rows

FEED = "bookings_csv"
REQUIRED = ("kind", "reference|client_number", "at")


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    required = REQUIRED if settings["boutique"] else ("boutique", *REQUIRED)
    last: Last = OrderedDict()
    for found in rows(delivery, settings, required):
        if not isinstance(found, Row):
            yield replace(found, row=masked(found.row)) if isinstance(found, Bad) else found
            continue
        row = Row(found.line, masked(found.cells), found.columns)
        try:
            told = booked(row, delivery, settings, FEED)
            yield told if isinstance(told, Skipped) else in_turn(told, delivery, last)
        except Refused as e:
            yield row.bad(e)


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "service bookings, enrolments, appointments, follow-ups, client books",
         family="booking", title="Any booking tool or CRM, CSV or Excel", table=True),
)  # fmt: skip
