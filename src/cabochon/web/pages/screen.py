"""The screen of a back room, as its device sees it: paired once, then shown without anybody signed in."""

import secrets
from datetime import timedelta
from typing import Any

from litestar.concurrency import sync_to_thread
from litestar.response import Stream

from ...dashboards import screen as dashboard
from ...house import focusing as house_of
from ...house.screens import PAIRING
from ...languages import again, speaking
from ...privacy.failures import TooMany
from ...refusals import Refused, Unknown
from ..outer import fields
from ..page import Answered, Asked, json, page, to
from ..viewer import TABLET_LIFE, Signed, cookie, cookie_name, form_cookie, signed_of

THEMES = ("light", "dark")
MINUTES = int(PAIRING / timedelta(minutes=1))


def show(request: Asked) -> Answered:
    """GET /screen: the boutique of this device's cookie. ?theme=light or dark; else as the device has it."""
    house, token = request.app.state.house, _token(request)
    one = house.screens.known(token)
    if one is None:
        over = house.screens.taken_back(token)
        return page(request, "screen_over.html", status=410) if over else to("/screen/join")
    house.screens.saw(one)
    theme = request.query_params.get("theme", "")
    with speaking(one.language):
        shown = _shown(house, one)
        return page(request, "screen.html", shown=shown, theme=theme if theme in THEMES else "")


def join(request: Asked) -> Answered:
    """GET /screen/join: where the code is typed."""
    return _join(request)


def offered(request: Asked, code: str) -> Answered:
    """GET /screen/{code}: what the picture of the code leads to: one button. Looking does not use the code up.

    The address holds the code; it is good once and for 15 minutes, and what it is exchanged for stands in no address.
    """
    screens = request.app.state.house.screens
    one = screens.offered(code, address=_address(request))
    door = screens.door(one)
    return _join(request, code=code, place=door.name if door else "", name=one.name)


def pair(request: Asked, body: bytes) -> Answered:
    """POST /screen/join: this device is the screen from now on, and nobody is signed in on it any more."""
    code = str(fields(body, known=("csrf", "code")).get("code", ""))
    state, signed = request.app.state, signed_of(request)
    try:
        _, token = state.house.screens.pair(code, address=_address(request))
    except TooMany as many:
        answer = _join(request, fault=again(many.reason), status=many.status)
        answer.headers["retry-after"] = str(many.seconds)
        return answer
    except Refused as refused:
        return _join(request, fault=again(refused.reason), status=refused.status)
    if signed and signed.token:
        state.house.doorman.sign_out(signed.token)
    answer = to("/screen", {"clear-site-data": '"cache"', "set-cookie": cookie("", https=state.https)})
    answer.set_cookie(key=_name(request), value=token, max_age=TABLET_LIFE, path="/", httponly=True, samesite="lax",
                      secure=state.https)  # fmt: skip
    return answer


async def live(request: Asked) -> Answered:
    """GET /screen/live: "the facts have moved", to a device that is a screen; it ends when that is taken back."""
    state = request.app.state
    token = _token(request)

    def allowed() -> bool:
        return state.house.screens.known(token) is not None

    if not await sync_to_thread(allowed):
        raise Unknown("nothing is here")
    if request.scope.get("head"):
        return json({})
    last = request.headers.get("last-event-id", "") or request.query_params.get("from", "")
    seen = int(last) if last.isdecimal() and len(last) < 19 else None
    return Stream(
        state.pulse.told(seen, allowed),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


def _shown(house: Any, one: Any) -> dashboard.Screen:
    see = house.screens.see(one)
    here = house_of.here(house, see.viewer, one.boutique)
    if here is None:  # the door closed between two lines
        raise Unknown("nothing is here")
    held = house_of.past(see, here.code, here.day).on(here.day)
    known = here.behaviour(held.behaviour) if held else None
    tip = (held.tip(here.day) if held else "") or (house_of.phrases(house, see.viewer, known)[0] if known else "")
    return dashboard.screen(
        see, here.door, house.clock(), held=held, behaviours=here.every, line=house.modes.of(one.boutique),
        tip=house.screens.unnamed(one, tip) if tip else "",
    )  # fmt: skip


def _join(request: Asked, *, fault: str = "", status: int = 200, **values: str) -> Answered:
    """The form for a stranger: its token is bound to a cookie of its own, as on the sign-in page."""
    signed = signed_of(request)
    fresh = "" if signed and signed.csrf else secrets.token_urlsafe(16)
    said = {"code": "", "place": "", "name": ""} | values
    answer = page(request, "screen_join.html", status=status, signed=Signed(None, fresh) if fresh else signed,
                  fault=fault, minutes=MINUTES, **said)  # fmt: skip
    if fresh:
        answer.headers["set-cookie"] = form_cookie(fresh, https=request.app.state.https)
    return answer


def _name(request: Asked) -> str:
    return f"{cookie_name(request.app.state.https)}-screen"


def _token(request: Asked) -> str:
    return request.cookies.get(_name(request), "")


def _address(request: Asked) -> str:
    return request.client.host if request.client else ""
