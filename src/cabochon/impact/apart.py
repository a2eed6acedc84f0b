"""How far units differ in a mean (a score, an amount), with what chance alone would make of it taken out."""

from collections.abc import Sequence

import numpy as np

from .panel import F1, F2
from .variation import AGAIN, SEED, Spread


def apart(means: Sequence[tuple[float, float, float]], *, seed: int = SEED) -> Spread | None:
    """The sibling of `variation` for means.

    Args:
        means: (sum, n, sum of squares) of each unit; those with fewer than one event are left out.

    None with fewer than two units. between^2 = (MSB - MSW) / n0 with MSW = sum(squares - x^2/n) / (N - k), n0 =
    (N - sum n^2 / N) / (k - 1); below zero it is zero. low, high: 95 % by bootstrap over units, None with fewer than
    three. Source: one-way analysis of variance, Searle, Casella & McCulloch, Variance Components (1992), 3.6.
    """
    told = np.array([(x, n, squares) for x, n, squares in means if n > 0], float).reshape(-1, 3)
    k = len(told)
    if k < 2:
        return None
    low = high = None
    if k > 2:
        picked = np.random.RandomState([seed]).randint(0, k, (AGAIN, k))
        drawn = np.sort(_between(told[picked]))
        low, high = float(drawn[round(0.025 * (AGAIN - 1))]), float(drawn[round(0.975 * (AGAIN - 1))])
    raw = float(np.std(told[:, 0] / told[:, 1], ddof=1))
    return Spread(float(_between(told[None])[0]), raw, low, high, k)


def _between(told: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> F1:
    """told: (times, units, 3) -> the SD between units of each."""
    x, n, squares = told[..., 0], told[..., 1], told[..., 2]
    k, total = told.shape[1], n.sum(axis=1)
    share: F2 = x / n
    middle = x.sum(axis=1) / total
    size = (total - (n * n).sum(axis=1) / total) / (k - 1)
    between = (n * (share - middle[:, None]) ** 2).sum(axis=1) / (k - 1)
    known = (size > 0) & (total > k)
    within = np.maximum(0.0, (squares - x * share).sum(axis=1)) / np.where(known, total - k, 1.0)
    found: F1 = np.sqrt(np.where(known, np.maximum(0.0, between - within), 0.0) / np.where(known, size, 1.0))
    return found
