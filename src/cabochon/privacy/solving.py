"""What sums give away together: whether a sum nobody shows follows from those that are shown, by linear algebra.

Shown sums are rows of a matrix over the atoms; a sum follows from them exactly when it is orthogonal to everything the
rows are orthogonal to. So random vectors are laid into that null space once, and every suspect is tried on them: a sum
that follows is zero on all, any other on none (but with probability zero). See Dobra & Fienberg, PNAS 97 (2000) 11885,
for what margins tell of a table; this is the linear part of it.

Rows of one boutique touch its atoms alone, the few others couple them (a block-arrow matrix): each boutique's rows are
taken out by themselves, the coupling rows after that, in what is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TRIES = 3  # random vectors
NOTHING = 1e-6  # of a sum of a handful of standard normals: none, but for rounding
SMALL = 1e-9  # of the largest: an eigenvalue that is none


@dataclass(frozen=True, slots=True)
class Block:
    """Atoms of one boutique, and the rows over them, as places among these. basis: orthonormal, of what they span."""

    atoms: Ints
    rows: Sequence[Ints]
    basis: Floats | None


class Solved:
    """Rows that are shown, over `size` atoms.

    Args:
        local: for each boutique its atoms, and its rows as places among these. coupling: rows over all atoms.
    """

    def __init__(self, local: Sequence[tuple[Ints, Sequence[Ints]]], coupling: Sequence[Ints], size: int) -> None:
        self._size = size
        self._blocks = [Block(atoms, rows, _basis(rows, len(atoms))) for atoms, rows in local]
        self._across = np.zeros((len(coupling), size))
        for i, row in enumerate(coupling):
            self._across[i, row] = 1.0
        self._left = self._out(self._across.T).T  # of the coupling rows, once the boutiques' own are taken out
        values, vectors = (
            np.linalg.eigh(self._left @ self._left.T) if len(coupling) else (np.zeros(0), np.zeros((0, 0)))
        )
        kept = values > SMALL * max(1.0, float(values[-1]) if len(values) else 0.0)
        self._turned = vectors[:, kept] / np.sqrt(values[kept])

    def hidden(self, *, seed: int) -> Floats:
        """Random vectors over the atoms that are zero on every row; shape (size, TRIES)."""
        found = self._out(np.random.default_rng(seed).standard_normal((self._size, TRIES)))
        for _ in range(2):  # once more takes the rounding away
            found = found - self._left.T @ (self._turned @ (self._turned.T @ (self._left @ found)))
        return found

    def behind(self, atoms: Ints) -> tuple[list[tuple[int, int]], list[int]]:
        """Of a sum that follows, the rows it is made of: (boutique, row) of the local ones, and the coupling ones."""
        wanted = np.zeros(self._size)
        wanted[atoms] = 1.0
        weights = self._turned @ (self._turned.T @ (self._left @ wanted))
        rest = wanted - self._across.T @ weights
        near = []
        for i, block in enumerate(self._blocks):
            part = rest[block.atoms]
            if len(block.rows) and np.abs(part).max() > NOTHING:
                made = np.linalg.lstsq(_dense(block.rows, len(block.atoms)).T, part, rcond=None)[0]
                near += [(i, j) for j in np.nonzero(np.abs(made) > NOTHING)[0].tolist()]
        return near, np.nonzero(np.abs(weights) > NOTHING)[0].tolist()

    def _out(self, vectors: Floats) -> Floats:
        """What is left of vectors (atoms by any number) beside what the boutiques' own rows span."""
        found = vectors.copy()
        for block in self._blocks:
            if block.basis is not None:
                part = found[block.atoms]
                found[block.atoms] = part - block.basis.T @ (block.basis @ part)
        return found


def follows(null: Floats, of: Ints, count: int) -> NDArray[np.bool_]:
    """Which sums follow from what is shown.

    of: for each atom the sum it belongs to, -1 for none; count: of the sums.
    """
    some = of >= 0
    sums = np.stack([np.bincount(of[some], weights=null[some, i], minlength=count) for i in range(null.shape[1])])
    return np.asarray((np.abs(sums) < NOTHING).all(axis=0))


def _basis(rows: Sequence[Ints], size: int) -> Floats | None:
    """An orthonormal basis of what a block's rows span."""
    if not rows:
        return None
    dense = _dense(rows, size)
    if (dense.sum(axis=0) <= 1).all():  # no two rows meet: nothing to turn
        plain: Floats = dense / np.sqrt(dense.sum(axis=1, keepdims=True))
        return plain
    _, values, turned = np.linalg.svd(dense, full_matrices=False)
    kept: Floats = turned[values > SMALL * max(1.0, float(values[0]))]
    return kept


def _dense(rows: Sequence[Ints], size: int) -> Floats:
    found = np.zeros((len(rows), size))
    for i, row in enumerate(rows):
        found[i, row] = 1.0
    return found
