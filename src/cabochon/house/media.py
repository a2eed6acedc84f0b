"""Recordings: told by their bytes, never by their name; without place, maker and time; kept sealed, each in a file.

What the recording is of, and who speaks, stays. What the device wrote beside it goes, in place, so that every offset in
the file still holds.
"""

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from ..directory import Directory
from ..languages import mark
from ..privacy.sealing import seal, unseal
from ..refusals import Refused
from . import media_mp4, media_webm

MOST = 25_000_000  # bytes
LONGEST = 60  # seconds
SLACK = 1.0  # phones stop a little late
AT_ONCE = 2  # each takes several times its size in memory
NO_KIND = mark("is no recording we can play: send what your phone records, as MP4, MOV, M4A or WebM")
_slots = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Recording:
    """type: content type, of our own fixed table."""

    type: str
    seconds: float
    body: bytes


def read(body: bytes, *, longest: int = LONGEST, what: str = mark("a demo")) -> Recording:
    """What was sent, recognised and cleaned. longest: seconds.

    Raises:
        Refused: too large, too long, no recording, or one that is cut off or damaged.
    """
    if len(body) > MOST:
        raise Refused(f"is larger than {MOST // 1_000_000} MB; record it shorter, or in a lower quality", "/file", 413)
    found = media_mp4.type_of(body) or media_webm.type_of(body)
    if not found:
        raise Refused(NO_KIND, "/file", 415)
    with _slots:
        clean = media_webm.cleaned if found.endswith("/webm") else media_mp4.cleaned
        try:
            blanked, seconds, pictures = clean(body)
        except (ValueError, IndexError, struct.error) as broken:
            raise Refused("is cut off or damaged; record it again", "/file", 415) from broken
    if seconds <= 0:
        raise Refused("does not say how long it is; record it again with the phone's camera", "/file", 415)
    if seconds > longest + SLACK:
        raise Refused(f"is {seconds:.0f} seconds long; {what} is at most {longest}", "/file")
    return Recording(found if pictures else found.replace("video/", "audio/", 1), round(seconds, 1), blanked)


def keep(folder: Path, directory: Directory, recording: bytes, demo: str, *, person: str, month: str) -> None:
    """Sealed under the person's and the month's key, in a file of its owner's alone; durable on return."""
    sealed = seal(directory, recording, demo, person=person, month=month)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = _place(folder, demo)
    fresh = place.with_suffix(".new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(place)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def opened(folder: Path, directory: Directory, demo: str, *, person: str, month: str) -> bytes | None:
    """The recording; None when it is gone or a key that sealed it was destroyed."""
    try:
        sealed = _place(folder, demo).read_bytes()
    except OSError:
        return None
    try:
        return unseal(directory, sealed, demo, person=person, month=month)
    except ValueError:  # its key was made anew, or the disk altered it
        return None


def remove(folder: Path, demo: str) -> None:
    _place(folder, demo).unlink(missing_ok=True)


def _place(folder: Path, demo: str) -> Path:
    if not demo.isalnum():  # ids are our own; a path never follows from what was sent
        raise ValueError(mark("no id of a demo"))
    return folder / demo
