"""Funnel plots: how far a unit's figure may lie from the middle by chance alone, given how many events stand behind it.

Source: Spiegelhalter, Statistics in Medicine 24 (2005) 1185-1202. Not a ranking: inside the limits nothing is said of
who is above whom.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, exp, lgamma, log, sqrt
from statistics import NormalDist

import numpy as np

from .panel import F1

INNER, OUTER = 0.95, 0.998  # about two and three standard errors
REACH = 9.0  # standard deviations around the mean; beyond lies less than 1e-15
TRIMMED = 0.1  # of the z scores on either side, for the overdispersion

Limits = tuple[float, float]


@lru_cache(maxsize=20_000)  # a page draws over a thousand units, each time the same ones
def limits_of_rate(share: float, n: float, level: float) -> Limits:
    """Exact binomial control limits of x/n around `share`, made continuous in n; both within 0..1.

    y = (r - a) / n, r the smallest count with P(R <= r) >= p, a = (P(R <= r) - p) / P(R = r), R binomial(n, share), for
    p = (1 - level) / 2 and its mirror: appendix A.1.1 of the source. n is rounded, at least 1; share: 0..1.
    """
    count = max(1, round(n))
    if not 0 < share < 1:
        return share, share
    first, below, at = _binomial(share, count)
    tail = (1 - level) / 2
    return _inverse(tail, first, below, at) / count, _inverse(1 - tail, first, below, at) / count


def limits_of_mean(middle: float, spread: float, n: float, level: float) -> Limits:
    """Control limits of a mean of n around `middle`: middle +- z spread / sqrt(n), spread the SD of a single event
    pooled within units. Appendix A.2 of the source; for skewed amounts (money) n should be some 30 or more."""
    half = NormalDist().inv_cdf((1 + level) / 2) * spread / sqrt(max(n, 1.0))
    return middle - half, middle + half


def pooled(units: Sequence[tuple[float, float, float]]) -> float:
    """SD of a single event within units, from (sum, n, sum of squares) of each; 0 where nothing can be said.

    sqrt(sum(squares - x^2/n) / (N - k)): the root of the mean square within, one-way analysis of variance.
    """
    some = [(x, n, squares) for x, n, squares in units if n > 0]
    total = sum(n for _, n, _ in some)
    if total <= len(some):
        return 0.0
    return sqrt(max(0.0, sum(squares - x * x / n for x, n, squares in some)) / (total - len(some)))


def dispersion(scores: Sequence[float]) -> float:
    """Multiplicative overdispersion: the mean square of z scores, the outermost tenth on either side drawn in; 1 where
    units differ no more than chance makes them.

    phi = mean(z^2), used only above 1 + 2 sqrt(2 / k), its noise under chance alone. Limits then are sqrt(phi) as far
    from the middle: sections 3.2 and 3.3 of the source. Fewer than ten units: 1, there is too little to go by.
    """
    k = len(scores)
    if k < 10:
        return 1.0
    low, high = np.quantile(np.asarray(scores, float), [TRIMMED, 1 - TRIMMED])
    phi = float(np.mean(np.clip(scores, low, high) ** 2))
    return phi if phi > 1 + 2 * sqrt(2 / k) else 1.0


def score_of_rate(x: float, n: float, share: float) -> float:
    """z of x out of n against `share` on the arcsine scale, where its variance is steady: 2 sqrt(n) (asin sqrt(x/n) -
    asin sqrt(share)), as appendix A.1.2 of the source has it."""
    p = min(1.0, max(0.0, x / n))
    return 2 * sqrt(n) * float(np.arcsin(sqrt(p)) - np.arcsin(sqrt(share)))


def widened(limits: Limits, middle: float, phi: float) -> Limits:
    """The limits as far out again as sqrt(phi) says."""
    more = sqrt(phi)
    return middle - (middle - limits[0]) * more, middle + (limits[1] - middle) * more


def by_chance(units: int, level: float) -> float:
    """How many of so many units lie outside the limits by chance alone."""
    return units * (1 - level)


def _binomial(share: float, count: int) -> tuple[int, F1, F1]:
    """The first count looked at, P(R <= r) and P(R = r) from there on."""
    mean, sd = count * share, sqrt(count * share * (1 - share))
    first = max(0, int(mean - REACH * sd - REACH))
    last = min(count, ceil(mean + REACH * sd + REACH))
    start = lgamma(count + 1) - lgamma(first + 1) - lgamma(count - first + 1)
    start += first * log(share) + (count - first) * log(1 - share)
    r = np.arange(first + 1, last + 1, dtype=float)
    steps = np.log((count - r + 1) / r) + (log(share) - log(1 - share))
    at = np.exp(np.concatenate(([start], start + np.cumsum(steps)))) if len(steps) else np.array([exp(start)])
    return first, np.cumsum(at), at


def _inverse(p: float, first: int, below: F1, at: F1) -> float:
    """r - a: where the distribution, drawn as a straight line between counts, reaches p."""
    i = min(int(np.searchsorted(below, p)), len(below) - 1)
    return max(0.0, first + i - float((below[i] - p) / at[i]) if at[i] else float(first + i))
