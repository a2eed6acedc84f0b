"""Weeks of a pretend maison, and its life while it runs: the doors' days, their counters, coaching and modules."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from ..retail.events import EventKind, Observation, Receipt, Survey, Traffic
from ..retail.master import Door
from ..retail.who import person
from . import planted
from .floor import closings, floor
from .lessons import assignments, attempt, better, lessons, of_role
from .maison import COUNTER, Maison
from .programme import programme
from .rhythm import focus, rhythm, shared_clips
from .staffing import shifts, staffing
from .stock import counts
from .visits import visit

QUIET = frozenset({Observation, Receipt, Survey})  # all that is known of the weeks before
LAUNCH = 12  # weeks before now: with coaching, modules and all that is counted
LATE = 9  # days of a focus that came in late at one boutique
WEEKDAY = (0.8, 0.82, 0.9, 0.95, 1.15, 1.5, 0.75)  # Monday to Sunday


def history(house: Maison, *, now: datetime, weeks: int = 12, seed: int = 1) -> Iterator[EventKind]:
    """Everything that happened in the weeks before `now`, door by door, day by day; then what is said once."""
    for door in house.doors:
        today = door.local(now).date()
        days = (today - timedelta(days=back) for back in range(weeks * 7, -1, -1))
        launch = today - timedelta(weeks=LAUNCH)
        told = [
            event for on in days for event in day(house, door, on, now=now, seed=seed)
            if on >= launch or type(event) in QUIET
        ]  # fmt: skip
        yield from told
        yield from (one for one in closings(house, door, told, now=now) if one.business_day >= launch)
        yield from staffing(house, door, now=now)
        once = (
            *focus(house, door, now=now, seed=seed),
            *shared_clips(house, door, now=now, seed=seed),
            *assignments(house, door, now=now, weeks=min(weeks, LAUNCH), seed=seed),
        )
        yield from (event for event in once if event.at <= now)
    yield from programme(house, now=now, seed=seed)


def late(house: Maison, events: Iterable[EventKind]) -> list[EventKind]:
    """Of the first days of the first boutique's focus what its second manager saw: kept on a phone until just now."""
    door = house.doors[0].code
    since, watching = house.focus.get(door, date.max), person(house.managers[door][-1].id)
    return [
        event for event in events
        if isinstance(event, Observation) and event.observer == watching and event.boutique == door
        and 0 < (event.at.date() - since).days <= LATE
    ]  # fmt: skip


def day(house: Maison, door: Door, on: date, *, now: datetime, seed: int = 1) -> Iterator[EventKind]:
    """One door's day as far as it has gone by `now`, and what came of it later."""
    dice = Random(f"{seed}/{door.code}/{on}")
    zone = ZoneInfo(door.zone)
    opening = datetime.combine(on, door.opens, zone)
    hours = door.closes.hour - door.opens.hour

    def own(theme: str) -> Random:
        return Random(f"{seed}/{door.code}/{on}/{theme}")

    if not (planted.at(house, door, planted.SILENT) and (now - opening).days < planted.SILENT_DAYS):
        yield from _counted(house, door, opening, hours, now, own("counter"))
    seen: list[Observation] = []
    for number in range(round(house.traffic[door.code] * 0.13 * WEEKDAY[on.weekday()] * dice.uniform(0.85, 1.15))):
        whim = own(str(number))
        start = opening + timedelta(minutes=whim.randint(0, hours * 60 - 20))
        seller = whim.choice(house.sellers[door.code])
        if start + timedelta(minutes=60) <= now:
            for event in visit(house, door, seller, start=start, dice=whim, number=number, until=now):
                seen += [event] if isinstance(event, Observation) else []
                yield event
    beside = (
        *rhythm(house, door, opening, now=now, dice=own("rhythm"), seen=seen),
        *lessons(house, door, opening, own("lessons")),
        *floor(house, door, opening, hours, own("floor")),
        *counts(house, door, opening, own("stock")),
        *shifts(house, door, on, now=now),
    )
    yield from (event for event in beside if event.at <= now)


def moment(house: Maison, *, now: datetime, dice: Random, number: int, door: Door | None = None) -> list[EventKind]:
    """Something that has just happened, for a demo that lives: a visit that ended now, or a module taken."""
    door = door or dice.choice(house.doors)
    local = door.local(now)
    seller = dice.choice(house.sellers[door.code])
    if dice.random() < 0.15:
        taken = attempt(door, seller.person, at=local - timedelta(minutes=8), module=dice.choice(of_role("advisor")),
                        dice=dice, ahead=better(house, door, seller))  # fmt: skip
        return [event for event in taken if event.at <= now]
    found: list[EventKind] = []
    while not found:
        start = local - timedelta(minutes=dice.choice((57, 57, 160)))  # some of long ago, whose client answers just now
        found = list(visit(house, door, seller, start=start, dice=dice, number=number, until=local))
        number += 1
    return found


def _counted(
    house: Maison, door: Door, opening: datetime, hours: int, now: datetime, dice: Random
) -> Iterator[Traffic]:
    for h in range(hours):
        at = opening + timedelta(hours=h)
        if at + timedelta(hours=1) > now:
            return
        entries = max(0, round(dice.gauss(house.traffic[door.code] / hours * WEEKDAY[at.weekday()], 2.5)))
        yield Traffic(
            at=at, boutique=door.code, source=COUNTER, key=f"{door.code}/{at.isoformat()}", revision=at.isoformat(),
            minutes=60, entries=entries, exits=max(0, entries - dice.randint(0, 2)), counter="main",
        )  # fmt: skip
