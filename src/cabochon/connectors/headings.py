"""What columns and kinds of sale are called by senders, in eight languages; the words stand in headings.toml."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_MARKS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """A heading without case, accents and punctuation: "N° de Ticket" is "n de ticket"."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return _MARKS.sub(" ", bare).strip()


@cache
def headings(field: str) -> dict[str, int]:
    """Plain heading -> how far down the list it stands; 0 is the field's own name."""
    names = (field, *str(_words().get(field, "")).split("|"))
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        if bare := plain(name):
            found.setdefault(bare, place)
    return found


def fits(field: str, heading: str) -> float:
    """How well a heading names a field: 1 wholly, less where words stand around it, 0 not at all."""
    bare, known = plain(heading), headings(field)
    if not bare:
        return 0.0
    if bare in known:
        return 1.0 - min(known[bare], 100) / 1000
    tight = bare.replace(" ", "")
    if any(tight == name.replace(" ", "") for name in known):
        return 0.85
    words = set(bare.split())
    inner = [name for name in known if len(name) > 3 and set(name.split()) <= words]
    return 0.4 + 0.3 * max((len(name) / len(bare) for name in inner), default=-1.4) if inner else 0.0


@cache
def sale_types() -> dict[str, str]:
    """What tills write, plain -> our kind of sale."""
    return {plain(word): kind for kind, words in _words()["sale_types"].items() for word in (kind, *words.split("|"))}


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "headings.toml").read_text("utf-8"))
