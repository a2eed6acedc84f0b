"""Staged events of the boutiques that live news touches, mirrored in memory: a neighbourhood is found without a query.

A table is read in 10 to 20 ms however few rows are wanted, and each neighbourhood asks several times. The mirror is
never the truth: it is filled from staging, follows every write of the projector, and is dropped when in doubt.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from ..warehouse import Warehouse
from .staging import LINKED, Version, live

MOST = 100_000  # versions kept, about 150 MB; the boutiques touched longest ago are let go first


class Mirror:
    def __init__(self, most: int = MOST) -> None:
        self._most, self._size = most, 0
        self._boutiques: OrderedDict[str, _Boutique] = OrderedDict()
        self._restating: dict[str, dict[str, Version]] | None = None  # event -> the versions that restate it
        self._places: dict[str, str] = {}  # statement -> boutique
        self._originals: dict[str, str] = {}  # statement -> the event it restates

    def near(
        self, warehouse: Warehouse, boutique: str, since: datetime, until: datetime, *, who: Iterable[str],
        names: Iterable[str],
    ) -> list[Version]:  # fmt: skip
        """What can be linked in a boutique: of these people, in [since, until], or called or calling so."""
        found = self._loaded(warehouse, boutique)
        near = {v.statement: v for token in who for v in found.of(token) if v.since <= until and v.until >= since}
        return list((near | {v.statement: v for name in names if name for v in found.called(name)}).values())

    def restating(self, warehouse: Warehouse, events: Collection[str]) -> list[Version]:
        """Versions in force that restate one of these receipts: returns, voids, corrections."""
        if self._restating is None:
            self._restating = defaultdict(dict)
            for v in live(warehouse, {"kind": "receipt"}):
                if v.original:
                    self._restates(v)
        return [v for event in events if event in self._restating for v in self._restating[event].values()]

    def follow(self, rows: Iterable[Version], gone: Collection[str]) -> None:
        """What was just written to staging: versions put, by statement, and statements dropped."""
        put = list(rows)
        for statement in {*gone, *(v.statement for v in put)}:
            if (boutique := self._places.pop(statement, "")) in self._boutiques:
                self._size -= self._boutiques[boutique].drop(statement)
            if self._restating is not None and (original := self._originals.pop(statement, None)):
                self._restating[original].pop(statement, None)
        for v in put:
            if v.live and v.boutique in self._boutiques:
                self._add(v)
            if v.live and v.original and self._restating is not None:
                self._restates(v)

    def forget(self) -> None:
        self._boutiques.clear()
        self._places.clear()
        self._originals.clear()
        self._size, self._restating = 0, None

    def _restates(self, v: Version) -> None:
        if self._restating is not None:
            self._restating[v.original][v.statement] = v
            self._originals[v.statement] = v.original

    def _add(self, v: Version) -> None:
        self._size += self._boutiques[v.boutique].add(v)
        self._places[v.statement] = v.boutique

    def _loaded(self, warehouse: Warehouse, boutique: str) -> "_Boutique":
        if boutique not in self._boutiques:
            self._boutiques[boutique] = _Boutique()
            for v in live(warehouse, {"boutique": boutique, "kind": LINKED}):
                self._add(v)
        self._boutiques.move_to_end(boutique)
        while self._size > self._most and len(self._boutiques) > 1:
            self._size -= len(self._boutiques.popitem(last=False)[1])
        return self._boutiques[boutique]


class _Boutique:
    """Linkable versions in force, by who stands behind them and by what they are called or call others."""

    def __init__(self) -> None:
        self._versions: dict[str, Version] = {}
        self._who: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._versions)

    def of(self, token: str) -> Iterator[Version]:
        return (self._versions[s] for s in self._who.get(token, ()))

    def called(self, name: str) -> Iterator[Version]:
        return (self._versions[s] for s in self._names.get(name, ()))

    def add(self, v: Version) -> int:
        """1 when it is linkable and was added."""
        if v.kind not in LINKED or v.original:
            return 0
        self._versions[v.statement] = v
        for token in v.who.strip("|").split("|"):
            self._who[token].add(v.statement)
        for name in {v.called, v.ref, v.awaits} - {""}:
            self._names[name].add(v.statement)
        return 1

    def drop(self, statement: str) -> int:
        v = self._versions.pop(statement, None)
        if v is None:
            return 0
        for token in v.who.strip("|").split("|"):
            self._who[token].discard(statement)
        for name in {v.called, v.ref, v.awaits} - {""}:
            self._names[name].discard(statement)
        return 1
