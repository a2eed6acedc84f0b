"""Door counters from CSV: one row an interval, or columns side by side: an hour, a door, a boutique each; local time.

A later reading of an interval replaces the earlier.
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast

from ..refusals import Refused
from ..retail.events import Traffic
from .cells import door_of, fixed, moment, revision, whole
from .delivery import Delivery, Reading, revision_of
from .feed import Feed
from .mapping import COLUMNS, settled
from .rows import AT_HAND, Row, header_of, rows, seekable
from .traffic_hours import hour_of
from .traffic_wide import apart, columns

FEED = "traffic_csv"
REQUIRED = ("starts_at", "entries")
FIELDS = ("starts_at", "starts_time")


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    beside = bool(settings["wide"] or settings["counters"] or settings["places"])
    needed = ("starts_at",) if beside else REQUIRED
    required = needed if settings["boutique"] or settings["places"] else ("boutique", *needed)
    seen: set[str] = set()
    with tempfile.SpooledTemporaryFile(AT_HAND) as room:
        if beside and not delivery.again:
            delivery, settings = _widened(delivery, settings, required, room=cast("BinaryIO", room))
        for row in rows(delivery, settings, required):
            if not isinstance(row, Row):
                yield row
                continue
            for one in apart(row, settings) if beside else (row,):
                try:
                    yield _reading(one, seen, delivery, settings=settings)
                except Refused as e:
                    yield one.bad(e)


def _widened(delivery: Delivery, settings: Mapping[str, Any], required: tuple[str, ...], *,
             room: BinaryIO) -> tuple[Delivery, Mapping[str, Any]]:  # fmt: skip
    """The mapping with every column that stands beside others: called as an hour, or named a door or a boutique."""
    kept = replace(
        delivery, body=delivery.body if isinstance(delivery.body, bytes) else seekable(delivery.stream, room)
    )
    header = header_of(kept, settings, required)
    found = columns(header, settings)
    if not found and settings["wide"]:
        raise Refused("no column is called as an hour; expected e.g. 09:00, 10:00, or write wide = false", "line 1")
    if not found:
        named = ", ".join((*settings["counters"], *settings["places"]))
        raise Refused(f"{named} are named in the mapping and none of them is a column of this file", "line 1")
    return kept, {**settings, COLUMNS: {**settings[COLUMNS], **found}}


def _reading(row: Row, seen: set[str], delivery: Delivery, *, settings: Mapping[str, Any]) -> Traffic:
    door = door_of(row, "boutique", delivery.doors, settings)
    zone, point = settings["zone"] or door.zone, settings["decimal"]
    counter = row.get("counter")
    minutes = whole(row, "minutes", point) if row.get("minutes") else settings["minutes"]
    if minutes <= 0:
        raise row.refusal("minutes", f"{minutes} is no length of an interval; expected e.g. 60")

    def start(fold: int) -> datetime:
        return _start(row, zone, fold, minutes=minutes, settings=settings)

    def key(fold: int) -> str:
        return f"{door.code}/{counter}/{revision_of(start(fold))}"

    # When summer time ends an hour comes twice under one name: what stands second in the file is the second hour.
    fold = 1 if key(0) in seen and key(1) != key(0) else 0
    seen.add(key(fold))
    return Traffic(
        at=start(fold),
        boutique=door.code,
        source=settings["source"],
        key=key(fold),
        revision=revision(row, delivery.received, formats=settings["dates"], zone=zone),
        minutes=minutes,
        entries=_people(row, "entries", point),
        exits=_people(row, "exits", point),
        excluded=_people(row, "excluded", point),
        counter=counter,
    )


def _start(row: Row, zone: str, fold: int, *, minutes: int, settings: Mapping[str, Any]) -> datetime:
    """Of a day and an hour beside it: 24 is the next day's 0, 2 PM is 14; an hour may be the one it ends with."""
    formats, text = settings["dates"], row.get("starts_time")
    if text and (hour := hour_of(text)) is not None:
        day = moment(row, FIELDS[:1], formats=(*formats, *_days(formats)), zone=zone).replace(tzinfo=None)
        local = day.replace(hour=0, minute=0, second=0) + timedelta(hours=hour[0], minutes=hour[1])
        return fixed(local - timedelta(minutes=minutes) if settings["hour_ends"] else local, zone, fold)
    if text and settings["wide"]:
        raise row.refusal("starts_time", f"{text!r} is no hour; expected e.g. 09:00")
    return moment(row, FIELDS, formats=formats, zone=zone, fold=fold)


def _days(formats: tuple[str, ...]) -> Iterator[str]:
    """The formats of days inside those of moments: "%d.%m.%Y" of "%d.%m.%Y %H:%M"."""
    yield from dict.fromkeys(one.split(" ")[0] for one in formats if " " in one)


def _people(row: Row, field: str, point: str) -> int:
    if field != "entries" and not row.get(field):
        return 0
    if (number := whole(row, field, point)) < 0:
        raise row.refusal(field, f"{number} is below zero; expected how many people passed")
    return number


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "door counters, one row an interval",
         family="traffic", title="Any door counter, CSV or Excel", table=True),
)  # fmt: skip
