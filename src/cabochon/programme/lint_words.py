"""Why some words make no criterion: each kind of word in observable.toml has its reason and a way out."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from ..languages import mark

WORDS: dict[str, dict[str, list[str]]] = tomllib.loads((Path(__file__).parent / "observable.toml").read_text("utf-8"))

# kind -> (why, what to write instead)
KINDS = mark({
    "confidence": ("nobody can see confidence; two people would mark it differently",
                   "Names the price in one sentence, without “only” or “just”"),
    "passion":    ("passion is in the person, not in what they do",
                   "Tells one story about how the piece is made"),
    "attitude":   ("an attitude is a judgement; say what you would see if it were good",
                   "Greets within 30 seconds, before being spoken to"),
    "mind":       ("what somebody knows, feels or understands cannot be seen; what they say can",
                   "Says back in one sentence what the client asked for"),
    "manner":     ("a manner is a matter of taste; say what the hands do or what is said",
                   "Turns the piece towards the client on the tray"),
    "person":     ("this describes a person, not an action; two visits of theirs would be marked alike",
                   "Waits three seconds after each question"),
    "more":       ("more than what? Without a number two people would mark it differently",
                   "Offers two accessories in each visit"),
    "trying":     ("trying cannot be counted; doing can",
                   "Asks for the occasion before opening the case"),
    "vague":      ("how well is a matter of taste; say what makes it so",
                   "Within 30 seconds, in one sentence, with both hands"),
})  # fmt: skip

BETWEEN = r"(?:(?:\w+ly|lui|se|gli|ihm|ihr|ihnen)\s)?"  # "and gently offers", "et lui propose"


@lru_cache(maxsize=16)
def hard(language: str) -> list[tuple[str, re.Pattern[str]]]:
    """Of a language we have no words for, none: its authors are asked to read the English beside it."""
    told = _of(language)
    return [(kind, _any(told[kind])) for kind in KINDS if kind in told and kind != "vague"]


@lru_cache(maxsize=16)
def soft(language: str) -> re.Pattern[str] | None:
    """Words that are only warned of: fine beside what is seen, thin alone."""
    told = _of(language)
    return _any(told["vague"]) if told else None


@lru_cache(maxsize=16)
def second(language: str) -> re.Pattern[str] | None:
    """Where a second action begins; group 1 is its verb."""
    told = _of(language)
    if not told:
        return None
    both, then = "|".join(told["and"]), "|".join(told["then"])
    verbs = "|".join(sorted(told["verbs"], key=len, reverse=True))
    ending = "(?:s|es)?" if language == "en" else ""
    joined = rf"(?:,?\s(?:{both})\s|[;,]\s(?:{then})\s|\s(?:{then})\s|;\s)"
    return re.compile(rf"\S{joined}{BETWEEN}((?:{verbs}){ending})(?!\w)", re.IGNORECASE)


def _of(language: str) -> dict[str, list[str]]:
    return WORDS.get(language.partition("-")[0], {})


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
