"""The table every verdict starts from: events of each unit on each day. A unit is a person at a door, or a door."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

F1: TypeAlias = NDArray[np.float64]  # one dimension
F2: TypeAlias = NDArray[np.float64]  # two
F3: TypeAlias = NDArray[np.float64]  # three
B1: TypeAlias = NDArray[np.bool_]
B2: TypeAlias = NDArray[np.bool_]
I1: TypeAlias = NDArray[np.int64]
I2: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """x, n: units x days; x / n is the value, n the events behind it. door: of each unit, an index into `doors`.

    first: the day of column 0. squares: sum of squares of what x sums, units x days, for means (scores, money); a rate
    needs none. rate: x counts some of the n, 0 <= x <= n. on: days the unit was rostered; without it a shift is a day
    with n > 0. The arrays must not be changed afterwards: cumulative sums and peers' days are kept.
    """

    x: F2
    n: F2
    door: I1
    first: date
    units: tuple[str, ...]
    doors: tuple[str, ...]
    squares: F2 | None = None
    rate: bool = True
    on: B2 | None = None
    kept: dict[Any, Any] = field(init=False, repr=False)  # sums so far, places, and what episodes of one start share

    def __post_init__(self) -> None:
        if self.x.shape != self.n.shape or self.x.shape[0] != len(self.units) or len(self.door) != len(self.units):
            raise ValueError("x and n must be units x days, door and units as long as they have rows")
        object.__setattr__(self, "kept", {})

    @property
    def days(self) -> int:
        """Columns."""
        return int(self.x.shape[1])

    def column(self, day: date) -> int:
        """Where a day stands; may lie outside 0..days-1."""
        return (day - self.first).days

    def day(self, column: int) -> date:
        return self.first + timedelta(days=column)

    @property
    def places(self) -> dict[str, int]:
        """Name -> row of each unit."""
        if "places" not in self.kept:
            self.kept["places"] = {name: i for i, name in enumerate(self.units)}
        places: dict[str, int] = self.kept["places"]
        return places

    @property
    def crews(self) -> tuple[I1, I1]:
        """Rows in the order of their doors, and where each door's begin; one more, where the last one's end."""
        if "crews" not in self.kept:
            count = np.bincount(self.door, minlength=len(self.doors))
            self.kept["crews"] = np.argsort(self.door, kind="stable"), np.concatenate(([0], np.cumsum(count)))
        crews: tuple[I1, I1] = self.kept["crews"]
        return crews

    def each(self, unit: I1, low: I1, high: I1) -> tuple[F1, F1]:
        """x and n of each of these units over its own columns low..high - 1, as far as they are there."""
        low = np.clip(low, 0, self.days)
        high = np.clip(high, low, self.days)
        x, n = self._sums
        return x[high, unit] - x[low, unit], n[high, unit] - n[low, unit]

    def sums(self, since: date, until: date) -> tuple[F1, F1]:
        """x and n of each unit over since..until, both included, as far as the panel goes; zeros where it does not."""
        low = min(max(self.column(since), 0), self.days)
        high = max(min(self.column(until) + 1, self.days), low)
        x, n = self._sums
        return x[high] - x[low], n[high] - n[low]

    @property
    def _sums(self) -> tuple[F2, F2]:
        if "sums" not in self.kept:
            self.kept["sums"] = _cumulated(self.x), _cumulated(self.n)
        sums: tuple[F2, F2] = self.kept["sums"]
        return sums


def _cumulated(table: F2) -> F2:
    """(days + 1) x units: row c holds the sum of the columns before c."""
    sums = np.zeros((table.shape[1] + 1, table.shape[0]))
    np.cumsum(np.ascontiguousarray(table.T), axis=0, out=sums[1:])
    return sums
