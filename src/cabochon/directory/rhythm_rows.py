"""Rows of the rhythm: windows as a manager moved them, look-backs, and how people wish to be reminded."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Row):
    """The observation windows of a boutique as set by hand. id: boutique and day. day: "1" (Monday) to "7", every one
    of them; or 2026-03-31, that day alone. starts: local times, 10:30; off: none are held."""

    INDEXED: ClassVar[tuple[str, ...]] = ("boutique",)
    id: str
    boutique: str
    day: str
    starts: tuple[str, ...] = ()
    off: bool = False
    by: str  # account
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookback(Row):
    """What a manager keeps and changes after a week. id: boutique and ISO week, GVA01/2026-W13."""

    INDEXED: ClassVar[tuple[str, ...]] = ("boutique",)
    id: str
    boutique: str
    week: str
    keep: str = ""
    change: str = ""
    by: str  # account
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes(Row):
    """How somebody wishes to be reminded. id: the account. off: kinds they do not want; quiet: days on which nothing is
    said, "1" (Monday) to "7" or a date. address: where letters go, "" for the sign-in when that is an address."""

    id: str
    off: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    email: bool = False
    push: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given(Row):
    """A nudge that was given, with the reason that was said. id: account, shift and what it was about; forgotten after
    30 days. shift: when that shift began. channels: product, email, push."""

    INDEXED: ClassVar[tuple[str, ...]] = ("account",)
    id: str
    account: str
    kind: str
    about: str = ""
    says: str
    why: str
    at: datetime
    shift: datetime
    channels: tuple[str, ...] = ("product",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(Row):
    """A browser that asked to be knocked at. id: of its endpoint. again: not before, where the push service asked us to
    wait; tries: knocks in a row that failed."""

    INDEXED: ClassVar[tuple[str, ...]] = ("account",)
    id: str
    account: str
    endpoint: str
    created: datetime
    again: datetime | None = None
    tries: int = 0
