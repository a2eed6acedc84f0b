"""Add-on articles in stock of those listed, from CSV: one row a boutique and moment. The day's last one counts."""

from collections.abc import Mapping
from typing import Any

from ..retail.operations import Availability
from .delivery import Delivery, Reading
from .feed import Feed
from .routine_csv import each, told, whole_or
from .rows import Row

FEED = "availability_csv"
REQUIRED = ("at", "in_stock", "listed")


def read(delivery: Delivery) -> Reading:
    return each(delivery, FEED, REQUIRED, _listing)


def _listing(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> Availability:
    for field in ("in_stock", "listed"):
        row.need(field)
    there, listed = whole_or(row, "in_stock", 0), whole_or(row, "listed", 0)
    if there > listed:
        raise row.refusal("in_stock", f"{there} is more than the {listed} that are listed")
    return Availability(**told(row, delivery, settings, by=()).shared, in_stock=there, listed=listed)


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "how many of the add-on articles are in stock",
         family="loss", title="Add-ons in stock, CSV or Excel", table=True),
)  # fmt: skip
