"""Who works where and when: joined, moved, changed role, left, on leave, and the shifts planned."""

from dataclasses import dataclass
from datetime import date, datetime

from .event import Event
from .who import Who

EMPLOYMENT = ("joined", "moved", "changed_role", "left", "on_leave")


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment(Event):
    """boutique is the door joined, moved to, or left. since: first day it holds; of `left` the first day away.
    until: last day, both included; only leave has one as a rule. A later revision with `cancelled` takes it back."""

    associate: Who
    what: str  # one of EMPLOYMENT
    since: date
    until: date | None = None
    job_role: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift(Event):
    """A planned shift of one person. A later revision with `cancelled` takes it back."""

    associate: Who
    day: date
    starts: datetime | None = None
    ends: datetime | None = None
    job_role: str = ""
    cancelled: bool = False
