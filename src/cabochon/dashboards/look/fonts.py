"""Faces for the pages, cut from the installed font packages to the letters we write (about 21 kB each)."""

from collections.abc import Iterable
from contextlib import suppress
from importlib.resources import files
from io import BytesIO
from os import getpid
from pathlib import Path
from types import ModuleType

import font_hanken_grotesk
import font_source_serif_pro
from fontTools import subset
from fontTools.ttLib import TTFont

# Latin, Latin Extended-A, Romanian commas, dashes, quotes, bullets, ellipsis, primes, guillemets, euro, arrows, signs.
RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022),
          (0x2026, 0x2026), (0x2030, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A), (0x20AC, 0x20AC), (0x2190, 0x2193),
          (0x2212, 0x2212), (0x2248, 0x2248), (0x2264, 0x2265))  # fmt: skip
FEATURES = ("kern", "liga", "lnum", "tnum", "pnum", "mark", "mkmk", "ccmp", "locl", "calt", "frac", "numr", "dnom")

# fmt: off
FACES = (
    ("serif-300.woff2", font_source_serif_pro, "SourceSerifPro-Light.ttf"),
    ("serif-400.woff2", font_source_serif_pro, "SourceSerifPro-Regular.ttf"),
    ("sans-400.woff2",  font_hanken_grotesk,   "HankenGrotesk-Regular.otf"),
    ("sans-600.woff2",  font_hanken_grotesk,   "HankenGrotesk-SemiBold.otf"),
)
# fmt: on


def build(folder: Path) -> tuple[Path, ...]:
    """Write the faces not there yet into `folder` and return all their paths; a few seconds once, then nothing.

    Raises:
        FileNotFoundError: a font package does not carry its file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_face(folder / name, package, source) for name, package, source in FACES)


def letters() -> Iterable[int]:
    return (code for first, last in RANGES for code in range(first, last + 1))


def _face(target: Path, package: ModuleType, source: str) -> Path:
    if target.exists():
        return target
    options = subset.Options(flavor="woff2", layout_features=list(FEATURES), notdef_outline=True, hinting=False)
    font = TTFont(BytesIO(files(package).joinpath("files", source).read_bytes()))
    cut = subset.Subsetter(options)
    cut.populate(unicodes=letters())
    cut.subset(font)
    part = target.with_suffix(f".{getpid()}.part")  # a half-written face must never be served, nor two that differ
    subset.save_font(font, str(part), options)
    with suppress(FileExistsError):
        target.hardlink_to(part)
    part.unlink()
    return target
