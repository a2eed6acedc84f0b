"""Faces for paper: whole families, from installed packages alone, so that a page is the same on every machine.

Latin and Arabic come with Cabochon; Japanese and Chinese weigh 27 MB and come with `cabochon[paper]`. A letter that no
face has would end a PDF/UA page, so it is replaced by a sign one can see, and the page says so.
"""

import logging
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

log = logging.getLogger("cabochon.paper")
MENDED = "cabochon[paper]"
SIGNS = "\ufffd□▯?"  # what stands for a missing letter: the first of these that is there
SPACES = frozenset("\n\t \u00a0\u2009\u200b\u200c\u200d\u200e\u200f\u202f\u2066\u2067\u2068\u2069\ufeff")
SERIF, SANS, ARABIC = "Source Serif Pro", "Hanken Grotesk", "Noto Sans Arabic"
JAPANESE, CHINESE = "Noto Sans JP", "Noto Sans SC"
# fmt: off
FAMILIES = (
    # family   package                     folder            one file, by which its letters are known
    (SERIF,    "font_source_serif_pro",    "files",                   "SourceSerifPro-Regular.otf"),
    (SANS,     "font_hanken_grotesk",      "files",                   "HankenGrotesk-Regular.otf"),
    (ARABIC,   "fontpkg_noto_sans_arabic", "files",                   "NotoSansArabic[wdth,wght].ttf"),
    (JAPANESE, "justmytype_intl_cjk",      "fonts/ofl/notosansjp",    "NotoSansJP[wght].ttf"),
    (CHINESE,  "justmytype_intl_cjk",      "fonts/ofl/notosanssc",    "NotoSansSC[wght].ttf"),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Face:
    """An installed family: the folder typst looks into, and the letters it has."""

    family: str
    folder: Path
    letters: frozenset[int]


@cache
def faces() -> tuple[Face, ...]:
    """The families that are installed, in the order of the table."""
    found = (_face(*line) for line in FAMILIES)
    return tuple(one for one in found if one is not None)


def stacks(language: str, known: tuple[Face, ...]) -> tuple[list[str], list[str]]:
    """Families for figures and titles, and for text, the first first; a Chinese page has Chinese forms of letters."""
    here = [one.family for one in known]
    east = [CHINESE, JAPANESE] if language == "zh" else [JAPANESE, CHINESE]
    rest = [one for one in (ARABIC, *east) if one in here]
    return [SERIF, SANS, *rest], [SANS, SERIF, *rest]


def spelled(text: str, known: tuple[Face, ...]) -> tuple[str, int]:
    """The text as these faces can write it, and how many letters had to be replaced. Controls are left out."""
    sign = next(one for one in SIGNS if one == "?" or any(ord(one) in face.letters for face in known))
    out, missing = [], 0
    for letter in text:
        if letter in SPACES or any(ord(letter) in face.letters for face in known):
            out.append(letter)
        elif not letter.isprintable() or 0xFE00 <= ord(letter) <= 0xFE0F or 0x1F3FB <= ord(letter) <= 0x1F3FF:
            continue  # a control, or a variant of the sign before it
        else:
            out.append(sign)
            missing += 1
    return "".join(out), missing


def _face(family: str, package: str, folder: str, file: str) -> Face | None:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    place = Path(spec.origin).parent / folder
    try:
        with TTFont(place / file, lazy=True) as font:
            letters = frozenset(font.getBestCmap())
    except OSError as fault:
        log.warning("the face %s is not where it should be: %s", family, fault)
        return None
    return Face(family, place, letters)
