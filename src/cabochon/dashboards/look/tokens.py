"""Colour tokens, read from the stylesheet: it alone says what a colour is."""

import re

Palette = dict[str, str]

LIGHT, DARK, DARK_BY_CHOICE = ":root {", ':root:not([data-theme="light"]) {', ':root[data-theme="dark"] {'


def palettes(css: str) -> dict[str, Palette]:
    """{"light": ..., "dark": ...}: token name without dashes -> "#rrggbb". The dark one inherits what it does not set.

    Raises:
        ValueError: the stylesheet has no such block, or its two dark blocks differ.
    """
    light, dark, chosen = (_colours(css, head) for head in (LIGHT, DARK, DARK_BY_CHOICE))
    if dark != chosen:
        raise ValueError("the two dark palettes of the stylesheet differ; copy one over the other")
    return {"light": light, "dark": {**light, **dark}}


def resolve(svg: str, palette: Palette) -> str:
    """`var(--d1)` replaced by its colour, for pictures that no stylesheet reaches (PNG, PDF)."""
    return re.sub(r"var\(--([\w-]+)\)", lambda found: palette.get(found.group(1), found.group(0)), svg)


def _colours(css: str, head: str) -> Palette:
    start = css.index(head) + len(head)
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", css[start : css.index("}", start)]))
