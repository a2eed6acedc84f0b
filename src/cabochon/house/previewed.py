"""What a file would become, without keeping anything: its first rows, what is wrong, the names nobody knows yet."""

import re
from ast import literal_eval
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, BinaryIO

from ..connectors import Bad, Delivery, Feed, Skipped, load
from ..outside.http import Unreachable
from ..refusals import Refused
from ..retail.events import NAMES, Event, Receipt, Survey
from ..retail.master import Door
from ..retail.who import Who

if TYPE_CHECKING:
    from . import House

SHOWN = 20  # events, and rows kept back
COUNTED = 3_000  # rows up to which it is said what is new and what is known already
LOOKING = 2.0  # s a preview may take
QUOTED = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
BOUTIQUE, SALE = re.compile(f"{QUOTED} is not a boutique"), re.compile(f"{QUOTED} is no sale type")


@dataclass(slots=True)
class Seen:
    """What the file would become. wrong: (place, reason) of the first rows kept back. whole: all of it was read.

    boutiques, skus, sellers: names that nobody knows yet, and how often; a seller is (source, code, boutique).
    types: words for kinds of sale that the mapping does not know.
    new, known: statements, where they were counted, else None. fault: why nothing of it can be read.
    """

    first: list[Any] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    rows: int = 0
    bad: int = 0
    skipped: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    boutiques: Counter[str] = field(default_factory=Counter)
    skus: Counter[str] = field(default_factory=Counter)
    sellers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    whole: bool = True
    new: int | None = None
    known: int | None = None
    fault: str = ""


def seen(house: "House", feed: Feed, stream: BinaryIO, *, mapping: str, received: datetime) -> Seen:
    """Read as much of it as two seconds allow. mapping: the text of a mapping file, "" for the default."""
    found, until = Seen(), monotonic() + LOOKING
    doors: Mapping[str, Door] = {door.code: door for door in house.snapshot.doors(house.today)}
    stream.seek(0)
    body = Delivery(body=stream, received=received, mapping=load(mapping, feed.name) if mapping else None, doors=doors)
    try:
        for item in feed.read(body):
            _note(house, found, item)
            if monotonic() > until:
                found.whole = False
                break
    except (Refused, Unreachable) as fault:
        found.fault = house.imports.safe(str(fault))
    if found.whole and not found.fault and found.rows <= COUNTED:
        _count(house, found, feed, stream, mapping, received)
    return found


def _note(house: "House", found: Seen, item: Any) -> None:
    found.rows += 1
    if isinstance(item, Skipped):
        found.skipped += 1
    elif isinstance(item, Bad):
        _wrong(house, found, item)
    else:
        found.kinds[NAMES.get(type(item), type(item).__name__)] += 1
        if len(found.first) < SHOWN:
            found.first.append(item)
        if isinstance(item, Event):
            _unknown(house, found, item)


def _wrong(house: "House", found: Seen, item: Bad) -> None:
    found.bad += 1
    if len(found.wrong) < SHOWN:
        found.wrong.append((item.place, house.imports.safe(item.reason)))
    for pattern, names in ((BOUTIQUE, found.boutiques), (SALE, found.types)):
        if unknown := pattern.match(item.reason):
            names[str(literal_eval(unknown[1]))] += 1


def _unknown(house: "House", found: Seen, event: Event) -> None:
    snapshot, day = house.snapshot, event.at.date()
    who: list[Who | None] = []
    if isinstance(event, Receipt):
        found.skus.update(line.sku for line in event.lines if snapshot.product_on(line.sku, day) is None)
        who = [seller for seller, _ in event.sellers]
    elif isinstance(event, Survey):
        who = [event.associate]
    for one in who:
        if one and not one.known and not snapshot.person_of(one.scope, one.name, event.boutique, day):
            found.sellers[one.scope, one.name, event.boutique] += 1


def _count(house: "House", found: Seen, feed: Feed, stream: BinaryIO, mapping: str, received: datetime) -> None:
    """What of it is news, and what only the entrance can judge."""
    stream.seek(0)
    try:
        done = house.imports.read(feed.name, stream, received=received, mapping=mapping, dry=True)
    except (Refused, Unreachable):
        return
    found.known = done.kept.repeated + done.kept.again
    found.new, found.bad = done.kept.new - done.kept.again, len(done.bad)
    found.wrong = done.bad[:SHOWN]
