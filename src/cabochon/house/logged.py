"""What one person has logged themselves: their own entries as they stand, and what became of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from .. import vocabulary
from ..facts.versions import corrects
from ..privacy.opening import opened
from ..privacy.record import about
from ..privacy.shutting import closed, refuse
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed, Refused
from ..retail.day import business_day
from ..retail.events import EventKind, Observation
from ..retail.feedback import OPEN, SET_ASIDE, disputed
from ..stream import Kept, Query
from .correcting import Hear, Standing, family, gathered, judge, standing
from .entries.again import form_of, formed, name_of
from .phone_clock import clocks

if TYPE_CHECKING:
    from . import House

MOST = 1_000  # statements looked through
KEPT, CORRECTED = "kept", "corrected"


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry of the viewer's own.

    day: the business day it counts on; came: the one it came in on. clock: minutes the phone's clock was behind.
    state: kept, corrected, open (contested), set aside. stays: why it can be changed no more, "" while it can.
    former_version: the playbook's, where another is in force by now.
    """

    entry: str
    kind: str
    events: tuple[EventKind, ...]
    at: datetime
    day: date
    came: date
    state: str
    stays: str = ""
    clock: int = 0
    former_version: str = ""

    @property
    def event(self) -> EventKind:
        return self.events[0]


def logged(house: "House", viewer: Viewer, *, since: date) -> list[Logged]:
    """What the viewer's account sent in from that day on, newest first; what was taken back is not among it."""
    keep = house.keep_as(viewer)
    own = house.entrance.ref("authority", keep.authority.decode())
    start = datetime.combine(since, datetime.min.time(), tzinfo=house.clock().tzinfo) - timedelta(days=1)
    found = house.log.query(Query(refs=(frozenset({own}),), since=start, limit=MOST)).found
    told = [_told(house, viewer, one) for one in _entries(house, found) if not _shut(viewer, one)]
    return sorted(told, key=lambda one: (one.at, one.entry), reverse=True)


def day_at(house: "House", boutique: str) -> date:
    """The business day that is open at a boutique."""
    now = house.clock()
    door = house.snapshot.door_on(boutique, now.date())
    return business_day(now, door) if door else now.date()


def mine(house: "House", viewer: Viewer, entry: str) -> Standing | None:
    """One entry of the viewer's own, with its texts; None for anything else."""
    if len(entry) != len("00000000-0000-0000-0000-000000000000"):
        return None
    try:
        found = standing(house.log, house.entrance, entry.lower(), hear=_hear(house))
    except ValueError:
        return None
    own = house.keep_as(viewer).authority
    return found if found and found.events and found.authority == own else None


def refilled(house: "House", viewer: Viewer, entry: str) -> dict[str, Any]:
    """The form of an entry of the viewer's own, to be corrected: see `entries.again.form_of`.

    Raises:
        NotAllowed: none of theirs. Refused: it cannot be changed any more, and why.
    """
    found = mine(house, viewer, entry)
    if found is None:
        raise NotAllowed("is no entry of yours; open it from “What I logged”", "/corrects")
    for event in found.events.values():
        refuse(viewer, event.boutique, about(event), "/corrects")
    judge(found, authority=found.authority, written=house.clock(), door_on=house.snapshot.door_on,
          contests=house.record.contests)  # fmt: skip
    return form_of(found.entry, found.events.values())


def _shut(viewer: Viewer, found: Standing) -> bool:
    """One's own words about somebody else are shut too: they are read there by nobody."""
    return any(closed(viewer, event.boutique, about(event)) for event in found.events.values())


def _entries(house: "House", kept: Iterable[Kept]) -> list[Standing]:
    hear, found = _hear(house), list[tuple[str, Kept]]()
    for one in kept:
        if (event := hear(one)) is not None:
            found.append((corrects(event) or one.entry.id, one))
    roots = {root for root, _ in found}
    of = {part: root for root in roots for part in family(root)[1:] if part in roots}
    here = {one.entry.id for _, one in found}
    gone = {root for root in roots if root not in here and root not in of}  # corrected today, logged before
    found += [(one.entry.id, one) for one in house.log.by_id(gone) if not one.voided] if gone else []
    groups: dict[str, list[Kept]] = {}
    for root, one in found:
        groups.setdefault(of.get(root, root), []).append(one)
    told = (gathered(entry, some, home=house.home, hear=hear) for entry, some in groups.items())
    return [one for one in told if one is not None and one.events]


def _hear(house: "House") -> Hear:
    known: dict[str, EventKind | None] = {}

    def hear(one: Kept) -> EventKind | None:
        if one.entry.id not in known:
            try:
                raw = opened(house.directory, one) or one.entry.clear
                event = vocabulary.hear(msgspec.json.decode(raw), house.home) if raw else None
                known[one.entry.id] = event if event is not None and formed(event) else None
            except Refused:
                known[one.entry.id] = None
        return known[one.entry.id]

    return hear


def _told(house: "House", viewer: Viewer, found: Standing) -> Logged:
    events = tuple(found.events.values())
    event, now = events[0], house.clock()
    door = house.snapshot.door_on(event.boutique, event.at.date())
    came = found.came[0] if found.came else now
    days = [business_day(one, door) if door else one.date() for one in (event.at, came)]
    about = [one for one in house.record.contests(event.boutique) if str(one.about) == found.entry]
    contested = disputed(about).state
    state = contested if contested in (OPEN, SET_ASIDE) else CORRECTED if found.corrected else KEPT
    stays = ""
    try:
        judge(found, authority=found.authority, written=now, door_on=house.snapshot.door_on,
              contests=house.record.contests)  # fmt: skip
    except Refused as refused:
        stays = refused.reason
    skews = clocks(house.directory, viewer.account)
    clock = next((skews[one] for one in found.statements if one in skews), 0)
    version = _former_version(house, event)
    return Logged(
        found.entry, name_of(event), events, door.local(event.at) if door else event.at, days[0], days[1], state,
        stays=stays, clock=clock, former_version=version,
    )  # fmt: skip


def _former_version(house: "House", event: EventKind) -> str:
    if not isinstance(event, Observation) or not event.version:
        return ""
    present = house.programme.checklist(event.checklist)
    return event.version if present is not None and present.version != event.version else ""
