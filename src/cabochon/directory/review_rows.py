"""Rows of weekly reviews: what was decided for a place, and that its review of a week was held."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecision(Row):
    """A decision of a weekly review. id: the form's. place: kind and code, "boutique:GVA01", "region:Europe" or
    "company:"; week: the Monday of the week that was looked at.

    owner: "person:ID", "account:ID" or "function:managers"; "" where nobody was named. measure: a key, "" for none, at
    `measured`, a place as above; baseline: what it came to then, as JSON. closed_week: the review that closed it. gone:
    when it was taken back; it can be brought back for 30 days.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("place", "state")
    id: str
    place: str
    week: date
    text: str
    owner: str = ""
    due: date
    measure: str = ""
    measured: str = ""
    baseline: str = ""
    state: str = "open"  # open, done, dropped
    outcome: str = ""
    by: str  # account
    at: datetime
    changed: datetime | None = None
    closed_by: str = ""  # account
    closed_at: datetime | None = None
    closed_week: date | None = None
    gone: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewHeld(Row):
    """That a place's review of a week was held. id: place and week's Monday."""

    INDEXED: ClassVar[tuple[str, ...]] = ("place",)
    id: str
    place: str
    week: date
    by: str  # account
    at: datetime
