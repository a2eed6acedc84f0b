"""One measure at the doors of a pooled subject: the estimate that fits the measure, what stood before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from ..impact.episodes import Episode, episodes
from ..impact.panel import B1, B2, F1, I1, Panel
from ..impact.pooling import Pool, pool
from ..impact.ratios import Changed, changed
from ..impact.rollouts import Rollout, rollout
from ..impact.shrinking import settle, shrink
from ..impact.verdict import POOLED_LOOKS, WEEKS, Side
from ..measures.kinds import Measure
from .counts import SHRINK
from .starts import DAY, HISTORY, LOCKED, Around, Begun, Starts, around, monday, no_peers, of_doors, of_people
from .told import NOTHING, EventTime

PLUS = frozenset({"score", "points"})  # units whose peers move them by so many points; others by a factor
MAY_BE_BELOW_0 = frozenset({SHRINK})
WEEK = timedelta(days=7)
SHARED = "shared"


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


def estimate(what: Measure, starts: Starts, panel: Panel, crew: Panel | None = None) -> Estimate:
    """panel: of doors, in the currency the verdict is given in. crew: of people, where coached people are meant."""
    if counted(what):
        return _pooled(starts, panel, crew)
    return _compared(what, starts, panel)


def _pooled(starts: Starts, panel: Panel, crew: Panel | None) -> Estimate:
    coached = of_people(crew, starts) if crew else []
    there = {crew.doors[crew.door[one.unit]] for one in coached} if crew else set()
    places = [one for one in of_doors(panel, starts) if panel.units[one.unit] not in there]
    runs = [(crew, coached, no_peers(crew, starts, people=True))] if crew and coached else []
    runs += [(panel, places, no_peers(panel, starts))] if places else []
    if not runs:
        return Estimate(made=None)
    sides = [around(one, begun) for one, begun, _ in runs]

    def up_to(days: int | None) -> Pool | None:
        told = [one for table, begun, treated in runs for one in shared(table, _cut(begun, days), treated)]
        return pool(told, of=len(panel.units))

    made = up_to(None)
    if starts.subject.kind == "rollout":
        rolled = _rolled(panel, starts)
        return _told(rolled, sides, panel, starts, people=made.people if made else 0, events=_events(rolled))
    people = len({crew.units[one.unit].partition("/")[0] for one in coached}) if crew else 0
    looks = None
    if starts.together:
        latest = max(one.since for _, begun, _ in runs for one in begun)
        looks = tuple(up_to(days) for days in POOLED_LOOKS if latest + days * DAY <= starts.last)
    return _told(made, sides, panel, starts, people=people, looks=looks)


def shared(panel: Panel, begun: Sequence[Begun], treated: B2) -> list[Episode]:
    """Episodes with these peers, each made once for all pooled subjects it is part of."""
    known: dict[Begun, Episode] = panel.kept.setdefault((SHARED, id(treated)), {})
    missing = [one for one in begun if one not in known]
    known.update(zip(missing, episodes(panel, missing, treated=treated), strict=True))
    return [known[one] for one in begun]


def _cut(begun: Sequence[Begun], days: int | None) -> list[Begun]:
    """Only so many days after each start."""
    if days is None:
        return list(begun)
    return [one._replace(until=min(one.until, one.since + days * DAY)) for one in begun]


def _compared(what: Measure, starts: Starts, panel: Panel) -> Estimate:
    begun = of_doors(panel, starts)
    if not begun:
        return Estimate(made=None)
    sums = around(panel, begun)
    tally = tallied(what, panel, begun)
    if starts.staggered:
        rolled = _rolled(panel, starts)
        events = _events(rolled) if starts.subject.kind == "rollout" else ()
        return _told(rolled, [sums], panel, starts, events=events, tally=tally)
    return _told(_changed(what, starts, panel, begun, sums), [sums], panel, starts, tally=tally)


def _changed(what: Measure, starts: Starts, panel: Panel, begun: Sequence[Begun], sums: Around) -> Changed | None:
    """Doors that began in one week against those that had not begun by the last day."""
    since = max(one.since for one in begun)
    last = panel.column(starts.last)
    ever: B1 = np.asarray(no_peers(panel, starts)[:, : max(0, last + 1)].any(axis=1))
    ever[sums.unit] = True
    before, after = panel.sums(since - HISTORY, since - DAY), panel.sums(since + DAY, starts.last)
    sides = (*sums.history, *sums.after, *(one[~ever] for one in (*before, *after)))
    if panel.squares is None:
        return changed(*sides, way=way(what))
    base = _settled(panel, before, begun)
    return changed(*sides, way=way(what), base=base[sums.unit], peer_base=base[~ever])


def _settled(panel: Panel, before: tuple[F1, F1], begun: Sequence[Begun]) -> F1:
    """Each door's mean over eight weeks, drawn towards that of all: a low week does not count for what the door is."""
    since = min(one.since for one in begun)
    columns = slice(max(0, panel.column(since - HISTORY)), max(0, panel.column(since)))
    squares = panel.squares[:, columns].sum(axis=1) if panel.squares is not None else np.zeros(len(panel.units))
    x, n = before
    return shrink(x, n, settle(x, n, squares)).rate


def _rolled(panel: Panel, starts: Starts) -> Rollout | None:
    """Weeks from eight before the first start on. The week a door begins in counts from its Monday or not at all."""
    first = monday(min(starts.doors.values()) - HISTORY)
    weeks = list(range(max(0, -(-(panel.first - first).days // 7)), (starts.last - first).days // 7 + 1))
    if not weeks:
        return None
    told = [panel.sums(first + i * WEEK, min(starts.last, first + i * WEEK + 6 * DAY)) for i in weeks]
    x, n = np.array([x for x, _ in told]), np.array([n for _, n in told])
    others = starts.touched[0]
    began = [starts.doors.get(unit) for unit in panel.units]
    also = [None if unit in starts.doors else others.get(unit) for unit in panel.units]
    start, gone = _weeks(began, first, late=True), _weeks(also, first, late=False)
    week = np.array(weeks)[:, None]
    partial = np.array([day is not None and day.weekday() > 0 for day in began]) & (week == start - 1)
    weight = np.where((week >= gone) | partial, 0.0, n)
    value = np.divide(x, n, out=np.zeros_like(x), where=n > 0)
    unit, time = np.broadcast_to(np.arange(len(panel.units)), n.shape), np.broadcast_to(week, n.shape)
    weekly = starts.subject.kind == "rollout"
    return rollout(unit.ravel(), time.ravel(), (week >= start).ravel(), value.ravel(), weight.ravel(), weekly=weekly)


def _weeks(days: Sequence[Any], first: Any, *, late: bool) -> I1:
    """Week of each day since `first`; late: the first whole one, so that one begun on a Tuesday is the next."""
    far = 1 << 30
    return np.array([far if day is None else ((day - first).days + (6 if late else 0)) // 7 for day in days], np.int64)


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


def side(sums: Sequence[Around], name: str, tally: Around | None, at: int | slice = slice(None)) -> Side:
    """One side of all, or of the unit `at`. tally: the events, where n is no number of events; the value stays."""
    x, n = (sum(float(np.sum(getattr(one, name)[i][at])) for one in sums) for i in (0, 1))
    if tally is None or not n:
        return Side(x, n)
    events = float(np.sum(getattr(tally, name)[1][at]))
    return Side(x / n * events, events)


def tallied(what: Measure, panel: Panel, begun: Sequence[Begun]) -> Around | None:
    """Counts of shrink, whose n is net sales; None where n counts events itself."""
    if what.key != SHRINK:
        return None
    days = (panel.n > 0).astype(np.float64)
    return around(Panel(days, days, panel.door, panel.first, panel.units, panel.doors), begun)


def history(panel: Panel, starts: Starts) -> float:
    """Weeks before the first start with any event, at most eight."""
    if not starts.doors:
        return 0.0
    day = min(starts.doors.values())
    columns = panel.n[:, : max(0, panel.column(day))].sum(axis=0)
    there = np.flatnonzero(columns > 0)
    return min(float(WEEKS), (panel.column(day) - int(there[0])) / 7) if len(there) else 0.0


def spans(starts: Starts) -> tuple[Any, Any]:
    """The locked two weeks: the subject's own, else those before the first start."""
    one = starts.subject
    if one.baseline_since and one.baseline_until:
        return one.baseline_since, one.baseline_until
    day = min(starts.doors.values(), default=one.since)
    return day - LOCKED, day - DAY
