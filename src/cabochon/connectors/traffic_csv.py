"""Door counters from CSV: one row an interval, local time. A later reading of an interval replaces the earlier."""

from collections.abc import Mapping
from typing import Any

from ..refusals import Refused
from ..retail.events import Traffic
from .cells import door_of, moment, revision, whole
from .delivery import Delivery, Reading, revision_of
from .mapping import settled
from .rows import Row, rows

FEED = "traffic_csv"
REQUIRED = ("starts_at", "entries")


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    required = REQUIRED if settings["boutique"] else ("boutique", *REQUIRED)
    seen: set[str] = set()
    for row in rows(delivery, settings, required):
        if isinstance(row, Row):
            try:
                yield _reading(row, seen, delivery, settings=settings)
            except Refused as e:
                yield row.bad(e)
        else:
            yield row


def _reading(row: Row, seen: set[str], delivery: Delivery, *, settings: Mapping[str, Any]) -> Traffic:
    door = door_of(row, "boutique", delivery.doors, settings)
    zone, point, fields = settings["zone"] or door.zone, settings["decimal"], ("starts_at", "starts_time")
    counter = row.get("counter")

    def key(fold: int) -> str:
        start = moment(row, fields, formats=settings["dates"], zone=zone, fold=fold)
        return f"{door.code}/{counter}/{revision_of(start)}"

    # When summer time ends an hour comes twice under one name: what stands second in the file is the second hour.
    fold = 1 if key(0) in seen and key(1) != key(0) else 0
    seen.add(key(fold))
    minutes = whole(row, "minutes", point) if row.get("minutes") else settings["minutes"]
    if minutes <= 0:
        raise row.refusal("minutes", f"{minutes} is no length of an interval; expected e.g. 60")
    return Traffic(
        at=moment(row, fields, formats=settings["dates"], zone=zone, fold=fold),
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


def _people(row: Row, field: str, point: str) -> int:
    if field != "entries" and not row.get(field):
        return 0
    if (number := whole(row, field, point)) < 0:
        raise row.refusal(field, f"{number} is below zero; expected how many people passed")
    return number
