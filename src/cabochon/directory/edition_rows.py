"""Rows of the programme: versions of the playbook, and when a talk track was last gone over."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Row):
    """One version of some content. A published one never changes; the Value of its name says which one is in force.
    There is one draft at most; its row stays when it is published or discarded, so that one who saves late is told.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("what",)
    id: str  # "playbook:7", "playbook:draft"
    what: str  # playbook
    number: int = 0  # 0 for a draft
    state: str  # published; draft; closed: the draft was published or discarded
    body: str  # JSON
    based_on: int  # the version it was made from
    by: str  # account: who published it, or wrote last
    made: datetime
    changed: datetime
    turn: int = 0  # grows with every save of a draft
    published: datetime | None = None
    note: str = ""  # what is new
    came: tuple[tuple[str, str, str], ...] = ()  # phrases from the floor in it: (address, words, where from)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackReview(Row):
    """A talk track was gone over and found right. id: "playbook:welcome.just_looking"."""

    id: str
    day: date
    by: str
