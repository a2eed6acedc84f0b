"""Whether two figures of a few units rise and fall together: Spearman's rank correlation with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh

import numpy as np

from .intervals import Z
from .panel import F1

LEAST = 8  # units: with fewer the interval spans nearly everything


@dataclass(frozen=True, slots=True)
class Together:
    """rho: -1..1; low, high: 95 %."""

    rho: float
    low: float
    high: float
    units: int


def together(pairs: Sequence[tuple[float, float]]) -> Together | None:
    """Spearman's rho of pairs, ties by mean ranks; None with fewer than LEAST or where one side never changes.

    tanh(atanh(rho) +- 1.96 sqrt((1 + rho^2 / 2) / (n - 3))). Source: Bonett & Wright, Psychometrika 65 (2000) 23-28.
    """
    if len(pairs) < LEAST:
        return None
    x, y = (_ranks(np.array(side, float)) for side in zip(*pairs, strict=True))
    x, y = x - x.mean(), y - y.mean()
    size = sqrt(float((x * x).sum()) * float((y * y).sum()))
    if not size:
        return None
    rho = max(-1.0, min(1.0, float((x * y).sum()) / size))
    near = max(-0.999999, min(0.999999, rho))
    half = Z * sqrt((1 + rho * rho / 2) / (len(pairs) - 3))
    return Together(rho, tanh(atanh(near) - half), tanh(atanh(near) + half), len(pairs))


def _ranks(values: F1) -> F1:
    """Ranks from 1; equal values share the mean of theirs."""
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(times)
    found: F1 = (last - (times - 1) / 2)[place]
    return found
