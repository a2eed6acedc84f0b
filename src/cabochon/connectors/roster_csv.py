"""Planned shifts and leave from any roster's CSV or Excel: one row a shift, or one a leave. Nobody's name is read."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from ..refusals import Refused
from ..retail.master import Door
from ..retail.roster import Employment, Shift
from ..retail.who import Who
from .cells import YES, day, door_of, fixed, moment, revision
from .delivery import Delivery, Reading
from .feed import Feed
from .headings import plain
from .job_roles import role_of
from .mapping import COLUMNS, default, settled
from .rows import Row, rows

FEED = "roster_csv"
REQUIRED = ("day|starts|since",)
SHIFT, LEAVE, OFF = "shift", "leave", "off"
KINDS = (SHIFT, LEAVE, OFF)
DAY = timedelta(days=1)
CLOCKS = ("%H:%M", "%H:%M:%S", "%H%M", "%Hh%M", "%H.%M", "%I:%M %p", "%H")


def read(delivery: Delivery) -> Reading:
    """Any column of [identifiers] holds that source's code of the person, where the row has no roster number."""
    settings = settled(delivery.mapping, FEED)
    columns = {**settings[COLUMNS], **{f"identifier {name}": name for name in settings["identifiers"]}}
    required = REQUIRED if settings["boutique"] else ("boutique", *REQUIRED)
    seen: Counter[str] = Counter()
    for row in rows(delivery, {**settings, COLUMNS: columns}, required):
        if not isinstance(row, Row):
            yield row
            continue
        try:
            yield _told(row, seen, delivery, settings=settings)
        except Refused as e:
            yield row.bad(e)


def _told(row: Row, seen: Counter[str], delivery: Delivery, *, settings: Mapping[str, Any]) -> Shift | Employment:
    door, who = door_of(row, "boutique", delivery.doors, settings), _who(row, settings)
    kind, zone = _kind(row, settings), settings["zone"] or door.zone
    said: dict[str, Any] = {
        "boutique": door.code, "source": settings["source"], "associate": who, "job_role": _role(row, settings),
        "revision": revision(row, delivery.received, formats=settings["dates"], zone=zone),
        "cancelled": row.get("cancelled").lower() in YES or plain(row.get("status")) in _words(settings),
    }  # fmt: skip
    if kind == LEAVE:
        return _leave(row, said, delivery, door=door, settings=settings)
    on = _day(row, settings, zone)
    name = row.get("reference") or _nth(f"{who.name}/{on}", seen)
    said |= {"at": _at(row, on, delivery, settings=settings, zone=zone), "key": name, "day": on}
    if kind == OFF:
        return Shift(**{**said, "cancelled": True})
    starts = _clock(row, "starts", on, zone=zone, settings=settings)
    ends = _clock(row, "ends", on, zone=zone, settings=settings)
    if starts is None and ends is not None:
        raise row.refusal("starts", "is empty, but the shift ends; expected e.g. 10:00")
    if starts is not None and starts == ends:
        raise row.refusal("ends", "is when it starts; expected the end of the shift, e.g. 19:00")
    return Shift(**said, starts=starts, ends=_after(starts, ends, zone))


def _leave(
    row: Row, said: dict[str, Any], delivery: Delivery, *, door: Door, settings: Mapping[str, Any]
) -> Employment:
    formats, zone = settings["dates"], settings["zone"] or door.zone
    since = day(row, "since", formats) or _day(row, settings, zone)
    until = day(row, "until", formats) or (None if row.get("since") else since)
    if until and until < since:
        raise row.refusal("until", f"{until} lies before the first day, {since}")
    at = _at(row, since, delivery, settings=settings, zone=zone)
    name = row.get("reference") or f"{said['associate'].name}/leave/{since}"
    return Employment(**said, at=at, key=name, what="on_leave", since=since, until=until)


def _who(row: Row, settings: Mapping[str, Any]) -> Who:
    if code := row.get("person"):
        return Who(settings["codes"] or settings["source"], code)
    for name, source in settings["identifiers"].items():
        if code := row.get(f"identifier {name}"):
            return Who(source, code)
    raise row.refusal("person", "is empty; expected the person's number in the roster, never a name")


def _kind(row: Row, settings: Mapping[str, Any]) -> str:
    text = row.get("kind")
    if not text:
        return LEAVE if row.get("since") else SHIFT
    words = {plain(word): kind for table in (default(FEED)["kinds"], settings["kinds"]) for word, kind in table.items()}
    kind = words.get(plain(text), plain(text))
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise row.refusal("kind", f'{text!r} is no kind of row; write [kinds] "{text}" = one of {known}')
    return str(kind)


def _role(row: Row, settings: Mapping[str, Any]) -> str:
    """What they are to work as; a word nobody knows says nothing, as the people file has the role."""
    return role_of(row.get("job_role"), settings["job_roles"]) or ""


def _words(settings: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(map(plain, settings["cancelled_words"]))


def _nth(name: str, seen: Counter[str]) -> str:
    """A split day is several rows without a name of their own: the first, the second ..."""
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}/{seen[name]}"


def _day(row: Row, settings: Mapping[str, Any], zone: str) -> date:
    if found := day(row, "day", settings["dates"]):
        return found
    return moment(row, ("starts",), formats=settings["dates"], zone=zone).date()


def _at(row: Row, on: date, delivery: Delivery, *, settings: Mapping[str, Any], zone: str) -> datetime:
    """When it was planned: when the row was changed, where it says so; else when it was exported, the day's own
    beginning at the latest."""
    if row.get("revision") and not row.get("revision").isdecimal():
        try:
            return moment(row, ("revision",), formats=settings["dates"], zone=zone)
        except Refused:  # a version that is no time
            pass
    return min(fixed(datetime.combine(on, time()), zone), delivery.received)


def _clock(row: Row, field: str, on: date, *, zone: str, settings: Mapping[str, Any]) -> datetime | None:
    """A time of the day, or a day with its time; local ones are of the zone."""
    if not (text := row.get(field)):
        return None
    if (clock := _time(text)) is not None:
        return fixed(datetime.combine(on, clock), zone)
    return moment(row, (field,), formats=settings["dates"], zone=zone)


@lru_cache(maxsize=4096)
def _time(text: str) -> time | None:
    for form in CLOCKS:
        try:
            return datetime.strptime(text, form).time()  # noqa: DTZ007
        except ValueError:
            continue
    return time() if text in ("24:00", "24:00:00") else None


def _after(starts: datetime | None, ends: datetime | None, zone: str) -> datetime | None:
    """The end, the day after where it lies before the start: a shift over midnight, by that night's clock."""
    if starts is None or ends is None or ends > starts:
        return ends
    local = ends.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    second = fixed(local, zone, 1)  # the second of the two hours when summer time ends
    return second if second > starts else fixed(local + DAY, zone)


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "planned shifts and leave, one row each",
         family="people", title="Any roster, CSV or Excel", table=True),
)  # fmt: skip
