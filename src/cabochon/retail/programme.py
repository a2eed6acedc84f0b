"""What is said about the programme itself: days out of the ordinary, decisions and by whom, plans before the fact."""

from dataclasses import dataclass
from datetime import date

from .event import Event, Text
from .who import Who

TAGS = ("launch", "holiday", "promotion", "staffing", "other")
DECISIONS = ("scale", "tune", "retire", "retire_metric", "reinstate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation(Event):
    """Days out of the ordinary. group: a region, or "all"; "" is the boutique alone."""

    tag: str  # one of TAGS
    title: str
    since: date
    until: date
    group: str = ""
    by: Who | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Event):
    """A human closed a verdict: a module to scale, tune or retire, a measure to retire from a day."""

    decision: str  # one of DECISIONS
    about: str  # "module:add-on-prompt", "measure:signal.story_tailored", "focus:accessory"
    since: date
    group: str = ""
    by: Who
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Event):
    """A plan registered before the fact; digest is the hash of its frozen text."""

    plan: str
    digest: str
    about: str = ""
    since: date | None = None
    until: date | None = None
    group: str = ""
    by: Who
    doors: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
