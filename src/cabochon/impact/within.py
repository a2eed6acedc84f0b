"""Least squares within units, their own level taken out: one sum a door, so that leaving a door out is cheap."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F1 = NDArray[np.float64]
F2 = NDArray[np.float64]
F3 = NDArray[np.float64]
I1 = NDArray[np.int64]

SAME, RIDGE = 1e-6, 1e-9


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
) -> tuple[Grid, I1, I1, NDArray[np.bool_]]:
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
    trace = np.maximum(left.diagonal(axis1=1, axis2=2).max(axis=1), 1e-300)[:, None, None]
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
