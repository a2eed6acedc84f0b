"""One coached unit, or many: what happened, less what would have happened anyway."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from .gathering import After, Gathered, History, Peers, gather
from .panel import B1, B2, Panel
from .readings import Reading, based, posterior, read
from .sequential import planned
from .shrinking import Prior
from .verdict import LOOKS, WEEKS, WORTHWHILE

__all__ = ["After", "Episode", "History", "Peers", "Reading", "episode", "episodes", "gather", "posterior"]
AT_ONCE = 2_000  # episodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """at: the reading of the last planned look reached, or of everything before the first. now: of everything so far,
    for pooling and the raw figures. looks: those reached; look: shifts of the one used (3, 10, 20), 0 before the first.
    The properties are those of `at`. target: a value, not a lift."""

    unit: str
    door: str
    base: float
    base_sd: float
    base_n: float
    weeks: float
    prior: Prior
    peers: int
    peer_doors: int
    near: bool
    dispersion: float
    target: float | None
    worthwhile: float
    look: int
    at: Reading
    now: Reading
    looks: tuple[Reading, ...]
    planned: tuple[int, ...]

    @property
    def observed(self) -> float:
        return self.at.observed

    @property
    def n(self) -> float:
        return self.at.n

    @property
    def expected(self) -> float:
        return self.at.expected

    @property
    def variance(self) -> float:
        return self.at.variance

    @property
    def index(self) -> float:
        return self.at.index

    @property
    def estimate(self) -> float | None:
        return self.at.estimate

    @property
    def se(self) -> float | None:
        return self.at.se

    @property
    def low(self) -> float | None:
        return self.at.low

    @property
    def high(self) -> float | None:
        return self.at.high

    @property
    def posterior(self) -> float | None:
        return self.at.posterior


def episode(
    history: History,
    after: After,
    peers: Peers,
    *,
    looks: tuple[int, ...] = LOOKS,
    target: float | None = None,
    worthwhile: float = WORTHWHILE,
    unit: str = "",
    door: str = "",
) -> Episode:
    """observed - expected; expected = shrunken rate over 8 weeks x peers' observed / expected on the same days.

    index = 1 + w (O/E - 1), O and E the peers' sums over the unit's shifts, w = 0.3^2 / (0.3^2 + var(O) / E^2), var(O)
    = dispersion x N p (1-p): without peers it is 1 and carries 30 % of error, with a whole chain w is 0.98 or more.
    Day by day instead of over the whole window it is noisier for no less bias: one person's estimate then spreads by
    6.61 instead of 6.50 points with three doors, by 6.49 instead of 6.48 with twelve.
    Above one half misses are scaled by the peers' misses over expected misses, so that 95 % never becomes 103 %.
    variance = dispersion (n p (1-p) + n^2 index^2 sd^2) + n^2 base^2 var(index); sd: of the shrunken base, times
    sqrt(8 / weeks) where history is shorter; p: the observed, drawn to the expected by 20 events.
    low, high: t for which |estimate - t| = z sqrt(variance at p = expected + t), z of the planned look: `low > 0` is
    the test without an effect, and with one the interval still covers (+-z se: 91 % at +8). Means, with `within` of
    the prior for p (1-p): estimate +- z se. Half an event is taken off either end where n p (1-p) < 3.
    posterior: `posterior` at p = expected. target: a value, only carried.
    Sources: Efron & Morris (1975) for the base; the index is indirect standardisation, Breslow & Day, Statistical
    Methods in Cancer Research II (1987), 2.3; the dispersion McCullagh & Nelder, 2nd ed. (1989), 4.5; the score
    interval Wilson (1927). Not for a unit without history (a new hire rises anyway), nor when peers took part in the
    same focus.
    """
    return _judged(Gathered.of(history, after, peers), [(unit, door)], looks, worthwhile, target)[0]


def episodes(
    panel: Panel,
    found: Iterable[tuple[int, date, date]],
    *,
    treated: B1 | B2 | None = None,
    looks: tuple[int, ...] = LOOKS,
    worthwhile: float = WORTHWHILE,
    weeks: int = WEEKS,
) -> list[Episode]:
    """Many (unit, start, until) at once, in the order given: `episode` of what `gather` finds for each.

    looks: none, where only what stands now is asked for (a pool).
    """
    asked = list(found)
    made: list[Episode] = []
    for some in (asked[low : low + AT_ONCE] for low in range(0, len(asked), AT_ONCE)):
        told = gather(panel, some, treated=treated, weeks=weeks)
        names = [(panel.units[unit], panel.doors[panel.door[unit]]) for unit, _, _ in some]
        made += _judged(told, names, looks, worthwhile)
    return made


def _judged(
    told: Gathered, names: Sequence[tuple[str, str]], looks: tuple[int, ...], worthwhile: float,
    target: float | None = None,
) -> list[Episode]:  # fmt: skip
    """names: unit and door of each. The looks that were reached are read, and everything so far."""
    base = based(told.history_x, told.history_n, told.weeks, told.priors)
    count = told.on.sum(axis=1)
    row, look = np.nonzero(np.column_stack((count[:, None] >= np.array(looks), np.ones(len(count), bool))))
    shifts = np.where(look < len(looks), np.array((*looks, 0))[look], count[row])
    place = told.place(row, shifts)
    bounds = planned(looks) if looks else ()
    sums = told.upto(row, place, np.array((*bounds, np.nan))[look])
    days = [told.first[i] + timedelta(days=k) if k >= 0 else None
            for i, k in zip(row.tolist(), place.tolist(), strict=True)]  # fmt: skip
    readings = read(base.take(row), sums, shifts.tolist(), days, worthwhile=worthwhile)
    ends = np.flatnonzero(look == len(looks)).tolist()
    columns = (base.rate, base.sd, told.history_n, told.weeks, told.people, told.doors, told.near, sums.spread[ends])
    rows = zip(*(column.tolist() for column in columns), strict=True)
    made = []
    for i, (rate, sd, n, weeks, people, doors, near, spread) in enumerate(rows):
        done, now = tuple(readings[ends[i - 1] + 1 if i else 0 : ends[i]]), readings[ends[i]]
        made.append(Episode(
            unit=names[i][0], door=names[i][1], base=rate, base_sd=sd, base_n=n, weeks=weeks, prior=told.priors[i],
            peers=people, peer_doors=doors, near=near, dispersion=spread, target=target, worthwhile=worthwhile,
            look=done[-1].shifts if done else 0, at=done[-1] if done else now, now=now, looks=done, planned=looks,
        ))  # fmt: skip
    return made
