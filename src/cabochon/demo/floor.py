"""What runs beside the sale on a boutique's day: process steps, exceptions, add-ons in stock, the till's own closing.

Planted: a process step is done 93 times in 100 (see `planted` for who skips the seal check); of the steps assigned for
a day 9 in 10 are ticked; exceptions come as OFTEN says; a closing agrees with its day's receipts but on one door-day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from random import Random

from ..retail.events import Assignment, Availability, EventKind, Receipt, StepDone, StockException, TillClosing
from ..retail.master import Door
from ..retail.who import person
from . import planted
from .maison import TILL, Maison
from .planted import made

STEPS = {
    "receiving": ("seal-checked", "counted-in"),
    "transfer": ("signed-out",),
    "return": ("condition-noted",),
    "end_of_day_count": ("high-value-tray",),
}  # fmt: skip
WEEKDAYS = {"receiving": (1, 4), "transfer": (2,), "return": (0, 3), "end_of_day_count": tuple(range(7))}
DONE, SEALED, TICKED = 0.93, 0.7, 0.9
OFTEN = {"void": 0.09, "override": 0.06, "no_sale": 0.05, "damaged": 0.01}  # a day
LISTED, IN_STOCK, LACKING = 24, 22, 15


def floor(house: Maison, door: Door, opening: datetime, hours: int, dice: Random) -> Iterator[EventKind]:
    """One door's day, without the closing."""
    stock = [p.id for p in house.people if p.boutique == door.code and p.job_role == "stock"]
    for process, days in WEEKDAYS.items():
        if opening.weekday() not in days:
            continue
        at = opening + timedelta(minutes=dice.randint(5, 40) if process != "end_of_day_count" else hours * 60 - 15)
        for step in STEPS[process]:
            unsealed = step == "seal-checked" and planted.at(house, door, planted.UNSEALED)
            yield StepDone(
                id=made(dice), at=at, boutique=door.code, source="floor", associate=person(stock[0]) if stock else None,
                process=process, step=step, done=dice.random() < (SEALED if unsealed else DONE),
                exceptions=int(dice.random() < 0.05),
            )  # fmt: skip
    if opening.weekday() == 0:
        yield from _assigned(house, door, opening, dice, stock)
    for kind, times in OFTEN.items():
        more = 3 if kind == "override" and planted.at(house, door, planted.OVERRIDES) else 1
        for _ in planted.often(dice, times * more):
            at = planted.within(opening, hours, dice)
            yield StockException(
                at=at, boutique=door.code, source=TILL, key=f"X-{made(dice).hex[:12]}", revision=at.isoformat(),
                exception=kind, amount=None if kind == "no_sale" else dice.randint(50, 900) * 100,
                currency="" if kind == "no_sale" else door.currency, zone="vault" if kind == "damaged" else "",
            )  # fmt: skip
    if opening.weekday() in (0, 2, 4):
        listed = LACKING if planted.at(house, door, planted.LACKS) else IN_STOCK
        yield Availability(
            at=opening, boutique=door.code, source="stock:demo", key=f"{door.code}/{opening.date()}",
            revision=opening.isoformat(), in_stock=listed + dice.randint(-1, 1), listed=LISTED,
        )  # fmt: skip


def _assigned(house: Maison, door: Door, opening: datetime, dice: Random, stock: list[str]) -> Iterator[EventKind]:
    """A step given for a day of this week, ticked by then or not."""
    due = opening + timedelta(days=2)
    yield Assignment(
        id=made(dice), at=opening, boutique=door.code, source="floor", what="step", item="transfer/seals-listed",
        due=due.date(), by=person(house.managers[door.code][0].id),
    )  # fmt: skip
    if dice.random() < TICKED:
        yield StepDone(
            id=made(dice), at=due + timedelta(hours=3), boutique=door.code, source="floor",
            associate=person(stock[0]) if stock else None, process="transfer", step="seals-listed",
        )  # fmt: skip


def closings(house: Maison, door: Door, events: Iterable[EventKind], *, now: datetime) -> Iterator[TillClosing]:
    """What the till itself says of every day that is over, made from all the door's receipts."""
    receipts, units, net = Counter[date](), Counter[date](), Counter[date]()
    for event in events:
        if isinstance(event, Receipt):
            sign = -1 if event.sale_type == "return" else 1
            receipts[event.business_day] += 1
            units[event.business_day] += sign * sum(int(line.quantity) for line in event.lines)
            net[event.business_day] += sign * sum(line.net for line in event.lines)
    today = door.local(now)
    for day in sorted(receipts):
        if day >= today.date():
            continue
        odd = planted.at(house, door, planted.DIFFERS) and (today.date() - day).days == planted.DIFFERS_BACK
        at = datetime.combine(day, door.closes, today.tzinfo) + timedelta(minutes=20)
        yield TillClosing(
            at=at, boutique=door.code, source=TILL, key=f"{door.code}/{day}", revision=at.isoformat(),
            business_day=day, currency=door.currency, receipts=receipts[day] + odd, units=float(units[day]),
            net=net[day] + 12_500 * odd,
        )  # fmt: skip
