"""/xapi: the standard's resources, spoken in bytes. Plain functions; ASGI only at the edge.

Known by the Authorization header alone, never by a cookie. Every answer, errors included, says which version it speaks;
those of /statements say besides through when the log is consistent (xAPI 1.0.3 Part Three 3.3 and 2.1).
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ..privacy.keys import LAUNCHED
from ..refusals import Refused, Unknown
from ..xapi.versions import V103
from . import content, export, feed, lrs_activities, lrs_agents, lrs_documents, lrs_statements, oauth
from .asgi import App, Receive, Scope, Send, Web, header
from .behind import Proxies, behind
from .lane import Lane
from .limits import Limits
from .lrs_alternate import alternate, unwrapped
from .lrs_call import Call
from .lrs_cors import Doors
from .lrs_limits import Gate
from .lrs_noting import noted, worth_noting
from .lrs_wire import VERSION, Said, answer, only, params, refused, spoken, written
from .outer import HEADERS, STRICT_TRANSPORT

log = logging.getLogger("cabochon.web")
THROUGH = b"x-experience-api-consistent-through"
STATEMENTS, ABOUT, PROFILE = "/xapi/statements", "/xapi/about", "/xapi/profile"
VERSIONS = b'{"version":["1.0.3","2.0.0"],"extensions":{}}'
BUG = "something went wrong in the house and has been written down; try again in a moment"

# Every resource of the standard but /about, which asks for no key: its methods (HEAD is GET without the body) and who
# answers. What is not here is 404.
Answers = Callable[[Any, Call], Awaitable[Said]]  # the house, the call
# fmt: off
RESOURCES: dict[str, tuple[tuple[str, ...], Answers]] = {
    STATEMENTS:                 (("GET", "POST", "PUT"), lrs_statements.answer),
    "/xapi/activities/state":   (lrs_documents.METHODS, lrs_documents.state),
    "/xapi/activities/profile": (lrs_documents.METHODS, lrs_documents.activity_profile),
    "/xapi/agents/profile":     (lrs_documents.METHODS, lrs_documents.agent_profile),
    "/xapi/agents":             (("GET",), lrs_agents.answer),
    "/xapi/activities":         (("GET",), lrs_activities.answer),
}
# fmt: on


def ahead(web: Web, house: Any, *, limits: Limits, https: bool = False) -> Web:
    """The web with /xapi and /oauth answered before the framework is asked; the profile page stays the framework's.

    So the version stands on a 408 and a 413 too, and a statement costs no routing.

    Raises:
        Refused: a setting that cannot be: an origin that is none.
    """
    always = (*HEADERS, (b"cache-control", b"no-store"), *((STRICT_TRANSPORT,) if https else ()))
    doors = Doors(str(house.values["xapi_origins"]), always, content.origins(house.values))
    gate = Gate.of(house.values)
    store = records(house, limits=limits, doors=doors, gate=gate)
    tokens = oauth.tokens(house, limits=limits, doors=doors, gate=gate)
    feeding = feed.Feeding(house, doors=doors, gate=gate)
    beside: dict[str, App] = dict.fromkeys(oauth.addresses(str(house.values["public_url"])), tokens)
    beside |= {feed.PATH: feeding, export.PATH: export.export(house, doors=doors, gate=gate)}

    def closing() -> None:
        feeding.stop()
        web.closing()

    elsewhere, apart = content.host_of(house.values), content.content(house, https=https)

    async def first(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if elsewhere and path and header(scope, b"host") == elsewhere:  # a host of its own for packages
            return await apart(scope, receive, send)
        if path.startswith(content.FETCH) and scope["method"] == "OPTIONS":
            return await content.preflight(house, scope, send)
        own = path.startswith("/xapi/") and path != PROFILE
        await (store if own else beside.get(path, web.app))(scope, receive, send)
        return None

    lane = Lane(house.statements, address=STATEMENTS.encode(), gate=gate, always=doors.headers({}))
    whole = behind(first, Proxies(str(house.values["proxies"])))
    return replace(web, app=whole, closing=closing, lane=lane, apart=apart)


def records(house: Any, *, doors: Doors, gate: Gate, limits: Limits | None = None) -> App:
    """The record store as an ASGI app.

    Args:
        limits: of a body; None where another layer keeps them. doors: whose pages may come, and headers of every
            answer. gate: who comes too often.
    """
    prefix = urlsplit(str(house.values["public_url"])).path.rstrip("/")

    async def xapi(scope: Scope, receive: Receive, send: Send) -> None:
        astray: Refused | None = None
        if inside := alternate(scope):
            try:
                scope, receive = await unwrapped(scope, receive, limits)
            except Refused as wrong:
                astray = wrong
        path, method = scope["path"], scope["method"]
        call = Call("GET" if method == "HEAD" else method, path, dict(scope["headers"]), limits, receive, prefix)
        call.version, fault = spoken(call.headers)
        if VERSION not in call.headers and call.method == "GET" and not scope["query_string"]:
            call.version = V103  # a bare look around names no version: the answer speaks the one that all clients read
        # Before looking: what is kept meanwhile may be missing from the answer.
        through = house.statements.consistent_through() if call.method == "GET" and path == STATEMENTS else None
        try:
            if astray is not None:
                raise astray
            said = await _said(house, call, scope, fault, doors=doors, gate=gate)
        except Refused as wrong:
            said = refused(wrong, call.headers.get(b"authorization", b""))
        except Exception:
            log.exception("a bug while answering %s %s", method, path[:200])
            said = refused(Refused(BUG, status=500))
        launched = call.method == "OPTIONS" or (call.key is not None and call.key.source == LAUNCHED)
        own = [*doors.headers(call.headers, launched=launched), (VERSION, call.version.header.encode())]
        if path == STATEMENTS:
            own.append((THROUGH, written(through or house.statements.consistent_through()).encode()))
        if worth_noting(call, said):
            await noted(house, call, said)
        if inside and method == "HEAD":  # on the wire it is a POST, and a length without a body would break it
            said = replace(said, body=b"")
        await answer(send, said, own, head=method == "HEAD")

    return xapi


async def _said(house: Any, call: Call, scope: Scope, fault: Refused | None, *, doors: Doors, gate: Gate) -> Said:
    if call.method == "OPTIONS" and (said := doors.preflight(call.headers, launched=True)):
        return said
    if call.path == ABOUT:
        return Said(200, VERSIONS) if call.method == "GET" else only("GET, HEAD")
    if (resource := RESOURCES.get(call.path)) is None:
        raise Unknown(f"nothing is here; this record store has {', '.join((*RESOURCES, ABOUT))}, and /xapi/profile")
    methods, answers = resource
    # What is wrong whoever asks is said first: a version that is not spoken, a method the resource does not take.
    if fault is not None:
        raise fault
    if call.method not in methods:
        return only(", ".join(sorted({*methods, "HEAD"})))
    call.key = gate.known(house.statements.key, call.headers.get(b"authorization"), scope.get("client"))
    gate.pace(call.key.id)
    call.given = params(scope)
    return await answers(house, call)
