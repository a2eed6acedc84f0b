"""Who is rostered where and when, with hours, as the record of a boutique has it.

The facts hold a person's rostered days; windows and nudges need the hours as well.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from ..retail.events import Shift
from ..retail.who import Who

if TYPE_CHECKING:
    from . import House


@dataclass(frozen=True, slots=True)
class OnShift:
    """A rostered shift of a person of the house. starts, ends: in the boutique's zone; None where none were said."""

    person: str
    day: date
    starts: datetime | None
    ends: datetime | None


class Rota:
    """One for a house; safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._codes: tuple[int, dict[str, str]] = (-1, {})

    def shifts(self, boutique: str, since: date, until: date) -> list[OnShift]:
        """Shifts of those days, both included, by day and start. What was taken back is left out."""
        place = self._house.snapshot.door_on(boutique, since)
        found = []
        for told in self._house.record.of(boutique, (Shift,)):
            one = told.event
            if not isinstance(one, Shift) or one.cancelled or not since <= one.day <= until:
                continue
            if who := self.person(one.associate):
                times = (place.local(at) if place and at else at for at in (one.starts, one.ends))
                found.append(OnShift(who, one.day, *times))
        return sorted(found, key=lambda s: (s.day, s.starts is None, s.starts or s.day, s.person))

    def person(self, who: Who) -> str:
        """The id of a person; "" for a code that nobody claims."""
        if who.known:
            return who.name
        change = self._house.snapshot.change
        if self._codes[0] != change:
            naming, claimed = self._house.entrance.naming, self._house.snapshot.identifiers(self._house.today)
            self._codes = (change, {f"{i.source}/{naming.code(i.source, i.code)}": i.person for i in claimed})
        return self._codes[1].get(f"{who.scope}/{who.name}", "")
