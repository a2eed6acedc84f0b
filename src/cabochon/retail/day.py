"""When something counts: the boutique's business day, its local hour and the third of its opening hours."""

from datetime import date, datetime, time, timedelta

from .master import Door

DAYPARTS = ("morning", "midday", "evening")


def business_day(at: datetime, door: Door) -> date:
    """The day that was open at that moment: before `day_ends`, by the clock on the wall, it is still the day before."""
    local = door.local(at)
    return local.date() - timedelta(days=local.time() < door.day_ends)


def daypart(local: time, door: Door) -> str:
    """Morning, midday or evening: thirds of the opening hours, with what lies outside added to the nearer end."""
    opens, closes = _minutes(door.opens), _minutes(door.closes)
    closes += 1440 * (closes <= opens)
    minute = _minutes(local) + 1440 * (local < door.day_ends)
    third = (minute - opens) * 3 // (closes - opens)
    return DAYPARTS[min(max(third, 0), 2)]


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
