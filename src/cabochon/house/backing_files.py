"""Files of a backup: copies, links and checksums of plain files; each durable before it is named."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

PIECE = 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class File:
    """One file of a backup. changed: its time of change in nanoseconds, to know it again. digest: BLAKE2b, 32 bytes."""

    size: int
    changed: int
    digest: str


def digest(path: Path, told: Callable[[int], None] = lambda _: None) -> str:
    """BLAKE2b of a file that no SQLite has open."""
    own = blake2b(digest_size=32)
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            own.update(piece)
            told(len(piece))
    return own.hexdigest()


def taken(path: Path) -> File:
    """A file of a backup as its manifest names it."""
    found = path.stat()
    return File(found.st_size, found.st_mtime_ns, digest(path))


def carried(source: Path, to: Path, known: tuple[Path, File] | None) -> File:
    """A file that is written once and never changed: linked to the copy of the backup before where it is the same.

    known: that copy, and what its manifest says of it.
    """
    before = source.stat()
    if known is not None and (known[1].size, known[1].changed) == (before.st_size, before.st_mtime_ns):
        with suppress(OSError):  # no links on this disk: a copy then
            os.link(known[0], to)
            return known[1]
    own, size = blake2b(digest_size=32), 0
    with ExitStack() as stack:
        coming = stack.enter_context(source.open("rb"))
        going = stack.enter_context(open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"))
        while piece := coming.read(PIECE):
            own.update(piece)
            going.write(piece)
            size += len(piece)
        going.flush()
        os.utime(going.fileno(), ns=(before.st_atime_ns, before.st_mtime_ns))
        os.fsync(going.fileno())
    return File(size, before.st_mtime_ns, own.hexdigest())


def within(folder: Path, but: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Every plain file under a folder, by path; no link is followed. but: names of folders that are left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if one not in but)
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file() and not path.is_symlink():
                yield path


def settle(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle_all(folder: Path) -> None:
    for place, _, _ in os.walk(folder, topdown=False):
        settle(Path(place))


def remove(folder: Path) -> None:
    """Take a folder away; cut off in the middle, what is left does not look like a backup."""
    gone = folder.with_name(f".gone-{folder.name.lstrip('.')}")
    if folder != gone:
        folder.rename(gone)
    shutil.rmtree(gone)
