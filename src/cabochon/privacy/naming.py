"""Who and which: codes become people, keys become keyed hashes, and an event gets the id it keeps for ever.

A code somebody has claimed is said as the person; any other as a keyed hash of (source, code), which the projector
looks up again at every reading, so that claiming a code later restates. Keys are hashed, so that a survey that names a
receipt finds it and nobody can list them; what is judged a repeat is the event as its source told it, before any of
this (stream.md, Common to all).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any, TypeVar, get_args, get_type_hints
from uuid import UUID

import msgspec

from ..making import Make, maker
from ..retail.events import (
    Action,
    Booking,
    CoachingStep,
    Enrolment,
    EventKind,
    Observation,
    Receipt,
    Shift,
    Signal,
    Survey,
    TillClosing,
)
from ..retail.who import Who, person

ERASED = "erased:"  # and the keyed hash: what stands where the code of somebody erased stood
PersonOf = Callable[[str, str, str, date], str | None]  # source, code, boutique, day -> person id
Met = dict[tuple[str, str, str, date], Who]  # who a code was, of a boutique and day
E = TypeVar("E", bound=EventKind)
UNTOLD = frozenset({"id", "revision"})  # an event is judged by what it tells besides
# What may name a receipt, an appointment or a visit of a source: hashed alike, so that they find each other.
REFERENCES: dict[type, tuple[str, ...]] = {
    Receipt: ("key", "original", "appointment"),
    Survey: ("receipt", "visit"),
    Observation: ("visit",),
    Signal: ("visit", "appointment"),
    Booking: ("receipt", "appointment", "visit"),
    Enrolment: ("receipt", "appointment", "visit"),
}


class Naming:
    def __init__(self, secret: bytes) -> None:
        self._hasher = blake2b(key=secret, digest_size=16)  # copied: making one with its key costs three times as much

    def code(self, source: str, code: str) -> str:
        """The keyed hash a code is said by: 24 hex digits. Of a code that was erased nothing else is left."""
        if code.startswith(ERASED) and (gone := code.removeprefix(ERASED)).isalnum():
            return gone
        return self._hash("code", source, code).hex()[:24]

    def reference(self, number: str) -> str:
        """A receipt, appointment or visit, wherever it is named: what names the same thing must hash the same.

        Numbers are unique in the house; connectors see to that.
        """
        return self._short("receipt", number)

    def agent(self, identifier: tuple[str, str]) -> str:
        """The keyed hash of an agent that is not one of ours."""
        return self._hash("agent", *identifier).hex()[:24]

    def content(self, event: EventKind) -> bytes:
        """The keyed hash of what the source told, without id and revision: equal for a repeat, else a correction."""
        return self._content(event, _values(event))

    def _content(self, event: EventKind, values: Mapping[str, Any]) -> bytes:
        told = {name: value for name, value in values.items() if name not in UNTOLD}
        return self._hash(type(event).__name__, _encode(told))

    def named(self, event: E, person_of: PersonOf, met: Met | None = None) -> tuple[E, bytes]:
        """The event with people for codes, hashes for keys, and its id; and the content it is judged by.

        The id follows from source, key, revision and content: the same delivery twice is the same statement, and two
        versions that claim one revision are two statements, of which the projector takes the higher hash.

        Args:
            met: remembers who was asked for, for as long as the caller keeps it; they are not asked for again.
        """
        kind: Any = type(event)
        changed = _values(event)
        content, day = self._content(event, changed), _day(event)

        def who(value: Who) -> Who:
            if value.known:
                return value
            asked = value.scope, value.name, event.boutique, day
            if met is not None and (before := met.get(asked)) is not None:
                return before
            known = person_of(value.scope, value.name, event.boutique, day)
            found = person(known) if known else Who(value.scope, self.code(value.scope, value.name))
            if met is not None:
                met[asked] = found
            return found

        for name in _about_people(kind):
            value = changed[name]
            if type(value) is Who:
                changed[name] = who(value)
            elif type(value) is Action and value.owner is not None:
                changed[name] = replace(value, owner=who(value.owner))
        if event.id is None:
            made = self._hash("id", event.source, event.key, event.revision, content)[:16]
            changed["id"] = UUID(bytes=made, version=5)
        for name in REFERENCES.get(kind, ()):
            if changed[name]:
                changed[name] = self.reference(changed[name])
        if isinstance(event, Receipt):
            changed["sellers"] = tuple((who(seller), share) for seller, share in event.sellers)
            changed["basket"] = self._short("basket", event.boutique, event.basket)
        else:
            changed["key"] = self._short(type(event).__name__, event.source, event.key)
        if isinstance(event, CoachingStep):
            changed["action"] = self._action(event.action)
        made_of: E = _maker(kind)(changed)
        return made_of, content

    def _action(self, key: str) -> str:
        """An observation's next action goes by the id of that observation, which is nobody's secret."""
        try:
            one = UUID(key)
        except ValueError:
            return self.reference(key)
        return str(one) if len(key) == 36 else self.reference(key)

    def _short(self, *parts: str) -> str:
        return self._hash(*parts).hex()[:24] if parts[-1] else ""

    def _hash(self, *parts: str | bytes) -> bytes:
        hasher = self._hasher.copy()
        for part in parts:
            told = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
            hasher.update(b"%d:%b" % (len(told), told))
        return hasher.digest()


def _day(event: EventKind) -> date:
    """The day whose codes count: the boutique's own where the event says it."""
    match event:
        case Receipt() | TillClosing():
            return event.business_day
        case Shift():
            return event.day
        case _:
            return event.at.date()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


_encode = msgspec.json.Encoder(enc_hook=_plain, order="deterministic").encode


@cache
def _maker(cls: type[Any]) -> Make:
    return maker(cls)


@cache
def _about_people(cls: type[Any]) -> tuple[str, ...]:
    """Fields that may hold somebody: a Who, or an action that somebody owns."""
    hints = get_type_hints(cls)
    return tuple(name for name, hint in hints.items() if {Who, Action} & {hint, *get_args(hint)})


@cache
def _fields(cls: type[Any]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(cls.__dataclass_fields__)
    return names, attrgetter(*names)


def _values(event: EventKind) -> dict[str, Any]:
    kind: Any = type(event)
    names, of = _fields(kind)
    return dict(zip(names, of(event), strict=True))
