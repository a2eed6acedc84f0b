"""A package's zip is judged whole: one thing wrong refuses all of it, naming the file and how to mend it."""

import random
import stat
import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.programme import package_zip
from cabochon.programme.package_faults import each
from cabochon.programme.package_types import OTHER, type_of
from cabochon.programme.package_zip import Archive
from cabochon.refusals import Refused
from packed import zipped

NOISE = random.Random(7).randbytes(200_000)


def named(name, *, mode=0, system=3):
    """An entry as a packer of that system might write it; zipfile itself mends some names on the way."""
    info = zipfile.ZipInfo("x")
    info.filename = name
    info.create_system, info.external_attr, info.compress_type = system, mode << 16, zipfile.ZIP_DEFLATED
    return info


def refused(body):
    with pytest.raises(Refused) as told:
        archive = Archive(BytesIO(body))
        for name in archive.files:
            for _ in archive.pieces(name):
                pass
    return str(told.value)


def changed(body, marker, at, packing, value, *, every=False):
    """The zip with a number written over, counted from where a header begins."""
    body, place = bytearray(body), body.find(marker)
    while place >= 0:
        struct.pack_into(packing, body, place + at, value)
        place = body.find(marker, place + 4) if every else -1
    return bytes(body)


LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
ONE = zipped({"a.html": "one"}, method=zipfile.ZIP_STORED)
TWO = zipped({"a.html": "one", "b.html": "two"}, method=zipfile.ZIP_STORED)


def test_files_are_read_in_their_order_and_the_packers_own_left_out():
    archive = Archive(BytesIO(zipped({"b/": "", "b/one.html": "1", "a.html": NOISE, "__MACOSX/._a.html": "x",
                                      "b/.DS_Store": "x", "Thumbs.db": "x"})))  # fmt: skip
    assert list(archive.files) == ["b/one.html", "a.html"]
    assert len(archive.left) == 3
    assert b"".join(archive.pieces("a.html")) == NOISE


def test_names_in_utf_8_that_do_not_say_so_are_read():
    body = zipped({"été.html": "x"}, method=zipfile.ZIP_STORED)
    for marker, at in ((LOCAL, 6), (CENTRAL, 8)):
        body = changed(body, marker, at, "<H", 0)
    assert list(Archive(BytesIO(body)).files) == ["été.html"]


def test_zip64_is_read():
    place = BytesIO()
    with zipfile.ZipFile(place, "w") as one, one.open("a.html", "w", force_zip64=True) as file:
        file.write(b"one")
    assert Archive(place).read("a.html", 10) == b"one"


def test_a_zip64_end_is_read_and_judged():
    at = ONE.find(END)
    start, length = ONE.find(CENTRAL), at - ONE.find(CENTRAL)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, length, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    assert list(Archive(BytesIO(ONE[:at] + record + locator + ONE[at:])).files) == ["a.html"]
    many = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 20_000, 20_000, length, start)
    assert "5,000 files" in refused(ONE[:at] + many + locator + ONE[at:])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../a.html", "leads out of the package"),
        ("a/../../b.html", "leads out of the package"),
        ("a/..", "leads out of the package"),
        ("/etc/passwd", "root of a disk"),
        ("C:/a.html", "a drive"),
        ("c:a.html", "a drive"),
        ("a\\b.html", "a backslash"),
        ("..\\a.html", "a backslash"),
        ("a\0.html", "invisible character"),
        ("a\n.html", "invisible character"),
        ("a//b.html", "an empty step"),
        ("./a.html", "an empty step"),
        ("a/./b.html", "an empty step"),
        ("", "an empty step"),
        ("x" * 256, "too long"),
        ("é" * 200, "too long"),
        ("/".join(["folder"] * 60), "too long"),
    ],
)
def test_a_name_that_reaches_elsewhere_is_refused(name, says):
    told = refused(zipped({"index.html": "x", named(name): "x"}))
    assert says in told
    assert "rename it" in told


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        (stat.S_IFLNK | 0o777, "is a link"),
        (stat.S_IFBLK, "is a device"),
        (stat.S_IFCHR, "is a device"),
        (stat.S_IFIFO, "is a device"),
        (stat.S_IFSOCK, "is a device"),
    ],
)
@pytest.mark.parametrize("system", [0, 3])
def test_links_and_devices_are_refused(mode, says, system):
    assert says in refused(zipped({named("a.html", mode=mode, system=system): "/etc/passwd"}))


@pytest.mark.parametrize("other", ["a.html", "A.HTML", "a.html/"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_refused(other):
    assert "is there twice" in refused(zipped({named("a.html"): "1", named(other): ""}))


def test_names_that_differ_in_how_accents_are_written_are_one():
    assert "is there twice" in refused(zipped({"\u00e9.html": "1", "e\u0301.html": "2"}))


def test_a_folder_that_is_a_file_as_well_is_refused():
    assert "a file as well" in refused(zipped({"a": "1", "a/b.html": "2"}))
    assert "content of its own" in refused(zipped({named("a/"): "1"}))


@pytest.mark.parametrize("flag", [0x1, 0x40, 0x2000])
def test_a_locked_file_is_refused(flag):
    for marker, at in ((CENTRAL, 8), (LOCAL, 6)):
        assert "with a password" in refused(changed(ONE, marker, at, "<H", flag))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_way_of_packing_is_refused(method):
    assert "plain zip" in refused(zipped({"a.html": "one"}, method=method))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (changed(ONE, LOCAL, 30, "<c", b"b"), "disagree"),
        (changed(ONE, LOCAL, 8, "<H", 8), "disagree"),
        (changed(ONE, LOCAL, 22, "<L", 9), "disagree"),
        (changed(ONE, LOCAL, 18, "<L", 9), "disagree"),
        (changed(ONE, LOCAL, 14, "<L", 9), "disagree"),
        (changed(ONE, CENTRAL, 42, "<L", 5), "is not where the package says"),
        (changed(TWO, CENTRAL, 42, "<L", 0, every=True), "shares bytes"),
        (changed(ONE, LOCAL, 28, "<H", 500), "runs into the list"),
        (ONE.replace(b"one", b"two", 1), "is damaged"),
        (ONE[:-10], "its end is missing"),
        (ONE[: len(ONE) // 2], "its end is missing"),
        (b"MZ" + ONE, "before or behind"),
        (ONE + b"more", "before or behind"),
        (changed(ONE, END, 4, "<H", 1), "one part of several"),
        (changed(ONE, END, 10, "<H", 2), "one part of several"),
        (changed(ONE, CENTRAL, 0, "<c", b"Q"), "no zip that can be read"),
        (zipped({}), "holds no file"),
        (zipped({"a/": ""}), "holds no file"),
        (b"PK\x03\x04 not a zip", "its end is missing"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_not_as_it_says_is_refused(body, says):
    assert says in refused(body)


def test_files_that_overlap_are_refused():
    """As the densest bombs are made: the first file's bytes hold the second's header and bytes."""
    body = bytearray(TWO)
    second = body.find(LOCAL, 4)
    inside = body.find(CENTRAL) - 36  # the first's own header and name
    for place in (18, 22):
        struct.pack_into("<L", body, place, inside)
    first = body.find(CENTRAL)
    for place in (20, 24):
        struct.pack_into("<L", body, first + place, inside)
    assert second > 0
    assert "shares bytes" in refused(bytes(body))


def test_bombs_are_refused_before_they_are_unpacked():
    assert "zip bomb" in refused(zipped({"a.bin": bytes(10_000_000)}))
    many = {f"{n}.bin": bytes(90_000) for n in range(50)}
    assert "zip bomb" in refused(zipped(many))


def test_a_small_blank_picture_is_no_bomb():
    archive = Archive(BytesIO(zipped({"blank.bmp": bytes(90_000), "film.mp4": NOISE})))
    assert archive.files["blank.bmp"].size == 90_000


@pytest.mark.parametrize(("size", "says"), [(1_000, "more than it says"), (500_000, "is cut off")])
def test_a_size_that_lies_is_found_out(size, says):
    body = zipped({"a.bin": NOISE})
    for marker, at in ((LOCAL, 22), (CENTRAL, 24)):
        body = changed(body, marker, at, "<L", size)
    told = refused(body)
    assert says in told or "is damaged" in told


def test_too_many_files_are_refused(monkeypatch):
    assert "5,001 files" in refused(zipped({f"{n}": "" for n in range(5_001)}))
    monkeypatch.setattr(package_zip, "ENTRIES", 3)
    assert "5,000 files" in refused(zipped({f"{n}/": "" for n in range(4)}))


def test_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(package_zip, "INFLATED", 100_000)
    assert "unpacks to more than" in refused(zipped({"a.bin": NOISE}))
    monkeypatch.setattr(package_zip, "PACKED", 100_000)
    with pytest.raises(Refused) as told:
        Archive(BytesIO(zipped({"a.bin": NOISE})))
    assert told.value.status == 413


def test_a_file_larger_than_asked_for_is_not_read():
    with pytest.raises(Refused, match="is larger"):
        Archive(BytesIO(zipped({"cmi5.xml": NOISE}))).read("cmi5.xml", 1_000)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(TWO) - 1), st.integers(0, 255))
def test_one_wrong_byte_is_refused_or_harmless(at, value):
    body = bytearray(TWO)
    body[at] = value
    try:
        archive = Archive(BytesIO(bytes(body)))
        found = {name: b"".join(archive.pieces(name)) for name in archive.files}
    except Refused:
        return
    assert all(".." not in name and not name.startswith("/") for name in found)
    assert set(found.values()) <= {b"one", b"two"}


def test_content_types_come_from_our_own_table():
    assert type_of("a/Index.HTML") == "text/html; charset=utf-8"
    assert type_of("a.js") == "text/javascript; charset=utf-8"
    assert type_of("html") == type_of("a.exe") == type_of("a.html.php") == OTHER


def test_every_wrong_name_is_told_at_once():
    with pytest.raises(Refused) as told:
        Archive(BytesIO(zipped({named("../a"): "", "fine": "", named("b\\c"): "", "x" * 300: ""})))
    assert [one.pointer for one in each(told.value)] == ["../a", "b\\c", "x" * 80]
