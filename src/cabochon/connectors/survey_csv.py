"""Client surveys from any tool's CSV, Qualtrics' three header rows included. Only mapped columns are read."""

from .answers import answered
from .delivery import Delivery, Reading
from .feed import Feed
from .mapping import settled
from .rows import Row, rows

FEED = "survey_csv"
REQUIRED = ("response", "answered_at", "score")


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    required = REQUIRED if settings["boutique"] else ("boutique", *REQUIRED)
    for row in rows(delivery, settings, required):
        yield answered(row, delivery, settings) if isinstance(row, Row) else row


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "client surveys from any CSV, Qualtrics",
         family="survey", title="Any survey, CSV or Excel", table=True),
)  # fmt: skip
