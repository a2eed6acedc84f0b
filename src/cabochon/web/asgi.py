"""The little of ASGI that the outer layers speak: types, one header, one plain answer."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def header(scope: Scope, name: bytes) -> bytes:
    """The first header of that lower-case name, or b""."""
    return next((value for key, value in scope["headers"] if key == name), b"")


async def answer(send: Send, status: int, sentence: str, *, close: bool = False) -> None:
    """One sentence as plain text."""
    body = sentence.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def left(receive: Receive, then: Callable[[], None] = lambda: None) -> None:
    """Returns once the other side has hung up, after calling `then`."""
    while (await receive())["type"] != "http.disconnect":
        pass
    then()


async def taken(send: Send, body: bytes, seconds: float) -> bool:
    """Send a piece of a long answer; whether it was taken in time. The server waits until its buffers have room."""
    try:
        async with asyncio.timeout(seconds):
            await send({"type": "http.response.body", "body": body, "more_body": True})
    except TimeoutError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Web:
    """An app, with `inner` (the framework's, for tests that walk routes) and `closing`, which ends open streams.

    lane: a `lane.Lane` for single statements, or None. apart: what is served on a port of its own, or None.
    """

    app: App
    inner: Any
    closing: Callable[[], None]
    lane: Any = None
    apart: App | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
