"""The front of the house: uvicorn with the deadlines and caps that it does not have by itself.

Stock uvicorn holds a slow head for ever, takes a head of any size and as many connections as there are file numbers.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Any, cast

import uvicorn

from .asgi import App, Message, Receive, Scope, Send, Web, answer, header
from .door import door
from .limits import Limits


def server(
    app: Web, *, host: str, port: int, limits: Limits, opened: Callable[[], None] = lambda: None,
    apart: socket.socket | None = None,
) -> uvicorn.Server:  # fmt: skip
    """A server ready to `run()`. `opened` is called once it listens; as it stops, `app.closing` ends event streams.

    apart: a bound socket on which `app.apart` is served, and nothing else.
    """

    def config(one: Any, lane: Any) -> uvicorn.Config:
        return uvicorn.Config(
            one, host=host, port=port, loop="uvloop", http=door(limits, lane), ws="none", lifespan="on",
            log_config=None, access_log=False, server_header=False, proxy_headers=False,
            timeout_graceful_shutdown=limits.close_seconds, backlog=min(4096, limits.connections),
        )  # fmt: skip

    beside = (config(app.apart, None), apart) if apart is not None and app.apart is not None else None
    return _Server(config(app, app.lane), app, opened, beside)


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, web: Web, opened: Callable[[], None],
        apart: tuple[uvicorn.Config, socket.socket] | None,
    ) -> None:  # fmt: skip
        super().__init__(config)
        self._web, self._opened, self._apart = web, opened, apart

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started and self._apart:
            config, place = self._apart
            config.load()
            loop, kind = asyncio.get_running_loop(), cast("Any", config.http_protocol_class)

            def connection() -> asyncio.Protocol:
                made: asyncio.Protocol = kind(config=config, server_state=self.server_state, app_state={})
                return made

            self.servers.append(await loop.create_server(connection, sock=place, backlog=config.backlog))
        if self.started:
            self._opened()

    async def shutdown(self, sockets: Any = None) -> None:
        self._web.closing()
        await super().shutdown(sockets)


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
        most, seconds = limits.body(scope["method"], scope["path"])
        ends, left, whole, begun = loop.time() + seconds, most, False, False
        too_large = _Cut(413, f"The body is larger than {most:,} bytes. Send less at a time.")

        async def counted() -> Message:
            nonlocal left, whole
            if whole:  # what follows is only news of the client hanging up; no deadline
                return await receive()
            try:
                async with asyncio.timeout_at(ends):
                    message = await receive()
            except TimeoutError:
                raise _Cut(408, "The request's body did not arrive in time.") from None
            if message["type"] == "http.disconnect":
                raise _Cut(400, "The body was cut off. Send it whole.")
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
            if length.isdigit() and int(length) > most:
                raise too_large
            await app(scope, counted, noted)
        except _Cut as cut:
            if not begun:
                await answer(send, cut.status, cut.sentence, close=True)
        return None

    return limited
