"""Weeks of a pretend maison, and its life while it runs: the doors' days, their counters, coaching and modules."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from ..retail.events import Coaching, EventKind, Learning, Traffic
from ..retail.master import Door
from ..retail.who import person
from .maison import COUNTER, Maison, Seller
from .visits import visit

MODULES = (("natural-add-on", "accessory"), ("discovery-questions", "discovery"), ("care-in-one-sentence", "care_plan"),
           ("tailored-story", "reasons"), ("booking-the-follow-up", "next_step"))  # fmt: skip
WEEKDAY = (0.8, 0.82, 0.9, 0.95, 1.15, 1.5, 0.75)  # Monday to Sunday


def history(house: Maison, *, now: datetime, weeks: int = 12, seed: int = 1) -> Iterator[EventKind]:
    """Everything that happened in the weeks before `now`, door by door, day by day."""
    for door in house.doors:
        today = door.local(now).date()
        for back in range(weeks * 7, -1, -1):
            yield from day(house, door, today - timedelta(days=back), now=now, seed=seed)


def day(house: Maison, door: Door, on: date, *, now: datetime, seed: int = 1) -> Iterator[EventKind]:
    """One door's day as far as it has gone by `now`."""
    dice = Random(f"{seed}/{door.code}/{on}")
    zone = ZoneInfo(door.zone)
    opening = datetime.combine(on, door.opens, zone)
    hours = door.closes.hour - door.opens.hour
    yield from _counted(house, door, opening, hours, now, Random(f"{seed}/{door.code}/{on}/counter"))
    for number in range(round(house.traffic[door.code] * 0.13 * WEEKDAY[on.weekday()] * dice.uniform(0.85, 1.15))):
        own = Random(f"{seed}/{door.code}/{on}/{number}")
        start = opening + timedelta(minutes=own.randint(0, hours * 60 - 20))
        seller = own.choice(house.sellers[door.code])
        if start + timedelta(minutes=60) <= now:
            yield from visit(house, door, seller, start=start, dice=own, number=number, until=now)
    yield from _coached(house, door, opening, now, dice)
    yield from _learned(house, door, opening, now, dice)


def moment(house: Maison, *, now: datetime, dice: Random, number: int, door: Door | None = None) -> list[EventKind]:
    """Something that has just happened, for a demo that lives: a visit that ended now, or a module taken."""
    door = door or dice.choice(house.doors)
    local = door.local(now)
    seller = dice.choice(house.sellers[door.code])
    if dice.random() < 0.15:
        return list(_attempt(door, seller, local - timedelta(minutes=8), dice))
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


def _coached(house: Maison, door: Door, opening: datetime, now: datetime, dice: Random) -> Iterator[Coaching]:
    if dice.random() > 0.4:
        return
    at = opening + timedelta(minutes=dice.randint(30, 300))
    if at > now:
        return
    seller = min(dice.sample(house.sellers[door.code], 3), key=lambda s: s.offers)
    yield Coaching(
        id=UUID(int=dice.getrandbits(128), version=4), at=at, boutique=door.code, source="floor",
        associate=person(seller.person.id), coach=person(dice.choice(house.managers[door.code]).id),
        behaviour="accessory", positives=("Warm greeting", "Two clear questions"),
        improvement="Offer before the payment", next_time="Tie two add-ons to what the client said",
        practised=dice.random() < 0.7, minutes=dice.randint(6, 15), picked="low_rate",
        picked_since=at.date() - timedelta(days=7), picked_until=at.date(),
    )  # fmt: skip


def _learned(house: Maison, door: Door, opening: datetime, now: datetime, dice: Random) -> Iterator[Learning]:
    for seller in house.sellers[door.code]:
        if dice.random() < 0.16:
            at = opening + timedelta(minutes=dice.randint(0, 400))
            if at + timedelta(minutes=15) <= now:
                yield from _attempt(door, seller, at, dice)


def _attempt(door: Door, seller: Seller, at: datetime, dice: Random) -> Iterator[Learning]:
    module, skill = dice.choice(MODULES)
    attempt = UUID(int=dice.getrandbits(128), version=4)

    def step(what: str, minutes: float, **more: object) -> Learning:
        return Learning(
            id=UUID(int=dice.getrandbits(128), version=4), at=at + timedelta(minutes=minutes), boutique=door.code,
            source="learn", associate=person(seller.person.id), what=what, module=module, skill=skill,
            job_role="advisor", language="en", version="1", attempt=attempt, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    yield step("launched", 0)
    good = dice.random() < 0.7
    yield step("practised", 3, item="choose-the-line", success=good, scaled=1.0 if good else 0.0)
    yield step(
        "completed", 7, success=True, scaled=round(dice.uniform(0.6, 1), 2), seconds=float(dice.randint(300, 560))
    )
    yield step("took_on", 7.5, item="two-add-ons-to-three-clients")
