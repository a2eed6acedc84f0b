"""Several episodes together: that is where the strength is."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from math import comb, sqrt
from typing import Any

import numpy as np

from .episodes import Episode, posterior
from .intervals import Z, beyond, student
from .panel import B1, F1, I1
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


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What a pool takes of episodes, one entry each. door, unit: indices into `doors` and `units`; the others are of
    `now`, and of the episode, by their names."""

    doors: tuple[str, ...]
    units: tuple[str, ...]
    door: I1
    unit: I1
    observed: F1
    expected: F1
    n: F1
    variance: F1
    shared: F1
    base: F1
    weeks: F1
    peers: I1
    peer_doors: I1
    near: B1

    @classmethod
    def of(cls, episodes: Sequence[Episode]) -> "Readings":
        doors, units = (tuple(dict.fromkeys(getattr(one, name) for one in episodes)) for name in ("door", "unit"))
        at = [{name: i for i, name in enumerate(names)} for names in (doors, units)]
        door = np.array([at[0][one.door] for one in episodes], np.int64)
        return cls.numbered(episodes, doors, units, door, np.array([at[1][one.unit] for one in episodes], np.int64))

    @classmethod
    def numbered(
        cls, episodes: Sequence[Episode], doors: tuple[str, ...], units: tuple[str, ...], door: I1, unit: I1
    ) -> "Readings":
        """Where the places of their doors and units are known."""
        now = [one.now for one in episodes]
        return cls(
            doors, units, door, unit,
            np.array([one.observed for one in now], float), np.array([one.expected for one in now], float),
            np.array([one.n for one in now], float), np.array([one.variance for one in now], float),
            np.array([one.shared for one in now], float), np.array([one.base for one in episodes], float),
            np.array([one.weeks for one in episodes], float), np.array([one.peers for one in episodes], np.int64),
            np.array([one.peer_doors for one in episodes], np.int64), np.array([one.near for one in episodes], bool),
        )  # fmt: skip

    @property
    def gain(self) -> F1:
        return self.observed - self.expected

    def at(self, rows: I1 | B1) -> "Readings":
        return replace(self, **{one.name: getattr(self, one.name)[rows] for one in fields(self)[2:]})

    def beside(self, other: "Readings") -> "Readings":
        """Both: a door of the same name is the same, a unit never is."""
        doors, door = self.doors, other.door
        if other.doors != doors:
            doors = tuple(dict.fromkeys((*doors, *other.doors)))
            place = {name: i for i, name in enumerate(doors)}
            door = np.array([place[name] for name in other.doors], np.int64)[door]
        units = (*self.units, *other.units)
        moved = replace(other, doors=doors, units=units, door=door, unit=other.unit + len(self.units))
        return replace(self, doors=doors, units=units).then(moved)

    def then(self, other: "Readings") -> "Readings":
        """Both, of the same doors and units."""
        both: dict[str, Any] = {one.name: np.concatenate((getattr(self, one.name), getattr(other, one.name)))
                                for one in fields(self)[2:]}  # fmt: skip
        return replace(self, **both)


def pool(
    episodes: Sequence[Episode] | Readings, by: str = "door", *, of: int = 0, worthwhile: float = WORTHWHILE
) -> Pool | None:
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
    everyone = episodes if isinstance(episodes, Readings) else Readings.of(episodes)
    everyone = everyone.at(everyone.n > 0)
    if not len(everyone.n):
        return None
    told = _settled(everyone)
    places, group = np.unique(told.door if by == "door" else told.unit, return_inverse=True)
    doors, n = len(places), float(told.n.sum())
    gain, events, spread = (np.bincount(group, column, doors) for column in (told.gain, told.n, told.variance))
    total = float(gain.sum())
    estimate, se = total / n, None
    shared = float(np.sqrt(told.shared).sum()) / n
    freedom = 0
    if doors > 1:
        left = (total - gain) / (n - events)
        own = (doors - 1) / doors * float(((left - left.mean()) ** 2).sum())
        own = max(own, FLOOR**2 * float(spread.sum()) / n**2)
        se = sqrt(own + shared**2) or None
        freedom = int(min((doors - 1) * ((own + shared**2) / own) ** 2, MOST)) if own > 0 else doors - 1
    half = student(freedom) * se if se is not None else None
    apart = len(np.unique(told.door))
    names = told.doors if by == "door" else told.units
    columns = (gain / events, events, np.sqrt(spread) / events)
    groups = zip((names[i] for i in places.tolist()), *(column.tolist() for column in columns), strict=True)
    return Pool(
        estimate=estimate,
        low=None if half is None else estimate - half,
        high=None if half is None else estimate + half,
        se=se,
        n=n,
        x=float(told.observed.sum()),
        expected=float(told.expected.sum()),
        doors=apart,
        people=len(np.unique(told.unit)),
        freedom=freedom,
        smallest_p=_smallest(apart, of or apart + int(told.peer_doors.max())),
        p=None if se is None else beyond(estimate / se, freedom),
        posterior=None if se is None else posterior(estimate, se * student(freedom) / Z, worthwhile),
        groups=tuple(sorted(groups)),
        weeks=float(told.weeks.min()),
        peers=int(told.peers.min()),
        near=bool(told.near.any()),
        shared=shared,
        base=float((told.base * told.n).sum()) / n,
        left_out=len(everyone.n) - len(told.n),
        chance=sqrt(float(told.variance.sum())) / n or None,
    )


def _settled(told: Readings) -> Readings:
    """Those with a whole history, where they still come from six doors or from all; else everybody."""
    whole = told.weeks >= WEEKS - SHORT
    if whole.all():
        return told
    doors = len(np.unique(told.door[whole]))
    return told.at(whole) if doors and (doors >= LEAST_DOORS or doors == len(np.unique(told.door))) else told


def _smallest(treated: int, of: int) -> float:
    return 1 / comb(of, treated) if of > treated else 2.0 ** (1 - treated)
