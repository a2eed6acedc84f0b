"""gzip told by its first bytes, not by a file's name; taken apart piece by piece."""

import zlib
from collections.abc import Callable, Iterable, Iterator

from ..languages import mark

MAGIC, GZIP = b"\x1f\x8b", 31  # 31: zlib's word for gzip with the largest window
PIECE = 262_144
CUT = mark("the packed file ends in the middle; what came before is read, send it whole")
DAMAGED = mark("the packed file is damaged; what came before is read, pack it anew")
MORE = mark("something that is not gzip stands behind the packed part; it is not read")


def unpacked(pieces: Iterable[bytes], faulty: Callable[[str], None]) -> Iterator[bytes]:
    """What the pieces hold, unpacked where they are gzip (several members one after another too).

    faulty: told a sentence when the packed file is cut short or damaged; what came out until then has been given.
    """
    waiting, first = iter(pieces), b""
    while len(first) < len(MAGIC) and (piece := next(waiting, b"")):
        first += piece
    if not first.startswith(MAGIC):
        if first:
            yield first
        yield from waiting
        return
    unpack, packed = zlib.decompressobj(GZIP), first
    try:
        while True:
            if unpack.eof:
                packed = (unpack.unused_data + packed).lstrip(b"\0")  # tapes are filled up with zeros
                while len(packed) < len(MAGIC) and (piece := next(waiting, b"")):
                    packed = (packed + piece).lstrip(b"\0")
                if not packed.startswith(MAGIC):
                    if packed:
                        faulty(MORE)
                    return
                unpack = zlib.decompressobj(GZIP)
            while packed and not unpack.eof:
                if out := unpack.decompress(packed, PIECE):
                    yield out
                packed = unpack.unconsumed_tail
            if not unpack.eof and not (packed := next(waiting, b"")):
                if rest := unpack.flush():
                    yield rest
                if not unpack.eof:
                    faulty(CUT)
                return
    except zlib.error:
        faulty(DAMAGED)
