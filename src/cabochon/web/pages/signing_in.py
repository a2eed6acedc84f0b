"""Signing in by password or one-use link, and out again."""

import secrets
from urllib.parse import quote

from ...languages import again, count
from ...privacy.signing_in import TooMany
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import Signed, cookie, cookie_name, signed_of

# Where one may be sent on to after signing in; never to what an address says otherwise.
NEXT = ("/today", "/floor", "/floor/observe", "/me", "/me/security", "/quarantine", "/statements", "/launches", "/keys",
        "/outgoing", "/accounts", "/audit", "/retention", "/agreements", "/forgetting")  # fmt: skip


def ask(request: Asked) -> Answered:
    """GET /signin."""
    signed = signed_of(request)
    if signed and signed.viewer:
        return to("/")
    return _form(request, next=_next(request.query_params.get("next", "")))


def sign_in(request: Asked, body: bytes) -> Answered:
    """POST /signin. The same answer for an unknown user and a wrong password; 429 after too many."""
    form = fields(body, known=("csrf", "login", "password", "next"))
    login, onward = str(form.get("login", "")), _next(str(form.get("next", "")))
    try:
        token = request.app.state.house.doorman.sign_in(
            login, str(form.get("password", "")), address=_address(request), agent=_agent(request)
        )
    except TooMany as many:
        minutes = -(-many.seconds // 60)
        fault = count(
            minutes, "too many failed sign-ins; try again in {n} minute, or ask for a sign-in link",
            "too many failed sign-ins; try again in {n} minutes, or ask for a sign-in link",
        )  # fmt: skip
        answer = _form(request, next=onward, login=login, fault=fault, status=many.status)
        answer.headers["retry-after"] = str(many.seconds)
        return answer
    except Refused as refused:
        return _form(request, next=onward, login=login, fault=refused.reason, status=refused.status)
    return welcome(request, token, onward or "/")


def show_link(request: Asked, token: str) -> Answered:
    """GET /link/{token}: one button. Looking does not use the link up: mail scanners look too."""
    return _form(request, template="link.html", token=token)


def redeem(request: Asked, token: str, body: bytes) -> Answered:
    """POST /link/{token}."""
    fields(body, known=("csrf",))
    try:
        session = request.app.state.house.doorman.redeem(token, agent=_agent(request))
    except Refused as refused:
        return _form(request, fault=refused.reason, status=refused.status)
    return welcome(request, session, "/")


def sign_out(request: Asked, body: bytes) -> Answered:
    """POST /signout: the session ends here; what the device holds of the person is cleared by the next page."""
    fields(body, known=("csrf",))
    signed = signed_of(request)
    if signed and signed.token:
        request.app.state.house.doorman.sign_out(signed.token)
    return to("/signed-out", {"set-cookie": cookie("", https=request.app.state.https), "clear-site-data": '"cache"'})


def left(request: Asked) -> Answered:
    """GET /signed-out: clears names, drafts and the cached shell, and tells what still waits to be sent."""
    return page(request, "left.html")


def _form(request: Asked, *, template: str = "signin.html", status: int = 200, **values: str) -> Answered:
    """A form for a stranger: its token is bound to a cookie of its own, so that nobody signs another in unseen."""
    signed = signed_of(request)
    fresh = "" if signed and signed.csrf else secrets.token_urlsafe(16)
    said = {"next": "", "login": "", "fault": "", "sso": request.app.state.house.trust.sso.name} | values
    if said["fault"]:
        said["fault"] = again(said["fault"])  # a refusal is English
    answer = page(request, template, status=status, signed=Signed(None, fresh) if fresh else signed, **said)
    if fresh:
        answer.headers["set-cookie"] = _form_cookie(fresh, https=request.app.state.https)
    return answer


def _form_cookie(token: str, *, https: bool) -> str:
    return f"{cookie_name(https)}-form={token}; Path=/; HttpOnly; SameSite=Lax{'; Secure' if https else ''}"


def welcome(request: Asked, token: str, onward: str) -> Answered:
    """On to the page wished for with the cookie of a new session; or to the second step, where one is waited for."""
    doorman, before = request.app.state.house.doorman, signed_of(request)
    if before and before.token:  # who signs in anew leaves no second session behind
        doorman.end(before.token)
    if doorman.half(token):
        onward = f"/signin/second?next={quote(onward, safe='')}" if onward in NEXT else "/signin/second"
    return to(onward, {"set-cookie": cookie(token, https=request.app.state.https)})


def _next(wished: str) -> str:
    return wished if wished in NEXT else ""


def _agent(request: Asked) -> str:
    return request.headers.get("user-agent", "")[:200]


def _address(request: Asked) -> str:
    return request.client.host if request.client else ""
