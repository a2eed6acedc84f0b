"""What a pilot can show, from the doors' own past weeks: power, the least lift that shows, the smallest possible p."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import factorial, prod, sqrt

import numpy as np
from numpy.typing import NDArray

from ..impact.power import DESIGN, Design, least_lift, power
from ..measures.kinds import Measure

F1 = NDArray[np.float64]
F2 = NDArray[np.float64]
WEEK = timedelta(days=7)
BEFORE = 8  # weeks of the doors' past that are looked at
LONGEST = 26  # weeks of a pilot
CHANCE = 0.8
MOST_DOORS = 400  # looked for when saying how many would do
FEW_CELLS = 6  # degrees of freedom below which a drift cannot be told
DRIFT = 0.02
ENDLESS = 1e9  # events of a measure whose weeks vary and that has no event of its own
LOOSE = 1e3  # a spread so wide that a door is held against its own baseline alone
COIN = 0.5
STAGGERED = 0.65  # of the weeks count when doors begin one after the other: what imputation costs, by simulation
# The change of a measure that would be worth knowing of, in its own unit; of amounts a share. Case study 000: attach 5
# to 11 points, CSAT 0.2 to 0.3, accessory revenue USD 15 to 25 a sale; the others are set by us.
USEFUL = {"csat": 0.2, "csat_top2": 0.05, "attach_rate": 0.05, "enrolment_rate": 0.04, "offer_to_sale": 0.05,
          "atv": 0.05, "secondary_per_qualifying": 0.15, "conversion": 0.01, "upt": 0.1, "shrink_rate": 0.002,
          "count_accuracy": 0.02, "return_rate": 0.02}  # fmt: skip
USUALLY = 0.1  # of a behaviour or a process step
SHARES = frozenset({"money", "units"})  # units whose lift is a share of what it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A pilot: where, what, from when, and the one measure it is judged by.

    about: "focus:accessory" or "module:natural-add-on". lift: hoped for, in the measure's own unit (rates 0..1), of
    amounts a share of what they were; always above 0, towards the better. since: a Monday. doors: each with its first
    day, a Monday. held_back: go without until the end. groups, apart: they begin in so many groups so many weeks one
    after the other; (1, 0) together. half_way: a planned look in the middle. answers: to the readiness questions.
    """

    title: str
    about: str
    measure: str
    lift: float
    since: date
    weeks: int
    doors: tuple[tuple[str, date], ...]
    held_back: tuple[str, ...] = ()
    half_way: bool = False
    answers: tuple[tuple[str, str], ...] = ()
    groups: int = 1
    apart: int = 0

    @property
    def until(self) -> date:
        """The last day, a Sunday."""
        return self.since + self.weeks * WEEK - timedelta(days=1)

    @property
    def baseline(self) -> tuple[date, date]:
        return self.since - BEFORE * WEEK, self.since - timedelta(days=1)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every door of it, those held back last."""
        return (*(code for code, _ in self.doors), *self.held_back)

    @property
    def looks(self) -> tuple[date, ...]:
        """Last days of what is counted at each planned look."""
        middle = self.since + max(1, self.weeks // 2) * WEEK - timedelta(days=1)
        return (middle, self.until) if self.half_way and middle < self.until else (self.until,)

    @property
    def together(self) -> bool:
        """Whether all that take part begin on one day."""
        return len({day for _, day in self.doors}) == 1

    @property
    def compares(self) -> bool:
        """Whether anything is left to compare with: doors held back, or doors still waiting."""
        return bool(self.held_back) or not self.together


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A measure at the plan's doors over so many weeks.

    x, n: of each door in all. weekly: the same, doors x weeks, n 0 where a week is not known. each: variance of a
    single event (of amounts as a share of their mean), None where it is not known: the weeks tell it then. held: doors
    too few stand behind to look at; bare: doors without any.
    """

    measure: Measure
    x: F1
    n: F1
    weekly: tuple[F2, F2]
    each: float | None
    weeks: int = BEFORE
    held: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """power: of the plan's lift, None without two doors on each side or without numbers. least: the least lift that
    shows with CHANCE, in the unit of Plan.lift. weeks, doors: how many would do, None when none up to the limits.
    smallest_p: whatever happens, p cannot be smaller. base: the value before. events: a door's in a week.
    """

    measure: str
    useful: float
    power: float | None = None
    least: float | None = None
    weeks: int | None = None
    doors: int | None = None
    smallest_p: float | None = None
    base: float | None = None
    events: float = 0.0

    @property
    def shows(self) -> bool:
        """Whether a change of `useful` size would show."""
        return self.least is not None and self.least <= self.useful


def useful(measure: Measure, base: float | None = None) -> float:
    """The change worth knowing of, in the unit of Plan.lift; of a rate at most half of the room its base leaves."""
    size = USEFUL.get(measure.key, 5 / 100 if measure.unit == "per100" else USUALLY)
    if measure.unit != "rate" or base is None or not 0 < base < 1:
        return size
    return min(size, (base if measure.better == "down" else 1 - base) / 2)


def drawn(codes: Sequence[str], *, since: date, groups: int, apart: int, lot: int) -> tuple[tuple[str, date], ...]:
    """Doors with their first days: in `groups` that begin `apart` weeks one after the other, in an order by lot.

    Args:
        lot: the seed, so that the same plan draws the same order and nobody picks it.
    """
    order = np.random.default_rng(lot).permutation(len(codes)) if apart and groups > 1 else np.arange(len(codes))
    groups = max(1, min(groups, len(codes)))
    first = {codes[int(i)]: since + (n * groups // len(codes)) * apart * WEEK for n, i in enumerate(order)}
    return tuple((code, first[code]) for code in codes)


def smallest(plan: Plan) -> float | None:
    """1 over the number of ways so many doors could have begun when these did; None with nothing to compare with.

    Source: Fisher, The Design of Experiments (1935), 2, for doors drawn by lot.
    """
    if not plan.compares:
        return None
    starts = [day for _, day in plan.doors]
    alike = [starts.count(day) for day in set(starts)] + [len(plan.held_back)]
    return prod(map(factorial, alike)) / factorial(sum(alike))


def chance(plan: Plan, past: Past, *, lift: float | None = None) -> Chance:
    """What the plan can show of a measure. lift: the useful one unless given, in the unit of Plan.lift.

    Amounts are taken door by door as a share of what they were, so that a door is held against its own baseline alone.
    Doors that begin one after the other are taken as if the average number of them ran and waited all along.
    Not for: judging afterwards.
    """
    size = useful(past.measure)
    told = Chance(measure=past.measure.key, useful=size, smallest_p=smallest(plan))
    scaled = _scaled(past)
    if scaled is None:
        return told
    design, base, unit, events = scaled
    on, waiting, weeks = running(plan)
    here, size = replace(design, doors=on, held_back=waiting, weeks=weeks), useful(past.measure, base)
    wanted = (size if lift is None else lift) / unit
    least = least_lift(here, chance=CHANCE)
    return replace(
        told, useful=size, base=base, events=events, power=power(here, wanted),
        least=None if least is None else least * unit, weeks=_weeks(plan, design, wanted), doors=_doors(here, wanted),
    )  # fmt: skip


def running(plan: Plan) -> tuple[int, int, float]:
    """Doors that run, doors to compare with, weeks in which there are both: of doors that begin one after the other
    the average over those weeks, which then count for less."""
    counts = []
    for n in range(plan.weeks):
        on = sum(day <= plan.since + n * WEEK for _, day in plan.doors)
        if 0 < on < len(plan.codes):
            counts.append(on)
    if not counts:
        return len(plan.doors), len(plan.held_back), float(plan.weeks)
    on = max(1, round(sum(counts) / len(counts)))
    return on, len(plan.codes) - on, len(counts) * (1.0 if plan.together else STAGGERED)


def _scaled(past: Past) -> tuple[Design, float, float, float] | None:
    """The past as a design on a scale where one event varies like a coin's, or as a rate does; the value before; how
    much of Plan.lift one is on that scale; a door's events in a week. None when nothing can be told."""
    if not past.n.sum() > 0:
        return None
    base, each = float(past.x.sum() / past.n.sum()), past.each or 0.0
    own, (x, n) = past.x / past.n, past.weekly
    value = np.divide(x, n, out=np.zeros_like(x), where=n > 0)
    if past.measure.unit in SHARES:
        if not (own > 0).all():
            return None
        value = value / own[:, None]
    drift = _drift(value, n, each)
    if drift is None:
        drift = DRIFT if each else 0.0
    if not each and not drift:
        return None
    rate = past.measure.unit == "rate" and past.each is not None and 0 < base < 1
    proportion = 1 - base if past.measure.better == "down" else base  # a fall is the other share's rise
    unit = 1.0 if rate else sqrt(each) / COIN if each else drift / DRIFT
    events = float(past.n.mean()) / past.weeks
    made = Design(
        doors=1, held_back=0, people=1.0, events=events if each else ENDLESS, rate=proportion if rate else COIN,
        spread=LOOSE, drift=drift / unit, baseline=float(past.weeks),
    )  # fmt: skip
    return made, base, unit, events


def _drift(value: F2, n: F2, each: float) -> float | None:
    """SD of a door's value from week to week beyond sampling and what all doors share; None when too few cells tell.

    Two-way weighted residuals r: drift^2 = (sum n r^2 / df - design effect * each) / mean n, at least 0.
    """
    here = n > 0
    doors, weeks = (here.any(axis=1)).sum(), (here.any(axis=0)).sum()
    freedom = int(here.sum() - doors - weeks + 1)
    if freedom < FEW_CELLS:
        return None
    weight, left = np.where(here, n, 0.0), np.where(here, value, 0.0)
    for _ in range(25):
        for axis in (1, 0):
            total = weight.sum(axis=axis, keepdims=True)
            sums = (weight * left).sum(axis=axis, keepdims=True)
            left = np.where(here, left - np.divide(sums, total, out=np.zeros_like(sums), where=total > 0), 0.0)
    over = float((weight * left**2).sum()) / freedom - DESIGN * each
    return sqrt(max(0.0, over / float(weight[here].mean())))


def _weeks(plan: Plan, design: Design, wanted: float) -> int | None:
    """How many weeks would do with the same doors on the same days."""
    last = max((day for _, day in plan.doors), default=plan.since)
    for weeks in range((last - plan.since) // WEEK + 1, LONGEST + 1):
        on, waiting, both = running(replace(plan, weeks=weeks))
        if (power(replace(design, doors=on, held_back=waiting, weeks=both), wanted) or 0.0) >= CHANCE:
            return weeks
    return None


def _doors(design: Design, wanted: float) -> int | None:
    """How many doors in all would do in the same time, in the same proportion, at least two held back."""
    share = max(design.held_back, 1) / max(1, design.doors + design.held_back)
    for doors in range(4, MOST_DOORS + 1):
        back = max(2, round(doors * share))
        if doors - back < 2:
            continue
        if (power(replace(design, doors=doors - back, held_back=back), wanted) or 0.0) >= CHANCE:
            return doors
    return None
