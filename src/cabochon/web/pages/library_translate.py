"""A translation beside its base, piece by piece: the author writes words, the structure is the base's."""

from collections.abc import Mapping
from dataclasses import dataclass

from ...house import House
from ...house.versions_kept import Overtaken
from ...languages import again
from ...programme import module_pieces
from ...programme.content import LANGUAGES
from ...programme.kit_reading import BASE
from ...programme.module_reading import LANGUAGE
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, json, page, to
from ..viewer import viewer_of
from . import library_rows as words
from .library_one import number_of

FIELDS = ("csrf", "do", "turn", "language", "w-", "right-")
PREFIX, RIGHT = "w-", "right-"


@dataclass(frozen=True, slots=True)
class Line:
    """One piece: the base's words, the translation's, whether the base was changed since."""

    address: str
    label: str
    base: str
    text: str
    stale: bool
    lines: bool


def show(request: Asked, module: str) -> Answered:
    """GET /library/{module}/translate?language=fr: one language, or which there are."""
    return _page(request, words.what_of(module), request.query_params.get("language", ""))


def save(request: Asked, body: bytes, module: str) -> Answered:
    """POST /library/{module}/translate: the pieces that were sent; the others stay. A script gets JSON."""
    sent = {name: value for name, value in fields(body, known=FIELDS).items() if isinstance(value, str)}
    what, language = words.what_of(module), sent.get("language", "")
    said = {name.removeprefix(PREFIX): value for name, value in sent.items() if name.startswith(PREFIX)}
    right = tuple(name.removeprefix(RIGHT) for name in sent if name.startswith(RIGHT))
    script = "application/json" in request.headers.get("accept", "")
    house: House = request.app.state.house
    try:
        draft = house.library.drafts.translate(viewer_of(request), what, number_of(sent.get("turn", "")), language,
                                               words=said, right=right)  # fmt: skip
    except Refused as fault:
        if not script:
            return _page(request, what, language, typed=said, fault=fault)
        kept = fault.draft if isinstance(fault, Overtaken) else None
        return json({"fault": again(fault.reason), "turn": kept.turn if kept else 0,
                     "by": words.name(house, kept.by) if kept else ""}, fault.status)  # fmt: skip
    if script:
        kept_now = house.library.drafts.body(what)
        far = kept_now.progress(language)
        told, _ = module_pieces.carried(kept_now.base, kept_now.texts[language], kept_now.written(language))
        return json({"turn": draft.turn, "written": far.written, "of": far.of, "stale": far.stale, "share": far.share,
                     "told": told}, to=request)  # fmt: skip
    return to(f"/library/{module}/translate?language={language}")


def _page(request: Asked, what: str, language: str, *, typed: dict[str, str] | None = None,
          fault: Refused | None = None) -> Answered:  # fmt: skip
    house: House = request.app.state.house
    library = house.library
    library.known(what)
    draft, body = library.drafts.kept(what), library.drafts.body(what)
    if language == BASE or (language and not LANGUAGE.fullmatch(language)):
        raise Refused("is two small letters, such as fr, and not the base", "language")
    known = dict.fromkeys([*house.programme.editions.book().languages, *LANGUAGES])
    return page(
        request, "library_translate.html", status=fault.status if fault else 200, here="/library", what=what,
        slug=words.slug_of(what), title=words.title_of(what, body.base), language=language, draft=draft, fault=fault,
        lines=lines_of(body.base, body.texts.get(language, ""), body.written(language), typed or {})
        if language else [],
        far=body.progress(language) if language else None, language_name=words.language_name,
        progress=[(code, body.progress(code)) for code in body.languages() if code != BASE],
        others=[code for code in known if code != BASE and code not in body.texts and len(code) == 2],
        base_reads=words.parsed(what, body.base) is not None,
    )  # fmt: skip


def lines_of(base: str, other: str, written: Mapping[str, str], typed: dict[str, str]) -> list[Line]:
    told, marks = module_pieces.carried(base, other, written)
    return [
        Line(piece.address, again(piece.label), piece.text, typed.get(piece.address, told.get(piece.address, "")),
             piece.address in marks and marks[piece.address] != module_pieces.digest(piece.text), piece.lines)
        for piece in module_pieces.pieces(base)
    ]  # fmt: skip
