"""Chart specs. Wide and narrow are drawn apart: a drawing scaled down to a phone has unreadable text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from markupsafe import Markup

from .figures import Spec, svg

TEXT: Spec = {"type": "text", "aria": False}


@dataclass(frozen=True, slots=True)
class Mark:
    """One point: its day, its value, its interval, and the sentence it is read as. value None breaks the line."""

    day: date
    value: float | None
    low: float | None
    high: float | None
    says: str


@dataclass(frozen=True, slots=True)
class Begins:
    """The first day of the period looked at, marked by a dotted line."""

    day: date
    label: str


def wide(marks: Sequence[Mark], begins: Begins | None, label: str) -> Markup:
    return svg(trend(marks, begins, width=700, height=270, ticks=7), label)


def narrow(marks: Sequence[Mark], begins: Begins | None, label: str) -> Markup:
    return svg(trend(marks, begins, width=358, height=232, ticks=4), label)


def trend(marks: Sequence[Mark], begins: Begins | None, *, width: int, height: int, ticks: int) -> Spec:
    """A line with its interval band on a 1 to 5 scale cut to what is there; the last point is named."""
    rows = [_row(mark) for mark in marks]
    known = [row for row in rows if row["v"] is not None]
    bottom, step = _floor_of(marks)
    falls = len(known) > 1 and known[-1]["v"] < known[-2]["v"]  # type: ignore[operator]
    values = [round(bottom + step * i, 2) for i in range(round((5 - bottom) / step) + 1)]
    form = "%-d %b" if len(marks) < 200 else "%b"
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
        "scale": {"domain": [bottom, 5]},
        "axis": {"values": values, "format": ".1f"},
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
            "encoding": {"x": x, "y": y, "text": {"field": "v", "format": ".2f"}},
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
        "layer": [band, *_beginning(begins, len(marks)), line, *last, points],
    }


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
