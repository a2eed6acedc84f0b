"""How far back the facts were moved: what is worked out from days gone by need not follow what happens today."""

from collections.abc import Iterable, Mapping
from datetime import date

from ..facts.tables import FACTS, TABLES
from ..warehouse import Batch

DAYS = {t.name: next((i for i, c in enumerate(t.columns) if c.name == "day"), None) for t in TABLES}
EVENTS = frozenset(t.name for t in FACTS)  # the others are told of the whole house
DOORS = {t.name: next((i for i, c in enumerate(t.columns) if c.name == "boutique"), None) for t in TABLES}
KEYS = {t.name: next(i for i, c in enumerate(t.columns) if c.name == t.key) for t in TABLES}
EVERYTHING = {"": date.min}  # all tables, from the beginning on
ALL_DOORS = ""
Place = tuple[str, str]  # a table, and a boutique of it or ALL_DOORS


def earliest(batch: Batch) -> dict[str, date]:
    """Of each table that a batch moves the day before which it moves nothing; date.min where that cannot be known."""
    found = {}
    for name in {*batch.rows, *batch.gone, *batch.emptied}:
        if batch.rows.get(name) or batch.gone.get(name) or batch.emptied.get(name):
            found[name] = _earliest(name, batch)
    return found


def _earliest(name: str, batch: Batch) -> date:
    rows, gone, place = batch.rows.get(name) or (), batch.gone.get(name) or (), DAYS.get(name)
    if place is None or batch.emptied.get(name):
        return date.min
    days: list[date] = [row[place] for row in rows]
    if {*gone, *(row[KEYS[name]] for row in rows)} - batch.new.get(name, set()):
        days.append(batch.span[name][0] if name in batch.span else date.min)
    return min(days, default=date.max)


def by_door(batch: Batch) -> dict[Place, date]:
    """The same by boutique, where it is known of which boutiques rows went and came."""
    found = dict[Place, date]()
    for name, low in earliest(batch).items():
        door = DOORS.get(name) if name in EVENTS else None
        if door is None or batch.doors is None:
            found[name, ALL_DOORS] = low
            continue
        for place in {*batch.doors, *(row[door] for row in batch.rows.get(name) or ())}:
            found[name, place] = low
    return found


class Back:
    """Which state of the facts moved which days of which table: watermarks, and the earliest day moved on the way."""

    def __init__(self) -> None:
        self.last = 0
        self._low: dict[str, date] = {}
        self._lows: dict[Place, date] = {}
        self._moves: dict[str, list[tuple[int, date]]] = {}  # later ones reach back less far
        self._doors: dict[Place, list[tuple[int, date]]] = {}

    def touched(self, moved: Mapping[str, date], doors: Mapping[Place, date] | None = None) -> None:
        """doors: the same by boutique; without, any may have moved."""
        for name, day in moved.items():
            self._low[name] = min(day, self._low.get(name, date.max))
        for place, day in ({(name, ALL_DOORS): day for name, day in moved.items()} if doors is None else doors).items():
            self._lows[place] = min(day, self._lows.get(place, date.max))

    def reached(self, watermark: int) -> None:
        for name, low in self._low.items():
            self._moves[name] = _gone_on(self._moves.get(name, []), watermark, low)
        for place, low in self._lows.items():
            self._doors[place] = _gone_on(self._doors.get(place, []), watermark, low)
        self._low, self._lows, self.last = {}, {}, watermark

    def moved(self, watermark: int, table: str, doors: Iterable[str], until: date) -> bool:
        """Whether a day up to `until` moved after a watermark: at one of these boutiques, or at any without."""
        places = [(table, door) for door in doors]
        if not places:
            return self.since(watermark, table) <= until
        places += [(table, ALL_DOORS), ("", ALL_DOORS)]
        return any(mark > watermark and low <= until for place in places for mark, low in self._doors.get(place, ()))

    def before(self, day: date) -> int:
        """The last watermark on the way to which something before `day` moved; 0 where nothing did."""
        return max((mark for moves in list(self._moves.values()) for mark, low in moves if low < day), default=0)

    def since(self, watermark: int, table: str) -> date:
        """The earliest day of a table that moved after a watermark was reached; date.max where none did."""
        told = (low for name in ("", table) for mark, low in self._moves.get(name, ()) if mark > watermark)
        return min(told, default=date.max)


def _gone_on(moves: list[tuple[int, date]], watermark: int, low: date) -> list[tuple[int, date]]:
    """The moves with one more; those that reached back less far are in it. Made anew, as others may be reading."""
    return [*((mark, day) for mark, day in moves if day < low), (watermark, low)]
