"""/xapi/activities/state, /xapi/activities/profile, /xapi/agents/profile (xAPI 1.0.3 Part Three 2.2, 2.3, 2.6, 2.7)."""

import asyncio
from email.utils import formatdate
from typing import Any

import msgspec

from ..house.documents import Documents, Found
from ..refusals import Refused
from ..xapi.conditions import Conditions, conditions
from ..xapi.documents import Named, Resource, named, typed
from .lrs_call import Call
from .lrs_wire import JSON, Headers, Said

METHODS = ("GET", "PUT", "POST", "DELETE")
# Whatever was kept, a browser that is led here runs nothing of it.
SHUT: Headers = (
    (b"content-security-policy", b"sandbox; default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
)
PLAIN = (b"content-type", b"text/plain; charset=utf-8")


async def state(house: Any, call: Call) -> Said:
    return await _answer(house, call, Resource.STATE)


async def activity_profile(house: Any, call: Call) -> Said:
    return await _answer(house, call, Resource.ACTIVITY_PROFILE)


async def agent_profile(house: Any, call: Call) -> Said:
    return await _answer(house, call, Resource.AGENT_PROFILE)


async def _answer(house: Any, call: Call, resource: Resource) -> Said:
    store: Documents = house.documents
    what = named(resource, call.method, call.given)
    said = conditions(call.header(b"if-match"), call.header(b"if-none-match"))
    if call.method == "GET":
        return await asyncio.to_thread(_get, store, call, what=what, said=said)
    store.may(call.key, what)
    if call.method == "DELETE":
        return await asyncio.to_thread(_delete, store, call, what=what, said=said)
    content_type, body = typed(call.header(b"content-type")), await call.body()
    keep = store.put if call.method == "PUT" else store.merge
    try:
        kept = await asyncio.to_thread(
            keep, call.key, what, call.version, conditions=said, content_type=content_type, body=body
        )
    except Refused as fault:
        if fault.status != 409:
            raise
        return Said(409, fault.reason.encode(), (PLAIN,))  # the standard asks for plain words (1.0.3 Part Three 3.1)
    return Said(204, b"", _marks(kept))


def _get(store: Documents, call: Call, *, what: Named, said: Conditions) -> Said:
    if not what.name:
        return Said(200, msgspec.json.encode(store.names(call.key, what)), (JSON,))
    found = store.read(call.key, what)
    if said.match is not None and not said.match.hold(found.etag):
        raise Refused(f'the document has changed, its ETag is "{found.etag}" now', "If-Match", 412)
    if said.none_match is not None and said.none_match.hold(found.etag):
        return Said(304, b"", _marks(found))
    content_type = (b"content-type", found.content_type.encode("latin-1"))
    return Said(200, found.body, (content_type, *_marks(found), *SHUT))


def _delete(store: Documents, call: Call, *, what: Named, said: Conditions) -> Said:
    if what.name:
        store.delete(call.key, what, call.version, conditions=said)
    elif said:
        raise Refused(
            f"is the ETag of one document, and all of this context were meant; name one with {what.resource.id}, or "
            "leave the condition out",
            "If-Match" if said.match is not None else "If-None-Match",
        )
    else:
        store.clear(call.key, what)
    return Said(204)


def _marks(found: Found) -> Headers:
    return (
        (b"etag", f'"{found.etag}"'.encode()),
        (b"last-modified", formatdate(found.modified, usegmt=True).encode()),
    )
