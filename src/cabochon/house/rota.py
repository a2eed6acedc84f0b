"""Who is rostered where and when, with hours: read from the stream, a boutique at a time, and kept in mind.

The facts hold a person's rostered days; windows and nudges need the hours as well.
"""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from .. import vocabulary
from ..refusals import Refused
from ..retail.events import Shift
from ..retail.who import Who
from ..stream import Kept, Query

if TYPE_CHECKING:
    from . import House

SAID = {verb.iri for kind in vocabulary.KINDS if kind.event is Shift for verb in kind.verbs}
BACK = timedelta(days=70)  # shifts kept in mind
DOORS = 300  # boutiques kept in mind
PAGE = 500


@dataclass(frozen=True, slots=True)
class OnShift:
    """A rostered shift of a person of the house. starts, ends: in the boutique's zone; None where none were said."""

    person: str
    day: date
    starts: datetime | None
    ends: datetime | None


@dataclass(slots=True)
class _Door:
    position: int = 0
    told: dict[str, dict[str, Shift]] = field(default_factory=dict)  # by what it is a version of, by statement
    taken_back: set[str] = field(default_factory=set)


class Rota:
    """One for a house; safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house, self._lock = house, Lock()
        self._doors: OrderedDict[str, _Door] = OrderedDict()
        self._codes: tuple[int, dict[str, str]] = (-1, {})

    def shifts(self, boutique: str, since: date, until: date) -> list[OnShift]:
        """Shifts of those days, both included, by day and start. What was taken back is left out."""
        with self._lock:
            door = self._caught_up(boutique)
            stand = [_elected(versions) for versions in door.told.values()]
        place = self._house.snapshot.door_on(boutique, since)
        found = []
        for one in stand:
            who = self._person(one.associate)
            if one.cancelled or not who or not since <= one.day <= until:
                continue
            times = (place.local(at) if place and at else at for at in (one.starts, one.ends))
            found.append(OnShift(who, one.day, *times))
        return sorted(found, key=lambda s: (s.day, s.starts is None, s.starts or s.day, s.person))

    def _person(self, who: Who) -> str:
        """The id of a person; "" for a code that nobody claims."""
        if who.known:
            return who.name
        change = self._house.snapshot.change
        if self._codes[0] != change:
            naming, claimed = self._house.entrance.naming, self._house.snapshot.identifiers(self._house.today)
            self._codes = (change, {f"{i.source}/{naming.code(i.source, i.code)}": i.person for i in claimed})
        return self._codes[1].get(f"{who.scope}/{who.name}", "")

    def _caught_up(self, boutique: str) -> _Door:
        door = self._doors.pop(boutique, None) or _Door()
        self._doors[boutique] = door
        while len(self._doors) > DOORS:
            self._doors.popitem(last=False)
        log, ref = self._house.log, self._house.entrance.ref
        position = log.position()
        if door.position < position:
            for statement in log.voidings(door.position):
                door.taken_back.add(statement)
                _forget(door, statement)
            asked = Query(
                refs=(frozenset({ref("door", boutique)}), frozenset(ref("verb", verb) for verb in SAID)),
                ascending=True, limit=PAGE,
            )  # fmt: skip
            cursor, more = door.position, True
            while more:
                page = log.query(replace(asked, cursor=cursor, bound=position))
                for kept in page.found:
                    self._hear(door, kept)
                    cursor = kept.seq
                more = page.more
            door.position = position
        return door

    def _hear(self, door: _Door, kept: Kept) -> None:
        if kept.entry.clear is None or kept.entry.id in door.taken_back:
            return
        try:
            event = vocabulary.hear(msgspec.json.decode(kept.entry.clear), self._house.home)
        except Refused:
            return
        if isinstance(event, Shift) and event.day >= self._house.today - BACK:
            name = f"{event.source}/{event.key}" if event.key else kept.entry.id
            door.told.setdefault(name, {})[kept.entry.id] = event


def _forget(door: _Door, statement: str) -> None:
    for name, versions in list(door.told.items()):
        if versions.pop(statement, None) is not None and not versions:
            del door.told[name]


def _elected(versions: dict[str, Shift]) -> Shift:
    return max(versions.items(), key=lambda one: (one[1].revision, one[0]))[1]
