"""The record of a boutique's coaching, as it stands: what was logged and said, corrected and taken back.

Numbers come from the facts; this is for what people read: feedback, actions, tips, contests. It is read from the stream
itself, a boutique at a time, and kept in memory without any text, so that what was just saved is there at once and the
next look only hears what came since.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from .. import vocabulary
from ..facts.versions import KINDS, corrects, name
from ..privacy.opening import opened
from ..refusals import Refused
from ..retail.coaching import (
    Assignment,
    Calibration,
    Coaching,
    CoachingStep,
    Contest,
    Feedback,
    Focus,
    Huddle,
    Praise,
)
from ..retail.events import EventKind, Observation, Shift, Signal, StepDone
from ..stream import Kept, Query

if TYPE_CHECKING:
    from . import House

RECORDED: tuple[type, ...] = (Observation, Coaching, CoachingStep, Feedback, Contest, Huddle, Focus, Praise,
                              Calibration, Assignment, Signal, StepDone, Shift)  # fmt: skip
SAID = {verb.iri for kind in vocabulary.KINDS if kind.event in RECORDED for verb in kind.verbs}
BACK = timedelta(days=400)  # days kept in mind
DOORS = 300  # boutiques kept in mind
PAGE = 500


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it stands.

    entry: the id its first version came under, by which actions, answers and contests name it. statement: the id of the
    version in force. seq, stored: its place in the stream, and when it came in. writer: JSON of the credential's agent.
    """

    entry: str
    statement: str
    seq: int
    stored: datetime
    writer: bytes
    event: EventKind

    @property
    def corrected(self) -> bool:
        return self.entry != self.statement


@dataclass(slots=True)
class _Door:
    position: int = 0
    told: dict[str, Told] = field(default_factory=dict)  # by what it is a version of
    versions: dict[str, dict[str, Told]] = field(default_factory=dict)  # the same, by statement
    taken_back: set[str] = field(default_factory=set)  # statements


class Record:
    """One for a house; safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house, self._lock = house, Lock()
        self._doors: OrderedDict[str, _Door] = OrderedDict()

    def of(
        self, boutique: str, kinds: Collection[type], *, since: date | None = None, until: date | None = None
    ) -> list[Told]:
        """What stands of these kinds, in the order it happened; its texts are `Sealed`. Days are the event's own."""
        with self._lock:
            door = self._caught_up(boutique)
            found = [one for one in door.told.values() if type(one.event) in kinds]
        days = ((one, one.event.at.date()) for one in found)
        chosen = (one for one, day in days if (since is None or day >= since) and (until is None or day <= until))
        return sorted(chosen, key=lambda one: (one.event.at, one.seq))

    def entry(self, boutique: str, entry: str) -> Told | None:
        with self._lock:
            told = self._caught_up(boutique).told
            return told.get(entry) or next((one for one in told.values() if one.entry == entry), None)

    def contests(self, boutique: str) -> list[Contest]:
        """What was contested and settled at a boutique, as it stands."""
        return [one.event for one in self.of(boutique, (Contest,)) if isinstance(one.event, Contest)]

    def opened(self, some: Iterable[Told]) -> list[Told]:
        """The same with their texts, in their order; one whose key was destroyed keeps `Sealed`. For `See` alone."""
        found = list(some)
        kept = {one.entry.id: one for one in self._house.log.by_id([told.statement for told in found])}
        return [self._open(told, kept.get(told.statement)) for told in found]

    def _open(self, told: Told, kept: Kept | None) -> Told:
        raw = opened(self._house.directory, kept) if kept and kept.entry.sealed is not None else None
        event = vocabulary.hear(msgspec.json.decode(raw), self._house.home) if raw else None
        return told if event is None else replace(told, event=event)

    def _caught_up(self, boutique: str) -> _Door:
        door = self._doors.pop(boutique, None) or _Door()
        self._doors[boutique] = door
        while len(self._doors) > DOORS:
            self._doors.popitem(last=False)
        log, ref = self._house.log, self._house.entrance.ref
        position = log.position()
        if door.position < position:
            for statement in log.voidings(door.position):
                door.taken_back.add(statement)
                _forget(door, statement)
            asked = Query(
                refs=(frozenset({ref("door", boutique)}), frozenset(ref("verb", verb) for verb in SAID)),
                ascending=True,
                limit=PAGE,
            )
            cursor, more = door.position, True
            while more:
                page = log.query(replace(asked, cursor=cursor, bound=position))
                for kept in page.found:
                    self._hear(door, kept)
                    cursor = kept.seq
                more = page.more
            door.position = position
        return door

    def _hear(self, door: _Door, kept: Kept) -> None:
        if kept.entry.clear is None or kept.entry.id in door.taken_back:
            return
        try:
            event = vocabulary.hear(msgspec.json.decode(kept.entry.clear), self._house.home)
        except Refused:
            return
        if event is None or type(event) not in RECORDED or event.at < self._house.clock() - BACK:
            return
        first = corrects(event)
        called = first or (name(KINDS[type(event)], event.source, event.key) if event.key else kept.entry.id)
        versions = door.versions.setdefault(called, {})
        entry = first or next((one.entry for one in versions.values()), kept.entry.id)
        versions[kept.entry.id] = Told(entry, kept.entry.id, kept.seq, kept.stored, kept.entry.authority, event)
        door.told[called] = _elected(versions)


def _forget(door: _Door, statement: str) -> None:
    for called, versions in list(door.versions.items()):
        if versions.pop(statement, None) is None:
            continue
        if versions:
            door.told[called] = _elected(versions)
        else:
            del door.versions[called], door.told[called]


def _elected(versions: dict[str, Told]) -> Told:
    return max(versions.values(), key=lambda one: (one.event.revision, one.statement))
