"""A manager's screens of the back room: made with a code shown once, renamed, paired anew, taken back."""

from typing import Any

import segno

from ...house.screens import PAIRING, spelt
from ...languages import LANGUAGES, spoken
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of

KNOWN = ("csrf", "do", "name", "boutique", "language", "screen")
MINUTES = int(PAIRING.total_seconds() / 60)


def show(request: Asked) -> Answered:
    """GET /team/screens; ?revoke=: with the question whether to take that one back."""
    return _form(request)


def change(request: Asked, body: bytes) -> Answered:
    """POST /team/screens: make one, make a new code for one, rename one, take one back."""
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    viewer, screens = viewer_of(request), request.app.state.house.screens
    screen, name = sent.get("screen", ""), sent.get("name", "")
    try:
        match sent.get("do"):
            case "make":
                made, code = screens.make(viewer, sent.get("boutique", ""), name, language=sent.get("language", "en"))
                return _shown(request, made, code)
            case "renew":
                return _shown(request, *screens.renew(viewer, screen))
            case "rename":
                screens.rename(viewer, screen, name)
            case "revoke":
                screens.revoke(viewer, screen)
            case _:
                raise Refused("is none of the buttons of this page", "do")
    except Refused as refused:
        if refused.status == 404:
            raise
        return _form(request, fault=refused, name=name, status=refused.status)
    return to("/team/screens")


def _shown(request: Asked, screen: Any, code: str) -> Answered:
    """The one page with the code on it."""
    base = request.app.state.origin or f"{request.url.scheme}://{request.url.netloc}"
    picture = segno.make(f"{base}/screen/{code}", error="m", micro=False)
    return page(
        request, "screens_shown.html", screen=screen, code=spelt(code), minutes=MINUTES, place=f"{base}/screen",
        picture=picture.svg_data_uri(scale=5, border=4, dark="#000", light="#fff"),
    )  # fmt: skip


def _form(request: Asked, *, fault: Refused | None = None, name: str = "", status: int = 200) -> Answered:
    viewer, house = viewer_of(request), request.app.state.house
    listed = house.screens.listed(viewer)
    asked = request.query_params.get("revoke", "")
    return page(
        request, "screens.html", status=status, fault=fault.reason if fault else "",
        where=fault.pointer.strip("/") if fault else "", name=name, doors=house.see_as(viewer).labels.doors,
        open=[one for one in listed if one.state != "revoked"],
        closed=[one for one in listed if one.state == "revoked"],
        asked=next((one for one in listed if one.id == asked and one.state != "revoked"), None),
        languages=LANGUAGES, language=spoken(), minutes=MINUTES,
    )  # fmt: skip
