"""The library's words: texts by language, as they ship and as they were published, and what they parse to, kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

import msgspec

from ..directory.rows import Edition
from ..languages import mark
from ..programme import kit, module_pieces, module_reading, modules
from ..programme.kit_reading import BASE, Document
from ..programme.kit_reading import parse as parse_document
from ..programme.module import Module
from ..refusals import Refused
from .library_catalogue import DOCUMENT, MODULE

STARTER = 1  # the version that ships
Read = Module | Document


@dataclass(frozen=True, slots=True)
class Body:
    """A version as it is kept. texts: language -> Markdown. beside: language -> where -> digest of the base's words it
    was written beside."""

    texts: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return self.texts.get(BASE, "")

    def written(self, language: str) -> Mapping[str, str]:
        """Of a translation that came in as a whole everything counts as written."""
        kept = self.beside.get(language)
        return module_pieces.beside(self.base, self.texts.get(language, "")) if kept is None else kept

    def marked(self) -> "Body":
        """With what each translation was written beside: to be called before the base is changed."""
        return replace(self, beside={one: self.written(one) for one in self.languages() if one != BASE})

    def progress(self, language: str) -> module_pieces.Progress:
        return module_pieces.progress(self.base, self.texts.get(language, ""), self.written(language))

    def languages(self) -> tuple[str, ...]:
        return module_pieces.languages(self.texts)

    def followed(self) -> "Body":
        """Its translations in the structure of its base as it is now; what is not written yet is the base's words."""
        texts, beside = dict(self.texts), dict(self.beside)
        for language in self.languages():
            if language != BASE and language in self.beside:
                words, marks = module_pieces.carried(self.base, texts[language], self.beside[language])
                texts[language], beside[language] = module_pieces.filled(self.base, words, language), marks
        return replace(self, texts=texts, beside=beside)


def said(body: Body) -> str:
    """As it is kept; the same words give the same text."""
    return msgspec.json.encode(body, order="deterministic").decode()


@lru_cache(maxsize=256)
def heard(text: str) -> Body:
    return msgspec.json.decode(text, type=Body)


def body_of(edition: Edition) -> Body:
    """Of a draft or a version."""
    return heard(edition.body) if edition.body else Body()


def key_of(what: str) -> tuple[str, str]:
    """("module", its key)."""
    kind, _, key = what.partition(":")
    return kind, key


def name_of(what: str, language: str) -> str:
    """How its file is called, for what is said about a line of it."""
    key = key_of(what)[1]
    return f"{key}.md" if language == BASE else f"{key}.{language}.md"


@lru_cache(maxsize=512)
def shipped(what: str) -> Body | None:
    """What ships under that name."""
    kind, key = key_of(what)
    if kind == MODULE:
        texts = {language: modules.source(key, language) for language in modules.starter().get(key, ())}
    else:
        texts = {language: kit.source(key, language) for language in kit.languages(key)}
    return Body(texts) if texts else None


@lru_cache(maxsize=1024)
def read(what: str, language: str, text: str) -> Read:
    """
    Raises:
        Refused: it cannot be read; says the line.
    """
    kind, key = key_of(what)
    if kind == DOCUMENT:
        return parse_document(text, name_of(what, language), key=key, language=language)
    return module_reading.parse(text, name_of(what, language), key=key, language=language)


@lru_cache(maxsize=512)
def versions_of(what: str, edition: str) -> Mapping[str, Read]:
    """language -> what the floor reads, of a published version: translations that are whole, the base first.

    Args:
        edition: the version's body.
    """
    body, found = heard(edition), dict[str, Read]()
    for language in body.languages():
        if language != BASE and not body.progress(language).whole:
            continue  # half a translation is no help on the floor: it reads the base until the rest is written
        try:
            found[language] = read(what, language, body.texts[language])
        except Refused:  # the format has grown stricter since: the base alone must never fail
            if language == BASE:
                raise
    return MappingProxyType(found)


@lru_cache(maxsize=512)
def starter(what: str) -> Mapping[str, Read]:
    kind, key = key_of(what)
    if kind == MODULE:
        return modules.starter().get(key, {})
    found = {language: kit.document(key, language) for language in kit.languages(key)}
    return MappingProxyType({language: one for language, one in found.items() if one})


def fault_of(what: str, language: str, text: str) -> str:
    """Why it cannot be read, "" when it can."""
    try:
        read(what, language, text)
    except Refused as fault:
        return fault.reason
    return ""


def differing(base: Read, other: Read) -> list[str]:
    """What a translation does not share with its base."""
    if isinstance(base, Module) and isinstance(other, Module):
        return modules.differs(base, other)
    names = ("kind", "audience", "minutes", "behaviours", "product_line", "order", "skill", "collection", "job_roles",
             "sop")  # fmt: skip
    return [
        mark(f"{name} is not as in the base language") for name in names if getattr(base, name) != getattr(other, name)
    ]
