"""What stands in a playbook's way: criteria nobody can observe, two actions in one, words too long for a phone.

Each finding says where, why, and what to write instead. Errors block publishing, warnings do not.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..languages import mark
from . import content, lint_words, loading
from .content import ENGLISH, MOMENTS, Book, Layer, Moment, Text

ERROR, WARNING = "error", "warning"
LIMITS = {"name": 32, "title": 60, "good": 90, "seen": 48, "behaviours": 110, "use": 160, "avoid": 160,
          "standards": 200, "situation": 120, "lines": 200, "instead": 160, "wordings": 48, "actions": 44}  # fmt: skip
FEWEST, MOST = 2, 6  # behaviours of a moment
OBSERVED = frozenset({"title", "behaviours", "wordings", "actions", "seen"})
SPEECH = frozenset({"use", "avoid", "lines", "instead", "situation"})
QUOTED = re.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|\"[^\"]*\"|‘[^’]*’(?!\w)")
PARTICIPLES = re.compile(r"\w{2,}ed\b[^.]*?\band\b[^.]*?\b\w{2,}ed\b", re.IGNORECASE)
REFRAIN = re.compile(r"(?:does not|doesn[’']t|do not|don[’']t|never|avoids?|no longer)\b", re.IGNORECASE)
Screen = Callable[[str], str]  # a phrase -> what is wrong with it, "" for nothing


@dataclass(frozen=True, slots=True)
class Finding:
    """address, index: the field, and which of its list (-1: the field as a whole). words: what it is about."""

    address: str
    level: str
    why: str
    instead: str = ""
    index: int = -1
    words: str = ""
    language: str = ENGLISH
    product_line: str = ""
    brand: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        return self.language, self.product_line, self.brand


def lint(book: Book, screen: Screen = lambda _: "") -> list[Finding]:
    """The whole book, the base first. screen: what the house says of personal details in a phrase."""
    layers = [Layer(texts=book.texts), *book.layers]
    return [finding for layer in layers for finding in of_layer(book, layer, screen)]


def blocking(findings: list[Finding]) -> list[Finding]:
    return [one for one in findings if one.level == ERROR]


def of_layer(book: Book, layer: Layer, screen: Screen = lambda _: "") -> Iterator[Finding]:
    base = layer.place == (ENGLISH, "", "")
    for address, why in () if base else content.refused(book, layer):
        yield _at(
            layer, Finding(address, ERROR, why, mark("Write it with the same keys and as many actions as the base"))
        )
    for address, text in layer.texts.items():
        kind = kind_of(address)
        if base:
            yield from (_at(layer, one) for one in _whole(address, kind, text))
        for index, words in enumerate([text] if isinstance(text, str) else text):
            place = -1 if isinstance(text, str) else index
            for one in of_text(address, words, language=layer.language, index=place, screen=screen):
                yield _at(layer, one)
    if touched := [m for m in MOMENTS if {f"{m}.use", f"{m}.avoid"} & layer.texts.keys()]:
        reader = content.read(book, language=layer.language, product_line=layer.product_line, brand=layer.brand)
        told = (one for m in reader.moments if m.key in touched for one in _both(m))
        yield from (_at(layer, one) for one in told)


def of_text(
    address: str, words: str, *, language: str = ENGLISH, index: int = -1, screen: Screen = lambda _: ""
) -> Iterator[Finding]:
    """Findings of one text as it stands, so that it can be judged while it is typed."""
    kind = kind_of(address)
    limit = LIMITS.get(kind, 60) * (4 if language != ENGLISH else 3) // 3
    if len(words) > limit:
        shorter = words[:limit].rsplit(" ", 1)[0]
        yield Finding(address, ERROR, mark(f"is {len(words)} characters long; a phone shows {limit}"), shorter, index)
    if advice := screen(words):
        yield Finding(address, ERROR, advice, mark("Leave the name out, or write [name]"), index)
    if kind not in SPEECH and words:
        yield from _judged(address, kind, words, language, index)


def observable(words: str, *, language: str = ENGLISH) -> tuple[Finding, ...]:
    """What is wrong with an action that stands outside a playbook, however long it is."""
    return _judged("action.behaviours", "behaviours", words, language, -1)


@lru_cache(maxsize=8192)  # a draft is judged at every save, and most of it is as it was
def _judged(address: str, kind: str, words: str, language: str, index: int) -> tuple[Finding, ...]:
    return tuple(_criteria(address, kind, words, language, index))


def _criteria(address: str, kind: str, words: str, language: str, index: int) -> Iterator[Finding]:
    said = QUOTED.sub(lambda quoted: " " * len(quoted[0]), words)
    yield from _unseen(address, kind, said, language, index)
    if kind in ("title", "behaviours", "wordings", "actions"):
        yield from _two(address, said, language, index)
    if kind in ("title", "behaviours") and language == ENGLISH and REFRAIN.match(said):
        yield Finding(address, WARNING, mark("says what is left out; an action that is done is easier to see"),
                      mark("Say what happens in its place"), index)  # fmt: skip


def kind_of(address: str) -> str:
    head, _, rest = address.partition(".")
    return head if head in content.WORDS else rest.rpartition(".")[2] or head


def _unseen(address: str, kind: str, said: str, language: str, index: int) -> Iterator[Finding]:
    level = ERROR if kind in OBSERVED or kind == "good" else WARNING
    for reason, pattern in lint_words.hard(language):
        if kind == "good" and reason in ("attitude", "person", "more", "trying"):
            continue  # half a line of description may say "patient"; it is not what is marked
        if found := pattern.search(said):
            why, instead = lint_words.KINDS[reason]
            example = _example(address, language) or instead
            yield Finding(address, level, f"“{found[0].strip()}”: {why}", example, index, found[0])
    vague = lint_words.soft(language)
    if kind in ("title", "behaviours") and vague and (found := vague.search(said)):
        why, instead = lint_words.KINDS["vague"]
        yield Finding(address, WARNING, f"“{found[0].strip()}”: {why}", instead, index, found[0])


def _example(address: str, language: str) -> str:
    """In another language than English: an action of the same moment that the starter kit has in it."""
    moment, starter = address.partition(".")[0], loading.starter()
    if language == ENGLISH or moment not in MOMENTS or starter.layer(language.partition("-")[0]) is None:
        return ""
    told = next(m for m in content.read(starter, language=language).moments if m.key == moment)
    return "" if f"{moment}.behaviours" in content.read(starter, language=language).lacking else told.behaviours[0]


def _two(address: str, said: str, language: str, index: int) -> Iterator[Finding]:
    pattern = lint_words.second(language)
    found = pattern.search(said) if pattern else None
    if found:
        first, rest = said[: found.start() + 1].strip(), said[found.start(1) :].strip()
        instead = f"{first}  |  {rest[:1].upper()}{rest[1:]}"
    elif language == ENGLISH and (found := PARTICIPLES.search(said)):
        instead = "  |  ".join(part.strip() for part in re.split(r"\band\b", said, maxsplit=1))
    else:
        return
    yield Finding(
        address,
        ERROR,
        mark("asks for two actions in one; done by half it could not be marked"),
        instead,
        index,
        found[0],
    )


def _whole(address: str, kind: str, text: Text) -> Iterator[Finding]:
    if not text:
        if kind not in ("use", "avoid", "standards", "instead"):
            yield Finding(address, ERROR, mark("is empty"), mark("Write it, or take the whole entry out"))
    elif kind == "behaviours" and isinstance(text, tuple):
        if not FEWEST <= len(text) <= MOST:
            yield Finding(address, ERROR, mark(f"has {len(text)} actions; {FEWEST} to {MOST} can be watched for"), "")
        for index, words in enumerate(text):
            if _flat(words) in {_flat(other) for other in text[:index]}:
                yield Finding(address, WARNING, mark("stands here twice"), "", index, words)


def _both(moment: Moment) -> Iterator[Finding]:
    """As a reader has it: a variant's own list beside the one it leaves in force."""
    used = {_flat(phrase) for phrase in moment.use}
    for index, phrase in enumerate(moment.avoid):
        if _flat(phrase) in used:
            yield Finding(mark(f"{moment.key}.avoid"), ERROR, mark("stands among the phrases to use as well"),
                          mark("Keep it in one of the two"), index, phrase)  # fmt: skip


def _flat(phrase: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", phrase.casefold()).split())


def _at(layer: Layer, one: Finding) -> Finding:
    return Finding(one.address, one.level, one.why, one.instead, one.index, one.words, *layer.place)
