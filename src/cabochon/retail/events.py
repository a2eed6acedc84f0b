"""What happens on the floor: one frozen dataclass a kind of event. They are said as statements by `vocabulary`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import get_args

from .coaching import (
    FORMS,
    Assignment,
    Calibration,
    Coaching,
    CoachingStep,
    Contest,
    Feedback,
    Focus,
    Huddle,
    Praise,
)
from .event import Event, Sealed, Text
from .learning import LEARNING, JobAid, Learning
from .operations import Availability, Booking, Enrolment, Signal, StepDone, StockCount, StockException, TillClosing
from .programme import Annotation, Decision, Plan
from .roster import Employment, Shift
from .sale_types import SALE_TYPES
from .who import Who

MARKS = ("yes", "partly", "not_yet", "not_applicable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A next coaching action: its key in the playbook or its words, who owes it, until when."""

    what: Text
    owner: Who | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Event):
    """A manager watched one client visit (or another role's task) and marked the steps. `at` is when it ended."""

    associate: Who
    observer: Who
    started: datetime  # the visit's start; default 15 minutes before the form was opened
    marks: Mapping[str, str] = field(default_factory=dict)  # behaviour key -> one of MARKS
    checklist: str = "client-visit"
    version: str = ""  # of the playbook it was made with
    product_line: str = ""
    wordings: tuple[str, ...] = ()  # keys of chosen standard wordings
    note: Text = ""
    action: Action | None = None
    seconds: int | None = None  # how long logging took
    practice: bool = False
    visit: str = ""  # explicit reference (receipt or appointment key hash, visit id) when the observer knows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a receipt. net, discount: minor units, after tax is taken off. quantity may be weighed (0.42)."""

    sku: str
    quantity: float
    net: int
    discount: int = 0
    zero_reason: str = ""  # why the price is zero: gift, included_warranty ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Event):
    """One till transaction. A return or void names the `original` it restates; a later revision supersedes."""

    business_day: date
    currency: str  # ISO 4217
    lines: tuple[Line, ...]
    sale_type: str = "sale"
    sellers: tuple[tuple[Who, float], ...] = ()  # with shares that sum to 1
    cashier: Who | None = None
    original: str = ""  # key of the receipt a return, void or correction is about
    basket: str = ""  # till's basket or client-session key, hashed in the stream
    segment: str = ""  # local, traveller, vip, when the till says
    appointment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Event):
    """A client's answer. `at` is the response time; `visited` the survey tool's own visit time, when it has one."""

    raw: float
    low: float
    high: float
    question: str = "satisfaction"  # satisfaction, nps, other
    associate: Who | None = None
    receipt: str = ""  # explicit receipt key, hashed in the stream
    visit: str = ""
    visited: datetime | None = None
    comment: Text = ""
    language: str = ""
    channel: str = ""
    cancelled: bool = False  # a later revision takes it back


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic(Event):
    """A door counter's reading of one interval that starts at `at`. A later revision replaces it."""

    minutes: int
    entries: int
    exits: int = 0
    excluded: int = 0  # staff and couriers the counter itself took out
    counter: str = ""


EventKind = (
    Observation | Receipt | Survey | Traffic
    | Coaching | CoachingStep | Feedback | Contest | Huddle | Focus | Praise | Calibration | Assignment
    | Learning | JobAid
    | Signal | StepDone | TillClosing | Booking | Enrolment | StockCount | StockException | Availability
    | Employment | Shift
    | Annotation | Decision | Plan
)  # fmt: skip
KINDS: tuple[type, ...] = get_args(EventKind)
NAMES: dict[type, str] = {  # coaching_step for CoachingStep
    kind: re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower() for kind in KINDS
}

__all__ = [
    "FORMS", "KINDS", "LEARNING", "MARKS", "NAMES", "SALE_TYPES", "Action", "Annotation", "Assignment", "Availability",
    "Booking", "Calibration", "Coaching", "CoachingStep", "Contest", "Decision", "Employment", "Enrolment", "Event",
    "EventKind", "Feedback", "Focus", "Huddle", "JobAid", "Learning", "Line", "Observation", "Plan", "Praise",
    "Receipt", "Sealed", "Shift", "Signal", "StepDone", "StockCount", "StockException", "Survey", "Text", "TillClosing",
    "Traffic",
]  # fmt: skip
