"""How far doors differ in a rate, with what chance alone would make of it taken out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F2 = NDArray[np.float64]

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
    told = np.array([(x, n) for x, n in rates if n > 0], float).reshape(-1, 2)
    k = len(told)
    if k < 2:
        return None
    low = high = None
    if k > 2:
        chance = np.random.RandomState([seed])  # the stream of random.Random(seed), so that old figures stay
        drawn = np.sort(_between(told[(chance.random_sample((AGAIN, k)) * k).astype(np.int64)]))
        low, high = float(drawn[round(0.025 * (AGAIN - 1))]), float(drawn[round(0.975 * (AGAIN - 1))])
    raw = float(np.std(told[:, 0] / told[:, 1], ddof=1))
    return Spread(float(_between(told[None])[0]), raw, low, high, k)


def _between(told: F2) -> NDArray[np.float64]:
    """told: (times, doors, 2) -> the SD between doors of each."""
    x, n = told[..., 0], told[..., 1]
    k, total = told.shape[1], n.sum(axis=1)
    share, middle = x / n, x.sum(axis=1) / total
    size = (total - (n * n).sum(axis=1) / total) / (k - 1)
    between = (n * (share - middle[:, None]) ** 2).sum(axis=1) / (k - 1)
    known = (size > 0) & (total > k)
    within = (x * (1 - share)).sum(axis=1) / np.where(known, total - k, 1.0)
    out: NDArray[np.float64] = np.sqrt(
        np.where(known, np.maximum(0.0, between - within), 0.0) / np.where(known, size, 1.0)
    )
    return out
