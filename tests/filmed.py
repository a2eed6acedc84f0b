"""Real films of a second or two, with a bright corner, as a phone would record them."""

import io
import math
from array import array
from fractions import Fraction

import pytest


def film(*, seconds: float = 1, width: int = 640, height: int = 360, turned: bool = False) -> bytes:
    """MP4 with sound. turned: recorded upright, so that a player turns it right. width 0: sound alone."""
    av = pytest.importorskip("av")
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as out:
        sound = out.add_stream("aac", rate=48_000, layout="mono")
        if width:
            picture = out.add_stream("libx264", rate=15, options={"preset": "ultrafast"})
            picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
            frame = av.VideoFrame(width, height, "yuv420p")
            for n, plane in enumerate(frame.planes):
                rows = height // (1 if n == 0 else 2)
                bright = b"\xf0" * (plane.line_size // 2) + b"\x10" * (plane.line_size - plane.line_size // 2)
                dark = b"\x10" * plane.line_size
                plane.update(
                    b"".join(bright if y < rows // 2 else dark for y in range(rows))
                    if n == 0
                    else b"\x80" * plane.line_size * rows
                )
            for n in range(round(seconds * 15)):
                frame.pts, frame.time_base = n, Fraction(1, 15)
                out.mux(picture.encode(frame))
            out.mux(picture.encode(None))
        for at in range(0, round(seconds * 48_000), 1024):
            tone = array("f", (0.2 * math.sin((at + n) / 20) for n in range(1024)))
            part = av.AudioFrame(format="fltp", layout="mono", samples=1024)
            part.planes[0].update(tone.tobytes().ljust(part.planes[0].buffer_size, b"\0"))
            part.sample_rate, part.pts, part.time_base = 48_000, at, Fraction(1, 48_000)
            out.mux(sound.encode(part))
        out.mux(sound.encode(None))
    body = made.getvalue()
    return _turn(body) if turned else body


def _turn(body: bytes) -> bytes:
    """The matrix of every track's head says: shown a quarter turned to the right (ISO/IEC 14496-12, 8.3.2)."""
    one, quarter = 0x10000, (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
    straight = b"".join(n.to_bytes(4, "big", signed=True) for n in (one, 0, 0, 0, one, 0, 0, 0, 0x40000000))
    out, at = body, body.find(b"tkhd")
    while at >= 0:
        found = out.find(straight, at)
        if 0 <= found < at + 100:
            out = out[:found] + b"".join(n.to_bytes(4, "big", signed=True) for n in quarter) + out[found + 36 :]
        at = body.find(b"tkhd", at + 4)
    return out
