"""How far doors differ in a rate, with what chance alone would make of it taken out."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

AGAIN = 1000  # resamples of the doors
SEED = 1858


@dataclass(frozen=True, slots=True)
class Spread:
    """sd: between doors, 0..1. raw: of the observed rates, sampling noise included. low, high: 95 % by bootstrap over
    doors, None with fewer than three. doors: how many."""

    sd: float
    raw: float
    low: float | None
    high: float | None
    doors: int


def variation(rates: Sequence[tuple[float, float]], *, seed: int = SEED) -> Spread | None:
    """
    Args:
        rates: (x, n) of each door; those with n = 0 are left out.

    None with fewer than two doors. The one-way analysis of variance estimator for 0/1 outcomes:
    between^2 = (MSB - MSW) / n0, MSB = sum n_i (p_i - p)^2 / (k-1), MSW = sum n_i p_i (1-p_i) / (N-k),
    n0 = (N - sum n_i^2 / N) / (k-1); below zero it is zero.
    Source: Donner & Koval, Biometrics 36 (1980) 19-25; for rates Ridout, Demetrio & Firth, Biometrics 55 (1999)
    137-148, the ANOVA estimator.
    """
    told = [(x, n) for x, n in rates if n > 0]
    if len(told) < 2:
        return None
    shares = [x / n for x, n in told]
    middle = sum(shares) / len(shares)
    raw = sqrt(sum((p - middle) ** 2 for p in shares) / (len(shares) - 1))
    low = high = None
    if len(told) > 2:
        chance = random.Random(seed)  # noqa: S311  which doors are drawn is no secret
        drawn = sorted(_between(chance.choices(told, k=len(told))) for _ in range(AGAIN))
        low, high = drawn[round(0.025 * (AGAIN - 1))], drawn[round(0.975 * (AGAIN - 1))]
    return Spread(_between(told), raw, low, high, len(told))


def _between(told: Sequence[tuple[float, float]]) -> float:
    k, total = len(told), sum(n for _, n in told)
    middle = sum(x for x, _ in told) / total
    size = (total - sum(n * n for _, n in told) / total) / (k - 1)
    if size <= 0 or total <= k:
        return 0.0
    between = sum(n * (x / n - middle) ** 2 for x, n in told) / (k - 1)
    within = sum(x * (1 - x / n) for x, n in told) / (total - k)
    return sqrt(max(0.0, (between - within) / size))
