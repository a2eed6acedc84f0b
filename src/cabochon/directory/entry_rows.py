"""Rows beside entries of the floor: whose phone's clock was put right."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPutRight(Row):
    """An entry came from a phone whose clock was wrong. id: the entry's. Kept as long as its writer may look back."""

    INDEXED: ClassVar[tuple[str, ...]] = ("account",)
    id: str
    account: str
    minutes: int  # how far behind the phone's clock was; negative: ahead
    at: datetime  # when it came in
