"""What was judged of closed weeks: the cells of each table that may be shown, and those held back.

A question is answered where it is such a cell, or follows from such cells: then it tells nothing more.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod

import msgspec

Key = tuple[str, ...]
Dims = tuple[str, ...]
Some = frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """shown, held: keys of the cells by the table's cuts, in alphabetical order; a cell in neither was empty.

    doors: door -> the regions it was in.
    """

    shown: Mapping[Dims, frozenset[Key]]
    held: Mapping[Dims, frozenset[Key]] = field(default_factory=dict)
    doors: Mapping[str, Some] = field(default_factory=dict)

    def __or__(self, other: "Judged") -> "Judged":
        return Judged({**self.shown, **other.shown}, {**self.held, **other.held}, {**self.doors, **other.doors})

    def empty(self, at: Mapping[str, str], where: Mapping[str, Some]) -> bool:
        """Whether nothing lay in such a cell when it was judged; what has come since then was judged by nobody."""
        if "boutique" in at or "boutique" in where:
            at = {cut: value for cut, value in at.items() if cut != "region"}
            where = {cut: some for cut, some in where.items() if cut != "region"}
        dims = tuple(sorted({*at, *where}))
        return dims in self.shown and not self._parts(dims, at, where)

    def lets(self, at: Mapping[str, str], where: Mapping[str, Some]) -> bool:
        """Whether a sum may be shown: of the cells with these values, filtered so."""
        if {"region", "boutique"} <= {*at, *where}:
            return self._of_region(at, where)
        dims = tuple(sorted({*at, *where}))
        if dims in self.shown:
            parts = self._parts(dims, at, where)
            if parts <= self.shown[dims]:
                return True
            for cut in where.keys() - at.keys():  # a filter that leaves nothing out is none
                less = {one: some for one, some in where.items() if one != cut}
                if not self._leaves_out(dims, cut, where[cut], at, less):
                    return self.lets(at, less)
        return "boutique" in where and "boutique" not in at and self._by_region(at, where)

    def _of_region(self, at: Mapping[str, str], where: Mapping[str, Some]) -> bool:
        """A boutique's region is no cut of its own, as long as it has one."""
        meant = frozenset({at["region"]}) if "region" in at else where["region"]
        chosen = frozenset({at["boutique"]}) if "boutique" in at else frozenset(self.doors)
        chosen &= where.get("boutique", chosen)
        if any(len(self.doors.get(door, ())) > 1 and self.doors[door] & meant for door in chosen):
            return False
        here = frozenset(door for door in chosen if self.doors.get(door, frozenset()) & meant)
        if "boutique" in at and not here:
            return True  # empty
        rest = {cut: value for cut, value in at.items() if cut != "region"}
        less = {cut: some for cut, some in where.items() if cut != "region"}
        if "boutique" in at:
            return self.lets(rest, {cut: some for cut, some in less.items() if cut != "boutique"})
        if here == frozenset(door for door, regions in self.doors.items() if regions & meant) and len(meant) == 1:
            less.pop("boutique", None)
            return self.lets({**rest, "region": min(meant)}, less) or self.lets(rest, {**less, "boutique": here})
        return self.lets(rest, {**less, "boutique": here})

    def _by_region(self, at: Mapping[str, str], where: Mapping[str, Some]) -> bool:
        """Boutiques that are together some regions, and others beside them: each for itself."""
        chosen, rest = where["boutique"] & frozenset(self.doors), {c: s for c, s in where.items() if c != "boutique"}
        if chosen == frozenset(self.doors):
            return self.lets(at, rest)
        beside, of = set(chosen), dict[str, set[str]]()
        for door, regions in self.doors.items():
            for region in regions:
                of.setdefault(region, set()).add(door)
        for region in {one for door in chosen for one in self.doors[door]}:
            inside = of[region]
            alone = inside <= chosen and all(len(self.doors[door]) == 1 for door in inside)
            if alone and self._one({**at, "region": region}, rest):
                beside -= inside
        if beside == chosen:
            return False
        return all(self._one({**at, "boutique": door}, rest) for door in beside)

    def _one(self, at: Mapping[str, str], where: Mapping[str, Some]) -> bool:
        dims = tuple(sorted({*at, *where}))
        if dims in self.shown and not where:
            return tuple(at[cut] for cut in dims) not in self.held.get(dims, frozenset())
        return dims in self.shown and self._parts(dims, at, where) <= self.shown[dims]

    def _leaves_out(self, dims: Dims, cut: str, some: Some, at: Mapping[str, str], less: Mapping[str, Some]) -> bool:
        """Whether a filter leaves any cell out that the others let in."""
        place = dims.index(cut)
        rest = [(dims.index(one), frozenset({value})) for one, value in at.items()]
        rest += [(dims.index(one), values) for one, values in less.items()]
        return any(
            key[place] not in some and all(key[i] in values for i, values in rest)
            for keys in (self.shown[dims], self.held.get(dims, frozenset())) for key in keys
        )  # fmt: skip

    def _parts(self, dims: Dims, at: Mapping[str, str], where: Mapping[str, Some]) -> frozenset[Key]:
        """The cells that were not empty, of those with these values."""
        tables, bound = (self.shown[dims], self.held.get(dims, frozenset())), dict[str, Some]()
        for cut in {*at, *where}:
            bound[cut] = where.get(cut, frozenset({at.get(cut, "")})) & ({at[cut]} if cut in at else where[cut])
        if bound.keys() >= set(dims) and prod(len(bound[cut]) for cut in dims) <= max(64, *map(len, tables)):
            asked = frozenset(product(*(bound[cut] for cut in dims)))
            return (tables[0] & asked) | (tables[1] & asked)
        some = [(i, bound[cut]) for i, cut in enumerate(dims) if cut in bound]
        return frozenset(key for keys in tables for key in keys if all(key[i] in values for i, values in some))


def written(judged: Judged) -> bytes:
    tables = [[dims, sorted(keys), sorted(judged.held.get(dims, ()))] for dims, keys in judged.shown.items()]
    doors = {door: sorted(regions) for door, regions in judged.doors.items()}
    return zlib.compress(msgspec.json.encode([tables, doors]), 6)


def read(stored: bytes) -> Judged:
    tables, doors = msgspec.json.decode(
        zlib.decompress(stored), type=tuple[list[tuple[Dims, frozenset[Key], frozenset[Key]]], dict[str, Some]]
    )
    return Judged({d: shown for d, shown, _ in tables}, {d: held for d, _, held in tables}, doors)
