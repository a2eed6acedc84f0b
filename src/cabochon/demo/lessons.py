"""Learning: modules assigned and taken, their questions, what came of them, job aids opened.

Planted: a question is answered rightly as RIGHT says by its place in the module, by the better half of a team more
often (SPREAD to either side); assigned modules are completed by their due day 4 times in 5; a third of those who take
on a module's action try it; when a module comes to a door is told in `story`, of other roles' one comes each week.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random

from ..programme import kit, modules
from ..programme.kit_reading import BASE
from ..programme.module import Module
from ..retail.events import Assignment, EventKind, JobAid, Learning
from ..retail.master import Door, Person
from ..retail.who import person
from . import story
from .maison import Maison, Seller
from .planted import made

RIGHT = (0.82, 0.62, 0.38)  # of the first, second, third question that has a right answer, and so on from the first
SPREAD, IN_TIME, TRIES, DUE_DAYS = 0.12, 0.8, 1 / 3, 14
OFTEN, AGAIN = 0.06, 28  # how often an advisor takes a module unasked, a day; days from one assigned again to the next
AHEAD, WAVES = 5, 5  # weeks before the first focus that the first of other roles' modules come, and over how many
OTHERS = {"stock": 0.03, "cashier": 0.03, "manager": 0.02}  # how often they take a module of theirs, a day


def lessons(house: Maison, door: Door, opening: datetime, dice: Random) -> Iterator[EventKind]:
    """One door's day: whoever takes a module today, and job aids."""
    on = opening.date()
    there = arrived(house, door, "advisor", on)
    for seller in house.sellers[door.code]:
        if dice.random() < OFTEN and there:
            at = opening + timedelta(minutes=dice.randint(0, 400))
            yield from attempt(door, seller.person, at=at, module=dice.choice(there), dice=dice,
                               ahead=better(house, door, seller))  # fmt: skip
        if dice.random() < 0.04:
            aid, skill = dice.choice(aids())
            yield JobAid(
                id=made(dice), at=opening + timedelta(minutes=dice.randint(10, 450)), boutique=door.code,
                source="learn", associate=person(seller.person.id), aid=aid, skill=skill, language=BASE,
            )  # fmt: skip
    beside = {role: arrived(house, door, role, on) for role in OTHERS}
    for one in house.people:
        theirs = beside.get(one.job_role, ()) if one.boutique == door.code else ()
        if theirs and dice.random() < OTHERS[one.job_role]:
            at = opening + timedelta(minutes=dice.randint(0, 400))
            yield from attempt(door, one, at=at, module=dice.choice(theirs), dice=dice)


def assignments(house: Maison, door: Door, *, now: datetime, weeks: int, seed: int) -> Iterator[EventKind]:
    """What comes to a door, for all its advisors on that day, and every fourth week an earlier module again; four in
    five complete it by its due day, as planted."""
    today = door.local(now)
    for back in range(7 * weeks - 1, -1, -1):
        at = (today - timedelta(days=back)).replace(hour=9, minute=0, second=0, microsecond=0)
        there = arrived(house, door, "advisor", at.date())
        fresh = there[len(arrived(house, door, "advisor", at.date() - timedelta(days=1))) :]
        again = (there[back // AGAIN % len(there)],) if there and back % AGAIN == 0 and not fresh else ()
        for module in (*fresh, *again):
            dice = Random(f"{seed}/{door.code}/{module.key}/assigned/{back}")
            due = at.date() + timedelta(days=DUE_DAYS)
            yield Assignment(
                id=made(dice), at=at, boutique=door.code, source="learn", what="module", item=module.key, due=due,
                job_role="advisor", by=person(house.managers[door.code][0].id),
            )  # fmt: skip
            for seller in house.sellers[door.code]:
                if dice.random() < IN_TIME:
                    taken = at + timedelta(days=dice.randint(1, DUE_DAYS - 1), minutes=dice.randint(90, 500))
                    yield from attempt(door, seller.person, at=taken, module=module, dice=dice,
                                       ahead=better(house, door, seller))  # fmt: skip
    newest = max(house.sellers[door.code], key=lambda s: s.person.hired or today.date())
    yield Assignment(
        id=made(Random(f"{seed}/{door.code}/newest")), at=today - timedelta(days=10), boutique=door.code,
        source="learn", what="moment", item="accessory", due=today.date() - timedelta(days=3),
        associate=person(newest.person.id), by=person(house.managers[door.code][0].id),
    )  # fmt: skip


def attempt(
    door: Door, who: Person, *, at: datetime, module: Module, dice: Random, ahead: bool | None = None
) -> Iterator[Learning]:
    """One person through one module: its questions, the result, an action taken on and perhaps tried.

    ahead: whether they are of the better half of their team; None where there are no halves.
    """
    registration = made(dice)
    spread = 0.0 if ahead is None else SPREAD if ahead else -SPREAD

    def step(what: str, minutes: float, **more: object) -> Learning:
        return Learning(
            id=made(dice), at=at + timedelta(minutes=minutes), boutique=door.code, source="learn",
            associate=person(who.id), what=what, module=module.key, skill=module.skill, job_role=who.job_role,
            language=BASE, version="1", attempt=registration, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    yield step("launched", 0)
    for place, item in enumerate(questions(module)):
        good = dice.random() < RIGHT[place % len(RIGHT)] + spread
        yield step("practised", 2 + place / 2, item=item, success=good, scaled=1.0 if good else 0.0)
    score = round(dice.uniform(0.6, 1), 2)
    yield step("completed", 7, success=True, scaled=score, seconds=float(dice.randint(300, 560)))
    if dice.random() < 0.15:
        yield step("passed" if score >= 0.7 else "failed", 7.2, success=score >= 0.7, scaled=score)
    yield step("took_on", 7.5, item=module.action.key)
    if dice.random() < TRIES:
        yield step("tried", 1440 * dice.randint(1, 3) + 30, item=module.action.key)


def better(house: Maison, door: Door, seller: Seller) -> bool:
    """Whether an associate is of the half of the team that asks more."""
    team = sorted(house.sellers[door.code], key=lambda s: s.asks)
    return team.index(seller) >= len(team) / 2


def arrived(house: Maison, door: Door, job_role: str, on: date) -> tuple[Module, ...]:
    """The modules of a job role that a door has on a day, as they came."""
    first, doors = min(house.focus.values(), default=on), [one.code for one in house.doors]
    found = []
    for nth, module in enumerate(of_role(job_role)):
        since = first + timedelta(weeks=nth % WAVES - AHEAD)
        if job_role == "advisor":
            since = story.came(module.key, nth, door.code, doors, house.focus)
        if since <= on:
            found.append((since, nth, module))
    return tuple(module for *_, module in sorted(found, key=lambda one: one[:2]))


@lru_cache(maxsize=8)
def of_role(job_role: str) -> tuple[Module, ...]:
    return tuple(one[BASE] for one in modules.starter().values() if job_role in one[BASE].roles)


def questions(module: Module) -> tuple[str, ...]:
    """The exercises that have a right answer."""
    return tuple(one.key for one in module.exercises if one.judged)


@lru_cache(maxsize=1)
def aids() -> tuple[tuple[str, str], ...]:
    """Key and skill of each job aid of the kit."""
    return tuple((one.key, one.skill) for one in kit.documents() if one.kind == "job_aid" and one.language == BASE)
