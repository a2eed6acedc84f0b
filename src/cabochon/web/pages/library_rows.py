"""What the library's pages say of a module or document: its address, state, languages, what it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from ...house import House
from ...house.library_publishing import Fault
from ...house.library_texts import Body, Read, body_of, fault_of, read
from ...languages import again, listed, mark, say
from ...programme import module_pieces
from ...programme.content import LANGUAGES
from ...programme.kit_reading import BASE, KINDS
from ...programme.module import Module
from ...refusals import Refused
from ..lesson import Shown, lesson
from ..markdown import render
from ..page import Asked

STATES = mark({"published": "On the floor", "draft": "Not published yet", "unsigned": "Waits for a sign-off",
          "retired": "Retired"})  # fmt: skip
ROLES = mark({"advisor": "Advisor", "stock": "Stock", "cashier": "Cashier", "manager": "Manager"})
DOC = "doc."  # before a document's key in an address


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the library. languages: (code, share 0..1 of it that is written and not behind)."""

    what: str
    slug: str
    title: str
    kind: str
    state: str
    draft: str  # "", draft or review
    skill: str
    roles: tuple[str, ...]
    minutes: int
    languages: tuple[tuple[str, float], ...]
    changed: datetime | None
    by: str
    waits: str

    @property
    def words(self) -> str:
        return f"{self.title} {self.slug} {self.kind} {self.skill}".casefold()


def what_of(slug: str) -> str:
    return f"document:{slug.removeprefix(DOC)}" if slug.startswith(DOC) else f"module:{slug}"


def slug_of(what: str) -> str:
    kind, _, key = what.partition(":")
    return f"{DOC}{key}" if kind == "document" else key


def rows(house: House) -> list[Row]:
    found = (row(house, what) for what in house.library.everything())
    return sorted((one for one in found if one), key=lambda one: (one.kind != say("Module"), one.kind, one.title))


def put_away(house: House) -> list[tuple[str, str]]:
    """(slug, title) of what was begun and put away before it was ever published; it can be taken back."""
    drafts = house.library.drafts
    kept = ((what, drafts.discarded(what)) for what, entry in house.library.catalogue.entries().items()
            if entry.begun and not entry.number and not entry.waiting and not house.library.ships(what))  # fmt: skip
    return [(slug_of(what), title_of(what, body_of(one).base)) for what, one in kept if one]


def row(house: House, what: str) -> Row | None:
    """None: it was begun and put away before it was ever published."""
    library, entry = house.library, house.library.entry(what)
    draft = library.drafts.kept(what) if entry.begun else None
    number = entry.waiting or entry.number
    if not draft and not number:
        return None
    body = library.drafts.body(what)
    one = parsed(what, body.base) or (library.in_force(what) if entry.number else None)
    last = draft or (house.library.edition(what, number) if number else None)
    shares = tuple((code, 1.0 if code == BASE else body.progress(code).share) for code in body.languages())
    return Row(
        what, slug_of(what), title_of(what, body.base), kind_of(what, one), library.state(what),
        draft.state if draft else "", one.skill if one else "", _roles(one), one.minutes if one else 0, shares,
        last.changed if last else None, name(house, last.by) if last else "", _waits(house, what, body, bool(draft)),
    )  # fmt: skip


def parsed(what: str, text: str, language: str = BASE) -> Read | None:
    return None if fault_of(what, language, text) else read(what, language, text)


def title_of(what: str, text: str) -> str:
    """Of a text that cannot be read too."""
    return next((p.text for p in module_pieces.pieces(text) if p.address == "title"), "") or what.partition(":")[2]


def kind_of(what: str, one: Read | None) -> str:
    if what.startswith("module:"):
        return say("Module")
    return say(KINDS[one.kind]) if one and not isinstance(one, Module) else say("Document")


def name(house: House, account: str) -> str:
    return house.programme.editions.writer(account)


def language_name(code: str) -> str:
    return LANGUAGES.get(code, code.upper())


def shown(house: House, module: Module) -> Mapping[str, Shown]:
    """What it shows, by key."""
    found = ((key, house.media.shown(key, module.language)) for key in module.media)
    return {
        key: Shown(one.address, one.kind, one.alt, one.width, one.height, one.captions) for key, one in found if one
    }


def on_a_phone(request: Asked, what: str, language: str, text: str) -> Markup:
    """The words as a phone shows them, "" while they cannot be read."""
    try:
        one = read(what, language, text)
    except Refused:
        return Markup("")
    if isinstance(one, Module):
        return lesson(request.app.state.look, one, media=shown(request.app.state.house, one))
    return Markup('<article class="document"><header class="document-head"><p class="eyebrow">{}</p><h1>{}</h1>'
                  '<p class="lead">{}</p></header><div class="prose" lang="{}" dir="auto">{}</div></article>').format(
        say(KINDS[one.kind]), one.title, one.summary, one.language, render(one.text)
    )  # fmt: skip


def told(fault: Fault) -> dict[str, Any]:
    """A finding for a script."""
    return {"level": fault.level, "line": fault.line, "why": again(fault.why), "instead": again(fault.instead),
            "language": fault.language}  # fmt: skip


def minutes(house: House, what: str, language: str, text: str) -> float | None:
    one = parsed(what, text, language)
    return round(house.library.publishing.minutes(one), 1) if one else None


def _roles(one: Read | None) -> tuple[str, ...]:
    if one is None:
        return ()
    return one.roles if isinstance(one, Module) else one.job_roles


def _waits(house: House, what: str, body: Body, draft: bool) -> str:
    """What has to happen next, in a few words."""
    if house.library.signing.of(what):
        return say("A sign-off")
    if draft and (kept := house.library.drafts.kept(what)) and kept.state == "review":
        return say("A second reader")
    if draft:
        return say("Publishing")
    behind = [code for code in body.languages() if code != BASE and body.progress(code).share < 1]
    return say("Words in {languages}", languages=listed([language_name(code) for code in behind])) if behind else ""


def states() -> dict[str, str]:
    return {key: say(words) for key, words in STATES.items()}


def roles() -> dict[str, str]:
    return {key: say(words) for key, words in ROLES.items()}
