"""Charts as files: an SVG or PNG that needs no stylesheet, with its title, its filters and what stands behind it."""

import json
from functools import cache, lru_cache
from importlib.resources import files
from textwrap import wrap

import font_hanken_grotesk
import font_source_serif_pro
import vl_convert

from ...languages import spoken
from .figures import THEME, Spec, locales
from .tokens import Palette, resolve

SCALE = 2  # pixels of a PNG for one of the drawing
TITLE_WIDE, WIDE = 62, 104  # characters of a line
SERIF = "Source Serif Pro, Hanken Grotesk, sans-serif"  # each draws no text by itself where it is not registered


def entitled(spec: Spec, title: str, *subtitle: str) -> Spec:
    """The spec under a title, with lines below it. Width and texts stay the spec's own."""
    lines = [line for one in subtitle if one for line in wrap(one, WIDE)]
    head: Spec = {
        "text": wrap(title, TITLE_WIDE) or [""],
        "subtitle": lines,
        "anchor": "start",
        "offset": 18,
        "font": SERIF,
        "fontSize": 22,
        "fontWeight": 400,
        "color": "var(--ink)",
        "subtitleFontSize": 12,
        "subtitleColor": "var(--ink-2)",
        "subtitlePadding": 6,
        "subtitleLineHeight": 16,
    }
    return {**spec, "title": head, "background": "var(--paper)", "padding": 20}


def svg(spec: Spec, palette: Palette) -> str:
    """A standalone SVG document in that palette."""
    return resolve(_svg(json.dumps(spec, sort_keys=True), spoken()), palette)


def png(spec: Spec, palette: Palette) -> bytes:
    """The same as pixels, its text drawn in the house's faces."""
    _faces()
    plain = json.loads(resolve(json.dumps(spec, sort_keys=True), palette))
    theme = json.loads(resolve(json.dumps(THEME), palette))
    return bytes(vl_convert.vegalite_to_png(plain, scale=SCALE, config=theme, **locales(spoken())))


@lru_cache(maxsize=64)
def _svg(spec: str, language: str) -> str:
    _faces()
    return str(vl_convert.vegalite_to_svg(json.loads(spec), config=THEME, **locales(language)))


@cache
def _faces() -> None:
    """An unregistered face draws no text at all in a PNG, and measures it wrongly in an SVG."""
    for package in (font_hanken_grotesk, font_source_serif_pro):
        vl_convert.register_font_directory(str(files(package).joinpath("files")))
