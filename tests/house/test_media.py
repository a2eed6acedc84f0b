"""Recordings: known by their bytes, without place, maker and time, sealed in a file of their own."""

import io
import stat
import struct
import zipfile

import pytest

from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.house import House, media
from cabochon.refusals import Refused
from recordings import MAKER, PLACE, box, element, mp4, webm


def zipped():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("demo.mp4", b"nothing" * 100)
    return made.getvalue()


@pytest.mark.parametrize(
    ("body", "kind", "seconds"),
    [
        (mp4(), "video/mp4", 20),
        (mp4(brand=b"qt  ", seconds=60.4), "video/quicktime", 60.4),
        (mp4(brand=b"M4A ", handlers=(b"soun",)), "audio/mp4", 20),
        (mp4(handlers=(b"soun",)), "audio/mp4", 20),
        (webm(), "video/webm", 20),
        (webm(live=True, seconds=31), "video/webm", 31),
        (webm(pictures=False), "audio/webm", 20),
    ],
)
def test_a_phones_recording_is_known_by_its_bytes(body, kind, seconds):
    found = media.read(body)
    assert (found.type, found.seconds) == (kind, seconds)
    assert len(found.body) == len(body), "every offset still holds"


@pytest.mark.parametrize("body", [mp4(), mp4(brand=b"qt  "), webm(), webm(live=True)])
def test_place_maker_and_time_are_gone_and_the_pictures_are_not(body):
    assert PLACE in body
    assert MAKER in body
    clean = media.read(body).body
    for trace in (PLACE, MAKER, b"\xaa\xbb\xcc\xdd", b"\xa9xyz"):
        assert trace not in clean
    assert b"picture" in clean
    assert media.read(clean).body == clean


STRANGE = {
    "a zip": zipped(),
    "a zip behind a brand we do not know": box(b"ftyp", b"heic", bytes(4)) + zipped(),
    "a zip behind a head": box(b"ftyp", b"mp42", bytes(4)) + zipped(),
    "a script": b"<script>alert(1)</script>",
    "a Matroska film": webm(doctype=b"matroska"),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "nothing": b"",
    "cut off": mp4()[:-30],
    "cut off WebM": webm()[:-5],
    "without tracks": mp4(handlers=()),
    "without a length": mp4(seconds=0),
    "a box that is longer than the file": box(b"ftyp", b"mp42") + struct.pack(">I", 2**31) + b"moov",
    "a box shorter than its head": box(b"ftyp", b"mp42") + struct.pack(">I", 4) + b"moov",
    "subtitles in a WebM": webm().replace(element(0x83, b"\x01"), element(0x83, b"\x11")),
    "a sample outside": mp4().replace(
        struct.pack(">II", 0, 1) + struct.pack(">I", 28), struct.pack(">III", 0, 1, 1 << 30)
    ),
}


@pytest.mark.parametrize("body", STRANGE.values(), ids=STRANGE)
def test_what_is_no_recording_is_refused_whatever_it_is_called(body):
    with pytest.raises(Refused) as refused:
        media.read(body)
    assert refused.value.status == 415
    assert refused.value.pointer == "/file"


def test_too_long_and_too_large_are_refused():
    with pytest.raises(Refused, match="75 seconds"):
        media.read(mp4(seconds=75))
    with pytest.raises(Refused) as refused:
        media.read(b"\0\0\0\x14ftypmp42" + bytes(media.MOST))
    assert refused.value.status == 413


def test_a_damaged_byte_never_is_a_fault_of_ours():
    for body in (mp4(size=40), webm()):
        for at in range(0, len(body), 3):
            for byte in (0x00, 0xFF):
                try:
                    media.read(body[:at] + bytes((byte,)) + body[at + 1 :])
                except Refused:
                    continue


def test_a_recording_lies_sealed_in_a_file_of_its_owners_alone_and_goes_with_its_key(tmp_path):
    directory = SQLiteDirectory(None, clock=lambda: None)
    body, whose = media.read(mp4()).body, {"person": "person:anna", "month": "month:demo:2026-11"}
    media.keep(tmp_path / "media", directory, body, "a1", **whose)
    (file,) = (tmp_path / "media").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert b"pictures" not in file.read_bytes()
    assert media.opened(tmp_path / "media", directory, "a1", **whose) == body
    directory.forget_text_key("person:anna")
    assert media.opened(tmp_path / "media", directory, "a1", **whose) is None
    directory.text_key("person:anna")  # made anew, it opens nothing from before
    assert media.opened(tmp_path / "media", directory, "a1", **whose) is None
    directory.close()


@pytest.mark.parametrize("name", ["../directory.db", "a/b", "", "..", "a\0"])
def test_no_path_follows_from_a_name(tmp_path, name):
    with pytest.raises(ValueError, match="no id"):
        media.remove(tmp_path, name)


def test_an_opened_house_keeps_recordings_in_its_folder(tmp_path):
    from cabochon.settings import load

    house = House.open(tmp_path / "data", load(tmp_path / "data", {}))
    assert house.demos.folder == tmp_path / "data" / "media"
    house.close()
