"""A row of a booking tool or a CRM as an event: what happened with a client, never who the client is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from ..languages import mark
from ..refusals import Refused
from ..retail.operations import ENROLMENTS, SIGNALS, Booking, Enrolment, Signal
from ..retail.who import Who
from .answers import Answer, receipt_of
from .brief import brief
from .cells import YES, day, door_of, moment, revision
from .delivery import Delivery, Skipped, revision_of
from .headings import plain
from .mapping import default
from .rows import Row

BOOKING = "booking"
MEANT = (BOOKING, *ENROLMENTS, *SIGNALS)
STAGED = ("appointment_", "follow_up_")  # kinds whose state says which of them it is
MASKED = "client:"  # a client's number that was hashed already
NAMED = ("reference", "appointment", "visit")  # ids of the tool's, which some fill with the client's mail
CAMEL = re.compile("(?<=[a-z])(?=[A-Z])")
EASTERN = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")  # Japanese and Chinese
SKIP = "skip"  # what [kinds] says of things that are none of ours


@dataclass(frozen=True, slots=True)
class Meant:
    """What a row is of: one of MEANT, and whether it was taken back."""

    kind: str
    cancelled: bool


def masked(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells with the client's number hashed, as they may be kept; so is a mail address where an id should stand."""
    hidden = {field: _hashed(text) for field, text in cells.items()
              if text and (field == "client_number" or (field in NAMED and "@" in text))}  # fmt: skip
    return brief({**cells, **hidden})


def _hashed(text: str) -> str:
    return text if text.startswith(MASKED) else MASKED + blake2b(text.encode(), digest_size=16).hexdigest()


def booked(row: Row, delivery: Delivery, settings: Mapping[str, Any],
           feed: str) -> Booking | Enrolment | Signal | Skipped:  # fmt: skip
    """
    Raises:
        Refused: a cell is missing or cannot be read.
    """
    meant = _meant(row, settings, feed)
    if meant.kind == SKIP:
        place = row.place if isinstance(row, Answer) else f"line {row.line}"
        return Skipped(place, mark("is of a kind that the mapping passes over"))
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
    """By kind and state together, else by the kind alone; a state that says cancelled takes back what the kind says.

    The state may stand in the kind itself, as webhooks name their events: appointment.cancelled.
    """
    kind, state = plain(CAMEL.sub(" ", row.need("kind"))), plain(row.get("status"))
    words = {**_plain(tuple(default(feed)["kinds"].items())), **_plain(tuple(settings["kinds"].items()))}
    gone = _states(tuple(settings["cancelled_words"]))
    if kind not in words and " " in kind and not state:
        first, _, last = kind.rpartition(" ")
        known = first in words or first.replace(" ", "_") in MEANT
        kind, state = (first, last) if last in gone and known else (kind, state)
    back = _says(state, gone) or row.get("cancelled").lower() in YES
    both = "" if back or not state else words.get(f"{kind} {state}", "")
    found = both or words.get(kind) or kind.replace(" ", "_")
    if found not in (*MEANT, SKIP):
        raise row.refusal("kind", f"{row.get('kind')!r} is not known; write [kinds] \"{row.get('kind')}\" = one of "
                                  f"{', '.join(MEANT)}, or skip")  # fmt: skip
    if state and not both and not back and found.startswith(STAGED):
        found = _staged(found, state, words) or _unknown_state(row)
    return Meant(found, back)


def _says(state: str, gone: frozenset[str]) -> bool:
    """Cancelled, or cancelled by somebody; in writing without spaces what begins with the word."""
    return any(state == word or state.startswith(f"{word} ") or (EASTERN.match(word) and state.startswith(word))
               for word in gone)  # fmt: skip


def _staged(kind: str, state: str, words: Mapping[str, str]) -> str:
    """The stage a state says of the same kind in another language: "appointment" and the word for missed of another."""
    family = next(one for one in STAGED if kind.startswith(one))
    found = {meaning for word, meaning in words.items() if meaning.startswith(family)
             and word.endswith(f" {state}") and word.removesuffix(f" {state}") in words}  # fmt: skip
    return found.pop() if len(found) == 1 else ""


def _unknown_state(row: Row) -> str:
    asked = f"{row.get('kind')} {row.get('status')}"
    raise row.refusal("status", f"{row.get('status')!r} is not known; write [kinds] \"{asked}\" = one of "
                                f"{', '.join(one for one in SIGNALS if one.startswith(STAGED))}")  # fmt: skip


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
        return moment(row, ("due",), formats=dates, zone=zone).astimezone(ZoneInfo(zone)).date()
    except Refused:
        return day(row, "due", ("%Y-%m-%d",))


def _line(row: Row, settings: Mapping[str, Any]) -> str:
    text = row.get("product_line")
    return str(settings["lines"].get(text, text.lower()))
