"""How long new people take until the target, those hired before the programme began held against those hired since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from sqlglot import exp

from ..directory.dated import key_of
from ..directory.lookup import at
from ..facts.tables_beside import COACHED, LEAVE, STAFF
from ..impact.survival import Logrank, Survival, crossing, logrank, survival
from ..languages import mark
from ..measures.catalogue import measure
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..retail.closed_weeks import closed_week
from ..retail.master import Target
from ..verdicts.panels import Panels

if TYPE_CHECKING:
    from . import House

WEEK = timedelta(days=7)
BACK = 104  # weeks of hires that are looked at
DRAWN = 10  # people of a cohort from whom on its curve is drawn: a step of few would be somebody's


@dataclass(frozen=True, slots=True)
class Cohort:
    """People hired from `since` to `until`. curve: None when too few to draw; held: too few to say anything."""

    since: date
    until: date
    people: int
    curve: Survival | None
    median: Survival | None
    held: bool = False
    last: float = 0.0  # the longest anybody of it was seen, weeks


@dataclass(frozen=True, slots=True)
class Ramp:
    """began: the Monday of the first coaching moment, None when there is none. test: None where either cohort is held.
    why: in place of all, what is missing."""

    about: str
    began: date | None
    before: Cohort | None = None
    after: Cohort | None = None
    test: Logrank | None = None
    why: str = ""


def ramp(house: "House", viewer: Viewer, about: str = "attach_rate") -> Ramp:
    """
    Hires of the last two years from the week numbers begin, at the viewer's doors: somebody hired before that is not
    seen from their start. Weeks from the hire until the smoothed rate reaches the door's target; seen until they left
    or until the last closed week. Weeks wholly on leave do not count.
    """
    what = measure(about)
    if what is None or not may(viewer, "measure.programme") or not may(viewer, f"measure.{what.family}"):
        return Ramp(about, None, why=mark("is not shown to your role"))
    until = closed_week(house.today)
    first = until + timedelta(days=1) - BACK * WEEK
    began = _began(house, viewer)
    if began is None:
        return Ramp(about, None, why=mark("shows once the first coaching moment is logged"))
    panel = Panels(house.warehouse, first, until, keys=(about,), only=viewer.boutiques).people(about)
    if panel is None or not panel.n.any():
        return Ramp(about, began, why=mark("shows once receipts name who sold"))
    counted = panel.day(int(np.flatnonzero(panel.n.any(axis=0))[0]))
    people: dict[str, list[int]] = {}
    for i, unit in enumerate(panel.units):
        people.setdefault(unit.partition("/")[0], []).append(i)
    times: dict[bool, list[tuple[float, bool]]] = {False: [], True: []}
    targets, away = 0, _away(house)
    for name, (hired, door, left) in _hired(house, viewer, max(first, _monday(counted)), until).items():
        target = _target(house, about, door)
        if target is None:
            continue
        targets += 1
        weeks = _weeks(hired, min(until, left - timedelta(days=1)) if left else until, away.get(name, ()))
        seen = []
        for monday in weeks:
            x, n = panel.sums(monday, monday + WEEK - timedelta(days=1))
            rows = people.get(name, [])
            seen.append((float(x[rows].sum()), float(n[rows].sum())))
        reached = crossing(seen, target)
        if weeks:
            times[hired >= began].append((float(reached or len(weeks)), reached is not None))
    if not targets:
        return Ramp(
            about, began, why=mark("shows once a target is set and somebody was hired since numbers are counted")
        )
    least = int(house.values["least_people"])
    before = _cohort(times[False], max(first, counted), began - timedelta(days=1), least)
    after = _cohort(times[True], began, until, least)
    test = None
    if not before.held and not after.held and before.people and after.people:
        told = [*times[False], *times[True]]
        groups = [False] * len(times[False]) + [True] * len(times[True])
        test = logrank([weeks for weeks, _ in told], [done for _, done in told], groups)
    return Ramp(about, began, before, after, test)


def _cohort(times: Sequence[tuple[float, bool]], since: date, until: date, least: int) -> Cohort:
    if 0 < len(times) < least:
        return Cohort(since, until, 0, None, None, held=True)
    made = survival([weeks for weeks, _ in times], [done for _, done in times]) if times else None
    last = max((weeks for weeks, _ in times), default=0.0)
    return Cohort(since, until, len(times), made if len(times) >= DRAWN else None, made, last=last)


def _began(house: "House", viewer: Viewer) -> date | None:
    """The Monday of the first coaching moment at these doors."""
    if not viewer.boutiques:
        return None
    codes = sorted(viewer.boutiques)
    held = [exp.Placeholder(this=f"boutique_{i}", kind="String") for i in range(len(codes))]
    tree = (
        exp.select(exp.Alias(this=exp.Min(this=exp.column("day")), alias="first"))
        .from_(COACHED.name)
        .where(exp.column("boutique").isin(*held))
    )
    found = house.warehouse.select(tree, {f"boutique_{i}": code for i, code in enumerate(codes)})
    day: date | None = found[0][0] if found else None
    return _monday(day) if day else None


def _hired(
    house: "House", viewer: Viewer, since: date, until: date
) -> dict[str, tuple[date, str, date | None]]:  # fmt: skip
    """Person -> day of the hire, door then, first day away for good."""
    place = {column.name: i for i, column in enumerate(STAFF.columns)}
    spans: dict[str, list[tuple[date, date, str, date | None]]] = {}
    for row in house.warehouse.fetch(STAFF.name, {"boutique": sorted(viewer.boutiques)}):
        hired = row[place["hired"]]
        if hired and since <= hired <= until:
            begun = row[place["since"]] or hired
            span = begun, hired, row[place["boutique"]], row[place["until"]]
            spans.setdefault(row[place["person"]], []).append(span)
    found = {}
    for name, some in spans.items():
        some.sort(key=lambda span: span[0])
        found[name] = some[-1][1], some[0][2], some[-1][3]
    return found


def _away(house: "House") -> Mapping[str, Sequence[tuple[date, date]]]:
    place = {column.name: i for i, column in enumerate(LEAVE.columns)}
    found: dict[str, list[tuple[date, date]]] = {}
    for row in house.warehouse.fetch(LEAVE.name, {}):
        last = row[place["until"]] or date.max - WEEK
        found.setdefault(row[place["person"]], []).append((row[place["since"]], last))
    return found


def _target(house: "House", about: str, door: str) -> float | None:
    """What the measure should reach at a door today: its own target, its region's, everybody's."""
    here = house.snapshot.door_on(door, house.today)
    for place in (door, here.region if here else "", ""):
        found = at(house.snapshot.kinds.get("Target", {}), key_of(Target(measure=about, place=place)), house.today)
        if found and isinstance(found.row, Target):
            return found.row.value
    return None


def _weeks(since: date, until: date, away: Sequence[tuple[date, date]]) -> list[date]:
    """The Mondays since the hire of weeks that were not spent on leave whole."""
    week, found = _monday(since), []
    while week + WEEK - timedelta(days=1) <= until:
        if not any(first <= week and week + WEEK - timedelta(days=1) <= last for first, last in away):
            found.append(week)
        week += WEEK
    return found


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
