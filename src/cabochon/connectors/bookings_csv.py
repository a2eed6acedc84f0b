"""Bookings, appointments, follow-ups and client books from any tool's CSV or Excel: one row a thing that happened."""

from dataclasses import replace

from ..refusals import Refused
from .booked import booked, masked
from .delivery import Bad, Delivery, Reading
from .feed import Feed
from .mapping import settled
from .rows import Row, rows

FEED = "bookings_csv"
REQUIRED = ("kind", "reference|client_number", "at")


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    required = REQUIRED if settings["boutique"] else ("boutique", *REQUIRED)
    for found in rows(delivery, settings, required):
        if not isinstance(found, Row):
            yield replace(found, row=masked(found.row)) if isinstance(found, Bad) else found
            continue
        row = Row(found.line, masked(found.cells), found.columns)
        try:
            yield booked(row, delivery, settings, FEED)
        except Refused as e:
            yield row.bad(e)


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "service bookings, enrolments, appointments, follow-ups, client books",
         family="booking", title="Any booking tool or CRM, CSV or Excel", table=True),
)  # fmt: skip
