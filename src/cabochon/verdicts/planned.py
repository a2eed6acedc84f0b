"""A frozen plan's measure as it came out: by the planned method, at a planned look, with nothing chosen afterwards."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ..impact.intervals import Z, beyond, student
from ..impact.panel import Panel
from ..impact.power import smallest_p
from ..impact.rollouts import rollout
from ..impact.sequential import planned
from ..impact.verdict import LEAST_AFTER, Side
from ..measures.kinds import Measure
from .planning import SHARES, WEEK, Plan

F2 = NDArray[np.float64]
B2 = NDArray[np.bool_]
NOTHING = Side()
PROMISING = 0.9
MISSING = 0.2  # share of planned door-weeks without a number beyond which nothing is compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """state: one of verdict.STATES. effect, low, high: after less expected, in the unit of Plan.lift (amounts: a share
    of what they were), None where nothing could be compared. before, after: of the doors that took part, in the
    measure's own unit. weeks: door-weeks planned and, of them, without a number. left_out: doors not counted.
    """

    measure: Measure
    state: str
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    smallest_p: float | None = None
    before: Side = NOTHING
    after: Side = NOTHING
    doors: int = 0
    compared: int = 0
    cells: int = 0
    empty: int = 0
    left_out: tuple[str, ...] = ()
    lead: float | None = None

    @property
    def expected(self) -> float | None:
        """Where the doors would have been, as far as it can be told; None of amounts, which are told as shares."""
        if self.effect is None or self.after.value is None or self.measure.unit in SHARES:
            return None
        return self.after.value - self.effect


def came_out(plan: Plan, panel: Panel | None, what: Measure, until: date, *, shown: Collection[str]) -> Outcome:
    """
    Args:
        panel: doors by day, from the plan's baseline on. until: last day of the look, a Sunday. shown: doors enough
            people stand behind; the others are left out.

    Doors count from their planned first day, whether or not they began then. The interval is widened for a look in the
    middle, so that both looks together are wrong in 5 %.
    """
    left_out = tuple(code for code in plan.codes if code not in shown)
    if panel is None:
        return Outcome(measure=what, state="cannot_tell", left_out=left_out)
    starts = dict(plan.doors)
    at = {code: i for i, code in enumerate(panel.units)}
    codes = [code for code in plan.codes if code in at and code in shown]
    first = plan.baseline[0]
    days = [first + k * WEEK for k in range((until - first).days // 7 + 1)]
    x, n = _weekly(panel, [at[code] for code in codes], days)
    scale = np.ones(len(codes))
    if what.unit in SHARES:
        x0, n0 = x[:, : _column(plan.since, first)].sum(axis=1), n[:, : _column(plan.since, first)].sum(axis=1)
        scale = np.where((n0 > 0) & (x0 > 0), x0 / np.where(n0 > 0, n0, 1), np.nan)
    value = np.divide(x, n, out=np.zeros_like(x), where=n > 0) / scale[:, None]
    n = np.where(np.isnan(scale)[:, None], 0.0, n)
    on = np.array([[code in starts and day >= starts[code] for day in days] for code in codes], bool).reshape(n.shape)
    told = Outcome(
        measure=what, state="too_early", left_out=left_out, before=_side(plan, panel, at, codes, None),
        after=_side(plan, panel, at, codes, until), cells=int(on.sum()), empty=int((on & (n <= 0)).sum()),
        doors=sum(code in starts for code in codes), compared=sum(code not in starts for code in codes),
    )  # fmt: skip
    if not plan.compares or told.after.n < LEAST_AFTER or told.empty > MISSING * told.cells:
        state = "too_early" if told.after.n < LEAST_AFTER else "cannot_tell" if not plan.compares else "not_comparable"
        return replace(told, state=state)
    value = np.nan_to_num(value)
    if plan.together:
        apart = moved_apart(value, n, on)
        return told if apart is None else _judged(plan, told, apart, until)
    unit, time = np.repeat(np.arange(len(codes)), len(days)), np.tile(np.arange(len(days)), len(codes))
    found = rollout(unit, time, on.ravel(), value.ravel(), n.ravel())
    if found is None:
        return told
    lead = found.lead.estimate if found.lead and _clear(found.lead.low, found.lead.high) else None
    ends = Apart(found.effect, found.se, found.low, found.high, found.p, found.smallest_p)
    return replace(_judged(plan, told, ends, until), lead=lead)


@dataclass(frozen=True, slots=True)
class Apart:
    """effect: change of the doors that took part less that of those held back; the interval is None with a single door
    on either side."""

    effect: float
    se: float | None
    low: float | None
    high: float | None
    p: float | None
    smallest_p: float


def moved_apart(value: F2, n: F2, on: B2) -> Apart | None:
    """
    Args:
        value, n: doors x weeks, value of the week and events behind it; on: whether the door took part by then. Doors
        that take part all begin in the same week.

    d_i = after_i - before_i of each door, weighted by 1 / (1/n_before + 1/n_after); effect = mean of those that took
    part less mean of those held back; one variance for all doors from the weighted residuals, t with doors - 2 degrees:
    the two-sample t test, by which `impact.power` reckons. Leaving doors out one by one (rollouts.py) would have about
    as many degrees as doors held back less one, and with two of them show nothing, whatever happened.
    None without a door with both sides in each group.
    Sources: Frison & Pocock, Statistics in Medicine 11 (1992) 1685-1704 (change from the mean of several weeks before).
    Not for: doors that begin one after the other; groups of doors that vary very differently.
    """
    took, begun = np.asarray(on.any(axis=1)), np.asarray(on.any(axis=0))
    was, now = np.where(begun, 0.0, n), np.where(begun, n, 0.0)
    n0, n1 = was.sum(axis=1), now.sum(axis=1)
    here = (n0 > 0) & (n1 > 0)
    if not (here & took).any() or not (here & ~took).any():
        return None
    took, was, now, value, n0, n1 = took[here], was[here], now[here], value[here], n0[here], n1[here]
    change = (value * now).sum(axis=1) / n1 - (value * was).sum(axis=1) / n0
    weight = 1 / (1 / n0 + 1 / n1)
    sums = weight[took].sum(), weight[~took].sum()
    means = (weight * change)[took].sum() / sums[0], (weight * change)[~took].sum() / sums[1]
    effect = float(means[0] - means[1])
    few = smallest_p(len(took), int(took.sum()))
    freedom = len(took) - 2
    if min(int(took.sum()), int((~took).sum())) < 2:
        return Apart(effect, None, None, None, None, few)
    left = change - np.where(took, *means)
    se = float(np.sqrt((weight * left**2).sum() / freedom * (1 / sums[0] + 1 / sums[1])))
    half = student(freedom) * se
    return Apart(effect, se, effect - half, effect + half, beyond(effect / se, freedom) if se else None, few)


def wider(plan: Plan, until: date) -> float:
    """How many times as wide as at a single look an interval is at this one."""
    if len(plan.looks) == 1:
        return 1.0
    weeks = tuple((day - plan.since).days // 7 + 1 for day in plan.looks)
    return planned(weeks)[plan.looks.index(until)] / Z


def _judged(plan: Plan, told: Outcome, found: Apart, until: date) -> Outcome:
    up = -1.0 if told.measure.better == "down" else 1.0
    by = wider(plan, until)
    half = None if found.low is None or found.high is None else (found.high - found.low) / 2 * by
    low, high = (None, None) if half is None else (found.effect - half, found.effect + half)
    if low is None or high is None:
        state = "cannot_tell"
    elif (low if up > 0 else -high) > 0:
        state = "likely_lifted"
    elif (high if up > 0 else -low) < plan.lift and told.measure.key == plan.measure:
        state = "no_lift"
    elif found.se and NormalDist().cdf(up * found.effect / found.se) > PROMISING:
        state = "promising"
    else:
        state = "cannot_tell"
    return replace(told, state=state, effect=found.effect, low=low, high=high, p=found.p, smallest_p=found.smallest_p)


def _clear(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and (low > 0 or high < 0)


def _weekly(panel: Panel, rows: list[int], days: list[date]) -> tuple[F2, F2]:
    both = [panel.sums(day, day + WEEK - timedelta(days=1)) for day in days]
    shape = (len(rows), len(days))
    x = np.stack([one[0][rows] for one in both], axis=1) if rows and days else np.zeros(shape)
    n = np.stack([one[1][rows] for one in both], axis=1) if rows and days else np.zeros(shape)
    return x, n


def _side(plan: Plan, panel: Panel, at: dict[str, int], codes: list[str], until: date | None) -> Side:
    """The doors that take part: over the baseline, or since each was to begin."""
    x = n = 0.0
    for code, first in plan.doors:
        if code in codes:
            sums = panel.sums(*plan.baseline) if until is None else panel.sums(first, until)
            x, n = x + float(sums[0][at[code]]), n + float(sums[1][at[code]])
    return Side(x, n)


def _column(day: date, first: date) -> int:
    return (day - first).days // 7
