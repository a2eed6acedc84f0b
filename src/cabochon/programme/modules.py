"""The modules that ship, and how a translation has to agree with what it translates.

A module is `starter/modules/<key>.md`, its translations `<key>.<language>.md`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from ..languages import mark
from ..refusals import Refused
from . import module_reading
from .kit_reading import BASE
from .module import Exercise, Module

STARTER = Path(__file__).parent / "starter" / "modules"
_NAME = re.compile(r"([a-z0-9-]+)(?:\.([a-z]{2}))?\.md")


@lru_cache(maxsize=1)
def starter() -> Mapping[str, Mapping[str, Module]]:
    """key -> language -> module, in the order they are shown.

    Raises:
        Refused: a file that cannot be read, or a translation that does not agree.
    """
    found: dict[str, dict[str, Module]] = {}
    for key, language, text in sources():
        name = f"{key}.md" if language == BASE else f"{key}.{language}.md"
        found.setdefault(key, {})[language] = module_reading.parse(text, name, key=key, language=language)
    for key, languages in found.items():
        if BASE not in languages:
            raise Refused(f"{key}: a translation of a module that is not there")
        for one in languages.values():
            if faults := differs(languages[BASE], one):
                raise Refused(f"{key}.{one.language}.md: {faults[0]}")
    ordered = sorted(found, key=lambda key: (found[key][BASE].order, key))
    return MappingProxyType({key: MappingProxyType(found[key]) for key in ordered})


@lru_cache(maxsize=1)
def sources() -> tuple[tuple[str, str, str], ...]:
    """(key, language, text) of each file."""
    named = [(path, _NAME.fullmatch(path.name)) for path in sorted(STARTER.glob("*.md"))]
    return tuple((name[1], name[2] or BASE, path.read_text("utf-8")) for path, name in named if name)


def source(key: str, language: str = BASE) -> str:
    """The text of one that ships, "" for none."""
    return next((text for one, lang, text in sources() if (one, lang) == (key, language)), "")


def differs(base: Module, other: Module) -> list[str]:
    """What a translation does not share with its base: only words may differ. Empty when all agrees."""
    return list(_differs(base, other))


def _differs(base: Module, other: Module) -> Iterator[str]:
    for name in ("key", "skill", "roles", "order", "product_line", "aids", "pass_mark", "sop"):
        if getattr(base, name) != getattr(other, name):
            yield mark(f"{'pass' if name == 'pass_mark' else name} is not as in the base language")
    if base.action.key != other.action.key:
        yield mark(f"action is {base.action.key}, as in the base language")
    if [e.key for e in base.exercises] != [e.key for e in other.exercises]:
        yield mark(
            f"the exercises are {', '.join(e.key for e in base.exercises)}, in this order, as in the base language"
        )
        return
    for one, its in zip(base.exercises, other.exercises, strict=True):
        if fault := _exercise(one, its):
            yield f"{one.key}: {fault}"


def _exercise(base: Exercise, other: Exercise) -> str:
    if base.kind != other.kind:
        return mark(f"is of the kind {base.kind} in the base language")
    if [(c.key, c.right, c.area) for c in base.choices] != [(c.key, c.right, c.area) for c in other.choices]:
        return mark("has other choices, places or another right one than in the base language")
    if [len(gap) for gap in base.blanks] != [len(gap) for gap in other.blanks]:
        return mark("has other gaps than in the base language")
    if (base.answer, [n for n, _ in base.slips]) != (other.answer, [n for n, _ in other.slips]):
        return mark("has another number than in the base language")
    return mark("shows another picture than in the base language") if base.media != other.media else ""
