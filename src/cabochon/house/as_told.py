"""The directory's dated rows with what a file says over them, before any of it is kept: later rows are judged by it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from ..directory.dated import key_of
from ..directory.lookup import Snapshot
from ..retail.master import Dated, Door, Identifier, Person, Product, Rate, Target, Theme

Master = Door | Product | Person | Identifier | Rate | Target | Theme
TOLD = ("Person", "Identifier")


class AsTold:
    """snapshot: as it would be if all that `keep` was given were kept."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._kinds: dict[str, dict[str, Sequence[Dated]]] = {name: dict(snapshot.kinds.get(name, {})) for name in TOLD}
        self.snapshot = replace(snapshot, kinds={**snapshot.kinds, **self._kinds})

    def keep(self, row: Person | Identifier, since: date | None) -> None:
        """As `directory.dated.keep` does: from that day until the next version known."""
        versions, key = self._kinds[type(row).__name__], key_of(row)
        if valid(self.snapshot, row, since) == row:
            return
        steps = [*(one for one in versions.get(key, ()) if one.since != since), Dated(row, since, None, 0)]
        steps.sort(key=lambda one: one.since or date.min)
        ends = [later.since for _, later in pairwise(steps)]
        versions[key] = [replace(one, until=end) for one, end in zip(steps, [*ends, None], strict=True)]


def versions_of(snapshot: Snapshot, row: Master) -> Sequence[Dated]:
    return snapshot.kinds.get(type(row).__name__, {}).get(key_of(row), ())


def valid(snapshot: Snapshot, row: Master, since: date | None) -> object:
    """The version that keeping a row from that day on would be compared with; None where there is none."""
    steps = [v for v in versions_of(snapshot, row) if v.since is None or (since is not None and v.since <= since)]
    return steps[-1].row if steps else None
