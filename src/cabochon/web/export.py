"""GET /xapi-export: statements as a file, for a key that may read them: what GET /xapi/statements gives, in one go."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from ..house.exporting import FORMATS, MEDIA, Piece, Wanted, exported
from ..house.exporting_choice import choice_of, limits_of_key
from ..refusals import Refused
from .asgi import App, Receive, Scope, Send, left, taken
from .lrs_cors import Doors
from .lrs_limits import Gate
from .lrs_wire import answer, only, params, refused

PATH = "/xapi-export"
POSITION = b"x-cabochon-position"  # all up to here is in the file: `after` of the next one
STUCK = 60.0  # s a reader may take nothing
OWN = ("format", "gzip", "voided", "after")


def export(house: Any, *, doors: Doors, gate: Gate) -> App:
    """The resource as an ASGI app. Parameters: format, gzip, voided, after, and the filters of an export."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        method, headers = scope["method"], dict(scope["headers"])
        own, credential = doors.headers(headers), headers.get(b"authorization", b"")
        try:
            said = doors.preflight(headers) if method == "OPTIONS" else None
            if said or method not in ("GET", "HEAD"):
                return await answer(send, said or only("GET, HEAD"), own)
            key = await asyncio.to_thread(gate.known, house.statements.key, credential, scope.get("client"))
            gate.pace(key.id)
            wanted = asked(params(scope), raw=True, limits=limits_of_key(house, key))
            pieces = exported(house, wanted, by=f"key:{key.id}")
            first = await asyncio.to_thread(next, pieces)
        except Refused as fault:
            return await answer(send, refused(fault, credential), own, head=method == "HEAD")
        more = [*own, *described(wanted), (POSITION, b"%d" % first.whole)]
        await send({"type": "http.response.start", "status": 200, "headers": more})
        if method == "GET" and await taken(send, first.body, STUCK):
            gone = asyncio.ensure_future(left(receive))
            async for body in bodies(pieces):
                if gone.done() or not await taken(send, body, STUCK):
                    return None
            gone.cancel()
        return await send({"type": "http.response.body", "body": b""})

    return app


def asked(given: Sequence[tuple[str, str]], **more: Any) -> Wanted:
    """What the parameters of a request want.

    Raises:
        Refused: with the parameter's name as pointer.
    """
    own: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    for name, value in given:
        if name not in OWN:
            if value:
                words.setdefault(name, []).append(value)
        elif name in own:
            raise Refused("is given twice; give it once", name)
        else:
            own[name] = value
    after, shape = own.get("after") or "0", own.get("format") or "jsonl"
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Refused("should be a position: a whole number from 0", "after")
    if shape not in FORMATS:
        raise Refused(f"should be one of {', '.join(FORMATS)}", "format")
    return Wanted(
        choice_of(words), shape, after=int(after), gzip=_truth(own, "gzip"), voided=_truth(own, "voided"), **more
    )


def described(wanted: Wanted) -> list[tuple[bytes, bytes]]:
    """Content type and a name for the file."""
    name = f"statements.{wanted.format}{'.gz' if wanted.gzip else ''}"
    media = "application/gzip" if wanted.gzip else MEDIA[wanted.format]
    return [(b"content-type", media.encode()), (b"content-disposition", f'attachment; filename="{name}"'.encode())]


async def bodies(pieces: Iterator[Piece]) -> AsyncIterator[bytes]:
    """The rest of a file, each piece made in a thread once the one before has been taken."""
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        if piece.body:
            yield piece.body


def _truth(own: dict[str, str], name: str) -> bool:
    value = own.get(name, "")
    if value not in ("", "true", "false"):
        raise Refused("should be true or false", name)
    return value == "true"
