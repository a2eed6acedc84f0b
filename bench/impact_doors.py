"""Whole doors in pretend chains: a rollout door by door, a change of average receipts and of satisfaction, a behaviour
that goes with an outcome; each with and without something planted, and what is said of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from impact_worlds import DOORS
from numpy.typing import NDArray

from cabochon.demo.maison import PLACES
from cabochon.impact import judging
from cabochon.impact.predicting import predicts
from cabochon.impact.ratios import changed
from cabochon.impact.rollouts import rollout

F1, F2 = NDArray[np.float64], NDArray[np.float64]
WEEKS, FIRST, HELD = 20, 8, 2  # of a rollout; before its first door; doors that wait to the end
A_WEEK = 100  # qualifying sales of an average door
SIZE = np.array([PLACES[door % len(PLACES)][8] for door in range(DOORS)], float)
SIZE /= SIZE.mean()


@dataclass(frozen=True, slots=True)
class Said:
    """One world: estimate and its 95 % interval in the measure's unit, and whether it was called a lift (a find)."""

    estimate: float
    low: float
    high: float
    lifted: bool


def staggered(lift: float, rng: np.random.Generator) -> Said | None:
    """Two doors a week begin from week 8 on, two never do; doors and weeks have luck of their own, the chain drifts."""
    starts = np.full(DOORS, WEEKS)
    starts[rng.permutation(DOORS)[: DOORS - HELD]] = FIRST + np.arange(DOORS - HELD) // 2
    week = np.arange(WEEKS)
    on = week >= starts[:, None]
    rate = (
        rng.normal(0.18, 0.03, (DOORS, 1)) + rng.normal(0, 0.015, WEEKS) + rng.normal(0, 0.012, (DOORS, WEEKS))
        + 0.03 * week / WEEKS + lift * on
    )  # fmt: skip
    n = rng.poisson(A_WEEK * SIZE[:, None], (DOORS, WEEKS))
    x = rng.binomial(n, np.clip(rate, 0.01, 0.9))
    door, when = np.divmod(np.arange(DOORS * WEEKS), WEEKS)
    found = rollout(door, when, on.ravel(), (x / np.maximum(n, 1)).ravel(), n.ravel().astype(float))
    if found is None or found.low is None or found.high is None:
        return None
    verdict = judging.found(found.effect, found.se, n=float(n[on].sum()), doors=found.treated_doors, p=found.p,
                            measure="attach_rate", unit="rate", counts="receipts", freedom=found.freedom)  # fmt: skip
    return Said(found.effect, found.low, found.high, verdict.state == "likely_lifted")


def receipts(lift: float, rng: np.random.Generator) -> Said | None:
    """Average receipt of six of twelve doors, eight weeks against two: skewed amounts, a chain-wide season of +10 %."""
    mean = rng.lognormal(np.log(9000), 0.3, DOORS)
    did = rng.permutation(DOORS) < DOORS // 2

    def side(weeks: int, rise: F1) -> tuple[F1, F1]:
        n = rng.poisson(A_WEEK * SIZE * weeks)
        luck = rng.normal(1, 0.02, DOORS)
        told = [rng.lognormal(np.log(m * r) - 0.32, 0.8, k).sum() for m, r, k in zip(mean * luck, rise, n, strict=True)]
        return np.array(told), n.astype(float)

    before, after = side(8, np.ones(DOORS)), side(2, 1.1 * (1 + lift * did))
    return _changed(before, after, did, way="times")


def satisfied(lift: float, rng: np.random.Generator, *, silent: float = 0.0, later: float = 0.0) -> Said | None:
    """Share of glad answers of six of twelve doors. silent: of clients who were not glad, so many more do not answer;
    later: so many more of them in the doors that did it, afterwards alone."""
    glad = np.clip(rng.normal(0.78, 0.03, DOORS), 0.05, 0.9)
    did = rng.permutation(DOORS) < DOORS // 2

    def side(weeks: int, rise: F1, quiet: F1) -> tuple[F1, F1]:
        n = rng.poisson(A_WEEK * SIZE * weeks)
        yes = rng.binomial(n, np.clip(glad + rise + rng.normal(0, 0.01, DOORS), 0, 0.99))
        heard, lost = rng.binomial(yes, 0.4), rng.binomial(n - yes, 0.4 * (1 - quiet))
        return heard.astype(float), (heard + lost).astype(float)

    before = side(8, np.zeros(DOORS), np.full(DOORS, silent))
    after = side(2, lift * did, np.where(did, 1 - (1 - silent) * (1 - later), silent))
    return _changed(before, after, did, way="plus")


def _changed(before: tuple[F1, F1], after: tuple[F1, F1], did: NDArray[np.bool_], *, way: str) -> Said | None:
    """ "times": as a share of what was expected; "plus": as it is."""
    own, peers = [s[did] for s in (*before, *after)], [s[~did] for s in (*before, *after)]
    found = changed(*own, *peers, way=way)
    if found is None or found.low is None or found.high is None or found.estimate is None:
        return None
    scale = found.after - found.estimate if way == "times" else 1.0
    verdict = judging.found(found.estimate, found.se, n=float(after[1][did].sum()), doors=found.doors, p=found.p,
                            measure="m", unit="rate" if way == "plus" else "money", counts="receipts",
                            freedom=found.freedom, worthwhile=0.04 * scale)  # fmt: skip
    return Said(found.estimate / scale, found.low / scale, found.high / scale, verdict.state == "likely_lifted")


def goes_with(slope: float, rng: np.random.Generator) -> Said | None:
    """A behaviour observed fifteen times a door and week, and the attach rate it goes with by `slope`, within door and
    week; doors and weeks that are better at both are no reason."""
    luck = rng.normal(0, 0.1, (DOORS, 1)) + rng.normal(0, 0.05, 12)
    does = np.clip(0.5 + luck + rng.normal(0, 0.12, (DOORS, 12)), 0.02, 0.98)
    rate = np.clip(0.18 + 0.3 * luck + slope * (does - 0.5 - luck) + rng.normal(0, 0.01, (DOORS, 12)), 0.01, 0.9)
    b_n, o_n = rng.poisson(15, (DOORS, 12)), rng.poisson(A_WEEK * SIZE[:, None], (DOORS, 12))
    b, o = rng.binomial(b_n, does) / np.maximum(b_n, 1), rng.binomial(o_n, rate) / np.maximum(o_n, 1)
    door, week = np.divmod(np.arange(DOORS * 12), 12)
    found = predicts(b.ravel(), o.ravel(), door, week, behaviour_n=b_n.ravel().astype(float),
                     outcome_n=o_n.ravel().astype(float))  # fmt: skip
    if found is None:
        return None
    full = max(found.reliability, 0.05)
    return Said(found.slope / full, found.low / full, found.high / full, found.low > 0)


KINDS: dict[str, Callable[[float, np.random.Generator], Said | None]] = {
    "rollout, 10 doors in turn": staggered,
    "average receipt, 6 of 12 doors": receipts,
    "satisfaction, 6 of 12 doors": satisfied,
    "the same, half of the unhappy silent": lambda lift, rng: satisfied(lift, rng, silent=0.5),
    "the same, a third more fall silent after": lambda lift, rng: satisfied(lift, rng, later=1 / 3),
    "behaviour and outcome (slope)": goes_with,
}
PLANTED = {"behaviour and outcome (slope)": (0.0, 0.15, 0.3)}


def tried(worlds: int, *, seed: int) -> list[dict[str, object]]:
    """A row a kind and effect: false or true finds, bias, coverage, worlds that told nothing."""
    out: list[dict[str, object]] = []
    for place, (name, world) in enumerate(KINDS.items()):
        for lift in PLANTED.get(name, (0.0, 0.04, 0.08)):
            rng = np.random.default_rng((seed, place))
            found = [world(lift, rng) for _ in range(worlds)]
            said = [one for one in found if one]
            out.append({
                "kind": name, "lift": lift, "worlds": len(said), "untold": worlds - len(said),
                "lifted": float(np.mean([one.lifted for one in said])),
                "above": float(np.mean([one.low > 0 for one in said])),
                "bias": float(np.mean([one.estimate for one in said])) - lift,
                "covered": float(np.mean([one.low <= lift <= one.high for one in said])),
            })  # fmt: skip
    return out
