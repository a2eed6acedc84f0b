"""What steps, exceptions and listings in CSV share: whose row it is, when, and the key it is known by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..retail.master import Door
from ..retail.who import Who
from .cells import door_of, moment, revision
from .delivery import Delivery, revision_of
from .headings import plain
from .rows import Row


@dataclass(frozen=True, slots=True)
class Told:
    """door, at: where and when. shared: what every event carries, its key but for what the kind adds."""

    door: Door
    at: datetime
    shared: Mapping[str, Any]


def told(row: Row, delivery: Delivery, settings: Mapping[str, Any], *, by: tuple[str, ...]) -> Told:
    """by: the fields that tell a row from others of the same moment, where it has no id of its own."""
    door = door_of(row, "boutique", delivery.doors, settings)
    zone = settings["zone"] or door.zone
    at = moment(row, ("at", "time"), formats=settings["dates"], zone=zone)
    named = row.get("id") or "/".join((revision_of(at), *(row.get(field) for field in by)))
    shared = {
        "at": at, "boutique": door.code, "source": settings["source"], "key": f"{door.code}/{named}",
        "revision": revision(row, delivery.received, formats=settings["dates"], zone=zone),
    }  # fmt: skip
    return Told(door, at, shared)


def somebody(row: Row, settings: Mapping[str, Any]) -> Who | None:
    return Who(settings["source"], row.get("associate")) if row.get("associate") else None


def one_of(row: Row, field: str, words: Mapping[str, str], known: tuple[str, ...], *, table: str) -> str:
    """Our word for the sender's: the mapping's, or ours as it stands, whatever its case and spaces."""
    text = row.need(field)
    same = {plain(word): meaning for word, meaning in words.items()}
    found = same.get(plain(text), plain(text).replace(" ", "_"))
    if found not in known:
        raise row.refusal(field, f'{text!r} is none of {", ".join(known)}; write [{table}] "{text}" = "{known[0]}"')
    return found


def slug(text: str) -> str:
    """A step's name as a key of ours: its words with hyphens."""
    return "-".join(plain(text).split())


def whole_or(row: Row, field: str, otherwise: int) -> int:
    text = row.get(field)
    if not text:
        return otherwise
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise row.refusal(field, f"{text!r} is not a whole number, zero or more; expected e.g. 2")
    return int(text)
