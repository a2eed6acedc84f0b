"""Rows of the weekly snapshot: who wished for which place's, when, and what was sent."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyWish(Row):
    """Somebody wants a place's snapshot by mail. id: account and place. weekday: 1 (Monday) to 7, hour: on the wall of
    the place."""

    INDEXED: ClassVar[tuple[str, ...]] = ("account",)
    id: str
    account: str
    place: str  # boutique:GVA01, region:Europe, company:
    weekday: int = 1
    hour: int = 8
    since: datetime  # a letter that was due before is not sent


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklySent(Row):
    """A snapshot on its way. id: account (or "folder"), place and the week's Monday. state: sending, sent, waits, lost,
    refused, nothing (no page could be made). figures: what its numbers were, to say later that one was restated."""

    INDEXED: ClassVar[tuple[str, ...]] = ("account", "place")
    id: str
    account: str
    place: str
    week: date
    state: str
    at: datetime
    tries: int = 0
    again: datetime | None = None
    why: str = ""
    figures: dict[str, float] = field(default_factory=dict)
