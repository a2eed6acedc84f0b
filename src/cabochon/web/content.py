"""Where packages run: an origin of their own that serves the files of a running launch, and nothing else of the house.

It knows nobody: no cookie is read or set. Who holds the path of a launch sees its files, for as long as it runs. What
comes from here is sandboxed, may speak to the record store and the launch's fetch address, and to nobody else.
"""

import asyncio
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from json import dumps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..house.hosting_launching import LEFT, SANDBOX
from ..house.hosting_words import hosts
from .asgi import App, Message, Receive, Scope, Send, answer, header, taken
from .lrs_cors import origins as allowed

RANGE = re.compile(rb"bytes=(\d*)-(\d*)")
PIECE, SECONDS = 262_144, 60.0  # bytes sent at once, and how long they may take
NULL, FETCH = b"null", "/cmi5/fetch/"
GONE = "This part of the package is not here. Go back and open the package again."
Pairs = list[tuple[bytes, bytes]]


def origins(values: Mapping[str, Any]) -> tuple[bytes, ...]:
    """What a browser says pages of packages come from; () where none run."""
    own = str(values.get("content_origin", "")).rstrip("/")
    return (NULL, *((own.encode(),) if own else ())) if hosts(values) else ()


def frames(values: Mapping[str, Any], origin: str) -> dict[str, str]:
    """Headers of an answer of a fetch address: a frame comes as the origin null, and its token is what lets it in."""
    known = (*origins(values), *allowed(str(values.get("xapi_origins", ""))))
    if origin.encode("latin-1", "replace") not in known:
        return {}
    return {"access-control-allow-origin": origin, "vary": "Origin", "cross-origin-resource-policy": "cross-origin"}


async def preflight(house: Any, scope: Scope, send: Send) -> None:
    """OPTIONS of a fetch address: a browser asks before it sends."""
    found = frames(house.values, header(scope, b"origin").decode("latin-1"))
    if not found:
        return await answer(send, 403, "Pages of this address may not use this one.")
    told = found | {
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "Content-Type, Authorization, X-Experience-API-Version",
        "access-control-max-age": "600",
    }
    headers = [(name.encode(), value.encode("latin-1")) for name, value in told.items()]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
    return None


def host_of(values: Mapping[str, Any]) -> bytes:
    """The Host header of a content origin with a host of its own; b"" for none."""
    return urlsplit(str(values.get("content_origin", ""))).netloc.lower().encode()


def content(house: Any, *, https: bool = False) -> App:
    """The ASGI app of the content origin: GET and HEAD /p/<launch>/<name in the package>."""
    strict: Pairs = [(b"strict-transport-security", b"max-age=31536000")] if https else []

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return None

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name for name, _ in message["headers"]}
                more = (*ALWAYS, (b"content-security-policy", SHUT), (b"cache-control", b"no-store"), *strict)
                message["headers"] = [*message["headers"], *(pair for pair in more if pair[0] not in there)]
            await send(message)

        if scope["method"] not in ("GET", "HEAD"):
            return await answer(dressed, 405, "Packages are only read here.")
        found = await asyncio.to_thread(_found, house, scope["path"])
        if found is None:
            return await answer(dressed, 404, GONE)
        launch, body, kind, sandbox, start = found
        own: Pairs = [
            (b"content-type", kind.encode()), (b"accept-ranges", b"bytes"), (b"cache-control", b"private, max-age=600"),
            (b"content-security-policy", policy(launch.base, sandbox, start=start)),
        ]  # fmt: skip
        await _given(dressed, scope, body, own)
        return None

    return app


def policy(base: str, sandbox: str = SANDBOX, *, start: bool = True) -> bytes:
    """What a package's page may do. base: the address of ours it was opened from.

    start: it is the page a launch opens, which only our own page may frame. Frames inside it cannot be told so: a
    sandboxed page has no origin to name.
    """
    return _policy(base, sandbox, f"frame-ancestors {_origin(base)}" if start else "")


@lru_cache(maxsize=256)
def _policy(base: str, sandbox: str, framed: str) -> bytes:
    said = (
        f"sandbox {sandbox}", "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:",
        f"connect-src 'self' data: blob: {base}/xapi/ {base}{FETCH}", "form-action 'self'", "base-uri 'self'",
        "object-src 'none'", framed,
    )  # fmt: skip
    return "; ".join(filter(None, said)).encode()


ALWAYS: Pairs = [
    (b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"),
    (b"access-control-allow-origin", b"*"), (b"cross-origin-resource-policy", b"cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]  # fmt: skip
SHUT = b"sandbox; default-src 'none'; frame-ancestors 'none'"


def _found(house: Any, path: str) -> tuple[Any, bytes | Path, str, str, bool] | None:
    steps = path.split("/", 3)
    if len(steps) != 4 or steps[:2] != ["", "p"] or not steps[3]:
        return None
    launch = house.hosting.running(steps[2])
    if launch is None:
        return None
    if steps[3] == LEFT:
        return launch, left(launch), "text/html; charset=utf-8", SANDBOX, True
    file = house.packages.file(launch.package, steps[3])
    if file is None:
        return None
    own = bool(house.values.get("content_origin")) and house.packages.one(launch.package).same_origin
    start = house.hosting.starts(launch) == steps[3]
    return launch, file[0], file[1], f"{SANDBOX} allow-same-origin" if own else SANDBOX, start


def left(launch: Any) -> bytes:
    """The page a unit is led back to: it tells the page around it, or leads on where it stands in a window alone."""
    back = f"{launch.base}/floor/packages/{launch.package}" if launch.person else f"{launch.base}/packages"
    said = dumps({"cabochon": "left", "session": launch.id}).replace("<", "\\u003c")
    origin = dumps(_origin(launch.base)).replace("<", "\\u003c")
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Left</title>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        "<meta name=color-scheme content='light dark'>"
        "<body style='font:1rem/1.5 system-ui,sans-serif;padding:1.5rem'><p>You have left this unit.</p>"
        f"<p id=back hidden><a href='{escape(back)}'>Back to the package</a></p>"
        f"<script>if(parent!==window)parent.postMessage({said},{origin});"
        "else document.getElementById('back').hidden=false</script>"
    ).encode()  # fmt: skip


def _origin(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


async def _given(send: Send, scope: Scope, body: bytes | Path, own: Pairs) -> None:
    """The whole, or the range that was asked for (RFC 9110, 14)."""
    size = len(body) if isinstance(body, bytes) else body.stat().st_size
    first, last, status = 0, size - 1, 200
    asked = RANGE.fullmatch(header(scope, b"range"))
    if asked and asked.groups() != (b"", b""):
        begin, end = asked.groups()
        first = int(begin) if begin else max(0, size - int(end))
        last = min(int(end), size - 1) if begin and end else size - 1
        if first > last:
            await _start(send, 416, [*own, (b"content-range", b"bytes */%d" % size), (b"content-length", b"0")])
            return await send({"type": "http.response.body", "body": b""})
        status, own = 206, [*own, (b"content-range", b"bytes %d-%d/%d" % (first, last, size))]
    await _start(send, status, [*own, (b"content-length", b"%d" % (last + 1 - first))])
    at = first
    while scope["method"] == "GET" and at <= last:
        piece = await asyncio.to_thread(_piece, body, at, min(PIECE, last + 1 - at))
        if not piece or not await taken(send, piece, SECONDS):
            break
        at += len(piece)
    await send({"type": "http.response.body", "body": b""})
    return None


async def _start(send: Send, status: int, headers: Pairs) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})


def _piece(body: bytes | Path, at: int, size: int) -> bytes:
    if isinstance(body, bytes):
        return body[at : at + size]
    with body.open("rb") as file:
        file.seek(at)
        return file.read(size)
