"""Drawings of verdicts: a change against zero with what was expected anyway, doors before and after, effect by week.

Places along an axis are per cent of its width, so that a drawing fills whatever column it stands in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from markupsafe import Markup

from ..languages import count, decimal, say, whole
from .look.figures import Spec, svg
from .verdict_told import EventTime
from .verdict_words import Scale

EDGE, TICKS, TINY = 5.0, 4, 1e-6  # per cent left free on either side; steps at most; the least span
TEXT: Spec = {"type": "text", "aria": False, "fontSize": 12}


@dataclass(frozen=True, slots=True)
class Axis:
    """From low to high in the unit shown; ticks: (place, text)."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()

    def at(self, value: float) -> float:
        """Where along it, in per cent; what lies outside is put at its end."""
        part = (min(self.high, max(self.low, value)) - self.low) / ((self.high - self.low) or 1.0)
        return round(EDGE + part * (100 - 2 * EDGE), 2)


@dataclass(frozen=True, slots=True)
class Bar:
    """Places of a change against zero: what came, what was expected anyway, and the band of the rest around it."""

    zero: float
    anyway: float
    came: float
    band: tuple[float, float] | None
    ticks: tuple[tuple[float, str], ...]
    says: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Places of one door's, role's or cohort's level before and after, and of what was expected of it."""

    before: float
    after: float
    expected: float | None
    band: tuple[float, float] | None


def bar(scale: Scale, came: float, anyway: float, low: float | None, high: float | None) -> Bar:
    """came, anyway: changes in the unit shown; low, high: of the rest, in the measure's own unit, None without an
    interval."""
    ends = None
    if low is not None and high is not None and isfinite(low) and isfinite(high):
        ends = (anyway + scale.shown(low), anyway + scale.shown(high))
    axis = axis_of([0.0, came, anyway, *(ends or ())], lambda v: _signed(scale, v))
    says = say("Came: {change}. Expected anyway: {anyway}.", change=scale.change(came), anyway=scale.change(anyway))
    if ends and low is not None and high is not None:
        says = say("{said} The rest: {band}.", said=says, band=scale.between(low, high))
    band = (axis.at(ends[0]), axis.at(ends[1])) if ends else None
    return Bar(axis.at(0.0), axis.at(anyway), axis.at(came), band, axis.ticks, says)


def axis_of(values: Iterable[float], write: Callable[[float], str] = "{:g}".format, *, steps: int = TICKS) -> Axis:
    """Round ends around the values; write: a tick's text. steps: at most about so many of them."""
    found = [one for one in values if isfinite(one)] or [0.0]
    low, high = min(found), max(found)
    step = _step((high - low) or abs(high) or 1.0, steps)
    first, last = floor(low / step), ceil(high / step)
    if first == last:
        last += 1
    axis = Axis(first * step, last * step)
    ticks = tuple((axis.at(i * step), write(i * step)) for i in range(first, last + 1))
    return Axis(axis.low, axis.high, ticks)


def pair(axis: Axis, before: float, after: float, expected: float | None, ends: tuple[float, float] | None) -> Pair:
    """All in the unit shown, on the axis all of them share."""
    band = (axis.at(ends[0]), axis.at(ends[1])) if ends else None
    return Pair(axis.at(before), axis.at(after), None if expected is None else axis.at(expected), band)


def by_week(events: Sequence[EventTime], scale: Scale, title: str) -> tuple[Markup, Markup]:
    """Wide and narrow: the effect by week since the start, its band, the line of no effect and that of the start."""
    label = say("{title}: effect by week since the start. {last}", title=title,
                last=week_says(events[-1], scale) if events else "")  # fmt: skip
    return (svg(_weeks(events, scale, width=700, height=260), label),
            svg(_weeks(events, scale, width=340, height=230), label))  # fmt: skip


def week_says(one: EventTime, scale: Scale) -> str:
    """ "Week 3 after the start: +5 points (1 to 9), 9 boutiques"."""
    change, low, high = scale.change(scale.shown(one.estimate)), one.low, one.high
    if low is not None and high is not None:
        change = f"{change} ({scale.between(low, high)})"
    if one.week == 0:
        when = say("The week of the start")
    elif one.week > 0:
        when = say("Week {n} after the start", n=whole(one.week))
    else:
        when = say("Week {n} before the start", n=whole(-one.week))
    boutiques = count(one.doors, "{n} boutique", "{n} boutiques")
    return say("{when}: {change}, {boutiques}", when=when, change=change, boutiques=boutiques)


def _weeks(events: Sequence[EventTime], scale: Scale, *, width: int, height: int) -> Spec:
    rows = [
        {"week": one.week, "v": one.estimate * scale.times, "says": week_says(one, scale),
         "lo": None if one.low is None else one.low * scale.times,
         "hi": None if one.high is None else one.high * scale.times}
        for one in events
    ]  # fmt: skip
    values = [float(v) for row in rows for v in (row["v"], row["lo"], row["hi"]) if isinstance(v, int | float)]
    axis = axis_of([0.0, *values])
    step = _step(axis.high - axis.low)
    weeks = [one.week for one in events]
    every = 1 if len(weeks) <= 14 and width > 400 else 2 if len(weeks) <= 14 else 4
    x: Spec = {"field": "week", "type": "quantitative", "title": say("Weeks since the start"),
               "scale": {"domain": [min(weeks) - 0.4, max(weeks) + 0.4], "nice": False},
               "axis": {"values": [w for w in weeks if w % every == 0], "format": "d"}}  # fmt: skip
    ticks = [round(axis.low + i * step, 4) for i in range(round((axis.high - axis.low) / step) + 1)]
    form = ",.0f" if step >= 1 else ",.1f" if step >= 0.1 else ",.2f"
    y: Spec = {"field": "v", "type": "quantitative", "title": None, "scale": {"domain": [axis.low, axis.high]},
               "axis": {"values": ticks, "format": form}}  # fmt: skip
    banded = [row for row in rows if row["lo"] is not None and row["hi"] is not None]
    start = {"data": {"values": [{"week": -0.5, "t": say("Start")}]}}
    at: Spec = {"x": {"field": "week", "type": "quantitative"}}
    quiet: Spec = {"aria": False}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width, "height": height, "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "area", "color": "var(--d1-soft)", "opacity": 0.6, **quiet}, "data": {"values": banded},
             "encoding": {"x": x, "y": {**y, "field": "lo"}, "y2": {"field": "hi"}}},
            {"mark": {"type": "rule", "color": "var(--line-strong)", **quiet}, "data": {"values": [{"v": 0}]},
             "encoding": {"y": {"field": "v", "type": "quantitative"}}},
            {"mark": {"type": "rule", "color": "var(--brass)", "strokeDash": [2, 3], **quiet}, **start, "encoding": at},
            {"mark": {**TEXT, "align": "left", "baseline": "top", "dx": 6, "dy": 2, "y": 0, "fill": "var(--brass)"},
             **start, "encoding": {**at, "text": {"field": "t"}}},
            {"mark": {"type": "line", "color": "var(--d1)", **quiet}, "encoding": {"x": x, "y": y}},
            {"mark": {"type": "point", "filled": True, "size": 46, "color": "var(--d1)", "opacity": 1},
             "encoding": {"x": x, "y": y, "description": {"field": "says"}}},
        ],
    }  # fmt: skip


def _step(span: float, steps: int = TICKS) -> float:
    """A step of 1, 2 or 5 times a power of ten, at most `steps` of them over the span."""
    span = max(span, TINY)
    size = 10.0 ** floor(log10(span / steps))
    return next(size * k for k in (1, 2, 5, 10, 20) if span / (size * k) <= steps)


def _signed(scale: Scale, value: float) -> str:
    if not value:
        return "0"
    text = decimal(abs(value), scale.digits or len(f"{abs(value):.6g}".partition(".")[2]))
    return f"{'+' if value > 0 else '−'}{text}"
