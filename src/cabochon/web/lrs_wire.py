"""The record store's requests and answers as bytes: parameters, bodies within their limits, headers, faults."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from ..refusals import Refused
from ..xapi.versions import V200, Version, negotiate
from .asgi import Message, Receive, Scope, Send
from .limits import Limits

JSON = (b"content-type", b"application/json")
VERSION = b"x-experience-api-version"
MOST_FIELDS = 100  # query parameters
BODILESS = frozenset({204, 304})
CLOSING = frozenset({408, 413})  # the rest of the body is not waited for
BUSY = frozenset({429, 503, 507})
Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: status, body, further headers."""

    status: int
    body: bytes = b""
    headers: Headers = (JSON,)


def written(at: datetime) -> str:
    """An instant in UTC as the standard writes it, with microseconds."""
    return at.isoformat(timespec="microseconds")[:26] + "Z"


def spoken(headers: Mapping[bytes, bytes]) -> tuple[Version, Refused | None]:
    """The version a request speaks and what is wrong with its header; an answer to a wrong one says 2.0.0."""
    try:
        return negotiate(text(headers, VERSION)), None
    except Refused as fault:
        return V200, fault


def text(headers: Mapping[bytes, bytes], name: bytes) -> str | None:
    found = headers.get(name)
    return None if found is None else found.decode("latin-1")


def params(scope: Scope) -> list[tuple[str, str]]:
    """Decoded query parameters, in order, repeated ones too.

    Raises:
        Refused: bytes that are no UTF-8, or too many.
    """
    if not scope["query_string"]:
        return []
    try:
        query = scope["query_string"].decode()
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refused(f"the query is no UTF-8, or has more than {MOST_FIELDS} parameters") from None


async def received(receive: Receive, headers: Mapping[bytes, bytes], limits: Limits | None) -> bytes:
    """The body of a request; limits: None where another layer keeps them.

    Raises:
        Refused: 415, a packed body; 413 above the limit; 408 when it does not arrive in time.
    """
    if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        raise Refused("is not taken; send the body as it is", "Content-Encoding", 415)
    if limits is None:
        return await _whole(receive, None)
    length = headers.get(b"content-length", b"")
    if length.isdigit() and int(length[:20]) > limits.body_bytes:
        raise _too_large(limits.body_bytes)
    try:
        async with asyncio.timeout(limits.body_seconds):
            return await _whole(receive, limits.body_bytes)
    except TimeoutError:
        raise Refused("the body did not arrive in time", status=408) from None


async def _whole(receive: Receive, most: int | None) -> bytes:
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused("the sender went away before the body had come")
        piece = message.get("body", b"")
        size += len(piece)
        if most is not None and size > most:
            raise _too_large(most)
        pieces.append(piece)
        if not message.get("more_body"):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _too_large(most: int) -> Refused:
    return Refused(f"the body is larger than {most:,} bytes; send less at a time", status=413)


async def answer(send: Send, said: Said, own: Headers, *, head: bool = False) -> None:
    there = {name for name, _ in said.headers}
    headers: list[tuple[bytes, bytes]] = [*said.headers, *(pair for pair in own if pair[0] not in there)]
    if said.status not in BODILESS:
        headers.append((b"content-length", b"%d" % len(said.body)))
    start: Message = {"type": "http.response.start", "status": said.status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": b"" if head else said.body})


def refused(fault: Refused, authorization: bytes = b"") -> Said:
    """authorization: the header the request came with, for what a bearer token is told (RFC 6750, 3.1)."""
    said: dict[str, Any] = {"error": fault.reason, "pointer": fault.pointer}
    more: list[tuple[bytes, bytes]] = [JSON]
    bearer = authorization[:7].lower() == b"bearer "
    if fault.status == 401:
        more.append((b"www-authenticate", b'Bearer realm="xAPI"' + (b', error="invalid_token"' if bearer else b"")))
        more.append((b"www-authenticate", b'Basic realm="xAPI", charset="UTF-8"'))
    elif fault.status == 403 and bearer:
        more.append((b"www-authenticate", b'Bearer realm="xAPI", error="insufficient_scope"'))
    elif fault.status in BUSY:
        more.append((b"retry-after", b"%d" % getattr(fault, "seconds", 5)))
    elif fault.status in CLOSING:
        more.append((b"connection", b"close"))
    return Said(fault.status, json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"), more)


def only(methods: str) -> Said:
    """405: the resource takes other methods."""
    said = refused(Refused(f"this resource takes {methods}", status=405))
    return Said(405, said.body, (JSON, (b"allow", methods.encode())))
