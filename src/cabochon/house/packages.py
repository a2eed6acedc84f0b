"""Packages from elsewhere: brought in, looked into, offered, withdrawn."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from ..directory.package_rows import Enrolment, Launch, Package
from ..languages import mark
from ..privacy.roles import right
from ..privacy.viewer import Viewer
from ..programme import package_reading as reading
from ..programme.package import Course, worded
from ..programme.package_zip import alike
from ..refusals import Conflict, Refused, Unknown
from ..retail.master import JOB_ROLES
from . import package_files as files
from .package_aliases import Aliases
from .package_json import course_of, said
from .package_states import Shown, state_of

if TYPE_CHECKING:
    from . import House

AT_ONCE, CACHED, PIECE = 1, 64, 1_048_576
NOTHING = mark("there is no such package; it may have been deleted")
Names = dict[str, tuple[str, str]]


class AlreadyHere(Conflict):
    """The same file was brought in before. package: its id."""

    def __init__(self, package: str, title: str, at: datetime) -> None:
        super().__init__(mark(f"is “{title}”, here since {at.day} {at:%B %Y}; nothing was changed"), "package")
        self.package = package


class Packages:
    """folder: DATA/packages, set when the house is opened; a house in memory has none and takes no package."""

    folder: Path | None = None

    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self.aliases = Aliases(house)
        self._unpacking, self._lock = BoundedSemaphore(AT_ONCE), Lock()
        self._read: dict[str, tuple[Course, Names, dict[str, str]]] = {}

    def settle(self, folder: Path) -> int:
        """Where packages lie; what a crash left there half-done is swept away; how many things were."""
        self.folder = folder
        return files.sweep(folder, {row.id for row in self._directory.find(Package)}) if folder.exists() else 0

    # What others ask

    def one(self, package: str) -> Package:
        """
        Raises:
            Unknown: there is none.
        """
        row = self._directory.get(Package, package) if package.isalnum() else None
        if row is None:
            raise Unknown(NOTHING)
        return row

    def course(self, package: str) -> Course:
        """
        Raises:
            Unknown: there is no such package.
        """
        return self._known(package)[0]

    def count(self, package: str) -> int:
        """How many files it has."""
        return len(self._known(package)[1])

    def file(self, package: str, name: str) -> tuple[Path, str] | None:
        """(where it lies, its content type), by its name in the package; in another case too, as authors' own
        machines take it. None: no such file, or no such package."""
        try:
            _, names, others = self._known(package)
        except Unknown:
            return None
        found = names.get(name) or names.get(others.get(alike(name), ""))
        if found is None or self.folder is None:
            return None
        place = self.folder / package / found[0]
        return (place, found[1]) if place.is_file() else None

    def offered(self, job_role: str = "") -> list[Package]:
        """What people of a job role (of any) may begin now: of each course the latest version that is offered."""
        rows = self._directory.find(Package)
        return [row for row in rows if state_of(row, rows) == "offered" and (not job_role or job_role in row.roles)]

    # L&D

    def listed(self, viewer: Viewer) -> list[Shown]:
        """All of them, the latest first."""
        _may(viewer)
        rows = self._directory.find(Package)
        return [self._shown(row, rows) for row in sorted(rows, key=lambda row: row.at, reverse=True)]

    def shown(self, viewer: Viewer, package: str) -> Shown:
        """
        Raises:
            Unknown: there is none.
        """
        _may(viewer)
        row = self.one(package)
        return self._shown(row, self._versions(row))

    def before(self, package: str) -> Package | None:
        """The version of the same course that came before, if there is one."""
        row = self.one(package)
        earlier = [one for one in self._versions(row) if one.at < row.at]
        return earlier[-1] if earlier else None

    def room(self, size: int) -> Path:
        """A folder where a package of that many bytes may lie while it comes in; what stays there is swept away.

        Raises:
            Full: no room for it. Refused: this house keeps no packages (503).
        """
        if self.folder is None:
            raise Refused("this house keeps no packages", "package", 503)
        return files.make_room(self.folder, size)

    def bring_in(self, viewer: Viewer, source: BinaryIO | Path | bytes, name: str = "") -> Package:
        """A package into the house: judged, read, kept, offered to nobody yet.

        Args:
            source: a zip, or the bare cmi5.xml of a course whose units lie elsewhere.
            name: what the file calls itself; only shown.
        Raises:
            Refused: what is wrong with it, and how to mend it; 413 where it is too large. AlreadyHere: the same bytes.
            Full: no room. Nothing of it is kept then.
        """
        _may(viewer)
        if self.folder is None:
            raise Refused("this house keeps no packages", "package", 503)
        if not self._unpacking.acquire(blocking=False):
            raise Refused("another package is being unpacked; wait a minute, then send it again", "package", 503)
        try:
            with _stream(source) as stream:
                return self._bring_in(viewer, stream, name, self.folder)
        finally:
            self._unpacking.release()

    def offer(self, viewer: Viewer, package: str, *, roles: tuple[str, ...], module: str = "", skill: str = "",
              same_origin: bool = False) -> Package:  # fmt: skip
        """To these job roles from now on. An earlier version of the course takes nobody new then; who is in it stays.

        Args:
            module, skill: what its steps are told under; "" for nothing.
            same_origin: it may keep things in the browser, where packages have a host of their own.
        Raises:
            Refused: no or an unknown job role, an unknown module. Conflict: withdrawn.
        """
        _may(viewer)
        row = self.one(package)
        if row.withdrawn:
            raise Conflict("is withdrawn; take that back first", "/package")
        if not roles or set(roles) - set(JOB_ROLES):
            raise Refused("choose the job roles it is for", "/roles")
        self._told_under(module, skill)
        fresh = replace(row, roles=tuple(one for one in JOB_ROLES if one in roles), module=module, skill=skill,
                        same_origin=same_origin)  # fmt: skip
        self._change(viewer, row, fresh, mark("offered a package"), " ".join(fresh.roles))
        return fresh

    def withdraw(self, viewer: Viewer, package: str) -> None:
        """Nobody begins it any more; who is in it may finish."""
        _may(viewer)
        row = self.one(package)
        if row.withdrawn is None:
            self._change(viewer, row, replace(row, withdrawn=self._house.clock()), mark("withdrew a package"))

    def give_back(self, viewer: Viewer, package: str) -> None:
        """A withdrawal taken back: offered as it was before."""
        _may(viewer)
        row = self.one(package)
        if row.withdrawn is not None:
            self._change(viewer, row, replace(row, withdrawn=None), mark("gave back a package"))

    def delete(self, viewer: Viewer, package: str) -> None:
        """Its files, and how far people are in it. What its statements said stays in the record.

        Raises:
            Conflict: somebody is in it, and it is not withdrawn.
        """
        _may(viewer)
        row = self.one(package)
        enrolled = self._directory.find(Enrolment, package=row.id)
        if enrolled and row.withdrawn is None:
            many = mark("somebody is") if len(enrolled) == 1 else mark(f"{len(enrolled)} people are")
            raise Conflict(f"cannot be deleted: {many} in it; withdraw it first", "/package")
        self._directory.delete(Package, row.id)
        for one in enrolled:
            for launch in self._directory.find(Launch, registration=one.id):
                self._house.keyring.revoke(launch.key, by=viewer.account)
                self._directory.delete(Launch, launch.id)
            self._directory.delete(Enrolment, one.id)
        with self._lock:
            self._read.pop(row.id, None)
        if self.folder:
            files.remove(self.folder, row.id)
        self._directory.note(viewer.account, mark("deleted a package"), row.id, row.title)

    def _bring_in(self, viewer: Viewer, stream: BinaryIO, name: str, folder: Path) -> Package:
        digest, packed = hashlib.sha256(), 0
        while piece := stream.read(PIECE):
            packed += len(piece)
            if packed > reading.MOST:
                raise Refused(f"is larger than {reading.MOST // 1_000_000} MB; publish it with smaller films",
                              "package", 413)  # fmt: skip
            digest.update(piece)
        package = digest.hexdigest()[:32]
        if known := self._directory.get(Package, package):
            raise AlreadyHere(known.id, known.title, known.at)
        course, archive = reading.read(stream)
        inside = [(one.name, archive.pieces(one.name)) for one in archive.files.values()] if archive else []
        size = sum(one.size for one in archive.files.values()) if archive else 0
        kept = files.keep(folder, package, inside, size)
        row = Package(
            id=package, kind=course.kind, title=(worded(course.title, "en") or course.id)[:200], activity=course.id,
            structure=said(course), files=msgspec.json.encode(kept).decode(), size=size, packed=packed,
            name=" ".join(name.split())[:120], by=viewer.account, at=self._house.clock(),
        )  # fmt: skip
        if not self._directory.add(row):
            raise AlreadyHere(row.id, row.title, row.at)
        self._directory.note(viewer.account, mark("brought in a package"), row.id, row.activity[:200])
        return row

    def _told_under(self, module: str, skill: str) -> None:
        if module:
            try:
                self._house.library.module(module)
            except Unknown:
                raise Refused(f"{module[:60]} is no module of the library; choose one of the list", "/module") from None
        if len(skill) > 60 or (skill and not skill.replace("-", "").isalnum()):
            raise Refused("choose a skill of the list", "/skill")

    def _change(self, viewer: Viewer, row: Package, fresh: Package, deed: str, detail: str = "") -> None:
        if not self._directory.swap(row, fresh):
            raise Conflict("was changed meanwhile; look at it again", "/package")
        self._directory.note(viewer.account, deed, row.id, detail)

    def _known(self, package: str) -> tuple[Course, Names, dict[str, str]]:
        """Read once: what a package holds never changes."""
        with self._lock:
            if found := self._read.get(package):
                return found
        row = self.one(package)
        names = msgspec.json.decode(row.files, type=Names)
        found = course_of(row.structure), names, {alike(name): name for name in names}
        with self._lock:
            while len(self._read) >= CACHED:
                self._read.pop(next(iter(self._read)))
            self._read[package] = found
        return found

    def _versions(self, row: Package) -> list[Package]:
        return sorted(self._directory.find(Package, activity=row.activity), key=lambda one: one.at)

    def _shown(self, row: Package, rows: list[Package]) -> Shown:
        course, enrolled = self.course(row.id), self._directory.find(Enrolment, package=row.id)
        done = sum(course.id in one.satisfied for one in enrolled)
        version = sum(one.activity == row.activity and one.at <= row.at for one in rows)
        return Shown(row, state_of(row, rows), version, len(course.units), len(enrolled), done)


@contextmanager
def _stream(source: BinaryIO | Path | bytes) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    elif isinstance(source, bytes):
        yield BytesIO(source)
    else:
        source.seek(0)
        yield source


def _may(viewer: Viewer) -> None:
    if right(viewer, "packages.manage") == "no":
        raise Unknown("nothing is here")
