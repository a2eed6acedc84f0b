"""Rows of learning paths: which modules follow each other, for whom, and when each is due and due again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningPath(Row):
    """Modules in order with the days after the start at which they are due. Nobody is assigned before it is on."""

    id: str
    title: str
    steps: tuple[tuple[str, int], ...]  # (module, days after the start)
    roles: tuple[str, ...] = ()  # job roles; empty: all
    boutiques: tuple[str, ...] = ()  # empty: all
    regions: tuple[str, ...] = ()
    hired_since: date | None = None  # None: everybody; the start is the day one joined, at the earliest `begins`
    begins: date
    refresh: tuple[int, ...] = ()  # days after completion at which a step is asked for again, each once
    on: bool = False
    by: str
    changed: datetime
    turn: int = 0
    before: str = ""  # JSON of what it said before the last change, for undo


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed(Row):
    """A step of a path was assigned to somebody: not again. id: path, module, round, person, boutique.

    Written before the assignment is said, which is made from it alone: said twice it is kept once. revision: grows when
    it gets another due day, is withdrawn or comes back.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("path",)
    id: str
    path: str
    module: str
    round: int = 0  # 0: the first time; then the refreshers
    person: str
    boutique: str
    target: date  # the day it was meant for, before the roster was asked
    due: date
    at: datetime
    reason: str
    revision: int = 1
    withdrawn: bool = False
