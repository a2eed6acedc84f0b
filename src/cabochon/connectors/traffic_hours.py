"""Hours as door counters write them: 24, 2 PM, 09:00-10:00; and the hours of the two days a year that have 25 or 23."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ..refusals import Refused
from .cells import fixed

_HOUR = re.compile(
    r"(?:(?:hours?|hr|h|heure|stunde|std|ora|hora)[\s._-]*)?(\d{1,2})(?:[:.h](\d{2})?)?(?::\d{2})?(?:\s*([ap])\.?m\.?)?(?:\s*(?:Uhr|時|时|点))?(?:\s*(?:[-\u2013~]|to)\s*\S.*)?",
    re.IGNORECASE,
)


def hour_of(text: str) -> tuple[int, int] | None:
    """(hour, minute) a text begins with: "14", "14:30", "2 PM", "09:00 - 10:00", "24"; None for anything else."""
    if not (found := _HOUR.fullmatch(text.strip())):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return (hour, minute) if minute < 60 and (hour < 24 or (hour, minute) == (24, 0)) else None


def started(local: datetime, zone: str, fold: int = 0) -> datetime:
    """A local time with its fixed offset. fold: 1 for the second of two hours of one name.

    Raises:
        Refused: there was no such hour: the clocks went forward over it.
    """
    if missing(local, zone):
        raise Refused(f"{local:%Y-%m-%d %H:%M} did not exist in {zone}: the clocks went forward; is the zone right?")
    return fixed(local, zone, fold)


def missing(local: datetime, zone: str) -> bool:
    """A wall clock of the zone never showed it."""
    if local.tzinfo is not None:
        return False
    there = local.replace(tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None) != local


def twice(local: datetime, zone: str) -> bool:
    """A wall clock of the zone showed it two times."""
    if local.tzinfo is not None or missing(local, zone):
        return False
    return fixed(local, zone, 0) != fixed(local, zone, 1)


def lasted(start: datetime, end: datetime, zone: str, fold: int = 0) -> timedelta:
    """From start to end, both local or neither. The first of two hours of one name ends where the second begins.

    Raises:
        Refused: one has an offset, the other has none.
    """
    if (start.tzinfo is None) != (end.tzinfo is None):
        raise Refused("has an offset where its start has none, or the other way about; write both alike")
    if start.tzinfo is not None or (twice(start, zone) and fold == 0):
        return end - start
    return fixed(end, zone, fold if twice(end, zone) else 0) - fixed(start, zone, fold)
