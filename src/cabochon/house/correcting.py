"""Correcting an entry and taking it back: which versions it has, who may change it until when, and its form again.

A correction is a new statement under the key of the entry's first id, with the time it was written as its revision;
taking back voids every version. What follows from it (facts, record, actions, answers) goes by that first id.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid5

import msgspec

from .. import vocabulary
from ..facts.versions import corrects
from ..languages import mark
from ..privacy.entering import Entrance
from ..programme.processes import STEPS
from ..refusals import NotAllowed, Refused
from ..retail.coaching import Contest
from ..retail.day import business_day
from ..retail.events import EventKind
from ..retail.feedback import OPEN, SET_ASIDE, disputed
from ..retail.master import Door
from ..stream import Kept, Log, Query
from ..xapi.checking import VOIDED
from .entries.again import form_of, name_of

SHIFT = timedelta(hours=12)  # after this an entry stands, however long the day is
BESIDE = ("action", *dict.fromkeys(step for steps in STEPS.values() for step in steps))  # further events of one form
VERSIONS = 500
ENTRY = "entry"  # the index facet a correction is found by: the first id of what it corrects
TAKEN = mark("taken back")
HOW = mark("log it anew")


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry as it stands. events: what it tells of, by the id each came under first; the entry's own is the first.

    versions: the statements that count, by the same ids. came: when the first and the last version came in.
    """

    entry: str
    events: Mapping[str, EventKind]
    versions: Mapping[str, tuple[str, ...]]
    authority: bytes
    came: tuple[datetime, datetime] | None = None
    known: bool = True  # the first version itself came in
    taken_back: bool = False

    @property
    def statements(self) -> tuple[str, ...]:
        return tuple(one for some in self.versions.values() for one in some)

    @property
    def event(self) -> EventKind | None:
        return self.events.get(self.entry)

    @property
    def corrected(self) -> bool:
        return any(event.revision for event in self.events.values())

    def without(self, said: Collection[str]) -> tuple[str, ...]:
        """The statements of those of its events that are not among these, by the ids they came under first."""
        return tuple(one for first, some in self.versions.items() if first not in said for one in some)


__all__ = ["Standing", "entry_of", "family", "gathered", "judge", "standing", "voiding", "within_shift"]
Hear = Callable[[Kept], EventKind | None]


class Entered(Protocol):
    """An event as it stands, under the id its entry first came under; see `record.Told`."""

    @property
    def entry(self) -> str: ...

    @property
    def event(self) -> EventKind: ...


def entry_of(told: Entered, *beside: EventKind) -> dict[str, Any]:
    """The form an entry was filled in with, without what each saving makes anew (id, sent_at, opened_at).

    beside: further events it told of: the action of a coaching moment, the other steps of a procedure.
    """
    return form_of(told.entry, (told.event, *beside))


def family(entry: str) -> tuple[str, ...]:
    """The first ids of all events one form may have told of."""
    return (entry, *(str(uuid5(UUID(entry), what)) for what in BESIDE))


def standing(log: Log, entrance: Entrance, entry: str, *, hear: Hear | None = None) -> Standing | None:
    """What stands under an entry's first id; None when nothing of it ever came in.

    hear: opens a statement with its texts, for whoever may read them; without it texts stay `Sealed`.
    """
    ids = family(entry)
    refs = frozenset(entrance.ref(ENTRY, one) for one in ids)
    kept = {one.entry.id: one for one in log.by_id(ids)}
    kept |= {one.entry.id: one for one in log.query(Query(refs=(refs,), limit=VERSIONS)).found}
    return gathered(entry, kept.values(), home=entrance.home, hear=hear)


def event_of(log: Log, entrance: Entrance, entry: str) -> EventKind | None:
    """An entry as it stands; None where it is not known here, or was taken back."""
    found = standing(log, entrance, entry)
    return found.event if found else None


def gathered(entry: str, kept: Iterable[Kept], *, home: str, hear: Hear | None = None) -> Standing | None:
    """The same of statements at hand: all that came in under one entry."""
    versions: dict[str, list[tuple[str, str, EventKind]]] = {}
    found = [(one, event) for one in kept if (event := (hear or _heard(home))(one)) is not None]
    if not found:
        return None
    live = [(one, event) for one, event in found if not one.voided]
    for one, event in live:
        versions.setdefault(corrects(event) or one.entry.id, []).append((event.revision, one.entry.id, event))
    events = {root: max(versions[root], key=lambda v: v[:2])[2] for root in sorted(versions, key=lambda r: r != entry)}
    own = next((one for one, _ in found if one.entry.id == entry), None)
    authority = (own or found[0][0]).entry.authority
    stored = sorted(one.stored for one, _ in found)
    said = {root: tuple(statement for _, statement, _ in some) for root, some in versions.items()}
    return Standing(entry, events, said, authority, (stored[0], stored[-1]), known=own is not None, taken_back=not live)


def _heard(home: str) -> Hear:
    def hear(one: Kept) -> EventKind | None:
        try:
            return vocabulary.hear(msgspec.json.decode(one.entry.clear), home) if one.entry.clear else None
        except Refused:
            return None

    return hear


def judge(found: Standing, *, authority: bytes, written: datetime, door_on: Callable[[str, date], Door | None],
          contests: Callable[[str], Iterable[Contest]], kind: str = "", boutique: str = "",
          at: str = "/corrects") -> EventKind | None:  # fmt: skip
    """What is corrected, when its writer may do that at that moment; None where the first version has yet to come.

    Args:
        written: when the correction was written. kind, boutique: of the correction; "" for taking back.
        contests: what was contested at a boutique.
    Raises:
        Refused, NotAllowed: with the reason why not.
    """
    if found.authority != authority:
        raise NotAllowed("is no entry of yours; open it from “What I logged”", at)
    if found.taken_back:
        raise Refused(f"was taken back; {HOW}", at)
    event = found.event or next(iter(found.events.values()))
    if kind and name_of(event) != kind:
        raise Refused(f"is another kind of entry ({name_of(event).replace('_', ' ')}); correct it by its own form", at)
    if boutique and event.boutique != boutique:
        raise Refused("stays the one it was logged in; take the entry back to log it elsewhere", "/boutique")
    state = disputed([one for one in contests(event.boutique) if str(one.about) == found.entry]).state
    if state == OPEN:
        raise Refused("is contested and waits for your area coach; it stays as it is until then", at)
    if state == SET_ASIDE:
        raise Refused(f"was set aside by your area coach; {HOW}, if something is missing", at)
    if not within_shift(event, written, door_on):
        raise Refused("can be changed in the shift it was logged in, and that is over; talk to your area coach", at)
    return event


def within_shift(event: EventKind, written: datetime, door_on: Callable[[str, date], Door | None]) -> bool:
    """On the same business day of the door, and not later than a shift is long."""
    door = door_on(event.boutique, event.at.date())
    days = {business_day(one, door) if door else one.date() for one in (event.at, written)}
    return len(days) == 1 and written - event.at <= SHIFT


def voiding(statement: str, *, home: str, person: str) -> dict[str, Any]:
    """The statement that takes one back; the same each time it is asked for (xAPI 1.0.3 Part Two, 2.3.2)."""
    return {
        "id": str(uuid5(UUID(statement), TAKEN)),
        "actor": {"objectType": "Agent", "account": {"homePage": f"{home}/people", "name": person}},
        "verb": {"id": VOIDED, "display": {"en": "voided"}},
        "object": {"objectType": "StatementRef", "id": statement},
    }
