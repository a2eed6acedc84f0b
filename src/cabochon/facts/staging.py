"""What was heard, version by version: events waiting for others (a return for its receipt, a door for its name)."""

from collections.abc import Collection, Iterable
from typing import Any

from ..warehouse import Column, Table
from ..warehouse.staging import Staging
from .versions import LINKED, Version

# fmt: off
HEARD = Table("heard", "statement", (
    Column("statement", "text", "id of the statement"),
    Column("seq",       "int",  "its place in the stream", arrival=True),
    Column("stored",    "time", "when it was kept, UTC", arrival=True),
    Column("event",     "text", "kind:source:key of the event, or the statement's id where the source has no key"),
    Column("live",      "int",  "1 for the version in force: the highest revision, ties by content"),
    Column("kind",      "text", "observation, receipt, survey, traffic, coaching ..."),
    Column("source",    "text", "who told us"),
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
    Column("thread",    "text", "|-separated names of what is told together: an appointment, a module of a person ..."),
    Column("skus",      "text", "|-separated SKUs"),
    Column("body",      "text", "the event as JSON, its text sealed"),
), "every version of every event of ours, voided ones left out: what facts are told from")

DUE = Table("due", "boutique", (
    Column("boutique",  "text", "door code"),
), "boutiques to be told anew from what was heard; empty when the facts have caught up")
# fmt: on

SHAPE = "2"  # raise it when events are staged otherwise: what was staged by an earlier version is then heard anew


def versions(rows: Iterable[tuple[Any, ...]]) -> list[Version]:
    return [Version._make(row) for row in rows]


def rivals(staging: Staging, events: Collection[str]) -> dict[str, dict[str, Version]]:
    """Every version of these events, in force or not, by event and statement."""
    held: dict[str, dict[str, Version]] = {event: {} for event in events}
    for v in versions(staging.events(events)):
        held[v.event][v.statement] = v
    return held


def live(staging: Staging, events: Collection[str]) -> list[Version]:
    """The versions in force of these events."""
    return [v for v in versions(staging.events(events)) if v.live]


def linkable(found: Iterable[Version]) -> list[Version]:
    return [v for v in found if v.kind in LINKED]
