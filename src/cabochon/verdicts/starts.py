"""Who had begun, and from which day on: the doors and people of a pooled subject, and those that are no peers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..impact.panel import B2, F1, I1, Panel
from ..impact.verdict import WEEKS
from .told import Subject

DAY = timedelta(days=1)
LOCKED = timedelta(days=14)  # of a locked baseline
WINDOW = timedelta(days=7)  # the case study's week before
HISTORY = timedelta(weeks=WEEKS)
PEOPLE, PLACES = ("person",), ("focus", "module")
KEPT = "begun"
NEVER = 1 << 30  # a column no panel has


class Begun(NamedTuple):
    """A unit of a panel that began: it is compared from the day after `since` to `until`, both included."""

    unit: int
    since: date
    until: date


class Around(NamedTuple):
    """Sums of units around their own starts, one entry a unit: locked two weeks, seven days, eight weeks, after."""

    unit: I1
    since: tuple[date, ...]
    locked: tuple[F1, F1]
    window: tuple[F1, F1]
    history: tuple[F1, F1]
    after: tuple[F1, F1]


@dataclass(frozen=True)
class Starts:
    """A pooled subject's own starts and those of everybody else who does the same. last: the last day counted."""

    subject: Subject
    last: date
    parts: tuple[Subject, ...] = ()
    others: tuple[Subject, ...] = ()  # all that were found; the subject's own parts among them

    @cached_property
    def doors(self) -> dict[str, date]:
        """First day at each door of the subject, in their order."""
        told = self.subject.began or (self.subject.since,) * len(self.subject.doors)
        found = dict(zip(self.subject.doors, told, strict=False))
        for one in self.parts:
            found.setdefault(one.boutique, one.since)
        return {door: day for door, day in found.items() if door and day <= self.last}

    @cached_property
    def people(self) -> dict[str, Subject]:
        """ "person/door" -> the first episode of theirs."""
        found: dict[str, Subject] = {}
        for one in sorted((one for one in self.parts if one.kind in PEOPLE), key=lambda one: one.since):
            if one.since <= self.last:
                found.setdefault(f"{one.person}/{one.boutique}", one)
        return found

    @cached_property
    def touched(self) -> tuple[dict[str, date], dict[str, date], dict[str, date]]:
        """First day of the same at each door, of each "person/door", and at each door as a whole: no peers from then
        on."""
        doors, people = dict(self.doors), dict[str, date]()
        whole = {} if self.people else dict(self.doors)
        alike = (one for one in (*self.others, *self.parts) if one.about == self.subject.about and one.boutique)
        for one in alike:
            _earlier(doors, one.boutique, one.since)
            if one.kind in PEOPLE:
                _earlier(people, f"{one.person}/{one.boutique}", one.since)
            elif one.kind in PLACES:
                _earlier(whole, one.boutique, one.since)
        return doors, people, whole

    @cached_property
    def together(self) -> bool:
        """Whether all began within a fortnight, so that looks could be planned for all of them."""
        days = [*self.doors.values(), *(one.since for one in self.people.values())]
        return bool(days) and max(days) - min(days) < LOCKED

    @cached_property
    def staggered(self) -> bool:
        """Whether doors began in different weeks."""
        return len({monday(day) for day in self.doors.values()}) > 1


def _earlier(found: dict[str, date], name: str, day: date) -> None:
    found[name] = min(day, found.get(name, day))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def of_doors(panel: Panel, starts: Starts) -> list[Begun]:
    """The subject's doors that a panel of doors has."""
    place = {unit: i for i, unit in enumerate(panel.units)}
    return [Begun(place[door], day, starts.last) for door, day in starts.doors.items() if door in place]


def of_people(panel: Panel, starts: Starts) -> list[Begun]:
    """The coached people that a panel of people has, each to the end of the episode."""
    place = {unit: i for i, unit in enumerate(panel.units)}
    return [Begun(place[name], one.since, min(starts.last, one.until or starts.last))
            for name, one in starts.people.items() if name in place]  # fmt: skip


def no_peers(panel: Panel, starts: Starts, *, people: bool = False) -> B2:
    """units x days: True from the day a unit, or its door, began the same. Made once, so that episodes share peers."""
    doors, persons, whole = starts.touched
    at = whole if people else doors
    name = (KEPT, starts.subject.about, people, frozenset(at.items()), frozenset(persons.items() if people else ()))
    if name in panel.kept:
        kept: B2 = panel.kept[name]
        return kept
    column = np.array([_column(panel, at.get(door)) for door in panel.doors], np.int64)[panel.door]
    if people:
        own = np.array([_column(panel, persons.get(unit)) for unit in panel.units], np.int64)
        column = np.minimum(column, own)
    mask: B2 = np.arange(panel.days) >= column[:, None]
    panel.kept[name] = mask
    return mask


def _column(panel: Panel, day: date | None) -> int:
    return NEVER if day is None else panel.column(day)


def around(panel: Panel, begun: Collection[Begun]) -> Around:
    """Sums before and after each unit's own start; the day of the start itself is on neither side."""
    told = list(begun)
    unit = np.array([one.unit for one in told], np.int64)
    since = np.array([panel.column(one.since) for one in told], np.int64)
    until = np.array([panel.column(one.until) for one in told], np.int64) + 1
    locked, window, history = (panel.each(unit, since - days.days, since) for days in (LOCKED, WINDOW, HISTORY))
    after = panel.each(unit, since + 1, np.maximum(until, since + 1))
    return Around(unit, tuple(one.since for one in told), locked, window, history, after)
