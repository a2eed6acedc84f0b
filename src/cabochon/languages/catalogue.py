"""The catalogue of one language: English sentences and what they are called there, read from `words/<language>.po`.

What does not fit its English (other places, a tag that is not closed) is left out: that sentence is said in English.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "words"
# The forms of Arabic in the order of CLDR and of translators' tools (zero one two few many other).
ARABIC = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
FORMAT = re.compile(r"%[-+0-9.]*[sdfrxg]")  # of {{ "%.1f seconds"|format(x) }}
PLACE = re.compile(r"(\{[^{}]*\}|</?\d+>)")  # {n}, {total}; of a template {1}, <1>, </1>


@dataclass(frozen=True, slots=True)
class Catalogue:
    """told: English -> the sentence. forms: (one, other) in English -> the language's forms, in the file's order."""

    told: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    form_of: Callable[[float], int] = lambda n: int(n != 1)

    def get(self, text: str, otherwise: str) -> str:
        return self.told.get(text) or otherwise

    def plural(self, one: str, other: str, n: float) -> str:
        found = self.forms.get((one, other))
        return found[min(self.form_of(n), len(found) - 1)] if found else (one if n == 1 else other)


@cache
def opened(language: str) -> Catalogue:
    """Read once a process; a language without a file says everything in English."""
    path = FOLDER / f"{language}.po"
    return read(path, language) if path.exists() else Catalogue()


def read(path: Path, language: str) -> Catalogue:
    """The catalogue of a file, without what does not fit."""
    with path.open("rb") as file:
        found = read_po(file, locale=language)
    told, forms, alone = dict[str, str](), dict[tuple[str, str], tuple[str, ...]](), dict[str, str]()
    form_of = _form_of(found.plural_expr)
    for message in found:
        if isinstance(message.id, (tuple, list)):
            one, other = map(str, message.id)
            said = tuple(map(str, message.string or ()))
            if not misfit_forms(one, other, said, found.num_plurals):
                forms[one, other] = said
                alone.setdefault(one, said[min(form_of(1), len(said) - 1)])
        elif message.id and not misfit(str(message.id), str(message.string or "")):
            told[str(message.id)] = str(message.string)
    return Catalogue({**alone, **told}, forms, form_of)  # a file holds one message of a name: the plural has the single


def plural_forms(language: str) -> str:
    """What the head of a language's file says of its plurals."""
    return ARABIC if language == "ar" else str(get_plural(language).plural_forms)


def places(text: str) -> list[str]:
    """What is filled in, in alphabetical order."""
    return sorted(PLACE.findall(text))


def misfit(english: str, said: str) -> str:
    """Why a translation can not stand for its English; "" when it can."""
    if not said.strip():
        return "is empty"
    if places(english) != places(said):
        return f"has the places {' '.join(places(said)) or 'none'} for {' '.join(places(english)) or 'none'}"
    return _open(said) or _loose(english, said)


def misfit_forms(one: str, other: str, said: Sequence[str], count: int) -> str:
    """The same of plural forms. A form may leave out {n}, as "one survey" does, and nothing else."""
    if len(said) != count:
        return f"has {len(said)} forms for {count}"
    needed, allowed = set(places(other)) - {"{n}"}, set(places(one)) | set(places(other))
    for form in said:
        if not form.strip():
            return "has an empty form"
        if not needed <= set(places(form)) <= allowed or len(set(places(form))) != len(places(form)):
            return f"has other places in {form!r}"
        if why := _loose(other, form):
            return why
    return ""


def _open(said: str) -> str:
    """Tags close in the order they were opened."""
    stack: list[str] = []
    for place in PLACE.findall(said):
        if place.startswith("</"):
            if not stack or stack.pop() != place[2:-1]:
                return f"closes {place} where it is not open"
        elif place.startswith("<"):
            stack.append(place[1:-1])
    return f"leaves <{stack[0]}> open" if stack else ""


def _loose(english: str, said: str) -> str:
    """A brace that is no place, or another %d, would stop the sentence from being filled in."""
    if sorted(FORMAT.findall(english)) != sorted(FORMAT.findall(said)):
        return "has other % places"
    rest = [PLACE.sub("", one) for one in (english, said)]
    return "has a brace that is no place" if any(rest[1].count(b) != rest[0].count(b) for b in "{}") else ""


def _form_of(expression: str) -> Callable[[float], int]:
    """The gettext formula of the file's header as a function: which form so many take."""
    formula = c2py(expression)
    return lambda n: int(formula(int(abs(n))))
