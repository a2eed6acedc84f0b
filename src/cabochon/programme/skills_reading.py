"""The skills map from TOML, a table a skill in the order they are shown; a refusal says skill, field and remedy."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..refusals import Refused
from .skills import Skill, SkillsMap

STARTER = Path(__file__).parent / "starter" / "skills.toml"
KEY = re.compile(r"[a-z][a-z0-9-]{1,39}\Z")
ONE, MANY = ("title", "leading"), ("roles", "good", "behaviours", "signals", "steps", "outcomes")


@lru_cache(maxsize=1)
def starter() -> SkillsMap:
    """What ships: the map of a house that has published none of its own."""
    return parse(STARTER.read_text("utf-8"))


def parse(text: str) -> SkillsMap:
    """
    Raises:
        Refused: what is wrong, in which skill and field.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise Refused(f"cannot be read as TOML: {fault}", "skills.toml") from None
    if tree.get("format") != 1 or not isinstance(tree.get("skills"), dict):
        raise Refused("should begin with format = 1, then a table [skills.<key>] for each skill", "skills.toml")
    return SkillsMap(tuple(_skill(key, told) for key, told in tree["skills"].items()))


def _skill(key: str, told: Any) -> Skill:
    if not KEY.match(key) or not isinstance(told, dict):
        raise Refused("should be a table with a key of small letters, digits and hyphens", f"[skills.{key}]")
    if strange := told.keys() - {*ONE, *MANY}:
        raise Refused(f"is not known; there are {', '.join((*ONE, *MANY))}", f"[skills.{key}] {min(strange)}")
    for name, value in told.items():
        many = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if not (many if name in MANY else isinstance(value, str)):
            raise Refused(f"should be {'a list of texts' if name in MANY else 'a text'}", f"[skills.{key}] {name}")
    for name in ("title", "roles", "good", "leading"):
        if not told.get(name):
            raise Refused("is missing", f"[skills.{key}] {name}")
    lists: dict[str, tuple[str, ...]] = {name: tuple(told.get(name, ())) for name in MANY}
    return Skill(key=key, title=told["title"], leading=told["leading"], **lists)
