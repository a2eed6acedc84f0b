"""A decision as its readers see it: words masked where they must be, its owner, how it stands, what came of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from ..dashboards import review_moved as after
from ..dashboards.review_moved import Moved
from ..directory.review_rows import ReviewDecision, ReviewHeld
from ..languages import day, say
from ..verdicts.told import Head
from .reviews_places import BOUTIQUE, Spot, account, owner
from .seeing import See

if TYPE_CHECKING:
    from . import House

OPEN, DONE, DROPPED = "open", "done", "dropped"
Masked = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A decision as a viewer sees it. owner, by, closed_by: what they are called to the viewer. overdue: open past its
    day. moved: what became of its number, None without one. episode: key of a verdict about it, "" for none. edits:
    whether the viewer may change its words. turn: what it said when it was read.
    """

    id: str
    text: str
    owner: str
    due: date
    week: date
    state: str
    overdue: bool
    outcome: str
    by: str
    at: datetime
    closed_by: str
    closed_at: datetime | None
    moved: Moved | None
    episode: str
    edits: bool
    turn: str
    row: ReviewDecision

    @property
    def sentence(self) -> str:
        """How it stands, in one sentence."""
        who, last = self.owner, day(self.due, "short")
        if self.state == DONE:
            return say("“{text}” ({owner}) is done: {outcome}", text=self.text, owner=who, outcome=self.outcome)
        if self.state == DROPPED:
            return say("“{text}” ({owner}) was dropped: {outcome}", text=self.text, owner=who, outcome=self.outcome)
        if self.overdue:
            return say("“{text}” ({owner}) is open and was due {day}.", text=self.text, owner=who, day=last)
        return say("“{text}” ({owner}) is open, due {day}.", text=self.text, owner=who, day=last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A review in the list: how many were decided, done, dropped and are open; who held it when, "" and None if not."""

    week: date
    decided: int
    done: int
    dropped: int
    open: int
    by: str
    at: datetime | None


def turn_of(row: ReviewDecision) -> str:
    """What a decision said when it was read."""
    return sha256(msgspec.json.encode(row)).hexdigest()[:16]


def stands(row: ReviewDecision, week: date) -> bool:
    """Whether a review of that week goes over it: it is of the week before, or carried over until it was closed."""
    if row.week >= week:
        return False
    last = row.week == week - timedelta(days=7)
    return last or row.state == OPEN or (row.closed_week is not None and row.closed_week >= week)


def told(
    house: "House", see: See, here: Spot, rows: Sequence[ReviewDecision], *, looked: date, today: date,
    named: dict[str, str], masked: Masked, heads: Iterable[Head] = (), writes: bool = False,
) -> list[Told]:  # fmt: skip
    """The decisions as this viewer sees them; open ones first, by their day.

    Args:
        looked: the Monday of the week that is reviewed. named: keys of places the viewer reaches -> name.
    """
    found, moves = list(heads), _moves(see, here, rows, looked, named)
    told_of = [
        Told(
            id=row.id, text=masked(row.text), owner=owner(house, see, row.owner), due=row.due, week=row.week,
            state=row.state, overdue=row.state == OPEN and row.due < today, outcome=masked(row.outcome),
            by=account(house, see, row.by), at=row.at, closed_at=row.closed_at,
            closed_by=account(house, see, row.closed_by) if row.closed_by else "", moved=moves.get(row.id),
            episode=_episode(row, here, found), turn=turn_of(row), row=row,
            edits=writes and row.state == OPEN and masked(row.text) == row.text,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(told_of, key=lambda one: (one.state != OPEN, one.due, one.at))


def where_of(place: str) -> dict[str, tuple[str, ...]]:
    kind, _, code = place.partition(":")
    return {kind: (code,)} if code else {}


def _moves(
    see: See, here: Spot, rows: Sequence[ReviewDecision], looked: date, named: dict[str, str]
) -> dict[str, Moved]:  # fmt: skip
    """Of every decision that is meant to move a number, asked for together."""
    asked = {row.id: after.asks(row.measure, where_of(row.measured or here.key), row.week, looked)
             for row in rows if row.measure and (row.measured or here.key) in named}  # fmt: skip
    answers = iter(see.ask_many([one for some in asked.values() for one in some]))
    of = {name: tuple(next(answers) for _ in some) for name, some in asked.items()}
    return {
        row.id: after.moved(
            row.measure, named.get(row.measured or here.key, ""), after.read(row.baseline), of[row.id],
            after.later_span(row.week, looked),
        )
        for row in rows if row.id in of
    }  # fmt: skip


def _episode(row: ReviewDecision, here: Spot, heads: Sequence[Head]) -> str:
    """The latest verdict about the behaviour of a decision there that began since."""
    if not row.measure.startswith("behaviour."):
        return ""
    about, place = row.measure.removeprefix("behaviour."), row.measured or here.key
    kind, _, code = place.partition(":")

    def meant(head: Head) -> bool:
        one = head.subject
        if one.about != about or one.since < row.week or one.kind == "person":
            return False
        return one.boutique == code if kind == BOUTIQUE else not one.boutique and (one.region or code) == code

    return next((one.subject.key for one in heads if meant(one)), "")


def past(
    house: "House", see: See, rows: Sequence[ReviewDecision], held: Sequence[ReviewHeld], most: int
) -> list[Past]:  # fmt: skip
    """The reviews there were, the latest first."""
    weeks = sorted({row.week for row in rows} | {one.week for one in held}, reverse=True)[:most]
    by_week = {one.week: one for one in held}
    found = []
    for week in weeks:
        states = [row.state for row in rows if row.week == week]
        one = by_week.get(week)
        found.append(Past(
            week=week, decided=len(states), done=states.count(DONE), dropped=states.count(DROPPED),
            open=states.count(OPEN), by=account(house, see, one.by) if one else "", at=one.at if one else None,
        ))  # fmt: skip
    return found
