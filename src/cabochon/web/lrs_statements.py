"""/xapi/statements: what comes in and goes out, with attachments (xAPI 1.0.3 Part Three 2.1; IEEE 9274.1.1 4.1.6.1)."""

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from email.utils import format_datetime
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

import msgspec

from ..house.statements import Found, LongWay, Statements
from ..house.taking import Held
from ..privacy.keys import LAUNCHED
from ..refusals import Refused
from ..xapi import multipart
from ..xapi.languages import languages
from ..xapi.queries import StatementQuery, statement_id, statement_query
from ..xapi.versions import V200, Version
from .lrs_call import Call
from .lrs_wire import JSON, Said

MIXED = "multipart/mixed"
LARGE = 16_000  # bytes of a body from which it is judged in a thread, so that others are served meanwhile
LAST = 2**62  # places in the log are smaller
ONE = "holds an array; a PUT keeps one statement, POST keeps many"


async def answer(house: Any, call: Call) -> Said:
    """/xapi/statements: GET, POST, PUT (1.0.3 Part Three 2.1)."""
    store: Statements = house.statements
    if call.method == "GET":
        query = statement_query(call.given, version=call.version, most=store.most)
        if store.quick(query):
            with suppress(LongWay):
                return _get(store, call, query, hurry=True)
        return await asyncio.to_thread(_get, store, call, query)
    store.may(call.key, "statements/write")
    put = _put(call)
    if call.content_type not in ("application/json", MIXED):
        raise Refused(f"should be application/json, or {MIXED} with attachments", "Content-Type")
    if call.key.source == LAUNCHED:
        return await asyncio.to_thread(_launched, house, call, await call.body(), put)
    return await _keep(store, call, await call.body(), put)


def _put(call: Call) -> str:
    """The id a PUT names; "" for a POST, which takes no parameter."""
    if call.method == "PUT":
        return statement_id(call.given)
    if call.given:
        raise Refused("is no parameter of POST; send statements in the body", call.given[0][0][:60])
    return ""


async def _keep(store: Statements, call: Call, sent: bytes, put: str) -> Said:
    def hold() -> Held:
        body, came = _sent(call, sent)
        held, many = store.hold_raw(call.key, body, call.version, put=put, came=came)
        if put and many:
            raise Refused(ONE)
        return held

    held = await asyncio.to_thread(hold) if len(sent) > LARGE else hold()
    quick = held.at_hand and len(sent) <= LARGE
    future = store.enter(held) if quick else await asyncio.to_thread(store.enter, held)
    done = await _durable(future)
    return Said(204) if put else Said(200, msgspec.json.encode(done.ids))


def _launched(house: Any, call: Call, sent: bytes, put: str) -> Said:
    """What a launched package sends is judged by what it sent before."""
    body, came = _sent(call, sent)
    done = house.hosting.keys.take(call.key, body, call.version, put=put, came=came)
    return Said(204) if put else Said(200, msgspec.json.encode(done.ids))


def _sent(call: Call, sent: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The statements of a body, and the contents of attachments that came along."""
    if call.content_type != MIXED:
        return sent, {}
    body, came = multipart.read(call.header(b"content-type") or "", sent)
    return body, dict(came)


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


def _get(store: Statements, call: Call, query: StatementQuery, *, hurry: bool = False) -> Said:
    tongues = languages(call.header(b"accept-language"))
    if query.one:
        found = store.one(call.key, query, tongues)
        return _given(query, found.body, [found], version=call.version)
    cursor, bound = _place(query)
    page = store.page(call.key, query, tongues, cursor=cursor, bound=bound, hurry=hurry)
    more = ""
    if page.more:
        rest = [(name, value) for name, value in call.given if name != "cursor"]
        token = urlsafe_b64encode(f"{page.last}.{page.bound}".encode()).decode().rstrip("=")
        more = f"{call.prefix}{call.path}?{urlencode([*rest, ('cursor', token)])}"
    whole = b'{"statements":[%b],"more":%b}' % (b",".join(f.body for f in page.found), msgspec.json.encode(more))
    return _given(query, whole, page.found, version=call.version)


def _given(query: StatementQuery, body: bytes, found: Sequence[Found], *, version: Version) -> Said:
    if not query.attachments:
        return Said(200, body, (JSON, *_modified(found, version)))
    boundary = token_hex(20)  # so long and drawn by lot that no content holds it
    whole = multipart.written(body, (content for one in found for content in one.contents), boundary=boundary)
    kind = (b"content-type", f"{MIXED}; boundary={boundary}".encode())
    return Said(200, whole, (kind, *_modified(found, version)))


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
