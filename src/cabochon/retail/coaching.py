"""The coaching rhythm: moments, the actions that come of them, huddles, the focus of a door, praise, calibration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from .event import Event, Text
from .who import Who

FORMS = ("side_by_side", "practice", "shadowing", "check_in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coaching(Event):
    """One coaching moment: two positives, one improvement, one practice rep. `at` is when it ended."""

    associate: Who
    coach: Who
    behaviour: str
    form: str = "side_by_side"
    follows: UUID | None = None  # the observation it follows
    positives: tuple[Text, ...] = ()
    improvement: Text = ""
    next_time: Text = ""
    practised: bool = False
    minutes: int | None = None
    picked: str = ""  # why this person: low_rate, rotation, asked, new_hire ...
    picked_since: date | None = None  # the window the pick was made on: without it regression to the mean is invisible
    picked_until: date | None = None
    episode: UUID | None = None


STEPS = ("took_on", "tried", "verified", "dropped")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingStep(Event):
    """A coaching action given (took_on), tried, verified or dropped. An observation's next action goes by the id of
    that observation; its steps name it in `action`."""

    associate: Who
    what: str  # one of STEPS
    action: str  # the action's own key; equal in all its steps
    behaviour: str = ""
    by: Who | None = None  # who gave or verified it
    owner: Who | None = None  # who owes it, where it is not the associate
    due: date | None = None
    text: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback(Event):
    """An associate's answer to feedback."""

    associate: Who
    about: UUID  # the observation or coaching it answers
    answer: str = ""  # agree, disagree, thanks, question
    text: Text = ""


CONTESTS = ("contested", "settled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest(Event):
    """An entry contested by the person it is about, or the decision: contested entries are set aside until settled."""

    associate: Who
    what: str  # one of CONTESTS
    about: UUID  # the entry
    kept: bool = True  # the decision: the entry stands (only where settled)
    by: Who | None = None  # who decided
    text: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Huddle(Event):
    """A team's five minutes before opening. `at` is when it ended; who led it is the actor."""

    leader: Who
    focus: str = ""  # behaviour key
    tip: Text = ""
    bright_spot: Text = ""
    minutes: int | None = None
    present: int | None = None


FOCUS = ("set", "tip", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus(Event):
    """A door's focus: set, its tip changed, or closed (kept, tuned, dropped) with the phrase that worked."""

    by: Who
    what: str  # one of FOCUS
    behaviour: str
    since: date | None = None
    until: date | None = None
    target: float | None = None  # 0..1
    reason: Text = ""
    tip: Text = ""
    baseline_since: date | None = None
    baseline_until: date | None = None
    outcome: str = ""  # kept, tuned, dropped, where closed
    phrase: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Praise(Event):
    """An associate was praised for a behaviour or a result."""

    associate: Who
    by: Who
    behaviour: str = ""
    result: str = ""  # the measure it is for, where it is for a result
    text: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration(Event):
    """A rater's marks of a shared clip or visit: who scored the same one agrees, or does not."""

    rater: Who
    clip: str
    marks: Mapping[str, str] = field(default_factory=dict)  # behaviour key -> one of MARKS


ASSIGNED = ("module", "moment", "step")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Event):
    """A module, a coaching moment or a process step that is due: for one person, else for the whole door."""

    what: str  # one of ASSIGNED
    item: str  # module key, behaviour key, or SOP step key "receiving/seal-checked"
    due: date
    associate: Who | None = None  # None: everybody of `job_role` at the door, or for a step the door itself
    job_role: str = ""
    by: Who | None = None
    picked: str = ""  # why this person or door: low_rate, rotation, asked, new_hire ...
    reason: Text = ""
    withdrawn: bool = False
