"""A connection with the deadlines and caps that the server does not have by itself, and the lane of single posts."""

import asyncio
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from .lane import Lane, Post
from .limits import Limits


class Corked:
    """A transport that lets a head go with the body written right behind it: one message less to send and to hear.

    A head alone goes at the end of the loop's round, so that a stream begins at once.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop, self._head = transport, loop, b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, piece: bytes) -> None:
        if self._head:
            piece, self._head = self._head + piece, b""
        elif piece.endswith(b"\r\n\r\n") and piece.startswith(b"HTTP/1.1 "):
            self._head = piece
            self._loop.call_soon(self.flush)
            return
        self._transport.write(piece)

    def flush(self) -> None:
        if self._head:
            head, self._head = self._head, b""
            if not self._transport.is_closing():
                self._transport.write(head)

    def close(self) -> None:
        self.flush()
        self._transport.close()


def door(limits: Limits, lane: Lane | None = None) -> type[HttpToolsProtocol]:
    """A connection that answers 503 above the cap, 408 to a head that dawdles and 431 to one that is too long.

    lane: where single statements go, past the application.
    """

    class Door(HttpToolsProtocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.transport = cast("asyncio.Transport", Corked(transport, self.loop))
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
            elif isinstance(post := self.now(), Post) and post.more_body:
                self.usual(post)  # it dawdles: the usual way has a deadline

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
            if not self.refused and not self.in_lane():
                super().on_headers_complete()

        def in_lane(self) -> bool:
            """Take a request for the lane; its Post stands where the server keeps the request at hand."""
            if lane is None or (self.cycle is not None and not self.cycle.response_complete):
                return False
            keep_alive = self.parser.get_http_version() == "1.1" and self.parser.should_keep_alive()
            method = self.parser.get_method()
            post: Any = lane.post(self, method, self.url, self.headers, scope=self.scope, keep_alive=keep_alive)
            if post is not None:
                self.cycle = post
            return post is not None

        def now(self) -> Any:
            """The request at hand: the server's, or a Post."""
            return self.cycle

        def usual(self, post: Post) -> None:
            """Give a post to the application after all, with what has come of its body."""
            url = httptools.parse_url(post.url)
            post.scope |= {"method": "POST", "path": url.path.decode(), "raw_path": url.path, "query_string": b""}
            cycle = RequestResponseCycle(
                scope=post.scope, transport=self.transport, flow=self.flow, logger=self.logger,
                access_logger=self.access_logger, access_log=self.access_log,
                default_headers=self.server_state.default_headers, message_event=asyncio.Event(),
                expect_100_continue=False, keep_alive=post.keep_alive, on_response=self.on_response_complete,
            )  # fmt: skip
            cycle.body, cycle.more_body, cycle.disconnected = post.body, post.more_body, post.disconnected
            if post.body or not post.more_body or post.disconnected:
                cycle.message_event.set()
            if self.now() is post:  # else the next request of this connection waits behind it
                self.cycle = cycle
            post.response_complete = True
            self._start_asgi_task(cycle, self.app)

        def answered(self, post: Post, answer: bytes) -> None:
            dated = b"".join(b"%b: %b\r\n" % pair for pair in self.server_state.default_headers)
            close = b"" if post.keep_alive else b"connection: close\r\n"
            self.transport.write(b"HTTP/1.1 200 OK\r\n%b%b%b" % (dated, close, answer))
            post.response_complete = True
            if not post.keep_alive:
                self.transport.close()
            self.on_response_complete()

        def on_body(self, body: bytes) -> None:
            if not self.refused:
                super().on_body(body)

        def on_message_complete(self) -> None:
            if not self.refused:
                super().on_message_complete()
                if lane is not None and isinstance(post := self.now(), Post) and not post.response_complete:
                    lane.join(post)

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
