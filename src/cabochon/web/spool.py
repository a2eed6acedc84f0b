"""A form with a large file in it: read as it comes, the file onto the disk, never whole in memory."""

import asyncio
import tempfile
from pathlib import Path
from typing import IO, Any

from litestar.connection import ASGIConnection
from multipart import MultipartError, PushMultipartParser, parse_options_header  # type: ignore[import-untyped]

from ..refusals import Full, Refused
from . import upload

WRITTEN = 1_048_576  # bytes written at once
FULL = "there is no room for it on the disk; make room and send it again"


class Spool:
    """The body of one request. The guard looks at its beginning (`first`), the handler takes the rest (`form`)."""

    def __init__(self, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        self._receive = connection.receive
        self._kind = connection.headers.get("content-type", "")
        self._early: list[bytes] = []
        self._more = True

    async def first(self, name: str) -> str:
        """A field that comes before the file; "" when it does not."""
        while self._more and sum(map(len, self._early)) < upload.EARLY:
            self._early.append(await self._next())
        return upload.first(b"".join(self._early), self._kind, name)

    async def form(self, *, known: tuple[str, ...], file: str, folder: Path) -> tuple[dict[str, str], IO[bytes], str]:
        """The fields, the file at its beginning (it goes when it is closed, or with the process), and its own name.

        Raises:
            Refused: an unknown field, one sent twice or too long, no such form. Full: no room.
        """
        spooled = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        try:
            fields, name = await self._form(spooled, known, file)
            spooled.seek(0)
        except OSError:
            spooled.close()
            raise Full(FULL, file) from None
        except BaseException:
            spooled.close()
            raise
        return fields, spooled, name

    async def _form(self, spooled: IO[bytes], known: tuple[str, ...], file: str) -> tuple[dict[str, str], str]:
        _, said = parse_options_header(self._kind)
        fields: dict[str, str] = {}
        name, called, field, waiting = "", "", bytearray(), bytearray()
        seen: set[str] = set()
        try:
            with PushMultipartParser(said.get("boundary", ""), max_segment_count=upload.FIELDS, strict=True) as parser:
                while not parser.closed:
                    for event in parser.parse(await self._piece()):
                        if event is None:
                            if name != file:
                                fields[name] = upload.text(bytes(field), name)
                        elif not isinstance(event, bytes | bytearray):
                            name, field = event.name or "", bytearray()
                            if name == file:
                                called = event.filename or ""
                            _judge(name, seen, (*known, file))
                        elif name == file:
                            waiting += event
                        elif len(field) + len(event) > upload.FIELD:
                            raise Refused("is too long", name)
                        else:
                            field += event
                    if len(waiting) >= WRITTEN:
                        await asyncio.to_thread(spooled.write, bytes(waiting))
                        waiting.clear()
        except (MultipartError, ValueError):
            raise Refused(upload.BROKEN, file) from None
        await asyncio.to_thread(spooled.write, bytes(waiting))
        return fields, called

    async def _piece(self) -> bytes:
        """What comes next; b"" at the end, as the parser wants to be told."""
        if self._early:
            return self._early.pop(0) or await self._piece()
        while self._more:
            if piece := await self._next():
                return piece
        return b""

    async def _next(self) -> bytes:
        message: Any = await self._receive()
        if message["type"] == "http.disconnect":
            raise Refused("was cut off on the way; send it again", "file")
        self._more = bool(message.get("more_body", False))
        return bytes(message.get("body", b""))


def of(connection: ASGIConnection[Any, Any, Any, Any]) -> Spool:
    """The one of this request."""
    return connection.scope.setdefault("spool", Spool(connection))  # type: ignore[typeddict-item,no-any-return]


def _judge(name: str, seen: set[str], known: tuple[str, ...]) -> None:
    if name not in known:
        raise Refused("is no field of this form", name[:40])
    if name in seen:
        raise Refused("was sent twice; send it once", name)
    seen.add(name)
