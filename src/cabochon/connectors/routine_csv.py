"""What steps, exceptions and listings in CSV share: one row is one event; whose it is, when, by which key."""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..refusals import Refused
from ..retail.events import EventKind
from ..retail.master import Door
from ..retail.who import Who
from .brief import brief
from .cells import door_of, moment, revision
from .delivery import Bad, Delivery, Reading, revision_of
from .headings import plain
from .in_turn import Last, in_turn
from .mapping import settled
from .rows import Row, rows

Made = Callable[[Row, Delivery, Mapping[str, Any]], EventKind]
WHOLE = re.compile(r"\.0+$")  # a whole number as a spreadsheet may write it: 46.0


@dataclass(frozen=True, slots=True)
class Told:
    """door, at: where and when. shared: what every event carries, its key but for what the kind adds."""

    door: Door
    at: datetime
    shared: Mapping[str, Any]


def each(delivery: Delivery, feed: str, required: tuple[str, ...], make: Made) -> Reading:
    """The events of a table, one a row; what cannot be read waits by itself.

    required: beside the boutique, which the mapping may name for all rows.
    """
    settings = settled(delivery.mapping, feed)
    last: Last = OrderedDict()
    for found in rows(delivery, settings, required if settings["boutique"] else ("boutique", *required)):
        if not isinstance(found, Row):
            yield replace(found, row=brief(found.row)) if isinstance(found, Bad) else found
            continue
        row = replace(found, cells=brief(found.cells))
        try:
            yield in_turn(make(row, delivery, settings), delivery, last)
        except Refused as refusal:
            yield row.bad(refusal)


def told(row: Row, delivery: Delivery, settings: Mapping[str, Any], *, by: tuple[str, ...]) -> Told:
    """by: what tells a row from others of the same moment, where it has no id of its own."""
    door = door_of(row, "boutique", delivery.doors, settings)
    zone = settings["zone"] or door.zone
    at = moment(row, ("at", "time"), formats=settings["dates"], zone=zone)
    named = row.get("id") or "/".join((revision_of(at), *by))
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


def zone_of(row: Row, settings: Mapping[str, Any]) -> str:
    """The zone as the mapping calls it, whatever the case of the file's word; else as the file does."""
    text = row.get("area")
    return str(settings["zones"].get(text) or next(
        (zone for word, zone in settings["zones"].items() if plain(word) == plain(text)), text))  # fmt: skip


def slug(text: str) -> str:
    """A step's name as a key of ours: its words with hyphens."""
    return "-".join(plain(text).split())


def whole_or(row: Row, field: str, otherwise: int) -> int:
    text = row.get(field)
    if not text:
        return otherwise
    text = WHOLE.sub("", text)
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise row.refusal(field, f"{row.get(field)!r} is not a whole number, zero or more; expected e.g. 2")
    return int(text)
