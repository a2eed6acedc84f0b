"""Rows of what a boutique's Today shows: the pilot mode of a door."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorMode(Row):
    """A door in pilot mode: CSAT and the secondary sales of one product line. id: the door's code; a door without a
    row shows everything. line: watch or jewelry. since: the house's day it began."""

    INDEXED: ClassVar[tuple[str, ...]] = ()
    id: str
    line: str
    since: date
    by: str  # an account
    at: datetime
