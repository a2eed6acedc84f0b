"""Colours are readable and told apart, charts are safe and calm, faces are cut small."""

import itertools
import math
from datetime import date, timedelta
from pathlib import Path

import pytest

import cabochon.web
from cabochon.dashboards.look import charts, figures, fonts, tokens

CSS = (Path(cabochon.web.__file__).parent / "static/css/cabochon.css").read_text("utf-8")
PALETTES = tokens.palettes(CSS)
TEXT, GRAPHIC = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
INKS, GROUNDS = ("ink", "ink-2", "ink-3", "accent", "brass", "good", "warn", "bad"), ("paper", "surface", "sunken")
PAIRS = [
    *((ink, ground, TEXT) for ink in INKS for ground in GROUNDS),
    ("accent-ink", "accent", TEXT), ("accent", "accent-soft", TEXT),
    *(("ink", f"{state}-soft", TEXT) for state in ("good", "warn", "bad")),
    *((state, f"{state}-soft", TEXT) for state in ("good", "warn", "bad")),
    *(("line-strong", ground, GRAPHIC) for ground in GROUNDS),
    *((f"d{i}", ground, GRAPHIC) for i in range(5) for ground in ("paper", "surface")),
    ("d1", "d1-soft", GRAPHIC), ("d2", "d2-soft", GRAPHIC),
]  # fmt: skip
# Machado, Oliveira and Fernandes, IEEE TVCG 15 (2009) 1291-1298, severity 1.0, in linear RGB
SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((.152286, 1.052583, -.204868), (.114503, .786281, .099216), (-.003882, -.048116, 1.051998)),
    "deutan": ((.367322, .860646, -.227968), (.280085, .672501, .047413), (-.011820, .042940, .968881)),
    "tritan": ((1.255528, -.076749, -.178779), (-.078411, .930809, .147602), (.004733, .691367, .303900)),
}  # fmt: skip


def linear(colour):
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def contrast(one, other):
    light = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other))]
    return (max(light) + 0.05) / (min(light) + 0.05)


def oklab(rgb):
    r, g, b = rgb
    lms = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b, 0.2119034982 * r + 0.6806995451 * g
           + 0.1073969566 * b, 0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)  # fmt: skip
    l_, m_, s_ = (max(x, 0) ** (1 / 3) for x in lms)
    return (
        0.2104542553 * l_ + 0.793617785 * m_ - 0.0040720468 * s_,
        1.9779984951 * l_ - 2.428592205 * m_ + 0.4505937099 * s_,
        0.0259040371 * l_ + 0.7827717662 * m_ - 0.808675766 * s_,
    )


def apart(one, other, sight):
    def seen(colour):
        rgb = linear(colour)
        return oklab([min(1, max(0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in SIGHT[sight]])

    return 100 * math.dist(seen(one), seen(other))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_text_and_ground_is_readable(theme):
    colours = PALETTES[theme]
    assert len(PAIRS) == 47
    poor = [(ink, ground) for ink, ground, least in PAIRS if contrast(colours[ink], colours[ground]) < least]
    assert not poor


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_data_colours_are_told_apart_by_everybody(theme, sight):
    colours = PALETTES[theme]
    assert apart(colours["d1"], colours["d2"], sight) >= 19
    for one, other in itertools.combinations(("d1", "d2", "d3", "d4"), 2):
        assert apart(colours[one], colours[other], sight) >= 11.5


def test_the_two_dark_palettes_must_be_one():
    at = CSS.index(tokens.DARK_BY_CHOICE)
    with pytest.raises(ValueError, match="differ"):
        tokens.palettes(CSS[:at] + CSS[at:].replace("#131210", "#000000", 1))


def test_pictures_without_a_stylesheet_get_real_colours():
    assert (
        tokens.resolve('fill="var(--d1)" stroke="var(--none)"', PALETTES["light"])
        == 'fill="#2b5f9e" stroke="var(--none)"'
    )


def marks(n=56, lowest=4.1):
    day = date(2026, 9, 26)
    return [charts.Mark(day + timedelta(days=i), 4.4, lowest, 4.7, f'{i}: "4.40" <b>&') for i in range(n)]


def test_labels_and_values_are_escaped_in_the_drawing():
    drawn = charts.wide(marks(), None, '"><script>alert(1)</script>')
    assert "<script" not in drawn
    assert "<b>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_drawing_has_no_style_attribute_and_names_its_points():
    drawn = charts.narrow(marks(), charts.Begins(date(2026, 10, 24), "Last 28 days"), "CSAT")
    assert "style=" not in drawn
    assert "var(--d1)" in drawn
    assert "Last 28 days" in drawn
    assert drawn.count('role="graphics-symbol"') >= 56


def test_two_drawings_share_no_id():
    spec = charts.trend(marks(), None, width=700, height=270, ticks=7)
    one, other = figures.svg(spec, "one"), figures.svg({**spec, "width": 701}, "other")

    def ids(drawn):
        return {part.split('"')[0] for part in drawn.split(' id="')[1:]}

    assert ids(one)
    assert not ids(one) & ids(other)


def test_a_low_score_stays_on_the_axis():
    spec = charts.trend(marks(lowest=1.2), None, width=358, height=232, ticks=4)
    bottom, top = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert bottom <= 1.2
    assert top == 5


def test_faces_are_cut_once_and_stay_small(tmp_path):
    made = fonts.build(tmp_path)
    assert len(made) == 4
    assert sum(path.stat().st_size for path in made) < 100_000
    stamps = [path.stat().st_mtime_ns for path in made]
    assert [path.stat().st_mtime_ns for path in fonts.build(tmp_path)] == stamps
