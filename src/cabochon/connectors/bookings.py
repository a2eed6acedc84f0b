"""Bookings, appointments, follow-ups and client books as a webhook in JSON, signed as Standard Webhooks says.

The mapping says where under the document each field stands: "data.id" is the member `id` of the object `data`.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ..refusals import Refused
from . import signatures
from .answers import Answer, again
from .booked import booked, masked
from .delivery import Bad, Delivery, Reading
from .documents import Document, documents
from .feed import Feed
from .mapping import settled

FEED = "bookings"
TIMES = ("at", "due", "revision")
EPOCH = re.compile(r"[1-9][0-9]{9}(?:[0-9]{3})?")


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    if delivery.again:
        for row in again(delivery):
            yield from _one(row, delivery, settings)
        return
    for found in documents(delivery):
        if isinstance(found, Bad):
            yield found
            continue
        place, document = found
        for at, one in _each(document, place, settings["list"]):
            yield from _one(_cut(one, at, settings["fields"]), delivery, settings)


def _one(row: Answer, delivery: Delivery, settings: Mapping[str, Any]) -> Reading:
    try:
        yield booked(row, delivery, settings, FEED)
    except Refused as e:
        yield row.bad(e)


def _each(document: Document, place: str, path: str) -> list[tuple[str, Document]]:
    """The document itself, or those of the list at `path` in it, each with what stands beside the list."""
    found = _at(document, path) if path else None
    if not isinstance(found, list):
        return [(place, document)]
    first = path.split(".")[0]
    beside = {name: value for name, value in document.items() if name != first}
    where = f"{place}/{path.replace('.', '/')}"
    return [(f"{where}/{n}", {**beside, **one}) for n, one in enumerate(found) if isinstance(one, dict)]


def _cut(document: Document, place: str, fields: Mapping[str, str]) -> Answer:
    """What the mapping names and nothing else; the client's number is hashed."""
    cells: dict[str, str] = {}
    for field, path in fields.items():
        value = _at(document, path) if path else None
        if isinstance(value, bool):
            cells[field] = "yes" if value else "no"
        elif value is not None and not isinstance(value, (dict, list)):
            text = str(value).strip()
            cells[field] = _since(text) if field in TIMES and EPOCH.fullmatch(text) else text
    return Answer(1, masked(cells), {name: path.replace(".", "/") for name, path in fields.items()}, place)


def _since(text: str) -> str:
    """Seconds or milliseconds since 1970 as a time."""
    return datetime.fromtimestamp(int(text[:10]), UTC).isoformat()


def _at(document: Any, path: str) -> Any:
    for step in path.split("."):
        document = document.get(step) if isinstance(document, dict) else None
    return document


CONNECTORS = (
    Feed(FEED, read, ("type", "data"), "service bookings, enrolments, appointments, follow-ups, client books",
         family="booking", title="Any booking tool or CRM, webhook", signing=signatures.STANDARD),
)  # fmt: skip
