"""A boutique's tablet: tap oneself, type a PIN, lock. And how a manager makes a device one, and takes it back."""

import secrets
from typing import Any

from ...languages import again, count
from ...privacy.signing_in import SHARED_ABSOLUTE, SHARED_IDLE, TooMany
from ...refusals import Refused, Unknown
from ..outer import fields
from ..page import Answered, Asked, json, page, to
from ..viewer import TABLET_LIFE, Signed, cookie, form_cookie, signed_of, tablet_name, tablet_token, viewer_of

MINUTES = int(SHARED_IDLE.total_seconds() / 60)
HOURS = int(SHARED_ABSOLUTE.total_seconds() / 3600)


def lock(request: Asked) -> Answered:
    """GET /tablet: the boutique's people; ?who=: the PIN pad of one. As JSON: whether somebody is still signed in."""
    signed, tablets = signed_of(request), request.app.state.house.tablets
    if "application/json" in request.headers.get("accept", ""):
        return json({"signed": bool(signed and signed.viewer)})
    tablet = tablets.known(tablet_token(request))
    if tablet is None:
        return page(request, "tablet_none.html")
    if signed and signed.viewer:
        return page(request, "tablet_here.html", place=tablets.place(tablet), minutes=MINUTES)
    tablets.saw(tablet)
    return _screen(request, tablet, request.query_params.get("who", ""))


def unlock(request: Asked, body: bytes) -> Answered:
    """POST /tablet: a session for who typed their PIN."""
    form = fields(body, known=("csrf", "who", "pin"))
    tablets = request.app.state.house.tablets
    tablet = tablets.known(tablet_token(request))
    if tablet is None:
        raise Unknown("nothing is here")
    who, agent = str(form.get("who", "")), request.headers.get("user-agent", "")[:200]
    try:
        token = tablets.unlock(tablet, who, str(form.get("pin", "")), agent=agent)
    except TooMany as many:
        minutes = -(-many.seconds // 60)
        fault = count(
            minutes, "too many wrong PINs; try again in {n} minute, or sign in with your own sign-in",
            "too many wrong PINs; try again in {n} minutes, or sign in with your own sign-in",
        )  # fmt: skip
        answer = _screen(request, tablet, who, fault=fault, status=many.status)
        answer.headers["retry-after"] = str(many.seconds)
        return answer
    except Refused as refused:
        return _screen(request, tablet, who, fault=again(refused.reason), status=refused.status)
    return to("/floor", {"set-cookie": cookie(token, https=request.app.state.https)})


def shut(request: Asked, body: bytes) -> Answered:
    """POST /tablet/lock: the session ends; the next page clears what the device knows of the person."""
    fields(body, known=("csrf",))
    return _left(request)


def form(request: Asked) -> Answered:
    """GET /tablet/share: the boutique's tablets, who has a PIN, and a button that makes this device one of them."""
    return _form(request)


def change(request: Asked, body: bytes) -> Answered:
    """POST /tablet/share: share this device, revoke one, or clear somebody's PIN."""
    sent = {name: str(value) for name, value in fields(
        body, known=("csrf", "do", "name", "boutique", "tablet", "who")).items()}  # fmt: skip
    viewer, tablets = viewer_of(request), request.app.state.house.tablets
    try:
        match sent.get("do"):
            case "share":
                token = tablets.share(viewer, sent.get("name", ""), sent.get("boutique", ""))
                # The manager's own session must not stay behind on a device everybody uses.
                return _left(request, token)
            case "revoke":
                tablets.revoke(viewer, sent.get("tablet", ""))
            case "clear":
                tablets.clear_pin(viewer, sent.get("who", ""))
            case _:
                raise Refused("is none of the buttons of this page", "do")
    except Refused as refused:
        if refused.status == 404:
            raise
        return _form(request, fault=refused, name=sent.get("name", ""), status=refused.status)
    return to("/tablet/share")


def pin(request: Asked, body: bytes) -> Answered:
    """POST /me/pin: set or change one's own PIN."""
    sent = {k: str(v) for k, v in fields(body, known=("csrf", "pin", "again", "password")).items()}
    signed, viewer = signed_of(request), viewer_of(request)
    try:
        request.app.state.house.tablets.set_pin(
            viewer, sent.get("pin", ""), again=sent.get("again", ""), password=sent.get("password", ""),
            session=signed.token if signed else "", address=request.client.host if request.client else "",
        )  # fmt: skip
    except Refused as refused:
        return page(request, "tablet_pin.html", fault=refused.reason, where=refused.pointer.strip("/"), done=False,
                    status=refused.status)  # fmt: skip
    return page(request, "tablet_pin.html", fault="", where="", done=True)


def _left(request: Asked, token: str = "") -> Answered:
    """End this session and go to the lock screen. token: of the tablet this device becomes."""
    signed, https = signed_of(request), request.app.state.https
    if signed and signed.token:
        request.app.state.house.doorman.sign_out(signed.token)
    answer = to("/tablet", {"clear-site-data": '"cache"', "set-cookie": cookie("", https=https)})
    if token:
        kept = {"max_age": TABLET_LIFE, "path": "/", "httponly": True, "samesite": "lax", "secure": https}
        answer.set_cookie(key=tablet_name(https), value=token, **kept)
    return answer


def _screen(request: Asked, tablet: Any, who: str, *, fault: str = "", status: int = 200) -> Answered:
    """The lock screen, for strangers: a form token is bound to a cookie of its own, as on the sign-in page."""
    tablets, signed = request.app.state.house.tablets, signed_of(request)
    fresh = "" if signed and signed.csrf else secrets.token_urlsafe(16)
    faces = tablets.faces(tablet.boutique)
    chosen = next((face for face in faces if face.id == who), None)
    answer = page(
        request, "tablet.html", status=status, signed=Signed(None, fresh) if fresh else signed, faces=faces,
        chosen=chosen, fault=fault, place=tablets.place(tablet), tablet=tablet.name,
    )  # fmt: skip
    if fresh:
        answer.headers["set-cookie"] = form_cookie(fresh, https=request.app.state.https)
    return answer


def _form(request: Asked, *, fault: Refused | None = None, name: str = "", status: int = 200) -> Answered:
    viewer, house = viewer_of(request), request.app.state.house
    doors = house.see_as(viewer).labels.doors
    people = [(doors[code], house.tablets.faces(code)) for code in sorted(doors, key=lambda code: doors[code])]
    listed = house.tablets.listed(viewer)
    return page(
        request, "tablet_share.html", status=status, fault=fault.reason if fault else "", name=name, doors=doors,
        open=[one for one in listed if not one.revoked], closed=[one for one in listed if one.revoked],
        people=people, minutes=MINUTES, hours=HOURS, here=house.tablets.known(tablet_token(request)),
    )  # fmt: skip
