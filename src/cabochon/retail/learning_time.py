"""Hours for learning: where the door is quiet within somebody's shifts, and where it is too busy to be reminded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

HOUR = timedelta(hours=1)
SHARE = 3  # the quietest third of the hours is quiet, the busiest third is busy
FEW = 3  # hours of a day below which none is told from another
USUAL = (10, 11, 14, 15)  # mid-morning and early afternoon, where nothing counts who comes in


@dataclass(frozen=True, slots=True)
class Moment:
    """An hour, or what of it lies within the shift, in the boutique's zone."""

    starts: datetime
    ends: datetime


def open_hours(opens: time, closes: time) -> list[int]:
    """Local hours in which the door is open for all of the hour."""
    first = opens.hour + bool(opens.minute)
    return list(range(first, closes.hour if closes > opens else 24))


def quiet_hours(opens: time, closes: time, traffic: Mapping[int, float]) -> list[int]:
    """The quietest first. traffic: entries by local hour; empty without a counter."""
    hours = open_hours(opens, closes)
    if not any(traffic.get(hour) for hour in hours) or len(hours) < FEW:
        return [hour for hour in USUAL if hour in hours] or hours[:1]
    ordered = sorted(hours, key=lambda hour: (traffic.get(hour, 0.0), hour))
    return ordered[: max(2, len(hours) // SHARE)]


def busy_hours(opens: time, closes: time, traffic: Mapping[int, float]) -> frozenset[int]:
    """None where nothing is counted, or every hour is alike."""
    hours = open_hours(opens, closes)
    found = {hour: traffic.get(hour, 0.0) for hour in hours}
    if len(hours) < FEW or len(set(found.values())) < 2:
        return frozenset()
    ordered = sorted(hours, key=lambda hour: (-found[hour], hour))[: max(1, len(hours) // SHARE)]
    quiet = quiet_hours(opens, closes, traffic)
    return frozenset(hour for hour in ordered if found[hour] and hour not in quiet)


def good(shift: Moment, hours: Sequence[int], now: datetime) -> Moment | None:
    """The first of these hours that lies within the shift and is not over."""
    for hour in hours:
        starts = shift.starts.replace(hour=hour, minute=0, second=0, microsecond=0)
        if starts < shift.starts:
            starts += timedelta(days=1) if shift.ends.date() > shift.starts.date() else timedelta()
        if shift.starts <= starts and starts + HOUR <= shift.ends and starts + HOUR / 2 > now:
            return Moment(starts, starts + HOUR)
    return None
