"""One file a feed: `read(delivery)` gives retail events, good ones at once, the rest with a reason.

Connectors know retail and their own format. The same delivery twice is the same events; only fields that the mapping
names are read, and of a client nothing at all. A connector of somebody else's is an installed package with an entry
point in the group `cabochon.connectors` that names a `Feed`; docs/guides/connectors.md says how one is written.
"""

import logging
from collections.abc import Iterator
from importlib.metadata import entry_points
from types import ModuleType

from . import (
    availability_csv,
    bookings,
    bookings_csv,
    closings_csv,
    counts_csv,
    delighted,
    epcis,
    exceptions_csv,
    lightspeed,
    master_csv,
    master_more,
    poslog,
    qualtrics,
    roster_csv,
    shopify,
    square,
    steps_csv,
    survey_csv,
    surveymonkey,
    till_csv,
    traffic_csv,
    traffic_json,
    typeform,
)
from .delivery import Ask, Bad, DatedRow, Delivery, Item, PersonRow, Reading, Skipped
from .feed import FAMILIES, Arrived, Feed, Page, Signing
from .mapping import default_text, load, register
from .samples import sample_of

__all__ = [
    "BROKEN", "FAMILIES", "KINDS", "Arrived", "Ask", "Bad", "DatedRow", "Delivery", "Feed", "Item", "Page", "PersonRow",
    "Reading", "Signing", "Skipped", "default_text", "load", "sample_of",
]  # fmt: skip
GROUP = "cabochon.connectors"
OURS: tuple[ModuleType, ...] = (
    roster_csv,
    closings_csv,
    bookings_csv,
    bookings,
    master_csv, master_more, till_csv, shopify, survey_csv, typeform, traffic_csv, poslog,
    qualtrics, surveymonkey, delighted,
    square, lightspeed,
    traffic_json, epcis, counts_csv, steps_csv, exceptions_csv, availability_csv,
)  # fmt: skip  # each has CONNECTORS: its feeds
BROKEN: dict[str, str] = {}  # entry points that are no connector, and why
log = logging.getLogger("cabochon.connectors")


def _installed(known: set[str]) -> Iterator[Feed]:
    """Connectors of other packages. One that fails is named in BROKEN and stops nothing."""
    for point in entry_points(group=GROUP):
        try:
            feed = point.load()
            if not isinstance(feed, Feed):
                raise TypeError(f"is a {type(feed).__name__}, not a cabochon.connectors.Feed")
            if feed.name in known:
                raise ValueError(f"is called {feed.name}, as another connector is")
            register(feed.name, feed.mapping)
        except Exception as fault:  # somebody else's code
            log.exception("connector %s cannot be used", point.value)
            BROKEN[point.name] = f"{type(fault).__name__}: {fault}"
        else:
            known.add(feed.name)
            yield feed


KINDS: dict[str, Feed] = {feed.name: feed for module in OURS for feed in module.CONNECTORS}
KINDS |= {feed.name: feed for feed in _installed(set(KINDS))}
