"""What a page is told of an episode, of several together, of signals and of worth: words and numbers, no look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ..impact.verdict import Side, Verdict

NOTHING = Side()
KINDS = ("person", "focus", "module", "behaviour", "rollout", "wave", "region")
# person: one coached person. focus: a focus period of a door. module: a module at a door. The others are pooled:
# behaviour and module over all doors, a rollout (staggered), the wave of doors that began together, a region.


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a verdict is about, as it was found in the facts. key: opaque, the same for the same thing for ever.

    about: a behaviour or module key. baseline_since, baseline_until: locked when it began. until: planned or real end.
    picked: why this person or door, on the days picked_since..picked_until.
    """

    key: str
    kind: str  # one of KINDS
    about: str
    boutique: str = ""  # of person, focus, module at a door
    person: str = ""
    region: str = ""
    since: date = date.min
    until: date | None = None
    baseline_since: date | None = None
    baseline_until: date | None = None
    picked: str = ""
    picked_since: date | None = None
    picked_until: date | None = None
    statement: str = ""
    doors: tuple[str, ...] = ()  # of a pooled one
    outcome: str = ""  # kept, tuned, dropped; "" while open
    target: float | None = None  # of a focus period, 0..1
    began: tuple[date, ...] = ()  # of a pooled one: when it began at each of `doors`
    parts: tuple[str, ...] = ()  # of a pooled one: the keys of its episodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One measure before and after. window: the seven days before as the case study shows them; after: what came since;
    verdict: None where none may ever be given, then `withheld` says why. events: what n counts (demos, receipts)."""

    measure: str
    title: str
    unit: str
    better: str
    events: str
    window: Side
    after: Side
    verdict: Verdict | None = None
    withheld: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A planned look. shifts: after so many; day: when it was, or is expected at this pace; state: done, next, later;
    says: the verdict's state then, "" before."""

    shifts: int
    day: date | None
    state: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What else changed. grave: it makes the comparison impossible. kind: launch, holiday, promotion, staffing,
    response, mix, availability, discount, returns, data, overlap, transfer, currency, opened, history."""

    kind: str
    text: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Restated:
    """A verdict that is not what it was: what was said before, and when the new one was made.

    why: late (an event came in late), improved (the same figures, worked out anew), both.
    """

    measure: str
    at: datetime
    was: str  # the old text
    was_state: str
    look: int = 0
    why: str = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An episode as its page tells it. key changes come first: behaviour, attach rate, CSAT."""

    subject: Subject
    title: str
    changes: tuple[Change, ...]
    looks: tuple[Look, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    restated: tuple[Restated, ...] = ()
    next_step: str = ""
    until: date = date.min  # facts up to this day
    inputs: str = ""  # hash of what it was made from


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a pooled page: a door, a job role, a cohort, a wave. held: too few to show, then numbers are None.

    people: with an event before, and after; (0, 0) of a measure that is the door's own. events: before and after.
    """

    key: str
    label: str
    before: Side = NOTHING
    after: Side = NOTHING
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    began: date | None = None
    held: bool = False
    people: tuple[int, int] = (0, 0)
    events: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class EventTime:
    """Of a staggered rollout: `week` since the start (below 0: before), effect with its interval, doors behind it."""

    week: int
    estimate: float
    low: float | None
    high: float | None
    doors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """Several doors together. by_door, by_role: measure -> lines (two locked weeks before, by door and job role where
    the measure has one). cohorts: by tenure. may_decide: whether to scale or retire rests on enough; why_not says what
    is missing."""

    subject: Subject
    title: str
    changes: tuple[Change, ...]
    by_door: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    by_role: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    cohorts: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    events: Mapping[str, tuple[EventTime, ...]] = field(default_factory=dict)
    circumstances: tuple[Circumstance, ...] = ()
    restated: tuple[Restated, ...] = ()
    may_decide: bool = False
    why_not: str = ""
    next_step: str = ""
    until: date = date.min
    inputs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Does a behaviour go with an outcome, within door and week?

    slope: the outcome's points for ten points more of the behaviour; q: after false-discovery control; reliability: of
    the behaviour as it is observed, 0..1. state: goes_with, against, nothing_seen, cannot_tell, retired. may_retire:
    only when it may be said; why: what is missing, or why.
    """

    behaviour: str
    title: str
    outcome: str
    outcome_title: str
    slope: float | None
    low: float | None
    high: float | None
    p: float | None
    q: float | None
    reliability: float | None
    doors: int
    weeks: int
    n: int
    state: str
    may_retire: bool = False
    why: str = ""
    text: str = ""
    worth: float | None = None  # the least slope worth having, as `slope`
    person: float | None = None  # reliability of one person's entries of four weeks, `each` of them
    each: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A measure taken off pages and the checklist from a day. ended: since when it is back; None while it is gone."""

    measure: str
    title: str
    since: date
    reason: str
    who: str
    ended: date | None = None
    id: str = ""  # of the decision that may be taken back: the last one
    undoable: bool = False
    ended_reason: str = ""
    ended_who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """Incremental accessory and care revenue, minor units of `currency`: per qualifying sale with its interval, times
    the volume of a month. break_even: months until the programme's cost is earned back, None when it never is."""

    per_sale: float | None
    low: float | None
    high: float | None
    volume: float
    month: float | None
    month_low: float | None
    month_high: float | None
    cost_once: float
    cost_month: float
    break_even: float | None
    break_even_low: float | None
    break_even_high: float | None
    currency: str
    state: str  # of the verdict it rests on
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A line of the list: what it is about and what is said of its leading measure as it was last kept."""

    subject: Subject
    title: str
    place: str  # the door's name, a region, "12 doors"
    change: Change | None = None
    restated: bool = False
