"""A module's text beside a phone that shows it: saved by itself, linted as it is written, never over somebody else."""

from typing import Any

from ...house import House
from ...house.versions_kept import Overtaken
from ...languages import again
from ...programme.kit_reading import BASE
from ...programme.lint import ERROR
from ...programme.skeletons import EXERCISES
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, json, page, to
from ..viewer import viewer_of
from . import library_rows as words
from .library_one import differing, number_of

FIELDS = ("csrf", "do", "turn", "language", "text")
OF_PREVIEW = ("csrf", "what", "language", "text")


def edit(request: Asked, module: str) -> Answered:
    """GET /library/{module}/edit: ?language= another one than the base."""
    what, language = words.what_of(module), request.query_params.get("language", "") or BASE
    return _page(request, what, language)


def save(request: Asked, body: bytes, module: str) -> Answered:
    """POST /library/{module}/edit: the text into the draft; a script gets JSON."""
    sent = {name: value for name, value in fields(body, known=FIELDS).items() if isinstance(value, str)}
    what, language, text = words.what_of(module), sent.get("language", "") or BASE, sent.get("text", "")
    script = "application/json" in request.headers.get("accept", "")
    house: House = request.app.state.house
    try:
        draft = house.library.drafts.save(viewer_of(request), what, number_of(sent.get("turn", "")), {language: text})
    except Overtaken as fault:
        theirs = house.library.drafts.body(what).texts.get(language, "")
        if script:
            return json({"fault": again(fault.reason), "turn": fault.draft.turn if fault.draft else 0, "theirs": theirs,
                         "changes": differing(theirs, text.replace("\r\n", "\n")),
                         "by": words.name(house, fault.draft.by) if fault.draft else ""}, 409)  # fmt: skip
        return _page(request, what, language, typed=text, fault=fault)
    except Refused as fault:
        if script:
            return json({"fault": again(fault.reason), "where": fault.pointer}, fault.status)
        return _page(request, what, language, typed=text, fault=fault)
    if script:
        return json({"turn": draft.turn}, to=request)
    return to(f"/library/{module}/edit?language={language}" if language != BASE else f"/library/{module}/edit")


def preview(request: Asked, body: bytes) -> Answered:
    """POST /library/preview: a text that need not be saved, as a phone shows it, with its minutes and its findings."""
    sent = {name: value for name, value in fields(body, known=OF_PREVIEW).items() if isinstance(value, str)}
    what, language = sent.get("what", ""), sent.get("language", "") or BASE
    house: House = request.app.state.house
    house.library.known(what)
    return json(_looked(request, what, language, sent.get("text", "").replace("\r\n", "\n")), to=request)


def _looked(request: Asked, what: str, language: str, text: str) -> dict[str, Any]:
    house: House = request.app.state.house
    base = house.library.drafts.body(what).base if language != BASE else ""
    if base and words.parsed(what, base) is None:
        base = ""
    found = sorted(house.library.publishing.of_text(what, language, text, base), key=lambda one: one.level != ERROR)
    return {
        "html": str(words.on_a_phone(request, what, language, text)), "findings": [words.told(one) for one in found],
        "minutes": words.minutes(house, what, language, text),
    }  # fmt: skip


def _page(request: Asked, what: str, language: str, *, typed: str | None = None,
          fault: Refused | None = None) -> Answered:  # fmt: skip
    house: House = request.app.state.house
    library = house.library
    library.known(what)
    draft, body = library.drafts.kept(what), library.drafts.body(what)
    if language not in body.texts:
        raise Refused("is not written in this language; begin the translation first", "language", 404)
    kept = body.texts[language]
    text = kept if typed is None else typed
    looked = _looked(request, what, language, text)
    return page(
        request, "library_edit.html", status=fault.status if fault else 200, here="/library", what=what,
        slug=words.slug_of(what), title=words.title_of(what, body.base), language=language, languages=body.languages(),
        language_name=words.language_name, draft=draft, text=text, fault=fault, state=library.state(what),
        by=words.name(house, draft.by) if draft else "", entry=library.entry(what), exercises=EXERCISES, looked=looked,
        on_phone=words.on_a_phone(request, what, language, text), is_module=what.startswith("module:"),
        overtaken=differing(kept, text) if isinstance(fault, Overtaken) else [],
    )  # fmt: skip
