"""What was out of the ordinary at the till or in stock, from CSV: one row a void, override, opened drawer, damage."""

from collections.abc import Mapping
from typing import Any

from ..refusals import Refused
from ..retail.operations import EXCEPTIONS, StockException
from .cells import YES, currency_of, minor, number
from .delivery import Delivery, Reading
from .feed import Feed
from .mapping import settled
from .routine_csv import one_of, somebody, told
from .rows import Row, rows

FEED = "exceptions_csv"
REQUIRED = ("exception", "at")


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    required = REQUIRED if settings["boutique"] else ("boutique", *REQUIRED)
    for row in rows(delivery, settings, required):
        if isinstance(row, Row):
            try:
                yield _exception(row, delivery, settings)
            except Refused as e:
                yield row.bad(e)
        else:
            yield row


def _exception(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> StockException:
    kind = one_of(row, "exception", settings["kinds"], EXCEPTIONS, table="kinds")
    found = told(row, delivery, settings, by=("exception", "till", "area", "sku"))
    area = row.get("area")
    amount, currency = None, ""
    if row.get("value"):
        currency = currency_of(row, "currency", found.door)
        amount = abs(minor(number(row, "value", settings["decimal"]), currency))
    return StockException(
        **found.shared, exception=kind, amount=amount, currency=currency, zone=settings["zones"].get(area, area),
        sku=row.get("sku"), reason=row.get("reason"), associate=somebody(row, settings),
        cancelled=row.get("cancelled").lower() in YES,
    )  # fmt: skip


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "voids, overrides, opened drawers, damage, theft, one row each",
         family="loss", title="Exceptions, CSV or Excel", table=True),
)  # fmt: skip
