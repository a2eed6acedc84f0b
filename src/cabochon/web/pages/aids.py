"""Looking up on the floor: job aids, cards, checklists and quick stories, those of one's own work first."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from markupsafe import Markup

from ...languages import day, mark, say
from ...privacy.viewer import Viewer
from ...programme import kit
from ...programme.checklists import TITLES
from ...programme.content import LANGUAGES
from ...programme.kit_reading import Document
from ...refusals import Unknown
from ..markdown import render
from ..page import Answered, Asked, floor_page
from ..viewer import viewer_of

HERE = "/floor/aids"
KINDS = ("job_aid", "pocket_card", "story", "huddle", "guide")
ROLES = mark({"advisor": "advisors", "stock": "stock", "cashier": "cashiers", "manager": "managers"})
FIRST = mark({"advisor": "First for advisors", "stock": "First for stock", "cashier": "First for cashiers",
              "manager": "First for managers"})  # fmt: skip
LINES = mark({"watch": "Watches", "jewelry": "Jewelry", "": "Any piece"})
PARTS = mark({"pocket_card": "Cards and checklists", "story": "Quick stories", "huddle": "Huddle guides",
              "guide": "Guides"})  # fmt: skip
CALLED = mark({"job_aid": "Job aid", "pocket_card": "Card", "story": "Quick story", "huddle": "Huddle guide",
               "guide": "Guide", "clip": "Script", "session": "Session", "launch": "Launch",
               "message": "Message"})  # fmt: skip


def show(request: Asked) -> Answered:
    """GET /floor/aids: what there is for the reader. ?q= words, where the page's own script does not narrow."""
    return _page(request, q=request.query_params.get("q", "")[:80].strip())


def shell(request: Asked) -> Answered:
    """The same with all of their words: what a phone keeps, and reads from. No name, no key."""
    blank = {"id": "", "opened_at": ""}
    return _page(request, whole=True, me=None, nav=[], tabs=(), csrf="", fresh=blank)


def one(request: Asked, document: str) -> Answered:
    """GET /floor/aids/{document}: one of them; ?language= in another language."""
    library, language = request.app.state.house.library, request.query_params.get("language", "")
    found = library.document(document, (language or viewer_of(request).language)[:2].lower())
    if found is None or found.kind == "clip":
        raise Unknown("no document of that name is on the floor; it may have been renamed or retired")
    others = {code: LANGUAGES.get(code, code) for code in library.document_languages(found.key)}
    return floor_page(request, "aids_one.html", here=HERE, one=_shown(request, found), others=others)


def _page(request: Asked, *, q: str = "", whole: bool = False, **values: Any) -> Answered:
    viewer, house = viewer_of(request), request.app.state.house
    found = _documents(house, viewer)
    role = house.learning.job_role(viewer) or ("manager" if viewer.role == "manager" else "")
    pins = house.pinning.roles(found)
    shown = [_shown(request, one) for one in found]
    wanted = kit.folded(q).split()
    listed = [one for one in shown if all(word in kit.spoken(one["document"]) for word in wanted)]
    return floor_page(
        request, "aids.html", here=HERE, q=q, whole=whole, many=len(listed), articles=shown if whole else (),
        shelves=_shelves(listed, {key for key, roles in pins.items() if role in roles}, role),
        version=_version(shown), **values,
    )  # fmt: skip


def _documents(house: Any, viewer: Viewer) -> list[Document]:
    """What is written for the reader; area coaches read what their boutiques do."""
    return [
        one
        for one in house.library.documents(language=viewer.language[:2].lower())
        if one.kind in KINDS and (viewer.role in one.audience or viewer.role == "area_coach")
    ]


def _shown(request: Asked, one: Document) -> dict[str, Any]:
    signed = request.app.state.house.library.signing.in_force(f"document:{one.key}") if one.sop else None
    about = (
        say(CALLED[one.kind]),
        one.collection or (say(LINES[one.product_line]) if one.product_line else ""),
        say("{n} min", n=one.minutes),
    )
    return {
        "document": one, "text": _text(one.text), "words": _words(one), "told": " · ".join(filter(None, about)),
        "signed": _signed(signed) if signed else "",
    }  # fmt: skip


def _signed(one: Any) -> str:
    return say("Signed by {function}, {day}", function=one.function, day=day(one.at, "full"))


@lru_cache(maxsize=512)
def _text(words: str) -> Markup:
    return render(words)


def _words(one: Document) -> str:
    """What it is found by besides its text."""
    about = " ".join(say(TITLES[behaviour]) for behaviour in one.behaviours)
    return kit.folded(f"{one.title} {one.summary} {say(CALLED[one.kind])} {one.collection} {one.product_line} {about}")


def _shelves(shown: list[dict[str, Any]], pinned: set[str], role: str) -> list[dict[str, Any]]:
    """First what is pinned, then job aids by product line, then the other kinds; stories by collection."""
    rest = [one for one in shown if one["document"].key not in pinned]
    first = (one for one in shown if one["document"].key in pinned)
    shelves = [_shelf("first", say(FIRST[role]) if role in FIRST else "", first)]
    for line, title in LINES.items():
        of_line = (one for one in rest if (one["document"].kind, one["document"].product_line) == ("job_aid", line))
        shelves.append(_shelf(line or "any", say(title), of_line))
    shelves += [_shelf(kind, say(title), (one for one in rest if one["document"].kind == kind))
                for kind, title in PARTS.items()]  # fmt: skip
    return [shelf for shelf in shelves if shelf["groups"]]


def _shelf(name: str, title: str, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in rows:
        groups.setdefault(one["document"].collection if name == "story" else "", []).append(one)
    return {"id": name, "title": title, "groups": groups}


def _version(shown: list[dict[str, Any]]) -> str:
    """Of the words: a phone that keeps others fetches them anew."""
    digest = blake2b(digest_size=6)
    for one in shown:
        document = one["document"]
        digest.update("\0".join((document.key, document.title, document.text, one["signed"])).encode())
    return digest.hexdigest()
