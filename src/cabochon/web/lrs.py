"""/xapi/statements and /xapi/about: the standard's resources, spoken in bytes. Plain functions; ASGI only at the edge.

Known by the Authorization header alone, never by a cookie. Every answer, errors included, says which version it speaks;
those of /statements say besides through when the log is consistent (xAPI 1.0.3 Part Three 3.3 and 2.1).
"""

import asyncio
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from litestar import asgi
from litestar.handlers.asgi_handlers import ASGIRouteHandler

from ..house.statements import Found, Statements
from ..refusals import Refused
from ..xapi.languages import languages
from ..xapi.queries import StatementQuery, statement_id, statement_query
from ..xapi.reading import read
from ..xapi.versions import V200, Version, negotiate
from .asgi import Message, Receive, Scope, Send

JSON = (b"content-type", b"application/json")
LARGE = 64_000  # bytes of a body from which it is read in a thread, so that others are served meanwhile
ABOUT = b'{"version":["1.0.3","2.0.0"],"extensions":{}}'
METHODS = ("GET", "POST", "PUT", "HEAD")


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: status, further headers, body."""

    status: int
    body: bytes = b""
    headers: Sequence[tuple[bytes, bytes]] = ()


def lrs(house: Any) -> list[ASGIRouteHandler]:
    """The handlers of the record store."""
    store: Statements = house.statements

    @asgi("/xapi/statements", opt={"may": "bare"}, copy_scope=False)
    async def statements(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        spoken, said = V200, Said(500)
        try:
            key = store.key(headers.get(b"authorization", b"").decode("latin-1"))
            spoken = negotiate(_text(headers, b"x-experience-api-version"))
            params = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            match scope["method"]:
                case "GET" | "HEAD":
                    said = await asyncio.to_thread(_get, store, key, params, spoken, headers)
                case "POST" if not params:
                    said = await _post(store, key, await _body(receive, headers), spoken)
                case "POST":
                    raise Refused("is no parameter of POST; send statements in the body", params[0][0])
                case "PUT":
                    one = statement_id(params)
                    said = await _put(store, key, await _body(receive, headers), spoken, one)
                case _:
                    said = Said(
                        405,
                        _fault(Refused("this resource takes GET, HEAD, POST and PUT")),
                        (JSON, (b"allow", b"GET, HEAD, POST, PUT")),
                    )
        except Refused as fault:
            said = Said(fault.status, _fault(fault), _fault_headers(fault))
        through = (b"x-experience-api-consistent-through", written(store.consistent_through()).encode())
        await _send(send, scope, said, spoken, (through,))

    @asgi("/xapi/about", opt={"may": "bare"}, copy_scope=False)
    async def about(scope: Scope, receive: Receive, send: Send) -> None:
        said = (
            Said(200, ABOUT, (JSON,))
            if scope["method"] in ("GET", "HEAD")
            else Said(405, b"", ((b"allow", b"GET, HEAD"),))
        )
        await _send(send, scope, said, V200, ())

    return [statements, about]


async def _post(store: Statements, key: Any, body: bytes, version: Version) -> Said:
    store.may(key, "statements/write")
    if len(body) > LARGE:
        future = await asyncio.to_thread(lambda: store.keep(key, read(body).statements, version))
    else:
        future = store.keep(key, read(body).statements, version)
    done = await asyncio.wrap_future(future)
    return Said(200, json.dumps(done.ids).encode(), (JSON,))


async def _put(store: Statements, key: Any, body: bytes, version: Version, one: str) -> Said:
    store.may(key, "statements/write")
    found = read(body)
    if found.many:
        raise Refused("holds an array; a PUT keeps one statement, POST keeps many")
    await asyncio.wrap_future(store.keep(key, found.statements, version, put=one))
    return Said(204)


def _get(
    store: Statements, key: Any, params: Sequence[tuple[str, str]], version: Version, headers: Mapping[bytes, bytes]
) -> Said:
    query = statement_query(params, version=version, most=store.most)
    if query.attachments:
        raise Refused("attachments are not given out yet; ask with attachments=false", "attachments")
    spoken = languages(_text(headers, b"accept-language"))
    if query.one:
        found = store.one(key, query, spoken)
        return Said(200, found.body, (JSON, *_modified([found], version)))
    cursor, bound = _place(query)
    page = store.page(key, query, spoken, cursor=cursor, bound=bound)
    more = ""
    if page.more:
        rest = [(name, value) for name, value in params if name != "cursor"]
        token = urlsafe_b64encode(f"{page.last}.{page.bound}".encode()).decode().rstrip("=")
        more = f"/xapi/statements?{urlencode([*rest, ('cursor', token)])}"
    body = b'{"statements":[' + b",".join(f.body for f in page.found) + b'],"more":' + json.dumps(more).encode() + b"}"
    return Said(200, body, (JSON, *_modified(page.found, version)))


def _place(query: StatementQuery) -> tuple[int | None, int | None]:
    if not query.more:
        return None, None
    try:
        last, bound = urlsafe_b64decode(query.more + "=" * (-len(query.more) % 4)).decode("ascii").split(".")
        return int(last), int(bound)
    except ValueError:
        raise Refused("is no place in a list of ours; follow the `more` of a page as it was given", "cursor") from None


def _modified(found: Sequence[Found], version: Version) -> tuple[tuple[bytes, bytes], ...]:
    if version is not V200 or not found:
        return ()
    return ((b"last-modified", format_datetime(max(f.stored for f in found), usegmt=True).encode()),)


def written(at: datetime) -> str:
    """An instant as the standard writes it: UTC, microseconds."""
    return f"{at:%Y-%m-%dT%H:%M:%S.%f}Z"


async def _body(receive: Receive, headers: Mapping[bytes, bytes]) -> bytes:
    kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    if kind == b"multipart/mixed":
        raise Refused("attachments are not taken in yet; send application/json with a fileUrl for each", "Content-Type")
    if kind != b"application/json":
        raise Refused("should be application/json", "Content-Type")
    pieces = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused("the sender went away before the body had come", status=400)
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)


async def _send(send: Send, scope: Scope, said: Said, version: Version, more: Sequence[tuple[bytes, bytes]]) -> None:
    headers = [
        *said.headers, *more,
        (b"x-experience-api-version", version.header.encode()),
        (b"content-length", str(len(said.body)).encode()),
    ]  # fmt: skip
    if said.status == 204:
        headers.pop()
    start: Message = {"type": "http.response.start", "status": said.status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else said.body})


def _text(headers: Mapping[bytes, bytes], name: bytes) -> str | None:
    found = headers.get(name)
    return None if found is None else found.decode("latin-1")


def _fault(fault: Refused) -> bytes:
    return json.dumps({"error": fault.reason, "pointer": fault.pointer}, ensure_ascii=False).encode("utf-8", "replace")


def _fault_headers(fault: Refused) -> tuple[tuple[bytes, bytes], ...]:
    if fault.status == 401:
        return JSON, (b"www-authenticate", b'Basic realm="xAPI", charset="UTF-8"')
    return (JSON, (b"retry-after", b"5")) if fault.status in (429, 503, 507) else (JSON,)
