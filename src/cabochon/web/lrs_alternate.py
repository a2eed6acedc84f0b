"""The alternate request syntax: a request inside a form, for browsers that may send nothing else.

POST ?method=PUT with a form of header fields, parameters and `content` is turned into the request it stands for before
anything looks at it: keys, versions, methods and limits are judged as ever (xAPI 1.0.3 Part Three 1.3; 2.0 has none).
"""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode

from ..refusals import Refused
from ..xapi.versions import V200
from .asgi import Message, Receive, Scope
from .limits import Limits
from .lrs_wire import MOST_FIELDS, VERSION, params, received, spoken

METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")
# Fields of the form that are header fields, whatever their case; every other is a query parameter.
HEADERS = frozenset((
    b"authorization", VERSION, b"content-type", b"content-length", b"if-match", b"if-none-match",
    b"accept", b"accept-language", b"accept-encoding", b"accept-charset", b"user-agent", b"cache-control", b"pragma",
))  # fmt: skip
OF_THE_FORM = frozenset((b"content-type", b"content-length", b"content-encoding", b"transfer-encoding"))
FORM = b"application/x-www-form-urlencoded"
FORMS = (FORM, b"text/plain", b"")  # old browsers can name no type of what they send across origins
LARGE = 16_000  # bytes of a form from which it is taken apart in a thread
PIECE = 65_536  # bytes unescaped at once: unescaping makes an object for each escape
_FIELD = re.compile(r"[\t\x20-\x7e\x80-\xff]{0,8000}")
STATEMENTS = "/xapi/statements"


@dataclass(frozen=True, slots=True)
class Form:
    headers: dict[bytes, bytes]
    params: list[tuple[str, str]]
    content: bytes | None


def alternate(scope: Scope) -> bool:
    """Whether a request is one inside a form: a POST that says another method in its query."""
    if scope["method"] != "POST" or not scope["query_string"]:
        return False
    query = scope["query_string"].decode("latin-1")
    return any(name == "method" for name, _ in parse_qsl(query, keep_blank_values=True))


async def unwrapped(scope: Scope, receive: Receive, limits: Limits | None) -> tuple[Scope, Receive]:
    """The request a form stands for.

    Raises:
        Refused: 2.0; anything but `method` in the query; no such method; no form; no content where there must be one;
        413 and 408 as for every body.
    """
    outer = dict(scope["headers"])
    asked = params(scope)
    if strange := [name for name, _ in asked if name != "method"]:
        raise Refused("stands beside method in the query; put it into the form", strange[0][:60])
    if len(asked) > 1 or asked[0][1] not in METHODS:
        raise Refused(f"should be one of {', '.join(METHODS)}, given once", "method")
    if outer.get(b"content-type", b"").partition(b";")[0].strip().lower() not in FORMS:
        raise Refused(f"should be {FORM.decode()} where the query says method", "Content-Type")
    body = await received(receive, outer, limits)
    form = await asyncio.to_thread(_form, body) if len(body) > LARGE else _form(body)
    method = asked[0][1]
    headers = {name: value for name, value in outer.items() if name not in OF_THE_FORM} | form.headers
    version, fault = spoken(headers)
    if version is V200 and fault is None:
        raise Refused("is no way to ask in 2.0; send the method itself, or speak version 1.0.3", "method")
    content = b""
    if method in ("PUT", "POST"):
        if form.content is None:
            raise Refused(f"is missing; a {method} in a form brings its body there", "content")
        content = form.content
        if scope["path"] == STATEMENTS:
            headers.setdefault(b"content-type", b"application/json")
    headers[b"content-length"] = b"%d" % len(content)
    query = urlencode(form.params).encode()
    plain: Scope = {**scope, "method": method, "headers": list(headers.items()), "query_string": query}
    return plain, _once(content)


def _form(body: bytes) -> Form:
    headers: dict[bytes, bytes] = {}
    fields: list[tuple[str, str]] = []
    content: bytes | None = None
    for name, raw in _fields(body):
        low = name.lower().encode("utf-8", "replace")
        if name == "content":
            if content is not None:
                raise Refused("is given twice; give it once", "content")
            content = _plain(raw)
            continue
        value = _text(raw, name)
        if low not in HEADERS:
            fields.append((name, value))
            continue
        if low in headers:
            raise Refused("is given twice; give it once", name[:60])
        if not _FIELD.fullmatch(value):
            raise Refused("holds what no header field may hold; send one line of Latin-1 text", name[:60])
        headers[low] = value.strip().encode("latin-1")
    return Form(headers, fields, content)


def _fields(body: bytes) -> Iterator[tuple[str, bytes]]:
    if body.count(b"&") >= MOST_FIELDS:
        raise Refused(f"the form has more than {MOST_FIELDS} fields")
    for field in body.strip(b"\r\n").split(b"&"):
        if field:
            name, _, value = field.partition(b"=")
            yield _text(name[:1000], ""), value


def _text(raw: bytes, name: str) -> str:
    try:
        return _plain(raw).decode()
    except UnicodeDecodeError:
        raise Refused("is no UTF-8 in this form; escape it as UTF-8", name[:60]) from None


def _plain(raw: bytes) -> bytes:
    """Unescaped bytes: %XX and +."""
    pieces, at = [], 0
    while at < len(raw):
        end = at + PIECE
        cut = raw.rfind(b"%", end - 2, end) if end < len(raw) else -1  # an escape is never cut in two
        end = cut if cut > at else end
        pieces.append(unquote_to_bytes(raw[at:end].replace(b"+", b" ")))
        at = end
    return b"".join(pieces)


def _once(content: bytes) -> Receive:
    """A request's body that is here already."""
    left = [content]

    async def receive() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return {"type": "http.disconnect"}

    return receive
