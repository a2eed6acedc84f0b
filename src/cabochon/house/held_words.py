"""One statement as the person it is about reads it: in plain values, and of others no more than who wrote it."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import msgspec

from .. import vocabulary
from ..languages import mark
from ..privacy.veil import Veil, identity
from ..refusals import Refused
from ..retail.events import EventKind, Sealed
from ..retail.who import Who
from ..stream import Kept

WRITERS = frozenset({"observer", "coach", "by", "facilitator"})  # who wrote of somebody: their manager or coach
APART = frozenset({"id", "source", "key", "revision", "kind", "boutique", "at"})  # said by themselves, or of no meaning
GONE = mark("[can no longer be read]")
COLLEAGUE, YOU, UNKNOWN = mark("a colleague"), "you", mark("a code nobody has claimed")
Json = dict[str, Any]


class Telling:
    """you: ids and keyed hashes by which statements name the person. name(id): of who wrote; "" for nobody known."""

    def __init__(self, home: str, you: frozenset[str], name: Callable[[str], str], spared: frozenset[str]) -> None:
        self._home, self._you, self._name, self._spared = home, you, name, spared

    def told(self, kept: Kept, raw: bytes | None) -> Json:
        """A row of the report. raw: the bytes as they came; None where they can no longer be read."""
        entry = kept.entry
        row: Json = {
            "entry": entry.id, "kind": entry.kind or "other", "kept_since": kept.stored.isoformat(),
            "taken_back": kept.voided, "readable": raw is not None,
        }  # fmt: skip
        body = raw or entry.clear
        if body is None:
            return row | {"when": "", "says": {}}
        statement = msgspec.json.decode(body)
        event = None
        if entry.kind:
            try:
                event = vocabulary.hear(statement, self._home)
            except Refused:
                event = None
        if event is None:
            return row | {"when": str(statement.get("timestamp", "")), "says": self._foreign(statement)}
        return row | {
            "when": event.at.isoformat(), "boutique": event.boutique, "source": event.source, "says": self._said(event),
        }  # fmt: skip

    def _said(self, event: EventKind) -> Json:
        found: Json = {}
        for one in fields(event):
            value = getattr(event, one.name)
            if one.name not in APART and value not in (None, "", (), {}, False):
                found[one.name] = self._plain(value, one.name)
        return found

    def _plain(self, value: Any, field: str) -> Any:
        if isinstance(value, Who):
            return self._who(value, field)
        if isinstance(value, Sealed):
            return GONE
        if isinstance(value, datetime | date):
            return value.isoformat()
        if isinstance(value, UUID):
            return str(value)
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, Mapping):
            return {str(key): self._plain(inner, field) for key, inner in value.items()}
        if isinstance(value, tuple | list | frozenset | set):
            return [self._plain(inner, field) for inner in value]
        if is_dataclass(value):
            return {one.name: self._plain(inner, one.name) for one in fields(value)
                    if (inner := getattr(value, one.name)) not in (None, "", ())}  # fmt: skip
        return value

    def _who(self, who: Who, field: str) -> str:
        if who.name in self._you:
            return YOU
        if not who.known:
            return UNKNOWN
        return (self._name(who.name) if field in WRITERS else "") or COLLEAGUE

    def _foreign(self, statement: Json) -> Json:
        """A statement of another system, everybody else in it behind a veil."""
        said: Json = Veil(statement, home=self._home, pseudonym=lambda _: COLLEAGUE, spared=self._spared).of(statement)
        return said


def spared(agents: list[Json]) -> frozenset[str]:
    """Who is not veiled: the person themselves, in every form."""
    return frozenset(identity(agent) for agent in agents)
