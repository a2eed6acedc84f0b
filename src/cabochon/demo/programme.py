"""What is said of the programme itself: a launch, a holiday, a promotion, decisions, a plan registered beforehand."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random

from ..retail.events import Annotation, Decision, EventKind, Plan
from ..retail.who import person
from .maison import Maison
from .planted import made

PLAN = "Two accessories offered: the boutiques of the pilot against those kept for last, over four closed weeks."
WEEKS = 4


def programme(house: Maison, *, now: datetime, seed: int) -> Iterator[EventKind]:
    """Said once, at the first boutique, of all of them or of one."""
    dice, door = Random(f"{seed}/programme"), house.doors[0]
    leader, today = person(house.managers[door.code][0].id), door.local(now)
    last, abroad = house.doors[-1], house.doors[min(5, len(house.doors) - 1)]
    for tag, title, back, days, group, where in (
        ("launch", "Traverse in rose gold", 40, 4, "all", door),
        ("holiday", "City holiday", 26, 1, "", last),
        ("promotion", "Travel season", 20, 10, abroad.region, abroad),
        ("staffing", "Two advisors at the training centre", 6, 2, "", door),
    ):
        since = today.date() - timedelta(days=back)
        yield Annotation(
            id=made(dice), at=today - timedelta(days=back + 7), boutique=where.code, source="programme", tag=tag,
            title=title, since=since, until=since + timedelta(days=days - 1), group=group, by=leader,
        )  # fmt: skip
    since, doors = piloted(house, today.date())
    yield Plan(
        id=made(dice), at=today - (today.date() - since) - timedelta(days=2), boutique=door.code, source="programme",
        plan="accessory-focus", digest=sha256(PLAN.encode()).hexdigest(), about="focus:accessory", since=since,
        until=since + timedelta(weeks=WEEKS, days=-1), group="all", by=leader, doors=doors,
        held_back=tuple(d.code for d in house.doors if d.code not in house.focus),
    )  # fmt: skip
    for decision, about, back in (
        ("scale", "module:natural-add-on", 8),
        ("retire_metric", "measure:signal.story_tailored", 4),
    ):
        day = today - timedelta(days=back)
        yield Decision(
            id=made(dice), at=day, boutique=door.code, source="programme", decision=decision, about=about,
            since=day.date(), group="all", by=leader, reason="Read with the area coaches on the weekly call",
        )  # fmt: skip


def piloted(house: Maison, today: date) -> tuple[date, tuple[str, ...]]:
    """The first day of the pilot, and the boutiques that began on it."""
    since = min(house.focus.values(), default=today)
    return since, tuple(code for code, day in house.focus.items() if day == since)
