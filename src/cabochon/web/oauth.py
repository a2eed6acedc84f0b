"""/oauth/token: a bearer token for who holds a key (OAuth 2 client credentials), and what a client is told of it.

RFC 6749 4.4 (the grant), 2.3.1 (who asks), 5.2 (errors); RFC 8414 (the metadata). Known by the key alone, never by a
cookie, so that no page of another site can ask in somebody's name.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

import msgspec

from ..privacy.credentials import Credential, credential
from ..privacy.scopes import SCOPES
from ..refusals import Refused
from .asgi import App, Receive, Scope, Send
from .limits import Limits
from .lrs_cors import Doors
from .lrs_limits import Gate, TooFast
from .lrs_wire import JSON, Said, answer, received, text

log = logging.getLogger("cabochon.web")
TOKEN, METADATA = "/oauth/token", "/.well-known/oauth-authorization-server"
FORM = "application/x-www-form-urlencoded"
FIELDS = 20
LONGEST = 10_000  # bytes of a form
PRAGMA = (b"pragma", b"no-cache")
BUG = "something went wrong in the house and has been written down; try again in a moment"


class Wrong(Refused):
    """What RFC 6749 5.2 calls by a name of its own: invalid_client, invalid_scope ..."""

    def __init__(self, name: str, reason: str, status: int = 400) -> None:
        super().__init__(reason, "", status)
        self.name = name


def addresses(public_url: str) -> tuple[str, ...]:
    """Where these answers stand: RFC 8414, 3.1 puts the path of an issuer behind the well-known name."""
    path = urlsplit(public_url).path.rstrip("/")
    return (TOKEN, METADATA, *((METADATA + path,) if path else ()))


def tokens(house: Any, *, limits: Limits | None, doors: Doors, gate: Gate) -> App:
    """Both addresses as an ASGI app."""

    async def oauth(scope: Scope, receive: Receive, send: Send) -> None:
        sent, method = dict(scope["headers"]), scope["method"]
        try:
            said = (doors.preflight(sent) if method == "OPTIONS" else None) or await _said(
                house, scope, sent, limits=limits, gate=gate, receive=receive
            )
        except Refused as wrong:
            said = refused(wrong)
        except Exception:
            log.exception("a bug while answering %s %s", method, scope["path"])
            said = refused(Wrong("server_error", BUG, 500))
        await answer(send, said, (*doors.headers(sent), PRAGMA), head=method == "HEAD")

    return oauth


async def _said(
    house: Any, scope: Scope, sent: Mapping[bytes, bytes], *, limits: Limits | None, gate: Gate, receive: Receive
) -> Said:
    token = scope["path"] == TOKEN
    if scope["method"] not in (("POST",) if token else ("GET", "HEAD")):
        allowed = "POST" if token else "GET, HEAD"
        said = refused(Wrong("invalid_request", f"this address takes {allowed}", 405))
        return Said(405, said.body, (JSON, (b"allow", allowed.encode())))
    if not token:
        return Said(
            200, metadata(str(house.values["public_url"]) or f"{scope['scheme']}://{text(sent, b'host') or ''}")
        )
    if scope["query_string"]:
        raise Wrong("invalid_request", "the address takes no parameters: a secret in it would be logged on the way")
    form = fields(text(sent, b"content-type") or "", await received(receive, sent, limits))

    def wrong(refusal: Refused) -> None:
        gate.wrong(refusal, scope.get("client"))

    return await asyncio.to_thread(
        _lent, house.keyring, form, text(sent, b"authorization"), pace=gate.lend, wrong=wrong
    )


def _lent(
    keyring: Any, form: Mapping[str, str], header: str | None, *,
    pace: Callable[[str], None], wrong: Callable[[Refused], None],
) -> Said:  # fmt: skip
    """pace, wrong: told of a key that asks, and of a credential that is refused; either may refuse the request."""
    given = client(form, header, wrong)
    if (grant := form.get("grant_type", "")) != "client_credentials":
        if not grant:
            raise Wrong("invalid_request", "grant_type is missing; send grant_type=client_credentials")
        raise Wrong("unsupported_grant_type", "there is one grant here: client_credentials")
    try:
        lent = keyring.lend(given, form.get("scope", ""), pace=pace)
    except TooFast:
        raise
    except Refused as refusal:
        if refusal.status != 401:
            raise Wrong("invalid_scope", refusal.reason) from refusal
        wrong(refusal)
        raise Wrong("invalid_client", "no key of ours, or it is revoked or expired", 401) from refusal
    body = {
        "access_token": lent.token, "token_type": "Bearer", "expires_in": lent.seconds, "scope": " ".join(lent.scopes),
    }  # fmt: skip
    return Said(200, msgspec.json.encode(body))


def fields(kind: str, body: bytes) -> dict[str, str]:
    """The form's parameters; one without a value counts as left out, an unknown one is passed over (RFC 6749, 3.2).

    Raises:
        Wrong: invalid_request; no such form, or a parameter sent twice.
    """
    if kind.partition(";")[0].strip().lower() != FORM:
        raise Wrong("invalid_request", f"send the parameters as {FORM}")
    try:
        if len(body) > LONGEST:
            raise ValueError
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except ValueError:
        raise Wrong("invalid_request", f"the form is no UTF-8, or has more than {FIELDS} parameters") from None
    if len({name for name, _ in pairs}) < len(pairs):
        raise Wrong("invalid_request", "a parameter was sent twice; send each once")
    return {name: value for name, value in pairs if value}


def client(form: Mapping[str, str], header: str | None, wrong: Callable[[Refused], None]) -> Credential:
    """Who asks: by a Basic header, or by client_id and client_secret in the form, not both (RFC 6749, 2.3).

    Args:
        wrong: told of a header that is malformed.
    Raises:
        Wrong: invalid_client, invalid_request.
    """
    if not header:
        if "client_id" not in form or "client_secret" not in form:
            raise Wrong(
                "invalid_client", "send the key and its secret, as Basic or as client_id and client_secret", 401
            )
        return Credential(form["client_id"], form["client_secret"])
    try:
        given = credential(header)
    except Refused as refusal:
        wrong(refusal)
        raise Wrong("invalid_client", f"Authorization {refusal.reason}", 401) from refusal
    if not given.key:
        raise Wrong("invalid_client", "a token lends no other; send the key itself as Basic", 401)
    given = Credential(unquote_plus(given.key), unquote_plus(given.secret))
    if "client_secret" in form or form.get("client_id", given.key) != given.key:
        raise Wrong("invalid_request", "two ways to say who asks; send the header or the fields, not both")
    return given


def refused(fault: Refused) -> Said:
    """RFC 6749, 5.2: an error's name and its sentence."""
    name = getattr(fault, "name", "temporarily_unavailable" if fault.status in (429, 503) else "invalid_request")
    headers = [JSON]
    if fault.status == 401:
        headers.append((b"www-authenticate", b'Basic realm="xAPI", charset="UTF-8"'))
    if fault.status == 429:
        headers.append((b"retry-after", b"%d" % getattr(fault, "seconds", 5)))
    if fault.status in (408, 413):  # the rest of the body is not waited for
        headers.append((b"connection", b"close"))
    plain = re.sub(r'["\\]|[^ -~]', "?", f"{fault.pointer}: {fault.reason}" if fault.pointer else fault.reason)
    return Said(fault.status, msgspec.json.encode({"error": name, "error_description": plain}), tuple(headers))


def metadata(issuer: str) -> bytes:
    """RFC 8414, 2."""
    home = issuer.rstrip("/")
    return msgspec.json.encode({
        "issuer": home,
        "token_endpoint": f"{home}{TOKEN}",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": SCOPES,
    })  # fmt: skip
