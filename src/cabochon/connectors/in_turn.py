"""Two rows of one delivery that say different things of one thing: the later corrects, where neither has a revision."""

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TypeVar

from ..retail.event import Event
from .delivery import Delivery, revision_of

REMEMBERED = 50_000  # things: a correction in the same delivery stands near what it corrects
STEP = timedelta(microseconds=1)
Told = TypeVar("Told", bound=Event)
Last = OrderedDict[str, tuple[bytes, str, datetime]]  # kind and key -> what stands of it, its revision and time


def in_turn(event: Told, delivery: Delivery, last: Last) -> Told:
    """The event, a microsecond later than what was said of the same thing before, or earlier where it happened before
    it: files are sorted either way. Said once more it is the same."""
    if event.revision != revision_of(delivery.received):
        return event
    name = f"{type(event).__name__} {event.key}"  # a key is one of its kind
    said = blake2b(repr(event).encode("utf-8", "replace"), digest_size=16).digest()
    if (before := last.pop(name, None)) is not None:
        step = STEP if event.at >= before[2] else -STEP
        same = before[0] == said
        event = replace(event, revision=before[1] if same else revision_of(datetime.fromisoformat(before[1]) + step))
        if event.at < before[2]:
            last[name] = before
            return event
    last[name] = said, event.revision, event.at
    if len(last) > REMEMBERED:
        last.popitem(last=False)
    return event
