"""What happens on the floor: one frozen dataclass a kind of event. They are said as statements by `vocabulary`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from .who import Who


@dataclass(frozen=True, slots=True)
class Sealed:
    """Text that was sealed before the log. `statement` is the id to open it by, `pointer` its place there."""

    statement: str
    pointer: str


Text = str | Sealed  # "" is no text


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event carries.

    at: when it happened, aware. boutique: door code ("GVA01").
    source: who told us ("floor", "till:csv", "survey:typeform"); becomes context.platform.
    key: the source's own key, unique within (kind, source); in clear from a connector, a keyed hash in the stream;
        "" for what has none (the phone), then the statement id is the key.
    revision: the sender's version, sortable as text (UTC ISO time, or zero-padded number); the highest wins.
    id: made by the phone; None until the house makes it from source, key and revision.
    """

    at: datetime
    boutique: str
    source: str
    key: str = ""
    revision: str = ""
    id: UUID | None = None


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


SALE_TYPES = ("sale", "return", "void", "correction", "deposit", "special_order", "web_pickup", "service",
              "even_exchange", "staff", "inter_company", "test")  # fmt: skip


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic(Event):
    """A door counter's reading of one interval that starts at `at`. A later revision replaces it."""

    minutes: int
    entries: int
    exits: int = 0
    excluded: int = 0  # staff and couriers the counter itself took out
    counter: str = ""


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


EventKind = Observation | Receipt | Survey | Traffic | Coaching | Learning
