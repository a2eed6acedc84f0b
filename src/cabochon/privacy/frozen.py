"""Which cells of a large table were let out, for a while: membership is frozen, not live (trust.md, Aggregates).

Who stands behind each cell of thousands of doors takes seconds to find out; it changes little in minutes. A small table
is judged anew at every question. A cell that came since is held back until the next judgement.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from threading import Lock

LIFE = timedelta(minutes=10)
LARGE = 500  # cells behind a judgement from which it is remembered
MOST = 2_000

Cells = frozenset[tuple[str, ...]]


class Frozen:
    def __init__(self, clock: Callable[[], datetime], *, large: int = LARGE) -> None:
        self._clock, self._large, self._lock = clock, large, Lock()
        self._held: OrderedDict[Hashable, tuple[datetime, Cells]] = OrderedDict()

    def get(self, name: Hashable) -> Cells | None:
        with self._lock:
            found = self._held.get(name)
            return found[1] if found and found[0] > self._clock() else None

    def put(self, name: Hashable, cells: Cells, size: int) -> None:
        """size: cells that were looked at."""
        if size < self._large:
            return
        with self._lock:
            self._held[name] = self._clock() + LIFE, cells
            self._held.move_to_end(name)
            while len(self._held) > MOST:
                self._held.popitem(last=False)
