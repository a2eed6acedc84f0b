"""What everybody else did on the same days, made once for all episodes that begin on one day."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from .panel import B1, B2, F1, F2, I1, Panel
from .shrinking import Prior, prior, settle, shrink

KEPT, BASES = 2_000, 250  # starts whose peers, and whose bases of everybody, are kept
ASKED = 500  # peers behind the dispersion, at most
AHEAD = 43  # days after a start that are summed at once
TOGETHER = 16  # starts whose peers are summed in one product of matrices
STEADY = 10.0  # peers without any overdispersion that are believed beforehand
LEAST = 5  # events of a peer behind the dispersion


@dataclass(slots=True, eq=False)
class Ground:
    """Peers of one start. free: units that are peers on the first day; rate, sd: each unit's shrunken base.

    a: first column after the start. people: peers of each door; everyone, doors: how many in all. sums: their
    observed, expected and events on each day from a on (3 x days); spread: their dispersion up to each of these days,
    nan where nobody asked. treated: as it was given, so that its id stays its own.
    """

    treated: B1 | B2 | None
    prior: Prior
    free: B1
    rate: F1
    sd: F1
    a: int
    people: I1
    everyone: int
    doors: int
    sums: F2 = field(default_factory=lambda: np.zeros((3, 0)))
    spread: F1 = field(default_factory=lambda: np.zeros(0))

    @property
    def until(self) -> int:
        """The column its sums go up to, itself not included."""
        return self.a + len(self.spread)


def grounds(
    panel: Panel, asked: Collection[tuple[date, date]], *, weeks: int, treated: B1 | B2 | None
) -> dict[date, Ground]:  # fmt: skip
    """asked: (start, last day) pairs; peers of each start, summed up to its latest last day at least.

    treated: units that are no peers, or (units x days, True: not) from which day on they are not.
    """
    until: dict[date, int] = {}
    for start, last in asked:
        until[start] = max(until.get(start, 0), min(panel.column(last) + 1, panel.days))
    found = {start: _ground(panel, start, weeks, treated) for start in sorted(until)}
    short = [one for start, one in found.items() if one.until < until[start]]
    for some in (short[i : i + TOGETHER] for i in range(0, len(short), TOGETHER)):
        _sum(panel, some, max(until.values()), treated if treated is not None and treated.ndim == 2 else None)
    return found


def _ground(panel: Panel, start: date, weeks: int, treated: B1 | B2 | None) -> Ground:
    key = (start, weeks, id(treated))
    kept: dict[object, Ground] = panel.kept.setdefault("grounds", {})
    if key in kept:
        return kept[key]
    known, rate, sd, there = _base(panel, start, weeks)
    a = min(max(panel.column(start) + 1, 0), panel.days)
    free = there.copy()
    if treated is not None and treated.ndim == 1:
        free &= ~treated
    elif treated is not None and a < panel.days:
        free &= ~treated[:, a]
    people = np.bincount(panel.door[free], minlength=len(panel.doors))
    made = Ground(treated, known, free, rate, sd, a, people, int(people.sum()), int((people > 0).sum()))
    if len(kept) >= KEPT:
        kept.clear()
    kept[key] = made
    return made


def _base(panel: Panel, start: date, weeks: int) -> tuple[Prior, F1, F1, B1]:
    """The prior of all, each unit's own drawn to it with its error, and who was there; whoever is no peer then."""
    kept: dict[object, tuple[Prior, F1, F1, B1]] = panel.kept.setdefault("bases", {})
    if (start, weeks) not in kept:
        since = start - timedelta(days=7 * weeks)
        x, n = panel.sums(since, start - timedelta(days=1))
        if panel.rate or panel.squares is None:
            known = prior(x, n)
        else:
            low, high = max(panel.column(since), 0), max(panel.column(start), 0)
            known = settle(x, n, panel.squares[:, low:high].sum(axis=1))
        base = shrink(x, n, known)
        if len(kept) >= BASES:
            kept.clear()
        kept[start, weeks] = known, base.rate, base.sd, n > 0
    return kept[start, weeks]


def _sum(panel: Panel, some: Sequence[Ground], until: int, treated: B2 | None) -> None:
    """The sums and the dispersion of these grounds, from the day after each start up to column `until` or further."""
    a, latest = min(one.a for one in some), max(one.a for one in some)
    b = min(max(until, latest + AHEAD), panel.days)
    left = slice(a, b)
    x, n = panel.x[:, left], panel.n[:, left]
    if treated is not None:
        still = ~treated[:, left]
        x, n = x * still, n * still
    free = np.array([one.free for one in some], np.float64)
    weights = np.concatenate((free, free * np.array([one.rate for one in some])))
    observed, (events, expected) = free @ x, np.split(weights @ n, 2)
    for i, one in enumerate(some):
        own = slice(one.a - a, None)
        one.sums = np.stack((observed[i, own], expected[i, own], events[i, own]))
        one.spread = np.full(one.sums.shape[1], np.nan)


def spread(panel: Panel, one: Ground, places: I1) -> F1:
    """The dispersion of all days from the first after the start up to each of these, itself included."""
    missing = np.unique(places[np.isnan(one.spread[places])])
    if len(missing):
        rows = np.flatnonzero(one.free)
        rows = rows[:: max(1, -(-len(rows) // ASKED))]
        days = slice(one.a, one.a + int(missing[-1]) + 1)
        x, n = panel.x[rows, days], panel.n[rows, days]
        if one.treated is not None and one.treated.ndim == 2:
            still = ~one.treated[rows, days]
            x, n = x * still, n * still
        begins = np.append(0, missing[:-1] + 1)
        x, n = (np.cumsum(np.add.reduceat(table, begins, axis=1), axis=1) for table in (x, n))
        one.spread[missing] = _dispersion(one, rows, x, n)
    return one.spread[places]


def _dispersion(one: Ground, rows: I1, x: F2, n: F2) -> F1:
    """sum (observed - expected)^2 / sum of its variance by chance, over peers; 1 or more. x, n: peers x windows.

    Over a whole window, not shift by shift: what comes and goes for weeks is then seen as well. Ten peers without any
    overdispersion are added, for where there are few; at most 500 peers are asked, evenly taken.
    """
    some = n >= LEAST
    x, n = x * some, n * some
    rate, sd, within = one.rate[rows, None], one.sd[rows, None], one.prior.within
    total, heard = rate[:, 0] @ n, some.sum(axis=0)
    index = np.divide(x.sum(axis=0), total, out=np.ones_like(total), where=total > 0)
    value = rate * index
    if within is None:
        value = np.minimum(value, 1.0)
    chance = n * (value * (1 - value) if within is None else within)
    noise = chance.sum(axis=0) + index**2 * ((n * sd) ** 2).sum(axis=0)
    usual = STEADY * noise / np.maximum(heard, 1)
    told: F1 = np.divide(((x - n * value) ** 2).sum(axis=0) + usual, noise + usual, out=np.ones_like(noise),
                     where=(total > 0) & (noise > 0))  # fmt: skip
    return np.maximum(told, 1.0)


def colleagues(panel: Panel, door: I1) -> Iterator[tuple[slice, I1, B2]]:
    """For runs of episodes at these doors: the rows of everybody at each one's door, padded, and which are meant."""
    order, ends = panel.crews
    count = ends[door + 1] - ends[door]
    widest = int(count.max()) if len(door) else 0
    at_once = max(1, 60_000 // max(widest, 1))
    for low in range(0, len(door), at_once):
        run = slice(low, low + at_once)
        place = np.arange(widest)
        meant = place < count[run, None]
        rows = order[np.where(meant, ends[door[run], None] + place, ends[door[run], None])]
        yield run, rows, meant
