"""Client satisfaction day by day: seven-day means with their interval, from daily sums."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from markupsafe import Markup

from ..measures.question import Cell, Question
from . import See
from .changes import interval_of_mean
from .look import charts
from .periods import Span, Window, short_day

OVER = 7  # days behind one point: a week holds each weekday once
LEAST_DAYS = 28
NOT_DRAWN = Markup()


@dataclass(frozen=True, slots=True)
class Point:
    """mean of the seven days that end on `day` (1..5), None without surveys; low, high: 95 %; n: surveys behind it."""

    day: date
    mean: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def says(self) -> str:
        if self.mean is None:
            return f"{short_day(self.day)}: no surveys"
        band = "" if self.low is None or self.high is None else f" ({self.low:.2f} to {self.high:.2f})"
        return f"{short_day(self.day)}: {self.mean:.2f}{band}, {self.n} survey{'s' if self.n != 1 else ''}"


@dataclass(frozen=True, slots=True)
class Trend:
    """Points oldest first, drawn wide and narrow; or in their place the sentence `said`."""

    points: tuple[Point, ...] = ()
    wide: Markup = NOT_DRAWN
    narrow: Markup = NOT_DRAWN
    caption: str = "Seven-day mean; the band is its 95% interval"
    said: str = ""

    def spark(self, span: Span) -> tuple[float, ...]:
        """The means inside these days, for a sparkline; at least two or none."""
        means = tuple(p.mean for p in self.points if p.mean is not None and span.since <= p.day <= span.until)
        return means if len(means) > 1 else ()


def by_day(see: See, question: Question, window: Window) -> Trend:
    """Seven-day means over the window and the days it is compared with, asked for once.

    Raises:
        Unanswerable, NotAllowed: the viewer may not cut by day in this view.
    """
    shown = Span(min(window.before.since, window.now.until - timedelta(days=LEAST_DAYS - 1)), window.now.until)
    asked = replace(question, by=("day",), since=shown.since - timedelta(days=OVER - 1), until=shown.until)
    cells = {date.fromisoformat(key[0]): cell for key, cell in see.ask(asked).cells.items()}
    points = rolling(cells, shown)
    while len(points) > LEAST_DAYS and points[0].mean is None:  # a young house has no weeks before
        points = points[1:]
    return _drawn(points, window, "Seven-day mean; the band is its 95% interval", held=None in cells.values())


def by_week(see: See, question: Question, window: Window) -> Trend:
    """Means of closed calendar weeks: what may be shown above the boutique. A week held back is a gap."""
    weeks = max(12, (window.before.days + window.now.days) // 7)
    since = window.now.until - timedelta(days=7 * weeks - 1)
    cells = see.ask(replace(question, by=("week",), since=since, until=window.now.until)).cells
    points = []
    for back in range(weeks - 1, -1, -1):
        until = window.now.until - timedelta(weeks=back)
        cell = cells.get((str(until - timedelta(days=6)),))  # a week is called by its Monday
        points.append(_point(until, [cell] if cell else []))
    caption = "Mean of each closed week; the band is its 95% interval"
    return _drawn(tuple(points), window, caption, held=None in cells.values())


def rolling(cells: dict[date, Cell | None], shown: Span) -> tuple[Point, ...]:
    """Seven-day points from daily cells. A held-back day makes each mean over it unknown: a rest is no whole."""
    points = []
    for back in range(shown.days):
        day = shown.since + timedelta(days=back)
        week = [day - timedelta(days=ago) for ago in range(OVER)]
        held = any(d in cells and cells[d] is None for d in week)
        points.append(_point(day, [] if held else [cell for d in week if (cell := cells.get(d)) is not None]))
    return tuple(points)


def _point(day: date, cells: Sequence[Cell]) -> Point:
    top, n = sum(cell.top for cell in cells), sum(cell.n for cell in cells)
    if not n:
        return Point(day, None, None, None, 0)
    low, high = interval_of_mean(top, n, sum(cell.squares for cell in cells))
    return Point(day, top / n, low, high, n)


def _drawn(points: tuple[Point, ...], window: Window, caption: str, *, held: bool) -> Trend:
    known = [point for point in points if point.mean is not None]
    if not known:
        return Trend(points, caption=caption, said="Too few to show." if held else "No surveys in this view yet.")
    rows = [charts.Mark(p.day, p.mean, p.low, p.high, p.says) for p in points]
    begins = charts.Begins(window.now.since, window.period.label) if window.now.days > 1 else None
    label = (
        f"Client satisfaction from {short_day(points[0].day)} to {short_day(points[-1].day)}. Last: {known[-1].says}"
    )
    return Trend(points, charts.wide(rows, begins, label), charts.narrow(rows, begins, label), caption)
