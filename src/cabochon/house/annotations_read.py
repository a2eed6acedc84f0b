"""Every annotation that stands, read from the stream and kept in mind: a look afterwards hears only what came since."""

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from .. import vocabulary
from ..facts.versions import name
from ..refusals import Refused
from ..retail.programme import Annotation
from ..stream import Kept, Query
from ..vocabulary.programme import ANNOTATION

if TYPE_CHECKING:
    from . import House

PAGE = 500
Said = dict[str, Annotation]  # statement -> what it says


class Standing:
    """One for a house; safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house, self._lock = house, Lock()
        self._position = 0
        self._versions: dict[str, Said] = {}  # by what each is a version of
        self._taken_back = set[str]()
        self._told: tuple[tuple[str, Annotation], ...] = ()

    def now(self) -> tuple[tuple[str, Annotation], ...]:
        """Those in force with the statement that says each, by their first day."""
        with self._lock:
            position = self._house.log.position()
            if position != self._position and self._catch_up(position):
                elected = [max(some.items(), key=lambda one: (one[1].revision, one[0]))
                           for some in self._versions.values()]  # fmt: skip
                self._told = tuple(sorted(elected, key=lambda one: (one[1].since, one[1].until, one[0])))
            self._position = position
            return self._told

    def of(self, statement: str) -> tuple[Annotation, bool] | None:
        """What a statement says, and whether it was withdrawn; None where it is no annotation."""
        found = self._house.log.by_id([statement])
        event = self._hear(found[0]) if found else None
        return (event, found[0].voided) if event is not None else None

    def _catch_up(self, position: int) -> bool:
        log, moved = self._house.log, False
        for statement in log.voidings(self._position):
            self._taken_back.add(statement)
            moved |= self._forget(statement)
        asked = Query(
            refs=(frozenset({self._house.entrance.ref("verb", ANNOTATION.verbs[0].iri)}),), ascending=True,
            limit=PAGE, bound=position, cursor=self._position,
        )  # fmt: skip
        while True:
            page = log.query(asked)
            for kept in page.found:
                if kept.entry.id not in self._taken_back and (event := self._hear(kept)) is not None:
                    called = name("annotation", event.source, event.key) if event.key else kept.entry.id
                    self._versions.setdefault(called, {})[kept.entry.id] = event
                    moved = True
            if not page.more:
                return moved
            asked = replace(asked, cursor=page.found[-1].seq)

    def _forget(self, statement: str) -> bool:
        for called, some in list(self._versions.items()):
            if some.pop(statement, None) is not None:
                if not some:
                    del self._versions[called]
                return True
        return False

    def _hear(self, kept: Kept) -> Annotation | None:
        if kept.entry.clear is None:
            return None
        try:
            event = vocabulary.hear(msgspec.json.decode(kept.entry.clear), self._house.home)
        except Refused:
            return None
        return event if isinstance(event, Annotation) else None
