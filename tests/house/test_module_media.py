"""Media of modules: made small and clean on the way in, kept once, captioned, replaced, removed and taken back."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from cabochon.directory.library_rows import Medium
from cabochon.directory.rows import Account
from cabochon.house import films, pictures
from cabochon.house.module_media import KEPT
from cabochon.programme import drawings
from cabochon.refusals import Conflict, Refused, Unknown
from filmed import film
from recordings import MAKER, PLACE, mp4

CUES = "WEBVTT\n\n00:00.000 --> 00:01.000\nMay I show you both?\n"


@pytest.fixture
def author(house):
    house.directory.put(Account(id="ld", login="ld", name="L&D", role="ld_author", boutiques=()))
    return house.viewer("ld")


def picture(width=400, height=300, kind="JPEG", colour=(120, 30, 30), **how):
    made = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(made, kind, **how)
    return made.getvalue()


def photo(width=3000, height=2000):
    """As a phone writes it: on its side, with its maker and the place."""
    written = Image.Exif()
    written[0x0112], written[0x010F] = 6, "Maker Phone 14"
    written.get_ifd(0x8825)[1] = "N"
    made = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(made, "JPEG", exif=written, quality=90)
    return made.getvalue()


def opened(body):
    return Image.open(io.BytesIO(body))


def test_a_photo_is_turned_upright_made_small_and_tells_nothing_of_its_camera(house, author):
    row = house.media.add(author, key="window", title="The window", body=photo())
    body, kind = house.media.file("window")
    assert (kind, opened(body).size, (row.width, row.height)) == ("image/webp", (1067, 1600), (1067, 1600))
    assert not opened(body).getexif()
    assert MAKER not in body
    assert row.size == len(body) < 4_000_000
    assert "3000 × 2000 became 1067 × 1600" in row.told


def test_a_drawing_keeps_its_transparency_and_is_kept_without_loss(house, author):
    made = io.BytesIO()
    drawing = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    drawing.paste((29, 60, 102, 255), (40, 40, 120, 90))
    drawing.save(made, "PNG")
    house.media.add(author, key="plan", title="A plan", body=made.getvalue())
    kept = opened(house.media.file("plan")[0]).convert("RGBA")
    assert [kept.getpixel(at) for at in ((0, 0), (60, 60))] == [(0, 0, 0, 0), (29, 60, 102, 255)]


def test_colours_of_a_palette_of_grey_and_of_print_come_through(house, author):
    for n, mode in enumerate(("P", "L", "CMYK", "1", "LA")):
        made = io.BytesIO()
        kind = "JPEG" if mode == "CMYK" else "PNG"
        Image.new("RGB", (40, 30), (200, 200, 200)).convert(mode).save(made, kind)
        house.media.add(author, key=f"mode-{n}", title=f"In {mode}", body=made.getvalue())
        assert opened(house.media.file(f"mode-{n}")[0]).size == (40, 30)


def moving():
    made = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), (n, 0, 0)) for n in (0, 200)]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    return made.getvalue()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "choose a file"),
        (b"%PDF-1.7 no picture", "is nothing we can show"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "is nothing we can show"),
        (picture()[:300], "cut off or damaged"),
        (bytes(4) + b"ftypheic" + bytes(40), "send it as JPEG"),
        (moving(), "moves; send one still picture"),
        (b"\x89PNG" + bytes(pictures.MOST), "12 MB are taken"),
        (mp4(seconds=400), "a film of a module is at most 180"),
        (mp4()[:200], "cut off or damaged"),
        (bytes(4) + b"ftypmp42" + bytes(25_000_001), "is larger than 25 MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_and_nothing_is_kept(house, author, body, says):
    with pytest.raises(Refused, match=says):
        house.media.add(author, key="bad", title="Bad", body=body)
    assert house.media.get("bad") is None
    assert not house.media.folder.exists()


def test_a_small_file_that_unfolds_to_gigabytes_is_refused_before_it_does(house, author):
    made = io.BytesIO()
    Image.new("1", (12_000, 9_000)).save(made, "PNG")
    assert len(made.getvalue()) < 100_000
    with pytest.raises(Refused, match="50 million are taken"):
        house.media.add(author, key="bomb", title="Bomb", body=made.getvalue())


def test_the_same_bytes_are_one_file_that_only_its_owner_reads(house, author):
    house.media.add(author, key="one", title="One", body=picture())
    house.media.add(author, key="two", title="Two", body=picture())
    (file,) = house.media.folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert house.media.folder.stat().st_mode & 0o777 == 0o700
    assert file.name == house.media.get("one").digest == house.media.get("two").digest


def test_a_key_is_taken_once_and_replacing_can_be_taken_back(house, author):
    house.media.add(author, key="case", title="The case", body=picture())
    with pytest.raises(Conflict, match="has the key case already"):
        house.media.add(author, key="case", title="Another", body=picture(500, 500))
    house.media.add(author, key="case", title="", body=picture(500, 500), replacing=True)
    assert (house.media.get("case").width, house.media.get("case").title) == (500, "The case")
    assert house.media.shown("case").address != f"/media/case?v={picture()[:8]!r}"
    house.media.restore(author, "case")
    assert house.media.get("case").width == 400
    assert opened(house.media.file("case")[0]).size == (400, 300)
    with pytest.raises(Refused, match="is another kind"):
        house.media.add(author, key="case", title="", body=mp4(), replacing=True)
    assert house.media.get("case").width == 400


@pytest.mark.parametrize("key", ["", "Case", "../case", "a b", "case~before", "x" * 61, "case.en.vtt"])
def test_a_key_is_small_letters(house, author, key):
    with pytest.raises(Refused, match="small letters"):
        house.media.add(author, key=key, title="The case", body=picture())
    assert house.media.get(key) is None
    with pytest.raises(Unknown):
        house.media.file(key)


def test_removed_it_is_gone_from_the_pages_and_comes_back_for_thirty_days(house, author):
    house.media.add(author, key="case", title="The case", body=picture())
    house.media.remove(author, "case")
    assert house.media.get("case") is house.media.shown("case") is None
    with pytest.raises(Unknown):
        house.media.file("case")
    house.media.restore(author, "case")
    assert house.media.file("case")[1] in ("image/png", "image/webp")
    house.media.remove(author, "case")
    row = house.directory.get(Medium, "case")
    house.directory.put(replace(row, removed=row.removed - KEPT - timedelta(days=1)))
    house.media.add(author, key="other", title="Other", body=picture(50, 50))
    assert house.directory.get(Medium, "case") is None
    assert len(list(house.media.folder.iterdir())) == 1
    with pytest.raises(Unknown):
        house.media.restore(author, "case")


def test_what_ships_is_there_can_be_replaced_and_not_removed(house, author):
    assert {row.id for row in house.media.listed()} == set(drawings.TITLES)
    shown = house.media.shown("tray-of-rings")
    assert (shown.kind, shown.width, shown.height) == ("picture", 800, 500)
    assert house.media.file("tray-of-rings")[1] == "image/svg+xml"
    with pytest.raises(Refused, match="ships with the starter modules"):
        house.media.remove(author, "tray-of-rings")
    house.media.add(author, key="tray-of-rings", title="Our own tray", body=picture(), replacing=True)
    assert house.media.get("tray-of-rings").title == "Our own tray"
    house.media.remove(author, "tray-of-rings")
    assert house.media.get("tray-of-rings").type == "image/svg+xml"


def test_drawings_that_ship_hold_no_script_and_nothing_from_elsewhere():
    for one in drawings.starter().values():
        text = one.body.decode()
        assert "<script" not in text
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
        assert (one.width, one.height) == (800, 500)


def test_a_film_is_kept_at_once_and_made_smaller_behind_it(house, author):
    sent = film(seconds=2, width=1920, height=1080)
    row = house.media.add(author, key="story", title="The story", body=sent)
    assert (row.kind, row.type, row.told.startswith(films.AS_SENT)) == ("video", "video/mp4", True)
    house.media.encoding.wait()
    row = house.media.get("story")
    assert (row.type, row.width, row.height, round(row.seconds)) == ("video/mp4", 1280, 720, 2)
    assert "became" in row.told
    assert house.media.file("story")[0][4:8] == b"ftyp"
    assert len(list(house.media.folder.iterdir())) == 1, "what was sent has gone"
    assert house.media.progress("story") is None


def test_a_film_held_upright_stays_upright(house, author):
    house.media.add(author, key="story", title="The story", body=film(seconds=1, width=640, height=360, turned=True))
    house.media.encoding.wait()
    row = house.media.get("story")
    assert (row.width, row.height) == (360, 640)
    assert corner(house.media.folder / row.digest) == "upper right", "upper left of the sensor, turned right"


def corner(path: Path) -> str:
    import av

    with av.open(str(path)) as source:
        frame = next(source.decode(source.streams.video[0])).to_ndarray(format="rgb24")
    half = (frame.shape[0] // 2, frame.shape[1] // 2)
    parts = {
        "upper left": frame[: half[0], : half[1]], "upper right": frame[: half[0], half[1] :],
        "lower left": frame[half[0] :, : half[1]], "lower right": frame[half[0] :, half[1] :],
    }  # fmt: skip
    return max(parts, key=lambda one: float(parts[one].mean()))


def test_a_film_that_cannot_be_decoded_or_takes_too_long_stays_as_it_was_sent(house, author):
    row = house.media.add(author, key="odd", title="Odd", body=mp4())
    house.media.encoding.wait()
    assert house.media.get("odd") == row
    body = house.media.file("odd")[0]
    assert PLACE not in body
    house.media.hush()
    house.media.add(author, key="late", title="Late", body=film(seconds=1))
    assert house.media.get("late").told.startswith(films.AS_SENT)
    assert any(films.AS_SENT in one for one in house.media.warnings("late"))


def test_a_recording_becomes_sound_every_phone_plays(house, author):
    house.media.add(author, key="voice", title="A voice", body=film(seconds=1, width=0))
    house.media.encoding.wait()
    row = house.media.get("voice")
    assert (row.kind, row.type, row.width) == ("audio", "audio/mp4", 0)


def test_captions_are_told_by_language_and_missing_ones_are_warned_of(house, author):
    house.media.add(author, key="story", title="The story", body=mp4())
    house.media.encoding.wait()
    assert "has no captions" in house.media.warnings("story")[0]
    house.media.caption(author, "story", "en", CUES)
    house.media.caption(author, "story", "fr", CUES.replace("May I", "Puis-je"))
    shown = house.media.shown("story", "fr")
    assert [language for language, _ in shown.captions] == ["fr", "en"]
    text, kind = house.media.file("story.fr.vtt")
    assert ("Puis-je" in text.decode(), kind) == (True, "text/vtt")
    assert not any("captions" in one for one in house.media.warnings("story"))
    house.media.add(author, key="story", title="", body=mp4(seconds=19), replacing=True)
    assert len(house.media.get("story").captions) == 2, "they stay when the film is replaced"
    assert "May I" in house.media.uncaption(author, "story", "en")
    with pytest.raises(Unknown):
        house.media.file("story.en.vtt")
    for language, said, why in (("EN", CUES, "two letters"), ("en", "Hello", "begin with WEBVTT")):
        with pytest.raises(Refused, match=why):
            house.media.caption(author, "story", language, said)


def test_a_medium_that_is_not_there_is_warned_of(house):
    assert "there is no medium nowhere yet" in house.media.warnings("nowhere")[0]
    assert house.media.warnings("counter-plan") == []
