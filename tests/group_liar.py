"""Servers that answer for another house of the group, and wrongly: what they say, and the reason it is refused with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import msgspec

from cabochon.house.group_cells import weeks_of


@contextmanager
def liar(answer: Callable[[Any], None]) -> Iterator[str]:
    """A server that says whatever `answer` writes."""

    class Liar(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Liar) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def said(body: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> Callable[[Any], None]:
    def answer(handler: Any) -> None:
        handler.send_response(status)
        handler.send_header("content-type", kind)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def weekly(here: Any, **other: Any) -> bytes:
    week = weeks_of(here.today, 1)[0]
    cell: dict[str, Any] = {"measure": "csat", "step": "company", "value": 4.2, "n": 40, "unit": "score"}
    cell |= other.pop("cell", {})
    return msgspec.json.encode({
        "format": 1, "instance": "https://liar.example", "jurisdiction": "L", "week": week, "position": 5,
        "cells": [cell] * other.pop("times", 1), **other,
    })  # fmt: skip


LIES: list[tuple[Callable[[Any], Callable[[Any], None]], str]] = [
    (lambda h: said(b"<html>hello</html>", kind="text/html"), "no JSON"),
    (lambda h: said(b"{]"), "no week of sums"),
    (lambda h: said(b"[" * 200_000), "no week of sums"),
    (lambda h: said(b" " * 10_000_000), "longer than"),
    (lambda h: said(b"", 302, location="http://169.254.169.254/latest"), "leads to another address"),
    (lambda h: said(b"", 401), "does not know this key"),
    (lambda h: said(b"", 403), "aggregates/read"),
    (lambda h: said(b"", 500), "answers 500"),
    (lambda h: said(b"", 304), "leads to another address"),
    (lambda h: said(weekly(h, week=date(2020, 1, 6))), "was asked for"),
    (lambda h: said(weekly(h, format=2)), "speaks format 2"),
    (lambda h: said(weekly(h, times=2)), "twice"),
    (lambda h: said(weekly(h, times=20_001)), "more than 20,000"),
    (lambda h: said(weekly(h, cell={"step": "associate", "place": "p1"})), "no sum of a week"),
    (lambda h: said(weekly(h, cell={"measure": "<script>"})), "no sum of a week"),
    (lambda h: said(weekly(h, cell={"held_back": True})), "holds back"),
    (lambda h: said(weekly(h, cell={"place": "x" * 500})), "names a place"),
    (lambda h: said(weekly(h, cell={"value": "4"})), "no week of sums"),
    (lambda h: said(weekly(h, cell={"n": -1})), "number that is none"),
    (lambda h: said(weekly(h, instance="")), "which house"),
    (lambda h: said(weekly(h, jurisdiction="a\nb")), "which house"),
]
