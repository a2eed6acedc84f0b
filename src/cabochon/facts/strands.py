"""Names of what is told together: an appointment, a module of a person, an action, a zone's counts.

A thread is `family;part;part`, without bars. An event names its threads from what it says itself: a person by a token,
a time by the calendar of UTC. Who and which day were meant is for the directory (threads.canonical).
"""

from datetime import UTC, date, timedelta
from typing import Any

from ..retail.events import (
    Assignment,
    Availability,
    Calibration,
    Coaching,
    CoachingStep,
    Focus,
    Learning,
    Observation,
    Shift,
    Signal,
    StepDone,
    StockCount,
)
from ..retail.who import Who

APPOINTMENT = {"appointment_booked", "appointment_kept", "appointment_missed"}
FOLLOW_UP = {"follow_up_agreed", "follow_up_done"}
COMPLETED = {"completed", "passed"}
LATE = timedelta(days=2)  # a business day of a month may lie this far into the next by the clock of UTC
REACH = timedelta(days=180)  # a step done this long before its assignment is due still counts for it
COUNTS_APART = 2  # calendar years in which the count before is looked for
BAR = str.maketrans("|;", "¦,")
THREADED = frozenset({Observation, Coaching, CoachingStep, Learning, Assignment, Signal, StepDone, StockCount,
                      Availability, Calibration, Focus, Shift})  # fmt: skip


def strand(*parts: object) -> str:
    return ";".join([str(part).translate(BAR) for part in parts])


def token(who: Who) -> str:
    """A person's id, or a source and the keyed hash of its code."""
    return who.name if who.known else f"{who.scope}/{who.name}"


def strands(event: Any, name: str, statement: str) -> list[str]:
    """The threads an event is of, as it says them. name: of the event; statement: the id it came under."""
    if type(event) not in THREADED:
        return []
    match event:
        case Observation():
            entry = strand("entry", statement)
            return [entry, strand("action", statement)] if event.action else [entry]
        case Coaching():
            return [strand("entry", event.follows)] if event.follows else []
        case CoachingStep():
            return [strand("action", event.action)]
        case Learning():
            return _learning(event)
        case Assignment():
            return _assigned(event)
        case Signal():
            family = "appointment" if event.signal in APPOINTMENT else "follow_up" if event.signal in FOLLOW_UP else ""
            return [strand(family, event.appointment or name)] if family else []
        case StepDone():
            item = step_key(f"{event.process}/{event.step}")
            return [strand("due", event.boutique, item, year) for year in _years(event.at - LATE, event.at + REACH)]
        case StockCount():
            year = event.at.astimezone(UTC).year
            return [strand("zone", event.boutique, event.zone, y) for y in range(year, year + COUNTS_APART + 1)]
        case Availability():
            return [strand("listing", event.boutique, event.at.date())]
        case Calibration():
            return [strand("clip", token(event.rater), event.clip)]
        case Focus():
            return [strand("focus", event.boutique, event.behaviour)]
    return [strand("shift", token(event.associate), event.day)]


def _learning(event: Learning) -> list[str]:
    who, found = token(event.associate), []
    if event.attempt:
        found.append(strand("attempt", event.attempt))
    if event.what in COMPLETED:
        found.append(strand("module", who, event.module))
    if event.what in ("took_on", "tried"):
        found.append(strand("took", who, event.module, event.item))
    return found


def _assigned(event: Assignment) -> list[str]:
    if event.what == "module" and event.associate:
        return [strand("module", token(event.associate), event.item)]
    if event.what == "module":
        return [strand("crew", event.boutique, event.item)]
    if event.what == "step":
        years = _years(event.due, event.due + REACH)
        return [strand("due", event.boutique, step_key(event.item), year) for year in years]
    return []


def step_key(item: str) -> str:
    """process/step, or the process alone where it has no steps."""
    return item.rstrip("/")


def _years(since: date, until: date) -> range:
    return range(since.year, until.year + 1)
