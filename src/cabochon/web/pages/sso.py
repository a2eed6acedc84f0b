"""Single sign-on: off to the maison's identity provider, and back from it."""

from ...house.sso import BACK, LIFE, Sso
from ...refusals import Refused, Unknown
from ..page import Answered, Asked, to
from ..viewer import cookie_name, signed_of
from . import second, signing_in


def begin(request: Asked) -> Answered:
    """GET /signin/sso: to the provider. Who is signed in already proves themselves once more there.

    The cookie binds what comes back to this browser, so that nobody is signed in as another unseen (RFC 9700 4.7).
    """
    sso, signed = _sso(request), signed_of(request)
    again = signed.viewer.account if signed and signed.viewer else ""
    wished = request.query_params.get("next", "")
    onward = second._onward(request, wished) if again else signing_in._next(wished)
    try:
        begun = sso.begin(back=_back(request), onward=onward, again=again)
    except Refused as refused:
        return _refused(request, refused)
    return _with_cookie(request, to(begun.address), begun.cookie, int(LIFE.total_seconds()))


def back(request: Asked) -> Answered:
    """GET /signin/sso/back: signed in, or why not."""
    sso = _sso(request)
    said = {name: value for name, value in request.query_params.items() if isinstance(value, str)}
    browser = request.cookies.get(_cookie(request), "")
    try:
        done = sso.finish(said, browser=browser, agent=request.headers.get("user-agent", ""))
    except Refused as refused:
        return _with_cookie(request, _refused(request, refused), "", 0)
    return _with_cookie(request, signing_in.welcome(request, done.session, done.onward or "/"), "", 0)


def _sso(request: Asked) -> Sso:
    """
    Raises:
        Unknown: this house has no identity provider.
    """
    sso: Sso = request.app.state.house.trust.sso
    if not sso.on:
        raise Unknown("nothing is here")
    return sso


def _back(request: Asked) -> str:
    """This house's address for the provider to send people back to; it is registered there letter by letter."""
    origin = request.app.state.origin or f"{request.url.scheme}://{request.headers.get('host', '')}"
    return f"{origin}{BACK}"


def _refused(request: Asked, refused: Refused) -> Answered:
    """The sign-in page with the reason; somebody signed in already sees it as a page of its own.

    Raises:
        Refused.
    """
    signed = signed_of(request)
    if signed and signed.viewer:
        raise refused
    return signing_in._form(request, fault=refused.reason, status=refused.status)


def _cookie(request: Asked) -> str:
    return f"{cookie_name(request.app.state.https)}-sso"


def _with_cookie(request: Asked, answer: Answered, value: str, seconds: int) -> Answered:
    """Lax: the provider's page leads back here from another site, and the cookie must come along."""
    answer.set_cookie(
        _cookie(request), value, max_age=seconds, path="/", secure=request.app.state.https, httponly=True,
        samesite="lax",
    )  # fmt: skip
    return answer
