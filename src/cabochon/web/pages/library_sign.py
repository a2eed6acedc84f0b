"""Procedures wait here for the name of who vouches for them."""

from typing import Any

from ...house import House
from ...house.library_signing import FUNCTIONS
from ...languages import say
from ...programme.kit_reading import BASE
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from . import library_rows as words
from .library_one import differing

FIELDS = ("csrf", "do", "what", "digest", "name", "reason")


def show(request: Asked) -> Answered:
    """GET /library/sign: what waits, ?at= one of them with its words, and what was signed."""
    return _page(request)


def sign(request: Asked, body: bytes) -> Answered:
    """POST /library/sign: sign the words that were read, or withdraw a signature."""
    sent = {name: value for name, value in fields(body, known=FIELDS).items() if isinstance(value, str)}
    viewer, signing, what = viewer_of(request), request.app.state.house.library.signing, sent.get("what", "")
    try:
        if sent.get("do") == "withdraw":
            signing.withdraw(viewer, what, sent.get("reason", ""))
            return to("/library/sign?done=withdrawn")
        function = FUNCTIONS.get(viewer.role, "")
        signing.sign(viewer, what, function, sent.get("name", ""), digest=sent.get("digest", "") or "none")
    except Refused as fault:
        return _page(request, fault=fault, at=what)
    return to("/library/sign?done=signed")


def _page(request: Asked, *, fault: Refused | None = None, at: str = "") -> Answered:
    house: House = request.app.state.house
    viewer, signing = viewer_of(request), house.library.signing
    waiting, at = signing.waiting(), at or words.what_of(request.query_params.get("at", ""))
    reading = next((one for one in waiting if one.what == at), waiting[0] if waiting else None)
    return page(
        request, "library_sign.html", status=fault.status if fault else 200, here="/library/sign", fault=fault,
        waiting=waiting, reading=_reading(request, reading) if reading else None,
        function=say(FUNCTIONS.get(viewer.role, "")),
        given=[_given(house, what) for what in house.library.everything() if signing.in_force(what)],
        done=request.query_params.get("done", ""), name=viewer.name, slug_of=words.slug_of,
    )  # fmt: skip


def _reading(request: Asked, one: Any) -> dict[str, Any]:
    house: House = request.app.state.house
    body = house.library.body(one.what, one.number)
    text = body.base if body else ""
    edition = house.library.edition(one.what, one.number)
    return {
        "one": one, "kind": words.kind_of(one.what, words.parsed(one.what, text)),
        "note": edition.note if edition else "", "by": words.name(house, edition.by) if edition else "",
        "words": words.on_a_phone(request, one.what, BASE, text),
        "changes": differing(one.before, text) if one.before else [],
    }  # fmt: skip


def _given(house: House, what: str) -> dict[str, Any]:
    return {"row": house.library.signing.in_force(what), "title": house.library.in_force(what).title, "what": what}
