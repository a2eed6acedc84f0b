"""A real server that answers as a test tells it to, with and without TLS."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any


@contextmanager
def answering(answer: Callable[[Any], None], *, tls: Path | None = None) -> Iterator[int]:
    """The port of a server; `answer` gets the handler of each request. tls: a certificate's file with its key."""

    class Speaking(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            answer(self)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    one = Quiet(("127.0.0.1", 0), Speaking)
    if tls is not None:
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trust.load_cert_chain(tls)
        one.socket = trust.wrap_socket(one.socket, server_side=True)
    thread = Thread(target=one.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield one.server_address[1]
    finally:
        one.shutdown()
        thread.join(5)
        one.server_close()


def sent(handler: Any) -> bytes:
    """The body of a request."""
    whole: bytes = handler.rfile.read(int(handler.headers.get("content-length", 0)))
    return whole


def say(handler: Any, status: int = 200, body: bytes = b"", **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
