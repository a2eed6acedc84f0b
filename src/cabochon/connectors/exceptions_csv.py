"""What was out of the ordinary at the till or in stock, from CSV: one row a void, override, opened drawer, damage."""

from collections.abc import Mapping
from typing import Any

from ..retail.operations import EXCEPTIONS, StockException
from .cells import YES, currency_of, minor, number
from .delivery import Delivery, Reading
from .feed import Feed
from .routine_csv import each, one_of, somebody, told, zone_of
from .rows import Row

FEED = "exceptions_csv"
REQUIRED = ("exception", "at")


def read(delivery: Delivery) -> Reading:
    return each(delivery, FEED, REQUIRED, _exception)


def _exception(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> StockException:
    kind = one_of(row, "exception", settings["kinds"], EXCEPTIONS, table="kinds")
    area = zone_of(row, settings)
    found = told(row, delivery, settings, by=(kind, row.get("till"), area, row.get("sku")))
    amount, currency = None, ""
    if row.get("value"):
        currency = currency_of(row, "currency", found.door)
        amount = abs(minor(number(row, "value", settings["decimal"]), currency))
    return StockException(
        **found.shared, exception=kind, amount=amount, currency=currency, zone=area,
        sku=row.get("sku"), reason=row.get("reason"), associate=somebody(row, settings),
        cancelled=row.get("cancelled").lower() in YES,
    )  # fmt: skip


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "voids, overrides, opened drawers, damage, theft, one row each",
         family="loss", title="Exceptions, CSV or Excel", table=True),
)  # fmt: skip
