"""Charts of a number by one or two cuts: points with their intervals, lines over time, small multiples."""

from collections.abc import Sequence
from dataclasses import dataclass

from .charts import Axis
from .figures import Spec

COLOURS = ("var(--d1)", "var(--d2)", "var(--d3)", "var(--d4)")
SHAPES = ("circle", "diamond", "square", "triangle-up")
TOGETHER = len(COLOURS)  # series in one drawing; more are drawn apart
ROW = 30  # pixels of a line of points


@dataclass(frozen=True, slots=True)
class Dot:
    """One part: on the scale it is read on. row: what it stands beside or above; series: "" where there is one.

    day: of a part of time, "2026-11-20", else "". says: the sentence it is read as.
    """

    row: str
    series: str
    value: float
    low: float | None
    high: float | None
    says: str
    day: str = ""


def drawn(dots: Sequence[Dot], axis: Axis, *, width: int, over_time: bool, columns: int) -> Spec:
    """One drawing where there are few series, else one each, beside each other in so many columns."""
    series = tuple(dict.fromkeys(dot.series for dot in dots))
    apart = len(series) > TOGETHER
    wide = max(110, (width - 90) // columns - 20) if apart else width
    rows = list(dict.fromkeys(dot.row for dot in dots))
    shown = () if apart else series
    layers = _over(_time(dots, rows), shown, axis) if over_time else _points(rows, shown, axis)
    values = [_value(dot) for dot in dots]
    size: Spec = {"width": wide, "height": 150 if apart else 270} if over_time else {"width": wide}
    if not over_time:
        several = 1 if apart else max(1, len(series))
        size["height"] = {"step": max(ROW, 14 * several + 12)}
    head: Spec = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "data": {"values": values}}
    if not apart:
        return {**head, **size, "autosize": {"type": "fit-x", "contains": "padding"}, "layer": layers}
    facet: Spec = {"field": "s", "type": "nominal", "title": None, "sort": list(series),
                   "header": {"labelFontSize": 12, "labelColor": "var(--ink)", "labelAnchor": "start",
                              "labelLimit": wide}}  # fmt: skip
    return {**head, "facet": facet, "columns": columns, "spec": {**size, "layer": layers}}


def _value(dot: Dot) -> Spec:
    row: Spec = {"r": dot.row, "s": dot.series, "v": round(dot.value, 4), "says": dot.says}
    if dot.day:
        row["d"] = f"{dot.day}T00:00:00"
    if dot.low is not None and dot.high is not None:
        row |= {"lo": round(dot.low, 4), "hi": round(dot.high, 4)}
    return row


def _measured(axis: Axis, field: str = "v") -> Spec:
    return {"field": field, "type": "quantitative", "title": None, "scale": {"domain": list(axis.domain)},
            "axis": {"values": list(axis.values), "format": axis.form}}  # fmt: skip


def _told(series: Sequence[str], *, line: bool = False) -> Spec:
    """Colour, and of points shape, by series, with a legend where there are several."""
    if len(series) < 2:
        return {"color": {"value": "var(--d1)"}}
    domain = list(series)
    legend: Spec = {"title": None, "orient": "top", "labelFontSize": 12, "labelColor": "var(--ink)", "labelLimit": 220}
    found: Spec = {"color": {"field": "s", "type": "nominal", "legend": legend,
                             "scale": {"domain": domain, "range": list(COLOURS[: len(domain)])}}}  # fmt: skip
    if line:
        return found
    found["shape"] = {"field": "s", "type": "nominal", "legend": legend,
                      "scale": {"domain": domain, "range": list(SHAPES[: len(domain)])}}  # fmt: skip
    return found


def _points(rows: Sequence[str], series: Sequence[str], axis: Axis) -> list[Spec]:
    """Parts below each other, each a point on its interval."""
    y: Spec = {"field": "r", "type": "nominal", "sort": list(rows), "title": None,
               "axis": {"labelLimit": 150, "ticks": False, "domain": False, "labelColor": "var(--ink)"}}  # fmt: skip
    beside: Spec = {"yOffset": {"field": "s", "type": "nominal", "sort": list(series)}} if len(series) > 1 else {}
    x = {**_measured(axis), "axis": {**_measured(axis)["axis"], "grid": True, "ticks": False, "labelFlush": True}}
    colour: Spec = {"color": _told(series)["color"]}
    rule: Spec = {"mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.35, "aria": False, "strokeCap": "butt"},
                  "encoding": {"y": y, "x": {**x, "field": "lo"}, "x2": {"field": "hi"}, **beside,
                               **colour}}  # fmt: skip
    point: Spec = {"mark": {"type": "point", "filled": True, "size": 75, "opacity": 1},
                   "encoding": {"y": y, "x": x, **beside, **_told(series),
                                "description": {"field": "says"}}}  # fmt: skip
    return [rule, point]


def _time(dots: Sequence[Dot], rows: Sequence[str]) -> Spec:
    """Days and weeks on a calendar; hours and weekdays as they follow each other."""
    if any(dot.day for dot in dots):
        return {"field": "d", "type": "temporal", "title": None,
                "axis": {"format": "%-d %b", "labelFlush": True, "labelOverlap": True, "tickCount": 6}}  # fmt: skip
    return {"field": "r", "type": "ordinal", "sort": list(rows), "title": None,
            "axis": {"labelAngle": 0, "labelOverlap": True}}  # fmt: skip


def _over(x: Spec, series: Sequence[str], axis: Axis) -> list[Spec]:
    """Parts of time from left to right, with a band behind a single line."""
    y = _measured(axis)
    band: Spec = {"mark": {"type": "area", "color": "var(--d1-soft)", "opacity": 0.55, "aria": False, "clip": True},
                  "encoding": {"x": x, "y": {**y, "field": "lo"}, "y2": {"field": "hi"}}}  # fmt: skip
    line: Spec = {"mark": {"type": "line", "aria": False}, "encoding": {"x": x, "y": y, **_told(series, line=True)}}
    point: Spec = {"mark": {"type": "point", "filled": True, "size": 45, "opacity": 1},
                   "encoding": {"x": x, "y": y, **_told(series), "description": {"field": "says"}}}  # fmt: skip
    return [*([] if len(series) > 1 else [band]), line, point]
