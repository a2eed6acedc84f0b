"""One medium: what was sent told by its bytes, made clean, and laid down in a file; or one that ships."""

import os
import secrets
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from ..directory.library_rows import Medium
from ..languages import mark
from ..programme import drawings
from ..programme.module_reading import KEY
from ..refusals import Refused
from . import films, media, media_mp4, media_webm, pictures
from .films import AS_SENT

TITLE = 80  # characters
NO_KIND = mark(
    "is nothing we can show: send a picture as JPEG, PNG, WebP or AVIF, a film as MP4, MOV or WebM, a recording as M4A"
)
SVG = "image/svg+xml"
SHIPPED = datetime(2026, 1, 1, tzinfo=UTC)


def read(body: bytes) -> tuple[Medium, bytes]:
    """What was sent, without key, title and sender; and its bytes as they are to be kept.

    Raises:
        Refused: nothing we can show, too large, too long, damaged.
    """
    if not body:
        raise Refused("choose a file", "file")
    if media_mp4.type_of(body) or media_webm.type_of(body):
        film = media.read(body, longest=films.LONGEST, what=mark("a film of a module"))
        return Medium(
            id="", kind=film.type.partition("/")[0], type=film.type, title="", size=len(film.body),
            digest=digest_of(film.body), seconds=film.seconds, told=mark(f"{AS_SENT}, without place, maker and time"),
            by="", at=SHIPPED,
        ), film.body  # fmt: skip
    try:
        one = pictures.read(body)
    except Refused as refused:
        if refused.reason == pictures.NO_KIND:
            raise Refused(NO_KIND, "file", 415) from None
        raise
    return Medium(
        id="", kind="picture", type=one.type, title="", size=len(one.body), digest=digest_of(one.body),
        width=one.width, height=one.height, told=one.told, by="", at=SHIPPED,
    ), one.body  # fmt: skip


def keep(folder: Path, body: bytes, digest: str) -> None:
    """Durable on return, in a file of its owner's alone; the same bytes once."""
    if (folder / digest).exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f"{secrets.token_hex(8)}.new"
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / digest)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def shipped(key: str) -> Medium | None:
    """A picture that ships, as if nobody had brought it in."""
    one = drawings.starter().get(key)
    if one is None:
        return None
    return Medium(
        id=key, kind="picture", type=SVG, title=one.title, size=len(one.body), digest=digest_of(one.body),
        width=one.width, height=one.height, told=mark("ships with the starter modules"), by="", at=SHIPPED,
    )  # fmt: skip


def digest_of(body: bytes) -> str:
    return sha256(body).hexdigest()


def is_key(key: str) -> bool:
    return len(key) <= 60 and KEY.fullmatch(key) is not None


def title_of(text: str) -> str:
    """
    Raises:
        Refused: none, or too long.
    """
    title = " ".join(text.split())
    if not 2 <= len(title) <= TITLE or "\0" in title:
        raise Refused(f"is a few words, {TITLE} characters at most", "title")
    return title
