"""Large files are read by a process beside the house, so that reading one and keeping what it says go on together."""

import io
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, BinaryIO

import msgspec

from ..connectors import Delivery, Feed, Reading
from ..connectors.beside import Asked, Told, hear, send, unpacked
from ..refusals import Refused

LARGE = 4_000_000  # bytes of a file that is worth a process: it takes some 0.3 s to begin
ONLY = ("till", "survey", "traffic", "loss", "booking")  # families that bring events and nothing else
PIPE = 1 << 20  # bytes of a pipe: what is told fits into one, so that neither waits for the other
GRACE = 5.0  # s to end by itself
_told = msgspec.json.Decoder(Told)


def reading(feed: Feed, delivery: Delivery, mapping: str) -> Reading:
    """What the feed reads of a delivery: here, or beside where it is a large file and there is a processor for it.

    Args:
        mapping: the text of the delivery's mapping.
    Raises:
        Refused: as the feed's `read`; or the process was ended from outside, and the file is to be brought again.
    """
    file = _file(feed, delivery)
    return feed.read(delivery) if file is None else _beside(*file, feed, delivery, mapping=mapping)


def _file(feed: Feed, delivery: Delivery) -> tuple[int, int] | None:
    """The number of the open file and where reading begins, where it is to be read beside."""
    body = delivery.body
    if isinstance(body, bytes) or delivery.again or feed.asks or feed.family not in ONLY:
        return None
    if os.name != "posix" or _processors() < 2:
        return None
    try:
        return _large(body)
    except (io.UnsupportedOperation, OSError, AttributeError):  # in memory, or a pipe
        return None


def _processors() -> int:
    """Those this process may use; where the system does not say, those it has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _large(stream: BinaryIO) -> tuple[int, int] | None:
    begin = stream.tell()
    size = stream.seek(0, os.SEEK_END) - begin
    stream.seek(begin)
    return (stream.fileno(), begin) if size >= LARGE else None


def _beside(file: int, begin: int, feed: Feed, delivery: Delivery, *, mapping: str) -> Reading:
    """Both processes have the file at one place: it is put back, so that who reads it again here is not misled."""
    was = os.lseek(file, 0, os.SEEK_CUR)
    os.lseek(file, begin, os.SEEK_SET)
    with subprocess.Popen(  # nothing of our surroundings goes along but the file
        [sys.executable, "-m", "cabochon.connectors.beside"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", pass_fds=(file,),
        pipesize=PIPE, env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    ) as reader:  # fmt: skip
        try:
            asked = Asked(file, feed.name, delivery.received, mapping, list(delivery.doors.values()))
            yield from _heard(reader, asked)
        finally:
            _end(reader)
            if not delivery.stream.closed:  # who was hindered may have let go of it first
                os.lseek(file, was, os.SEEK_SET)


def _heard(reader: "subprocess.Popen[bytes]", asked: Asked) -> Reading:
    if reader.stdin is None or reader.stdout is None:
        raise RuntimeError("a process without pipes")
    try:
        send(reader.stdin, asked)
        while True:
            told = _told.decode(hear(reader.stdout))
            yield from unpacked(told.items)
            if told.ended:
                break
    except (EOFError, BrokenPipeError):
        raise Refused("was not read to its end: the process that read it was ended; bring the file again") from None
    if told.refused is not None:
        raise Refused(*told.refused)
    if told.fault:
        raise RuntimeError(told.fault)


def _end(reader: "subprocess.Popen[bytes]") -> None:
    """It ends by itself when nobody listens any more."""
    pipes: Sequence[IO[bytes] | None] = (reader.stdin, reader.stdout)
    for pipe in pipes:
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
    try:
        reader.wait(GRACE)
    except subprocess.TimeoutExpired:
        reader.kill()
