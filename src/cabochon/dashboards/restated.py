"""A number of closed weeks that says otherwise now than when they closed says so: what it was, and what came late."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from ..languages import say, short_day, whole
from ..measures.kinds import Measure
from ..measures.question import Cell, Question
from . import See
from .things import things
from .units import written

SOON = timedelta(days=10)  # from the Monday on: until then a week was written down when it closed
WEEK, TO_SUNDAY = timedelta(days=7), timedelta(days=6)
SUNDAY = 6


class Then(Protocol):
    """What a week said, and when that was written down."""

    @property
    def at(self) -> datetime: ...
    @property
    def cell(self) -> Cell: ...


class Point(Protocol):
    """A value of the seven days that end on `day`."""

    @property
    def day(self) -> date: ...
    @property
    def value(self) -> float | None: ...
    @property
    def n(self) -> int: ...
    @property
    def currency(self) -> str: ...


def first(see: See, question: Question) -> Mapping[date, Then]:
    """What the closed weeks of a question said when they closed, by Monday; nothing where the way out keeps none."""
    found = getattr(see, "first", None)
    return found(question) if found else {}


def may_say_first(see: See, question: Question, week: date) -> bool:
    """Whether that may be told beside what the week says now."""
    found = getattr(see, "may_say_first", None)
    return bool(found and found(question, week))


def restated(see: See, question: Question, what: Measure, now: Cell) -> str:
    """Of a number of whole closed weeks what it said before; "" where it says the same, or where that is not known."""
    told = first(see, question)
    since, until = question.since, question.until
    if not told or since is None or until is None or len(told) < ((until - since).days + 1) // 7:
        return ""
    cells = [one.cell for one in told.values()]
    was = Cell(sum(one.top for one in cells), sum(one.bottom for one in cells), sum(one.n for one in cells),
               currency=_currency(cells))  # fmt: skip
    return _said(see, question, what, told, was, value(now, what) if now.n else None, now.n, now.currency)


def of_points(see: See, question: Question, what: Measure, points: Sequence[Point]) -> dict[date, str]:
    """The same for every point that is a whole closed week, by its Sunday."""
    ends = [one for one in points if one.day.weekday() == SUNDAY and one.value is not None]
    if not ends:
        return {}
    asked = Question(question.measure, (), ends[0].day - TO_SUNDAY, ends[-1].day, question.where)
    told, found = first(see, asked), dict[date, str]()
    for one in ends:
        week = one.day - TO_SUNDAY
        if (then := told.get(week)) is not None:
            single = Question(question.measure, (), week, one.day, question.where)
            text = _said(see, single, what, {week: then}, then.cell, one.value, one.n, one.currency)
            found |= {one.day: text} if text else {}
    return found


def value(cell: Cell, what: Measure) -> float:
    return cell.top if what.kind == "count" else cell.value


def _said(
    see: See, question: Question, what: Measure, told: Mapping[date, Then], was: Cell, value_now: float | None, n: int,
    currency: str,
) -> str:  # fmt: skip
    if was.n and n and was.currency != currency:
        return ""
    before = written(value(was, what), what.unit, was.currency) if was.n else ""
    after = written(value_now, what.unit, currency) if value_now is not None and n else ""
    if before == after:
        return ""
    if not all(may_say_first(see, question, week) for week in told):
        if len(told) == 1:
            return say("Restated since the week closed.")
        return say("Restated since these weeks closed.")
    return _sentence(before, after, _when(told), what, was.n, n)


def _sentence(before: str, after: str, when: str, what: Measure, had: int, n: int) -> str:
    """before, after: the values as they are read, "" for none; had, n: how many events stood and stand behind them."""
    then = things(had, what.counts)
    if not before:
        here = things(n, what.counts)
        return say("Restated: nothing {when}, {now} ({things}) now.", when=when, now=after, things=here)
    if not after:
        return say("Restated: {was} ({things}) {when}, nothing now.", was=before, things=then, when=when)
    if what.kind == "count":
        return say("Restated: {things} {when}, {n} now.", things=then, when=when, n=after)
    if n == had:
        return say("Restated: {was} {when}, {now} now, of {things} then and now.", was=before, when=when, now=after,
                   things=then)  # fmt: skip
    if n > had:
        return say("Restated: {was} ({things}) {when}, {now} ({n}) now; {late} came late.", was=before, things=then,
                   when=when, now=after, n=whole(n), late=things(n - had, what.counts))  # fmt: skip
    return say("Restated: {was} ({things}) {when}, {now} ({n}) now; {fewer} no longer counted.", was=before,
               things=then, when=when, now=after, n=whole(n), fewer=things(had - n, what.counts))  # fmt: skip


def _when(told: Mapping[date, Then]) -> str:
    soon = all(one.at.date() <= week + SOON for week, one in told.items())
    if len(told) > 1:
        return say("when these weeks closed") if soon else say("when these weeks were first written down")
    if soon:
        return say("when the week closed")
    return say("on {day}", day=short_day(min(one.at for one in told.values()).date()))


def _currency(cells: Iterable[Cell]) -> str:
    found = {cell.currency for cell in cells if cell.n}
    return found.pop() if len(found) == 1 else ""
