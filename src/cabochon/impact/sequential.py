"""Bounds for numbers that are looked at more than once."""

from functools import lru_cache
from math import erfc, log, sqrt

import numpy as np

from .intervals import beyond
from .panel import F1
from .verdict import LOOKS

POWER = 2.0
GRID = 801  # points of each look's density


@lru_cache(maxsize=64)
def planned(looks: tuple[int, ...] = LOOKS, *, alpha: float = 0.05, power: float = POWER) -> tuple[float, ...]:
    """z bounds, one a look, for planned looks after so many shifts; the chance that any of them is passed, on either
    side and without an effect, is alpha.

    Of alpha t^power is spent up to the look at fraction t = shifts / shifts of the last look; the bounds follow by the
    recursive integral over the estimates that passed none so far. Independent increments hold although all looks share
    one baseline: the covariance of an early and a late estimate is the late one's variance. The information at an early
    look is more than t (the baseline is there from the first day), so the true chance is a little below alpha.
    Power 2 was chosen of 1, 2, 3 (3 is near O'Brien-Fleming): bounds 3.26, 2.52 and 2.02 for looks at 3, 10, 20 shifts.
    The first look then says "lifted" only of the plainest (power 1: 2.67, 2.35, 2.14), and the last one, where most
    verdicts fall, pays 3 % of width for the two before it.
    A look's own interval is therefore wider than 95 %: it covers 99.9, 99.0 and 96.3 % (3,600 picked low, no effect);
    a lift is falsely said in 0.1, 1.0 and 2.7 %.
    Sources: Armitage, McPherson & Rowe, JRSS A 132 (1969) 235-244; Lan & DeMets, Biometrika 70 (1983) 659-663; Kim &
    DeMets, Biometrika 74 (1987) 149-154 (the power family). Not for a number that is looked at every day.
    """
    if not looks or any(b <= a for a, b in zip((0, *looks), looks, strict=False)):
        raise ValueError("looks must be positive and rising")
    times = tuple(look / looks[-1] for look in looks)
    return bounded(times, tuple(alpha * time**power for time in times))


@lru_cache(maxsize=64)
def bounded(times: tuple[float, ...], spent: tuple[float, ...]) -> tuple[float, ...]:
    """The z bounds for looks at these fractions of the information, `spent` of alpha up to each (both sides)."""
    bounds, grid, density = [], np.zeros(1), np.ones(1)
    for k, time in enumerate(times):
        before, share = (times[k - 1], spent[k] - spent[k - 1]) if k else (0.0, spent[0])
        bound = _bound(grid, density, step=sqrt(time - before), share=share) / sqrt(time)
        bounds.append(bound)
        fresh = np.linspace(-bound * sqrt(time), bound * sqrt(time), GRID)
        density = _moved(grid, density, fresh, step=sqrt(time - before))
        grid = fresh
    return tuple(bounds)


def always_valid(estimate: float, se: float, tau: float, *, alpha: float = 0.05) -> tuple[float, float]:
    """Normal-mixture confidence sequence: with chance 1 - alpha the truth lies inside at every look, however often.

    estimate +- se sqrt((1 + r) (2 log(1 / alpha) + log(1 + 1 / r))), r = (se / tau)^2. tau, in the estimate's unit and
    fixed beforehand, says where the sequence is to be narrowest: at se = 0.35 tau, 3.03 standard errors for 5 %.
    Sources: Robbins, Ann. Math. Statist. 41 (1970) 1397-1409; Howard, Ramdas, McAuliffe & Sekhon, Ann. Statist. 49
    (2021) 1055-1080, eq. 14; its use for estimates that are only nearly normal: Waudby-Smith, Arbour, Sinha, Kennedy &
    Ramdas, Ann. Statist. 52 (2024) 2613-2640. Not for few events (below 30) and no substitute for too few doors.
    """
    if se <= 0 or tau <= 0:
        return estimate, estimate
    r = (se / tau) ** 2
    half = se * sqrt((1 + r) * (2 * log(1 / alpha) + log(1 + 1 / r)))
    return estimate - half, estimate + half


@lru_cache(maxsize=1024)
def quantile(alpha: float, freedom: int) -> float:
    """The t beyond which Student's falls with chance alpha, both sides together (`intervals.student` is alpha 5 %)."""
    low, high = 0.0, 1000.0
    while high - low > 1e-9 * max(1.0, low):
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle, freedom) > alpha else (low, middle)
    return (low + high) / 2


def _moved(grid: F1, density: F1, to: F1, *, step: float) -> F1:
    """Density at `to` after a normal step, of what still goes on (a point mass at the very beginning)."""
    kernel = np.exp(-(((to[:, None] - grid[None, :]) / step) ** 2) / 2) / (step * sqrt(2 * np.pi))
    out: F1 = kernel @ (density * _weights(grid))
    return out


def _bound(grid: F1, density: F1, *, step: float, share: float) -> float:
    """The distance from 0 beyond which `share` falls after the step, both sides together."""
    mass = density * _weights(grid)
    low, high = 0.0, 12.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        beyond = sum(
            m * (erfc((middle - g) / step / sqrt(2)) + erfc((middle + g) / step / sqrt(2))) / 2
            for g, m in zip(grid.tolist(), mass.tolist(), strict=True)
        )
        low, high = (middle, high) if beyond > share else (low, middle)
    return (low + high) / 2


def _weights(grid: F1) -> F1:
    """Simpson's, for an odd number of points; 1 for the point mass at the very beginning."""
    if len(grid) == 1:
        return np.ones(1)
    weights = np.full(len(grid), 2.0)
    weights[1::2] = 4.0
    weights[0] = weights[-1] = 1.0
    out: F1 = weights * (grid[1] - grid[0]) / 3
    return out
