"""What stands after so many shifts: observed against expected, its error and its bound, for many readings at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import erf, erfc, sqrt
from typing import NamedTuple

import numpy as np

from .panel import B1, F1, I1
from .shrinking import Prior
from .verdict import WEEKS, WORTHWHILE

UNKNOWN = 0.3  # relative standard deviation of the index before any peer is heard
ROOT2, NOTHING = sqrt(2), 1e-9
BLEND = 20.0  # events the expected rate counts for in the variance of what was observed


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands after so many shifts. observed, expected: x; variance: of observed - expected, in x squared; shared:
    its part that every episode with the same peers has in common. estimate = (observed - expected) / n with its se.
    low, high: bound at this planned look, None off the looks. posterior: probability of a lift. p: two-sided, of
    this look alone. index: what peers did over what was expected of them (of misses, where those are the fewer)."""

    shifts: int
    day: date | None
    observed: float
    n: float
    expected: float
    variance: float
    shared: float
    index: float
    estimate: float | None
    se: float | None
    low: float | None = None
    high: float | None = None
    posterior: float | None = None
    p: float | None = None


class Base(NamedTuple):
    """One entry an episode: expected value of an event and its sd; of the prior its mean and, of means, `within`."""

    rate: F1
    sd: F1
    mean: F1
    within: F1 | None

    def take(self, at: I1) -> "Base":
        within = None if self.within is None else self.within[at]
        return Base(self.rate[at], self.sd[at], self.mean[at], within)


class Sums(NamedTuple):
    """One entry a reading, sums over its shifts: x of n, and its peers' observed, expected and events; spread: their
    dispersion; z: of the planned look, nan off the looks."""

    x: F1
    n: F1
    observed: F1
    expected: F1
    events: F1
    spread: F1
    z: F1


def based(x: F1, n: F1, weeks: F1, priors: Sequence[Prior]) -> Base:
    """`shrinking.shrink` of single units, each by the prior of its start, the error widened where history is short."""
    mean, strength, error = (np.array([getattr(one, name) for one in priors]) for name in ("mean", "strength", "error"))
    within = np.array([one.within for one in priors], float) if priors and priors[0].within is not None else None
    rate = (x + strength * mean) / (n + strength)
    own = rate * (1 - rate) / (n + strength + 1) if within is None else within / (n + strength)
    sd = np.sqrt(np.maximum(own, 0.0) + (strength / (n + strength) * error) ** 2)
    rate = np.clip(rate, 0.0, 1.0) if within is None else rate  # a source may count more than there were
    return Base(rate, sd * np.sqrt(WEEKS / np.clip(weeks, 1.0, WEEKS)), mean, within)


def read(
    base: Base, sums: Sums, shifts: Sequence[int], days: Sequence[date | None], *, worthwhile: float = WORTHWHILE
) -> list[Reading]:
    """base, sums, shifts, days: one entry a reading. The formulas stand at `episodes.episode`."""
    x, within, some = sums.x, base.within, sums.n > 0
    n = np.where(some, sums.n, 1.0)
    rate, slope, error = _expected(base, sums)
    rest = sums.spread * (slope * base.sd) ** 2 + error**2
    p = np.minimum((x + BLEND * rate) / (n + BLEND), 1.0)
    single = np.maximum(p * (1 - p), 0.25 / (n + BLEND)) if within is None else within
    variance, estimate = sums.spread * single / n + rest, x / n - rate
    se = np.sqrt(variance)
    null = np.sqrt(sums.spread * rate * (1 - rate) / n + rest) if within is None else se
    null = np.where(null > 0, null, se)
    if within is None:
        half = 0.5 / n * (n * p * (1 - p) < 3)
        low, high = _score(estimate, rate, z=sums.z, share=sums.spread / n, rest=rest, half=half)
    else:
        low, high = estimate - sums.z * se, estimate + sums.z * se
    columns = (x, sums.n, n * rate, variance * n * n, (n * error) ** 2, slope, estimate, se, low, high, null)
    told = zip(shifts, days, some.tolist(), *(column.tolist() for column in columns), strict=True)
    return [_reading(*one, worthwhile=worthwhile) for one in told]


def _reading(
    shifts: int, day: date | None, some: bool, x: float, n: float, expected: float, variance: float, shared: float,
    slope: float, estimate: float, se: float, low: float, high: float, null: float, *, worthwhile: float,
) -> Reading:  # fmt: skip
    if not some:
        return Reading(shifts, day, x, n, 0.0, 0.0, 0.0, 1.0, None, None)
    if se <= 0:
        return Reading(shifts, day, x, n, expected, 0.0, 0.0, slope, estimate, None)
    planned = low == low  # not nan
    return Reading(
        shifts, day, x, n, expected, variance, shared, slope, estimate, se, low if planned else None,
        high if planned else None, posterior(estimate, null, worthwhile), erfc(abs(estimate) / null / ROOT2),
    )  # fmt: skip


def posterior(estimate: float, se: float, worthwhile: float) -> float:
    """Probability that the lift is above 0, when lifts are normal around 0 with twice the worthwhile one as sd."""
    prior = 2 * worthwhile
    z = estimate / se * prior / sqrt(prior * prior + se * se) if prior > 0 else 0.0
    return 0.5 * (1 + erf(z / ROOT2))


def _score(estimate: F1, rate: F1, *, z: F1, share: F1, rest: F1, half: F1) -> tuple[F1, F1]:
    """The two t with (estimate - t)^2 = z^2 (share (rate + t) (1 - rate - t) + rest): a quadratic."""

    def root(d: F1, sign: float) -> F1:
        f = z * z * share
        a, b = 1 + f, -2 * d - f * (1 - 2 * rate)
        c = d * d - z * z * rest - f * rate * (1 - rate)
        out: F1 = (-b + sign * np.sqrt(np.maximum(b * b - 4 * a * c, 0.0))) / (2 * a)
        return out

    low, high = root(np.maximum(estimate - half, -rate), -1.0), root(np.minimum(estimate + half, 1 - rate), 1.0)
    return np.maximum(np.minimum(low, estimate), -1.0), np.minimum(np.maximum(high, estimate), 1.0)


def _expected(base: Base, sums: Sums) -> tuple[F1, F1, F1]:
    """Expected value per event, how it moves with the base (the index), and the error the index brings to it."""
    heard: B1 = (sums.expected > NOTHING) & (base.rate > NOTHING)
    expected = np.where(heard, sums.expected, 1.0)
    events = np.where(sums.events > 0, sums.events, expected / np.maximum(base.mean, 1e-12))
    if base.within is not None:
        told = _scaled(base.rate, sums.observed, expected, base.within * events * sums.spread)
    else:
        count = np.maximum(np.maximum(events, sums.observed), expected)
        share = (sums.observed + 0.5) / (count + 1)
        noise = count * share * (1 - share) * sums.spread
        few = expected <= count / 2
        rate, index, error = _scaled(base.rate, sums.observed, expected, noise)
        miss = _scaled(1 - base.rate, count - sums.observed, np.maximum(count - expected, 0.5), noise)
        told = (np.where(few, np.minimum(rate, 1.0), np.maximum(1 - miss[0], 0.0)), np.where(few, index, miss[1]),
                np.where(few, error, miss[2]))  # fmt: skip
    alone = base.rate, np.ones_like(base.rate), UNKNOWN * np.abs(base.rate)
    rate, index, error = (np.where(heard, one, other) for one, other in zip(told, alone, strict=True))
    return rate, index, error


def _scaled(base: F1, observed: F1, expected: F1, noise: F1) -> tuple[F1, F1, F1]:
    part = noise / expected**2
    weight = UNKNOWN**2 / (UNKNOWN**2 + part)
    index = 1 + weight * (observed / expected - 1)
    return base * index, index, base * np.sqrt(weight * part)
