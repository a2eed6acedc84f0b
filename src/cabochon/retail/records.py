"""What linking sees of an event, and what it says about it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

RECEIPT, OBSERVATION, SURVEY = "receipt", "observation", "survey"
SIGNAL, BOOKING, ENROLMENT = "signal", "booking", "enrolment"
GUESTS = frozenset({SURVEY, SIGNAL, BOOKING, ENROLMENT})  # they join a visit and never make one
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Windows:
    """How far apart things of one visit may be: the settings before_, after_, basket_minutes and survey_days."""

    before: timedelta = timedelta(minutes=15)
    after: timedelta = timedelta(minutes=90)
    basket: timedelta = timedelta(minutes=30)
    survey: timedelta = timedelta(days=14)


class Record(NamedTuple):
    """What linking needs to know of an event, all of one boutique.

    start, end: an observation's visit; a survey's visit time, else its response, twice; of all others their time twice.
    names: what others may call it by (a receipt's key, an appointment, a visit id). refs: what it calls others by.
    awaits: the receipt a survey, booking or enrolment names: it joins that one or none. question: of what a visit takes
    one of each: a survey's question, a signal's name, a booking's service, an enrolment's plan.
    """

    key: str
    kind: str
    associates: frozenset[str]
    start: datetime
    end: datetime
    lines: frozenset[str] = NOBODY
    basket: str = ""
    names: frozenset[str] = NOBODY
    refs: frozenset[str] = NOBODY
    awaits: str = ""
    question: str = ""


class Link(NamedTuple):
    """visit: its visit's id, '' for a guest that joined none. distance in minutes, None when nothing was compared."""

    visit: str
    rule: str
    distance: float | None = None


@dataclass(slots=True)
class Linked:
    """links by key; visits: id (the smallest key of its anchors) -> members in order of their keys; unsure: visits of
    which something was left out because two were equally near."""

    links: dict[str, Link] = field(default_factory=dict)
    visits: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)


def apart(one: Record, other: Record) -> timedelta:
    """Time between two records; 0 when they overlap."""
    return max(one.start - other.end, other.start - one.end, timedelta())


def minutes(distance: timedelta) -> float:
    return round(distance.total_seconds() / 60, 3)
