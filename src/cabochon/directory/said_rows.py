"""What closed weeks said: the sums of each place's week as they were when it closed, to tell later what changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidWeek(Row):
    """A place's closed week, written once. id: place and Monday, "boutique:GVA01/2026-11-09"; place: as WeeklySent's.

    at: when it was written, later than the week closed where the house was off. doors: a hash of the codes of the
    boutiques it is the sum of, "" for a boutique's own. sums: by measure and product line, JSON, compressed.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("week",)
    id: str
    place: str
    week: str  # the Monday
    at: datetime
    doors: str = ""
    sums: bytes
