"""Who is at the browser: cookie -> session -> Viewer at every request, and the guard no route can do without."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.exceptions import MethodNotAllowedException
from litestar.handlers import BaseRouteHandler

from ..house import writing
from ..languages import mark
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed, Refused, Unknown
from . import pace, spool, upload

ANYONE = "anyone"  # signed in or not
BARE = "bare"  # anyone, and the cookie is not even looked at: static files, health, routes with a way of their own
SAFE = ("GET", "HEAD", "OPTIONS")
FORM = "application/x-www-form-urlencoded"
# What a session on a boutique's tablet reaches, and nothing else: these and what lies below, without SHUT.
ON_TABLET = ("/floor", "/me", "/playbook", "/kit", "/tablet", "/static", "/signout", "/signed-out")
SHUT = ("/me/security", "/me/report", "/tablet/share", "/playbook/edit", "/playbook/compare", "/playbook/review")
# What is open to somebody whose role needs a second factor before they have one.
BEFORE_SECOND = ("/me/security", "/me/language", "/signin", "/signout", "/signed-out", "/link")
TABLET_LIFE = 400 * 24 * 3600  # seconds: browsers keep no cookie longer


class SignInFirst(Refused):
    """Nobody is signed in (401); a browser is sent to the sign-in page."""

    status = 401


class Stale(NotAllowed):
    """A form that did not come from our own page, or from one that is too old (403)."""


class ProveFirst(Refused):
    """This needs its owner to have proved just now who they are (401). body: a form that is sent again afterwards."""

    status = 401

    def __init__(self, body: bytes | None = None) -> None:
        super().__init__(mark("this asks you to prove once more who you are; do that and send it again"))
        self.body = body


class SecondFirst(NotAllowed):
    """The role needs a second factor, and this session has none behind it (403)."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A session as a request sees it. viewer is None for a stranger with a form token of their own.

    device: the tablet it lives on, "" for none. closed: when the account was; what was written before waits.
    second: a second factor stands behind it. proved: when its owner last proved to be there.
    """

    viewer: Viewer | None
    csrf: str
    token: str = ""
    device: str = ""
    closed: datetime | None = None
    second: bool = False
    proved: datetime | None = None


def cookie_name(https: bool) -> str:
    return "__Host-cabochon" if https else "cabochon"


def cookie(token: str, *, https: bool) -> str:
    """Set-Cookie for a new session, or for its end when the token is empty. It ends with the browser or here."""
    kept = "" if token else "; Max-Age=0"
    return f"{cookie_name(https)}={token}; Path=/; HttpOnly; SameSite=Lax{'; Secure' if https else ''}{kept}"


def form_cookie(token: str, *, https: bool) -> str:
    """Set-Cookie for the form token of a stranger."""
    return f"{cookie_name(https)}-form={token}; Path=/; HttpOnly; SameSite=Lax{'; Secure' if https else ''}"


def tablet_name(https: bool) -> str:
    """The cookie that makes a device a boutique's own."""
    return f"{cookie_name(https)}-tablet"


def tablet_token(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    return connection.cookies.get(tablet_name(connection.app.state.https), "")


def reaches(viewer: Viewer, path: str) -> bool:
    """Whether this session may come to that address at all: one on a tablet only to the floor's."""
    if not viewer.shared:
        return True
    return below(path, ON_TABLET) and not below(path, SHUT)


async def guard(connection: ASGIConnection[Any, Any, Any, Any], route: BaseRouteHandler) -> None:
    """Let in whom the may-table lets in. A route that names no ability lets in nobody.

    Raises:
        SignInFirst: nobody is signed in. Unknown: signed in, but not for this; said as of an unknown address.
        Stale: a form that did not come from our own page.
    """
    ability, method = route.opt.get("may"), str(connection.scope.get("method"))
    if not ability:
        if method == "OPTIONS":
            raise MethodNotAllowedException()
        raise Unknown("nothing is here")
    if ability == BARE:
        if route.opt.get("sender"):
            connection.app.state.crowd.sender(connection)
        elif not route.opt.get("quick"):
            pace.keep(connection, "", still=False)
        return
    outbox = connection.headers.get("x-outbox", "") if route.opt.get("outbox") else ""
    signed = await sync_to_thread(_signed, connection, outbox, not route.opt.get("still"))
    connection.scope["signed"] = signed  # type: ignore[typeddict-unknown-key]
    viewer = signed.viewer if signed else None
    pace.keep(connection, viewer.account if viewer else "", still=bool(route.opt.get("still")))
    if viewer and not reaches(viewer, str(connection.scope.get("path"))):
        raise Unknown("nothing is here")
    if signed and wants_second(connection, signed) and not below(str(connection.scope.get("path")), BEFORE_SECOND):
        raise SecondFirst(mark("your role needs a second factor; set one up on your page “Sign-in and security” first"))
    allowed = ability == ANYONE or may(viewer, ability)
    if not allowed and viewer is None:
        raise SignInFirst(mark("nobody is signed in; sign in first"))
    if route.opt.get("upload") and not allowed:
        raise Unknown("nothing is here")  # before the body is listened to
    if method not in SAFE and not outbox:
        await _own_form(connection, signed, spooled=bool(route.opt.get("spooled")))
    if not allowed:
        raise Unknown("nothing is here")
    if route.opt.get("fresh") and signed and signed.token and not proved_lately(connection, signed):
        form = method not in SAFE and connection.headers.get("content-type", "").startswith(FORM)
        raise ProveFirst(await connection.body() if form and isinstance(connection, Request) else None)


def below(path: str, places: Iterable[str]) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in places)


def wants_second(connection: ASGIConnection[Any, Any, Any, Any], signed: Signed) -> bool:
    """Whether the role needs a second factor that this session does not have. A tablet's reaches the floor alone."""
    needy = signed.viewer is not None and signed.viewer.role in connection.app.state.second_factor
    return needy and bool(signed.token) and not signed.device and not signed.second


def proved_lately(connection: ASGIConnection[Any, Any, Any, Any], signed: Signed) -> bool:
    """Whether the owner of a session proved lately enough to change rights and keys and to export everybody."""
    house = connection.app.state.house
    within = timedelta(minutes=house.values["prove_minutes"])
    return signed.proved is not None and house.clock() - signed.proved < within


def signed_of(request: Request[Any, Any, Any]) -> Signed | None:
    """Whom the guard looked up; None for a stranger, or before the guard."""
    return request.scope.get("signed")  # type: ignore[return-value]


def looked_up(request: Request[Any, Any, Any]) -> Signed | None:
    """The same where no guard ran: an address that is not there still knows who asks, and keeps no session awake."""
    return signed_of(request) or _signed(request, "", False)


def viewer_of(request: Request[Any, Any, Any]) -> Viewer:
    """The viewer the guard let in.

    Raises:
        SignInFirst: there is none (a route for anyone).
    """
    signed = signed_of(request)
    if signed is None or signed.viewer is None:
        raise SignInFirst(mark("nobody is signed in; sign in first"))
    return signed.viewer


def _signed(connection: ASGIConnection[Any, Any, Any, Any], outbox: str, seen: bool) -> Signed | None:
    """The session behind the cookie, or the writer behind an outbox token; a stranger has at most a form token."""
    state = connection.app.state
    house, https = state.house, state.https
    if outbox:
        writer = house.doorman.outbox_account(outbox)
        if writer is None and (shut := house.doorman.shut_account(outbox)):
            return Signed(writing.as_was(house, *shut), "", closed=shut[1])
        return Signed(house.viewer(writer.id), "") if writer else None
    token = connection.cookies.get(cookie_name(https), "")
    tablet = house.tablets.known(tablet_token(connection))
    found = house.doorman.session(token, passive=not seen, device=tablet.id if tablet else "")
    if found and (viewer := house.viewer(found[0].id)):
        device = found[1].device
        if not device:
            return Signed(viewer, found[1].csrf, token, second=found[1].second, proved=found[1].proved)
        if confined := house.tablets.confined(viewer, device):
            return Signed(confined, found[1].csrf, token, device)
    form = connection.cookies.get(f"{cookie_name(https)}-form", "")
    return Signed(None, form) if form else None


async def _own_form(connection: ASGIConnection[Any, Any, Any, Any], signed: Signed | None, *, spooled: bool) -> None:
    """Refuse what another site's page sent (OWASP ASVS 5.0, 3.5.1): where it comes from, and a token only ours know."""
    headers = connection.headers
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    own = (None, connection.app.state.origin, f"{connection.scope['scheme']}://{headers.get('host', '')}")
    foreign = site not in (None, "same-origin", "none") or (site != "same-origin" and origin not in own)
    token = headers.get("x-csrf", "")
    kind = headers.get("content-type", "")
    if not token and spooled and kind.startswith(upload.KIND):
        token = await spool.of(connection).first("csrf")
    elif not token and isinstance(connection, Request) and kind.startswith(upload.KIND):
        token = upload.first(await connection.body(), kind, "csrf")
    elif not token and isinstance(connection, Request) and kind.startswith(FORM):
        sent = parse_qs((await connection.body()).decode("latin-1"), max_num_fields=200).get("csrf", [""])
        token = sent[0]
    if foreign or signed is None or not signed.csrf or not hmac.compare_digest(unmasked(token), signed.csrf.encode()):
        raise Stale(mark("this page is too old or not ours; load it again and repeat what you did"))


def masked(token: str) -> str:
    """The token as a page carries it: other bytes each time, so that packing a page tells nothing of it (BREACH)."""
    plain = token.encode()
    pad = secrets.token_bytes(len(plain))
    return urlsafe_b64encode(pad + bytes(a ^ b for a, b in zip(pad, plain, strict=True))).decode()


def unmasked(sent: str) -> bytes:
    """What `masked` made, undone; b"" for anything else."""
    try:
        both = urlsafe_b64decode(sent.encode())
    except ValueError:
        return b""
    half = len(both) // 2
    return bytes(a ^ b for a, b in zip(both[:half], both[half:], strict=False))
