"""A document of the kit from its Markdown: its particulars are TOML between two lines of +++, and are checked here."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..refusals import Refused
from .checklists import TITLES

FENCE, BASE = "+++", "en"
KINDS = {
    "job_aid": "Job aids",
    "huddle": "Huddle guides",
    "pocket_card": "Pocket cards",
    "guide": "Guides",
    "clip": "Calibration scripts",
    "session": "Workshops and sessions",
    "launch": "Launch",
    "message": "Messages to send",
}
ROLES = ("associate", "manager", "area_coach", "hq_leader", "ld_author")  # who it is written for, as access roles
LINES = ("", "watch", "jewelry")
MARKS = ("yes", "partly", "not_yet", "not_applicable")
FIELDS = ("key", "title", "summary", "kind", "audience", "language", "minutes", "behaviours", "product_line", "order")
OPTIONAL = ("behaviours", "product_line", "order")
OF_CLIPS = ("marks", "why")
_NAME = re.compile(r"([a-z0-9-]+)(?:\.([a-z]{2}))?\.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One language of it.

    minutes: to read it, or to hold it. behaviours, product_line: what it is about; empty: all. order: its place among
    those of its kind. text: Markdown. marks, why: of a script alone.
    """

    key: str
    title: str
    summary: str
    kind: str
    audience: tuple[str, ...]
    language: str
    minutes: int
    behaviours: tuple[str, ...]
    product_line: str
    order: int
    text: str
    marks: Mapping[str, str] = field(default_factory=dict, hash=False)
    why: Mapping[str, str] = field(default_factory=dict, hash=False)


def read(path: Path) -> Document:
    """One file.

    Raises:
        Refused: it cannot be read; says the file and the line.
    """
    named = _NAME.fullmatch(path.name)
    if not named:
        raise Refused(f"{path.name}: a document is called key.md or key.language.md, in small letters")
    return parse(path.read_text("utf-8"), path.name, key=named[1], language=named[2] or BASE)


def parse(text: str, where: str, *, key: str, language: str) -> Document:
    """A document from its words. where: the file's name, for what is said about it."""
    lines = text.splitlines()
    if not lines or lines[0] != FENCE:
        raise Refused(f"{where}, line 1: begins with {FENCE}, its particulars and {FENCE}")
    if FENCE not in lines[1:]:
        raise Refused(f"{where}, line 1: the {FENCE} that is opened here is never closed")
    end = lines.index(FENCE, 1)
    try:
        head = tomllib.loads("\n" + "\n".join(lines[1:end]))  # a line for the fence, so that lines are the file's
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"{where}: {error}") from error
    return _document(head, "\n".join(lines[end + 1 :]).strip() + "\n", _Place(where, lines), (key, language))


@dataclass(frozen=True, slots=True)
class _Place:
    where: str
    lines: list[str]

    def refused(self, name: str, says: str) -> Refused:
        """At the line where `name` stands, else at the first."""
        at = (n for n, line in enumerate(self.lines, 1) if re.match(rf"\s*\[?{re.escape(name)}\b", line))
        return Refused(f"{self.where}, line {next(at, 1)}: {says}")


def _document(head: Mapping[str, Any], text: str, place: _Place, named: tuple[str, str]) -> Document:
    kind = head.get("kind")
    if kind not in KINDS:
        raise place.refused("kind", f"kind is one of {', '.join(KINDS)}")
    known = (*FIELDS, *OF_CLIPS) if kind == "clip" else FIELDS
    for name in head:
        if name not in known:
            raise place.refused(name, f"{name} is no field of a document; there are {', '.join(known)}")
    for name in known:
        if name not in head and name not in OPTIONAL:
            raise place.refused(name, f"{name} is missing")
    for name, is_, says in (
        ("key", head["key"] == named[0], f"key is {named[0]}, as the file is called"),
        ("language", head["language"] == named[1], f"language is {named[1]}, as the file is called"),
        ("title", _words(head["title"]), "title is a few words"),
        ("summary", _words(head["summary"]), "summary is one sentence"),
        ("minutes", type(head["minutes"]) is int and 1 <= head["minutes"] <= 180, "minutes is from 1 to 180"),
        ("audience", _some(head["audience"], ROLES), f"audience is a list of {', '.join(ROLES)}"),
        ("behaviours", _some(head.get("behaviours", []), TITLES, least=0), "behaviours are keys of the checklists"),
        ("product_line", head.get("product_line", "") in LINES, "product_line is watch, jewelry or empty"),
        ("order", type(head.get("order", 0)) is int, "order is a whole number"),
        ("marks", _judged(head.get("marks", {}), MARKS), f"marks are behaviour = one of {', '.join(MARKS)}"),
        ("why", set(head.get("why", {})) == set(head.get("marks", {})), "why says one sentence for each mark"),
    ):
        if not is_:
            raise place.refused(name, says)
    if not text.strip():
        raise Refused(f"{place.where}, line {len(place.lines)}: the document has no text")
    marks, why = (MappingProxyType(dict(head.get(name, {}))) for name in OF_CLIPS)
    return Document(
        key=head["key"], title=head["title"], summary=head["summary"], kind=kind, audience=tuple(head["audience"]),
        language=head["language"], minutes=head["minutes"], behaviours=tuple(head.get("behaviours", ())),
        product_line=head.get("product_line", ""), order=head.get("order", 0), text=text, marks=marks, why=why,
    )  # fmt: skip


def _words(value: Any) -> bool:
    return isinstance(value, str) and 3 <= len(value) <= 200


def _some(value: Any, of: Any, *, least: int = 1) -> bool:
    return isinstance(value, list) and len(value) >= least and all(one in of for one in value)


def _judged(value: Any, of: Any) -> bool:
    return isinstance(value, dict) and all(key in TITLES and mark in of for key, mark in value.items())
