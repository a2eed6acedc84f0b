"""What was read of the facts, kept: where something moved it is read again from its day on, and only there."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar, cast

import numpy as np
from sqlglot.expressions import Select

from ..warehouse import Warehouse
from ..warehouse.arrays import Grids, Layout, blank, grids

T = TypeVar("T")
Name = tuple[Any, ...]


class Moves(Protocol):
    """How the facts move: watermarks, and what moved after each."""

    @property
    def last(self) -> int:
        """The last watermark that was reached."""

    def since(self, watermark: int, table: str) -> date:
        """The earliest day of a table that moved after it; date.max where none did."""


class Still:
    """Facts that do not move while they are read."""

    last = 0

    def since(self, watermark: int, table: str) -> date:  # noqa: ARG002  the protocol's
        return date.max


class Reads:
    """One for a warehouse and a span of days; `until`: the last of them."""

    def __init__(self, warehouse: Warehouse, until: date, moves: Moves | None = None) -> None:
        self.warehouse, self._until, self._moves = warehouse, until, moves or Still()
        self._grids: dict[Name, tuple[int, Grids]] = {}
        self._states: dict[str, tuple[int, object]] = {}
        self._made: dict[Name, tuple[tuple[object, ...], Any]] = {}

    def grids(self, name: Name, table: str, tree: Select, binds: Mapping[str, Any], layout: Layout, *,
              many: bool) -> Grids:  # fmt: skip
        """A select of one table as it is now; the same object as before where nothing of its days moved."""
        mark, first = self._moves.last, layout.first
        before, known = self._grids.get(name, (0, None))
        moved = first if known is None else max(first, self._moves.since(before, table))
        if known is not None and moved > first + timedelta(days=layout.days - 1):
            return known
        late = layout._replace(first=moved, days=layout.days - (moved - first).days)
        found = grids(self.warehouse, tree, {**binds, "since": moved}, late, many=many)
        if known is not None and moved > first:
            found = spliced(known, found, (moved - first).days)
        self._grids[name] = mark, found
        return found

    def state(self, table: str) -> object:
        """Another object whenever something of the table moved, up to the last day."""
        mark, known = self._states.get(table, (0, None))
        if known is None or self._moves.since(mark, table) <= self._until:
            mark, known = self._moves.last, object()
            self._states[table] = mark, known
        return known

    def made(self, name: Name, inputs: tuple[object, ...], make: Callable[[], T], *, compare: bool = False) -> T:
        """What is made of these very objects, once. compare: an equal one that is made anew is the one before."""
        before, known = self._made.get(name, ((), None))
        if len(before) == len(inputs) > 0 and all(a is b for a, b in zip(before, inputs, strict=True)):
            return cast("T", known)
        made = make()
        if compare and made == known:
            made = cast("T", known)
        self._made[name] = inputs, made
        return made


def spliced(before: Grids, after: Grids, at: int) -> Grids:
    """The days before `at` of one, and of the other those from `at` on, which are all that it has."""
    there = np.any([one[:, :, :at].any(axis=(0, 2)) for one in before.sums], axis=0)
    here = np.flatnonzero(there).tolist()
    names = sorted({*(before.names[i] for i in here), *after.names}, key="/".join)
    place = {name: i for i, name in enumerate(names)}
    found = []
    for one, late in zip(before.sums, after.sums, strict=True):
        grid = blank(one.shape[0], len(names), one.shape[2])
        grid[:, [place[before.names[i]] for i in here], :at] = one[:, here, :at]
        grid[:, [place[name] for name in after.names], at:] = late
        found.append(grid)
    return Grids(names, found)
