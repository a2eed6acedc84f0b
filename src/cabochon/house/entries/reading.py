"""Fields of a filled-in form, read one by one: every refusal names the field and how to mend it.

A form comes from the phone's outbox (JSON) or from a browser without JavaScript (plain fields): both mean the same, so
"5" is a number, "yes" a tick, and one value a list of one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from ...privacy.viewer import Viewer
from ...programme.playbook import Checklist
from ...programme.processes import STEPS
from ...refusals import NotAllowed, Refused
from ...retail.events import EventKind
from ...retail.master import Door, Person
from ...retail.who import Who, person

SKEW = timedelta(minutes=2)  # a phone's clock is believed unless it is further off than this
AHEAD = timedelta(minutes=5)  # what lies further ahead cannot have happened yet
FIRST, LAST = 2000, 2100
COMMON = frozenset({"kind", "id", "sent_at", "opened_at", "boutique", "corrects"})
NOTE = 140  # characters of free text
FREE = ("note", "text", "tip", "phrase", "reason", "positives", "improvement", "next_time", "bright_spot")
Form = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a reader of forms may look up. writer: has a person of the house. checklist: by key, as in force."""

    writer: Viewer
    now: datetime
    door_on: Callable[[str, date], Door | None]
    person_on: Callable[[str, date], Person | None]
    checklist: Callable[[str], Checklist | None]
    processes: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: STEPS)

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
    """What every form says: its id, the boutique, when it was opened, by a clock set right, in the door's zone."""

    id: UUID
    at: datetime
    boutique: str
    skew: timedelta

    @property
    def common(self) -> dict[str, Any]:
        """The first arguments of an event."""
        return {"id": self.id, "at": self.at, "boutique": self.boutique, "source": "floor"}

    def beside(self, what: str) -> dict[str, Any]:
        """The same for a further event of the form."""
        return {**self.common, "id": uuid5(self.id, what)}


def said(form: Form, desk: Desk) -> Said:
    """
    Raises:
        Refused: id, opened_at, sent_at or boutique missing or wrong; the future.
    """
    boutique = text(form, "boutique", 80)
    if not boutique:
        raise Refused("is missing; choose one", "/boutique")
    skew = skew_of(form, desk.now)
    at = time(form.get("opened_at"), "/opened_at") + skew
    if (door := desk.door_on(boutique, at.date())) is not None:
        at = door.local(at)
    if at > desk.now + AHEAD:
        raise Refused("lies in the future; check the phone's clock", "/opened_at")
    return Said(uuid(form.get("id"), "/id"), at, boutique, skew)


def skew_of(form: Form, now: datetime) -> timedelta:
    """How far the phone's clock is behind, by what it showed when it sent; a little is no fault of the clock."""
    skew = now - time(form["sent_at"], "/sent_at") if form.get("sent_at") else timedelta(0)
    return skew if abs(skew) > SKEW else timedelta(0)


def known(form: Form, fields: frozenset[str], what: str) -> None:
    if strange := form.keys() - fields:
        raise Refused(f"is no field of {what}; there are {', '.join(sorted(fields))}", f"/{min(strange)}")


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


def text(form: Form, name: str, most: int = NOTE) -> str:
    value = form.get(name) or ""
    if not isinstance(value, str):
        raise Refused("should be text", f"/{name}")
    if len(value) > most:
        raise Refused(f"is {len(value)} characters long; {most} are allowed", f"/{name}")
    return value.strip()


def texts(form: Form, name: str, *, most: int = NOTE, count: int = 5) -> tuple[str, ...]:
    """A list of texts, empty ones left out; one value is a list of one."""
    value = form.get(name) or []
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list | tuple) or len(value) > count:
        raise Refused(f"should be a list of at most {count} texts", f"/{name}")
    found = (text({str(i): one}, str(i), most) if isinstance(one, str) else _no_text(name, i)
             for i, one in enumerate(value))  # fmt: skip
    return tuple(one for one in found if one)


def free(form: Form) -> Iterator[tuple[str, str]]:
    """(field, text) of everything people wrote themselves: what the note screen judges before anything is kept."""
    for name in FREE:
        value = form.get(name) or ()
        for one in (value,) if isinstance(value, str) else value if isinstance(value, list | tuple) else ():
            if isinstance(one, str) and one.strip():
                yield name, one


def one_of(form: Form, name: str, choices: tuple[str, ...], *, default: str | None = None) -> str:
    value = form.get(name) or default
    if value not in choices:
        raise Refused(f"should be one of {', '.join(choices)}", f"/{name}")
    return str(value)


def ticked(form: Form, name: str) -> bool:
    return form.get(name) in (True, "yes", "on")


def whole(form: Form, name: str, *, least: int = 0, most: int) -> int | None:
    """A whole number; None when the field is empty."""
    value = form.get(name)
    if value is None or value == "":
        return None
    try:
        number = int(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
    except ValueError:
        number = None
    if number is None or not least <= number <= most:
        raise Refused(f"should be a whole number, {least} to {most}", f"/{name}")
    return number


def share(form: Form, name: str) -> float | None:
    """A rate, given as a fraction 0..1; None when the field is empty."""
    value = form.get(name)
    if value is None or value == "":
        return None
    try:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1.0
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise Refused("should be a share between 0 and 1, such as 0.6", f"/{name}")
    return number


def day(form: Form, name: str) -> date | None:
    """A date; None when the field is empty."""
    value = form.get(name)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused("is not a date; write 2026-03-31", f"/{name}") from None


def time(value: Any, place: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused("is not a time; write 2026-03-31T14:05:00+02:00", place) from None
    if at.tzinfo is None:
        raise Refused("has no offset from UTC; write 2026-03-31T14:05:00+02:00", place)
    if not FIRST <= at.year < LAST:
        raise Refused("lies in another century; check the phone's clock", place)
    return at


def uuid(value: Any, place: str) -> UUID:
    try:
        if isinstance(value, str) and len(value) == 36:
            return UUID(value)
    except ValueError:
        pass
    raise Refused("is no UUID; make one with crypto.randomUUID()", place)


def uuid_if(form: Form, name: str) -> UUID | None:
    return uuid(form[name], f"/{name}") if form.get(name) else None


def _no_text(name: str, i: int) -> str:
    raise Refused("should be text", f"/{name}/{i}")
