"""The drawing of a funnel plot. Shapes say what colours say: a ring within, a circle outside, a diamond far outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from ...languages import mark, say
from .charts import Axis
from .figures import Spec, svg

BEHIND = mark("Events behind the number (n)")
Curve = tuple[float, float, float, float, float]  # n, inner low and high, outer low and high


@dataclass(frozen=True, slots=True)
class Mark:
    """A boutique: n, its value as the axis has it, 0 within, 1 outside, 2 far outside; name: beside the point or ""."""

    n: float
    value: float
    out: int
    name: str
    says: str


def drawing(
    marks: Sequence[Mark], curves: Sequence[Curve], middle: float, axis: Axis, label: str, *, narrow: bool
) -> Markup:  # fmt: skip
    return svg(spec(marks, curves, middle, axis, narrow=narrow), label)


def spec(marks: Sequence[Mark], curves: Sequence[Curve], middle: float, axis: Axis, *, narrow: bool) -> Spec:
    """Limits as dashed lines, the middle as a rule, a point a boutique."""
    low, high = _domain(marks, curves, axis)
    most = curves[-1][0]
    x: Spec = {
        "field": "n",
        "type": "quantitative",
        "title": say(BEHIND),
        "scale": {"domain": [curves[0][0] if curves[0][0] > most / 8 else 0, most], "nice": False},
        "axis": {
            "tickCount": 4 if narrow else 7,
            "format": "~s" if most >= 10_000 else ",.0f",
            "labelFlush": True,
            "aria": False,
        },
    }
    y: Spec = {
        "field": "v",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [low, high], "nice": False, "zero": False},
        "axis": {"tickCount": 6, "format": axis.form, "aria": False},
    }
    lines = [_line(curves, place, dash, x, y) for place, dash in ((1, [5, 3]), (2, [5, 3]), (3, [1, 3]), (4, [1, 3]))]
    across: Spec = {
        "mark": {"type": "rule", "color": "var(--brass)", "strokeWidth": 1.5, "aria": False},
        "data": {"values": [{"v": _to(middle)}]},
        "encoding": {"y": y},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 358 if narrow else 760,
        "height": 300 if narrow else 380,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": []},
        "layer": [
            across,
            *lines,
            *(_points(marks, out, x, y) for out in (0, 1, 2)),
            *_names(marks, most, x, y, narrow=narrow),
        ],
    }


def _domain(marks: Sequence[Mark], curves: Sequence[Curve], axis: Axis) -> tuple[float, float]:
    """Every point, and the limits from where half of the events are on; the funnel's mouth may leave the drawing."""
    late = [one for one in curves if one[0] >= curves[-1][0] / 8]
    ends = [*(one.value for one in marks), *(v for one in late for v in one[3:])]
    low, high = min(ends), max(ends)
    room = (high - low or abs(high) or 1.0) * 0.08
    least, most = min(axis.values[0], 0.0 if "%" in axis.form else low - room), high + room
    low = max(least, low - room) if "%" in axis.form else low - room
    if "%" in axis.form:
        most = min(1.0, ceil(most * 50) / 50) if high <= 1 else most
    return round(low, 4), round(most, 4)


def _line(curves: Sequence[Curve], place: int, dash: list[int], x: Spec, y: Spec) -> Spec:
    rows = [{"n": round(one[0], 2), "v": _to(one[place])} for one in curves]
    return {
        "mark": {
            "type": "line",
            "color": "var(--ink-3)",
            "strokeWidth": 1.2,
            "strokeDash": dash,
            "interpolate": "monotone",
            "clip": True,
            "aria": False,
        },
        "data": {"values": rows},
        "encoding": {"x": x, "y": y},
    }


def _points(marks: Sequence[Mark], out: int, x: Spec, y: Spec) -> Spec:
    look: Spec = (
        {"shape": "circle", "filled": False, "stroke": "var(--d0)", "size": 44, "strokeWidth": 1.4},
        {"shape": "circle", "filled": True, "fill": "var(--d1)", "size": 70},
        {"shape": "diamond", "filled": True, "fill": "var(--d2)", "size": 110},
    )[out]
    rows = [
        {"n": round(m.n, 2), "v": _to(m.value), "says": m.says} for m in marks if m.out == out
    ]  # one without a sentence is not read aloud: a thousand would be no help
    spoken = any(row["says"] for row in rows)
    encoding: Spec = {"x": x, "y": y}
    if spoken:
        encoding["description"] = {"field": "says"}
    return {
        "mark": {"type": "point", "opacity": 1, **look, "aria": spoken},
        "data": {"values": rows},
        "encoding": encoding,
    }


def _names(marks: Sequence[Mark], most: float, x: Spec, y: Spec, *, narrow: bool) -> list[Spec]:
    """Names beside the points outside, turned towards the middle near an edge; on a phone they stand in the list."""
    if narrow:
        return []
    found: list[Spec] = []
    for right in (False, True):
        rows = [
            {"n": round(m.n, 2), "v": _to(m.value), "t": m.name}
            for m in marks
            if m.name and (m.n > most * 0.7) == right
        ]
        text: Spec = {
            "type": "text",
            "align": "right" if right else "left",
            "dx": -9 if right else 9,
            "dy": -7,
            "fill": "var(--ink)",
            "aria": False,
        }
        found.append({"mark": text, "data": {"values": rows}, "encoding": {"x": x, "y": y, "text": {"field": "t"}}})
    return [one for one in found if one["data"]["values"]]


def _to(value: float) -> float:
    return round(value, 5)
