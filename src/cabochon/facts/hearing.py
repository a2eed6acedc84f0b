"""Statements into versions of events: what cannot be used is refused with its reason and never stops the rest."""

from collections.abc import Callable, Iterable

import msgspec

from .. import vocabulary
from ..refusals import Refused as RefusedStatement
from ..retail.events import EventKind, Receipt, Traffic
from ..stream import Kept
from .master import Master
from .staging import Version, version

Refuse = Callable[[str, str, str], None]  # statement id, JSON pointer, reason
GROUPING = "/context/contextActivities/grouping"
YEARS = range(1990, 2200)
LARGEST = 2**53  # what every engine and JSON reader counts exactly


def heard(kept: Iterable[Kept], home: str, *, master: Master, refused: Refuse) -> list[Version]:
    """Statements of no kind of ours, sealed whole or voided are passed over in silence."""
    found = []
    for one in kept:
        if one.entry.clear is None or one.voided:
            continue
        try:
            event = vocabulary.hear(msgspec.json.decode(one.entry.clear), home)
            if event is None:
                continue
            _usable(event)
            found.append(version(one.entry.id, one.seq, event))
            _placed(found[-1], master)
        except RefusedStatement as refusal:
            refused(one.entry.id, refusal.pointer, refusal.reason)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
            refused(one.entry.id, "", f"cannot be told as facts: {type(fault).__name__}: {fault}")
    return found


def _usable(event: EventKind) -> None:
    """What would break arithmetic later on."""
    if event.at.year not in YEARS:
        raise RefusedStatement(f"should lie between {YEARS.start} and {YEARS.stop}", "/timestamp")
    numbers: list[float] = []
    if isinstance(event, Receipt):
        numbers = [n for line in event.lines for n in (line.net, line.discount, line.quantity)]
    elif isinstance(event, Traffic):
        numbers = [event.entries, event.exits, event.excluded]
    if sum(map(abs, numbers)) >= LARGEST:
        raise RefusedStatement("holds a number beyond what can be counted", "/result/extensions")


def _placed(found: Version, master: Master) -> None:
    """Kept in staging all the same: it is told as soon as the directory knows the door."""
    if master.open_at(found.boutique, found.since) is None:
        raise RefusedStatement(
            f"names a boutique the directory does not know: {found.boutique!r}; add the door and it is told", GROUPING
        )
