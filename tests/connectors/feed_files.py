"""What the feed tests share: three boutiques, and a way to read a file or a text by a mapping's text."""

from datetime import UTC, datetime
from pathlib import Path

from cabochon.connectors import KINDS, Bad, Delivery, Skipped, load
from cabochon.retail.master import Door

FILES = Path(__file__).parent / "files"
EXPORTED = datetime(2026, 4, 3, 2, 0, tzinfo=UTC)
DOORS = {
    "GVA01": Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF"),
    "TYO01": Door(code="TYO01", name="Ginza", zone="Asia/Tokyo", currency="JPY"),
    "NYC01": Door(code="NYC01", name="Fifth Avenue", zone="America/New_York", currency="USD"),
    "KWI01": Door(code="KWI01", name="Avenues", zone="Asia/Kuwait", currency="KWD"),
}


def read(feed, body, mapping="", received=EXPORTED, **more):
    """Everything the feed gives. body: bytes, a text, or the name of a file here."""
    if isinstance(body, str):
        body = body.encode() if "\n" in body else (FILES / body).read_bytes()
    given = load(mapping, feed) if mapping else None
    return list(KINDS[feed].read(Delivery(body=body, received=received, mapping=given, doors=DOORS, **more)))


def good(items):
    return [one for one in items if not isinstance(one, (Bad, Skipped))]


def bad(items):
    return [(one.place, one.reason) for one in items if isinstance(one, Bad)]


def skipped(items):
    return [(one.place, one.reason) for one in items if isinstance(one, Skipped)]
