"""Which cells of a table are too small to show, or would give a small one away by subtraction.

A table is named by its cuts in alphabetical order, and asked for by itself, so that a cell is judged the same in
every question. For an associate's look at the own boutique; above it closed weeks are judged, all tables together
(`judging`).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

Key = tuple[str, ...]
Dims = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Who and what stands behind a cell: events, and the people concerned (the coached, not the coaches)."""

    n: int = 0
    people: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """How many people at least: a code nobody has claimed ("source/hash") may be a second code of somebody counted
        under another source, so only the source with most of them counts."""
        codes = Counter(who.rpartition("/")[0] for who in self.people)
        return codes.pop("", 0) + max(codes.values(), default=0)

    def __add__(self, other: "Group") -> "Group":
        return Group(self.n + other.n, self.people | other.people)


@dataclass(frozen=True, slots=True)
class Least:
    """What must stand behind a number before it is shown."""

    people: int
    events: int = 0

    def small(self, group: Group) -> bool:
        """An empty group is not small: it says nothing of anybody."""
        return group.n > 0 and (group.size < self.people or group.n < self.events)


Table = Mapping[Key, Group]
TableOf = Callable[[Dims], Table]


def shown(
    by: Dims, where: Mapping[str, Collection[str]], *, table_of: TableOf, regions: Mapping[str, str], least: Least
) -> set[Key]:
    """The cells of a question, cut by `by` and filtered by `where`, that may be shown.

    A filtered cell is a sum of cells of the table that has the filters as cuts. It is shown when its unfiltered cell is
    and the held-back ones of that sum are in it all together or not at all: otherwise one sum gives another away.
    """
    withheld = withholding(table_of, regions=regions, least=least)
    dims, margin = tuple(sorted({*by, *where})), tuple(sorted(by))
    held, held_margin = withheld(dims), withheld(margin)
    inside: dict[Key, Group] = {}
    held_in, held_out = set[Key](), set[Key]()
    for key, group in table_of(dims).items():
        cell = upward(key, dims, by, regions=regions)
        chosen = all(value in where[dim] for dim, value in zip(dims, key, strict=True) if dim in where)
        if chosen:
            inside[cell] = inside.get(cell, Group()) + group
        if key in held:
            (held_in if chosen else held_out).add(cell)
    return {
        cell
        for cell, group in inside.items()
        if not least.small(group)
        and upward(cell, by, margin, regions=regions) not in held_margin
        and not (cell in held_in and cell in held_out)
    }


def withholding(table_of: TableOf, *, regions: Mapping[str, str], least: Least) -> Callable[[Dims], frozenset[Key]]:
    """A function from a table's cuts to the keys of its cells to hold back."""

    @cache
    def withheld(dims: Dims) -> frozenset[Key]:
        """The small cells, the parts of what is held back in a coarser table, and then the smallest others until what a
        coarser cell leaves over, once the shown parts are taken off, is nothing or `least.people` people."""
        table = table_of(dims)
        held = {key for key, group in table.items() if least.small(group)}
        families: list[list[Key]] = []
        for coarser in parents(dims):
            members: dict[Key, list[Key]] = {}
            for key in sorted(table, key=lambda k: (table[k].size, k)):
                members.setdefault(upward(key, dims, coarser, regions=regions), []).append(key)
            held |= {key for above in withheld(coarser) for key in members.get(above, ())}
            families += members.values()
        families.sort(key=len)  # what a region needs held back often serves the company too
        while any(_close(keys, table, held, least.people) for keys in families):  # one family may open another
            pass
        return frozenset(held)

    return withheld


def _close(smallest_first: Iterable[Key], table: Table, held: set[Key], people: int) -> bool:
    """Hold back more parts of one coarser cell until the rest is 0 or `people` people; True when some were added."""
    rest = sum((table[key] for key in smallest_first if key in held), Group())
    added = False
    for key in smallest_first:
        if rest.n == 0 or rest.size >= people:
            break
        if key not in held and table[key].n:
            held.add(key)
            rest, added = rest + table[key], True
    return added


def parents(dims: Dims) -> list[Dims]:
    """The coarser tables next to one: one cut less, or the region in place of the boutique."""
    found = [tuple(d for d in dims if d != gone) for gone in dims]
    if "boutique" in dims and "region" not in dims:
        found.append(tuple(sorted({"region", *dims} - {"boutique"})))
    return found


def upward(key: Key, dims: Dims, to: Dims, *, regions: Mapping[str, str]) -> Key:
    """The coarser cell a cell belongs to, or the same cell with its cuts in another order."""
    at = dict(zip(dims, key, strict=True))
    return tuple(regions.get(at["boutique"], "") if d == "region" and d not in at else at[d] for d in to)


def rolled(table: Table, dims: Dims, to: Dims) -> Table:
    """A coarser table, added up from one that has all its cuts."""
    if dims == to:
        return table
    places = [dims.index(dim) for dim in to]
    return _added((tuple(key[i] for i in places), group.n, group.people) for key, group in table.items())


def grouped(cells: Iterable[tuple[Key, int]], counts: Callable[[str], bool]) -> dict[Key, Group]:
    """A table from cells whose key ends with the associate; only those of whom `counts` holds are people behind it."""
    return _added((key[:-1], n, (key[-1],) if key[-1] and counts(key[-1]) else ()) for key, n in cells)


def _added(parts: Iterable[tuple[Key, int, Iterable[str]]]) -> dict[Key, Group]:
    events: dict[Key, int] = {}
    people: dict[Key, set[str]] = {}
    for key, n, who in parts:
        events[key] = events.get(key, 0) + n
        people.setdefault(key, set()).update(who)
    return {key: Group(n, frozenset(people[key])) for key, n in events.items()}
