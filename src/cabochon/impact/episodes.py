"""One coached unit: what happened, less what would have happened anyway."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import erf, erfc, sqrt

from .gathering import After, History, Peers, gathered
from .panel import B1, B2, F1, Panel
from .sequential import planned
from .shrinking import Prior
from .verdict import LOOKS, WEEKS, WORTHWHILE

__all__ = ["After", "Episode", "History", "Peers", "Reading", "episode", "episodes", "gathered", "posterior"]
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
    base, sd = _base(history)
    ns, xs, observed, expected = map(_summed, (after.n, after.x, peers.observed, peers.expected))
    events = _summed(peers.events) if peers.events is not None else None
    spreads = None if peers.dispersions is None else peers.dispersions.tolist()
    within = history.prior.within

    def reading(shifts: int, z: float | None) -> Reading:
        last, day = shifts - 1, after.days[shifts - 1] if shifts else None
        n, x = (ns[last], xs[last]) if shifts else (0.0, 0.0)
        if n <= 0:
            return Reading(shifts, day, x, n, 0.0, 0.0, 0.0, 1.0, None, None)
        spread = peers.dispersion if spreads is None else spreads[last]
        told = (observed[last], expected[last], events[last] if events else None)
        rate, slope, error = _expected(base, told, spread, history.prior)
        rest = spread * (slope * sd) ** 2 + error**2
        p = min((x + BLEND * rate) / (n + BLEND), 1.0)
        single = max(p * (1 - p), 0.25 / (n + BLEND)) if within is None else within
        variance, estimate = spread * single / n + rest, x / n - rate
        if variance <= 0:
            return Reading(shifts, day, x, n, n * rate, 0.0, 0.0, slope, estimate, None)
        null = (sqrt(spread * rate * (1 - rate) / n + rest) if within is None else 0.0) or sqrt(variance)
        low = high = None
        if z is not None and within is None:
            low, high = _score(estimate, rate, z=z, share=spread / n, rest=rest, half=0.5 / n * (n * p * (1 - p) < 3))
        elif z is not None:
            low, high = estimate - z * sqrt(variance), estimate + z * sqrt(variance)
        return Reading(
            shifts, day, x, n, n * rate, variance * n * n, (n * error) ** 2, slope, estimate, sqrt(variance), low, high,
            posterior(estimate, null, worthwhile), erfc(abs(estimate) / null / ROOT2),
        )  # fmt: skip

    done = tuple(reading(look, z) for look, z in zip(looks, planned(looks), strict=True) if look <= len(ns))
    now = reading(len(ns), None)
    return Episode(
        unit=unit, door=door, base=base, base_sd=sd, base_n=history.n, weeks=history.weeks, prior=history.prior,
        peers=peers.people, peer_doors=peers.doors, near=peers.near, dispersion=peers.dispersion, target=target,
        worthwhile=worthwhile, look=done[-1].shifts if done else 0, at=done[-1] if done else now, now=now, looks=done,
        planned=looks,
    )  # fmt: skip


def episodes(
    panel: Panel,
    found: Iterable[tuple[int, date, date]],
    *,
    treated: B1 | B2 | None = None,
    looks: tuple[int, ...] = LOOKS,
    worthwhile: float = WORTHWHILE,
    weeks: int = WEEKS,
) -> list[Episode]:
    """Many (unit, start, until) at once, in the order given."""
    return [
        episode(
            *gathered(panel, unit, start, until, treated=treated, weeks=weeks, looks=looks),
            looks=looks,
            worthwhile=worthwhile,
            unit=panel.units[unit],
            door=panel.doors[int(panel.door[unit])],
        )
        for unit, start, until in found
    ]


def posterior(estimate: float, se: float, worthwhile: float) -> float:
    """Probability that the lift is above 0, when lifts are normal around 0 with twice the worthwhile one as sd."""
    prior = 2 * worthwhile
    z = estimate / se * prior / sqrt(prior * prior + se * se) if prior > 0 else 0.0
    return 0.5 * (1 + erf(z / ROOT2))


def _summed(entries: F1) -> list[float]:
    return list(accumulate(entries.tolist()))


def _base(history: History) -> tuple[float, float]:
    """`shrinking.shrink` of a single unit, its error widened where the history is short."""
    known, n = history.prior, history.n
    rate = (history.x + known.strength * known.mean) / (n + known.strength)
    own = rate * (1 - rate) / (n + known.strength + 1) if known.within is None else known.within / (n + known.strength)
    sd = sqrt(max(own, 0.0) + (known.strength / (n + known.strength) * known.error) ** 2)
    rate = min(max(rate, 0.0), 1.0) if known.within is None else rate  # a source may count more than there were
    return rate, sd * sqrt(WEEKS / min(max(history.weeks, 1.0), WEEKS))


def _score(estimate: float, rate: float, *, z: float, share: float, rest: float, half: float) -> tuple[float, float]:
    """The two t with (estimate - t)^2 = z^2 (share (rate + t) (1 - rate - t) + rest): a quadratic."""

    def root(d: float, sign: float) -> float:
        f = z * z * share
        a, b = 1 + f, -2 * d - f * (1 - 2 * rate)
        c = d * d - z * z * rest - f * rate * (1 - rate)
        return (-b + sign * sqrt(max(b * b - 4 * a * c, 0.0))) / (2 * a)

    low, high = root(max(estimate - half, -rate), -1.0), root(min(estimate + half, 1 - rate), 1.0)
    return max(min(low, estimate), -1.0), min(max(high, estimate), 1.0)


def _expected(
    base: float, told: tuple[float, float, float | None], dispersion: float, prior: Prior
) -> tuple[float, float, float]:
    """Expected value per event, how it moves with the base (the index), and the error the index brings to it."""
    observed, expected, events = told
    if expected <= NOTHING or base <= NOTHING:
        return base, 1.0, UNKNOWN * abs(base)
    if prior.within is not None:
        noise = prior.within * (events or expected / max(prior.mean, 1e-12))
        return _scaled(base, observed, expected, noise * dispersion)
    count = max(events or expected / prior.mean, observed, expected)
    share = (observed + 0.5) / (count + 1)
    noise = count * share * (1 - share) * dispersion
    if expected <= count / 2:
        rate, index, error = _scaled(base, observed, expected, noise)
        return min(rate, 1.0), index, error
    miss, index, error = _scaled(1 - base, count - observed, max(count - expected, 0.5), noise)
    return max(1 - miss, 0.0), index, error


def _scaled(base: float, observed: float, expected: float, noise: float) -> tuple[float, float, float]:
    part = noise / expected**2
    weight = UNKNOWN**2 / (UNKNOWN**2 + part)
    index = 1 + weight * (observed / expected - 1)
    return base * index, index, base * sqrt(weight * part)
