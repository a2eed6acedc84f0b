"""Mapping files: TOML that says which column means what. Every feed ships a default, which is also its reference."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import available_timezones

from ..refusals import Refused

OPEN: dict[str, type] = {  # tables whose keys are the sender's own words, and what stands against them
    "boutiques": str, "sale_types": str, "identifiers": str, "job_roles": str, "lines": str, "kinds": str,
    "scores": float, "skip": list, "scales": list,
    "skus": str, "zones": str, "processes": str, "counters": str, "places": str,
}  # fmt: skip
CHOICES = {
    "decimal": (".", ","), "amounts": ("line", "unit"), "unscored": ("skip", "quarantine"),
    "partial": ("skip", "keep"), "elsewhere": ("skip", "quarantine"),
    "web": ("skip", "web_pickup", "sale"), "question": ("satisfaction", "nps", "other"),
    "prices": ("net", "gross"), "discounts": ("inside", "outside"),
}  # fmt: skip
COLUMNS = "columns"
_OTHERS: dict[str, str] = {}  # feed -> the text of its default mapping


def register(feed: str, text: str) -> None:
    """The default mapping of a connector that is none of ours.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML.
    """
    tomllib.loads(text)
    _OTHERS[feed] = text


def default_text(feed: str) -> str:
    """The default mapping of a feed as it is shipped, comments included."""
    if feed in _OTHERS:
        return _OTHERS[feed]
    return (files(__package__) / "mappings" / f"{feed}.toml").read_text("utf-8")


@cache
def default(feed: str) -> Mapping[str, Any]:
    return tomllib.loads(default_text(feed))


def load(text: str, feed: str, place: str = "mapping") -> Mapping[str, Any]:
    """A mapping file, checked against the feed's default, which names every key there is.

    Raises:
        Refused: no TOML, an unknown key, or a value of the wrong type; with the line to mend.
    """
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise Refused(f"is not valid TOML: {e}", place) from None
    known = default(feed)
    _check(written, {"sheet": "", **known} if COLUMNS in known else known, text, place)
    return written


def settled(given: Mapping[str, Any] | None, feed: str) -> Mapping[str, Any]:
    """The mapping to read by: what is given, the default for the rest. Given columns stand alone, none is added."""
    settings = {**default(feed), **(given or {})}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in settings.items()}


def _check(written: Mapping[str, Any], known: Mapping[str, Any], text: str, place: str, table: str = "") -> None:
    for key, value in written.items():
        where = f"{place}, {_line(text, key)}"
        if key not in known:
            inside = f"of [{table}]" if table else "at the top"
            raise Refused(f"{key} is no key {inside}; there are {', '.join(sorted(known))}", where)
        expected = known[key]
        if type(value) is not type(expected) and not (isinstance(expected, float) and type(value) is int):
            raise Refused(f"{key} should be {_NAMES[type(expected)]}, such as {expected!r}", where)
        if table:
            continue
        if (choices := CHOICES.get(key)) and value not in choices:
            raise Refused(f"{key} should be one of {', '.join(map(repr, choices))}, not {value!r}", where)
        if key == "zone" and value and value not in available_timezones():
            raise Refused(f"{value!r} is no time zone; expected e.g. Europe/Zurich, or empty for the boutique's", where)
        if key == "dates" and not (value and all(isinstance(one, str) and one for one in value)):
            raise Refused(f"dates should name at least one way of writing a day, such as {expected!r}", where)
        if key in OPEN:
            for word, meaning in value.items():
                if type(meaning) is not OPEN[key] and (OPEN[key], type(meaning)) != (float, int):
                    raise Refused(f"{word} should be {_NAMES[OPEN[key]]}", f"{place}, {_line(text, word)}")
        elif isinstance(value, dict):
            _check(value, expected, text, place, key)


def _line(text: str, key: str) -> str:
    found = re.search(rf"^[ \t]*\[?\"?{re.escape(key)}\"?[ \t]*[=\]]", text, re.MULTILINE)
    return f"line {text.count(chr(10), 0, found.start()) + 1}" if found else key


_NAMES = {
    str: "a text", int: "a whole number", float: "a number", bool: "true or false", list: "a list", dict: "a table",
}  # fmt: skip
