"""The playbook as the floor reads it: the seven moments, what to say, what is new; by language, line and brand."""

import re
from dataclasses import dataclass
from typing import Any

from ...languages import day, mark, say
from ...privacy.roles import may
from ...programme import comparing, content
from ...programme.content import LANGUAGES, LINES, Moment, Playbook
from ..page import Answered, Asked, page
from ..viewer import viewer_of

MOST = 60  # characters of a search
NAMES = mark({"watch": "Watches", "jewelry": "Jewelry"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader has chosen to read: a language of the book, a line, a brand, words to look for."""

    language: str
    line: str
    brand: str
    q: str


def show(request: Asked) -> Answered:
    """GET /playbook: in force; q keeps the moments that hold the words."""
    house, viewer = request.app.state.house, viewer_of(request)
    editions = house.programme.editions
    book = editions.book()
    choice = chosen(request, book, viewer.language)
    read = house.programme.playbook(language=choice.language, product_line=choice.line, brand=choice.brand)
    moments = [(i, m) for i, m in enumerate(read.moments, 1) if holds(m, choice.q)]
    return page(
        request, "playbook.html", choice=choice, read=read, moments=moments, number=editions.number,
        news=news(editions), fresh=fresh(editions, read, choice), choices=choices(book), names=lines(),
        edits=may(viewer, "playbook.edit"),
        mark=re.compile("|".join(map(re.escape, choice.q.split())), re.IGNORECASE) if choice.q else None, parts=parts,
    )  # fmt: skip


def chosen(request: Asked, book: content.Book, own: str = "") -> Choice:
    """What the address asks for, as far as the book has it; else the reader's own language."""
    given = request.query_params
    language = given.get("language", "") or own
    if language not in book.languages:
        language = language.partition("-")[0] if language.partition("-")[0] in book.languages else content.ENGLISH
    line, brand = given.get("line", ""), given.get("brand", "")
    return Choice(language, line if line in LINES else "", brand if brand in book.brands else "",
                  " ".join(given.get("q", "")[:MOST].split()))  # fmt: skip


def choices(book: content.Book) -> dict[str, list[tuple[str, str]]]:
    return {
        "language": [(code, LANGUAGES.get(code, code)) for code in book.languages],
        "line": [("", say("All")), *((line, say(NAMES[line])) for line in LINES)],
        "brand": [("", say("All")), *((brand, brand) for brand in book.brands)],
    }


def lines() -> dict[str, str]:
    return {line: say(name) for line, name in NAMES.items()}


def news(editions: Any) -> dict[str, Any] | None:
    """The version in force and what it says of itself; None for the one that ships."""
    if editions.number == 1:
        return None
    one = editions.one(editions.number)
    return {"note": one.note, "day": day(one.published, "year") if one.published else ""}


def fresh(editions: Any, read: Playbook, choice: Choice) -> set[str]:
    """Keys of the moments that read otherwise than in the version before."""
    if editions.number == 1:
        return set()
    versions = [one.number for one in editions.listed()]
    before = content.read(editions.book(versions[1] if len(versions) > 1 else 1), language=choice.language,
                          product_line=choice.line, brand=choice.brand)  # fmt: skip
    return {new.key for new, old in zip(read.moments, before.moments, strict=True) if said(new) != said(old)}


def said(moment: Moment) -> list[str]:
    """Everything a moment says, in order."""
    tracks = [text for t in moment.tracks for text in (t.situation, *t.lines, t.instead)]
    return [moment.name, moment.title, moment.good, *moment.behaviours, *moment.use, *moment.avoid, *moment.standards,
            *tracks]  # fmt: skip


def holds(moment: Moment, q: str) -> bool:
    text = " ".join(said(moment)).casefold()
    return all(word in text for word in q.casefold().split())


def parts(text: str, mark: re.Pattern[str] | None) -> list[tuple[bool, str]]:
    """A text cut at what was looked for."""
    if mark is None:
        return [(False, text)]
    cut: list[tuple[bool, str]] = []
    end = 0
    for found in mark.finditer(text):
        cut += [(False, text[end : found.start()]), (True, found[0])]
        end = found.end()
    return [(hit, piece) for hit, piece in [*cut, (False, text[end:])] if piece]


def shown(change: comparing.Change, names: dict[str, str]) -> str:
    """A changed field's name, such as "Warm welcome · Phrases to use"."""
    head, _, rest = change.address.partition(".")
    path = rest.split(".")
    label = say(LABELS.get(path[-1] if path[0] != "tracks" else f"track {path[-1]}", LABELS.get(head, rest)))
    beside = path[1].replace("_", " ") if path[0] == "tracks" else ""
    return " · ".join(part for part in (names.get(head, ""), beside, label) if part)


LABELS = mark({
    "title": "What the manager marks", "name": "Name", "good": "What good looks like", "seen": "In a sentence",
    "behaviours": "Actions to see", "use": "Phrases to use", "avoid": "Phrases to avoid",
    "standards": "Agreed when marking", "track situation": "When", "track lines": "What to say",
    "track instead": "In place of", "wordings": "Standard wording", "actions": "Next action",
})  # fmt: skip
