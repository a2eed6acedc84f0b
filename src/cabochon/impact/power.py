"""What a pilot can show before it begins: its power, the least lift it shows, and the smallest p its doors allow."""

from dataclasses import dataclass
from math import comb, exp, inf, isfinite, log, sqrt
from statistics import NormalDist

from .intervals import student

NORMAL = NormalDist()
POINTS = 400  # of the integral: good to six digits
DESIGN = 1.3  # design effect of several events of one person


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """doors: in the pilot; held_back: those that wait, the comparison. people: a door; events: of one person a week
    (demonstrations, receipts, surveys). rate: of the measure today, 0..1. spread: SD between doors; drift: SD of a
    door's own rate from week to week beyond the sampling noise and what all doors share. weeks: of the pilot;
    baseline: weeks before it. varying: SD of the effect between doors.
    """

    doors: int
    held_back: int
    people: float
    events: float
    rate: float
    spread: float = 0.05
    drift: float = 0.02
    weeks: float = 2.0
    baseline: float = 8.0
    varying: float = 0.0
    design_effect: float = DESIGN


def power(design: Design, lift: float, *, bound: float | None = None) -> float | None:
    """
    Args:
        lift: the true one, in points of the rate (0.04: four points); bound: standard errors the estimate must lie
        above 0, the t quantile for a two-sided 5 % unless given (a wider one for numbers looked at every day).

    Chance, 0..1, that the pilot's doors against those held back show it: P(T > bound), T noncentral t with
    doors + held_back - 2 degrees and noncentrality lift / error(design, lift).
    None without two doors on each side: no interval exists then, see `smallest_p`.
    Sources: Cohen, Statistical Power Analysis, 2nd ed. (1988), 2; the noncentral t by Abramowitz & Stegun 26.7.9;
    the baseline as a covariate: Frison & Pocock, Statistics in Medicine 11 (1992) 1685-1704.
    Not for: judging a pilot after it ran; one person.
    """
    if design.doors < 2 or design.held_back < 2:
        return None
    freedom = design.doors + design.held_back - 2
    limit = student(freedom) if bound is None else bound
    sure = error(design, lift)
    if not isfinite(sure):
        return 0.0
    away = lift / sure if sure > 0 else inf
    if not isfinite(away):
        return 1.0
    return _noncentral(limit, freedom, away)


def _noncentral(limit: float, freedom: int, away: float) -> float:
    """P(T > limit), T noncentral t: the mean of P(Z > limit s - away) over s = sqrt(chi-squared / freedom)."""
    wide = 9 / sqrt(2 * freedom)
    first = max(0.0, 1 - wide)
    total = weight = 0.0
    for k in range(1, POINTS):
        s = first + (1 + wide - first) * k / POINTS
        dense = exp((freedom - 1) * log(s) - freedom * (s * s - 1) / 2)
        weight += dense
        total += dense * NORMAL.cdf(away - limit * s)
    return total / weight


def error(design: Design, lift: float = 0.0) -> float:
    """Standard error of the pilot's doors less those held back.

    A door's mean over w weeks of m = people * events varies by v(w) = (drift^2 + design_effect p (1-p) / m) / w about
    its own level; with v0 = v(baseline), v1 = v(weeks), what is left of a door after its baseline is taken in is
    v1 + spread^2 v0 / (spread^2 + v0); error^2 = left(p + lift) / doors + varying^2 / doors + left(p) / held_back.
    Infinite without events or without a door on one side.
    """
    if min(design.doors, design.held_back, design.people, design.events, design.weeks) <= 0:
        return inf
    began = min(1.0, max(0.0, design.rate + lift))
    own = (_left(design, began) + design.varying**2) / design.doors
    return sqrt(own + _left(design, design.rate) / design.held_back)


def _left(design: Design, rate: float) -> float:
    """Variance left of one door after its baseline is taken in."""
    events = design.people * design.events

    def own(p: float, weeks: float) -> float:
        return (design.drift**2 + design.design_effect * p * (1 - p) / events) / weeks

    if design.baseline <= 0:
        return own(rate, design.weeks) + design.spread**2
    before, between = own(design.rate, design.baseline), design.spread**2
    return own(rate, design.weeks) + (between * before / (between + before) if between > 0 else 0.0)


def least_lift(design: Design, *, chance: float = 0.8, bound: float | None = None) -> float | None:
    """The smallest lift, in points of the rate, that shows with that chance; None when none below 100 % does."""
    most = 1 - design.rate
    found = power(design, most, bound=bound)
    if found is None or found < chance:
        return None
    low, high = 0.0, most
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if (power(design, middle, bound=bound) or 0.0) < chance else (low, middle)
    return high


def smallest_p(doors: int, treated: int) -> float:
    """The smallest p a test by permutation can reach when `treated` of `doors` began: 1 / C(doors, treated).

    One treated door of twelve: 1/12, whatever it did. Source: Fisher, The Design of Experiments (1935), 2.
    Not for: doors that began one after the other (rollouts.py counts those orders). Errors: ValueError unless
    0 < treated < doors.
    """
    if not 0 < treated < doors:
        raise ValueError("some doors must begin and some must not")
    return 1 / comb(doors, treated)
