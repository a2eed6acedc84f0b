"""The programme as a whole: how far doors differ, how long people take, whether managers see the same, the rhythm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from ..languages import again, count, decimal, mark, say, whole
from ..measures.catalogue import measure
from ..measures.question import Answer, Cell, Question
from ..programme.playbook import CLIENT_VISIT
from ..refusals import NotAllowed
from ..retail.closed_weeks import latest
from . import Refusal, See
from .module_figures import HELD, NOT_YOURS, NOTHING, figure

QUARTER, YEAR, MONTH = 12, 52, 4  # closed weeks
SPREAD = ("attach_rate", "csat_top2", "enrolment_rate", "conversion", "behaviour.accessory", "behaviour.discovery")
RHYTHM = ("coaching_moments", "observation_coverage", "huddle_days")
WIDE, HIGH, EDGE = 380, 210, 44  # of the curve, and room for its scales
TOO_FEW_CLIPS = mark("too few clips to say")
CLIPS = 5  # from how many on a word is said
GOOD = 0.6  # of AC1, "substantial": Landis & Koch, Biometrics 33 (1977) 159-174


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its interval on 0..1 of the row's scale, and the same a quarter ago; or the sentence `said`."""

    title: str
    says: str
    value: str = ""
    between: str = ""
    at: float = 0.0
    low: float = 0.0
    high: float = 0.0
    before: float | None = None
    was: str = ""
    change: str = ""
    said: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """points: of a polyline, in the drawing's own units. said: what it ends at."""

    label: str
    points: str
    dash: str
    tone: str


@dataclass(frozen=True, slots=True)
class Curve:
    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]
    label: str


class Step(Protocol):
    @property
    def time(self) -> float: ...
    @property
    def share(self) -> float: ...


def spread(see: See, today: date) -> tuple[Bar, ...]:
    """SD between doors, last three lots and the three before; on one scale, so that rows can be held side by side."""
    since, until = latest(today, QUARTER)
    weeks = timedelta(weeks=QUARTER)
    keys = [key for key in SPREAD if measure(f"door_spread.{key}")]
    asked = [Question(f"door_spread.{key}", (), *days) for days in ((since, until), (since - weeks, until - weeks))
             for key in keys]  # fmt: skip
    answers = see.ask_many(asked)
    rows = list(zip(keys, answers[: len(keys)], answers[len(keys) :], strict=True))
    ends = [end for _, *pair in rows for one in pair if (cell := _cell(one)) for end in (cell.value, cell.high or 0.0)]
    top = max([0.05, *ends])
    return tuple(_spread(key, now, was, top) for key, now, was in rows if not isinstance(now, NotAllowed))


def agreement(see: See, today: date) -> tuple[Bar, ...]:
    """AC1 of each behaviour over a year of shared clips, with percent agreement and alpha beside it."""
    since, until = latest(today, YEAR)
    asked = [Question(f"agreement.{one.key}", (), since, until) for one in CLIENT_VISIT.behaviours]
    return tuple(
        _agreed(say(one.title), answer)
        for one, answer in zip(CLIENT_VISIT.behaviours, see.ask_many(asked), strict=True)
    )


def rhythm(see: See, today: date) -> tuple[Bar, ...]:
    """Coaching moments, people observed twice, days with a huddle: the last lot, and the one before."""
    since, until = latest(today, MONTH)
    weeks = timedelta(weeks=MONTH)
    asked = [Question(key, (), *days) for days in ((since, until), (since - weeks, until - weeks)) for key in RHYTHM]
    answers = see.ask_many(asked)
    found = []
    for key, now, was in zip(RHYTHM, answers[: len(RHYTHM)], answers[len(RHYTHM) :], strict=True):
        what = measure(key)
        here, before = figure(now, ()), figure(was, ())
        found.append(Bar(
            title=say(what.title) if what else key, says=say(what.says) if what else "", value=here.value,
            between=here.between, was=before.value, said=here.said,
        ))  # fmt: skip
    return tuple(found)


def curve(cohorts: Sequence[tuple[str, Sequence[Step], float]]) -> Curve | None:
    """Share that has reached the target, week by week since the hire. cohorts: label, steps, last week seen."""
    longest = max((last for _, _, last in cohorts), default=0.0)
    if longest <= 0:
        return None
    step = 2 if longest <= 16 else 4 if longest <= 40 else 13
    ticks = tuple((_x(week, longest), str(week)) for week in range(0, int(longest) + 1, step))
    lines = tuple(
        Line(label, _points(steps, last, longest), "" if n == 0 else "6 4", f"d{n + 1}")
        for n, (label, steps, last) in enumerate(cohorts)
    )
    return Curve(lines, ticks, say("Share of new people who have reached the target, by weeks since the hire"))


def _points(steps: Sequence[Step], last: float, longest: float) -> str:
    share, found = 1.0, [(0.0, 1.0)]
    for one in steps:
        found += [(one.time, share), (one.time, one.share)]
        share = one.share
    found.append((last, share))
    return " ".join(f"{_x(week, longest):.1f},{_y(1 - left):.1f}" for week, left in found)


def _x(week: float, longest: float) -> float:
    return EDGE + week / longest * (WIDE - EDGE - 12)


def _y(reached: float) -> float:
    return 10 + (1 - reached) * (HIGH - 10 - EDGE)


def _spread(key: str, now: Answer | Refusal, was: Answer | Refusal, top: float) -> Bar:
    what = measure(key)
    title, says = (say(what.title), say(what.says)) if what else (key, "")
    cell, before = _cell(now), _cell(was)
    if cell is None:
        return Bar(title, says, said=_said(now))
    low, high = cell.low or 0.0, cell.high if cell.high is not None else cell.value
    return Bar(
        title, says, value=_points_of(cell.value), between=_between(cell), at=cell.value / top, low=low / top,
        high=high / top, before=before.value / top if before else None,
        was=_was(before) if before else "", change=_change(cell, before),
        beside=count(dict(cell.beside).get("doors", 0), "{n} boutique", "{n} boutiques"),
    )  # fmt: skip


def _was(before: Cell) -> str:
    """ "4.2 (3.1 to 5.5)"."""
    return f"{_points_of(before.value)} ({_between(before)})" if _between(before) else _points_of(before.value)


def _change(now: Cell, was: Cell | None) -> str:
    """Narrower or wider only where the two intervals lie apart."""
    if was is None or None in (now.low, now.high, was.low, was.high):
        return ""
    if (now.high or 0.0) < (was.low or 0.0):
        return say("narrower")
    return say("wider") if (now.low or 0.0) > (was.high or 0.0) else say("cannot be told apart")


def _agreed(title: str, answer: Answer | Refusal) -> Bar:
    cell = _cell(answer)
    if cell is None or not cell.bottom:
        return Bar(title, "", said=_said(answer) if cell is None else say("nobody has scored the same clip yet"))
    beside = dict(cell.beside)
    alike = say("{share} say the same", share=say("{n} %", n=whole(beside.get("percent", 0) * 100)))
    alpha = say("alpha {n}", n=_signed(beside["alpha"])) if "alpha" in beside else say("alpha cannot be told")
    clips = count(beside.get("clips", 0), "{n} clip", "{n} clips")
    return Bar(
        title, "", value=_signed(cell.value), at=max(0.0, cell.value), low=max(0.0, cell.low or 0.0),
        between=say("{low} to {high}", low=_signed(cell.low), high=_signed(cell.high))
        if None not in (cell.low, cell.high) else "",
        high=max(0.0, cell.high if cell.high is not None else cell.value),
        beside=" · ".join((alike, alpha, clips)),
        change=_alike(cell),
    )  # fmt: skip


def _alike(cell: Cell) -> str:
    """A word only where there are clips enough and the whole interval allows it."""
    if dict(cell.beside).get("clips", 0) < CLIPS:
        return say(TOO_FEW_CLIPS)
    if cell.low is not None and cell.low >= GOOD:
        return say("they see the same")
    return say("they see it differently") if cell.high is not None and cell.high < GOOD else say(TOO_FEW_CLIPS)


def _signed(value: float | None) -> str:
    return "" if value is None else decimal(value, 2)


def _cell(answer: Answer | Refusal) -> Cell | None:
    cell = answer.whole if isinstance(answer, Answer) else None
    return cell if cell and (cell.n or cell.top) else None


def _said(answer: Answer | Refusal) -> str:
    if not isinstance(answer, Answer):
        return say(NOT_YOURS) if isinstance(answer, NotAllowed) else again(str(answer))
    return say(HELD) if () in answer.cells and answer.cells[()] is None else say(NOTHING)


def _points_of(value: float) -> str:
    return decimal(value * 100, 1)


def _between(cell: Cell) -> str:
    if cell.low is None or cell.high is None:
        return ""
    return say("{low} to {high}", low=_points_of(cell.low), high=_points_of(cell.high))
