"""Rows of verdicts: what was said and on what, episodes as they began, pilot plans, what the programme costs."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached(Row):
    """A verdict as it was reached. id: subject/measure/look/number; the highest number stands, others were restated.

    person: of a one-person episode, so that it goes with the person; "" for all others. figures: hash of what was
    counted, "" where it was not kept yet; procedure: the version it was worked out with.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("subject", "person")
    id: str
    subject: str
    measure: str
    look: int
    number: int
    at: datetime
    inputs: str  # hash of what it was made from
    state: str
    told: str  # the Change with its Verdict, as JSON
    person: str = ""
    figures: str = ""
    procedure: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun(Row):
    """An episode as it was first found, so that its key and its locked baseline stay whatever comes in late.

    id: its key. near, far: the leading Change as it was last kept, as JSON; of one person neither. people: behind
    `far` at least.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("what", "person")
    id: str
    what: str  # the kind of episode
    found: str  # the Subject as JSON
    at: datetime
    person: str = ""
    near: str = ""
    far: str = ""
    people: int = 0
    restated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot(Row):
    """A pilot plan. While it is a draft it can be changed; frozen it is registered in the stream with its hash."""

    INDEXED: ClassVar[tuple[str, ...]] = ("state",)
    id: str
    title: str
    plan: str  # its fields as JSON
    by: str
    at: datetime
    state: str = "draft"  # draft, frozen, dropped
    digest: str = ""
    frozen: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost(Row):
    """One line of the programme's cost model. amount: minor units of the group's currency, once or each month.

    gone: when it was removed; it can be brought back for 30 days.
    """

    id: str
    title: str
    amount: float
    every: str = "once"  # once, month
    since: date | None = None
    by: str = ""
    at: datetime | None = None
    gone: datetime | None = None
