"""What stands behind the cells of a number, at every cut at once: who, how many events, in which cell of which table.

A table is named by its cuts in alphabetical order. Its cells are numbered; every finest row of the facts ("atom") knows
its cell in each table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Key = tuple[str, ...]
Dims = tuple[str, ...]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tab:
    """One table. of: each atom's cell; n, size: each cell's events and people; key: of its cells; at: key -> cell."""

    dims: Dims
    of: Ints
    n: Ints
    size: Ints
    keys: tuple[Key, ...]
    at: Mapping[Key, int]


class Lattice:
    """rows: (values of the cuts ..., person, events); a person's code nobody claimed reads "source/hash"."""

    def __init__(self, cuts: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
        self.cuts = tuple(cuts)
        columns: list[tuple[object, ...]] = list(zip(*rows, strict=True)) or [()] * (len(self.cuts) + 2)
        self._codes: dict[str, Ints] = {}
        self._values: dict[str, list[str]] = {}
        for cut, column in zip(self.cuts, columns, strict=False):
            self._codes[cut], self._values[cut] = _coded(column)
        self.who, self.people = _coded(columns[-2])
        self.n = np.array(columns[-1], dtype=np.int64)
        sources = [who.rpartition("/")[0] for who in self.people]
        self._source, _ = _coded(tuple(sources) or ())
        self._claimed = np.array([not one for one in sources], dtype=bool)
        self._named = np.array([bool(who) for who in self.people], dtype=bool)
        self._tabs: dict[Dims, Tab] = {}

    def __len__(self) -> int:
        return len(self.n)

    def code(self, cut: str) -> Ints:
        return self._codes[cut]

    def tab(self, dims: Dims) -> Tab:
        """The table of these cuts, made once."""
        if dims not in self._tabs:
            at, first, of = self._cells(dims)
            keys = tuple(tuple(self._values[cut][self._codes[cut][i]] for cut in dims) for i in first)
            n = np.bincount(of, weights=self.n, minlength=len(at)).astype(np.int64)
            self._tabs[dims] = Tab(dims, of, n, self.sizes(of, len(at)), keys, {key: i for i, key in enumerate(keys)})
        return self._tabs[dims]

    def _cells(self, dims: Dims) -> tuple[Ints, Ints, Ints]:
        mixed = np.zeros(len(self), dtype=np.int64)
        for cut in dims:
            mixed = mixed * max(1, len(self._values[cut])) + self._codes[cut]
        found, first, of = np.unique(mixed, return_index=True, return_inverse=True)
        return found, first, of.reshape(-1)

    def sizes(self, of: Ints, count: int, only: Truths | None = None) -> Ints:
        """How many people at least stand behind each cell, by the atoms that are meant.

        A code nobody has claimed may be a second code of somebody counted under another source, so that of these only
        the source with most of them counts; "" is nobody.
        """
        meant = self._named[self.who] if only is None else self._named[self.who] & only
        pairs = np.unique(of[meant] * max(1, len(self.people)) + self.who[meant])
        cell, who = np.divmod(pairs, max(1, len(self.people)))
        known = self._claimed[who] if len(who) else np.zeros(0, dtype=bool)
        size = np.bincount(cell[known], minlength=count)
        if not known.all():
            most = np.zeros(count, dtype=np.int64)
            for source in np.unique(self._source[who[~known]]):
                some = cell[~known & (self._source[who] == source)]
                most = np.maximum(most, np.bincount(some, minlength=count))
            size = size + most
        return size.astype(np.int64)

    @cached_property
    def finest(self) -> Tab:
        """The atoms without their people: whom no table can tell apart."""
        return self.tab(tuple(sorted(self.cuts)))


def parents(dims: Dims) -> list[Dims]:
    """The coarser tables next to one: one cut less, or the region in place of the boutique. A question of a module has
    no whole without its module."""
    found = [tuple(d for d in dims if d != gone) for gone in dims if not (gone == "module" and "item" in dims)]
    if "boutique" in dims and "region" not in dims:
        found.append(tuple(sorted({"region", *dims} - {"boutique"})))
    return found


def above(fine: Tab, coarse: Tab) -> Ints:
    """The coarse cell each fine cell lies in."""
    found = np.zeros(len(fine.keys), dtype=np.int64)
    found[fine.of] = coarse.of
    return found


def _coded(column: tuple[object, ...]) -> tuple[Ints, list[str]]:
    known: dict[str, int] = {}
    codes = np.fromiter((known.setdefault(str(value), len(known)) for value in column), np.int64, len(column))
    return codes, list(known)
