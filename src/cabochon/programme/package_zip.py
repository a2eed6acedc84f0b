"""A package's zip, judged whole before a byte of it is unpacked: one wrong name refuses all of it.

Sources: PKWARE APPNOTE 6.3.10 (4.3.7 local header, 4.3.12 central directory, 4.3.14 to 4.3.16 its end and ZIP64).
`zipfile` finds the entries; what it lets pass (.., links, duplicates, overlaps, headers that disagree) is judged here.
"""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from unicodedata import normalize

from ..languages import mark
from ..refusals import Refused
from .package_faults import Gathering

PACKED, FILES, INFLATED, RATIO = 200_000_000, 5_000, 1_000_000_000, 100  # bytes; number; bytes; inflated to packed
SMALL = 100_000  # bytes up to which the ratio is not judged: a blank picture may shrink to nothing
NAME, PART, ENTRIES, LIST = 400, 255, 10_000, 4_000_000  # characters; bytes; with folders; bytes of the directory
PIECE = 262_144
JUNK = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
END, END64, LOCAL = b"PK\x05\x06", b"PK\x06\x07", b"PK\x03\x04"
ENCRYPTED, DESCRIBED, UTF8 = 0x2041, 0x8, 0x800  # flag bits: (strongly, masked) encrypted; sizes behind; name in UTF-8
MEND = mark("publish the course again, or pack its files anew as a plain zip")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the package. name: with /, as the manifest means it. size, packed: bytes."""

    name: str
    size: int
    packed: int
    info: zipfile.ZipInfo


class Archive:
    """A zip that was judged. files: by name, in the order they lie. left: names left out as nobody's content."""

    def __init__(self, source: BinaryIO) -> None:
        """
        Args:
            source: seekable; it stays open as long as the archive is read.
        Raises:
            Refused: the whole package, naming the file and how to mend it; 413 when it is too large.
        """
        size = source.seek(0, 2)
        if size > PACKED:
            raise Refused(f"is larger than {PACKED // 1_000_000} MB; publish it with smaller films", "package", 413)
        listed = _listed(source, size)
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, UnicodeDecodeError):
            raise Refused(f"is no zip that can be read; {MEND}", "package") from None
        found = [(_name(info), info) for info in self._zip.infolist()]
        if len(found) > ENTRIES:
            raise Refused(f"lists more than {FILES:,} files; publish it as several", "package")
        _judge_names(found)
        _judge_places(source, self._zip.infolist(), listed)
        inside = [(name, info) for name, info in found if not name.endswith("/")]
        if not inside:
            raise Refused("holds no file; publish the course again", "package")
        if len(inside) > FILES:
            raise Refused(f"holds {len(inside):,} files, and {FILES:,} are taken; publish it as several", "package")
        _judge_sizes(inside)
        self.left = tuple(name for name, _ in inside if JUNK.search(name))
        self.files = {
            name: Entry(name, info.file_size, info.compress_size, info)
            for name, info in inside
            if not JUNK.search(name)
        }
        self._spent = 0

    def pieces(self, name: str) -> Iterator[bytes]:
        """What a file holds, counted as it is inflated.

        Raises:
            Refused: damaged, or more than it says.
        """
        entry, seen = self.files[name], 0
        try:
            with self._zip.open(entry.info) as file:
                while piece := file.read(PIECE):
                    seen += len(piece)
                    self._spent += len(piece)
                    if seen > entry.size or self._spent > 2 * INFLATED:
                        raise Refused(f"unpacks to more than it says; {MEND}", name)
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, RuntimeError, ValueError):
            raise Refused(f"is damaged inside the package; {MEND}", name) from None
        if seen != entry.size:
            raise Refused(f"is cut off inside the package; {MEND}", name)

    def read(self, name: str, most: int) -> bytes:
        """A small file whole.

        Raises:
            Refused: damaged, or larger than `most` bytes.
        """
        if self.files[name].size > most:
            raise Refused(f"is larger than {most // 1_000_000} MB; publish the course again", name)
        return b"".join(self.pieces(name))


def is_zip(start: bytes) -> bool:
    return start.startswith((LOCAL, END))


def alike(name: str) -> str:
    """What two names have in common that some systems take for one: case, and how accents are written."""
    return normalize("NFC", normalize("NFC", name).casefold())


def _listed(source: BinaryIO, size: int) -> int:
    """Where the list of files begins; zipfile would take one of any length into memory, and skip what lies before."""
    source.seek(max(0, size - 65_557))
    tail = source.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < 22:
        raise Refused(f"is no whole zip: its end is missing; send it again, or {MEND}", "package")
    disk, first, here, total, length, offset, note = struct.unpack("<4H2LH", tail[at + 4 : at + 22])
    place = max(0, size - 65_557) + at
    if at >= 20 and tail[at - 20 : at - 16] == END64:
        source.seek(struct.unpack("<Q", tail[at - 12 : at - 4])[0])
        head = source.read(56)
        if len(head) < 56 or head[:4] != b"PK\x06\x06":
            raise Refused(f"is no zip that can be read; {MEND}", "package")
        here, total, length, offset = struct.unpack("<4Q", head[24:56])
        place = source.tell() - 56
        disk = first = 0
    if disk or first or here != total:
        raise Refused("is one part of several; send it as one zip", "package")
    if total > ENTRIES or length > LIST:
        raise Refused(f"lists more than {FILES:,} files; publish it as several", "package")
    if offset + length != place or len(tail) - at != 22 + note:
        raise Refused(f"has something before or behind the zip; {MEND}", "package")
    return int(offset)


def _name(info: zipfile.ZipInfo) -> str:
    """As its packer meant it: some write UTF-8 without saying so."""
    name = info.orig_filename
    if not info.flag_bits & UTF8 and not name.isascii():
        try:
            return name.encode("cp437").decode()
        except (UnicodeEncodeError, UnicodeDecodeError):
            return name
    return name


def _judge_names(found: list[tuple[str, zipfile.ZipInfo]]) -> None:
    seen: dict[str, str] = {}
    faults = Gathering()
    for name, info in found:
        with faults.one():
            _judge_name(name, info, seen)
    files = {key for key, name in seen.items() if not name.endswith("/")}
    for key, name in seen.items():
        with faults.one():
            if any(key[:at] in files for at in range(len(key)) if key[at] == "/"):
                raise Refused("lies in a folder that is a file as well; rename one, then pack anew", name[:80])
    faults.end()


def _judge_name(name: str, info: zipfile.ZipInfo, seen: dict[str, str]) -> None:
    shown = name[:80]
    if says := _wrong(name):
        raise Refused(f"{says}; rename it, then pack the course anew", shown)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Refused("is a link to another file; put the file itself in its place, then pack anew", shown)
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused("is a device or pipe, no file; take it out, then pack anew", shown)
    if info.flag_bits & ENCRYPTED:
        raise Refused("is locked with a password; pack the course without one", shown)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("is packed in a way that is not read; pack the course as a plain zip (deflate)", shown)
    if name.endswith("/") and info.file_size:
        raise Refused(f"is a folder with content of its own; {MEND}", shown)
    if (same := seen.setdefault(alike(name.rstrip("/")), name)) is not name:
        if same != name:
            raise Refused(
                f"is there twice (as {same[:80]}; some systems take the two for one); keep one, then pack anew", shown
            )
        raise Refused("is there twice; keep one, then pack anew", shown)


def _wrong(name: str) -> str:
    """What is wrong with a name (APPNOTE 4.4.17: relative, with /, without a drive), as the rest of a sentence."""
    parts = name.removesuffix("/").split("/")
    if "\0" in name or any(ord(sign) < 32 or ord(sign) == 127 for sign in name):
        return mark("has a name with an invisible character (NUL or the like)")
    if "\\" in name:
        return mark("has a backslash in its name")
    if name.startswith("/"):
        return mark("has a name that begins at the root of a disk")
    if re.match(r"[A-Za-z]:", name):
        return mark("has a name that begins with a drive")
    if ".." in parts:
        return mark("has a name that leads out of the package (..)")
    if "" in parts or "." in parts:
        return mark("has a name with an empty step in its path")
    if len(name) > NAME or any(len(part.encode()) > PART for part in parts):
        return mark("has a name that is too long")
    return ""


def _judge_places(source: BinaryIO, infos: list[zipfile.ZipInfo], listed: int) -> None:
    """Each file where the list says, as the list says, and no byte of it another's (4.3.7)."""
    last = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        shown = info.filename[:80]
        if info.header_offset < last:
            raise Refused(f"shares bytes with another file of the package; {MEND}", shown)
        source.seek(info.header_offset)
        head = source.read(30)
        if len(head) < 30 or head[:4] != LOCAL:
            raise Refused(f"is not where the package says; {MEND}", shown)
        _, flags, method, _, _, check, packed, size, named, extra = struct.unpack("<5H3L2H", head[4:])
        name = source.read(named)
        coding = "utf-8" if info.flag_bits & UTF8 else "cp437"
        told = (check, packed, size)
        known = (info.CRC, info.compress_size, info.file_size)
        same = flags & DESCRIBED or all(a in (b, 0xFFFFFFFF) for a, b in zip(told, known, strict=True))
        if name != info.orig_filename.encode(coding) or method != info.compress_type or not same:
            raise Refused(f"is described in two ways that disagree; {MEND}", shown)
        if flags & ENCRYPTED:
            raise Refused("is locked with a password; pack the course without one", shown)
        last = info.header_offset + 30 + named + extra + info.compress_size
    if last > listed:
        raise Refused(f"runs into the list of files; {MEND}", "package")


def _judge_sizes(inside: list[tuple[str, zipfile.ZipInfo]]) -> None:
    size, packed = 0, 0
    for name, info in inside:
        size, packed = size + info.file_size, packed + info.compress_size
        if size > INFLATED:
            raise Refused(f"unpacks to more than {INFLATED // 1_000_000_000} GB; publish it as several", "package")
        if info.file_size > SMALL and info.file_size > RATIO * info.compress_size:
            raise Refused(f"unpacks to more than {RATIO} times its size, as a zip bomb does; {MEND}", name[:80])
    if size > SMALL and size > RATIO * packed:
        raise Refused(f"unpacks to more than {RATIO} times its size, as a zip bomb does; {MEND}", "package")
