"""Chart specs. Wide and narrow are drawn apart: a drawing scaled down to a phone has unreadable text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10

from markupsafe import Markup

from ...languages import spoken
from .figures import Spec, svg

TEXT: Spec = {"type": "text", "aria": False}


@dataclass(frozen=True, slots=True)
class Mark:
    """One point: its day, its value, its interval, and the sentence it is read as. value None breaks the line. ring: it
    says otherwise than it once did."""

    day: date
    value: float | None
    low: float | None
    high: float | None
    says: str
    ring: bool = False


@dataclass(frozen=True, slots=True)
class Begins:
    """The first day of the period looked at, marked by a dotted line."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Days out of the ordinary, as a mark below the line: a launch, a holiday, a promotion."""

    since: date
    until: date
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """values: where its lines stand, bottom first. form, last: their numbers' and the last point's, as d3 has them."""

    values: tuple[float, ...]
    form: str
    last: str

    @property
    def domain(self) -> tuple[float, float]:
        return self.values[0], self.values[-1]


def wide(
    marks: Sequence[Mark], begins: Begins | None, label: str, *, axis: Axis | None = None, beside: Sequence[Beside] = ()
) -> Markup:  # fmt: skip
    return svg(trend(marks, begins, axis=axis, beside=beside, width=700, height=270, ticks=7), label)


def narrow(
    marks: Sequence[Mark], begins: Begins | None, label: str, *, axis: Axis | None = None, beside: Sequence[Beside] = ()
) -> Markup:  # fmt: skip
    return svg(trend(marks, begins, axis=axis, beside=beside, width=358, height=232, ticks=4), label)


def axis_for(marks: Sequence[Mark], unit: str) -> Axis:
    """The axis for a measure's unit: of a score near its top, of a share from 0, of anything else as far as it goes."""
    if unit == "score":
        bottom, step = _floor_of(marks)
        return Axis(tuple(round(bottom + step * i, 2) for i in range(round((5 - bottom) / step) + 1)), ".1f", ".2f")
    ends = [v for m in marks for v in (m.low, m.value, m.high) if v is not None]
    top, bottom = max([0.0, *ends]), min([0.0, *ends])
    if unit == "rate":
        step = next(s for s in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if top <= 5 * s or s == 0.25)
        return Axis(_steps(0.0, min(1.0, ceil(top / step) * step), step), ".0%", ".0%" if top >= 0.1 else ".1%")
    step = _round_step((top - bottom) / 4 or 1.0)
    first = floor(bottom / step) * step
    form = "~s" if top >= 10_000 else ",.0f" if step >= 1 else ".1f" if step >= 0.1 else ".2f"
    last = form if form == "~s" else ",.1f" if top < 100 else ",.0f"
    return Axis(_steps(first, ceil(top / step) * step, step), form, last)


def _steps(first: float, last: float, step: float) -> tuple[float, ...]:
    return tuple(round(first + step * i, 6) for i in range(max(1, round((last - first) / step)) + 1))


def _round_step(rough: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    ten = 10.0 ** floor(log10(rough))
    return next(n * ten for n in (1, 2, 5, 10) if rough <= n * ten * 1.0001)


def trend(
    marks: Sequence[Mark], begins: Begins | None, *, axis: Axis | None = None, beside: Sequence[Beside] = (),
    width: int, height: int, ticks: int,
) -> Spec:  # fmt: skip
    """A line with its interval band; the last point is named. axis: of a score unless it is given."""
    rows = [_row(mark) for mark in marks]
    known = [row for row in rows if row["v"] is not None]
    axis = axis or axis_for(marks, "score")
    falls = len(known) > 1 and known[-1]["v"] < known[-2]["v"]  # type: ignore[operator]
    form = "%b" if len(marks) >= 200 else "%b%-d日" if spoken() in ("ja", "zh") else "%-d %b"
    x: Spec = {
        "field": "day",
        "type": "temporal",
        "title": None,
        "axis": {"format": form, "tickCount": ticks, "labelFlush": True, "labelOverlap": True},
    }
    y: Spec = {
        "field": "v",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": list(axis.domain)},
        "axis": {"values": list(axis.values), "format": axis.form},
    }
    band: Spec = {
        "mark": {"type": "area", "color": "var(--d1-soft)", "opacity": 0.55, "aria": False, "clip": True},
        "encoding": {"x": x, "y": {**y, "field": "lo"}, "y2": {"field": "hi"}},
    }
    line: Spec = {"mark": {"type": "line", "color": "var(--d1)", "aria": False}, "encoding": {"x": x, "y": y}}
    last: list[Spec] = [
        {
            "mark": {"type": "point", "filled": True, "size": 45, "color": "var(--d1)", "opacity": 1, "aria": False},
            "data": {"values": known[-1:]},
            "encoding": {"x": x, "y": y},
        },
        {
            "mark": {
                "type": "text",
                "align": "right",
                "dy": 18 if falls else -16,  # the line comes from the other side
                "fill": "var(--ink)",
                "fontWeight": 600,
                "aria": False,
            },
            "data": {"values": known[-1:]},
            "encoding": {"x": x, "y": y, "text": {"field": "v", "format": axis.last}},
        },
    ]
    points: Spec = {
        "mark": {"type": "point", "filled": True, "size": 70, "color": "var(--d1)", "opacity": 0},
        "data": {"values": known},
        "encoding": {"x": x, "y": y, "description": {"field": "says"}},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": rows},
        "layer": [
            band,
            *_besides(beside, axis.domain[0]),
            *_beginning(begins, len(marks)),
            line,
            *_rings(marks, x, y),
            *last,
            points,
        ],
    }


def _rings(marks: Sequence[Mark], x: Spec, y: Spec) -> list[Spec]:
    """A ring around each point that says otherwise than it once did; the sentence it is read as says what it said."""
    rows = [_row(mark) for mark in marks if mark.ring and mark.value is not None]
    if not rows:
        return []
    ring: Spec = {"type": "point", "filled": True, "size": 60, "color": "var(--paper)", "stroke": "var(--warn)",
                  "strokeWidth": 2, "opacity": 1, "aria": False}  # fmt: skip
    return [{"mark": ring, "data": {"values": rows}, "encoding": {"x": x, "y": y}}]


def _besides(beside: Sequence[Beside], bottom: float) -> list[Spec]:
    """A stroke on the floor of the drawing for each; what it is called stands below the drawing and in its tip."""
    if not beside:
        return []
    rows = [
        {"a": _midnight(b.since), "b": _midnight(b.until + timedelta(days=1)), "v": bottom, "says": b.label}
        for b in beside
    ]
    x: Spec = {"field": "a", "type": "temporal"}
    y: Spec = {"field": "v", "type": "quantitative"}
    return [
        {
            "mark": {"type": "rule", "color": "var(--brass)", "strokeWidth": 5, "opacity": 0.9},
            "data": {"values": rows},
            "encoding": {"x": x, "x2": {"field": "b"}, "y": y, "description": {"field": "says"}},
        },
    ]


def _beginning(begins: Begins | None, days: int) -> list[Spec]:
    if begins is None or days < 2:
        return []
    at: Spec = {"field": "day", "type": "temporal"}
    row = {"day": _midnight(begins.day), "t": begins.label}
    return [
        {
            "mark": {"type": "rule", "color": "var(--brass)", "strokeDash": [2, 3], "aria": False},
            "data": {"values": [row]},
            "encoding": {"x": at},
        },
        {
            "mark": {**TEXT, "align": "left", "dx": 6, "dy": 4, "fill": "var(--brass)", "baseline": "top", "y": 0},
            "data": {"values": [row]},
            "encoding": {"x": at, "text": {"field": "t"}},
        },
    ]


def _floor_of(marks: Sequence[Mark]) -> tuple[float, float]:
    """Where the axis starts and its step: never a range so short that noise looks like news."""
    lowest = min((v for m in marks for v in (m.low, m.value) if v is not None), default=4.0)
    step = 0.4 if lowest >= 3.0 else 1.0
    bottom = min(3.8 if step == 0.4 else 3.0, 5 - step * ceil((5 - max(lowest, 1.0)) / step))
    return (max(1.0, round(bottom, 2)), step) if step == 0.4 else (float(max(1, floor(bottom))), step)


def _row(mark: Mark) -> dict[str, object]:
    return {
        "day": _midnight(mark.day),
        "v": _to(mark.value),
        "lo": _to(mark.low),
        "hi": _to(mark.high),
        "says": mark.says,
    }


def _to(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _midnight(day: date) -> str:
    """A bare date would be read as midnight in Greenwich and drawn a day early west of it."""
    return f"{day.isoformat()}T00:00:00"
