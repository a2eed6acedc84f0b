"""The backup of the keys: one file, overwritten each time, so that a key that was destroyed is soon nowhere.

It holds the text keys with all that lies beside them (keys.db), the house's named secrets (secrets.db) and a mark: of
which house, made when. It never lies in a backup of the rest: an old copy of it would bring back what was forgotten.
The secrets are with it, not with the rest, because they open connectors' passwords and turn a name into the hash that
stands in statements; they change no more than a house does.
"""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

from ..refusals import Refused
from . import Directory

MARK = "cabochon_keys"  # the table that says what the file is
FORMAT = 1
PIECE = 1024 * 1024  # bytes
NO_KEYS = "is no backup of keys; name the FILE that `cabochon backup --keys FILE` wrote"


def mark_of(directory: Directory) -> str:
    """By what a house is known again; tells nothing of its secrets."""
    return blake2b(directory.secret("index"), digest_size=8).hexdigest()


def checked(path: Path, *, apart: dict[str, Path]) -> None:
    """Whether keys may be written there.

    Args:
        apart: folders it must not lie in, by what they are.
    Raises:
        Refused: it lies in one of them, or something else is there.
    """
    for what, folder in apart.items():
        if path.resolve().is_relative_to(folder.resolve()):
            raise Refused(
                f"lies in {what}, {folder}; keys must lie apart from what they open: name a file elsewhere", "--keys"
            )
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise Refused("is no plain file; name one that may be overwritten each time", f"--keys {path}")
    if not path.parent.is_dir():
        raise Refused(f"{path.parent} is not there; make that folder first", "--keys")
    if path.exists() and path.stat().st_size:
        said(path)  # never overwrite what is not ours


def written(data: Path, to: Path, *, mark: str, at: datetime) -> int:
    """Copy keys.db and secrets.db of an open house into one file, in the place of the one before; how many text keys.

    Raises:
        Refused: the file there is of another house, or is none of ours.
    """
    if to.exists() and to.stat().st_size and (known := said(to)["house"]) != mark:
        raise Refused(f"holds the keys of another house ({known}); name another file", f"--keys {to}")
    fresh = to.with_name(f"{to.name}.part")
    with suppress(FileNotFoundError):
        fresh.unlink()
    os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(readable(data / "keys.db")) as keys:
            keys.execute("vacuum into ?", (str(fresh),))  # what lives, and nothing that lay in free pages
        with closing(readable(data / "secrets.db")) as source:
            secrets = source.execute("select name, value from key").fetchall()
        with closing(sqlite3.connect(fresh, isolation_level=None)) as target:
            target.execute("begin immediate")
            target.execute("create table secret (name text primary key, value blob not null) without rowid")
            target.executemany("insert into secret values (?, ?)", secrets)
            target.execute(f"create table {MARK} (name text primary key, value text not null) without rowid")
            words = {"format": str(FORMAT), "house": mark, "made": at.isoformat()}
            target.executemany(f"insert into {MARK} values (?, ?)", words.items())  # noqa: S608 (a constant)
            count = int(target.execute("select count(*) from key").fetchone()[0])
            target.execute("commit")
        handle = os.open(fresh, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        replace(fresh, to)
    except BaseException:
        with suppress(FileNotFoundError):
            fresh.unlink()
        raise
    return count


def said(path: Path) -> dict[str, str]:
    """format, house, made.

    Raises:
        Refused: it is not there, no backup of keys, damaged, or a newer program's.
    """
    if not path.is_file():
        raise Refused("there is no such file; it is the one `cabochon backup --keys FILE` wrote", f"--keys {path}")
    try:
        with closing(readable(path)) as file:
            words = dict(file.execute(f"select name, value from {MARK}").fetchall())  # noqa: S608 (a constant)
            faults = [row[0] for row in file.execute("pragma integrity_check(1)") if row[0] != "ok"]
    except sqlite3.Error:
        raise Refused(NO_KEYS, f"--keys {path}") from None
    if faults or not {"format", "house", "made"} <= words.keys():
        raise Refused("is damaged; take another copy of it", f"--keys {path}")
    if int(words["format"]) > FORMAT:
        raise Refused("was written by a newer Cabochon; restore with that one", f"--keys {path}")
    return words


def laid(path: Path, into: Path) -> None:
    """Make keys.db and secrets.db of a backup of keys."""
    for name in ("keys.db", "secrets.db"):
        os.close(os.open(into / name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(readable(path)) as source:
        source.execute("vacuum into ?", (str(into / "keys.db"),))
        secrets = source.execute("select name, value from secret").fetchall()
    with closing(sqlite3.connect(into / "keys.db", isolation_level=None)) as keys:
        keys.execute("pragma secure_delete = on")
        keys.execute("drop table secret")
        keys.execute(f"drop table {MARK}")
        keys.execute("vacuum")
    with closing(sqlite3.connect(into / "secrets.db", isolation_level=None)) as own:
        own.execute("create table key (name text primary key, value blob not null) without rowid")
        own.executemany("insert into key values (?, ?)", secrets)


def change(path: Path) -> int:
    """The last change number in a copy of directory.db that nobody has open."""
    query = "select max(coalesce(max(change), 0), coalesce(max(gone), 0)) from dated"
    with closing(readable(path)) as copy:
        return int(copy.execute(query).fetchone()[0])


def readable(path: Path) -> sqlite3.Connection:
    """A connection that only reads.

    A SQLite file that this process has open must never be opened by other means: closing it would let go of its locks.
    """
    return sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, isolation_level=None, timeout=10,
        check_same_thread=False,
    )  # fmt: skip


def replace(fresh: Path, path: Path) -> None:
    """Put a file in another's place; the bytes of the one before are overwritten, as far as a file system lets us.

    Raises:
        Refused: it is no file.
    """
    if path.exists() and not path.is_file():
        raise Refused("is no file; name one that may be overwritten", str(path))
    before = os.open(path, os.O_RDWR | os.O_NOFOLLOW) if path.exists() else None
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    if before is not None:
        try:
            left = os.fstat(before).st_size
            os.lseek(before, 0, os.SEEK_SET)
            while left > 0:
                left -= os.write(before, bytes(min(left, PIECE)))
            os.fsync(before)
        finally:
            os.close(before)
