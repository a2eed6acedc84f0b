"""What was heard, version by version: events waiting for others (a return for its receipt, a door for its name)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
from sqlglot import exp

from ..retail.events import Coaching, EventKind, Learning, Observation, Receipt, Survey, Traffic
from ..retail.receipts import restates
from ..retail.who import Who
from ..warehouse import Column, Table, Warehouse

KINDS: dict[type, str] = {Observation: "observation", Receipt: "receipt", Survey: "survey", Traffic: "traffic",
                          Coaching: "coaching", Learning: "learning"}  # fmt: skip
DECODERS: dict[str, msgspec.json.Decoder[Any]] = {name: msgspec.json.Decoder(kind) for kind, name in KINDS.items()}
SOUGHT = 64  # words looked for one by one; beyond, every row's are looked through
LINKED = ("receipt", "observation", "survey")

# fmt: off
HEARD = Table("heard", "statement", (
    Column("statement", "text", "id of the statement"),
    Column("seq",       "int",  "its place in the stream", arrival=True),
    Column("event",     "text", "kind:source:key of the event, or the statement's id where the source has no key"),
    Column("live",      "int",  "1 for the version in force: the highest revision, ties by content"),
    Column("kind",      "text", "observation, receipt, survey, traffic, coaching, learning"),
    Column("boutique",  "text", "door code as said"),
    Column("revision",  "text", "the sender's version"),
    Column("content",   "text", "hash of the event without its id"),
    Column("since",     "time", "when it began: the visit's start; a survey's visit time, when its tool has one"),
    Column("until",     "time", "when it ended"),
    Column("who",       "text", "|-separated person ids and source/keyed hash codes"),
    Column("called",    "text", "what others may call it by: its key"),
    Column("ref",       "text", "appointment or visit it names"),
    Column("awaits",    "text", "receipt a survey names"),
    Column("original",  "text", "event a return, void or correction is about"),
    Column("skus",      "text", "|-separated SKUs"),
    Column("body",      "text", "the event as JSON, its text sealed"),
), "every version of every event of ours, voided ones left out: what facts are told from")

DUE = Table("due", "boutique", (
    Column("boutique",  "text", "door code"),
), "boutiques to be told anew from what was heard; empty when the facts have caught up")
# fmt: on


class Version(NamedTuple):
    """A row of `heard`."""

    statement: str
    seq: int
    event: str
    live: int
    kind: str
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
    skus: str
    body: str

    @property
    def told(self) -> Any:
        """The event itself (without its statement's id)."""
        return _decoded(self.kind, self.body)


@lru_cache(maxsize=16_384)  # a boutique's year: each event is looked at three times while it is told
def _decoded(kind: str, body: str) -> Any:
    return DECODERS[kind].decode(body)


def version(statement: str, seq: int, event: EventKind) -> Version:
    kind = KINDS[type(event)]
    body = msgspec.json.encode(_bare(event), order="deterministic", enc_hook=dict)
    since = until = event.at
    called, ref, awaits, original, skus = event.key or statement, "", "", "", ""
    who: list[Who] = []
    match event:
        case Receipt():
            who, ref = [w for w, _ in event.sellers], event.appointment
            skus = bars(sorted({line.sku for line in event.lines}))
            if restates(event):
                original = name("receipt", event.source, event.original)
        case Observation():
            who, ref, since, until = [event.associate], event.visit, min(event.started, event.at), event.at
        case Survey():
            who, ref, awaits = [event.associate] if event.associate else [], event.visit, event.receipt
            since = until = event.visited or event.at
        case Coaching() | Learning():
            who = [event.associate]
    return Version(
        statement, seq, name(kind, event.source, event.key) if event.key else statement, 0, kind, event.boutique,
        event.revision, blake2b(body, digest_size=12).hexdigest(), since, until, bars(map(token, who)), called, ref,
        awaits, original, skus, body.decode(),
    )  # fmt: skip


def name(kind: str, source: str, key: str) -> str:
    return f"{kind}:{source}:{key}"


def token(who: Who) -> str:
    """A person's id, or a source and the keyed hash of its code."""
    return who.name if who.known else f"{who.scope}/{who.name}"


def bars(words: Iterable[str]) -> str:
    """|a|b|, so that |a| can be looked for; || when there is none."""
    return f"|{'|'.join(words)}|"


def elected(versions: Iterable[Version]) -> list[Version]:
    """The versions of one event with the one in force marked: highest revision, then content, then statement."""
    found = sorted(versions, key=lambda v: (v.revision, v.content, v.statement))
    return [v._replace(live=int(v is found[-1])) for v in found]


def versions(rows: Iterable[tuple[Any, ...]]) -> list[Version]:
    return [Version._make(row) for row in rows]


def holding(warehouse: Warehouse, column: str, words: Iterable[str]) -> list[Version]:
    """Versions in force whose bars of `column` hold one of the words."""
    wanted = set(words)
    if len(wanted) > SOUGHT:
        rows = warehouse.select(_barred(column), {})
        held = [event for event, bar in rows if not wanted.isdisjoint(bar.split("|"))]
        return live(warehouse, {"event": held}) if held else []
    padded = _padded([f"|{w}|" for w in sorted(wanted)])
    binds = {f"w{i}": w for i, w in enumerate(padded)}
    return versions(warehouse.select(_holding(column, len(padded)), binds)) if padded else []


def live(warehouse: Warehouse, where: Mapping[str, Any]) -> list[Version]:
    return versions(warehouse.fetch(HEARD.name, {**where, "live": 1}))


def _bare(event: EventKind) -> dict[str, Any]:
    return {f: getattr(event, f) for f in event.__dataclass_fields__ if f != "id"}


def _padded(words: list[str]) -> list[str]:
    """Up to a power of two, so that few shapes of query are rendered."""
    size = 1
    while size < len(words):
        size *= 2
    return words + [words[-1]] * (size - len(words)) if words else []


@lru_cache(maxsize=4)
def _barred(column: str) -> exp.Select:
    live_ones = exp.column("live").eq(exp.Literal.number(1)), exp.column(column).neq(exp.Literal.string("||"))
    return exp.select(exp.column("event"), exp.column(column)).from_(HEARD.name).where(*live_ones)


@lru_cache(maxsize=64)
def _holding(column: str, words: int) -> exp.Select:
    return _rows().where(exp.or_(*(_holds(column, f"w{i}") for i in range(words))))


def _rows() -> exp.Select:
    return exp.select(*(exp.column(c.name) for c in HEARD.columns)).from_(HEARD.name).where(
        exp.column("live").eq(exp.Literal.number(1))
    )  # fmt: skip


def _holds(column: str, place: str) -> exp.Expr:
    return exp.StrPosition(this=exp.column(column), substr=_text(place)) > exp.Literal.number(0)


def _text(place: str) -> exp.Placeholder:
    return exp.Placeholder(this=place, kind="Text")
