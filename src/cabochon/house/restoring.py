"""A backup and the backup of its keys made into a house again, in an empty folder.

All is put together and checked below `.restoring` first and moved up at the end, so that a restore that was cut off is
never taken for a house.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ..directory import keys_backup as keys
from ..directory.rows import Link, Session, Token
from ..refusals import Refused
from ..stream.connections import VERSION
from . import backing_manifest as manifests
from .backing_files import PIECE, File, settle, settle_all
from .backing_manifest import DATABASE, Manifest
from .opening import UNFINISHED

if TYPE_CHECKING:
    from ..facts.projector import Progress
    from . import House

LAST = "log.db"  # moved up last
PASSING = ("house.lock", "house.sock")


@dataclass(frozen=True, slots=True)
class Taken:
    """What is to be restored. keys: what the backup of keys says of itself, None for a shared house."""

    folder: Path
    manifest: Manifest
    keys: Mapping[str, str] | None

    @property
    def keys_older(self) -> bool:
        """Texts sealed between the two may not open: their keys were made after the file was written."""
        return self.keys is not None and datetime.fromisoformat(self.keys["made"]) < self.manifest.began


@dataclass(frozen=True, slots=True)
class Restored:
    """ended: sign-ins and links. erased: erasures applied again. faults: what `doctor` found. digest: of the facts."""

    statements: int
    ended: int
    erased: int
    faults: tuple[str, ...]
    digest: str


def chosen(folder: Path, keys_from: Path | None) -> Taken:
    """The backup in a folder (the newest of several) and its keys, as far as they go together.

    Raises:
        Unknown: there is none. Refused: a newer program's, keys that are missing or another house's.
    """
    found = manifests.chosen(folder)
    manifest = manifests.read(found)
    if manifest.log > VERSION:
        raise Refused(
            f"was made by a newer Cabochon ({manifest.program}: log version {manifest.log}, this program knows up to "
            f"{VERSION}); restore with that one", str(found),
        )  # fmt: skip
    if manifest.stores == DATABASE:
        return Taken(found, manifest, None)
    if keys_from is None:
        raise Refused("is needed: the file `cabochon backup --keys FILE` wrote; without it no text opens", "--keys")
    known = keys.said(keys_from)
    if known["house"] != manifest.house:
        raise Refused(f"holds the keys of another house than {found}; name the file of that one", f"--keys {keys_from}")
    return Taken(found, manifest, known)


def prepared(into: Path) -> Path:
    """An empty folder to restore into; where things are put together.

    Raises:
        Refused: something is there.
    """
    if into.exists() and not into.is_dir():
        raise Refused("is a file; name a new folder", f"--data {into}")
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (into / UNFINISHED).exists():
        raise Refused("holds a restore that did not finish; empty the folder and restore again", f"--data {into}")
    if any(into.iterdir()):
        raise Refused("is not empty; a house is only restored into a new folder", f"--data {into}")
    work = into / UNFINISHED
    work.mkdir(mode=0o700)
    settle(into)
    return work


def laid(taken: Taken, keys_from: Path | None, work: Path, progress: Callable[[int, int], None]) -> None:
    """Copy every file, with its checksum compared on the way. progress(bytes done, of).

    Raises:
        Refused: a file is missing, short, longer, or says something else than was backed up.
    """
    done, whole = 0, taken.manifest.size
    for name, file in taken.manifest.files.items():
        parts = PurePosixPath(name).parts
        if not parts or PurePosixPath(name).is_absolute() or ".." in parts:
            raise Refused("names a file outside the backup; take another backup", f"{taken.folder}/{manifests.NAME}")
        _copied(taken.folder / name, work / name, file)
        done += file.size
        progress(done, whole)
    if keys_from is not None and taken.keys is not None:
        keys.laid(keys_from, work)
    settle_all(work)


def finished(house: "House", taken: Taken, progress: "Progress") -> Restored:
    """In the opened house: nobody is signed in any more, who was erased is erased again, the facts are told, all of it
    is checked."""
    directory, ended = house.directory, 0
    for kind in (Session, Link, Token):
        for row in directory.find(kind):
            ended += directory.delete(kind, getattr(row, kind.KEY))
    erased = house.trust.erasing.again()
    house.following.catch_up(progress)
    faults = house.doctor()
    if house.log.position() < taken.manifest.position:
        faults.append(f"the backup held {taken.manifest.position:,} statements, {house.log.position():,} are here")
    directory.note("operator", "restored a backup", taken.folder.name, f"{erased} erasures applied again")
    return Restored(house.log.position(), ended, erased, tuple(faults), house.warehouse.digest())


def moved_up(into: Path) -> None:
    """Let the finished house be found: the log last."""
    work = into / UNFINISHED
    for name in PASSING:
        with suppress(FileNotFoundError):
            (work / name).unlink()
    for one in sorted(work.iterdir(), key=lambda path: (path.name.startswith(LAST), path.name)):
        one.rename(into / one.name)
    settle(into)
    work.rmdir()  # until now the folder is refused as a house
    settle(into)


def given_up(into: Path) -> None:
    shutil.rmtree(into / UNFINISHED, ignore_errors=True)


def _copied(source: Path, to: Path, file: File) -> None:
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    own, size = blake2b(digest_size=32), 0
    try:
        with source.open("rb") as coming, \
                open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as going:  # fmt: skip
            while piece := coming.read(PIECE):
                own.update(piece)
                going.write(piece)
                size += len(piece)
            going.flush()
            os.fsync(going.fileno())
    except FileNotFoundError:
        raise Refused("is missing from the backup; restore another one", str(source)) from None
    if (size, own.hexdigest()) != (file.size, file.digest):
        what = f"is {size:,} bytes long, not {file.size:,}" if size != file.size else "is not what was backed up"
        raise Refused(f"{what}: the copy is damaged; restore another backup", str(source))
