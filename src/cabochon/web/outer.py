"""The outermost layer: headers on every answer, HEAD made from GET, no query parameter twice (the LRS sees to its)."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from ..refusals import Refused
from .asgi import App, Message, Receive, Scope, Send, answer

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'", "form-action 'self'", "base-uri 'none'",
    "frame-ancestors 'none'",
))  # fmt: skip
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def outer(app: App, *, https: bool) -> App:
    """`app` behind what every answer carries, errors included. A header the answer already has is left as it is.

    An answer that says nothing of caching is personal until said otherwise: `no-store`.
    """
    always = (*HEADERS, (b"cache-control", b"no-store"), *((STRICT_TRANSPORT,) if https else ()))

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        head = scope["method"] == "HEAD"

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                there = {name.lower() for name, _ in headers}
                message["headers"] = headers + [pair for pair in always if pair[0] not in there]
            elif head and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        if head:  # a framework that knows only GET would answer 405, or a length of 0
            scope = {**scope, "method": "GET", "head": True}
        if (
            scope["query_string"]
            and not scope["path"].startswith("/xapi/")
            and (name := repeated(scope["query_string"].decode("latin-1")))
        ):
            return await answer(dressed, 400, f"The query parameter {name!r} was sent twice. Send it once.")
        return await app(scope, receive, dressed)

    return wrapped


def repeated(query: str) -> str:
    """The first name that comes twice in a query string, or ""."""
    seen: set[str] = set()
    for name, _ in parse_qsl(query, keep_blank_values=True):
        if name in seen:
            return name[:40]
        seen.add(name)
    return ""


def fields(body: bytes, *, known: Sequence[str], lists: Sequence[str] = ()) -> dict[str, str | list[str]]:
    """A form's fields (application/x-www-form-urlencoded): each once, those in `lists` any number of times.

    `known` and `lists` hold names, or beginnings that end in "-" ("mark-").

    Raises:
        Refused: an unknown field, one sent twice, bytes that are no UTF-8; the pointer is the field's name.
    """

    def listed(name: str, names: Sequence[str]) -> bool:
        return name in names or any(n.endswith("-") and name.startswith(n) for n in names)

    form: dict[str, str | list[str]] = {}
    for name, value in pairs(body):
        if listed(name, lists):
            held = form.setdefault(name, [])
            if isinstance(held, list):
                held.append(value)
        elif not listed(name, known):
            raise Refused("is no field of this form", name[:40])
        elif name in form:
            raise Refused("was sent twice; send it once", name[:40])
        else:
            form[name] = value
    return form


def pairs(body: bytes) -> list[tuple[str, str]]:
    """
    Raises:
        Refused: bytes that are no form in UTF-8.
    """
    try:
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError:
        raise Refused("is no form in UTF-8 with at most 200 fields; send application/x-www-form-urlencoded") from None
