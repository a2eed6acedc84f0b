"""Partial pooling: what a unit's own figure is worth beside what all units are like."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from .panel import F1

FLOOR = 0.5  # of the standard error of the variance between units: never believed to be less
STRONGEST, LOOSE = 1e6, 1.0  # strength at most; strength where nothing is known of units
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Prior:
    """What units are like: their mean, and how many events of one's own it takes to weigh as much as that (strength).

    units: how many it was made from. error: standard error of the mean. within: variance of a single event, for means;
    None for a rate, where it is p (1-p).
    """

    mean: float
    strength: float
    units: int
    error: float = 0.0
    within: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """rate: each unit's expected value; sd: its posterior standard deviation. Same order as was given."""

    rate: F1
    sd: F1
    prior: Prior


def prior(x: F1, n: F1) -> Prior:
    """Beta-binomial prior of rates: beta(mean x strength, (1 - mean) x strength). x of n for each unit.

    By moments: between^2 = (MSB - MSW) / n0 as in variation.py, strength = m (1-m) / between^2 - 1; the mean weighs a
    unit by n / (n + strength), three rounds. between^2 is never believed below half its own standard error
    MSB sqrt(2 / (k-1)) / n0: with few units the estimate is often zero, and "all are the same" would forgive whoever
    was picked. Units with n = 0 say nothing. Fewer than two units: strength 1 around one half (units 0) or around the
    one unit's (x + 1/2) / (n + 1); nothing can be said of how units differ, so judging.py lets no lift rest on it.
    Sources: Kleinman, JASA 68 (1973) 46-54 (weighted moments); Ridout, Demetrio & Firth, Biometrics 55 (1999) 137-148;
    the floor after Chung et al., Psychometrika 78 (2013) 685-709 (a variance estimated as zero is never meant).
    Not for a measure whose units are of different kinds (advisors and stock hands): one prior each.
    """
    some = n > 0
    x, n = x[some], n[some]
    if len(n) < 2:
        return Prior((float(x[0]) + 0.5) / (float(n[0]) + 1) if len(n) else 0.5, LOOSE, len(n), 0.5)
    total = float(n.sum())
    within = float((x * (1 - x / n)).sum()) / max(total - len(n), 1.0)
    least = 0.5 / (total + 1)  # all yes or all no: no certainty, only much of it
    return _fitted(
        x,
        n,
        max(within, least * (1 - least)),
        spread=lambda mean, between: mean * (1 - mean) / between - 1,
        least=least,
    )


def settle(x: F1, n: F1, squares: F1) -> Prior:
    """The normal-normal sibling for means (scores, money): x sums, n counts, squares sums of squares of each unit.

    within = sum(squares - x^2/n) / (N - k), between^2 as in `prior`, strength = within / between^2. Shrunk figures then
    are (x + strength mean) / (n + strength). Source: Efron & Morris, JASA 70 (1975) 311-319, in the unequal-n form of
    Morris, JASA 78 (1983) 47-55. Money is skewed: below some 30 events a unit the interval is too hopeful upwards.
    """
    some = n > 0
    x, n, squares = x[some], n[some], squares[some]
    total = float(n.sum())
    within = float((squares - x * x / n).sum()) / max(total - len(n), 1.0) if len(n) else 0.0
    within = max(within, 0.0)
    if len(n) < 2:
        mean = float(x[0] / n[0]) if len(n) else 0.0
        return Prior(mean, LOOSE, len(n), sqrt(within) or abs(mean), within)
    return _fitted(x, n, within, spread=lambda _, between: within / between)


def shrink(x: F1, n: F1, known: Prior | None = None) -> Shrunk:
    """Each unit's figure drawn towards the prior: (x + strength mean) / (n + strength).

    sd: of the posterior, with what is not known of the prior's mean: rates r (1-r) / (n + strength + 1), means
    within / (n + strength), plus (strength / (n + strength))^2 error^2. known: a prior made from others (all
    associates); without it from these very units, as rates. Source: Efron & Morris (1975); Gelman et al., Bayesian Data
    Analysis, 3rd ed. (2013), 2.4, 5.3. Not for a list that ranks people: the shrunken are still uncertain.
    """
    known = known or prior(x, n)
    share = known.strength / (n + known.strength)
    rate = (x + known.strength * known.mean) / (n + known.strength)
    own = rate * (1 - rate) / (n + known.strength + 1) if known.within is None else known.within / (n + known.strength)
    return Shrunk(rate, np.sqrt(np.maximum(own, 0.0) + (share * known.error) ** 2), known)


def _fitted(
    x: F1,
    n: F1,
    within: float,
    *,
    spread: Callable[[float, float], float],
    least: float | None = None,
) -> Prior:
    """Mean, strength and the mean's error, given the variance of one event. least: a rate's distance from 0 and 1."""
    units, total, shares = len(n), float(n.sum()), x / n
    size = (total - float((n * n).sum()) / total) / (units - 1)
    middle = float(x.sum()) / total
    above = float((n * (shares - middle) ** 2).sum()) / (units - 1)
    noise = max(above, within) * sqrt(2 / (units - 1)) / size
    between = max((above - within) / size, FLOOR * noise)
    mean, strength = middle, STRONGEST
    for _ in range(ROUNDS):
        if between > 0:
            strength = min(max(spread(mean, between), LOOSE), STRONGEST)
        weights = n / (n + strength)
        mean = float((weights * shares).sum() / weights.sum())
        mean = mean if least is None else min(max(mean, least), 1 - least)
    error = sqrt((between if between > 0 else 0.0) / float(weights.sum()))
    return Prior(mean, strength, units, error, within if least is None else None)
