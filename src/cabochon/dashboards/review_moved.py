"""What came of a decision's number: what it was when it was decided, frozen, beside what it is now, and nothing more.

A number that moved after a decision need not have moved because of it; only an episode with doors to compare with may
say that (`verdicts`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import msgspec

from ..languages import day, mark, say
from ..measures.catalogue import measure
from ..measures.question import Cell, Question
from ..refusals import NotAllowed, Unknown
from . import review
from .changes import change
from .review import BEFORE, DOWN, NOISE, UNTOLD, UP, Asked
from .units import difference

TOO_EARLY = mark("The first week after it is not over yet.")
NOT_YOURS = mark("Not shown to your role.")
NOTHING_THEN = mark("There was nothing to hold on to when it was decided.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What a number came to when something was decided. cell: None where it was held back then. Days both included."""

    since: date
    until: date
    cell: Cell | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A decision's number in words. was, now: value, interval, what stands behind it and the days, each "" where
    missing; direction and good as of `review.Line`; says: what came of it."""

    title: str
    place: str
    was: str = ""
    was_between: str = ""
    was_counted: str = ""
    was_days: str = ""
    now: str = ""
    now_between: str = ""
    now_counted: str = ""
    now_days: str = ""
    direction: str = UNTOLD
    good: bool | None = None
    says: str = ""
    since: str = ""


def written_down(one: Baseline) -> str:
    return msgspec.json.encode(one).decode()


def read(text: str) -> Baseline | None:
    """None of a text that is none, such as one a name was taken out of."""
    try:
        return msgspec.json.decode(text, type=Baseline) if text else None
    except msgspec.DecodeError:
        return None


def first_span(monday: date) -> tuple[date, date]:
    """The four weeks up to the week that was looked at."""
    return monday - timedelta(weeks=BEFORE - 1), monday + timedelta(days=6)


def later_span(monday: date, looked: date) -> tuple[date, date] | None:
    """The weeks after it, up to the week that is looked at now; None while there is none. Both given by Mondays."""
    return None if looked <= monday else (monday + timedelta(days=7), looked + timedelta(days=6))


def asks(key: str, where: Mapping[str, tuple[str, ...]], monday: date, looked: date) -> tuple[Question, ...]:
    """What is asked for one decision: its own weeks again, as the viewer may see them, and the weeks since."""
    spans = (first_span(monday), later_span(monday, looked))
    return tuple(Question(key, (), *span, where) for span in spans if span)


def moved(
    key: str, place: str, baseline: Baseline | None, answers: tuple[Asked, ...], days: tuple[date, date] | None
) -> Moved:  # fmt: skip
    """
    Args:
        answers: to `asks`, as this viewer may see them: what is held back from them stays so, whoever froze it.
        days: of the weeks since.
    """
    what = measure(key)
    if what is None or not answers:
        return Moved(title=key, place=place)
    told = Moved(title=say(what.title), place=place)
    then, now = answers[0], answers[1] if len(answers) > 1 else None
    if isinstance(then, NotAllowed | Unknown):
        return Moved(title=told.title, place=place, says=say(NOT_YOURS))
    held = review.whole(then) is None
    was = None if held or baseline is None else baseline.cell
    if was is not None and was.n and baseline is not None:
        value, between, counted = review.figure(what, was)
        told = replace(told, was=value, was_between=between, was_counted=counted,
                     was_days=_days(baseline.since, baseline.until))  # fmt: skip
    if now is None or days is None:
        return replace(told, says=say(TOO_EARLY))
    cell = review.whole(now)
    if cell is None:
        return replace(told, says=review.why_not(now))
    if not cell.n:
        return replace(told, says=say("Nothing has been counted since."))
    value, between, counted = review.figure(what, cell)
    told = replace(told, now=value, now_between=between, now_counted=counted, now_days=_days(*days))
    if was is None or not was.n:
        return replace(told, says=review.why_not(then) if held else say(NOTHING_THEN))
    found = change(cell, was, what, say("the weeks it was decided on"))
    size = difference(cell.value - was.value, what.unit, cell.currency)
    says = {
        UP: say("Up {size}, clear of noise; not proof that this did it", size=size),
        DOWN: say("Down {size}, clear of noise; not proof that this did it", size=size),
        NOISE: say("No clear change"),
    }.get(found.direction, say("Too little to say whether that is a change"))
    return replace(told, direction=found.direction, good=review.better(what, found.direction), says=says,
                 since=found.words if found.direction in (UP, DOWN, NOISE) else "")  # fmt: skip


def _days(since: date, until: date) -> str:
    return say("{first} to {last}", first=day(since, "short"), last=day(until, "short"))
