"""What the tills themselves counted for a day, from CSV or Excel: one row a door-day, or one a till and day."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..languages import mark
from ..refusals import Refused
from ..retail.operations import TillClosing
from .cells import currency_of, day, door_of, fixed, minor, moment, number, revision, whole
from .delivery import Delivery, Reading
from .feed import Feed
from .mapping import settled
from .rows import Row, rows

FEED = "closings_csv"
REQUIRED = ("business_day", "receipts", "net")
MOST = 10**12


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    required = REQUIRED if settings["boutique"] else ("boutique", *REQUIRED)
    for row in rows(delivery, settings, required):
        if isinstance(row, Row):
            try:
                yield _closing(row, delivery, settings)
            except Refused as e:
                yield row.bad(e)
        else:
            yield row


def _closing(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> TillClosing:
    """Its time is when the till was closed, else when the boutique closes."""
    door, dates, point = door_of(row, "boutique", delivery.doors, settings), settings["dates"], settings["decimal"]
    zone, till = settings["zone"] or door.zone, row.get("till")
    row.need("business_day")
    if (on := day(row, "business_day", dates)) is None:
        raise row.refusal("business_day", "is empty")
    receipts = whole(row, "receipts", point)
    if receipts < 0:
        below = mark(f"{receipts} is below zero; expected how many receipts the till counted")
        raise row.refusal("receipts", below)
    units = number(row, "units", point) if row.get("units") else Decimal()
    net = number(row, "net", point)
    for field, value in (("receipts", Decimal(receipts)), ("units", units), ("net", net)):
        if abs(value) >= MOST:
            raise row.refusal(field, mark(f"{row.get(field)!r} is more than a till counts in a day"))
    at = (moment(row, ("closed_at",), formats=dates, zone=zone) if row.get("closed_at")
          else fixed(datetime.combine(on, door.closes), zone))  # fmt: skip
    currency = currency_of(row, "currency", door)
    return TillClosing(
        at=at, boutique=door.code, source=settings["source"], key=f"{door.code}/{till}/{on}",
        revision=revision(row, delivery.received, formats=dates, zone=zone), business_day=on, currency=currency,
        receipts=receipts, units=float(units), net=minor(net, currency), till=till,
    )  # fmt: skip


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "what the tills counted for a day, to compare with what arrived",
         family="till", title="Till closings, CSV or Excel", table=True),
)  # fmt: skip
