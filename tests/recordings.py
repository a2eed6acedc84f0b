"""Small recordings made by hand: boxes of MP4 and MOV, elements of WebM, with what a phone writes beside them."""

import struct

PLACE = b"+46.2044+006.1432/"
MAKER = b"Maker Phone 14"


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", 8 + len(body)) + kind + body


def head(kind: bytes, scale: int, length: int) -> bytes:
    """mvhd or mdhd of version 0, with a time of recording."""
    return box(kind, struct.pack(">IIIII", 0, 0xAABBCCDD, 0xAABBCCDD, scale, length), bytes(8))


def track(handler: bytes, *, seconds: float = 20, table: bytes = b"", more: bytes = b"") -> bytes:
    hdlr = box(b"hdlr", bytes(8), handler, bytes(13))
    minf = box(b"minf", box(b"stbl", table))
    tkhd = box(b"tkhd", struct.pack(">III", 0, 0xAABBCCDD, 0xAABBCCDD), bytes(72))
    return box(b"trak", tkhd, more, box(b"mdia", head(b"mdhd", 1000, int(seconds * 1000)), hdlr, minf))


def mp4(*, brand: bytes = b"mp42", seconds: float = 20, handlers: tuple[bytes, ...] = (b"vide", b"soun"),
        size: int = 400, more: bytes = b"") -> bytes:  # fmt: skip
    """A phone's recording: place and maker in udta, meta and uuid, and a track of places of its own."""
    ftyp = box(b"ftyp", brand, bytes(4), brand)
    samples = PLACE * 2
    first = len(ftyp) + 8
    table = b"".join((
        box(b"stsz", struct.pack(">III", 0, 0, 2), struct.pack(">II", len(PLACE), len(PLACE))),
        box(b"stsc", struct.pack(">II", 0, 1), struct.pack(">III", 1, 2, 1)),
        box(b"stco", struct.pack(">II", 0, 1), struct.pack(">I", first)),
    ))  # fmt: skip
    mdat = box(b"mdat", samples, b"\x01pictures" * (size // 9))
    udta = box(b"udta", box(b"\xa9xyz", PLACE), box(b"\xa9mak", MAKER))
    tracks = [track(one, seconds=seconds, more=box(b"udta", MAKER)) for one in handlers]
    tracks.append(track(b"camm", seconds=seconds, table=table))
    moov = box(b"moov", head(b"mvhd", 600, int(seconds * 600)), *tracks, udta, box(b"meta", bytes(4), PLACE), more)
    return ftyp + mdat + moov + box(b"uuid", bytes(16), MAKER)


def vint(size: int) -> bytes:
    return (size | 1 << 28).to_bytes(4)


def element(name: int, *inside: bytes, unknown: bool = False) -> bytes:
    body = b"".join(inside)
    size = b"\x01" + b"\xff" * 7 if unknown else vint(len(body))
    return name.to_bytes((name.bit_length() + 7) // 8) + size + body


def webm(*, seconds: float = 20, doctype: bytes = b"webm", live: bool = False, pictures: bool = True) -> bytes:
    """live: as a browser's recorder writes it, without sizes or a length."""
    ticks = int(seconds * 1000)
    info = [element(0x2AD7B1, (1_000_000).to_bytes(3)), element(0x4461, bytes(8)), element(0x5741, MAKER)]
    if not live:
        info.append(element(0x4489, struct.pack(">d", ticks)))
    tracks = element(0x1654AE6B, element(0xAE, element(0x83, b"\x01" if pictures else b"\x02"), element(0x536E, MAKER)))
    blocks = element(0xA3, b"\x81", struct.pack(">h", 0), b"\x80", b"picture" * 40)
    clusters = b"".join(
        element(0x1F43B675, element(0xE7, at.to_bytes(4)), blocks, unknown=live) for at in (0, ticks // 2, ticks)
    )
    tags = element(0x1254C367, element(0x7373, PLACE))
    head_ = element(0x1A45DFA3, element(0x4282, doctype))
    return head_ + element(0x18538067, element(0x1549A966, *info), tracks, clusters, tags, unknown=live)
