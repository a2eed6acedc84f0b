"""Pretend chains for the judge: twelve doors of five associates, day by day, with an effect planted in the one coached.

Sizes, traffic and the week's rhythm are of `cabochon.demo.maison`; 4 qualifying sales a shift, so that seven days hold
about 20; the rate is 18 in 100, with a true spread of 5 points between associates. Every door coaches the associate
with the lowest rate of the seven days before its start. Arrays are (worlds, associates, days).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cabochon.demo.maison import PLACES
from cabochon.demo.weeks import WEEKDAY

DOORS, TEAM = 12, 5
MONDAY = date(2026, 3, 2)
HISTORY, STARTS, AFTER = 56, 7, 31  # days: of history at least, within which all doors start, after the last start
DAYS = HISTORY + STARTS + AFTER
SHIFT = np.array([[(day + 2 * (n % TEAM)) % 7 <= 4 for day in range(DAYS)] for n in range(DOORS * TEAM)])
DOOR = np.repeat(np.arange(DOORS), TEAM)

F3, I3, I2 = NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Climate:
    """How hard a world is. Shares and sds are of 1; `rate`, `spread`, `drift`, `wander` are points / 100.

    clump: sd of a shift's own luck, as a share of the rate. launch: a week in which the whole chain's rate is so much
    higher. door_launch: the same for a door alone, ten days, a door in three. drift: the chain's rise over all days.
    wander: sd of each associate's own slow coming and going (three weeks' memory). hires: share who joined 10 to 70
    days before the coaching and still climb. spill: share of the effect that colleagues catch. quiet: busy days sell
    so much less, and after its start the coached one is rostered on quiet days. good: how many times as likely a good
    visit is written down; better: the same after coaching, of the coached one alone. known: days at the beginning of
    which nothing is known. seen: share of visits that are written down. knows: whether managers pick by all visits, not
    by what they wrote down.
    """

    rate: float = 0.18
    spread: float = 0.05
    pace: float = 4.0  # qualifying sales a shift
    clump: float = 0.15
    launch: float = 0.0
    door_launch: float = 0.0
    drift: float = 0.0
    wander: float = 0.0
    hires: float = 0.0
    spill: float = 0.0
    quiet: float = 0.0
    good: float = 1.0
    better: float = 1.0
    known: int = 0
    seen: float = 1.0
    knows: bool = False


EASY = Climate()
WATCHED = Climate(rate=0.44, spread=0.12, pace=7.7, seen=0.3)  # a behaviour; a visit in two is a sale
HARDER = {
    "shifts of their own luck": Climate(clump=0.5),
    "a launch, chain-wide": Climate(launch=0.4),
    "a launch at some doors": Climate(door_launch=0.4),
    "the chain drifts up": Climate(drift=0.05),
    "associates come and go": Climate(wander=0.04),
    "new hires who still climb": Climate(hires=0.25),
    "colleagues catch half of it": Climate(spill=0.5),
    "coached on quiet days": Climate(quiet=0.3),
    "a slow boutique (1.2 a shift)": Climate(pace=1.2),
    "four weeks of history": Climate(known=28),
}
ALL = Climate(clump=0.3, launch=0.25, door_launch=0.25, drift=0.03, wander=0.02, hires=0.1, spill=0.25, quiet=0.15)


@dataclass(frozen=True, slots=True)
class Chains:
    """A batch of worlds. x[lift]: successes with that effect planted; n: what they are out of. coached (worlds, doors):
    the associate's row; start (worlds, doors): the day's column; there: whether the associate was employed that day;
    written: x and n as they were written down by then, without an effect."""

    x: dict[float, I3]
    n: I3
    coached: I2
    start: I2
    there: NDArray[np.bool_]
    written: tuple[I3, I3]

    @property
    def treated(self) -> NDArray[np.bool_]:
        """(worlds, associates)."""
        mask = np.zeros(self.n.shape[:2], dtype=bool)
        np.put_along_axis(mask, self.coached, True, axis=1)
        return mask


def chains(worlds: int, climate: Climate, *, lifts: Sequence[float], rng: np.random.Generator) -> Chains:
    """Draw them. Effects are points / 100 from the day after the start, under the same luck."""
    size = (worlds, DOORS * TEAM, DAYS)
    there, ramp = _hired(worlds, climate, rng)
    start = HISTORY + rng.integers(0, STARTS, (worlds, DOORS))
    traffic, busy = _traffic(worlds, rng)
    own = np.clip(rng.normal(climate.rate, climate.spread, (worlds, DOORS * TEAM)), 0.02, 0.9)[..., None]
    chance = own * ramp * np.exp(_shocks(worlds, climate, rng)) + climate.drift * np.linspace(0, 1, DAYS)
    if climate.wander:
        chance = chance + climate.wander * _wandering(size, rng)
    chance = chance * (1 - climate.quiet * (busy - 1))
    if climate.clump:
        chance = chance * np.maximum(0.0, rng.normal(1, climate.clump, size))
    chance = np.clip(chance, 0.005, 0.95)
    n = rng.poisson(climate.pace * traffic * SHIFT * there)
    x = rng.binomial(n, chance)
    written = _written(x, n, climate.seen, climate.good, rng) if climate.seen < 1 else (x, n)
    coached = _picked(*((x, n) if climate.knows else written), start, there)
    if climate.quiet:
        n, x = _rostered(n, x, coached, start, busy, rng)
    n, x = n * (np.arange(DAYS) >= climate.known), x * (np.arange(DAYS) >= climate.known)
    return Chains(_planted(x, n, chance, coached, start, climate, lifts, rng), n, coached, start, there, written)


def logged(told: Chains, lift: float, climate: Climate, *, rng: np.random.Generator) -> Chains:
    """What managers wrote down of all visits under one effect; what was written before the start is what they picked
    by."""
    own = np.arange(told.n.shape[1])[None, :, None] == told.coached[:, DOOR][..., None]
    later = _after(told.start)[:, DOOR]
    odds = np.where(later & own, max(climate.good, climate.better), climate.good)
    x, n = _written(told.x[lift], told.n, climate.seen, odds, rng)
    first_x, first_n = told.written
    return replace(told, x={lift: np.where(later, x, first_x)}, n=np.where(later, n, first_n))


def _written(x: I3, n: I3, seen: float, odds: F3 | float, rng: np.random.Generator) -> tuple[I3, I3]:
    good = rng.binomial(x, np.minimum(1.0, seen * odds))
    return good, good + rng.binomial(n - x, seen)


def _after(start: I2) -> NDArray[np.bool_]:
    """(worlds, doors, days): the day after the start and later."""
    return np.arange(DAYS) > start[..., None]


def _hired(worlds: int, climate: Climate, rng: np.random.Generator) -> tuple[NDArray[np.bool_], F3]:
    """Who is there, and the share of their own rate reached: half on the first day, all after twelve weeks."""
    size = (worlds, DOORS * TEAM)
    new = rng.random(size) < climate.hires
    joined = np.where(new, HISTORY - rng.integers(10, 71, size), -400)[..., None]
    days = np.arange(DAYS) - joined
    return days >= 0, np.clip(0.5 + 0.5 * days / 84, 0.5, 1.0)


def _traffic(worlds: int, rng: np.random.Generator) -> tuple[F3, F3]:
    """Of each associate's door and day around 1, and the same without the door's size: above 1 is busy."""
    size = np.array([PLACES[door % len(PLACES)][8] for door in range(DOORS)], dtype=float)
    week = np.resize(np.array(WEEKDAY), DAYS)
    busy = np.repeat(week * rng.uniform(0.85, 1.15, (worlds, DOORS, DAYS)), TEAM, axis=1)
    return busy * np.repeat(size / size.mean(), TEAM)[:, None], busy


def _shocks(worlds: int, climate: Climate, rng: np.random.Generator) -> F3:
    """Logs of what launches do to rates: (worlds, associates, days)."""
    out = np.zeros((worlds, DOORS, DAYS))
    days = np.arange(DAYS)
    for height, length, shape, often in ((climate.launch, 7, (worlds, 1), 1.0),
                                         (climate.door_launch, 10, (worlds, DOORS), 1 / 3)):  # fmt: skip
        if height:
            begins = rng.integers(HISTORY - 14, HISTORY + 21, shape)[..., None]
            on = (days >= begins) & (days < begins + length) & (rng.random(shape)[..., None] < often)
            out += np.log1p(height) * on
    return np.repeat(out, TEAM, axis=1)


def _wandering(size: tuple[int, int, int], rng: np.random.Generator, memory: float = 21.0) -> F3:
    """Stationary first-order paths of sd 1 that forget over `memory` days."""
    keep = float(np.exp(-1 / memory))
    steps = rng.normal(0, 1, size)
    out = np.empty(size)
    out[..., 0] = steps[..., 0]
    for day in range(1, size[2]):
        out[..., day] = keep * out[..., day - 1] + np.sqrt(1 - keep * keep) * steps[..., day]
    return out


def _picked(x: I3, n: I3, start: I2, there: NDArray[np.bool_]) -> I2:
    """Of each door who had the lowest rate of the seven days before its start, of those who sold five times."""
    week = (np.arange(DAYS) >= start[..., None] - 7) & (np.arange(DAYS) < start[..., None])
    within = week[:, DOOR] & there
    sold, out_of = (x * within).sum(2), (n * within).sum(2)
    raw = np.where(out_of >= 5, sold / np.maximum(out_of, 1), 2 - out_of / 1000)
    least = raw.reshape(-1, DOORS, TEAM).argmin(2)
    return least + np.arange(DOORS) * TEAM


def _rostered(n: I3, x: I3, coached: I2, start: I2, busy: F3, rng: np.random.Generator) -> tuple[I3, I3]:
    """The coached one's busy shifts after the start are given to nobody: two in three of the Fridays and Saturdays."""
    own = np.arange(n.shape[1])[None, :, None] == coached[:, DOOR][..., None]
    away = own & _after(start)[:, DOOR] & (busy > 1.05) & (rng.random(n.shape) < 2 / 3)
    return np.where(away, 0, n), np.where(away, 0, x)


def _planted(
    x: I3, n: I3, chance: F3, coached: I2, start: I2, climate: Climate, lifts: Sequence[float], rng: np.random.Generator
) -> dict[float, I3]:
    """Failures become successes: each step of the lift turns so many that the chance rises by just that step."""
    own = np.arange(n.shape[1])[None, :, None] == coached[:, DOOR][..., None]
    share = np.where(own, 1.0, climate.spill) * _after(start)[:, DOOR]
    out: dict[float, I3] = {}
    now, reached = x, 0.0
    for lift in sorted(lifts):
        step = share * (lift - reached) / np.maximum(1 - chance - share * reached, 0.05)
        now = now + rng.binomial(n - now, np.clip(step, 0, 1)) if lift > reached else now
        out[lift], reached = now, lift
    return out
