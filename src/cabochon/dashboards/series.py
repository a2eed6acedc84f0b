"""A measure over time, with its interval and what else happened: by day on the floor, by closed week above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Protocol

from markupsafe import Markup

from ..impact import intervals
from ..languages import count, say, short_day
from ..measures.catalogue import measure
from ..measures.kinds import Measure
from ..measures.question import Cell, Question
from . import See, attempt
from .look import charts
from .numbers import NONE_YET, TOO_FEW
from .periods import Span
from .restated import of_points
from .things import things
from .units import shown, written
from .view import View

OVER = 7  # days behind one point: a week holds each weekday once
LEAST_DAYS, LEAST_WEEKS = 28, 12
NOT_DRAWN = Markup()
NEVER: Mapping[date, str] = MappingProxyType({})


class Noted(Protocol):
    """Days out of the ordinary: a launch, a holiday, a promotion."""

    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Point:
    """value of the days or the week that end on `day`, None without any; low, high: 95 %; n: events behind it."""

    day: date
    value: float | None
    low: float | None
    high: float | None
    n: int
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A point as the table below the chart says it."""

    day: str
    value: str
    low: str
    high: str
    n: int
    restated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Points oldest first, drawn wide and narrow; or in their place the sentence `said`. noted: beside the drawing.

    restated: how many of its weeks say otherwise than when they closed, in words; their rows say what.
    """

    key: str
    title: str
    caption: str
    points: tuple[Point, ...] = ()
    rows: tuple[Row, ...] = ()
    wide: Markup = NOT_DRAWN
    narrow: Markup = NOT_DRAWN
    noted: tuple[str, ...] = ()
    restated: str = ""
    said: str = ""

    def spark(self, span: Span) -> tuple[float, ...]:
        """The values inside these days, for a sparkline; at least two or none."""
        found = tuple(p.value for p in self.points if p.value is not None and span.since <= p.day <= span.until)
        return found if len(found) > 1 else ()


def series(see: See, view: View, key: str, *, noted: Sequence[Noted] = (), title: str = "", **where: str) -> Series:
    """The measure over the view's days and those before them; a part of a page by itself.

    where: further values by cut. noted: what stands on the time axis.
    """
    what = measure(key)
    if what is None:
        raise KeyError(key)
    daily = what.kind in ("rate", "mean") and not view.reach.above and "day" in what.cuts
    caption = say("Seven-day values; the band is their 95% interval")
    if not daily:
        caption = say("One value a week; the band is its 95% interval")
    empty = Series(key=key, title=title or say(what.title), caption=caption)

    def make() -> Series:
        question = view.ask(key, **where)
        points, held = (by_day if daily else by_week)(see, view, what, question)
        was = of_points(see, question, what, points)
        return drawn(points, view, what, empty, noted=noted, held=held, restated=was)

    return attempt(make, lambda why: Series(key=key, title=empty.title, caption=caption, said=why))


def by_day(see: See, view: View, what: Measure, question: Question) -> tuple[tuple[Point, ...], bool]:
    """Seven-day points over the window and the days it is compared with; and whether something was held back."""
    shown = Span(min(_from(view), view.now.until - timedelta(days=LEAST_DAYS - 1)), view.now.until)
    asked = Question(question.measure, ("day",), shown.since - timedelta(days=OVER - 1), shown.until, question.where)
    cells = {date.fromisoformat(key[0]): cell for key, cell in see.ask(asked).cells.items()}
    points = rolling(cells, shown, what)
    while len(points) > LEAST_DAYS and points[0].value is None:  # a young house has no weeks before
        points = points[1:]
    return points, None in cells.values()


def by_week(see: See, view: View, _: Measure, question: Question) -> tuple[tuple[Point, ...], bool]:
    """A point a calendar week; above the boutique closed ones alone. A week held back is a gap."""
    last = view.now.until + timedelta(days=6 - view.now.until.weekday())
    weeks = max(LEAST_WEEKS, ((last - _from(view)).days + 1) // 7)
    since = last - timedelta(days=7 * weeks - 1)
    asked = Question(question.measure, ("week",), since, min(last, view.now.until), question.where)
    cells = see.ask(asked).cells
    points = []
    for back in range(weeks - 1, -1, -1):
        sunday = last - timedelta(weeks=back)
        cell = cells.get((str(sunday - timedelta(days=6)),))  # a week is called by its Monday
        points.append(_point(min(sunday, view.now.until), cell if cell and cell.n else None))
    return tuple(points), None in cells.values()


def rolling(cells: dict[date, Cell | None], shown: Span, what: Measure) -> tuple[Point, ...]:
    """Seven-day points from daily cells. A held-back day makes each point over it unknown: a rest is no whole."""
    points = []
    for back in range(shown.days):
        end = shown.since + timedelta(days=back)
        week = [end - timedelta(days=ago) for ago in range(OVER)]
        held = any(d in cells and cells[d] is None for d in week)
        points.append(_sum(end, [] if held else [cell for d in week if (cell := cells.get(d)) is not None], what))
    return tuple(points)


def drawn(
    points: tuple[Point, ...], view: View, what: Measure, empty: Series, *, noted: Sequence[Noted], held: bool,
    restated: Mapping[date, str] = NEVER,
) -> Series:  # fmt: skip
    """The points as a picture with a sentence each; or the sentence why there is none. restated: by day, in words."""
    known = [point for point in points if point.value is not None]
    if not known:
        why = say(TOO_FEW) if held else say(NONE_YET)
        return Series(key=empty.key, title=empty.title, caption=empty.caption, said=why)
    unit = what.unit
    marks = [
        charts.Mark(
            p.day,
            shown(p.value, unit, p.currency),
            shown(p.low, unit, p.currency),
            shown(p.high, unit, p.currency),
            says(p, what, restated.get(p.day, "")),
            p.day in restated,
        )
        for p in points
    ]
    begins = charts.Begins(view.now.since, say(view.window.period.label)) if view.now.days > 1 else None
    here = tuple(one for one in noted if one.until >= points[0].day and one.since <= points[-1].day)
    beside = [charts.Beside(max(one.since, points[0].day), min(one.until, points[-1].day), one.title) for one in here]
    label = say("{title} from {since} to {until}. Last: {last}", title=empty.title, since=short_day(points[0].day),
                until=short_day(points[-1].day), last=says(known[-1], what))  # fmt: skip
    axis = charts.axis_for(marks, unit)
    return Series(
        key=empty.key, title=empty.title, caption=empty.caption, points=points,
        rows=tuple(_row(p, unit, restated.get(p.day, "")) for p in reversed(points)),
        wide=charts.wide(marks, begins, label, axis=axis, beside=beside),
        narrow=charts.narrow(marks, begins, label, axis=axis, beside=beside),
        noted=tuple(say("{title}, {since} to {until}", title=one.title, since=short_day(one.since),
                        until=short_day(one.until)) for one in here),
        restated=count(len(restated), "One week was restated after it closed; the table says what it said before.",
                       "{n} weeks were restated after they closed; the table says what they said before.")
        if restated else "",
    )  # fmt: skip


def says(point: Point, what: Measure, restated: str = "") -> str:
    """ "20 Nov: 4.57 (4.48 to 4.66), 164 surveys", and what it said before."""
    if restated:
        return say("{point}. {restated}", point=says(point, what), restated=restated)
    day = short_day(point.day)
    if point.value is None:
        return say("{day}: nothing", day=day)
    value, n = written(point.value, what.unit, point.currency), things(point.n, what.counts)
    if point.low is None or point.high is None:
        return say("{day}: {value}, {counted}", day=day, value=value, counted=n)
    ends = (written(point.low, what.unit, "", bare=True), written(point.high, what.unit, "", bare=True))
    return say(
        "{day}: {value} ({low} to {high}), {counted}", day=day, value=value, low=ends[0], high=ends[1], counted=n
    )


def _from(view: View) -> date:
    """The first day drawn: of the days compared with, where they lie right before."""
    near = view.before.until + timedelta(days=1) >= view.now.since
    return view.before.since if near else view.now.since


def _sum(day: date, cells: Sequence[Cell], what: Measure) -> Point:
    top, bottom, n = sum(c.top for c in cells), sum(c.bottom for c in cells), sum(c.n for c in cells)
    if not n or not bottom:
        return Point(day, None, None, None, 0)
    squares = sum(c.squares for c in cells)
    ends = intervals.rate(top, bottom) if what.kind == "rate" else intervals.mean(top, squares, n)
    low, high = ends or (None, None)
    if what.unit == "score" and low is not None and high is not None:
        low, high = max(1.0, low), min(5.0, high)
    return Point(day, top / bottom, low, high, n, next((c.currency for c in cells if c.currency), ""))


def _point(day: date, cell: Cell | None) -> Point:
    if cell is None:
        return Point(day, None, None, None, 0)
    return Point(day, cell.value, cell.low, cell.high, cell.n, cell.currency)


def _row(point: Point, unit: str, restated: str) -> Row:
    def said(value: float | None) -> str:
        return "" if value is None else written(value, unit, point.currency)

    return Row(short_day(point.day), said(point.value), said(point.low), said(point.high), point.n, restated)
