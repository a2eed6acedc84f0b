"""How far back the facts were moved: what is worked out from days gone by need not follow what happens today."""

from datetime import date

from ..facts.tables import TABLES
from ..warehouse import Batch

DAYS = {t.name: next((i for i, c in enumerate(t.columns) if c.name == "day"), None) for t in TABLES}
KEYS = {t.name: next(i for i, c in enumerate(t.columns) if c.name == t.key) for t in TABLES}


def earliest(batch: Batch) -> date:
    """A day before which a batch moves nothing; date.min where that cannot be known."""
    found = date.max
    for name in {*batch.rows, *batch.gone, *batch.emptied}:
        rows, gone = batch.rows.get(name) or (), batch.gone.get(name) or ()
        place = DAYS.get(name)
        if not (rows or gone or batch.emptied.get(name)):
            continue
        if place is None or batch.emptied.get(name):
            return date.min
        found = min([found, *(row[place] for row in rows)])
        if {*gone, *(row[KEYS[name]] for row in rows)} - batch.new.get(name, set()):
            if name not in batch.span:
                return date.min
            found = min(found, batch.span[name][0])
    return found


class Back:
    """Which state of the facts moved which days: a watermark and the earliest day moved on the way to it."""

    def __init__(self) -> None:
        self._low = date.max
        self._moves: list[tuple[int, date]] = []  # later ones reach back less far

    def touched(self, day: date) -> None:
        self._low = min(self._low, day)

    def reached(self, watermark: int) -> None:
        while self._moves and self._moves[-1][1] >= self._low:
            self._moves.pop()
        self._moves.append((watermark, self._low))
        self._low = date.max

    def before(self, day: date) -> int:
        """The last watermark on the way to which something before `day` moved; 0 where nothing did."""
        return max((mark for mark, low in self._moves if low < day), default=0)
