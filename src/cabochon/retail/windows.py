"""Two short observation windows a day: where they are proposed, from the door's hours, its traffic and the roster.

Case study 000 blocks two short windows on each day's schedule. Quiet hours come first, because a manager can watch
unhurried then; an hour in which nobody ever comes in is no use to them, so it comes last.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from ..refusals import Refused

LENGTH = timedelta(minutes=15)
COUNT = 2
APART = 3  # hours between the two, where the day is long enough; at least one
EDGE = 30  # minutes after opening and before closing that are left alone
USUAL = (time(11), time(15, 30))  # mid-morning and mid-afternoon, where no counter says which hours are quiet
Span = tuple[time, time]


def proposed(
    opens: time, closes: time, *, traffic: Mapping[int, float] | None = None, staffed: Sequence[Span] = ()
) -> tuple[time, ...]:
    """Local times at which windows start, in order; fewer than two where the day has no room.

    Args:
        traffic: mean entries by local hour; empty without a counter.
        staffed: when the manager is rostered; empty where nobody said, then the whole day.
    """
    places = _places(opens, closes, staffed)
    if traffic and any(traffic.values()):
        ordered = sorted(places, key=lambda at: (not traffic.get(at.hour), traffic.get(at.hour, 0.0), at))
        return _spread(ordered)
    found: list[time] = []
    for usual in USUAL:
        near = sorted(places, key=lambda at: (abs(_minutes(at) - _minutes(usual)), at))
        found += [at for at in near if _far(at, found, 1)][:1]
    return tuple(sorted(found))


def spans(day: date, starts: Sequence[time], zone: str) -> list[tuple[datetime, datetime]]:
    """The windows of a day as times with their zone."""
    begins = (datetime.combine(day, at, ZoneInfo(zone)) for at in sorted(starts))
    return [(at, at + LENGTH) for at in begins]


def read(texts: Sequence[str], opens: time, closes: time) -> tuple[str, ...]:
    """Times somebody typed, in order.

    Raises:
        Refused: no time, outside the opening hours, or two that overlap.
    """
    found: list[time] = []
    for text in texts:
        if not text:
            continue
        try:
            at = time.fromisoformat(text)
        except ValueError:
            raise Refused("is no time; write 10:30", "/starts") from None
        if not _minutes(opens) <= _minutes(at) <= _minutes(closes) - LENGTH.seconds // 60:
            raise Refused(f"lies outside the opening hours, {opens:%H:%M} to {closes:%H:%M}", "/starts")
        found.append(at.replace(second=0, microsecond=0, tzinfo=None))
    found.sort()
    if len(found) > COUNT:
        raise Refused(f"are more than {COUNT} windows a day", "/starts")
    if any(_minutes(b) - _minutes(a) < LENGTH.seconds // 60 for a, b in pairwise(found)):
        raise Refused("overlap: leave at least 15 minutes between their starts", "/starts")
    return tuple(f"{at:%H:%M}" for at in found)


def _places(opens: time, closes: time, staffed: Sequence[Span]) -> list[time]:
    """Half past each hour that fits, or the hour itself where half past does not."""
    first, last = _minutes(opens) + EDGE, _minutes(closes) - EDGE - LENGTH.seconds // 60
    found = []
    for hour in range(24):
        for minute in (30, 0):
            at = hour * 60 + minute
            if first <= at <= last and (not staffed or any(_inside(at, span) for span in staffed)):
                found.append(time(hour, minute))
                break
    return found


def _inside(at: int, span: Span) -> bool:
    ends = _minutes(span[1])
    return _minutes(span[0]) <= at and (at + LENGTH.seconds // 60 <= ends or ends < _minutes(span[0]))


def _spread(ordered: Sequence[time]) -> tuple[time, ...]:
    """The first, and the next that lies far enough from it."""
    for apart in range(APART, 0, -1):
        found: list[time] = []
        for at in ordered:
            if len(found) < COUNT and _far(at, found, apart):
                found.append(at)
        if len(found) == COUNT:
            return tuple(sorted(found))
    return tuple(sorted(ordered[:1]))


def _far(at: time, others: Sequence[time], hours: int) -> bool:
    return all(abs(_minutes(at) - _minutes(other)) >= hours * 60 for other in others)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
