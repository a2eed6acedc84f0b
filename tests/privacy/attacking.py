"""Linear reconstruction: everything that was answered as equations over what each person did, and what follows.

Written apart from the code it tries: dense, by singular values.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

Atom = Mapping[str, str]  # who did it and under which cuts, `week` and `who` among them


@dataclass
class Attack:
    """atoms: every combination of a person and cuts that occurred."""

    atoms: list[Atom]

    def __post_init__(self) -> None:
        self.rows: dict[bytes, np.ndarray] = {}

        self.columns = {cut: np.array([atom[cut] for atom in self.atoms]) for cut in self.atoms[0]}

    def learn(self, first: str, last: str, where: Mapping[str, Iterable[str]]) -> None:
        """A sum over weeks, first and last by their Monday, of the atoms with these values."""
        row = (self.columns["week"] >= first) & (self.columns["week"] <= last)
        for cut, some in where.items():
            row = row & np.isin(self.columns[cut], list(some))
        if row.any():
            self.rows[row.tobytes()] = row.astype(float)

    def told(self, groups: Mapping[object, Iterable[int]]) -> set[object]:
        """Of sums over atoms, those that follow from what was learnt."""
        if not self.rows:
            return set()
        _, values, basis = np.linalg.svd(np.stack(list(self.rows.values())), full_matrices=False)
        basis = basis[values > 1e-9 * values[0]]
        wanted = np.zeros((len(self.atoms), len(groups)))
        for i, places in enumerate(groups.values()):
            wanted[list(places), i] = 1
        left = (wanted**2).sum(axis=0) - ((basis @ wanted) ** 2).sum(axis=0)
        return {name for name, rest in zip(groups, left, strict=True) if rest < 1e-6}

    def small(self, tables: Iterable[tuple[str, ...]], fewest: int) -> dict[object, list[int]]:
        """The cells of these tables with fewer people behind them; a table by `who` is of single people."""
        groups: dict[object, list[int]] = {}
        for cuts in tables:
            cells: dict[object, list[int]] = defaultdict(list)
            for i, atom in enumerate(self.atoms):
                cells[cuts, tuple(atom[cut] for cut in cuts)].append(i)
            groups |= {
                name: some for name, some in cells.items() if len({self.atoms[i]["who"] for i in some}) < fewest
            }  # fmt: skip
        return groups
