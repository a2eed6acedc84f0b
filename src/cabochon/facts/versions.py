"""An event as it was heard: one version of it, with what others may find it by."""

import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from ..retail import events
from ..retail.events import Booking, Contest, Enrolment, EventKind, Observation, Receipt, Signal, Survey
from ..retail.receipts import restates
from ..retail.who import Who
from .strands import strands, token

KINDS = events.NAMES
DECODERS: dict[str, msgspec.json.Decoder[Any]] = {name: msgspec.json.Decoder(kind) for kind, name in KINDS.items()}
FLOOR = "floor"  # forms of our pages have no key of their own; a correction has the id of what it corrects
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
LINKED = ("receipt", "observation", "survey", "signal", "booking", "enrolment")
# Whose claim of a code tells an event anew: fields of each kind that hold somebody. A receipt has its sellers.
SOMEBODY = ("associate", "observer", "coach", "leader", "rater", "by")
BARE = {kind: (names, attrgetter(*names)) for kind in events.KINDS
        for names in [[f.name for f in fields(kind) if f.name != "id"]]}  # fmt: skip
PEOPLE_OF = {kind: tuple(f.name for f in fields(kind) if f.name in SOMEBODY) for kind in events.KINDS}


class Version(NamedTuple):
    """A row of `heard`."""

    statement: str
    seq: int
    stored: datetime
    event: str
    live: int
    kind: str
    source: str
    boutique: str
    revision: str
    content: str
    since: datetime
    until: datetime
    who: str
    called: str
    ref: str
    awaits: str
    original: str
    thread: str
    skus: str
    body: str

    @property
    def told(self) -> Any:
        """The event itself (without its statement's id)."""
        return _decoded(self.kind, self.body)


@lru_cache(maxsize=16_384)  # a boutique's year: each event is looked at three times while it is told
def _decoded(kind: str, body: str) -> Any:
    return DECODERS[kind].decode(body)


def version(statement: str, seq: int, stored: datetime, event: EventKind) -> Version:
    kind = KINDS[type(event)]
    body = msgspec.json.encode(_bare(event), order="deterministic", enc_hook=dict)
    since = until = event.at
    called, ref, awaits, original, skus = event.key or statement, "", "", "", ""
    who: list[Who | None] = [getattr(event, field) for field in PEOPLE_OF.get(type(event), ())]
    match event:
        case Receipt():
            who, ref = [w for w, _ in event.sellers], event.appointment
            skus = bars(sorted({line.sku for line in event.lines}))
            if restates(event):
                original = name("receipt", event.source, event.original)
        case Observation():
            ref, since = event.visit, min(event.started, event.at)
        case Survey():
            ref, awaits = event.visit, event.receipt
            since = until = event.visited or event.at
        case Signal():
            ref = event.visit or event.appointment
        case Booking() | Enrolment():
            ref, awaits = event.visit or event.appointment, event.receipt
        case Contest():
            original = str(event.about)
    first = corrects(event)
    event_name = first or (name(kind, event.source, event.key) if event.key else statement)
    return Version(
        statement, seq, stored, event_name, 0, kind, event.source, event.boutique, event.revision,
        blake2b(body, digest_size=12).hexdigest(), since, until, bars(dict.fromkeys(token(w) for w in who if w)),
        called, ref, awaits, original, bars(strands(event, event_name, first or statement)), skus, body.decode(),
    )  # fmt: skip


def corrects(event: EventKind) -> str:
    """The id of the entry a form of ours corrects, by which everybody names it; "" where it corrects none."""
    return event.key if event.source == FLOOR and UUID.match(event.key) else ""


def name(kind: str, source: str, key: str) -> str:
    return f"{kind}:{source}:{key}"


def bars(words: Iterable[str]) -> str:
    """|a|b|, so that |a| can be looked for; || when there is none."""
    return f"|{'|'.join(words)}|"


def elected(versions: Iterable[Version]) -> list[Version]:
    """The versions of one event with the one in force marked: highest revision, then content, then statement."""
    found = sorted(versions, key=lambda v: (v.revision, v.content, v.statement))
    return [v._replace(live=int(v is found[-1])) for v in found]


def _bare(event: EventKind) -> dict[str, Any]:
    names, values = BARE[type(event)]
    return dict(zip(names, values(event), strict=True))
