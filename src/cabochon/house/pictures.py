"""Pictures for modules: drawn anew from their points, so that nothing a camera wrote beside them comes along."""

import io
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from ..languages import mark
from ..refusals import Refused

MOST = 12_000_000  # bytes, as sent
POINTS = 50_000_000  # a file of some kilobytes can unfold to gigabytes
SIDE = 1600  # points of the longest side, as kept
QUALITY = 82
KINDS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
FEW = 4096  # colours: a drawing, which may be smaller without loss
DRAWN = 200_000  # bytes: what is larger is a photo, though one in grey has few colours
NO_KIND = mark("is no picture we can read: send JPEG, PNG, WebP, AVIF or GIF")
HEIC = (b"heic", b"heix", b"mif1", b"hevc")
Image.MAX_IMAGE_PIXELS = None  # a file's own words on its size are looked at here, before it is unfolded
_slot = BoundedSemaphore(1)  # one takes several hundred megabytes at worst


@dataclass(frozen=True, slots=True)
class Picture:
    """type: content type. told: what was done to it, for who sent it."""

    type: str
    width: int
    height: int
    body: bytes
    told: str


def read(body: bytes) -> Picture:
    """What was sent, turned upright, at most `SIDE` points long, in sRGB, as WebP, or as PNG where that is smaller.

    Raises:
        Refused: too large, no picture, one that moves, one that is cut off or unfolds to too much.
    """
    if len(body) > MOST:
        raise Refused(
            f"is {len(body) / 1e6:.1f} MB large, and {MOST // 1_000_000} MB are taken; save it smaller, "
            f"{SIDE} points on its longest side are enough", "file", 413,
        )  # fmt: skip
    if body[4:8] == b"ftyp" and body[8:12] in HEIC:
        raise Refused("is HEIC, which browsers do not show; send it as JPEG: phones offer that as ‘most compatible’",
                      "file", 415)  # fmt: skip
    with _slot:
        try:
            with Image.open(io.BytesIO(body), formats=KINDS) as image:
                return _drawn(image, len(body))
        except UnidentifiedImageError as unknown:
            raise Refused(NO_KIND, "file", 415) from unknown
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as broken:
            raise Refused("is cut off or damaged; save it again", "file", 415) from broken


def _drawn(image: Image.Image, size: int) -> Picture:
    width, height = image.size
    if width * height > POINTS:
        raise Refused(
            f"has {width:,} by {height:,} points, and {POINTS // 1_000_000} million are taken; save it smaller", "file"
        )
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise Refused("moves; send one still picture, or a film as MP4", "file", 415)
    image.draft("RGB", (SIDE, SIDE))  # a JPEG is then unfolded no further than needed
    fresh = ImageOps.exif_transpose(image) or image
    fresh = _srgb(fresh)
    fresh.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    clean = Image.new(fresh.mode, fresh.size)  # what is not points stays behind: place, time, maker, profile
    clean.paste(fresh)
    kind, kept = _smallest(clean)
    was, now = in_bytes(size), in_bytes(len(kept))
    told = mark(f"{was} became {now}")
    if max(width, height) > SIDE:
        told = mark(f"{width} × {height} became {clean.width} × {clean.height}, {was} became {now}")
    return Picture(kind, clean.width, clean.height, kept, told)


def _srgb(image: Image.Image) -> Image.Image:
    alpha = "A" in image.getbands() or "transparency" in image.info
    profile = image.info.get("icc_profile")
    plain = image.convert("RGBA" if alpha else "RGB") if image.mode not in ("RGB", "RGBA") else image
    if not profile or image.mode not in ("RGB", "RGBA"):
        return plain
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(plain, given, ImageCms.createProfile("sRGB"), outputMode=plain.mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return plain  # its colours are read as sRGB then
    return made or plain


def _smallest(image: Image.Image) -> tuple[str, bytes]:
    """A photo as WebP. A drawing without loss, as WebP or PNG, unless that is twice as large."""
    photo = _saved(image, "WEBP", quality=QUALITY, method=4)
    if len(photo) > DRAWN or image.getcolors(FEW) is None:
        return "image/webp", photo
    exact = [("image/png", _saved(image, "PNG", optimize=True)), ("image/webp", _saved(image, "WEBP", lossless=True))]
    kind, drawing = min(exact, key=lambda pair: len(pair[1]))
    return (kind, drawing) if len(drawing) <= 2 * len(photo) else ("image/webp", photo)


def _saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    made = io.BytesIO()
    image.save(made, kind, **how)
    return made.getvalue()


def in_bytes(size: int) -> str:
    """A size as people read it."""
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"
