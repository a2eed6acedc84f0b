"""A row of a booking tool or a CRM as an event: what happened with a client, never who the client is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from ..refusals import Refused
from ..retail.operations import ENROLMENTS, SIGNALS, Booking, Enrolment, Signal
from ..retail.who import Who
from .answers import receipt_of
from .cells import YES, day, door_of, moment, revision
from .delivery import Delivery, revision_of
from .headings import plain
from .mapping import default
from .rows import Row

BOOKING = "booking"
MEANT = (BOOKING, *ENROLMENTS, *SIGNALS)
STAGED = ("appointment_", "follow_up_")  # kinds whose state says which of them it is
MASKED = "client:"  # a client's number that was hashed already


@dataclass(frozen=True, slots=True)
class Meant:
    """What a row is of: one of MEANT, and whether it was taken back."""

    kind: str
    cancelled: bool


def masked(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells with the client's number hashed, as they may be kept."""
    client = cells.get("client_number", "")
    if not client or client.startswith(MASKED):
        return dict(cells)
    return {**cells, "client_number": MASKED + blake2b(client.encode(), digest_size=16).hexdigest()}


def booked(row: Row, delivery: Delivery, settings: Mapping[str, Any], feed: str) -> Booking | Enrolment | Signal:
    """
    Raises:
        Refused: a cell is missing or cannot be read.
    """
    meant = _meant(row, settings, feed)
    door, dates, source = door_of(row, "boutique", delivery.doors, settings), settings["dates"], settings["source"]
    zone = settings["zone"] or door.zone
    at = moment(row, ("at", "at_time"), formats=dates, zone=zone)
    key = _key(row, meant, at)
    code = row.get("associate")
    shared: dict[str, Any] = {
        "at": at, "boutique": door.code, "source": source, "key": key, "cancelled": meant.cancelled,
        "revision": revision(row, delivery.received, formats=dates, zone=zone), "visit": row.get("visit"),
        "product_line": _line(row, settings), "associate": Who(source, code) if code else None,
    }  # fmt: skip
    receipt, due = receipt_of(row.get("receipt"), door, settings), _due(row, dates, zone)
    if meant.kind == BOOKING:
        return Booking(**shared, service=row.get("service").lower(), receipt=receipt, due=due,
                       appointment=row.get("appointment"))  # fmt: skip
    if meant.kind in ENROLMENTS:
        return Enrolment(**shared, plan=meant.kind, receipt=receipt, appointment=row.get("appointment"))
    if not code:
        raise row.refusal("associate", "is empty; expected the code of the associate whose client it was")
    named = row.get("appointment") or (row.get("reference") if meant.kind.startswith(STAGED) else "")
    return Signal(**shared, signal=meant.kind, appointment=named, due=due)


def _meant(row: Row, settings: Mapping[str, Any], feed: str) -> Meant:
    """By kind and state together, else by the kind alone; a state that says cancelled takes back what the kind says."""
    kind, state = plain(row.need("kind")), plain(row.get("status"))
    words = {**_plain(tuple(default(feed)["kinds"].items())), **_plain(tuple(settings["kinds"].items()))}
    back = state in _states(tuple(settings["cancelled_words"])) or row.get("cancelled").lower() in YES
    both = "" if back or not state else words.get(f"{kind} {state}", "")
    found = both or words.get(kind) or kind.replace(" ", "_")
    if found not in MEANT:
        raise row.refusal("kind", f"{row.get('kind')!r} is not known; write [kinds] \"{row.get('kind')}\" = one of "
                                  f"{', '.join(MEANT)}")  # fmt: skip
    if state and not both and not back and found.startswith(STAGED):
        asked = f"{row.get('kind')} {row.get('status')}"
        raise row.refusal("status", f"{row.get('status')!r} is not known; write [kinds] \"{asked}\" = one of "
                                    f"{', '.join(one for one in SIGNALS if one.startswith(STAGED))}")  # fmt: skip
    return Meant(found, back)


@lru_cache(maxsize=64)
def _plain(words: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {plain(word): meaning for word, meaning in words}


@lru_cache(maxsize=64)
def _states(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(plain, words))


def _key(row: Row, meant: Meant, at: datetime) -> str:
    """The tool's own id. One appointment is told of at each of its stages, a client book is updated many times."""
    name, client = row.get("reference"), masked(row.cells).get("client_number", "")
    if not name and not client:
        raise row.refusal("reference", "is empty; expected the tool's own id of the booking, or of the client")
    if name and meant.kind in (BOOKING, *ENROLMENTS):
        return name
    if name and meant.kind != "client_book_updated":
        return f"{name}/{meant.kind}"
    return f"{name or client}/{meant.kind}/{revision_of(at)}"


def _due(row: Row, dates: tuple[str, ...], zone: str) -> date | None:
    """A day, or the day of a time in the boutique's zone."""
    if not row.get("due"):
        return None
    try:
        return moment(row, ("due",), formats=dates, zone=zone).date()
    except Refused:
        return day(row, "due", ("%Y-%m-%d",))


def _line(row: Row, settings: Mapping[str, Any]) -> str:
    text = row.get("product_line")
    return str(settings["lines"].get(text, text.lower()))
