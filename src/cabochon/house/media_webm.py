"""WebM: how long it is, and the same bytes without tags, attachments, titles and dates.

Matroska (RFC 9559) in EBML (RFC 8794): an id, a size, a body; some hold further elements. What goes becomes Void.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEAD, SEGMENT, VOID = 0x1A45DFA3, 0x18538067, 0xEC
INFO, TRACKS, CLUSTER, TAGS, ATTACHMENTS = 0x1549A966, 0x1654AE6B, 0x1F43B675, 0x1254C367, 0x1941A469
CUES, SEEK, CHAPTERS = 0x1C53BB6B, 0x114D9B74, 0x1043A770
LEVEL_ONE = frozenset({INFO, TRACKS, CLUSTER, TAGS, ATTACHMENTS, CUES, SEEK, CHAPTERS})
KEPT = frozenset({INFO, TRACKS, CLUSTER, CUES, SEEK, VOID})
SCALE, LENGTH, DOCTYPE = 0x2AD7B1, 0x4489, 0x4282
WRITER, MUXER = 0x5741, 0x4D80  # must be there; overwritten by spaces
KEPT_INFO = frozenset({SCALE, LENGTH, WRITER, MUXER, VOID})
TRACK, TRACK_TYPE, TRACK_NAME = 0xAE, 0x83, 0x536E
TIME, SIMPLE, GROUP, BLOCK = 0xE7, 0xA3, 0xA0, 0xA1
PICTURES, SOUND = 1, 2
MANY = 200_000  # elements


@dataclass(frozen=True, slots=True)
class Element:
    id: int
    start: int
    inner: int
    end: int


def type_of(body: bytes) -> str:
    """ "video/webm" for a WebM file; "" for anything else, Matroska of other kinds included."""
    if body[:4] != b"\x1a\x45\xdf\xa3":
        return ""
    try:
        (head,) = [one for one in _elements(body, 0, min(len(body), 4096), lax=True) if one.id == HEAD][:1]
        kind = next((body[e.inner : e.end] for e in _elements(body, head.inner, head.end) if e.id == DOCTYPE), b"")
    except (ValueError, IndexError):
        return ""
    return "video/webm" if kind.rstrip(b"\0") == b"webm" else ""


def cleaned(body: bytes) -> tuple[bytes, float, bool]:
    """(the same file without it, its seconds or 0, whether it has pictures).

    Raises:
        ValueError: cut off or damaged.
    """
    out = bytearray(body)
    segment = next((one for one in _elements(body, 0, len(body)) if one.id == SEGMENT), None)
    if segment is None:
        raise ValueError("no segment")
    scale, length, last, types = 1_000_000, 0.0, 0, set[int]()
    for one in _elements(body, segment.inner, segment.end):
        if one.id == CLUSTER:
            last = max(last, _last(body, one))
        elif one.id == INFO:
            for part in _elements(body, one.inner, one.end):
                if part.id == SCALE:
                    scale = _whole(body, part)
                elif part.id == LENGTH:
                    length = _real(body, part)
                elif part.id in (WRITER, MUXER):
                    out[part.inner : part.end] = b" " * (part.end - part.inner)
                elif part.id not in KEPT_INFO:
                    _void(out, part)
        elif one.id == TRACKS:
            types |= _tracks(body, out, one)
        elif one.id not in KEPT:
            _void(out, one)
    if not types & {PICTURES, SOUND}:
        raise ValueError("neither sound nor picture")
    return bytes(out), max(length, float(last)) * scale / 1e9, PICTURES in types


def _tracks(body: bytes, out: bytearray, tracks: Element) -> set[int]:
    types = set[int]()
    for entry in _elements(body, tracks.inner, tracks.end):
        for part in _elements(body, entry.inner, entry.end) if entry.id == TRACK else ():
            if part.id == TRACK_TYPE:
                types.add(_whole(body, part))
            elif part.id == TRACK_NAME:
                _void(out, part)
    if types - {PICTURES, SOUND}:
        raise ValueError("a track that is neither sound nor picture")
    return types


def _last(body: bytes, cluster: Element) -> int:
    """The time of a cluster's last block, in the segment's ticks."""
    begun, latest = 0, 0
    for one in _elements(body, cluster.inner, cluster.end):
        if one.id == TIME:
            begun = _whole(body, one)
        elif one.id == SIMPLE:
            latest = max(latest, _tick(body, one))
        elif one.id == GROUP:
            for part in _elements(body, one.inner, one.end):
                if part.id == BLOCK:
                    latest = max(latest, _tick(body, part))
    return begun + latest


def _tick(body: bytes, block: Element) -> int:
    _, width = _vint(body, block.inner, mask=True)
    return int.from_bytes(body[block.inner + width : block.inner + width + 2], signed=True)


def _elements(body: bytes, start: int, end: int, *, lax: bool = False) -> Iterator[Element]:
    """
    Args:
        lax: only the beginning is at hand; end in peace where it is cut off.
    Raises:
        ValueError: an element that is longer than what holds it, or too many.
    """
    seen = 0
    while start < end:
        seen += 1
        name, width = _vint(body, start, mask=False)
        size, more = _vint(body, start + width, mask=True)
        inner = start + width + more
        if size == (1 << 7 * more) - 1:  # unknown: a browser's recorder writes so
            if name not in (SEGMENT, CLUSTER):
                raise ValueError("no size")
            size = (end if name == SEGMENT else _ends(body, inner, end)) - inner
        if inner + size > end or seen > MANY:
            if lax:
                return
            raise ValueError("an element is longer than what holds it")
        yield Element(name, start, inner, inner + size)
        start = inner + size


def _ends(body: bytes, start: int, end: int) -> int:
    """Where a cluster of unknown size ends: at the next element of the segment's own."""
    while start < end:
        name, width = _vint(body, start, mask=False)
        if name in LEVEL_ONE:
            return start
        size, more = _vint(body, start + width, mask=True)
        start += width + more + size
    return end


def _vint(body: bytes, at: int, *, mask: bool) -> tuple[int, int]:
    """(value, bytes) of a number that says its own length; an id keeps that mark."""
    width = 9 - body[at].bit_length()
    if width > 8 or at + width > len(body):
        raise ValueError("cut off")
    value = int.from_bytes(body[at : at + width])
    return (value & ((1 << 7 * width) - 1) if mask else value), width


def _whole(body: bytes, one: Element) -> int:
    if one.end - one.start > 20:
        raise ValueError("no number")
    return int.from_bytes(body[one.inner : one.end])


def _real(body: bytes, one: Element) -> float:
    try:
        (value,) = struct.unpack({4: ">f", 8: ">d"}[one.end - one.inner], body[one.inner : one.end])
    except KeyError:
        raise ValueError("no number") from None
    return float(value) if 0 <= value < 1e15 else 0.0


def _void(out: bytearray, one: Element) -> None:
    """The same number of bytes as Void; an element takes at least two."""
    whole = one.end - one.start
    if whole < 9:
        out[one.start : one.end] = bytes((VOID, 0x80 | (whole - 2))) + bytes(whole - 2)
    else:
        out[one.start : one.end] = bytes((VOID, 0x01)) + (whole - 9).to_bytes(7) + bytes(whole - 9)
