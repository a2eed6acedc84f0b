"""Who is at a boutique, on which days they are rostered, and on which nobody works there."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ..facts import path_reading
from ..facts.path_reading import Working
from ..retail.master import Door

if TYPE_CHECKING:
    from . import House

DAY = timedelta(days=1)
BACK, AHEAD = timedelta(days=28), timedelta(days=92)  # of the roster that is looked at
TELLING = 10  # rostered days of a boutique before its closed weekdays are believed
NEAR = timedelta(days=10)  # before a target; a rostered day further away says nothing of it


@dataclass(frozen=True, slots=True)
class Floor:
    """One boutique on one day. days: person -> days rostered, from four weeks back. staff: person -> their place."""

    door: Door
    day: date
    staff: dict[str, Working]
    days: dict[str, set[date]] = field(default_factory=dict)
    weekdays: frozenset[int] = frozenset()  # ISO weekdays on which somebody works; empty: not known

    def rostered(self, person: str) -> list[date]:
        """Days to come, ascending."""
        return sorted(day for day in self.days.get(person, ()) if day > self.day)

    def near(self, person: str, target: date) -> list[date]:
        """The rostered days by which a target can be placed."""
        return [day for day in self.rostered(person) if day >= target - NEAR]

    def closed(self, day: date) -> bool:
        """Shut for good, not yet open, or a weekday on which nobody is ever rostered."""
        if (self.door.open_date and day < self.door.open_date) or (self.door.close_date and day > self.door.close_date):
            return True
        return bool(self.weekdays) and day.isoweekday() not in self.weekdays


class People:
    """The whole house, or one boutique of it, at one moment: read once, asked for every boutique."""

    def __init__(self, house: "House", now: datetime, boutique: str = "") -> None:
        self._house, self.now = house, now
        snapshot, today = house.snapshot, now.date()
        named = snapshot.kinds.get("Person", {})
        self._staff: dict[str, dict[str, Working]] = defaultdict(dict)
        for one in path_reading.working(house.warehouse, today, boutique):
            if one.person in named:
                self._staff[one.boutique][one.person] = one
        self.leaves = path_reading.leaves(house.warehouse, today - BACK)
        self.completed = path_reading.completions(house.warehouse, boutique)

    def floor(self, door: Door) -> Floor:
        day = door.local(self.now).date()
        days: dict[str, set[date]] = defaultdict(set)
        for one in self._house.rhythm.rota.shifts(door.code, day - BACK, day + AHEAD):
            days[one.person].add(one.day)
        worked = {one for some in days.values() for one in some}
        weekdays = frozenset(one.isoweekday() for one in worked) if len(worked) >= TELLING else frozenset()
        return Floor(door, day, self._staff.get(door.code, {}), dict(days), weekdays)

    def away(self, person: str, day: date) -> bool:
        """On leave that day."""
        return any(first <= day and (last is None or day <= last) for first, last in self.leaves.get(person, ()))

    def shut(self, floor: Floor, person: str) -> Callable[[date], bool]:
        """Days on which nothing can be due for this person."""
        return lambda day: floor.closed(day) or self.away(person, day)
