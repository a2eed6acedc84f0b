"""What the programme did, where and since when, and what truly came of it: the verdicts are told nothing of this.

Planted, from the day it begins at a boutique or with a person:
- an accessory focus, and the module that comes with it, lift offers by FOCUS, what an offer leads to by LANDS and a
  second add-on by SECOND: first at PILOT boutiques together, then at one after another; LAST are kept for last;
- coaching lifts the step it is about by COACHED; a boutique coaches on the welcome until the first
  focus, then on one step for THEME_WEEKS, then on the next, and one of each team is never coached;
- "care-in-one-sentence" lifts the care plan by CARE; all other modules lift nothing;
- how often reasons are given, and pieces tried on, goes up and down with the week (SWINGS): of reasons nothing comes,
  a piece tried on pleases by PLEASES.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .maison import Seller

FOCUS, LANDS, SECOND, CARE = 0.24, 0.1, 0.27, 0.1
COACHED = {"discovery": 0.24, "care_plan": 0.1, "next_step": 0.0}
SWINGS = {"reasons": (0.04, 0.96), "try_on": (0.35, 0.75, 0.97)}
PLEASES = 0.7  # of a score of 1 to 5
PILOT, LAST, APART = 4, 2, 5  # boutiques; days from one that follows the pilot to the next
THEMES, THEME_WEEKS = tuple(COACHED), 6
MOMENTS, ON_FOCUS = 0.4, 0.65  # coaching moments a day; share of them that is on the focus where there is one
WITH_FOCUS, CARE_MODULE = "natural-add-on", "care-in-one-sentence"

# Days from the first focus to the first boutique, from there to the next, and to how many of those with a focus. All
# others of advisors come to the first two, one a week.
COMES = {"tailored-story": (7, 0, 6), CARE_MODULE: (0, 4, 8)}
EVERYWHERE = "try-on-security"  # from the beginning
TAKEN = 5  # days until a team has taken a module that came


def focuses(doors: Sequence[str], *, until: date, weeks: int) -> dict[str, date]:
    """Boutiques with an accessory focus and its first day. Of few boutiques the first half, three days apart."""
    first = until - timedelta(days=7 * weeks * 2 // 5)
    if len(doors) <= PILOT + LAST:
        return {code: first + timedelta(days=3 * i) for i, code in enumerate(doors[: len(doors) // 2])}
    monday = first - timedelta(days=10) + timedelta(days=-(first - timedelta(days=10)).weekday() % 7)
    after = [min(first + timedelta(days=APART * i), until - timedelta(days=3)) for i in range(len(doors))]
    return dict.fromkeys(doors[:PILOT], monday) | dict(zip(doors[PILOT:-LAST], after, strict=False))


def moments(
    sellers: "Mapping[str, Sequence[Seller]]", focus: Mapping[str, date], *, until: date, weeks: int, seed: int
) -> dict[tuple[str, date], "tuple[Seller, str]"]:
    """Coaching moments by boutique and day: with whom, the one of three who does it least, and on which step."""
    found, start = {}, min(focus.values(), default=until)
    for place, (door, team) in enumerate(sellers.items()):
        for back in range(weeks * 7, -1, -1):
            day = until - timedelta(days=back)
            dice = Random(f"{seed}/{door}/{day}/coached")
            if dice.random() >= MOMENTS:
                continue
            block = (day - start).days // (7 * THEME_WEEKS)
            on = THEMES[(place + block) % len(THEMES)] if block >= 0 else "welcome"
            if door in focus and day >= focus[door] and dice.random() < ON_FOCUS:
                on = "accessory"
            found[door, day] = min(dice.sample(team[:-1], 3), key=lambda one: one.does(on)), on
    return found


def firsts(coached: Mapping[tuple[str, date], "tuple[Seller, str]"]) -> dict[tuple[str, str], date]:
    """Person and step -> the day of the first moment."""
    found: dict[tuple[str, str], date] = {}
    for (_, day), (seller, on) in sorted(coached.items(), key=lambda one: one[0][1]):
        found.setdefault((seller.person.id, on), day)
    return found


def came(module: str, nth: int, door: str, doors: Sequence[str], focus: Mapping[str, date]) -> date:
    """The day a module of advisors, the nth in the library, comes to a boutique; date.max for never."""
    if module == EVERYWHERE:
        return date.min
    if door not in focus or module == WITH_FOCUS:
        return focus.get(door, date.max)
    first, place = min(focus.values()), doors.index(door)
    if module in COMES:
        days, apart, most = COMES[module]
        return first + timedelta(days=days + apart * place) if place < most else date.max
    return first + timedelta(weeks=nth % 5, days=3 * place) if place < 2 else date.max


def cared(doors: Sequence[str], focus: Mapping[str, date]) -> dict[str, date]:
    """Boutiques whose advisors have taken the module on care plans, and by when."""
    return {door: came(CARE_MODULE, 0, door, doors, focus) + timedelta(days=TAKEN) for door in focus}


@lru_cache(maxsize=4096)
def swing(behaviour: str, door: str, monday: int) -> float:
    """How often it is done at a boutique in a week. monday: its ordinal."""
    return Random(f"{behaviour}/{door}/{monday}").choice(SWINGS[behaviour])
