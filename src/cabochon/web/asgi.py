"""The little of ASGI that the outer layers speak: types, one header, one plain answer."""

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


@dataclass(frozen=True, slots=True)
class Web:
    """An app, with `inner` (the framework's, for tests that walk routes) and `closing`, which ends open streams."""

    app: App
    inner: Any
    closing: Callable[[], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
