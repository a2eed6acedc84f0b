"""Which cells of closed weeks may be shown: none too small, none that the others give away, alone or all together.

Three steps, from the coarse tables to the fine ones. Held back are the small cells and the parts of what is held back;
then the smallest others, until what a coarser shown cell leaves over, once the shown parts are taken off, is nobody or
`least.people` people; then, as long as the shown cells together determine a number of fewer people (`solving`), the
finest and smallest cell that tells of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from .groups import Least
from .judged import Judged
from .lattice import Dims, Ints, Key, Lattice, Tab, Truths, above, parents
from .solving import Floats, Solved, follows

PLACE = ("boutique", "job_role", "region", "tenure")
ROUNDS = 40  # of holding one more cell a boutique; after these every cell that tells of somebody goes
SEED = 20261123
Cell = tuple[Dims, int]


def judge(
    lattice: Lattice, tables: Iterable[Dims], least: Least, fixed: Mapping[Dims, frozenset[Key]] | None = None,
    *, week: str = "",
) -> Judged:  # fmt: skip
    """The cells to show and to hold back.

    Args:
        tables: what is judged, by their cuts.
        fixed: what was judged before, with its shown cells: these stay as they are and what is judged now joins them.
        week: of tables by week, the one that is judged; the others are shown as far as `fixed` says.
    """
    tables = tuple(tables)
    if not len(lattice):  # a week without anything
        nothing = {tuple(cut for cut in dims if cut != "week"): frozenset[Key]() for dims in tables}
        return Judged(nothing, nothing)
    judging = _Judging(lattice, tables, least, dict(fixed or {}), week)
    judging.run()
    return judging.judged()


class _Judging:
    def __init__(
        self, lattice: Lattice, tables: Sequence[Dims], least: Least, fixed: Mapping[Dims, frozenset[Key]], week: str
    ) -> None:
        self._lattice, self._least, self._fixed, self._tables = lattice, least, fixed, tables
        self._order = sorted({*tables, *fixed}, key=lambda dims: (len(dims), "boutique" in dims, dims))
        self._tabs = {dims: lattice.tab(dims) for dims in self._order}
        self._up = {dims: [p for p in parents(dims) if p in self._tabs] for dims in self._order}
        self._down: dict[Dims, list[Dims]] = {dims: [] for dims in self._order}
        for dims, some in self._up.items():
            for one in some:
                self._down[one].append(dims)
        self._free = {dims: self._judged_now(dims, week) for dims in self._order}
        self._held: dict[Dims, Truths] = {}

    def _judged_now(self, dims: Dims, week: str) -> Truths:
        """The cells whose judgement is still open."""
        keys = self._tabs[dims].keys
        if dims not in self._tables:
            return np.zeros(len(keys), dtype=bool)
        at = dims.index("week") if "week" in dims else -1
        return np.array([at < 0 or key[at] == week for key in keys], dtype=bool)

    def run(self) -> None:
        for dims in self._order:
            known = self._fixed.get(dims, frozenset())
            self._held[dims] = np.array([key not in known for key in self._tabs[dims].keys], dtype=bool)
        for dims in self._order:
            tab, free = self._tabs[dims], self._free[dims]
            small = (tab.size < self._least.people) | (tab.n < self._least.events) | self._opened(dims)
            self._held[dims] = np.where(free, small, self._held[dims])
            self._settle(dims)
        for turn in range(ROUNDS + 20):
            if not self._shut(every=turn >= ROUNDS):
                break
            for dims in self._order:
                self._settle(dims)

    def judged(self) -> Judged:
        shown, held = {}, {}
        for dims in self._order:
            if dims in self._tables:
                found = zip(self._tabs[dims].keys, self._held[dims], self._free[dims], strict=True)
                told = [(_unweeked(dims, key), bool(back)) for key, back, free in found if free]
                name = tuple(cut for cut in dims if cut != "week")
                shown[name] = frozenset(key for key, back in told if not back)
                held[name] = frozenset(key for key, back in told if back)
        doors: dict[str, frozenset[str]] = {}
        if {"boutique", "region"} <= set(self._lattice.cuts):
            for door, region in self._lattice.tab(("boutique", "region")).keys:
                doors[door] = doors.get(door, frozenset()) | {region}
        return Judged(shown, held, doors)

    # Remainders

    def _rest(self, dims: Dims, parent: Dims) -> tuple[Ints, Ints]:
        """Events and people of what is held back of each coarser cell."""
        tab, over = self._tabs[dims], self._tabs[parent]
        back = self._held[dims][tab.of]
        n = np.bincount(over.of[back], weights=self._lattice.n[back], minlength=len(over.keys)).astype(np.int64)
        return n, self._lattice.sizes(over.of, len(over.keys), back)

    def _opened(self, dims: Dims) -> Truths:
        """Cells that would open a part which was judged before: the rest beside its shown parts is too small."""
        tab = self._tabs[dims]
        found = np.zeros(len(tab.keys), dtype=bool)
        for child in self._down[dims]:
            if "week" in child and "week" not in dims:
                n, size = self._rest(child, dims)
                found |= (n > 0) & (size < self._least.people)
        return found

    def _settle(self, dims: Dims) -> None:
        """Hold back the parts of what is held, and more until no remainder is small."""
        tab, held, free = self._tabs[dims], self._held[dims], self._free[dims]
        if not free.any():
            return
        for parent in self._up[dims]:
            held |= free & self._held[parent][above(tab, self._tabs[parent])]
        families = sorted(self._up[dims], key=lambda parent: (-len(self._tabs[parent].keys), parent))
        again = True
        while again:  # one family may open another; what a region needs held back often serves the company too
            again = False
            for parent in families:
                n, size = self._rest(dims, parent)
                small = (n > 0) & (size < self._least.people) & ~self._held[parent]
                for cell in np.nonzero(small)[0]:
                    again |= self._close(tab, self._tabs[parent], int(cell), held, free=free)
                if again:
                    break

    def _close(self, tab: Tab, parent: Tab, cell: int, held: Truths, *, free: Truths) -> bool:
        """Hold back the smallest parts of one coarser cell until the rest is large enough; whether any was added."""
        inside = parent.of == cell
        open_ = np.unique(tab.of[inside & (free & ~held)[tab.of]])
        added = False
        for part in sorted(open_, key=lambda i: (tab.size[i], tab.n[i], tab.keys[i])):
            held[part] = added = True
            one = np.zeros(len(self._lattice), dtype=np.int64)
            if self._lattice.sizes(one, 1, inside & held[tab.of])[0] >= self._least.people:
                break
        return added

    # Everything together

    def _shut(self, *, every: bool) -> bool:
        """Hold back what gives somebody away; whether anything did. every: all that tells of them, not one cell."""
        columns = {dims: above(self._lattice.finest, tab) for dims, tab in self._tabs.items()}
        solved, near, across = self._solved(columns)
        null = solved.hidden(seed=SEED)
        doors = self._doors()
        found, done = False, set[int]()
        for some in self._exposed(null, columns):
            if int(doors[some[0]]) in done and not every:
                continue
            done.add(int(doors[some[0]]))
            local, coupling = solved.behind(some)
            cells = [near[i][j] for i, j in local] + [across[i] for i in coupling]
            cells = [(dims, cell) for dims, cell in cells if self._free[dims][cell]]
            cells.sort(key=lambda one: (self._tabs[one[0]].size[one[1]], one))
            for dims, cell in cells if every else cells[:1]:
                self._held[dims][cell] = found = True
        return found

    def _doors(self) -> Ints:
        finest = self._lattice.finest
        codes = np.zeros(len(finest.keys), dtype=np.int64)
        if "boutique" in self._lattice.cuts:
            codes[finest.of] = self._lattice.code("boutique")
        return codes

    def _solved(self, columns: Mapping[Dims, Ints]) -> tuple[Solved, list[list[Cell]], list[Cell]]:
        """The shown cells as rows over the finest; and which cells the rows are, of each boutique and across them."""
        keep = {dims: ~self._held[dims] & ~self._spare(dims) for dims in self._order}
        across = [(dims, int(i)) for dims in self._order if "boutique" not in dims for i in np.nonzero(keep[dims])[0]]
        doors = self._doors()
        order = np.argsort(doors, kind="stable")
        blocks = np.split(order, np.nonzero(np.diff(doors[order]))[0] + 1) if len(order) else []
        near = [
            [(dims, int(i)) for dims in self._order if "boutique" in dims
             for i in np.unique(columns[dims][block]) if keep[dims][i]]
            for block in blocks
        ]  # fmt: skip
        local = [
            (block, [np.nonzero(columns[dims][block] == i)[0] for dims, i in cells])
            for block, cells in zip(blocks, near, strict=True)
        ]
        coupling = [np.nonzero(columns[dims] == i)[0] for dims, i in across]
        return Solved(local, coupling, len(doors)), near, across

    def _spare(self, dims: Dims) -> Truths:
        """Cells that are the sum of shown parts anyway."""
        tab = self._tabs[dims]
        found = np.zeros(len(tab.keys), dtype=bool)
        for child in self._down[dims]:
            back = self._held[child][self._tabs[child].of]
            found |= np.bincount(tab.of[back], minlength=len(tab.keys)) == 0
        return found

    def _exposed(self, null: Floats, columns: Mapping[Dims, Ints]) -> Iterator[Ints]:
        """The finest cells of each number of too few people that follows from what is shown."""
        least, lattice = self._least.people, self._lattice
        for dims in self._order:  # held-back cells
            small = self._held[dims] & (self._tabs[dims].size < least) & (self._tabs[dims].size > 0)
            yield from _following(null, np.where(small[columns[dims]], columns[dims], -1), len(small))
        place = tuple(cut for cut in lattice.cuts if cut in PLACE)
        single = lattice.finest.size == 1
        for when in dict.fromkeys(tuple(d for d in dims if d not in PLACE) for dims in self._order):
            tab = lattice.tab(tuple(sorted((*place, *when))))  # whom nothing tells apart
            of = above(lattice.finest, tab)
            small = (tab.size < least) & (tab.size > 0)
            yield from _following(null, np.where(small[of], of, -1), len(small))
            yield from self._persons(null, lattice.tab(when), single)

    def _persons(self, null: Floats, when: Tab, single: Truths) -> Iterator[Ints]:
        """One person's sum over places they have been to, where they were alone in each."""
        lattice = self._lattice
        mixed = lattice.who * max(1, len(when.keys)) + when.of
        _, of = np.unique(mixed, return_inverse=True)
        of = of.reshape(-1)
        count = int(of.max()) + 1 if len(of) else 0
        alone = np.bincount(of[~single[lattice.finest.of]], minlength=count) == 0
        sums = np.full(len(single), -1, dtype=np.int64)
        meant = alone[of] & single[lattice.finest.of]
        sums[lattice.finest.of[meant]] = of[meant]
        yield from _following(null, sums, count)


def _unweeked(dims: Dims, key: Key) -> Key:
    return tuple(part for cut, part in zip(dims, key, strict=True) if cut != "week")


def _following(null: Floats, of: Ints, count: int) -> Iterator[Ints]:
    if count:
        there = np.zeros(count, dtype=bool)
        there[of[of >= 0]] = True
        for one in np.nonzero(follows(null, of, count) & there)[0]:
            yield np.nonzero(of == one)[0]
