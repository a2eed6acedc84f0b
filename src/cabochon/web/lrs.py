"""/xapi: the standard's resources, spoken in bytes. Plain functions; ASGI only at the edge.

Known by the Authorization header alone, never by a cookie. Every answer, errors included, says which version it speaks;
those of /statements say besides through when the log is consistent (xAPI 1.0.3 Part Three 3.3 and 2.1).
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ..refusals import Refused, Unknown
from . import lrs_statements
from .asgi import App, Receive, Scope, Send, Web
from .lrs_call import Call
from .lrs_wire import VERSION, Headers, Said, answer, only, params, refused, spoken, written
from .outer import HEADERS, STRICT_TRANSPORT
from .server import Limits

log = logging.getLogger("cabochon.web")
THROUGH = b"x-experience-api-consistent-through"
STATEMENTS, ABOUT = "/xapi/statements", "/xapi/about"
VERSIONS = b'{"version":["1.0.3","2.0.0"],"extensions":{}}'
BUG = "something went wrong in the house and has been written down; try again in a moment"

# Every resource of the standard but /about, which asks for no key: its methods (HEAD is GET without the body) and who
# answers. What is not here is 404.
Answers = Callable[[Any, Call], Awaitable[Said]]  # the house, the call
# fmt: off
RESOURCES: dict[str, tuple[tuple[str, ...], Answers]] = {
    STATEMENTS:  (("GET", "POST", "PUT"), lrs_statements.answer),
}
# fmt: on


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
    prefix = urlsplit(str(house.values["public_url"])).path.rstrip("/")

    async def xapi(scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        call = Call("GET" if method == "HEAD" else method, path, dict(scope["headers"]), limits, receive, prefix)
        call.version, fault = spoken(call.headers)
        # Before looking: what is kept meanwhile may be missing from the answer.
        through = house.statements.consistent_through() if call.method == "GET" and path == STATEMENTS else None
        try:
            said = await _said(house, call, scope, fault)
        except Refused as wrong:
            said = refused(wrong)
        except Exception:
            log.exception("a bug while answering %s %s", method, path[:200])
            said = refused(Refused(BUG, status=500))
        own = [*always, (VERSION, call.version.header.encode())]
        if path == STATEMENTS:
            own.append((THROUGH, written(through or house.statements.consistent_through()).encode()))
        await answer(send, said, own, head=method == "HEAD")

    return xapi


async def _said(house: Any, call: Call, scope: Scope, fault: Refused | None) -> Said:
    if call.path == ABOUT:
        return Said(200, VERSIONS) if call.method == "GET" else only("GET, HEAD")
    if (resource := RESOURCES.get(call.path)) is None:
        raise Unknown(f"nothing is here; this record store has {', '.join((*RESOURCES, ABOUT))}, and /xapi/profile")
    methods, answers = resource
    call.key = house.statements.key(call.headers.get(b"authorization", b"").decode("latin-1"))
    if fault is not None:
        raise fault
    if call.method not in methods:
        return only(", ".join(sorted({*methods, "HEAD"})))
    call.given = params(scope)
    return await answers(house, call)
