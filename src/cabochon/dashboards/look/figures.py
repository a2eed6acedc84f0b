"""Charts as inline SVG from a Vega-Lite spec. Colours are custom properties: light, dark and print are one drawing."""

import hashlib
import json
import re
from functools import lru_cache
from typing import Any

import vl_convert
from markupsafe import Markup, escape

from ...languages import SOURCE, calendar, decimal, speaking, spoken, whole

Spec = dict[str, Any]

FACE = "Hanken Grotesk, sans-serif"  # an unregistered face alone would draw no text at all in PNG
THEME: Spec = {
    "background": None,
    "padding": 4,
    "font": FACE,
    "view": {"stroke": None},
    "axis": {
        "aria": False,  # it would be read in English
        "labelColor": "var(--ink-2)",
        "titleColor": "var(--ink-2)",
        "gridColor": "var(--grid)",
        "domainColor": "var(--line-strong)",
        "tickColor": "var(--line-strong)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 400,
        "labelPadding": 6,
        "tickSize": 4,
        "ticks": False,
    },
    "axisX": {"grid": False, "ticks": True},
    "axisY": {"domain": False},
    "line": {"strokeWidth": 2, "strokeCap": "round"},
    "text": {"fill": "var(--ink-2)", "fontSize": 12},
}


def svg(spec: Spec, label: str) -> Markup:
    """The drawing, ready for a template; `label` is its accessible name. Values reach it as data, never as expressions.

    This is the one place where a drawing becomes markup: the renderer escapes the spec's texts, we escape the label.
    """
    drawn = _draw(json.dumps(spec, sort_keys=True), spoken())
    return Markup(drawn.replace("<svg ", f'<svg role="group" aria-label="{escape(label)}" ', 1))  # noqa: S704


def warm() -> None:
    """Draw once, so that the first page need not wait for the renderer to start (0.3 to 1 s)."""
    _draw(json.dumps({"data": {"values": [{"a": 1}]}, "mark": "point"}), spoken())


@lru_cache(maxsize=8)
def locales(language: str) -> Spec:
    """How the drawing writes numbers and days in a language, as d3 wants to be told; English it knows."""
    if language == SOURCE:
        return {}
    names = calendar(language)
    with speaking(language):
        point, thousands = decimal(1.5, 1)[1], whole(1_000_000)[1]
    time = {"dateTime": "%x %X", "date": "%d.%m.%Y", "time": "%H:%M", "periods": ["AM", "PM"]}
    number = {"decimal": point, "thousands": thousands, "grouping": [3], "currency": ["", ""]}
    return {"time_format_locale": {**time, **names}, "format_locale": number}


@lru_cache(maxsize=256)
def _draw(spec: str, language: str) -> str:
    drawn = str(vl_convert.vegalite_to_svg(json.loads(spec), config=THEME, **locales(language)))
    drawn = drawn.replace(' aria-roledescription="visualization"', "").replace(f' font-family="{FACE}"', "")
    drawn = re.sub(r' (?:xmlns:xlink|version|class="background")="[^"]*"', "", drawn)
    # One element a label instead of two hundred: nothing inside but the named points is read aloud.
    unique = "c" + hashlib.sha256(spec.encode()).hexdigest()[:8]
    return re.sub(r"\b((?:clip|gradient)[_0-9]+)\b", unique + r"\1", drawn)
