"""Least squares within units, their own level taken out: one sum a door, so that leaving a door out is cheap."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

F1 = NDArray[np.float64]
F2 = NDArray[np.float64]
F3 = NDArray[np.float64]
I1 = NDArray[np.int64]
B1 = NDArray[np.bool_]

SAME, RIDGE, LEAST = 1e-6, 1e-9, 1e-30
FIRM = 1e-4  # smallest eigenvalue over the largest: above it a ridge moves nothing that counts
ROWS = 256  # of a product of matrices at a time
LIGHT, EXACT, ROUNDS = 0.5, 1e-11, 60  # share of a door, see `Within.without`; relative size of the last step; steps


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells as tables. y, w: (units, weeks), 0 where there is none; home: the door of each unit, 0 .. doors - 1; weeks:
    the numbers of the columns, rising."""

    y: F2
    w: F2
    home: I1
    weeks: I1
    doors: int

    def by_door(self, values: F2 | F3) -> F2 | F3:
        """Units of a door added up; (units, ...) -> (doors, ...)."""
        if self.doors == len(self.home) and bool((self.home == np.arange(self.doors)).all()):
            return values
        out = np.zeros((self.doors, *values.shape[1:]))
        np.add.at(out, self.home, values)
        return out


def grid(
    unit: Sequence[object] | I1, week: I1, y: F1, weight: F1, door: Sequence[object] | I1 | None = None
) -> tuple[Grid, I1, I1, B1]:
    """The tables, the row and column of each cell that counts, and which do (a finite y, a weight above 0).

    Several entries of one unit and week are averaged by weight. Each unit belongs to the door of its first entry.
    """
    y, weight = np.asarray(y, float), np.asarray(weight, float)
    counts = np.isfinite(y) & np.isfinite(weight) & (weight > 0)
    names = np.asarray(unit)[counts]
    units, first, row = np.unique(names, return_index=True, return_inverse=True)
    weeks, column = np.unique(np.asarray(week)[counts], return_inverse=True)
    if door is None:
        home = np.arange(len(units))
    else:
        _, home = np.unique(np.asarray(door)[counts][first], return_inverse=True)
    w, total = np.zeros((len(units), len(weeks))), np.zeros((len(units), len(weeks)))
    np.add.at(w, (row, column), weight[counts])
    np.add.at(total, (row, column), (weight * y)[counts])
    means = np.divide(total, w, out=np.zeros_like(w), where=w > 0)
    doors = int(home.max()) + 1 if len(home) else 0
    return Grid(means, w, home, weeks, doors), row, column, counts


@dataclass(slots=True, eq=False)
class Within:
    """Least squares of y on a dummy a week and one for each of k kinds of cells, each unit's level taken out: p = weeks
    + k coefficients. w: weights, 0 leaves a cell out; kind: of each cell (units, weeks), -1 for none. left (p, p),
    right (p): normal equations of all doors."""

    cells: Grid
    w: F2
    kind: I1 | None = None
    k: int = 0
    share: F2 = field(init=False)
    left: F2 = field(init=False)
    right: F1 = field(init=False)
    _near: tuple[I1, I1, I1] = field(init=False)  # row, column and kind of the cells that have one

    def __post_init__(self) -> None:
        w, weeks = self.w, self.w.shape[1]
        total = w.sum(axis=1)[:, None]
        self.share = np.divide(w, total, out=np.zeros_like(w), where=total > 0)
        self.left = np.zeros((weeks + self.k, weeks + self.k))
        self.left[:weeks, :weeks] = np.diag(w.sum(axis=0)) - crossed(self.share, w)
        none = np.zeros(0, np.int64)
        self._near = none, none, none
        if self.kind is not None:
            rows, columns = np.nonzero((self.kind >= 0) & (w > 0))
            self._near = rows, columns, self.kind[rows, columns]
            both = totals(columns * self.k + self._near[2], w[rows, columns], (weeks, self.k))
            first = self._kinds(w)
            self.left[:weeks, weeks:] = both - crossed(self.share, first)
            self.left[weeks:, :weeks] = self.left[:weeks, weeks:].T
            scaled = np.divide(first, total, out=np.zeros_like(first), where=total > 0)
            self.left[weeks:, weeks:] = np.diag(first.sum(axis=0)) - crossed(scaled, first)
        self.right = self.rights(self.cells.y).sum(axis=0)

    def _kinds(self, cells: F2) -> F2:
        """Sums of each unit over its cells of each kind: (units, k)."""
        rows, columns, kinds = self._near
        return totals(rows * self.k + kinds, cells[rows, columns], (len(cells), self.k))

    def rights(self, values: F2) -> F2:
        """What each door adds to the right side, (doors, p), if `values` (units, weeks) were y."""
        rest = self.w * (values - (self.share * values).sum(axis=1)[:, None])
        return self.cells.by_door(np.hstack((rest, self._kinds(rest))) if self.k else rest)

    def fitted(self, coefficients: F2) -> F2:
        """Of each cell (units, weeks) what its door's coefficients (doors, p) say, without the unit's level."""
        told, weeks = coefficients[self.cells.home], self.w.shape[1]
        out = told[:, :weeks]
        if self.k:
            rows, columns, kinds = self._near
            out[rows, columns] += told[rows, weeks + kinds]
        return out

    def without(self) -> tuple[F2, B1]:
        """Coefficients (doors, p) when each door is left out, and of which doors they are right: the others must be
        asked of `through`.

        With P the inverse of all that is told and D a door's own part, steps of P (right - (left - D) b) come nearer by
        a factor of at most trace(P D): a door is taken where that is below LIGHT, and no door where anything but the
        level of the weeks is hardly told. Then all that was told still is.
        """
        inverse = self._inverse()
        if inverse is None:
            return np.zeros((self.cells.doors, len(self.left))), np.zeros(self.cells.doors, bool)
        whole = inverse @ self.right
        for _ in range(2):
            whole = whole + inverse @ (self.right - self.left @ whole)
        rest = self.cells.y - self.fitted(np.broadcast_to(whole, (self.cells.doors, len(whole))))
        light: B1 = self._traces(inverse) < LIGHT
        aim = np.where(light[:, None], -self.rights(rest), 0.0)
        moved = step = product(aim, inverse)
        for _ in range(ROUNDS):
            if np.abs(step).max() <= EXACT * np.abs(moved).max():
                break
            own = np.where(light[:, None], self.rights(self.fitted(moved)), 0.0)
            step = product(aim + own - product(moved, self.left), inverse)
            moved = moved + step
        return whole + moved, light

    def _inverse(self) -> F2 | None:
        """Of `left` on all but the common level of the weeks, but for a trace of a ridge; None where more than that is
        hardly told."""
        size = self.left.diagonal()
        there, weeks = np.flatnonzero(size > 0), np.arange(len(size)) < self.w.shape[1]
        if not len(there):
            return None
        level = np.outer(weeks[there], weeks[there]) / len(there)
        told = np.linalg.inv(self.left[np.ix_(there, there)] + size.max() * (level + RIDGE * np.eye(len(there))))
        if np.sqrt((told**2).sum()) * size.max() * FIRM > 1:
            return None
        out = np.zeros_like(self.left)
        out[np.ix_(there, there)] = told
        return out

    def _traces(self, inverse: F2) -> F1:
        """trace(P D) of each door."""
        w, weeks = self.w, self.w.shape[1]
        diagonal = inverse.diagonal()
        each, first = w * diagonal[:weeks], w
        if self.k:
            rows, columns, kinds = self._near
            each[rows, columns] += w[rows, columns] * (2 * inverse[columns, weeks + kinds] + diagonal[weeks + kinds])
            first = np.hstack((w, self._kinds(w)))
        total = w.sum(axis=1)
        level = np.divide((product(first, inverse) * first).sum(axis=1), total, out=np.zeros_like(total),
                          where=total > 0)  # fmt: skip
        out: F1 = self.cells.by_door(each.sum(axis=1) - level)
        return out

    def parts(self, doors: I1) -> tuple[F3, F2]:
        """Normal equations of some doors, each for itself: (doors, p, p) and (doors, p)."""
        place = np.full(self.cells.doors, -1)
        place[doors] = np.arange(len(doors))
        rows = np.flatnonzero(place[self.cells.home] >= 0)
        some = Grid(self.cells.y[rows], self.cells.w[rows], place[self.cells.home[rows]], self.cells.weeks, len(doors))
        kinds = None if self.kind is None else (self.kind[rows][:, :, None] == np.arange(self.k)).astype(float)
        return normal(some, self.w[rows], kinds)


def totals(at: I1, values: F1, shape: tuple[int, int]) -> F2:
    """Values added up where they belong in a table of this shape, row after row."""
    return np.bincount(at, values, shape[0] * shape[1]).astype(np.float64).reshape(shape)


def product(left: F2, right: F2) -> F2:
    """left @ right some rows at a time: what is large BLAS gives to threads, and those wait where cores are busy."""
    out = np.empty((len(left), right.shape[1]))
    for low in range(0, len(left), ROWS):
        np.matmul(left[low : low + ROWS], right, out=out[low : low + ROWS])
    return out


def crossed(left: F2, right: F2) -> F2:
    """left.T @ right in the same way."""
    out = np.zeros((left.shape[1], right.shape[1]))
    for low in range(0, len(left), ROWS):
        out += left[low : low + ROWS].T @ right[low : low + ROWS]
    return out


def normal(cells: Grid, w: F2, more: F3 | None = None) -> tuple[F3, F2]:
    """Normal equations of y on a dummy a week and `more` columns (units, weeks, k), each unit's level taken out.

    (doors, p, p) and (doors, p), p = weeks + k; their sum over doors are those of all. w: weights, 0 leaves a cell out.
    """
    total = w.sum(axis=1)
    share = np.divide(w, total[:, None], out=np.zeros_like(w), where=total[:, None] > 0)
    weeks = w.shape[1]
    k = 0 if more is None else more.shape[2]
    left = np.zeros((len(w), weeks + k, weeks + k))
    left[:, np.arange(weeks), np.arange(weeks)] = w
    first = np.zeros((len(w), weeks + k))
    first[:, :weeks] = w
    right = np.zeros((len(w), weeks + k))
    right[:, :weeks] = w * cells.y
    if more is not None:
        weighted = w[:, :, None] * more
        left[:, :weeks, weeks:] = weighted
        left[:, weeks:, :weeks] = weighted.transpose(0, 2, 1)
        left[:, weeks:, weeks:] = np.einsum("utk,utl->ukl", weighted, more)
        first[:, weeks:] = weighted.sum(axis=1)
        right[:, weeks:] = np.einsum("utk,ut->uk", weighted, cells.y)
    scaled = np.divide(first, total[:, None], out=np.zeros_like(first), where=total[:, None] > 0)
    left -= scaled[:, :, None] * first[:, None, :]
    right -= first * (share * cells.y).sum(axis=1)[:, None]
    return cells.by_door(left), cells.by_door(right)


def through(left: F3, right: F2, wanted: F3) -> F2:
    """wanted . solution of each system, NaN where the system does not tell it. left (s, p, p), right (s, p),
    wanted (s, k, p) -> (s, k)."""
    weights = solved(left, wanted.transpose(0, 2, 1))
    astray = np.abs(left @ weights - wanted.transpose(0, 2, 1)).max(axis=1)
    told = (weights.transpose(0, 2, 1) @ right[:, :, None])[:, :, 0]
    out: F2 = np.where(astray <= SAME * np.maximum(1.0, np.abs(wanted).max(axis=2)), told, np.nan)
    return out


def solved(left: F3, right: F3) -> F3:
    """x of left x = right for singular systems (s, p, p) that do tell it; any x where they do not.

    A trace of a ridge and one step of refinement: ten times faster than a pseudo-inverse, as exact where it counts.
    """
    size = left.shape[-1]
    trace = np.maximum(left.diagonal(axis1=1, axis2=2).max(axis=1), LEAST)[:, None, None]
    firm = left + RIDGE * trace * np.eye(size)
    first = np.linalg.solve(firm, right)
    out: F3 = first + np.linalg.solve(firm, right - left @ first)
    return out


def jackknife(middle: F1, left_out: F2) -> F1:
    """Standard errors from estimates (doors, k) with each door left out: sqrt((G-1)/G * sum (left out - middle)^2).

    NaN where one of them does not exist. Source: MacKinnon, Nielsen & Webb (2023), CV3.
    """
    doors = len(left_out)
    out: F1 = np.sqrt((doors - 1) / doors * ((left_out - middle) ** 2).sum(axis=0))
    return out
