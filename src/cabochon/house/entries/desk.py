"""What every form says: which entry it is or corrects, when by a clock set right; and who is of the team."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid5

from ...privacy.viewer import Viewer
from ...programme.kit_reading import Document
from ...programme.module import Module
from ...programme.playbook import Checklist
from ...programme.processes import STEPS
from ...refusals import NotAllowed, Refused
from ...retail.events import EventKind
from ...retail.master import Door, Person
from ...retail.who import Who, person
from .reading import Form, text, time, uuid, uuid_if

SKEW = timedelta(minutes=2)  # a phone's clock is believed unless it is further off than this
AHEAD = timedelta(minutes=5)  # what lies further ahead cannot have happened yet
COMMON = frozenset({"kind", "id", "sent_at", "opened_at", "boutique", "corrects"})
SHOWN = 80  # characters of a name that is not ours, when it is named back


class Shelf(Protocol):
    """What a reader of forms asks the library."""

    def module(self, key: str, language: str = "en", *, number: int | None = None) -> Module: ...

    def document(self, key: str, language: str = "en") -> Document | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a reader of forms may look up. writer: has a person of the house. checklist: by key, as in force.

    former: of a correction, the event it corrects as it stands; None where that has not come in yet. entry: an entry
    as it stands by its id, None where it is not known.
    """

    writer: Viewer
    now: datetime
    door_on: Callable[[str, date], Door | None]
    person_on: Callable[[str, date], Person | None]
    checklist: Callable[[str], Checklist | None]
    processes: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: STEPS)
    former: EventKind | None = None
    entry: Callable[[str], EventKind | None] = field(default=lambda _: None)
    library: Shelf | None = None

    @property
    def behaviours(self) -> set[str]:
        """Keys of the client visit: what is coached, focused on and praised."""
        visit = self.checklist("client-visit")
        return {b.key for b in visit.behaviours} if visit else set()

    @property
    def me(self) -> Who:
        return person(self.writer.person)


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of form. ability: of privacy.roles. read: the events it tells of, the first under the form's own id."""

    name: str
    ability: str
    fields: frozenset[str]
    read: Callable[[Form, Desk], tuple[EventKind, ...]]


def kind(name: str, ability: str, read: Callable[[Form, Desk], tuple[EventKind, ...]], *fields: str) -> EntryKind:
    return EntryKind(name, ability, COMMON | set(fields), read)


@dataclass(frozen=True, slots=True)
class Said:
    """What every form says: its id, the boutique, when it was opened, by a clock set right, in the door's zone.

    A correction happens when what it corrects happened; `revision` is when it was written.
    """

    id: UUID
    at: datetime
    boutique: str
    corrects: UUID | None = None
    revision: str = ""

    @property
    def entry(self) -> UUID:
        """The id by which everybody names the entry: the first one it came under."""
        return self.corrects or self.id

    @property
    def common(self) -> dict[str, Any]:
        """The first arguments of an event."""
        return self._said(self.id, self.corrects)

    def beside(self, what: str) -> dict[str, Any]:
        """The same for a further event of the form."""
        return self._said(uuid5(self.id, what), uuid5(self.corrects, what) if self.corrects else None)

    def _said(self, id_: UUID, corrects: UUID | None) -> dict[str, Any]:
        said = {"id": id_, "at": self.at, "boutique": self.boutique, "source": "floor"}
        return {**said, "key": str(corrects), "revision": self.revision} if corrects else said


def said(form: Form, desk: Desk) -> Said:
    """
    Raises:
        Refused: id, opened_at, sent_at or boutique missing or wrong; the future.
    """
    boutique = text(form, "boutique", 80)
    if not boutique:
        raise Refused("is missing; choose one", "/boutique")
    wrote = at = written(form, desk.now)
    if wrote > desk.now + AHEAD:
        raise Refused("lies in the future; check the phone's clock", "/opened_at")
    if desk.former is not None:
        at = desk.former.at
    if (door := desk.door_on(boutique, at.date())) is not None:
        at = door.local(at)
    corrects = uuid_if(form, "corrects")
    revision = wrote.astimezone(UTC).isoformat(timespec="microseconds") if corrects else ""
    return Said(uuid(form.get("id"), "/id"), at, boutique, corrects, revision)


def written(form: Form, now: datetime) -> datetime:
    """When the form was opened, by a clock set right."""
    return time(form.get("opened_at"), "/opened_at") + skew_of(form, now)


def moment(form: Form, name: str, desk: Desk, *, same: datetime | None = None) -> datetime | None:
    """A time the form tells, by a clock set right; None where it tells none.

    same: the time a correction was filled in with, which the house itself had told: no phone's clock is in it.
    """
    if not form.get(name):
        return None
    told = time(form[name], f"/{name}")
    return told if told == same else told + skew_of(form, desk.now)


def skew_of(form: Form, now: datetime) -> timedelta:
    """How far the phone's clock is behind, by what it showed when it sent; a little is no fault of the clock."""
    skew = now - time(form["sent_at"], "/sent_at") if form.get("sent_at") else timedelta(0)
    return skew if abs(skew) > SKEW else timedelta(0)


def known(form: Form, fields: frozenset[str], what: str) -> None:
    if strange := form.keys() - fields:
        raise Refused(f"is no field of {what}; there are {', '.join(sorted(fields))}", f"/{min(strange)[:SHOWN]}")


def colleague(form: Form, desk: Desk, boutique: str, when: date, *, at: str = "associate") -> Who:
    """Somebody of the boutique's team on that day, or today.

    Raises:
        Refused: nobody, or nobody of that team: in the same words for somebody elsewhere. NotAllowed: oneself.
    """
    name = text(form, at, 80)
    if not name:
        raise Refused("is missing; choose one", f"/{at}")
    of_team(name, boutique, desk.person_on, days=(when, desk.now.date()), at=at)
    return person(name)


def another(form: Form, desk: Desk, boutique: str, when: date, *, doing: str, at: str = "associate") -> Who:
    """A colleague who is not the writer. doing: "observes", as in "nobody observes themselves"."""
    if desk.writer.person and form.get(at) == desk.writer.person:
        raise NotAllowed(f"nobody {doing} themselves; ask your deputy or area coach to", f"/{at}")
    return colleague(form, desk, boutique, when, at=at)


def of_team(
    name: str, boutique: str, person_on: Callable[[str, date], Person | None], *, days: tuple[date, date],
    at: str = "associate",
) -> None:  # fmt: skip
    """days: when it happened, and today: who moved meanwhile belongs to the team of then."""
    for when in days:
        one = person_on(name, when)
        if one is not None and one.boutique == boutique and (one.left is None or one.left >= days[0]):
            return
    raise Refused("is nobody of this boutique's team; choose one from the list", f"/{at}")
