"""Learning: modules assigned and taken, their questions, what came of them, job aids opened.

Planted: a question is answered rightly as RIGHT says, by the better half of a team more often (SPREAD to either side);
assigned modules are completed by their due day 4 times in 5; a third of those who take on a module's action try it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from ..retail.events import Assignment, EventKind, JobAid, Learning
from ..retail.master import Door
from ..retail.who import person
from .maison import Maison, Seller
from .planted import made

# fmt: off
MODULES = (("natural-add-on", "accessory"), ("discovery-questions", "discovery"), ("care-in-one-sentence", "care_plan"),
           ("tailored-story", "reasons"), ("booking-the-follow-up", "next_step"))
RIGHT = {"choose-the-line": 0.82, "name-the-need": 0.62, "before-the-payment": 0.38}
# fmt: on
SPREAD, IN_TIME, TRIES, DUE_DAYS = 0.12, 0.8, 1 / 3, 14
AIDS = ("strap-sizes", "care-plan-card", "engraving-fonts", "travel-set")


def lessons(house: Maison, door: Door, opening: datetime, dice: Random) -> Iterator[EventKind]:
    """One door's day: whoever takes a module today, and job aids."""
    for seller in house.sellers[door.code]:
        if dice.random() < 0.12:
            module, skill = dice.choice(MODULES)
            at = opening + timedelta(minutes=dice.randint(0, 400))
            yield from attempt(house, door, seller, at=at, module=module, skill=skill, dice=dice)
        if dice.random() < 0.04:
            yield JobAid(
                id=made(dice), at=opening + timedelta(minutes=dice.randint(10, 450)), boutique=door.code,
                source="learn", associate=person(seller.person.id), aid=dice.choice(AIDS), language="en",
            )  # fmt: skip


def assignments(house: Maison, door: Door, *, now: datetime, weeks: int, seed: int) -> Iterator[EventKind]:
    """Every other week a module for all advisors of a door; four in five complete it by its due day, as planted."""
    today = door.local(now)
    for back in range(weeks - 1, -1, -2):
        dice = Random(f"{seed}/{door.code}/assigned/{back}")
        module, skill = MODULES[back // 2 % len(MODULES)]
        at = (today - timedelta(weeks=back)).replace(hour=9, minute=0, second=0, microsecond=0)
        due = at.date() + timedelta(days=DUE_DAYS)
        yield Assignment(
            id=made(dice), at=at, boutique=door.code, source="learn", what="module", item=module, due=due,
            job_role="advisor", by=person(house.managers[door.code][0].id),
        )  # fmt: skip
        for seller in house.sellers[door.code]:
            if dice.random() < IN_TIME:
                taken = at + timedelta(days=dice.randint(1, DUE_DAYS - 1), minutes=dice.randint(90, 500))
                yield from attempt(house, door, seller, at=taken, module=module, skill=skill, dice=dice)
    newest = max(house.sellers[door.code], key=lambda s: s.person.hired or today.date())
    yield Assignment(
        id=made(Random(f"{seed}/{door.code}/newest")), at=today - timedelta(days=10), boutique=door.code,
        source="learn", what="moment", item="accessory", due=today.date() - timedelta(days=3),
        associate=person(newest.person.id), by=person(house.managers[door.code][0].id),
    )  # fmt: skip


def attempt(
    house: Maison, door: Door, seller: Seller, *, at: datetime, module: str, skill: str, dice: Random
) -> Iterator[Learning]:
    """One associate through one module: a question, the result, an action taken on and perhaps tried."""
    registration = made(dice)

    def step(what: str, minutes: float, **more: object) -> Learning:
        return Learning(
            id=made(dice), at=at + timedelta(minutes=minutes), boutique=door.code, source="learn",
            associate=person(seller.person.id), what=what, module=module, skill=skill, job_role="advisor",
            language="en", version="1", attempt=registration, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    yield step("launched", 0)
    item = dice.choice(tuple(RIGHT))
    good = dice.random() < RIGHT[item] + (SPREAD if better(house, door, seller) else -SPREAD)
    yield step("practised", 3, item=item, success=good, scaled=1.0 if good else 0.0)
    score = round(dice.uniform(0.6, 1), 2)
    yield step("completed", 7, success=True, scaled=score, seconds=float(dice.randint(300, 560)))
    if dice.random() < 0.15:
        yield step("passed" if score >= 0.7 else "failed", 7.2, success=score >= 0.7, scaled=score)
    yield step("took_on", 7.5, item="two-add-ons-to-three-clients")
    if dice.random() < TRIES:
        yield step("tried", 1440 * dice.randint(1, 3) + 30, item="two-add-ons-to-three-clients")


def better(house: Maison, door: Door, seller: Seller) -> bool:
    """Whether an associate is of the half of the team that asks more."""
    team = sorted(house.sellers[door.code], key=lambda s: s.asks)
    return team.index(seller) >= len(team) / 2
