"""MP4, MOV and M4A: which they are, how long, and the same bytes without what the device wrote beside the recording.

ISO/IEC 14496-12 and Apple's QuickTime File Format: boxes of a size and a four-letter type, some holding boxes.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

BRANDS = {
    b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4",
    **dict.fromkeys((b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV",
                     b"dash", b"3gp4", b"3gp5", b"3gp6"), "video/mp4"),
}  # fmt: skip
# What a player needs. Anything else is overwritten: udta, meta, uuid and ©xyz (place, maker), notes of editors.
WHOLE = frozenset({b"ftyp", b"mdat", b"moof", b"sidx", b"styp", b"mfra", b"wide"})
KEPT = {
    b"moov": frozenset({b"mvhd", b"trak", b"mvex"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia", b"tapt"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
}
TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
LOUD, SEEN = b"soun", b"vide"
MANY = 20_000  # boxes, and pieces of a track


@dataclass(frozen=True, slots=True)
class Box:
    """start: of its size; inner, end: of what it holds."""

    type: bytes
    start: int
    inner: int
    end: int


def type_of(body: bytes) -> str:
    """Its content type by its brand; "" for what is none of these."""
    return BRANDS.get(body[8:12], "") if body[4:8] == b"ftyp" else ""


def cleaned(body: bytes) -> tuple[bytes, float, bool]:
    """(the same file without it, its seconds or 0, whether it has pictures).

    Raises:
        ValueError: cut off or damaged.
    """
    out, pictures, seconds = bytearray(body), False, 0.0
    moov = None
    for box in boxes(body, 0, len(body)):
        if box.type == b"moov":
            if moov is not None:
                raise ValueError("two moov")
            moov = box
        elif box.type not in WHOLE:
            _blank(out, box)
    if moov is None or not any(box.type == b"mdat" for box in boxes(body, 0, len(body))):
        raise ValueError("no moov or no mdat")
    tracks = 0
    for box in boxes(body, moov.inner, moov.end):
        if box.type == b"mvhd":
            seconds = max(seconds, _length(body, box))
            _timeless(out, box)
        elif box.type == b"trak":
            handler = _handler(body, box)
            if handler in (LOUD, SEEN):
                tracks, pictures = tracks + 1, pictures or handler == SEEN
                seconds = max(seconds, _track(body, out, box))
            else:  # a track of its own for place or movement: its samples too
                for start, end in _samples(body, box):
                    out[start:end] = bytes(end - start)
                _blank(out, box)
        elif box.type not in KEPT[b"moov"]:
            _blank(out, box)
    if not tracks:
        raise ValueError("neither sound nor picture")
    return bytes(out), seconds, pictures


def boxes(body: bytes, start: int, end: int) -> Iterator[Box]:
    """
    Raises:
        ValueError: a box that is longer than what holds it, or too many.
    """
    seen = 0
    while start < end:
        seen += 1
        if end - start < 8 or seen > MANY:
            if not any(body[start:end]):  # QuickTime ends lists with a zero
                return
            raise ValueError("cut off")
        size, kind, inner = int.from_bytes(body[start : start + 4]), body[start + 4 : start + 8], start + 8
        if size == 1:
            size, inner = int.from_bytes(body[start + 8 : start + 16]), start + 16
        elif size == 0:
            size = end - start
        if size < inner - start or start + size > end:
            raise ValueError("a box is longer than what holds it")
        yield Box(kind, start, inner, start + size)
        start += size


def _track(body: bytes, out: bytearray, trak: Box) -> float:
    """Clean a track that is kept; its seconds."""
    seconds = 0.0
    for box in boxes(body, trak.inner, trak.end):
        if box.type not in KEPT[b"trak"]:
            _blank(out, box)
        elif box.type in TIMED:
            _timeless(out, box)
        elif box.type == b"mdia":
            for part in boxes(body, box.inner, box.end):
                if part.type not in KEPT[b"mdia"]:
                    _blank(out, part)
                elif part.type == b"mdhd":
                    seconds = _length(body, part)
                    _timeless(out, part)
    return seconds


def _handler(body: bytes, trak: Box) -> bytes:
    mdia = next((box for box in boxes(body, trak.inner, trak.end) if box.type == b"mdia"), None)
    hdlr = mdia and next((box for box in boxes(body, mdia.inner, mdia.end) if box.type == b"hdlr"), None)
    return body[hdlr.inner + 8 : hdlr.inner + 12] if hdlr else b""


def _length(body: bytes, box: Box) -> float:
    """Seconds by a movie's or medium's head; 0 where it does not say."""
    long = body[box.inner] == 1
    form, at = (">IQ", box.inner + 20) if long else (">II", box.inner + 12)
    if at + struct.calcsize(form) > box.end:
        raise ValueError("cut off")
    scale, length = struct.unpack_from(form, body, at)
    return length / scale if scale and length < 2**32 - 1 else 0.0


def _timeless(out: bytearray, box: Box) -> None:
    """When it was recorded is nobody's business: the house knows when it came."""
    times = 16 if out[box.inner] == 1 else 8
    if box.inner + 4 + times > box.end:
        raise ValueError("cut off")
    out[box.inner + 4 : box.inner + 4 + times] = bytes(times)


def _blank(out: bytearray, box: Box) -> None:
    out[box.start + 4 : box.start + 8] = b"free"
    out[box.inner : box.end] = bytes(box.end - box.inner)


def _samples(body: bytes, trak: Box) -> Iterator[tuple[int, int]]:
    """Where in the file a track's samples lie, by its sample table."""
    place = trak
    for name in (b"mdia", b"minf", b"stbl"):
        found = next((box for box in boxes(body, place.inner, place.end) if box.type == name), None)
        if found is None:
            return
        place = found
    table = {box.type: box for box in boxes(body, place.inner, place.end)}
    if not {b"stsz", b"stsc"} <= table.keys() or not table.keys() & {b"stco", b"co64"}:
        return
    same, count = struct.unpack_from(">II", body, table[b"stsz"].inner + 4)
    wide = b"co64" in table
    chunks = _numbers(body, table[b"co64" if wide else b"stco"], ">Q" if wide else ">I")
    runs = _numbers(body, table[b"stsc"], ">III")
    if count > MANY or (not same and table[b"stsz"].inner + 12 + 4 * count > table[b"stsz"].end):
        raise ValueError("a table of samples is too long")
    sizes = iter([same] * count if same else struct.unpack_from(f">{count}I", body, table[b"stsz"].inner + 12))
    firsts = [run[0] for run in runs]  # of the chunks a run of equal chunks begins with
    for index, (start,) in enumerate(chunks, 1):
        run = bisect_right(firsts, index) - 1
        for size in islice(sizes, runs[run][1] if run >= 0 else 0):
            if start + size > len(body):
                raise ValueError("a sample lies outside")
            yield start, start + size
            start += size


def _numbers(body: bytes, box: Box, form: str) -> list[tuple[int, ...]]:
    (count,) = struct.unpack_from(">I", body, box.inner + 4)
    size = struct.calcsize(form)
    if count > MANY or box.inner + 8 + count * size > box.end:
        raise ValueError("a table is longer than its box")
    return [struct.unpack_from(form, body, box.inner + 8 + size * index) for index in range(count)]
