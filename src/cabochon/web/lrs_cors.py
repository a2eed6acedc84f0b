"""Pages of other addresses at the record store's door: who may, and what their browser is told (CORS).

Closed unless the setting `xapi_origins` names an address. Where packages run, their frames come besides: a sandboxed
one as the origin `null`, which is answered only with the key of a launch. Keys come in the Authorization header, never
in a cookie, so no answer allows credentials. https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from ..refusals import Refused
from .lrs_wire import Headers, Said

METHODS = b"GET, HEAD, POST, PUT, DELETE"
ASKED = b", ".join((
    b"Authorization", b"Content-Type", b"X-Experience-API-Version", b"If-Match", b"If-None-Match", b"Accept",
    b"Accept-Language", b"Content-Language", b"X-Experience-API-Hash", b"Content-Transfer-Encoding",
))  # fmt: skip
SHOWN = b", ".join((
    b"ETag", b"Last-Modified", b"X-Experience-API-Version", b"X-Experience-API-Consistent-Through",
    b"X-Experience-API-Hash", b"Location", b"WWW-Authenticate", b"Retry-After",
))  # fmt: skip
SECONDS = b"600"  # a browser may remember what a preflight said
RESOURCE = b"cross-origin-resource-policy"
VARY = (b"vary", b"Origin")
ORIGIN, WANTED = b"origin", b"access-control-request-method"
CLOSED = "pages of this address may not use this record store; an administrator adds it to the setting xapi_origins"


def origins(setting: str) -> tuple[bytes, ...]:
    """The web addresses a setting names.

    Raises:
        Refused: one that is no origin, or that would let in everybody.
    """
    return tuple(dict.fromkeys(_origin(one) for one in setting.split()))


def _origin(text: str) -> bytes:
    place = "the setting xapi_origins"
    if text in ("*", "null"):
        who = "every page of the web" if text == "*" else "every sandboxed page of the web"
        raise Refused(f"may not be {text!r}: that lets in {who}; name each address, like https://lms.example", place)
    try:
        parts = urlsplit(text)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    host = parts.hostname or ""
    whole = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
    if parts.scheme not in ("http", "https") or not host or "*" in host or text.lower() != whole or not text.isascii():
        raise Refused(
            f"{text[:100]!r} is no web address as a browser names it; write https://lms.example or "
            "https://lms.example:8443, without a path, and a name in other letters as xn--...", place,
        )  # fmt: skip
    for scheme, own in (("https", ":443"), ("http", ":80")):  # a browser leaves these out
        if parts.scheme == scheme:
            whole = whole.removesuffix(own)
    return whole.encode()


class Doors:
    """What is said of origins, made once. `headers` costs a request from no other page one look into a dict.

    always: the headers of every answer. launched: what frames of launched packages come as.
    """

    def __init__(self, setting: str, always: Headers, launched: Iterable[bytes] = ()) -> None:
        allowed, frames = origins(setting), tuple(launched)
        self._plain: Headers = (*always, VARY) if allowed or frames else tuple(always)
        rest = tuple(pair for pair in always if pair[0] != RESOURCE)

        def told(origin: bytes) -> Headers:
            return (
                *rest, VARY, (RESOURCE, b"cross-origin"), (b"access-control-allow-origin", origin),
                (b"access-control-expose-headers", SHOWN),
            )  # fmt: skip

        self._open: dict[bytes, Headers] = {one: told(one) for one in allowed}
        self._launched: dict[bytes, Headers] = {one: told(one) for one in (*allowed, *frames)}

    def headers(self, sent: Mapping[bytes, bytes], *, launched: bool = False) -> Headers:
        """Headers of an answer to these. launched: to a launch's key, or to who asks before sending one."""
        origin = sent.get(ORIGIN)
        if origin is None:
            return self._plain
        return (self._launched if launched else self._open).get(origin, self._plain)

    def preflight(self, sent: Mapping[bytes, bytes], *, launched: bool = False) -> Said | None:
        """The answer to a browser that asks before it sends; None where it is no such question.

        launched: a resource that a launched package uses. Which key will come cannot be known yet.

        Raises:
            Refused: 403, a page of an address that is not allowed.
        """
        if ORIGIN not in sent or WANTED not in sent:
            return None
        if sent[ORIGIN] not in (self._launched if launched else self._open):
            raise Refused(CLOSED, "Origin", 403)
        return Said(204, b"", (
            (b"access-control-allow-methods", METHODS), (b"access-control-allow-headers", ASKED),
            (b"access-control-max-age", SECONDS),
        ))  # fmt: skip
