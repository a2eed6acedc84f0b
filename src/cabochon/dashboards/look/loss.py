"""The drawing of shrink against process steps done: a point a boutique, its interval as a thin line."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ...languages import mark, say
from .figures import Spec, svg
from .labels import SIDES, Named, sides

DONE, LOST = mark("Process steps done"), mark("Shrink")
NAMED = 12
AXIS = 78  # px beside the drawing itself: its title, its numbers, the edges


@dataclass(frozen=True, slots=True)
class Dot:
    """x: share of steps done, 0..1; y: shrink with its interval; from_, to: interval of x."""

    x: float
    y: float
    low: float | None
    high: float | None
    name: str
    says: str
    from_: float | None = None
    to: float | None = None


def scatter(dots: Sequence[Dot], label: str, *, narrow: bool) -> Markup:
    return svg(spec(dots, narrow=narrow), label)


def spec(dots: Sequence[Dot], *, narrow: bool) -> Spec:
    """Intervals further out than twice the points' own range are cut off at the edge of the drawing."""
    low, high = _domain(dots)
    least = min(d.x for d in dots)
    apart = {d.name for d in dots if d.y > high / 10 or len(dots) < NAMED / 2}  # what lies on the floor stays unnamed
    rows: list[Spec] = [
        {"x": d.x, "y": d.y, "lo": d.low, "hi": d.high, "says": d.says, "t": d.name if len(apart) <= NAMED else ""}
        for d in dots
    ]
    x: Spec = {
        "field": "x",
        "type": "quantitative",
        "title": say(DONE),
        "scale": {"domain": [max(0.0, int(least * 20 - 0.5) / 20), 1.0], "nice": False},
        "axis": {"format": ".0%", "tickCount": 5, "labelFlush": True, "aria": False},
    }
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "title": say(LOST),
        "scale": {"domain": [low, high], "nice": False},
        "axis": {"format": ".2%" if high < 0.02 else ".1%", "tickCount": 5, "aria": False},
    }
    between: Spec = {
        "mark": {"type": "rule", "color": "var(--d1-soft)", "strokeWidth": 5, "clip": True, "aria": False},
        "data": {"values": [row for row in rows if row["lo"] is not None]},
        "encoding": {"x": x, "y": {**y, "field": "lo"}, "y2": {"field": "hi"}},
    }
    points: Spec = {
        "mark": {"type": "point", "filled": True, "size": 70, "color": "var(--d1)", "opacity": 1},
        "encoding": {"x": x, "y": y, "description": {"field": "says"}},
    }
    width, height = (358, 260) if narrow else (560, 320)
    names = _names(rows, x, y, apart=apart, size=(width - AXIS, height))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": rows},
        "layer": [between, *names, points],
    }


def _names(rows: Sequence[Spec], x: Spec, y: Spec, *, apart: Container[str], size: tuple[int, int]) -> list[Spec]:
    """The names, a layer a side they stand at; one without room is told by its point and in the table alone."""
    (left, right), (low, high), (width, height) = x["scale"]["domain"], y["scale"]["domain"], size
    points = [
        Named((row["x"] - left) / (right - left or 1) * width, (high - row["y"]) / (high - low) * height,
              row["t"] if row["t"] in apart else "")
        for row in rows
    ]  # fmt: skip
    stands = sides(points, width, height)
    return [
        {
            "mark": {
                "type": "text",
                "align": side[0],
                "dx": side[1],
                "dy": side[2],
                "fill": "var(--ink)",
                "aria": False,
            },
            "data": {"values": [row for row, at in zip(rows, stands, strict=True) if at == side]},
            "encoding": {"x": x, "y": y, "text": {"field": "t"}},
        }
        for side in SIDES
        if side in stands
    ]


def _domain(dots: Sequence[Dot]) -> tuple[float, float]:
    low, high = min(0.0, *(d.y for d in dots)), max(d.y for d in dots)
    room = (high - low) or 0.001
    ends = [v for d in dots for v in (d.low, d.high) if v is not None]
    least, most = min([low, *ends]), max([high, *ends])
    return max(least, low - room * 0.5) - room * 0.05, min(most, high + room * 0.5) + room * 0.08
