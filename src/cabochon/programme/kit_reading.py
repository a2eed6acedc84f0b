"""A document of the kit from its Markdown: its particulars are TOML between two lines of +++, and are checked here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..languages import mark
from ..refusals import Refused
from .checklists import TITLES
from .front_matter import Place, front

BASE = "en"
KINDS = mark(
    {
        "job_aid": "Job aids",
        "huddle": "Huddle guides",
        "pocket_card": "Pocket cards",
        "guide": "Guides",
        "story": "Quick stories",
        "clip": "Calibration scripts",
        "session": "Workshops and sessions",
        "launch": "Launch",
        "message": "Messages to send",
    }
)
ROLES = ("associate", "manager", "area_coach", "hq_leader", "ld_author")  # who it is written for, as access roles
LINES = ("", "watch", "jewelry")
JOB_ROLES = ("advisor", "stock", "cashier", "manager")
MARKS = ("yes", "partly", "not_yet", "not_applicable")
FIELDS = ("key", "title", "summary", "kind", "audience", "language", "minutes", "behaviours", "product_line", "order",
          "skill", "collection", "job_roles", "sop")  # fmt: skip
OPTIONAL = ("behaviours", "product_line", "order", "skill", "collection", "job_roles", "sop")
OF_CLIPS = ("marks", "why")
_NAME = re.compile(r"([a-z0-9-]+)(?:\.([a-z]{2}))?\.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One language of it.

    minutes: to read it, or to hold it. behaviours, product_line, skill, collection: what it is about; empty: all.
    job_roles: whose work it is, so that it is pinned for them; empty: nobody's above others'. sop: a procedure, which
    loss prevention or operations signs before the floor reads it. order: its place among those of its kind. text:
    Markdown. marks, why: of a script alone.
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
    skill: str = ""
    collection: str = ""
    job_roles: tuple[str, ...] = ()
    sop: bool = False
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
    head, body, place = front(text, where)
    return _document(head, body.strip() + "\n", place, (key, language))


def _document(head: Mapping[str, Any], text: str, place: Place, named: tuple[str, str]) -> Document:
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
        ("skill", isinstance(head.get("skill", ""), str), "skill is a key of the skills map"),
        ("collection", isinstance(head.get("collection", ""), str), "collection is a few words"),
        ("job_roles", _some(head.get("job_roles", []), JOB_ROLES, least=0), f"job_roles: {', '.join(JOB_ROLES)}"),
        ("sop", type(head.get("sop", False)) is bool, "sop is true for a procedure, else false"),
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
        skill=head.get("skill", ""), collection=head.get("collection", ""), sop=head.get("sop", False),
        job_roles=tuple(head.get("job_roles", ())),
    )  # fmt: skip


def _words(value: Any) -> bool:
    return isinstance(value, str) and 3 <= len(value) <= 200


def _some(value: Any, of: Any, *, least: int = 1) -> bool:
    return isinstance(value, list) and len(value) >= least and all(one in of for one in value)


def _judged(value: Any, of: Any) -> bool:
    return isinstance(value, dict) and all(key in TITLES and mark in of for key, mark in value.items())
