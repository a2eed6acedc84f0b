"""Reading a large file in a process of its own: what it reads goes over a pipe while the house keeps what came before.

Nothing goes along but the file, open; how it is to be read stands in one message. Events go over as JSON, which keeps
the offset of a time, and are made of it by their own types again: what comes out equals what was read
(tests/connectors/test_beside.py).
"""

import os
import struct
import sys
import traceback
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import IO, Any, BinaryIO

import msgspec

from ..refusals import Refused
from ..retail.events import KINDS as EVENTS
from ..retail.master import Door
from . import KINDS
from .delivery import Bad, Delivery, Item, Reading, Skipped
from .mapping import load

TOGETHER = 200  # items that go over at once
SIZE = struct.Struct(">I")
GOES_OVER: tuple[type[Any], ...] = (*EVENTS, Bad, Skipped)
_NUMBER = {kind: number for number, kind in enumerate(GOES_OVER)}
_encode = msgspec.json.Encoder().encode


class Asked(msgspec.Struct):
    """file: number of the open file. kind: the feed. received: as in `Delivery`. mapping: its text, "" the default."""

    file: int
    kind: str
    received: datetime
    mapping: str
    doors: list[Door]


class Told(msgspec.Struct, omit_defaults=True):
    """Items by number of their type; at the end why nothing more comes: refused (reason, pointer, status), or a fault
    of ours."""

    items: list[tuple[int, msgspec.Raw]] = []
    ended: bool = False
    refused: tuple[str, str, int] | None = None
    fault: str = ""


def send(pipe: IO[bytes], message: msgspec.Struct) -> None:
    body = _encode(message)
    pipe.write(SIZE.pack(len(body)) + body)
    pipe.flush()


def hear(pipe: IO[bytes]) -> bytes:
    """
    Raises:
        EOFError: the other side is gone.
    """
    head = pipe.read(SIZE.size)
    body = pipe.read(SIZE.unpack(head)[0]) if len(head) == SIZE.size else b""
    if not body:
        raise EOFError
    return body


def packed(items: Sequence[Item]) -> list[tuple[int, msgspec.Raw]]:
    return [(_NUMBER[type(one)], msgspec.Raw(_encode(one))) for one in items]


def unpacked(items: Sequence[tuple[int, msgspec.Raw]]) -> Iterator[Any]:
    for number, raw in items:
        yield _decoder(number).decode(raw)


@cache
def _decoder(number: int) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(GOES_OVER[number])


def tell(pipe: IO[bytes], reading: Reading) -> None:
    """All that is read, and how it ended."""
    waiting, end = list[Item](), Told(ended=True)
    try:
        for item in reading:
            waiting.append(item)
            if len(waiting) == TOGETHER:
                send(pipe, Told(items=packed(waiting)))
                waiting.clear()
    except Refused as refusal:
        end.refused = refusal.reason, refusal.pointer, refusal.status
    except BrokenPipeError:
        raise
    except Exception:
        end.fault = traceback.format_exc()
    end.items = packed(waiting)
    send(pipe, end)


def main() -> None:
    asked = msgspec.json.decode(hear(sys.stdin.buffer), type=Asked)
    with os.fdopen(asked.file, "rb") as stream:
        try:
            tell(sys.stdout.buffer, _read(asked, stream))
        except BrokenPipeError:  # the house wants no more
            os.close(1)


def _read(asked: Asked, stream: BinaryIO) -> Reading:
    yield from KINDS[asked.kind].read(delivery_of(asked, stream))


def delivery_of(asked: Asked, stream: BinaryIO) -> Delivery:
    return Delivery(
        body=stream,
        received=asked.received,
        mapping=load(asked.mapping, asked.kind) if asked.mapping else None,
        doors={door.code: door for door in asked.doors},
    )


if __name__ == "__main__":
    main()
