"""How far back the facts were moved: what is worked out from days gone by need not follow what happens today."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from ..facts.tables import TABLES
from ..warehouse import Batch

DAYS = {t.name: next((i for i, c in enumerate(t.columns) if c.name == "day"), None) for t in TABLES}
KEYS = {t.name: next(i for i, c in enumerate(t.columns) if c.name == t.key) for t in TABLES}
EVERYTHING = {"": date.min}  # all tables, from the beginning on


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


class Back:
    """Which state of the facts moved which days of which table: watermarks, and the earliest day moved on the way."""

    def __init__(self) -> None:
        self.last = 0
        self._low: dict[str, date] = {}
        self._moves: dict[str, list[tuple[int, date]]] = defaultdict(list)  # later ones reach back less far

    def touched(self, moved: Mapping[str, date]) -> None:
        for name, day in moved.items():
            self._low[name] = min(day, self._low.get(name, date.max))

    def reached(self, watermark: int) -> None:
        for name, low in self._low.items():
            moves = self._moves[name]
            while moves and moves[-1][1] >= low:
                moves.pop()
            moves.append((watermark, low))
        self._low, self.last = {}, watermark

    def before(self, day: date) -> int:
        """The last watermark on the way to which something before `day` moved; 0 where nothing did."""
        return max((mark for moves in self._moves.values() for mark, low in moves if low < day), default=0)

    def since(self, watermark: int, table: str) -> date:
        """The earliest day of a table that moved after a watermark was reached; date.max where none did."""
        told = (low for name in ("", table) for mark, low in self._moves.get(name, ()) if mark > watermark)
        return min(told, default=date.max)
