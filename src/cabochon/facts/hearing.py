"""Statements into versions of events: what cannot be used is refused with its reason and never stops the rest."""

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from .. import vocabulary
from ..refusals import Refused as RefusedStatement
from ..retail.events import EventKind, Observation, Receipt, Shift, StockCount, Survey, TillClosing
from ..stream import Kept
from .master import Master
from .versions import Version, version

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
            found.append(version(one.entry.id, one.seq, one.stored, event))
            _placed(found[-1], master)
        except RefusedStatement as refusal:
            refused(one.entry.id, refusal.pointer, refusal.reason)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
            refused(one.entry.id, "", f"cannot be told as facts: {type(fault).__name__}: {fault}")
    return found


def _usable(event: EventKind) -> None:
    """What would break arithmetic later on: the vocabulary answers for single values, here they are taken together."""
    _in_years(event.at)
    match event:
        case Receipt():
            _in_years(event.business_day, "/context/extensions")
            _countable(abs(line.net) + abs(line.discount) + abs(line.quantity) for line in event.lines)
        case Observation():
            _in_years(event.started, "/context/extensions")
        case Survey():
            _countable(map(abs, (event.raw, event.low, event.high)))
            if event.visited:
                _in_years(event.visited, "/context/extensions")
        case TillClosing():
            _in_years(event.business_day, "/context/extensions")
        case StockCount():
            _countable((abs(line.expected) + abs(line.counted)) * max(line.cost, 1) for line in event.lines)
        case Shift():
            _in_years(event.day, "/context/extensions")


def _countable(numbers: Iterable[float]) -> None:
    if not sum(numbers) < LARGEST:  # said so, for what is no number is not less either
        raise RefusedStatement("holds numbers beyond what can be counted", "/result")


def _in_years(day: date, pointer: str = "/timestamp") -> None:
    if day.year not in YEARS:
        raise RefusedStatement(f"should lie between {YEARS.start} and {YEARS.stop}, not in {day.year}", pointer)


def _placed(found: Version, master: Master) -> None:
    """Kept in staging all the same: it is told as soon as the directory knows the door."""
    if master.open_at(found.boutique, found.since) is None:
        raise RefusedStatement(
            f"names a boutique the directory does not know: {found.boutique!r}; add the door and it is told", GROUPING
        )
