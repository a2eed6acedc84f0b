"""From a panel to the history, the shifts and the peers of episodes, all at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from .comparing import Ground, colleagues, grounds, spread
from .panel import B1, B2, F1, F2, F3, I1, I2, Panel
from .readings import Sums
from .shrinking import Prior
from .verdict import LOOKS, WEEKS

GRACE = 10  # days without an event at the beginning of a history that still count as history


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


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """One row an episode, one column a day after its start (E x J); `on`: the days that are shifts of its own.

    x, n: its events, and observed, expected, events: its peers', on all of these days. history_x, history_n, weeks,
    priors: as in History. people, doors, near: as in Peers. spread: the dispersion up to these columns of these
    episodes. first: the day after the start.
    """

    first: tuple[date, ...]
    history_x: F1
    history_n: F1
    weeks: F1
    priors: tuple[Prior, ...]
    on: B2
    x: F2
    n: F2
    observed: F2
    expected: F2
    events: F2
    spread: Callable[[I1, I1], F1]
    people: I1
    doors: I1
    near: B1

    @classmethod
    def of(cls, history: History, after: After, peers: Peers) -> "Gathered":
        """A single episode."""
        first = after.days[0] if after.days else date.min
        at = np.array([(day - first).days for day in after.days], np.int64)
        width = int(at[-1]) + 1 if len(at) else 0
        events = peers.events if peers.events is not None else np.zeros(len(at))
        known = peers.dispersions if peers.dispersions is not None else np.full(len(at), peers.dispersion)
        tables = np.zeros((7, 1, width))
        tables[:, 0, at] = np.ones(len(at)), after.x, after.n, peers.observed, peers.expected, events, known
        on, x, n, observed, expected, told, spread = tables
        return cls(
            first=(first,), history_x=np.array([history.x]), history_n=np.array([history.n]),
            weeks=np.array([history.weeks]), priors=(history.prior,), on=on > 0, x=x, n=n, observed=observed,
            expected=expected, events=told, spread=lambda _, at: spread[0, at], people=np.array([peers.people]),
            doors=np.array([peers.doors]), near=np.array([peers.near]),
        )  # fmt: skip

    def place(self, row: I1, shifts: I1) -> I1:
        """The column of the so-manieth shift of each of these episodes; -1 of none."""
        if not self.on.shape[1]:
            return np.full(len(row), -1)
        return np.where(shifts > 0, np.argmax(np.cumsum(self.on, axis=1)[row] >= shifts[:, None], axis=1), -1)

    def upto(self, row: I1, place: I1, z: F1) -> Sums:
        """Sums over the shifts of each of these episodes up to a column, itself included; z: the bound of the look."""

        def summed(table: F2) -> F1:
            sums = np.zeros((table.shape[0], table.shape[1] + 1))
            np.cumsum(table * self.on, axis=1, out=sums[:, 1:])
            out: F1 = sums[row, place + 1]
            return out

        return Sums(
            summed(self.x), summed(self.n), summed(self.observed), summed(self.expected), summed(self.events),
            self.known(row, place), z,
        )  # fmt: skip

    def known(self, row: I1, place: I1) -> F1:
        """The dispersion up to a column; 1 before the first."""
        out, there = np.ones(len(row)), place >= 0
        out[there] = self.spread(row[there], place[there])
        return out

    def one(self, i: int, looks: Sequence[int] = LOOKS) -> tuple[History, After, Peers]:
        """An episode by itself, its shifts one after the other."""
        on = np.flatnonzero(self.on[i])
        first = self.first[i].toordinal()
        spread, entry, known = np.ones(len(on)), 0, 1.0
        for look in sorted({*(look for look in looks if look < len(on)), len(on)} - {0}):
            known = float(self.known(np.array([i]), on[look - 1 : look])[0])
            spread[entry:look], entry = known, look
        return (
            History(float(self.history_x[i]), float(self.history_n[i]), float(self.weeks[i]), self.priors[i]),
            After(self.x[i, on], self.n[i, on], tuple(date.fromordinal(first + j) for j in on.tolist())),
            Peers(self.observed[i, on], self.expected[i, on], int(self.people[i]), known, self.events[i, on],
                  bool(self.near[i]), int(self.doors[i]), spread),
        )  # fmt: skip


def gather(
    panel: Panel, found: Sequence[tuple[int, date, date]], *, treated: B1 | B2 | None = None, weeks: int = WEEKS
) -> Gathered:  # fmt: skip
    """For each (unit, start, until): the weeks before the start, the days from the day after it to `until` (both
    included), and the peers on those days.

    The start itself is on neither side: part of that day was before. The history holds the window that triggered the
    pick: what is drawn to the prior has seen the pick's data and is not deceived by it (bias with no effect 0.0
    points); with that window left out nothing tells that the picked are a little lower than the rest (-1.3 points).
    treated: units that are no peers, or (units x days, True: not) from which day on they are not. Hand the same array
    to every call, unchanged: what is made for one start is kept.
    Peers are the untreated of other doors (their own door's only when there are no others: what colleagues learn of
    each other would hide a lift), on the unit's own days, each at its own shrunken base of the same weeks.
    """
    unit = np.array([one[0] for one in found], np.int64)
    place = np.array([panel.column(one[1]) for one in found], np.int64)
    until = np.minimum(np.array([panel.column(one[2]) for one in found], np.int64), panel.days - 1)
    there = grounds(panel, {one[1:] for one in found}, weeks=weeks, treated=treated)
    ground = list(there.values())
    at = {start: i for i, start in enumerate(there)}
    start = np.array([at[one[1]] for one in found], np.int64)
    width = max(int((until - place).max()), 0) if len(found) else 0
    columns = place[:, None] + 1 + np.arange(width)
    meant = (columns >= 0) & (columns <= until[:, None])
    columns = np.where(meant, columns, 0)
    x, n = panel.x[unit[:, None], columns] * meant, panel.n[unit[:, None], columns] * meant
    on = n > 0
    if panel.on is not None:
        on |= panel.on[unit[:, None], columns] & meant
    history_x, history_n, told_weeks = _history(panel, unit, place, weeks)
    since = np.array([one.a for one in ground], np.int64)[start]
    columns -= since[:, None]
    (observed, expected, events), people, doors, near = _peers(panel, ground, start, unit, columns, meant)

    def spreads(row: I1, at: I1) -> F1:
        out, which, day = np.ones(len(row)), start[row], columns[row, at]
        for i in np.unique(which).tolist():
            out[which == i] = spread(panel, ground[i], day[which == i])
        return out

    return Gathered(
        first=tuple(panel.day(column + 1) for column in place.tolist()), history_x=history_x, history_n=history_n,
        weeks=told_weeks, priors=tuple(ground[i].prior for i in start.tolist()), on=on, x=x, n=n, observed=observed,
        expected=expected, events=events, spread=spreads, people=people, doors=doors, near=near,
    )  # fmt: skip


def _history(panel: Panel, unit: I1, place: I1, weeks: int) -> tuple[F1, F1, F1]:
    """x, n and weeks since the first event; a few days without any at the beginning do not make it shorter."""
    since = place - 7 * weeks
    x, n = panel.each(unit, since, place)
    columns = since[:, None] + np.arange(7 * weeks)
    inside = (columns >= 0) & (columns < panel.days)
    some = inside & (panel.n[unit[:, None], np.where(inside, columns, 0)] > 0)
    empty = np.argmax(some, axis=1)
    empty = np.where(empty <= GRACE, 0, empty)
    told = np.where(n > 0, np.minimum((7 * weeks - empty) / 7, float(weeks)), 0.0)
    return np.maximum(x, 0.0) if panel.rate else x, np.maximum(n, 0.0), told


def _peers(panel: Panel, ground: Sequence[Ground], start: I1, unit: I1, place: I2, meant: B2) -> tuple[F3, I1, I1, B1]:
    """observed, expected and events on each day; people, doors, near. place: days since the first of each ground."""
    everyone, doors = (np.array([getattr(one, name) for one in ground])[start] for name in ("everyone", "doors"))
    here = np.array([one.people for one in ground])[start, panel.door[unit]]
    near = everyone == here
    own = _own(panel, ground, start, unit, place, meant, near)
    tables = np.zeros((3, len(ground), max((one.sums.shape[1] for one in ground), default=0) + 1))
    for i, one in enumerate(ground):
        tables[:, i, : one.sums.shape[1]] = one.sums
    others = tables[:, start[:, None], np.where(meant, place, 0)] - own
    counts = np.array([ground[i].free[u] for i, u in zip(start.tolist(), unit.tolist(), strict=True)], np.int64)
    people = np.where(near, here - counts, everyone - here)
    doors = np.where(near, people > 0, doors - (here > 0)).astype(np.int64)
    return np.where(near[:, None], own, others) * meant, people, doors, near & (people > 0)


def _own(
    panel: Panel, ground: Sequence[Ground], start: I1, unit: I1, place: I2, meant: B2, near: B1
) -> F3:  # fmt: skip
    """What the peers among an episode's own door did: they are no peers of it, but where there are no others."""
    made = np.zeros((3, *place.shape))
    columns = np.where(meant, place + np.array([one.a for one in ground])[start][:, None], 0)
    free, rate = np.array([one.free for one in ground]), np.array([one.rate for one in ground])
    treated = ground[0].treated if ground else None
    for run, rows, there in colleagues(panel, panel.door[unit]):
        which = start[run, None]
        count = free[which, rows] & there & ~(near[run, None] & (rows == unit[run, None]))
        cells = rows[:, :, None], columns[run][:, None, :]
        weight = count[:, :, None] & meant[run][:, None, :]
        if treated is not None and treated.ndim == 2:
            weight &= ~treated[cells]
        x, n = panel.x[cells] * weight, panel.n[cells] * weight
        made[:, run] = x.sum(axis=1), np.einsum("ek,ekj->ej", rate[which, rows], n), n.sum(axis=1)
    return made
