"""The front of the house: uvicorn with the deadlines and caps that it does not have by itself.

Stock uvicorn holds a slow head for ever, takes a head of any size and as many connections as there are file numbers.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .asgi import App, Message, Receive, Scope, Send, Web, answer, header


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes, seconds and open connections. Defaults are those of `settings`."""

    head_bytes: int = 16_384
    head_seconds: float = 15
    body_bytes: int = 10_000_000
    body_seconds: float = 60
    connections: int = 4_000
    close_seconds: int = 5


def server(
    app: Web, *, host: str, port: int, limits: Limits, opened: Callable[[], None] = lambda: None
) -> uvicorn.Server:
    """A server ready to `run()`. `opened` is called once it listens; as it stops, `app.closing` ends event streams."""
    config = uvicorn.Config(
        app, host=host, port=port, loop="uvloop", http=door(limits), ws="none", lifespan="on", log_config=None,
        access_log=False, server_header=False, proxy_headers=False, timeout_graceful_shutdown=limits.close_seconds,
        backlog=min(4096, limits.connections),
    )  # fmt: skip
    return _Server(config, app, opened)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, web: Web, opened: Callable[[], None]) -> None:
        super().__init__(config)
        self._web, self._opened = web, opened

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._opened()

    async def shutdown(self, sockets: Any = None) -> None:
        self._web.closing()
        await super().shutdown(sockets)


def door(limits: Limits) -> type[HttpToolsProtocol]:
    """A connection that answers 503 above the cap, 408 to a head that dawdles and 431 to one that is too long."""

    class Door(HttpToolsProtocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.refused, self.in_head, self.fed = False, True, 0
            self.timer: asyncio.TimerHandle | None = None
            if len(self.connections) > limits.connections:
                self.refuse(b"503 Service Unavailable", b"Too many connections. Try again in a moment.")
            else:
                self.timer = self.loop.call_later(limits.head_seconds, self.dawdled)

        def connection_lost(self, exc: Exception | None) -> None:
            self.stop_timer()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self.refused:
                return
            if self.in_head:
                self.fed += len(data)
            super().data_received(data)
            if self.in_head and self.fed > limits.head_bytes:
                self.too_long()

        def on_message_begin(self) -> None:
            self.in_head, self.fed = True, 0
            if self.timer is None:
                self.timer = self.loop.call_later(limits.head_seconds, self.dawdled)
            super().on_message_begin()

        def on_headers_complete(self) -> None:
            self.in_head = False
            self.stop_timer()
            if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > limits.head_bytes:
                self.too_long()
            if not self.refused:
                super().on_headers_complete()

        def on_body(self, body: bytes) -> None:
            if not self.refused:
                super().on_body(body)

        def on_message_complete(self) -> None:
            if not self.refused:
                super().on_message_complete()

        def dawdled(self) -> None:
            self.timer = None
            self.refuse(b"408 Request Timeout", b"The request's head did not arrive in time.")

        def too_long(self) -> None:
            self.refuse(b"431 Request Header Fields Too Large", b"The request's head is too long.")

        def refuse(self, status: bytes, sentence: bytes) -> None:
            if self.refused or self.transport.is_closing():
                return
            self.refused = True
            self.stop_timer()
            self.transport.write(
                b"HTTP/1.1 %b\r\ncontent-type: text/plain; charset=utf-8\r\nx-content-type-options: nosniff\r\n"
                b"content-length: %d\r\nconnection: close\r\n\r\n%b" % (status, len(sentence), sentence)
            )
            self.transport.close()

        def stop_timer(self) -> None:
            if self.timer:
                self.timer.cancel()
            self.timer = None

    return Door


class _Cut(BaseException):
    """Flies past the framework, which would turn an Exception into a 500."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def within(app: App, limits: Limits) -> App:
    """`app` with bodies that are counted (413) and have a deadline (408); the connection closes behind either."""

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        loop = asyncio.get_running_loop()
        ends, left, whole, begun = loop.time() + limits.body_seconds, limits.body_bytes, False, False
        too_large = _Cut(413, f"The body is larger than {limits.body_bytes:,} bytes. Send less at a time.")

        async def counted() -> Message:
            nonlocal left, whole
            if whole:  # what follows is only news of the client hanging up; no deadline
                return await receive()
            try:
                async with asyncio.timeout_at(ends):
                    message = await receive()
            except TimeoutError:
                raise _Cut(408, "The request's body did not arrive in time.") from None
            left -= len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if left < 0:
                raise too_large
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            length = header(scope, b"content-length")
            if length.isdigit() and int(length) > limits.body_bytes:
                raise too_large
            await app(scope, counted, noted)
        except _Cut as cut:
            if not begun:
                await answer(send, cut.status, cut.sentence, close=True)
        return None

    return limited
