"""Several episodes together: that is where the strength is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt

from .episodes import Episode, posterior
from .intervals import Z, beyond, student
from .ruling import SHORT
from .verdict import LEAST_DOORS, WEEKS, WORTHWHILE

MOST = 1000  # degrees of freedom
FLOOR = 0.5  # of the error by chance alone: doors that agree better than that agree by luck, or all said yes


@dataclass(frozen=True, slots=True)
class Pool:
    """estimate: in the measure's unit. se: by leaving out a door at a time, and the peers' error all share; None of one
    door. low, high: 95 % by t with `freedom` df, for a single look planned beforehand (a number
    looked at every day: sequential.always_valid). p: two-sided. smallest_p: what a test that only shuffles doors could
    give at best. posterior: of a lift. groups: (door, estimate, n, se of its own) of each door, by name. weeks: least
    history. base: expected value without the peers' index. chance: se by chance alone, for a single door.
    shared: the part of se that is the peers', which more events of the coached do not make smaller. left_out: episodes
    not used, for want of history."""

    estimate: float
    low: float | None
    high: float | None
    se: float | None
    n: float
    x: float
    expected: float
    doors: int
    people: int
    freedom: int
    smallest_p: float
    p: float | None
    posterior: float | None
    groups: tuple[tuple[str, float, float, float | None], ...]
    weeks: float
    peers: int
    near: bool
    base: float
    chance: float | None = None
    left_out: int = 0
    shared: float = 0.0


def pool(episodes: Sequence[Episode], by: str = "door", *, of: int = 0, worthwhile: float = WORTHWHILE) -> Pool | None:
    """estimate = sum(observed - expected) / sum(n), over everything each episode has so far (its `now`).

    se^2 = (G-1)/G sum (estimate without door g - their mean)^2 + (sum of the episodes' shared errors / n)^2: the peers'
    index is the same draw for everybody, so leaving out a door does not show its error (0.7 points at 14 days with 48
    peers and 12 coached; without it 91 to 93 % of intervals cover). Interval by t, degrees of freedom G-1 for the first
    part and endless for the second (Welch-Satterthwaite): (G-1) (a + b)^2 / a^2. smallest_p = 1 / (of over G), `of` the
    doors that could have been the treated ones, G and the peers' doors unless given; without peers 2^(1-G).
    Episodes with less than eight weeks of history are left out where the others come from six doors or from all of
    them: a new hire rises anyway, and one among twelve coached would keep all of them at "promising" (a true +8 was
    found in 6 % of worlds instead of 88 %, with a quarter of new hires).
    by: "door" or "unit", what is taken as independent. None when nothing happened after any start.
    Sources: Efron & Stein, Ann. Statist. 9 (1981) 586-596; Cameron & Miller, J. Human Resources 50 (2015) 317-372.
    The first part is never less than (half the se by chance alone)^2: when all say yes, leaving out a door moves
    nothing, and "lifted by 0 points" would be proven. With six doors or more it hardly ever binds.
    Never weighs by the estimated variances of proportions: a low rate has a small one, and the pooled answer was
    biased by -4.8 points. Not for doors that all began on the same day with no others left: use rollouts, or wait.
    """
    everyone = [one for one in episodes if one.now.n > 0]
    if not everyone:
        return None
    told = _settled(everyone)
    gain: dict[str, float] = defaultdict(float)
    events: dict[str, float] = defaultdict(float)
    spread: dict[str, float] = defaultdict(float)
    for one in told:
        key = one.door if by == "door" else one.unit
        gain[key] += one.now.observed - one.now.expected
        events[key] += one.now.n
        spread[key] += one.now.variance
    total, n, doors = sum(gain.values()), sum(events.values()), len(gain)
    estimate, se = total / n, None
    shared = sum(sqrt(one.now.shared) for one in told) / n
    freedom = 0
    if doors > 1:
        left = [(total - gain[key]) / (n - events[key]) for key in gain]
        middle = sum(left) / doors
        own = (doors - 1) / doors * sum((value - middle) ** 2 for value in left)
        own = max(own, FLOOR**2 * sum(spread.values()) / n**2)
        se = sqrt(own + shared**2) or None
        freedom = int(min((doors - 1) * ((own + shared**2) / own) ** 2, MOST)) if own > 0 else doors - 1
    half = student(freedom) * se if se is not None else None
    peer_doors = max(one.peer_doors for one in told)
    apart = len({one.door for one in told})
    groups = tuple((key, gain[key] / events[key], events[key], sqrt(spread[key]) / events[key]) for key in sorted(gain))
    return Pool(
        estimate=estimate,
        low=None if half is None else estimate - half,
        high=None if half is None else estimate + half,
        se=se,
        n=n,
        x=sum(one.now.observed for one in told),
        expected=sum(one.now.expected for one in told),
        doors=apart,
        people=len({one.unit for one in told}),
        freedom=freedom,
        smallest_p=_smallest(apart, of or apart + peer_doors),
        p=None if se is None else beyond(estimate / se, freedom),
        posterior=None if se is None else posterior(estimate, se * student(freedom) / Z, worthwhile),
        groups=groups,
        weeks=min(one.weeks for one in told),
        peers=min(one.peers for one in told),
        near=any(one.near for one in told),
        shared=shared,
        base=sum(one.base * one.now.n for one in told) / n,
        left_out=len(everyone) - len(told),
        chance=sqrt(sum(one.now.variance for one in told)) / n or None,
    )


def _settled(told: list[Episode]) -> list[Episode]:
    """Those with a whole history, where they still come from six doors or from all; else everybody."""
    whole = [one for one in told if one.weeks >= WEEKS - SHORT]
    doors = len({one.door for one in whole})
    return whole if doors and (doors >= LEAST_DOORS or doors == len({one.door for one in told})) else told


def _smallest(treated: int, of: int) -> float:
    return 1 / comb(of, treated) if of > treated else 2.0 ** (1 - treated)
