"""The numbers of the weekly snapshot: each beside the four weeks before, and the last twelve weeks as a line."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..languages import day as said_day
from ..languages import decimal, say
from ..measures.catalogue import measure
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell, Question
from ..refusals import NotAllowed, Unknown
from . import Refusal, See
from .numbers import TOO_FEW
from .review import BEFORE, DOWN, HELD, NOISE, NOTHING, UP, better, compared, whole, why_not
from .review import figure as told
from .things import things
from .units import difference, written

WEEKS = 12
Point = tuple[float | None, float | None, float | None]  # value, low, high


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure with its answers: of the week, and of the weeks before. line: product line it is narrowed to."""

    key: str
    line: str
    now: Answer | Refusal
    before: Answer | Refusal

    @property
    def what(self) -> Measure:
        found = measure(self.key)
        if found is None:
            raise KeyError(self.key)
        return found

    @property
    def seen(self) -> bool:
        """Whether the viewer's role may see it at all."""
        return not isinstance(self.now, NotAllowed | Unknown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number, or in place of it the sentence `said`. direction: up, down, none (noise), unknown; good: whether that
    is the better way. before: in a sentence. stands: a sentence where the change is clear. raw: as the facts have it,
    to tell later whether it was restated; was: what it said when it was first sent, "" when it still does."""

    id: str
    key: str
    title: str
    shape: str = ""
    value: str = ""
    said: str = ""
    between: str = ""
    counted: str = ""
    before: str = ""
    direction: str = "unknown"
    good: bool | None = None
    says: str = ""
    stands: str = ""
    raw: float | None = None
    currency: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the visit: share of its observations marked yes with the interval (0..1), None where it is not told."""

    title: str
    share: float | None = None
    low: float = 0.0
    high: float = 0.0
    value: str = ""
    said: str = ""
    counted: str = ""
    direction: str = "unknown"
    good: bool | None = None
    says: str = ""
    stands: str = ""
    focus: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Twelve weeks, oldest first. ends: of the axis. first, last: how the outer weeks are called; says: for who cannot
    see it. said: in place of the line."""

    key: str
    title: str
    points: tuple[Point, ...] = ()
    ends: tuple[float, float] = (0.0, 1.0)
    labels: tuple[str, str] = ("", "")
    first: str = ""
    last: str = ""
    says: str = ""
    said: str = ""


def figure(one: Asked, title: str, shape: str = "") -> Figure:
    what, cell, past = one.what, whole(one.now), whole(one.before)
    empty = Figure(id="-".join(filter(None, (one.key, one.line))), key=one.key, title=title, shape=shape)
    if cell is None:
        return replace(empty, said=why_not(one.now))
    if what.kind == "count":
        was = "" if past is None else say("{n} a week in the four weeks before", n=decimal(past.top / BEFORE, 1))
        return replace(empty, value=written(cell.top, what.unit), before=was)
    if not cell.n:
        return replace(empty, said=say(NOTHING))
    value, between, counted = told(what, cell)
    direction, says, _ = compared(what, cell, past)
    return replace(
        empty, value=value, between=between, counted=counted, before=_before(what, past), direction=direction,
        good=better(what, direction), says=_short(direction, says), stands=_stands(title, what, cell, past, direction),
        raw=cell.value, currency=cell.currency,
    )  # fmt: skip


def step(one: Asked, title: str, focus: str) -> Step:
    found = figure(one, title)
    cell = whole(one.now)
    here = Step(title=title, focus=one.key == f"behaviour.{focus}")
    if not found.value or cell is None:
        return replace(here, said=found.said)
    return replace(
        here, share=cell.value, low=cell.value if cell.low is None else max(0.0, cell.low),
        high=cell.value if cell.high is None else min(1.0, cell.high), value=found.value, counted=found.counted,
        direction=found.direction, good=found.good, says=found.says, stands=found.stands,
    )  # fmt: skip


def restated(one: Figure, was: float | None) -> Figure:
    """was: its raw value when the page was first sent, None when that is not known."""
    what = measure(one.key)
    if was is None or what is None or not one.value:
        return one
    before = written(was, what.unit, one.currency)
    return one if before == one.value else replace(one, was=say("Restated: first it said {was}", was=before))


def trend(see: See, key: str, where: Mapping[str, tuple[str, ...]], monday: date) -> Trend:
    """One value a week up to this one. A week held back is a gap."""
    what = measure(key)
    if what is None:
        raise KeyError(key)
    since, until = monday - timedelta(weeks=WEEKS - 1), monday + timedelta(days=6)
    (answer,) = see.ask_many([Question(key, ("week",), since, until, where)])
    empty = Trend(key=key, title=say("Client satisfaction") if key == "csat" else say(what.title))
    if not isinstance(answer, Answer):
        return replace(empty, said=say(HELD))
    weeks = [since + timedelta(weeks=n) for n in range(WEEKS)]
    cells = [answer.cells.get((str(week),)) for week in weeks]
    points = tuple(_point(cell, what) for cell in cells)
    known = [n for n, point in enumerate(points) if point[0] is not None]
    if len(known) < 2:
        return replace(empty, said=say(TOO_FEW) if None in answer.cells.values() else say("Too few weeks for a line."))
    ends = _ends(points, what)
    last, first = cells[known[-1]], cells[known[0]]
    if last is None or first is None:
        return replace(empty, said=say(TOO_FEW))
    return replace(
        empty, points=points, ends=ends, labels=(written(ends[0], what.unit), written(ends[1], what.unit)),
        first=said_day(weeks[0], "short"), last=said_day(weeks[-1], "short"),
        says=say("{title} week by week from {since} to {until}: first {first}, last {last} of {counted}",
                 title=empty.title, since=said_day(weeks[0], "short"), until=said_day(until, "short"),
                 first=written(first.value, what.unit), last=written(last.value, what.unit),
                 counted=things(last.n, what.counts)),
    )  # fmt: skip


def _point(cell: Cell | None, what: Measure) -> Point:
    if cell is None or not cell.n:
        return None, None, None
    low, high = cell.low, cell.high
    if low is not None and high is not None:
        top = 5.0 if what.unit == "score" else 1.0
        low, high = max(0.0, low), min(top, high)
    return cell.value, low, high


def _ends(points: tuple[Point, ...], what: Measure) -> tuple[float, float]:
    """The axis: never so short that noise looks like news. Scores from a whole or half step down, rates from zero."""
    known = [value for point in points for value in point if value is not None]
    if what.unit == "score":
        low = min(known)
        return (4.0 if low >= 4.0 else 3.0 if low >= 3.0 else 1.0), 5.0
    return 0.0, next(end for end in (0.2, 0.4, 0.6, 1.0) if max(known) <= end or end == 1.0)


def _before(what: Measure, past: Cell | None) -> str:
    if past is None or not past.n:
        return ""
    return say("{was} in the four weeks before", was=written(past.value, what.unit, past.currency))


def _short(direction: str, says: str) -> str:
    return say("No clear change") if direction == NOISE else says


def _stands(title: str, what: Measure, cell: Cell, past: Cell | None, direction: str) -> str:
    """The sentence of a clear change."""
    if past is None or direction not in (UP, DOWN):
        return ""
    size = difference(cell.value - past.value, what.unit, cell.currency)
    now, was = written(cell.value, what.unit, cell.currency), written(past.value, what.unit, past.currency)
    if direction == UP:
        return say("{title}: up {size}, clear of noise: {now} after {was} in the four weeks before.", title=title,
                   size=size, now=now, was=was)  # fmt: skip
    return say("{title}: down {size}, clear of noise: {now} after {was} in the four weeks before.", title=title,
               size=size, now=now, was=was)  # fmt: skip
