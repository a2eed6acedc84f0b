"""One measure at the doors of a pooled subject: the estimate that fits the measure, what stood before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from ..impact.episodes import episodes
from ..impact.panel import B1, B2, F1, I1, Panel
from ..impact.pooling import Pool, Readings, pool
from ..impact.ratios import Changed, changed
from ..impact.rollouts import Rollout
from ..impact.shrinking import settle, shrink
from ..impact.verdict import POOLED_LOOKS, WEEKS, Side
from ..measures.kinds import Measure
from .counts import SHRINK
from .starts import DAY, HISTORY, LOCKED, Around, Begun, Starts, around, no_peers, of_doors, of_people
from .told import NOTHING, EventTime
from .untreated import NEVER
from .weekly import rolled

PLUS = frozenset({"score", "points"})  # units whose peers move them by so many points; others by a factor
MAY_BE_BELOW_0 = frozenset({SHRINK})
SHARED, PERSONS, FIRST, COUNTS = "shared", "persons", "first", "counts"  # what panels keep
BITS = 20  # of a day, as date.toordinal


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """made: by a pool of episodes (rates of events), a changed ratio (doors that began in one week) or a rollout;
    None with nothing to compare. before: locked two weeks; window: the week before; after: since the start. doors,
    people: behind it. weeks: of history. events: by week since the start."""

    made: Pool | Changed | Rollout | None
    before: Side = NOTHING
    window: Side = NOTHING
    after: Side = NOTHING
    doors: int = 0
    people: int = 0
    weeks: float = 0.0
    events: tuple[EventTime, ...] = ()
    looks: tuple[Pool | None, ...] | None = None  # of those that began together: planned ones that were reached
    open: int = 0  # doors with events on one side only: opened, shut or without a source meanwhile

    @property
    def counted(self) -> bool:
        return self.before.n > 0 or self.after.n > 0


def counted(what: Measure) -> bool:
    """Whether it is some of the events it counts, so that an episode of each unit can be pooled."""
    return what.kind == "rate"


def way(what: Measure) -> str:
    return "plus" if what.unit in PLUS or what.key in MAY_BE_BELOW_0 else "times"


class Run(NamedTuple):
    """Units of one panel whose episodes are pooled, with the mask of those that are no peers."""

    panel: Panel
    begun: Begun
    treated: B2


def estimate(what: Measure, starts: Starts, panel: Panel, known: Sequence[Run] = ()) -> Estimate:
    """panel: of doors, in the currency the verdict is given in. known: `runs` of a measure that is counted."""
    return _pooled(starts, panel, known) if counted(what) else _compared(what, starts, panel)


def effect(what: Measure, starts: Starts, panel: Panel) -> Pool | Changed | Rollout | None:
    """What `estimate` makes of the doors, without planned looks and weeks: for a row of a table."""
    begun = of_doors(panel, starts)
    if not len(begun.unit):
        return None
    if starts.subject.kind == "rollout" if counted(what) else starts.staggered:
        return rolled(panel, starts, weekly=False)
    if counted(what):
        return pool(shared(panel, begun, no_peers(panel, starts)), of=len(panel.units))
    return _changed(what, starts, panel, begun, around(panel, begun))


def make(asked: Iterable[tuple[Starts, Sequence[Run]]]) -> None:
    """Every episode that `estimate` will pool of these runs, those with the same peers at once."""
    every: dict[tuple[int, int], list[Run]] = {}
    for starts, told in asked:
        for days in (None, *_looks(starts, told)):
            for run in told:
                every.setdefault((id(run.panel), id(run.treated)), []).append(run._replace(begun=run.begun.cut(days)))
    for some in every.values():
        columns = (np.concatenate(column) for column in zip(*(run.begun for run in some), strict=True))
        shared(some[0].panel, Begun(*columns), some[0].treated)


def runs(starts: Starts, panel: Panel, crew: Panel | None = None) -> list[Run]:
    """The coached people, where a panel of people is given, and the doors where nobody was coached alone."""
    coached = of_people(crew, starts) if crew else None
    places = of_doors(panel, starts)
    told = []
    if crew and coached and len(coached.unit):
        told.append(Run(crew, coached, no_peers(crew, starts, people=True)))
        there = {crew.doors[i] for i in np.unique(crew.door[coached.unit]).tolist()}
        apart = np.array([panel.units[i] not in there for i in places.unit.tolist()], bool)
        places = places.some(np.flatnonzero(apart))
    return [*told, Run(panel, places, no_peers(panel, starts))] if len(places.unit) else told


def _looks(starts: Starts, told: Sequence[Run]) -> list[int]:
    """Planned looks that were reached, in days after each start, of those that began together."""
    if not starts.together or starts.subject.kind == "rollout" or not told:
        return []
    latest = max(int(run.begun.since.max()) for run in told)
    return [days for days in POOLED_LOOKS if latest + days <= starts.last.toordinal()]


def _pooled(starts: Starts, panel: Panel, known: Sequence[Run]) -> Estimate:
    if not known:
        return Estimate(made=None)
    sides = [around(run.panel, run.begun) for run in known]

    def up_to(days: int | None) -> Pool | None:
        told = (shared(run.panel, run.begun.cut(days), run.treated) for run in known)
        return pool(reduce(Readings.beside, told), of=len(panel.units))

    made = up_to(None)
    if starts.subject.kind == "rollout":
        by_week = rolled(panel, starts, weekly=True)
        people = made.people if made else 0
        return _told(by_week, sides, panel, starts, people=people, events=_events(by_week))
    crew = known[0].panel
    people = 0 if crew is panel else len(np.unique(_persons(crew)[known[0].begun.unit]))
    looks = tuple(up_to(days) for days in _looks(starts, known)) if starts.together else None
    return _told(made, sides, panel, starts, people=people, looks=looks)


def _persons(crew: Panel) -> I1:
    """A number of each unit, the same for one person at two doors."""
    if PERSONS not in crew.kept:
        known: dict[str, int] = {}
        told = [known.setdefault(unit.partition("/")[0], len(known)) for unit in crew.units]
        crew.kept[PERSONS] = np.array(told, np.int64)
    persons: I1 = crew.kept[PERSONS]
    return persons


def shared(panel: Panel, begun: Begun, treated: B2) -> Readings:
    """Episodes with these peers, each made once for all pooled subjects it is part of."""
    name = (SHARED, id(treated))
    none = np.zeros(0, np.int64)
    nothing = treated, none, Readings.numbered((), panel.doors, panel.units, none, none)
    known: tuple[B2, I1, Readings] = panel.kept.get(name, nothing)
    mask, keys, told = known
    asked = (begun.unit << 2 * BITS) + (begun.since << BITS) + begun.until
    place = np.searchsorted(keys, asked)
    if len(keys) and bool((keys[np.minimum(place, len(keys) - 1)] == asked).all()):
        return told.at(place)
    missing = np.setdiff1d(asked, keys)
    if len(missing):
        unit = missing >> 2 * BITS
        days = [[date.fromordinal(day) for day in some.tolist()]
                for some in (missing >> BITS & (1 << BITS) - 1, missing & (1 << BITS) - 1)]  # fmt: skip
        made = episodes(panel, zip(unit.tolist(), *days, strict=True), treated=mask, looks=())
        more = Readings.numbered(made, panel.doors, panel.units, panel.door[unit], unit)
        keys, order = np.unique(np.concatenate((keys, missing)), return_index=True)
        told = told.then(more).at(order)
        panel.kept[name] = mask, keys, told
    return told.at(np.searchsorted(keys, asked))


def _compared(what: Measure, starts: Starts, panel: Panel) -> Estimate:
    begun = of_doors(panel, starts)
    if not len(begun.unit):
        return Estimate(made=None)
    sums = around(panel, begun)
    tally = tallied(what, panel, begun)
    if starts.staggered:
        made = rolled(panel, starts, weekly=starts.subject.kind == "rollout")
        return _told(made, [sums], panel, starts, events=_events(made), tally=tally)
    return _told(_changed(what, starts, panel, begun, sums), [sums], panel, starts, tally=tally)


def _changed(what: Measure, starts: Starts, panel: Panel, begun: Begun, sums: Around) -> Changed | None:
    """Doors that began in one week against those that had not begun by the last day."""
    since = date.fromordinal(int(begun.since.max()))
    last = panel.column(starts.last)
    ever: B1 = np.asarray(no_peers(panel, starts)[:, : max(0, last + 1)].any(axis=1))
    ever[sums.unit] = True
    before, after = panel.sums(since - HISTORY, since - DAY), panel.sums(since + DAY, starts.last)
    sides = (*sums.history, *sums.after, *(one[~ever] for one in (*before, *after)))
    if panel.squares is None:
        return changed(*sides, way=way(what))
    base = _settled(panel, before, date.fromordinal(int(begun.since.min())))
    return changed(*sides, way=way(what), base=base[sums.unit], peer_base=base[~ever])


def _settled(panel: Panel, before: tuple[F1, F1], since: date) -> F1:
    """Each door's mean over eight weeks, drawn towards that of all: a low week does not count for what the door is."""
    columns = slice(max(0, panel.column(since - HISTORY)), max(0, panel.column(since)))
    squares = panel.squares[:, columns].sum(axis=1) if panel.squares is not None else np.zeros(len(panel.units))
    x, n = before
    return shrink(x, n, settle(x, n, squares)).rate


def _events(made: Rollout | None) -> tuple[EventTime, ...]:
    return tuple(EventTime(one.week, one.estimate, one.low, one.high, one.doors) for one in made.events) if made else ()


def _told(
    made: Pool | Changed | Rollout | None, sums: Sequence[Around], panel: Panel, starts: Starts, *, people: int = 0,
    events: tuple[EventTime, ...] = (), looks: tuple[Pool | None, ...] | None = None, tally: Around | None = None,
) -> Estimate:  # fmt: skip
    sides = [side(sums, name, tally) for name in ("locked", "window", "after")]
    apart = sum(int(np.logical_xor(one.history[1] > 0, one.after[1] > 0).sum()) for one in sums)
    doors = 0 if made is None else made.treated_doors if isinstance(made, Rollout) else made.doors
    return Estimate(
        made=made, before=sides[0], window=sides[1], after=sides[2], doors=doors, people=people, events=events,
        weeks=history(panel, starts), open=apart, looks=looks,
    )  # fmt: skip


def side(sums: Sequence[Around], name: str, tally: Around | None) -> Side:
    """One side of all. tally: the events, where n is no number of events; the value stays."""
    x, n = (sum(float(getattr(one, name)[i].sum()) for one in sums) for i in (0, 1))
    if tally is None or not n:
        return Side(x, n)
    events = float(getattr(tally, name)[1].sum())
    return Side(x / n * events, events)


def tallied(what: Measure, panel: Panel, begun: Begun) -> Around | None:
    """Counts of shrink, whose n is net sales; None where n counts events itself."""
    if what.key != SHRINK:
        return None
    if COUNTS not in panel.kept:
        days = (panel.n > 0).astype(np.float64)
        panel.kept[COUNTS] = Panel(days, days, panel.door, panel.first, panel.units, panel.doors)
    return around(panel.kept[COUNTS], begun)


def history(panel: Panel, starts: Starts) -> float:
    """Weeks before the first start with any event, at most eight."""
    if FIRST not in panel.kept:
        there = np.flatnonzero(panel.n.sum(axis=0) > 0)
        panel.kept[FIRST] = int(there[0]) if len(there) else NEVER
    first: int = panel.kept[FIRST]
    day = panel.column(min(starts.doors.values())) if starts.doors else first
    return max(0.0, min(float(WEEKS), (day - first) / 7))


def spans(starts: Starts) -> tuple[Any, Any]:
    """The locked two weeks: the subject's own, else those before the first start."""
    one = starts.subject
    if one.baseline_since and one.baseline_until:
        return one.baseline_since, one.baseline_until
    day = min(starts.doors.values(), default=one.since)
    return day - LOCKED, day - DAY
