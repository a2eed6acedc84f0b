"""What linking sees of an event, and what it says about it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

RECEIPT, OBSERVATION, SURVEY = "receipt", "observation", "survey"


@dataclass(frozen=True, slots=True)
class Windows:
    """How far apart things of one visit may be: the settings before_, after_, basket_minutes and survey_days."""

    before: timedelta = timedelta(minutes=15)
    after: timedelta = timedelta(minutes=90)
    basket: timedelta = timedelta(minutes=30)
    survey: timedelta = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What linking needs to know of an event, all of one boutique.

    start, end: an observation's visit; a receipt's time twice; a survey's visit time, else its response, twice.
    names: what others may call it by (a receipt's key, an appointment, a visit id). refs: what it calls others by.
    awaits: the receipt a survey names: it joins that one or none. question: a receipt takes one survey of each.
    """

    key: str
    kind: str
    associates: frozenset[str]
    start: datetime
    end: datetime
    lines: frozenset[str] = frozenset()
    basket: str = ""
    names: frozenset[str] = frozenset()
    refs: frozenset[str] = frozenset()
    awaits: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """visit: its visit's id, '' for a survey that joined none. distance in minutes, None when nothing was compared."""

    visit: str
    rule: str
    distance: float | None = None


@dataclass(slots=True)
class Linked:
    """links by key; visits: id (the smallest key of its anchors) -> members in order of their keys; unsure: visit id ->
    candidates left out because two were equally near; ties: all pairs that were weighed against each other."""

    links: dict[str, Link] = field(default_factory=dict)
    visits: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unsure: Counter[str] = field(default_factory=Counter)
    ties: list[tuple[str, str]] = field(default_factory=list)


def apart(one: Record, other: Record) -> timedelta:
    """Time between two records; 0 when they overlap."""
    return max(one.start - other.end, other.start - one.end, timedelta())


def minutes(distance: timedelta) -> float:
    return round(distance.total_seconds() / 60, 3)
