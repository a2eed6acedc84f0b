"""One door's ratio after, against its own before and the peers: for a line of a table, never for a decision."""

from typing import NamedTuple

import numpy as np

from .intervals import Z
from .panel import F1, F2


class Lines(NamedTuple):
    """One entry a door: estimate = after less expected, in the measure's unit; nan where a side is missing."""

    estimate: F1
    low: F1
    high: F1


def alone(before: tuple[F2, F2], after: tuple[F2, F2], move: F1, *, way: str = "times") -> Lines:
    """
    Args:
        before, after: (top, bottom), doors x days, zeros on days that do not belong to the side. move: one entry a
        door, what its peers did meanwhile: a factor (times) or so many units (plus), taken as known.

    estimate = R1 - move R0 (or R1 - R0 - move), R a ratio of sums; var(R) = D/(D-1) sum_d (y_d - R x_d)^2 / (sum x)^2
    over its D days with x > 0; 95 % by the normal distribution. Days are taken as independent.
    Source: Cochran, Sampling Techniques, 3rd ed. (1977), 6.3 (linearised ratio).
    Not for: a verdict (what peers did is uncertain too, and a door's weeks are alike); counts done once a month.
    """
    one, other = _ratio(*before), _ratio(*after)
    base, spread = (one[0] * move, one[1] * move * move) if way == "times" else (one[0] + move, one[1])
    estimate, half = other[0] - base, Z * np.sqrt(other[1] + spread)
    return Lines(estimate, estimate - half, estimate + half)


def _ratio(top: F2, bottom: F2) -> tuple[F1, F1]:
    """Ratio of sums and its variance, by days."""
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = bottom.sum(axis=1)
        value = np.where(whole > 0, top.sum(axis=1) / whole, np.nan)
        days = (bottom > 0).sum(axis=1)
        left = np.where(bottom > 0, top - value[:, None] * bottom, 0.0)
        spread = (left * left).sum(axis=1) * days / (days - 1) / (whole * whole)
        return value, np.where(days > 1, spread, np.nan)
