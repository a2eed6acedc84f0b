"""Rows of the dashboards: the views people save."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView(Row):
    """A dashboard as somebody filtered it, to come back to. query: of its address, without the question mark.

    default: the one its owner begins with. gone: when it was removed; for a while it can be brought back.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("account",)
    id: str
    account: str
    name: str
    page: str  # "/behaviours"
    query: str
    at: datetime
    default: bool = False
    gone: datetime | None = None
