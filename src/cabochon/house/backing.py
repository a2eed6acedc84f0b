"""Backups of a running house: everything acknowledged before the start, while others go on writing.

Rows, statements and documents are copied as of one moment; keys apart from them, in one file that is overwritten each
time. Facts are not copied: they are told again from the statements, and come out the same.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..directory import keys_backup as keys
from ..refusals import Refused
from ..stream import copying
from ..stream.connections import VERSION
from . import backing_files as files
from . import backing_manifest as manifests
from .backing_manifest import DATABASE, FILES, Manifest
from .package_files import COMING

if TYPE_CHECKING:
    from . import House

ROWS = ("directory.db", "documents.db", "log.db")  # the log last: it takes longest
BESIDE = ("media", "packages")
SETTINGS = ("cabochon.toml", "database")  # what a folder says of itself
PART = ".part-"  # what is not whole yet
Progress = Callable[[str, int, int], None]  # what, bytes done, of


@dataclass(frozen=True, slots=True)
class Made:
    """folder: of this backup. linked: files that the backup before had too. keys: text keys saved, None for none."""

    folder: Path
    manifest: Manifest
    linked: int
    keys: int | None
    pruned: tuple[str, ...]


class Backing:
    """folder: the data folder, set when the house is opened; a house in memory has none and cannot be backed up."""

    folder: Path | None = None

    def __init__(self, house: "House") -> None:
        self._house, self._directory, self._one = house, house.directory, Lock()

    def mark(self) -> str:
        return keys.mark_of(self._directory)

    def make(self, into: Path, *, keys_to: Path | None = None, keep: int = 0, by: str = "operator",
             progress: Progress = lambda *_: None) -> Made:  # fmt: skip
        """A dated backup in the folder `into`. It counts once all of it is on the disk, then it gets its name.

        Args:
            keys_to: the one file for the keys, overwritten.
            keep: afterwards only so many backups of this house are left in `into`; 0 for all.
        Raises:
            Refused: a place that cannot be used, another backup that runs, no room.
        """
        data = self.folder
        if data is None:
            raise Refused("this house is kept in memory; there is nothing to back up")
        _apart(into, data)
        if keys_to is not None and self._house.values.get("log"):
            raise Refused("keys of a shared house lie in its database; save its table text_key by pg_dump", "--keys")
        if keys_to is not None:
            keys.checked(keys_to, apart={"the backup": into, "the data folder": data})
        if not self._one.acquire(blocking=False):
            raise Refused("another backup of this house is being made; wait for it", status=409)
        try:
            with _alone(into), copying.plainly(into):
                made = self._made(data, into, keys_to, progress)
        finally:
            self._one.release()
        gone = self._pruned(into, keep) if keep else ()
        saved = "keys apart" if keys_to else "keys not saved"
        said = f"{made.manifest.position} statements, {made.manifest.size} bytes, {saved}"
        self._directory.note(by, "made a backup", made.folder.name, said)
        return replace(made, pruned=gone)

    def _made(self, data: Path, into: Path, keys_to: Path | None, progress: Progress) -> Made:
        self._house.repeats.flush()
        began, mark = self._house.clock(), self.mark()
        before = next((one for one in reversed(manifests.backups(into)) if _of(one) == mark), None)
        known = manifests.read(before).files if before else {}
        folder = _fresh(into, manifests.name(began))
        part = into / f"{PART}{folder.name}"
        part.mkdir(mode=0o700)
        try:
            shared = bool(self._house.values.get("log"))
            found, position, change = ({}, *self._at()) if shared else _rows(data, part, progress)
            number = None
            if keys_to is not None:  # after the log: every text in it then has its key
                number = keys.written(data, keys_to, mark=mark, at=began)
            linked = 0
            for source, name in _beside(data):
                to = part / name
                to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                was = (before / name, known[name]) if before and name in known else None
                try:
                    found[name] = files.carried(source, to, was)
                except FileNotFoundError:
                    continue  # taken away meanwhile
                linked += was is not None and found[name] is was[1]
                progress("beside", len(found), 0)
            manifest = Manifest(
                program=__version__, stores=DATABASE if shared else FILES, house=mark, home=self._house.home,
                began=began, made=self._house.clock(), position=position, change=change, log=VERSION, files=found,
            )  # fmt: skip
            manifests.put(manifest, part)
            with (part / manifests.NAME).open("rb") as file:
                os.fsync(file.fileno())
            files.settle_all(part)
            part.rename(folder)
            files.settle(into)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        return Made(folder, manifest, linked, number, ())

    def _at(self) -> tuple[int, int]:
        return self._house.log.position(), self._directory.change()

    def _pruned(self, into: Path, keep: int) -> tuple[str, ...]:
        own = [one for one in manifests.backups(into) if _of(one) == self.mark()]
        old = own[:-keep]
        for one in old:
            files.remove(one)
        return tuple(one.name for one in old)


def _rows(data: Path, part: Path, progress: Progress) -> tuple[dict[str, files.File], int, int]:
    """The SQLite files as of one moment, and the position and change they hold.

    The directory's moment comes first: how far something was forwarded must never be ahead of the statements.
    """
    found: dict[str, files.File] = {}
    with ExitStack() as stack:
        held: dict[str, tuple[ExitStack, Any]] = {}
        for name in ROWS:
            own = stack.enter_context(ExitStack())
            held[name] = own, own.enter_context(copying.still(data / name))
        position = copying.position(held["log.db"][1])
        for name, (own, source) in held.items():
            copying.copied(source, part / name, lambda done, of, name=name: progress(name, done, of))  # type: ignore[misc]
            own.close()  # whoever erases something waits for it
    for name in ROWS:
        progress("check", 0, 0)
        found[name] = files.taken(part / name)
    return found, position, keys.change(part / "directory.db")


def _beside(data: Path) -> Iterator[tuple[Path, str]]:
    """Files that lie beside the stores, with their names in a backup."""
    for name in SETTINGS:
        if (data / name).is_file():
            yield data / name, name
    for name in BESIDE:
        for path in files.within(data / name, but=frozenset({COMING})):
            if path.suffix != ".new":
                yield path, str(path.relative_to(data))


def _apart(into: Path, data: Path) -> None:
    if into.exists() and not into.is_dir():
        raise Refused("is a file; name a folder", str(into))
    if into.resolve().is_relative_to(data.resolve()):
        raise Refused("lies in the data folder; a backup belongs on another disk", str(into))
    into.mkdir(mode=0o700, parents=True, exist_ok=True)


def _of(backup: Path) -> str:
    """The mark of its house; "" where it cannot be read."""
    try:
        return manifests.read(backup).house
    except Refused:
        return ""


def _fresh(into: Path, name: str) -> Path:
    places = (into / name, *(into / f"{name}-{n}" for n in range(2, 1000)))
    return next(one for one in places if not one.exists())


@contextmanager
def _alone(into: Path) -> Iterator[None]:
    """One backup at a time in a folder; what a killed one left is taken away."""
    handle = os.open(into, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused("another backup is being written there; wait for it", str(into), 409) from None
        for one in into.iterdir():
            if one.name.startswith((PART, ".gone-")) and one.is_dir():
                shutil.rmtree(one, ignore_errors=True)
        yield
    finally:
        os.close(handle)
