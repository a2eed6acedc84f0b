"""The files of a package on disk: under their digests, in a folder of the package's own, all of them or none."""

import hashlib
import os
import shutil
from collections.abc import Container, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from ..languages import mark
from ..programme.package_types import type_of
from ..refusals import Full

COMING = ".coming"  # what is not whole yet lies here; whatever is found here at a start is swept away
SETTLING = 16  # files made durable at once: the disk writes its journal for several together
SPARE = 200_000_000  # bytes that a package must leave free for everything else
FULL = mark("there is no room for it on the disk, nothing of it was kept; make room and bring it in again")


def make_room(folder: Path, size: int) -> Path:
    """The folder for what is coming in, of its owner's alone.

    Raises:
        Full: that many bytes would leave too little for everything else.
    """
    coming = folder / COMING
    coming.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(coming).free < size + SPARE:
        raise Full(FULL, "package")
    return coming


def keep(folder: Path, package: str, files: Iterable[tuple[str, Iterable[bytes]]],
         size: int) -> dict[str, tuple[str, str]]:  # fmt: skip
    """Write a package's files; durable, and listed nowhere before all of them are; name -> (digest, content type).

    Args:
        size: bytes they will take.
    Raises:
        Full: no room; nothing is left behind. Refused: what `files` raises, likewise.
    """
    coming = make_room(folder, size)
    fresh, place = coming / package, folder / package
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    kept: dict[str, tuple[str, str]] = {}
    with _tidy(fresh):
        for name, pieces in files:
            kept[name] = _write(fresh, pieces), type_of(name)
        with ThreadPoolExecutor(SETTLING, thread_name_prefix="settling") as beside:
            list(beside.map(_settle, fresh.iterdir()))
        _settle(fresh)
        shutil.rmtree(place, ignore_errors=True)
        fresh.rename(place)
        _settle(folder)
    return kept


def remove(folder: Path, package: str) -> None:
    """Out of sight at once, then gone."""
    if package.isalnum() and (folder / package).exists():
        (folder / COMING).mkdir(mode=0o700, exist_ok=True)
        gone = folder / COMING / f"gone-{package}"
        (folder / package).rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def sweep(folder: Path, known: Container[str]) -> int:
    """Take away what a crash left half-done: everything that is no package in the directory; how many."""
    if not folder.is_dir():
        return 0
    left = [one for one in folder.iterdir() if one.name not in known and one.name != COMING]
    left += list((folder / COMING).iterdir()) if (folder / COMING).is_dir() else []
    for one in left:
        shutil.rmtree(one, ignore_errors=True) if one.is_dir() else one.unlink(missing_ok=True)
    return len(left)


def _write(folder: Path, pieces: Iterable[bytes]) -> str:
    digest, fresh = hashlib.sha256(), folder / "new"
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    fresh.rename(folder / digest.hexdigest())
    return digest.hexdigest()


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _tidy(fresh: Path) -> Iterator[None]:
    """Nothing is left of what did not work; a disk without room is told as such."""
    try:
        yield
    except OSError as fault:
        shutil.rmtree(fresh, ignore_errors=True)
        raise Full(FULL, "package") from fault
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
