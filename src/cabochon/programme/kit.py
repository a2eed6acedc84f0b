"""The kit: what is read, printed and played around the playbook; Markdown with its particulars in TOML at the head.

A document is `starter/kit/<key>.md`, its translations `<key>.<language>.md`. A scripted visit for calibration is
`starter/clips/<key>.md` and carries its reference marks at the head, where no reader of the script sees them.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..refusals import Refused
from .checklists import TITLES
from .kit_reading import BASE, KINDS, ROLES, Document, read

__all__ = [
    "BASE",
    "KINDS",
    "ROLES",
    "Clip",
    "Document",
    "Shelf",
    "clips",
    "document",
    "documents",
    "languages",
    "ordered",
    "shelves",
    "source",
]

STARTER = Path(__file__).parent / "starter"


@dataclass(frozen=True, slots=True)
class Clip:
    """A scripted visit that managers mark. marks: behaviour -> reference mark; why: behaviour -> a sentence."""

    key: str
    title: str
    minutes: int
    language: str
    script: str  # Markdown, lines numbered, so that a mark can name the line it rests on
    marks: Mapping[str, str]
    why: Mapping[str, str]
    product_line: str = ""
    summary: str = ""


@lru_cache(maxsize=1)
def documents() -> tuple[Document, ...]:
    """All there are, in every language; by kind, their order and title, the base language first."""
    found = [read(path) for folder in ("kit", "clips") for path in sorted((STARTER / folder).glob("*.md"))]
    based = {d.key for d in found if d.language == BASE}
    if odd := [d for d in found if d.key not in based]:
        raise Refused(f"{odd[0].key}.{odd[0].language}.md translates a document that is not there")
    return ordered(found)


def ordered(found: Iterable[Document]) -> tuple[Document, ...]:
    """By kind, their order and title, the base language first."""
    kinds, found = list(KINDS), list(found)
    based = {d.key: d for d in found if d.language == BASE}

    def place(one: Document) -> tuple[int, int, str, bool, str]:
        base = based.get(one.key, one)
        return kinds.index(base.kind), base.order, base.title, one.language != BASE, one.language

    return tuple(sorted(found, key=place))


@lru_cache(maxsize=512)
def source(key: str, language: str = BASE) -> str:
    """The text of one that ships, "" for none."""
    name = f"{key}.md" if language == BASE else f"{key}.{language}.md"
    paths = (STARTER / folder / name for folder in ("kit", "clips"))
    return next((path.read_text("utf-8") for path in paths if language in languages(key) and path.is_file()), "")


@lru_cache(maxsize=1)
def clips() -> tuple[Clip, ...]:
    """The scripted visits, by key."""
    return tuple(
        Clip(d.key, d.title, d.minutes, d.language, d.text, d.marks, d.why, d.product_line, d.summary)
        for d in sorted(documents(), key=lambda d: d.key)
        if d.kind == "clip" and d.language == BASE
    )


def document(key: str, language: str = BASE) -> Document | None:
    """In that language where there is one, else in the base language."""
    written = {d.language: d for d in documents() if d.key == key}
    return written.get(language) or written.get(BASE)


def languages(key: str) -> tuple[str, ...]:
    return tuple(d.language for d in documents() if d.key == key)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents of one kind, one language each."""

    kind: str
    title: str
    documents: tuple[Document, ...]


def shelves(
    *, words: str = "", kind: str = "", role: str = "", language: str = BASE, scripts: bool = False,
    among: Iterable[Document] | None = None,
) -> tuple[Shelf, ...]:  # fmt: skip
    """What is there, by kind; kinds that hold nothing are left out.

    Args:
        words: all of them must stand somewhere in the document, in any spelling of accents and capitals.
        role: whom it is written for; "" for anybody. scripts: whether calibration scripts are for this reader.
        among: each document once, in its language; None: all that ship.
    """
    wanted = folded(words).split()
    keys = dict.fromkeys(d.key for d in documents())
    found = list(among) if among is not None else [d for key in keys if (d := document(key, language))]
    found = [
        d
        for d in found
        if (scripts or d.kind != "clip") and kind in ("", d.kind) and (not role or role in d.audience)
        and all(word in spoken(d) for word in wanted)
    ]  # fmt: skip
    return tuple(
        Shelf(one, title, of) for one, title in KINDS.items() if (of := tuple(d for d in found if d.kind == one))
    )


@lru_cache(maxsize=512)
def spoken(of: Document) -> str:
    """Everything it may be found by."""
    about = " ".join(TITLES[b] for b in of.behaviours)
    return folded(f"{of.title} {of.summary} {KINDS[of.kind]} {of.product_line} {about} {of.text}")


def folded(text: str) -> str:
    """Without capitals and accents, so that what is typed on a phone finds what is set in type."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
