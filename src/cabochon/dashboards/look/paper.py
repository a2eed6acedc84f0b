"""A snapshot on paper: one page, as a tagged PDF (PDF/UA-1) or a picture. Typst draws it from `weekly.typ`.

Everything that is written goes in as data, never into the source. The page is one page: where its words are too many,
first the space between them shrinks, then the lists do, and say how many more there are.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from ...languages import LANGUAGES, count, direction, spoken
from .paper_fonts import MENDED, Face, faces, spelled, stacks
from .tokens import Palette

log = logging.getLogger("cabochon.paper")
SOURCE = Path(__file__).with_name("weekly.typ")
SIZES = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}  # mm
PDF, PNG = "pdf", "png"
COLOURS = 48  # of the picture
SHARP = 144.0  # pixels an inch of a picture of a whole page
A_DAY = 86_400  # s
LISTS = ("steps", "decisions", "waits", "comments", "rhythm", "caveats")


@dataclass(frozen=True, slots=True)
class Fit:
    """How tightly a page is set. size: of its text in points; air: of the space between; most: rows of each list."""

    size: float
    air: float
    most: Mapping[str, int]


SHORTEST = {"steps": 3, "decisions": 1, "waits": 1, "comments": 0, "rhythm": 3, "caveats": 1}
FITS = (
    Fit(9.2, 1.0, {}),
    Fit(8.8, 0.8, {}),
    Fit(8.4, 0.6, {"decisions": 4, "waits": 3}),
    Fit(8.0, 0.45, {"decisions": 3, "waits": 2, "comments": 1}),
    Fit(7.6, 0.35, {"steps": 5, "decisions": 2, "waits": 1, "comments": 1, "rhythm": 4, "caveats": 2}),
    Fit(7.2, 0.2, SHORTEST),
    *(Fit(size, 0.15, SHORTEST) for size in (6.6, 6.0, 5.4, 4.8, 4.2, 3.6)),  # of words as no language has them
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """missing: letters that were replaced. fit: how tightly it had to be set, 0 is as wished."""

    body: bytes
    missing: int
    fit: int


def draw(
    page: Mapping[str, Any], palette: Palette, *, made: datetime, kind: str = PDF, size: str = "a4",
    sharp: float = SHARP,
) -> Drawn:  # fmt: skip
    """
    Args:
        page: what `weekly_paper.page` made, in the language spoken. made: aware, when; so that the same page is the
            same bytes.
    Raises:
        ValueError: no page fits, or a size that is none.
    """
    if size not in SIZES:
        raise ValueError(f"{size!r} is no size of paper; there are {', '.join(SIZES)}")
    known = faces()
    written, missing = _written(page, known)
    if missing:
        log.warning("%d letters of a weekly snapshot have no font; install %s", missing, MENDED)
        said = count(missing, "One letter could not be written here: a font is missing. Ask for {package}.",
                     "{n} letters could not be written here: a font is missing. Ask for {package}.",
                     package=MENDED)  # fmt: skip
        written = {**written, "caveats": [spelled(said, known)[0], *written.get("caveats", ())]}
    for n, fit in enumerate(FITS):
        told = _inputs(written, palette, fit, size=size, known=known)
        if n == len(FITS) - 1 or _pages(told, known) == 1:
            return Drawn(_compiled(told, known, kind, made=made, sharp=sharp), missing, n)
    raise ValueError("unreachable")


def _inputs(
    page: Mapping[str, Any], palette: Palette, fit: Fit, *, size: str, known: tuple[Face, ...]
) -> str:  # fmt: skip
    width, height = SIZES[size]
    display, text = stacks(spoken(), known)
    short = {name: list(page.get(name, ()))[: fit.most.get(name, 99)] for name in LISTS}
    more = {
        name: spelled(count(left, "and one more", "and {n} more"), known)[0] for name in LISTS
        if (left := len(page.get(name, ())) - len(short[name])) > 0
    }  # fmt: skip
    return json.dumps({
        **page, **short, "more": more, "size": fit.size, "air": fit.air, "width": width, "height": height,
        "lang": spoken(), "dir": direction(), "display": display, "text": text, "palette": palette,
    }, ensure_ascii=False)  # fmt: skip


def _written(page: Mapping[str, Any], known: tuple[Face, ...]) -> tuple[dict[str, Any], int]:
    missing = 0

    def each(value: Any) -> Any:
        nonlocal missing
        if isinstance(value, str):
            said, gone = spelled(value, known)
            missing += gone
            return said
        if isinstance(value, Mapping):
            return {key: one if key == "svg" else each(one) for key, one in value.items()}
        return [each(one) for one in value] if isinstance(value, list | tuple) else value

    return each(page), missing


def _pages(told: str, known: tuple[Face, ...]) -> int:
    found = typst.query(  # type: ignore[misc]  # its stub has a type variable that stands alone
        _source(), "<pages>", field="value", one=True, font_paths=_folders(known), ignore_system_fonts=True,
        sys_inputs={"page": told},
    )  # fmt: skip
    return int(json.loads(found))


def _compiled(told: str, known: tuple[Face, ...], kind: str, *, made: datetime, sharp: float) -> bytes:
    common: dict[str, Any] = {
        "font_paths": _folders(known), "ignore_system_fonts": True, "sys_inputs": {"page": told},
        "timestamp": int(made.astimezone(UTC).timestamp()) // A_DAY * A_DAY,  # the same page twice is the same bytes
    }  # fmt: skip
    if kind == PDF:
        return bytes(typst.compile(_source(), format="pdf", pdf_standards="ua-1", **common))
    found = typst.compile(_source(), format="png", ppi=sharp, **common)
    return _light(bytes(found[0] if isinstance(found, list) else found))


def _light(png: bytes) -> bytes:
    """A page of a few inks in a palette: a quarter of the bytes, and no eye tells."""
    made = BytesIO()
    drawn = Image.open(BytesIO(png)).convert("RGB")
    drawn.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE).save(
        made, "PNG", optimize=True
    )
    return made.getvalue()


def _folders(known: tuple[Face, ...]) -> list[str]:
    return [str(one.folder) for one in known]


@cache
def _source() -> bytes:
    return SOURCE.read_bytes()


def languages() -> Iterator[str]:
    """Those a page can be written in with what is installed."""
    letters = frozenset().union(*(one.letters for one in faces()))
    needed = {"ja": "週名", "zh": "周这", "ar": "ع"}
    return (one for one in LANGUAGES if all(ord(letter) in letters for letter in needed.get(one, "")))
