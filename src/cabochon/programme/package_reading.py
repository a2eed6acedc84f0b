"""Whatever somebody brings in as a course: told by what it is, never by its name, and read."""

from dataclasses import replace
from typing import BinaryIO

from ..languages import forms, in_english, mark
from ..refusals import Refused
from . import package_cmi5 as cmi5
from . import package_tincan as tincan
from . import package_xml as xml
from .package import Course
from .package_zip import PACKED, Archive, is_zip

MOST = PACKED
CMI5, TIN_CAN, SCORM = "cmi5.xml", "tincan.xml", "imsmanifest.xml"
WANTED = mark("bring in the zip an authoring tool makes for cmi5 or Tin Can (xAPI), or a cmi5.xml")


def read(source: BinaryIO) -> tuple[Course, Archive | None]:
    """A zip with cmi5.xml or tincan.xml, or a bare cmi5.xml (no archive then).

    Raises:
        Refused: what is wrong, where, and how to mend it.
    """
    source.seek(0)
    start = source.read(4_096)
    if is_zip(start):
        archive = Archive(source)
        return _packed(archive), archive
    if not _like_xml(start):
        raise Refused(f"is neither a zip nor a course structure; {WANTED}", "package")
    source.seek(0)
    root = xml.read(source.read(xml.MOST + 1), CMI5)
    if root.name == "tincan":
        raise Refused("is a manifest alone, without the files it launches; bring in the whole zip", "package")
    return cmi5.course(root, None), None


def _packed(archive: Archive) -> Course:
    names = list(archive.files)
    both = (mark("it holds a Tin Can manifest too; the cmi5 one was taken"),)
    if top := next((name for name in names if name.lower() == CMI5), ""):
        course = cmi5.course(xml.read(archive.read(top, xml.MOST), CMI5), names)
        return _noting(course, archive, both if any(name.lower() == TIN_CAN for name in names) else ())
    found = [name for name in names if name.count("/") <= 1 and name.rpartition("/")[2].lower() == TIN_CAN]
    if found:
        place = min(found, key=lambda name: (name.count("/"), name))
        return _noting(tincan.course(xml.read(archive.read(place, xml.MOST), place), names, place), archive, ())
    if deep := next((name for name in names if name.rpartition("/")[2].lower() == CMI5), ""):
        raise Refused(f"has its cmi5.xml not at the top but as {deep[:80]}; pack what is in that folder, "
                      "not the folder (cmi5 14.1)", "package")  # fmt: skip
    if any(name.rpartition("/")[2].lower() == SCORM for name in names):
        raise Refused("is a SCORM package; publish the course as cmi5, or as Tin Can (xAPI)", "package")
    raise Refused(f"holds neither cmi5.xml nor tincan.xml; {WANTED}", "package")


def _noting(course: Course, archive: Archive, more: tuple[str, ...]) -> Course:
    many = len(archive.left)
    both = forms("a file of the packing computer was left out", "{n} files of the packing computer were left out")
    left = (in_english(many, both, n=many),) if many else ()
    return replace(course, noted=(*course.noted, *more, *left))


def _like_xml(start: bytes) -> bool:
    return start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
