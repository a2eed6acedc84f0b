"""Who had begun, and from which day on: the doors and people of a pooled subject, and those that are no peers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..impact.panel import B2, F1, I1, Panel
from ..impact.verdict import WEEKS
from .told import Subject
from .untreated import ANY, PEOPLE, PEOPLE_TOO, Found, Touched, begun

DAY = timedelta(days=1)
LOCKED = timedelta(days=14)  # of a locked baseline
WINDOW = timedelta(days=7)  # the case study's week before
HISTORY = timedelta(weeks=WEEKS)


class Begun(NamedTuple):
    """Units of a panel that began, one entry each: compared from the day after `since` to `until`, both included. Days
    are those of date.toordinal."""

    unit: I1
    since: I1
    until: I1

    def some(self, which: Sequence[int] | I1) -> "Begun":
        return Begun(self.unit[which], self.since[which], self.until[which])

    def cut(self, days: int | None) -> "Begun":
        """Only so many days after each start."""
        return self if days is None else self._replace(until=np.minimum(self.until, self.since + days))


class Around(NamedTuple):
    """Sums of units around their own starts, one entry a unit: locked two weeks, seven days, eight weeks, after."""

    unit: I1
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
    found: Found = field(default_factory=Found)  # all episodes; the subject's own parts among them

    @cached_property
    def doors(self) -> dict[str, date]:
        """First day at each door of the subject, in their order."""
        told = self.subject.began or (self.subject.since,) * len(self.subject.doors)
        found = dict(zip(self.subject.doors, told, strict=False))
        for one in self.parts:
            found.setdefault(one.boutique, one.since)
        return {door: day for door, day in found.items() if door and day <= self.last}

    @cached_property
    def days(self) -> dict[str, int]:
        """The same as date.toordinal."""
        return {door: day.toordinal() for door, day in self.doors.items()}

    @cached_property
    def people(self) -> dict[str, Subject]:
        """ "person/door" -> the first episode of theirs."""
        found: dict[str, Subject] = {}
        for one in sorted((one for one in self.parts if one.kind in PEOPLE), key=lambda one: one.since):
            if one.since <= self.last:
                found.setdefault(f"{one.person}/{one.boutique}", one)
        return found

    @cached_property
    def coached(self) -> tuple[I1, I1]:
        """First and last day of each of `people`, as date.toordinal."""
        ends = ((one.since, min(self.last, one.until or self.last)) for one in self.people.values())
        days = np.array([(since.toordinal(), until.toordinal()) for since, until in ends], np.int64).reshape(-1, 2)
        return days[:, 0], days[:, 1]

    @cached_property
    def touched(self) -> Touched:
        return self.found.touched(self.subject.about).too(self.days)

    @cached_property
    def together(self) -> bool:
        """Whether all began within a fortnight, so that looks could be planned for all of them."""
        days = [*self.doors.values(), *(one.since for one in self.people.values())]
        return bool(days) and max(days) - min(days) < LOCKED

    @cached_property
    def staggered(self) -> bool:
        """Whether doors began in different weeks."""
        return len({monday(day) for day in self.doors.values()}) > 1


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def of_doors(panel: Panel, starts: Starts) -> Begun:
    """The subject's doors that a panel of doors has."""
    since = np.fromiter(starts.days.values(), np.int64, len(starts.days))
    return _begun(panel, starts.days, since, np.full(len(since), starts.last.toordinal()))


def of_people(panel: Panel, starts: Starts) -> Begun:
    """The coached people that a panel of people has, each to the end of the episode."""
    return _begun(panel, starts.people, *starts.coached)


def _begun(panel: Panel, names: Collection[str], since: I1, until: I1) -> Begun:
    place = panel.places
    unit = np.array([place.get(name, -1) for name in names], np.int64)
    return Begun(unit, since, until).some(np.flatnonzero(unit >= 0))


def no_peers(panel: Panel, starts: Starts, *, people: bool = False) -> B2:
    """units x days: True from the day a unit, or its door, began the same. Made once, so that episodes share peers."""
    return begun(panel, starts.touched, PEOPLE_TOO if people else ANY)[1]


def touched(panel: Panel, starts: Starts) -> I1:
    """The day each unit's door began the same, NEVER where it did not."""
    return begun(panel, starts.touched, ANY)[0]


def around(panel: Panel, begun: Begun) -> Around:
    """Sums before and after each unit's own start; the day of the start itself is on neither side."""
    unit, zero = begun.unit, panel.first.toordinal()
    since, until = begun.since - zero, begun.until - zero + 1
    locked, window, history = (panel.each(unit, since - days.days, since) for days in (LOCKED, WINDOW, HISTORY))
    return Around(unit, locked, window, history, panel.each(unit, since + 1, np.maximum(until, since + 1)))
