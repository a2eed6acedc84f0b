"""Learning: the steps of an associate in a module, and job aids opened."""

from dataclasses import dataclass
from uuid import UUID

from .event import Event, Text
from .who import Who

LEARNING = ("launched", "practised", "completed", "passed", "failed", "took_on", "tried")


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning(Event):
    """One step in a module: launched, practised (a question), completed, passed, failed, took on or tried an action."""

    associate: Who
    what: str  # one of LEARNING
    module: str
    item: str = ""  # question or action key
    skill: str = ""
    job_role: str = ""
    language: str = ""
    version: str = ""
    scaled: float | None = None  # -1..1
    success: bool | None = None
    seconds: float | None = None
    attempt: UUID | None = None  # the registration
    response: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobAid(Event):
    """A job aid was opened."""

    associate: Who
    aid: str
    skill: str = ""
    language: str = ""
