"""A client's score as survey tools write it: 4, 4,5, 4/5, 85 %, ★★★★☆, "5 - Very satisfied", Très satisfait."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..languages import mark
from ..refusals import Refused
from .cells import number
from .headings import plain
from .rows import Row

FIVE = (1.0, 5.0)  # the scale that words stand on
FULL, EMPTY = "★⭐🌟", "☆✩"
_STARS = re.compile(f"[{FULL}]+[{EMPTY}]*|[{EMPTY}]+")
_OF = re.compile(r"([-+]?\d+(?:[.,]\d+)?)\s*(?:/|／|out of|of|sur|von|su|de|sobre|من)\s*(\d+)", re.IGNORECASE)
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*[%％٪]")
_LABELLED = re.compile(
    r"([-+]?\d+)\s*(?:[-–—:=.)]\s*[^\W\d_].*|[★⭐]|(?:stars?|étoiles?|stell[ae]|sterne?|estrellas?)\b.*|つ星|星|نجوم)",
    re.DOTALL | re.IGNORECASE,
)
_SCORE = re.compile(r"[-+]?\d{1,3}(?:[.,]\d+)?")
_NUMBERED = re.compile(r"[-+(]?\d")


def scored(row: Row, settings: Mapping[str, Any]) -> tuple[float, float, float]:
    """(raw, low, high) of the row's score. A percentage brings its own scale; words stand on one of 1 to 5.

    Raises:
        Refused: it is no score, or lies outside the mapping's scale.
    """
    text = row.need("score").replace("\N{MINUS SIGN}", "-").replace("\ufe0f", "")
    low, high = float(settings["low"]), float(settings["high"])
    if text in settings["scores"]:
        raw = float(settings["scores"][text])
    elif match := _PERCENT.fullmatch(text):
        return _percent(row, match[1])
    elif _STARS.fullmatch(text):
        return _within(row, _stars(row, text, high), low, high), low, high
    elif match := _OF.fullmatch(text):
        raw = _float(match[1])
        _same(row, text, float(match[2]), high)
    elif match := _LABELLED.fullmatch(text):
        raw = float(match[1])
    elif not _NUMBERED.match(text):
        return _word(row, text, settings), *FIVE
    else:
        raw = float(number(row, "score", settings["decimal"]) if text == row.get("score") else _float(text))
    raw = _within(row, raw, low, high)
    return low + high - raw if settings["reversed"] else raw, low, high


def _percent(row: Row, text: str) -> tuple[float, float, float]:
    return _within(row, _float(text), 0.0, 100.0), 0.0, 100.0


def _stars(row: Row, text: str, high: float) -> float:
    full = sum(text.count(one) for one in FULL)
    if len(text) > full:
        _same(row, text, float(len(text)), high)
    return float(full)


def _same(row: Row, text: str, top: float, high: float) -> None:
    if top != high:
        raise row.refusal("score", mark(
            f"{text!r} is of a scale up to {top:g}, the mapping's goes to {high:g}; write low and high in the mapping"
        ))  # fmt: skip


def _word(row: Row, text: str, settings: Mapping[str, Any]) -> float:
    known = words().get(plain(text))
    fits = (settings["low"], settings["high"]) == FIVE and settings["question"] != "nps"
    if known is None or not fits:
        raise row.refusal("score", mark(
            f"{text!r} is not a number; expected e.g. 4, or write in the mapping what it stands for: [scores]"
        ))  # fmt: skip
    return known


def _within(row: Row, raw: float, low: float, high: float) -> float:
    if not low <= raw <= high:
        text = row.get("score")
        raise row.refusal("score", mark(
            f"{text!r} is outside the scale {low:g}..{high:g}; write low and high in the mapping"
        ))  # fmt: skip
    return raw


def _float(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise Refused(f"{text!r} is not a number; expected e.g. 4") from None


def scorelike(text: str) -> bool:
    """Whether a cell looks like a score in any of the ways it is written."""
    short = text.replace("\N{MINUS SIGN}", "-").replace("\ufe0f", "").strip()
    if len(short) > 80:
        return False
    patterns = (_PERCENT, _STARS, _OF, _LABELLED)
    return plain(short) in words() or bool(_SCORE.fullmatch(short)) or any(one.fullmatch(short) for one in patterns)


@cache
def words() -> Mapping[str, float]:
    """Plain word -> score."""
    found = tomllib.loads((files(__package__) / "scores.toml").read_text("utf-8"))
    return {plain(word): float(score) for score, some in found.items() for word in some.split("|")}
