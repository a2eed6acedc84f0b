"""Who and which: codes become people, keys become keyed hashes, and an event gets the id it keeps for ever.

A code somebody has claimed is said as the person; any other as a keyed hash of (source, code), which the projector
looks up again at every reading, so that claiming a code later restates. Receipt numbers are hashed with their boutique,
so that a survey that names a receipt finds it and nobody can list them (stream.md, Common to all).
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from hashlib import blake2b
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from ..retail.events import Action, EventKind, Receipt, Survey
from ..retail.who import Who, person

PersonOf = Callable[[str, str, str, date], str | None]  # source, code, boutique, day -> person id
E = TypeVar("E", bound=EventKind)


class Naming:
    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def code(self, source: str, code: str) -> str:
        """The keyed hash a code is said by: 24 hex digits."""
        return self._hash("code", source, code).hex()[:24]

    def receipt(self, boutique: str, number: str) -> str:
        return self._hash("receipt", boutique, number).hex()[:24] if number else ""

    def agent(self, identifier: tuple[str, str]) -> str:
        """The keyed hash of an agent that is not one of ours."""
        return self._hash("agent", *identifier).hex()[:24]

    def named(self, event: E, person_of: PersonOf) -> E:
        """The event with people for codes and hashes for keys; its id and what it carries besides are untouched."""
        day = getattr(event, "business_day", None) or event.at.date()

        def who(value: Any) -> Any:
            if isinstance(value, Who):
                if value.known:
                    return value
                known = person_of(value.scope, value.name, event.boutique, day)
                return person(known) if known else Who(value.scope, self.code(value.scope, value.name))
            if isinstance(value, tuple):
                return tuple(who(v) for v in value)
            if isinstance(value, Action):
                return replace(value, owner=who(value.owner))
            return value

        changed: dict[str, Any] = {f.name: who(getattr(event, f.name)) for f in fields(event)}
        if isinstance(event, Receipt):
            changed |= {
                "key": self.receipt(event.boutique, event.key),
                "original": self.receipt(event.boutique, event.original),
                "basket": self._short("basket", event.boutique, event.basket),
                "appointment": self._short("appointment", event.boutique, event.appointment),
            }
        else:
            changed["key"] = self._short(type(event).__name__, event.source, event.key)
        if isinstance(event, Survey):
            changed["receipt"] = self.receipt(event.boutique, event.receipt)
        return type(event)(**changed)

    def identified(self, event: E) -> tuple[E, bytes]:
        """The event with its id, and the hash of its content without id and revision.

        The id follows from key, revision and content: the same delivery twice is the same statement, and two versions
        that claim one revision are two statements, of which the projector takes the higher hash.
        """
        content = self._hash(type(event).__name__, _canonical(event))
        if event.id is not None:
            return event, content
        made = self._hash("id", event.source, event.key, event.revision, content.hex())[:16]
        return replace(event, id=UUID(bytes=made, version=5)), content

    def _short(self, *parts: str) -> str:
        return self._hash(*parts).hex()[:24] if parts[-1] else ""

    def _hash(self, *parts: str) -> bytes:
        joined = "\0".join(str(len(p)) + ":" + p for p in parts)
        return blake2b(joined.encode("utf-8", "surrogatepass"), key=self._secret, digest_size=16).digest()


def _canonical(event: EventKind) -> str:
    values = {f.name: getattr(event, f.name) for f in fields(event) if f.name not in ("id", "revision")}
    return msgspec.json.encode(values, enc_hook=_plain, order="deterministic").decode()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
