"""From a panel to the history, the shifts and the peers of one episode; what all of one start share is made once."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from .panel import B1, B2, F1, F2, I1, Panel
from .shrinking import Prior, prior, settle, shrink
from .verdict import LOOKS, WEEKS

GRACE = 10  # days without an event at the beginning of a history that still count as history
KEPT = 400  # starts whose peers are kept
ASKED = 500  # peers behind the dispersion, at most
AHEAD = 29  # days after a start that are summed at a time
BLOCK = 16  # days turned at a time
STEADY = 10.0  # peers without any overdispersion that are believed beforehand
LEAST = 5  # events of a peer behind the dispersion


@dataclass(frozen=True, slots=True)
class History:
    """x of n over `weeks` weeks before the start (0..8, those since the unit's first event), and the prior of all."""

    x: float
    n: float
    weeks: float
    prior: Prior


@dataclass(frozen=True, slots=True, eq=False)
class After:
    """One entry a shift, in order: x of n on each of `days`."""

    x: F1
    n: F1
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Peers:
    """The untreated on the same days (same entries): observed x, and x expected of each at its own shrunken base.

    people: how many stand behind it, 0 for none. dispersion: variance of what is left over beyond chance, 1 or more;
    dispersions: the same as it was known at each entry, so that a look says tomorrow what it said on its day.
    events: their n; with it rates above one half are scaled by their misses. near: they are of the same door, for want
    of others, so that what spills over to them hides a lift. doors: how many they come from.
    """

    observed: F1
    expected: F1
    people: int
    dispersion: float
    events: F1 | None = None
    near: bool = False
    doors: int = 0
    dispersions: F1 | None = None


@dataclass(slots=True, eq=False)
class _Left:
    """The panel without its treated cells, turned to days x units; a block of days is filled when it is first asked."""

    panel: Panel
    treated: B2 | None
    x: F2
    n: F2
    filled: set[int] = field(default_factory=set)

    def upto(self, low: int, high: int) -> tuple[F2, F2]:
        """x and n, of which the columns low..high - 1 hold."""
        for block in range(low // BLOCK, -(-high // BLOCK)):
            if block not in self.filled:
                self.filled.add(block)
                days = slice(block * BLOCK, (block + 1) * BLOCK)
                free = 1.0 if self.treated is None else ~self.treated[:, days]
                self.x[days] = (self.panel.x[:, days] * free).T
                self.n[days] = (self.panel.n[:, days] * free).T
        return self.x, self.n


@dataclass(slots=True, eq=False)
class _Ground:
    """What all episodes of one start share. free: weight of a peer; rate, sd: its base; left: the panel without the
    treated. a: first column after the start. people: peers of each door; everyone, doors: how
    many in all. sums: see _summed. asked: peers of the dispersion, with their sums up to each day (days x peers)."""

    treated: B1 | B2 | None
    prior: Prior
    free: F1
    rate: F1
    sd: F1
    left: _Left
    a: int
    people: I1
    everyone: int
    doors: int
    sums: F2 = field(default_factory=lambda: np.zeros((3, 0)))
    dispersions: dict[int, float] = field(default_factory=dict)
    asked: tuple[I1, F2, F2] | None = None


def gathered(
    panel: Panel,
    unit: int,
    start: date,
    until: date,
    *,
    treated: B1 | B2 | None = None,
    weeks: int = WEEKS,
    without: tuple[date, date] | None = None,
    looks: tuple[int, ...] = LOOKS,
) -> tuple[History, After, Peers]:
    """The weeks before start, the unit's shifts from the day after it to `until` (both included), and the peers.

    The start itself is on neither side: part of that day was before. treated: units that are no peers, or (units x
    days, True: not) from which day on they are not. Hand the same array to every call, unchanged.
    without: days left out of the unit's own history. The window that triggered the pick belongs in it: what is drawn to
    the prior has seen the pick's data and is not deceived by it (bias with no effect 0.0 points), but with that window
    left out nothing tells that the picked are a little lower than the rest (-1.3 points).
    Peers are the untreated of other doors (their own door's only when there are no others: what colleagues learn of
    each other would hide a lift), on the unit's own days, each at its own shrunken base of the same weeks.
    """
    ground = _ground(panel, start, weeks, treated)
    place = panel.column(start)
    low, high = min(max(place - 7 * weeks, 0), panel.days), min(max(place, 0), panel.days)
    x, n = panel.own(unit, low, high)
    if without is not None:
        a, b = max(panel.column(without[0]), low), min(panel.column(without[1]) + 1, high)
        if a < b:
            less = panel.own(unit, a, b)
            x, n = x - less[0], n - less[1]
    first = low + int((panel.n[unit, low:high] > 0).argmax()) if low < high else high
    if first - (place - 7 * weeks) <= GRACE:
        first = place - 7 * weeks
    history = History(
        max(x, 0.0) if panel.rate else x,
        max(n, 0.0),
        min((place - first) / 7, float(weeks)) if n > 0 else 0.0,
        ground.prior,
    )
    a, b = max(place + 1, 0), min(panel.column(until) + 1, panel.days)
    on = panel.n[unit, a:b] > 0
    if panel.on is not None:
        on |= panel.on[unit, a:b]
    columns = np.flatnonzero(on) + a
    dates = panel.dates
    after = After(panel.x[unit, columns], panel.n[unit, columns], tuple(dates[c] for c in columns.tolist()))
    return history, after, _peers(panel, ground, unit, columns, looks=looks)


def _ground(panel: Panel, start: date, weeks: int, treated: B1 | B2 | None) -> _Ground:
    key = (start, weeks, id(treated))
    kept: dict[object, _Ground] = panel.kept
    if key in kept:
        return kept[key]
    since, last = start - timedelta(days=7 * weeks), start - timedelta(days=1)
    x, n = panel.sums(since, last)
    if panel.rate or panel.squares is None:
        known = prior(x, n)
    else:
        low, high = max(panel.column(since), 0), max(panel.column(start), 0)
        known = settle(x, n, panel.squares[:, low:high].sum(axis=1))
    base = shrink(x, n, known)
    free = (n > 0).astype(float)
    if treated is not None and treated.ndim == 1:
        free[treated] = 0.0
    left = _left(panel, treated if treated is not None and treated.ndim == 2 else None)
    a = min(max(panel.column(start) + 1, 0), panel.days)
    if treated is not None and treated.ndim == 2 and a < panel.days:
        free[treated[:, a]] = 0.0
    people = np.bincount(panel.door, weights=free, minlength=len(panel.doors)).astype(np.int64)
    ground = _Ground(treated, known, free, base.rate, base.sd, left, a, people, int(people.sum()),
                     int((people > 0).sum()))  # fmt: skip
    if len(kept) > KEPT:
        kept.clear()
    kept[key] = ground
    return ground


def _left(panel: Panel, treated: B2 | None) -> _Left:
    """Made once for each `treated`."""
    key = ("left", id(treated))
    if key not in panel.kept:
        shape = (panel.days, len(panel.units))
        panel.kept[key] = _Left(panel, treated, np.empty(shape), np.empty(shape))
    left: _Left = panel.kept[key]
    return left


def _peers(panel: Panel, ground: _Ground, unit: int, columns: I1, *, looks: tuple[int, ...]) -> Peers:
    door = int(panel.door[unit])
    near = ground.everyone == ground.people[door]
    rows = panel.rows(door)
    free = ground.free[rows]
    if near:
        free = np.where(rows == unit, 0.0, free)
    x, n = ground.left.upto(ground.a, int(columns[-1]) + 1 if len(columns) else ground.a)
    x, n = x[columns[:, None], rows], n[columns[:, None], rows]
    own = np.stack((x @ free, n @ (free * ground.rate[rows]), n @ free))
    if near:
        told, count, doors = own, int(free.sum()), int(free.any())
    else:
        told = _summed(ground, int(columns[-1]) + 1)[:, columns - ground.a] - own if len(columns) else own
        count, doors = ground.everyone - int(ground.people[door]), ground.doors - int(ground.people[door] > 0)
    spread, known, entry = np.ones(len(columns)), 1.0, 0
    for look in sorted({*(look for look in looks if look < len(columns)), len(columns)} - {0}):
        until = int(columns[look - 1]) + 1
        if until not in ground.dispersions:
            ground.dispersions[until] = _dispersion(ground, until)
        known = ground.dispersions[until]
        spread[entry:look], entry = known, look
    return Peers(told[0], told[1], count, known, told[2], near and count > 0, doors, spread)


def _summed(ground: _Ground, b: int) -> F2:
    """observed, expected and events of all peers together, on each day from the first after the start to column b."""
    have = ground.sums.shape[1]
    if b - ground.a > have:
        low, high = ground.a + have, max(b, ground.a + have + AHEAD)
        high = min(high, len(ground.left.x))
        x, n = (table[low:high] for table in ground.left.upto(low, high))
        weights = ((x, ground.free), (n, ground.free * ground.rate), (n, ground.free))
        more = [np.einsum("du,u->d", days, weight) for days, weight in weights]  # BLAS would wait for busy cores
        ground.sums = np.hstack((ground.sums, more))
    return ground.sums


def _dispersion(ground: _Ground, b: int) -> float:
    """sum (observed - expected)^2 / sum of its variance by chance, over peers and the whole window; 1 or more.

    Over the whole window, not shift by shift: what comes and goes for weeks is then seen as well. Ten peers without any
    overdispersion are added, for where there are few; at most 500 peers are asked, evenly taken.
    """
    a = ground.a
    if ground.asked is None:
        rows = np.flatnonzero(ground.free > 0)
        rows = rows[:: max(1, -(-len(rows) // ASKED))]
        late = np.arange(a, min(a + AHEAD, len(ground.left.x)))[:, None]
        told = ground.left.upto(a, a + len(late))
        ground.asked = (rows, np.cumsum(told[0][late, rows], axis=0), np.cumsum(told[1][late, rows], axis=0))
    rows, sums_x, sums_n = ground.asked
    if b - a <= len(sums_x):
        x, n = sums_x[b - a - 1], sums_n[b - a - 1]
    else:
        x, n = (table[a:b, rows].sum(axis=0) for table in ground.left.upto(a, b))
    rate, sd, prior = ground.rate[rows], ground.sd[rows], ground.prior
    some = (n >= LEAST).astype(float)
    x, n = x * some, n * some
    expected = n * rate
    total, heard = float(expected.sum()), float(some.sum())
    if not heard or total <= 0:
        return 1.0
    index = float(x.sum()) / total
    value = np.minimum(rate * index, 1.0) if prior.within is None else rate * index
    single = value * (1 - value) if prior.within is None else prior.within
    chance = float((n * single + (n * index * sd) ** 2).sum())
    if chance <= 0:
        return 1.0
    usual = STEADY * chance / heard
    return max(1.0, (float(((x - n * value) ** 2).sum()) + usual) / (chance + usual))
