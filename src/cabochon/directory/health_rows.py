"""Rows of data health: repeats that were dropped, and what was set by hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(Row):
    """Repeats that were dropped: how many of a source and boutique came in again on a day (of UTC)."""

    INDEXED: ClassVar[tuple[str, ...]] = ("day",)
    id: str  # the three together
    day: str  # 2026-03-31
    source: str
    boutique: str
    repeats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended(Row):
    """Master data set by hand, so that it can be taken back. what, key, since: of the dated row ('' is from ever).

    said: the row as it was set, JSON; before: the row it took the place of on the same day, '' for none. waited: how
    many things waited for it.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("what",)
    id: str
    at: datetime
    by: str
    what: str
    key: str
    since: str = ""
    said: str
    before: str = ""
    boutique: str = ""
    waited: int = 0
    undone: bool = False
