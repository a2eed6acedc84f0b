"""What treated cells would have been, by the untreated cells of their unit and week."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .within import F1, F2, F3, I1, Grid, Within, crossed, jackknife, product, through, totals

B1 = NDArray[np.bool_]
B2 = NDArray[np.bool_]


class Untreated:
    """Units and weeks fitted on untreated cells only; one may stand behind many rollouts. free: their weights (units,
    weeks)."""

    def __init__(self, cells: Grid, free: F2) -> None:
        self.cells, self.fit = cells, Within(cells, free)

    @cached_property
    def without(self) -> tuple[F2, B1]:
        """Week effects (doors, weeks) when each door is left out, and of which doors they are right."""
        return self.fit.without()

    @cached_property
    def _reached(self) -> tuple[B2, B1]:
        """Cells whose unit and week untreated cells tie together, and weeks with two such doors or more."""
        met = (self.fit.w > 0).astype(float)
        tied = crossed(met, met) > 0
        for _ in range(int(tied.shape[0]).bit_length()):
            tied = (tied.astype(float) @ tied.astype(float)) > 0
        return product(met, tied.astype(float)) > 0, (self.cells.by_door(met) > 0).sum(axis=0) > 1

    def comparable(self, busy: F2) -> B2:
        """Treated cells that can be compared: by two doors where there are such, or by one."""
        reached, two = self._reached
        alike: B2 = (busy > 0) & reached
        firm: B2 = alike & two
        return firm if firm.any() else alike


class Parts:
    """Sums of a door over its treated cells, for each of 1 + k means: of all of them, and of each of k kinds.

    used: weights of the treated cells (units, weeks); kind: which of the k each is of. gain: y less the unit's
    untreated mean; weight: (doors, 1 + k) both. per_unit: weight of all, of each unit.
    """

    def __init__(self, told: Untreated, used: F2, kind: I1, k: int) -> None:
        self.told, self._k, self._rows = told, k, np.flatnonzero(used.any(axis=1))
        self._used, self._share = used[self._rows], told.fit.share[self._rows]
        self._home, self._kind = told.cells.home[self._rows], kind[self._rows]
        self.per_unit = used.sum(axis=1)
        self.gain, self.weight = self._sums(self._less(told.cells.y[self._rows])), self._sums(self._used)

    def _less(self, values: F2) -> F2:
        """Of each treated cell, weighted: less the unit's mean over its untreated ones."""
        out: F2 = self._used * (values - (self._share * values).sum(axis=1)[:, None])
        return out

    def _sums(self, cells: F2) -> F2:
        doors = self.told.cells.doors
        whole = totals(self._home, cells.sum(axis=1), (doors, 1))
        if not self._k:
            return whole
        at = np.flatnonzero(self._used)
        place = (self._home[:, None] * self._k + self._kind).ravel()[at]
        return np.hstack((whole, totals(place, cells.ravel()[at], (doors, self._k))))

    def _masks(self, rows: I1) -> F3:
        """Weights of the cells of each mean: (rows, 1 + k, weeks)."""
        used, kind = self._used[rows], self._kind[rows]
        return np.stack([used, *(np.where(kind == one, used, 0.0) for one in range(self._k))], axis=1)

    @cached_property
    def all_weeks(self) -> F2:
        """What of the weeks is still to be taken out of each mean, over all doors: (1 + k, weeks)."""
        used, weeks = self._used, self._used.shape[1]
        whole: F2 = used.sum(axis=0)[None] - crossed(used.sum(axis=1)[:, None], self._share)
        if not self._k:
            return whole
        at = np.flatnonzero(used)
        kind, week, row = self._kind.ravel()[at], at % weeks, at // weeks
        weight = totals(row * self._k + kind, used.ravel()[at], (len(used), self._k))
        each = totals(kind * weeks + week, used.ravel()[at], (self._k, weeks))
        return np.vstack((whole, each - crossed(weight, self._share)))

    def weeks(self, doors: I1) -> F3:
        """The same of each of these doors: (doors, 1 + k, weeks)."""
        place = np.full(self.told.cells.doors, -1)
        place[doors] = np.arange(len(doors))
        rows = np.flatnonzero(place[self._home] >= 0)
        masks = self._masks(rows)
        out = np.zeros((len(doors), *masks.shape[1:]))
        np.add.at(out, place[self._home[rows]], masks - masks.sum(axis=2)[:, :, None] * self._share[rows][:, None, :])
        return out

    def means(self, doors: I1) -> tuple[F1, F1]:
        """The means and their errors by leaving these doors out one by one, NaN where that leaves nothing to compare
        with."""
        fit, gain, weight, weeks = self.told.fit, self.gain.sum(axis=0), self.weight.sum(axis=0), self.all_weeks
        middle = (gain - through(fit.left[None], fit.right[None], weeks[None])[0]) / weight
        effects, sure = self.told.without
        said = product(effects, weeks.T) - self._sums(self._less(effects[self._home]))
        some = doors[~sure[doors]]
        if len(some):
            left, right = fit.parts(some)
            said[some] = through(fit.left - left, fit.right - right, weeks - self.weeks(some))
        out, rest = (gain - self.gain - said)[doors], weight - self.weight[doors]
        out = np.divide(out, rest, out=np.full_like(out, np.nan), where=rest > 0)
        return middle, jackknife(middle, out)
