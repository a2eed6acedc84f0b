"""Where files lie: a folder of this machine, an address, an SFTP server. Each lists them and opens one."""

import io
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from stat import S_ISREG
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Protocol, Self
from urllib.parse import urlsplit

from ..directory.rows import Connection
from ..outside import sftp
from ..refusals import Refused

if TYPE_CHECKING:
    from . import House


@dataclass(frozen=True, slots=True)
class Found:
    """A file. mark: changes with the file; modified: when it was last written over there."""

    name: str
    mark: str
    modified: datetime


class Source(Protocol):
    def __enter__(self) -> Self: ...
    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None: ...  # fmt: skip
    def found(self) -> Iterator[Found]: ...
    def opened(self, one: Found, room: BinaryIO) -> BinaryIO:
        """The file at its beginning; `room` is where it may be put.

        Raises:
            FileNotFoundError: it is gone, or changes. Refused: it may not be read. Unreachable: it broke off.
        """
        ...


class _Plain:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class Folder(_Plain):
    """A folder; its sub-folders are not looked into, and links that lead out of it are passed over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = ExitStack()

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def found(self) -> Iterator[Found]:
        if not self._folder.is_dir():
            raise Refused(f"there is no folder {self._folder.name} yet; make it, and let the till put its files there",
                          "place")  # fmt: skip
        seen = []
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # taken away meanwhile
                said = path.stat()
                if S_ISREG(said.st_mode) and path.resolve().is_relative_to(self._folder):
                    seen.append((said.st_mtime, path.name, said.st_size))
        for modified, name, size in sorted(seen):
            yield Found(name, f"{modified}/{size}", datetime.fromtimestamp(modified, UTC))

    def opened(self, one: Found, room: BinaryIO) -> BinaryIO:  # noqa: ARG002
        self._files.close()  # the one before
        try:
            return self._files.enter_context((self._folder / one.name).open("rb"))
        except PermissionError:
            raise Refused("may not be read; let the account that runs Cabochon read it", "place") from None


class Address(_Plain):
    """One file at an https address, fetched anew each time; known by its bytes."""

    def __init__(self, house: "House", row: Connection) -> None:
        self._body, self._now = house.senders.file(row), house.clock()
        self._name = urlsplit(row.place).path.rpartition("/")[2] or "file"

    def found(self) -> Iterator[Found]:
        if self._body:
            yield Found(self._name, blake2b(self._body, digest_size=16).hexdigest(), self._now)

    def opened(self, one: Found, room: BinaryIO) -> BinaryIO:  # noqa: ARG002
        return io.BytesIO(self._body)


class Server:
    """An SFTP server's folder."""

    def __init__(self, row: Connection, credential: str, *, private: bool) -> None:
        place = sftp.place_of(row.place)
        self._session = sftp.session(place, credential, row.host_key, private=private)
        self._files: dict[str, sftp.File] = {}

    def __enter__(self) -> Self:
        self._open = self._session.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        self._session.__exit__(kind, fault, trace)

    def found(self) -> Iterator[Found]:
        for one in self._open.files():
            name = one.path.rpartition("/")[2]
            self._files[name] = one
            yield Found(name, f"{one.modified}/{one.size}", datetime.fromtimestamp(one.modified, UTC))

    def opened(self, one: Found, room: BinaryIO) -> BinaryIO:
        self._open.read(self._files[one.name], room)
        room.seek(0)
        return room
