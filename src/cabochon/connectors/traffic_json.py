"""Door counters as JSON: data[].group.start/finish and value, as RetailNext answers, or a plain list of intervals.

Webhook, file or a platform's own push. A later reading of an interval replaces the earlier. Two intervals of a counter
in one delivery may be the same, never overlap.
"""

import re
from bisect import bisect_left
from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from ..languages import mark
from ..refusals import Refused
from ..retail.events import Traffic
from ..retail.master import Door
from . import signatures
from .cells import unknown_door
from .delivery import Bad, Delivery, Reading, Skipped, revision_of
from .documents import Document, decimal_of, documents, text_of
from .feed import Feed
from .in_turn import Last, in_turn
from .mapping import settled
from .traffic_hours import lasted, missing, started, twice
from .traffic_nested import unfolded
from .traffic_shape import Interval, Passed, intervals

FEED = "traffic_json"
LONGEST = timedelta(hours=25)  # a day, when the clocks go back
MOST = 10**7  # people or minutes of an interval
MIDNIGHT = re.compile(r"24:00(?::00)?")
COUNTS = ("entries", "exits", "excluded")
Taken = dict[tuple[str, str], list[tuple[datetime, datetime]]]  # of a door's counter, in order


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    taken: Taken = defaultdict(list)
    seen: set[tuple[str, str, datetime]] = set()
    last: Last = OrderedDict()
    for found in documents(delivery):
        if isinstance(found, Bad):
            yield found
            continue
        for part in [found] if delivery.again else unfolded(*found, settings):
            for one in intervals(*part, settings, plain=bool(delivery.again)):
                if not isinstance(one, Interval):
                    yield one
                    continue
                try:
                    yield in_turn(_traffic(one, delivery, settings, taken=taken, seen=seen), delivery, last)
                except Passed as passed:
                    yield Skipped(one.place, str(passed))
                except Refused as e:
                    yield Bad(f"{one.place}{e.pointer}", e.reason, one.cells)


def _traffic(one: Interval, delivery: Delivery, settings: Mapping[str, Any], *, taken: Taken,
             seen: set[tuple[str, str, datetime]]) -> Traffic:  # fmt: skip
    cells = one.cells
    _sound(cells, settings)
    door = _door(cells, delivery, settings)
    zone, counter = settings["zone"] or door.zone, text_of(cells, "counter")
    local = _time(cells, "start")
    counts = {name: _people(cells, name) for name in COUNTS}
    if not any(counts.values()) and missing(local, zone):
        raise Passed(mark(f"{local:%H:%M} did not exist that day: the clocks went forward"))
    # When summer time ends an hour comes twice under one name: what stands second is the second hour.
    fold = 1 if twice(local, zone) and (door.code, counter, local) in seen else 0
    seen.add((door.code, counter, local))
    try:
        at = started(local, zone, fold)
    except Refused as refusal:
        raise Refused(refusal.reason, "/start") from None
    minutes = _minutes(cells, local, zone, fold, settings=settings)
    if at >= delivery.received:
        raise Passed(mark("has not begun when it was sent"))
    _place(taken[door.code, counter], at, at + timedelta(minutes=minutes))
    return Traffic(
        at=at,
        boutique=door.code,
        source=settings["source"],
        key=f"{door.code}/{counter}/{revision_of(at)}",
        revision=_revision(cells, delivery),
        minutes=minutes,
        counter=counter,
        entries=counts["entries"],
        exits=counts["exits"],
        excluded=counts["excluded"],
    )


def _sound(cells: Document, settings: Mapping[str, Any]) -> None:
    """The counter itself says that the reading is good."""
    if cells.get("ok") is False:
        raise Passed(mark("the counter says that this reading is not ok"))
    if (word := text_of(cells, "validity").lower()) in settings["invalid"]:
        raise Passed(mark(f"the counter says that this reading is {word}"))
    if cells.get("entries") is None:
        raise Passed(mark("has no number of people who came in"))
    least = settings["least_availability"]
    if cells.get("availability") is None:
        return
    share = decimal_of(cells, "availability")
    if not 0 <= share <= 100:
        raise Refused(f"{share} is no percent; expected 0 to 100", "/availability")
    if share < Decimal(str(least)):
        raise Passed(mark(f"the sensor was there for {share} % of the time, less than {least} %"))


def _door(cells: Document, delivery: Delivery, settings: Mapping[str, Any]) -> Door:
    text = text_of(cells, "store").strip() or settings["boutique"]
    if not text:
        raise Refused(
            'names no store; write boutique = "<code>" in the mapping, if all of it is one boutique', "/store"
        )
    if (door := delivery.doors.get(settings["boutiques"].get(text, text))) is None:
        raise Refused(unknown_door(text), "/store")
    return door


def _time(cells: Document, name: str) -> datetime:
    text = text_of(cells, name).strip()
    if not text:
        raise Refused("is missing; expected e.g. 2026-03-31T14:00:00", f"/{name}")
    try:
        found = _read_time(text)
    except (ValueError, OverflowError):
        raise Refused(f"{text!r} is not a time; expected e.g. 2026-03-31T14:00:00", f"/{name}") from None
    if not 1990 <= found.year < 2100:
        raise Refused(f"{text!r} lies too far away; expected e.g. 2026-03-31T14:00:00", f"/{name}")
    return found


def _read_time(text: str) -> datetime:
    """ISO 8601, 24:00 for the end of a day too; 20260331140000; seconds or milliseconds since 1970.

    Raises:
        ValueError, OverflowError: it is none.
    """
    if text.isascii() and text.isdecimal():
        if len(text) in (10, 13):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        return datetime.strptime(text, "%Y%m%d%H%M%S" if len(text) == 14 else "%Y%m%d%H%M")  # noqa: DTZ007 - the door's
    if MIDNIGHT.fullmatch(text[11:19]) and text[10:11] in ("T", " "):
        return datetime.fromisoformat(f"{text[:11]}00:00{text[19:] if len(text) > 19 else ''}") + timedelta(days=1)
    return datetime.fromisoformat(text)


def _minutes(cells: Document, local: datetime, zone: str, fold: int, *, settings: Mapping[str, Any]) -> int:
    if cells.get("end") is not None:
        try:
            length = lasted(local, _time(cells, "end"), zone, fold)
        except Refused as refusal:
            raise Refused(refusal.reason, refusal.pointer or "/end") from None
        start, end = text_of(cells, "start"), text_of(cells, "end")
        if length <= timedelta():
            raise Refused(f"runs backwards, from {start} to {end}; expected an end after the start", "/end")
    else:
        minutes = decimal_of(cells, "minutes", str(settings["minutes"]))
        length = timedelta(minutes=float(max(min(minutes, Decimal(MOST)), Decimal(-1))))
    if not timedelta() < length <= LONGEST or length % timedelta(minutes=1):
        raise Refused("is no interval; expected whole minutes, more than none and at most a day", "/minutes")
    return int(length / timedelta(minutes=1))


def _people(cells: Document, name: str) -> int:
    value = decimal_of(cells, name, "0")
    if value < 0:
        raise Refused(f"{value} is below zero; expected how many people passed", f"/{name}")
    if value > MOST:
        raise Refused(f"{value} is more than anybody can count; expected how many people passed", f"/{name}")
    if value != value.to_integral_value():
        raise Refused(f"{value} is not a whole number; expected e.g. 12", f"/{name}")
    return int(value)


def _place(taken: list[tuple[datetime, datetime]], start: datetime, end: datetime) -> None:
    """
    Raises:
        Refused: it overlaps another of the same counter; the same interval once more is a correction.
    """
    here = bisect_left(taken, (start, end))
    if here < len(taken) and taken[here] == (start, end):
        return
    for one in taken[max(here - 1, 0) : here + 1]:
        if one[0] < end and start < one[1]:
            first, last = one[0].isoformat(" ", "minutes"), one[1].isoformat(" ", "minutes")
            raise Refused(f"overlaps the interval from {first} to {last} of the same counter; people would count "
                          "twice", "/start")  # fmt: skip
    taken.insert(here, (start, end))


def _revision(cells: Document, delivery: Delivery) -> str:
    text = text_of(cells, "revision")
    if not text:
        return revision_of(delivery.received)
    if text.isdecimal():
        return text.zfill(20)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return revision_of(found) if found.tzinfo else text


CONNECTORS = (
    Feed(FEED, read, ("data|start",), "door counters as JSON: RetailNext, or a list of intervals",
         family="traffic", title="RetailNext and other counters, JSON", signing=signatures.STANDARD),
)  # fmt: skip
