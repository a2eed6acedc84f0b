"""/xapi: the standard's resources, spoken in bytes. Plain functions; ASGI only at the edge.

Known by the Authorization header alone, never by a cookie. Every answer, errors included, says which version it speaks;
those of /statements say besides through when the log is consistent (xAPI 1.0.3 Part Three 3.3 and 2.1).
"""

import asyncio
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from ..house.statements import Found, Held, Statements
from ..refusals import Refused, Unknown
from ..xapi.languages import languages
from ..xapi.queries import StatementQuery, statement_id, statement_query
from ..xapi.reading import read
from ..xapi.versions import V200, Version
from .asgi import App, Receive, Scope, Send, Web
from .lrs_wire import JSON, VERSION, Headers, Said, answer, body, only, params, refused, spoken, text, written
from .outer import HEADERS, STRICT_TRANSPORT
from .server import Limits

log = logging.getLogger("cabochon.web")
STATEMENTS, ABOUT = "/xapi/statements", "/xapi/about"
THROUGH = b"x-experience-api-consistent-through"
LARGE = 16_000  # bytes of a body from which it is judged in a thread, so that others are served meanwhile
VERSIONS = b'{"version":["1.0.3","2.0.0"],"extensions":{}}'
LAST = 2**62  # places in the log are smaller
BUG = "something went wrong in the house and has been written down; try again in a moment"
HERE = "nothing is here; this record store has /xapi/statements and /xapi/about, and its profile at /xapi/profile"


def ahead(web: Web, house: Any, *, limits: Limits, https: bool = False) -> Web:
    """The web with /xapi answered before the framework is asked; the profile page stays the framework's.

    So the version stands on a 408 and a 413 too, and a statement costs no routing.
    """
    always = (*HEADERS, (b"cache-control", b"no-store"), *((STRICT_TRANSPORT,) if https else ()))
    store = records(house, limits=limits, always=always)

    async def first(scope: Scope, receive: Receive, send: Send) -> None:
        own = scope["type"] == "http" and scope["path"].startswith("/xapi/") and scope["path"] != "/xapi/profile"
        await (store if own else web.app)(scope, receive, send)

    return replace(web, app=first)


def records(house: Any, *, limits: Limits | None = None, always: Headers = ()) -> App:
    """The record store as an ASGI app.

    Args:
        limits: of a body; None where another layer keeps them. always: headers of every answer.
    """
    store: Statements = house.statements
    prefix = urlsplit(str(house.values["public_url"])).path.rstrip("/")

    async def xapi(scope: Scope, receive: Receive, send: Send) -> None:
        headers, path, method = dict(scope["headers"]), scope["path"], scope["method"]
        version, fault = spoken(headers)
        # Before looking: what is kept meanwhile may be missing from the answer.
        through = store.consistent_through() if method in ("GET", "HEAD") else None
        try:
            if path == ABOUT:
                said = Said(200, VERSIONS) if method in ("GET", "HEAD") else only("GET, HEAD")
            elif path != STATEMENTS:
                raise Unknown(HERE)
            else:
                key = store.key(headers.get(b"authorization", b"").decode("latin-1"))
                if fault is not None:
                    raise fault
                if method in ("GET", "HEAD"):
                    said = await asyncio.to_thread(
                        _get, store, key, params(scope), version=version, headers=headers, prefix=prefix
                    )
                elif method in ("POST", "PUT"):
                    store.may(key, "statements/write")
                    put = _put(scope)
                    sent = await body(receive, headers, limits)
                    said = await _keep(store, key, sent, version=version, put=put)
                else:
                    said = only("GET, HEAD, POST, PUT")
        except Refused as wrong:
            said = refused(wrong)
        except Exception:
            log.exception("a bug while answering %s %s", method, path[:200])
            said = refused(Refused(BUG, status=500))
        own = [*always, (VERSION, version.header.encode())]
        if path == STATEMENTS:
            own.append((THROUGH, written(through or store.consistent_through()).encode()))
        await answer(send, said, own, head=method == "HEAD")

    return xapi


def _put(scope: Scope) -> str:
    """The id a PUT names; "" for a POST, which takes no parameter."""
    given = params(scope)
    if scope["method"] == "PUT":
        return statement_id(given)
    if given:
        raise Refused("is no parameter of POST; send statements in the body", given[0][0][:60])
    return ""


async def _keep(store: Statements, key: Any, sent: bytes, *, version: Version, put: str) -> Said:
    def hold() -> Held:
        found = read(sent)
        if put and found.many:
            raise Refused("holds an array; a PUT keeps one statement, POST keeps many")
        return store.hold(key, found.statements, version, put=put)

    held = await asyncio.to_thread(hold) if len(sent) > LARGE else hold()
    quick = held.at_hand and len(sent) <= LARGE
    future = store.enter(held) if quick else await asyncio.to_thread(store.enter, held)
    done = await _durable(future)
    return Said(204) if put else Said(200, msgspec.json.encode(done.ids))


async def _durable(future: "Future[Any]") -> Any:
    """The outcome of a group's commit: asyncio.wrap_future without what is not needed here."""
    loop = asyncio.get_running_loop()
    waiter: asyncio.Future[None] = loop.create_future()

    def wake() -> None:
        if not waiter.done():  # the sender may have hung up
            waiter.set_result(None)

    def done(_: Any) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(wake)

    future.add_done_callback(done)
    await waiter
    return future.result()


def _get(store: Statements, key: Any, given: Sequence[tuple[str, str]], *, version: Version,
         headers: Mapping[bytes, bytes], prefix: str) -> Said:  # fmt: skip
    query = statement_query(given, version=version, most=store.most)
    if query.attachments:
        raise Refused("attachments are not given out yet; ask with attachments=false", "attachments")
    tongues = languages(text(headers, b"accept-language"))
    if query.one:
        found = store.one(key, query, tongues)
        return Said(200, found.body, (JSON, *_modified([found], version)))
    cursor, bound = _place(query)
    page = store.page(key, query, tongues, cursor=cursor, bound=bound)
    more = ""
    if page.more:
        rest = [(name, value) for name, value in given if name != "cursor"]
        token = urlsafe_b64encode(f"{page.last}.{page.bound}".encode()).decode().rstrip("=")
        more = f"{prefix}{STATEMENTS}?{urlencode([*rest, ('cursor', token)])}"
    whole = b'{"statements":[%b],"more":%b}' % (b",".join(f.body for f in page.found), msgspec.json.encode(more))
    return Said(200, whole, (JSON, *_modified(page.found, version)))


def _place(query: StatementQuery) -> tuple[int | None, int | None]:
    if not query.more:
        return None, None
    try:
        last, bound = map(int, urlsafe_b64decode(query.more + "=" * (-len(query.more) % 4)).decode("ascii").split("."))
        if 0 <= last <= LAST and 0 <= bound <= LAST:
            return last, bound
    except ValueError:
        pass
    raise Refused("is no place in a list of ours; follow the `more` of a page as it was given", "cursor")


def _modified(found: Sequence[Found], version: Version) -> tuple[tuple[bytes, bytes], ...]:
    if version is not V200 or not found:
        return ()
    return ((b"last-modified", format_datetime(max(f.stored for f in found), usegmt=True).encode()),)
