"""Pictures and films of modules at a desk: brought in, looked at, captioned, replaced, removed."""

import io
from uuid import uuid4

import pytest
from PIL import Image

from cabochon.directory.library_rows import Medium
from cabochon.web.limits import UPLOADS
from recordings import mp4, webm

CUES = "WEBVTT\n\n00:00.000 --> 00:01.000\nMay I show you both?\n"


def picture(width=320, height=200):
    made = io.BytesIO()
    Image.new("RGB", (width, height), (120, 30, 30)).save(made, "PNG")
    return made.getvalue()


def multipart(fields, name, body, called="x.png", kind="image/png"):
    mark = uuid4().hex
    said = [(f'name="{k}"', v.encode()) for k, v in fields.items()]
    said.append((f'name="{name}"; filename="{called}"\r\nContent-Type: {kind}', body))
    parts = [f"--{mark}\r\nContent-Disposition: form-data; {k}\r\n\r\n".encode() + v + b"\r\n" for k, v in said]
    return b"".join(parts) + f"--{mark}--\r\n".encode(), {"content-type": f"multipart/form-data; boundary={mark}"}


@pytest.fixture
def author(place):
    for row in place.house.directory.find(Medium):
        place.house.directory.delete(Medium, row.id)
    return place.signed_in("ld_author")


def send(browser, body, *, script=False, **fields):
    given = {"csrf": browser.get("/library/media").csrf, "key": "case", "title": "The travel case", **fields}
    body, headers = multipart(given, "file", body)
    return browser.ask("POST", "/library/media", body, headers | ({"accept": "application/json"} if script else {}))


def act(browser, key, do, **fields):
    form = {"csrf": browser.get("/library/media").csrf, "do": do, **fields}
    return browser.post(f"/library/media/{key}", form)


def test_a_picture_is_brought_in_and_stands_on_the_shelf_with_its_line(author):
    answer = send(author, picture())
    assert (answer.status, answer.headers["location"]) == (303, "/library/media/case")
    one = author.get("/library/media/case")
    assert "![The travel case](media:case)" in one.text
    assert "320 × 200" in one.text
    shelf = author.get("/library/media")
    assert "The travel case" in shelf.text
    assert "media-src 'self'" in shelf.headers["content-security-policy"]
    assert "Counter" not in author.get("/library/media?q=travel+case").text.partition("media-grid")[2]
    assert "Nothing with “zebra”" in author.get("/library/media?q=zebra").text
    address = one.text.split('src="/media/case')[1].partition('"')[0]
    file = author.get(f"/media/case{address}")
    assert (file.status, file.headers["content-type"]) == (200, "image/webp")
    assert "default-src 'none'" in file.headers["content-security-policy"]


def test_drawings_that_ship_are_served_to_do_nothing_and_cannot_be_removed(author):
    file = author.get("/media/counter-plan")
    assert file.headers["content-type"].startswith("image/svg+xml")
    assert "sandbox" in file.headers["content-security-policy"]
    assert file.headers["x-content-type-options"] == "nosniff"
    assert act(author, "counter-plan", "remove").status == 400
    assert "ships" in author.get("/library/media").text


def test_what_is_wrong_is_told_on_the_page_and_to_the_script_and_nothing_is_kept(author, place):
    for body, fields, status, says in (
        (b"MZ no picture", {}, 415, "is nothing we can show"),
        (picture(), {"key": "The Case"}, 400, "The key is small letters"),
        (picture(), {"title": ""}, 400, "The title is a few words"),
        (mp4(seconds=300), {}, 400, "is 300 seconds long; a film of a module is at most 180"),
        (b"", {}, 400, "Choose a file"),
    ):
        answer = send(author, body, **fields)
        assert (answer.status, says in answer.text) == (status, True), says
    told = send(author, b"MZ", script=True)
    assert told.status == 415
    assert told.json["pointer"] == "file"
    assert place.house.directory.find(Medium) == []
    assert 'value="The travel case"' in send(author, b"MZ").text, "what was written is still there"


def test_a_file_that_is_too_large_is_not_listened_to(author):
    head = {"content-type": "multipart/form-data; boundary=x", "content-length": "26000000"}
    assert UPLOADS["/library/media"] < 26_000_000
    assert author.ask("POST", "/library/media", b"x", head).status == 413


def test_the_same_key_again_is_a_conflict_and_replacing_is_said_so(author, place):
    send(author, picture())
    again = send(author, picture(500, 400))
    assert (again.status, "has the key case already" in again.text) == (409, True)
    assert send(author, picture(500, 400), replace="yes", title="").status == 303
    page = author.get("/library/media/case")
    assert "500 × 400" in page.text
    assert "Take the earlier one back" in page.text
    assert act(author, "case", "restore").status == 303
    assert place.house.media.get("case").width == 320


def test_removed_it_can_be_taken_back_from_the_page_one_comes_to(author):
    send(author, picture())
    answer = act(author, "case", "remove")
    assert answer.headers["location"] == "/library/media?removed=case"
    assert "It can be taken back for 30 days" in author.get("/library/media?removed=case").text
    assert author.get("/library/media/case").status == author.get("/media/case").status == 404
    assert act(author, "case", "restore").status == 303
    assert author.get("/library/media/case").status == 200


def test_a_film_says_that_it_has_no_captions_until_it_has(author, place):
    send(author, webm(), key="story", title="The story")
    place.house.media.encoding.wait()
    assert "The film story has no captions" in author.get("/library/media/story").text
    csrf = author.get("/library/media").csrf
    body, headers = multipart({"csrf": csrf, "do": "caption", "language": "en", "text": ""}, "captions",
                              CUES.encode(), "story.vtt", "text/vtt")  # fmt: skip
    assert author.ask("POST", "/library/media/story", body, headers).status == 303
    page = author.get("/library/media/story")
    assert "May I show you both?" in page.text
    assert "has no captions" not in page.text
    file = author.get("/media/story.en.vtt")
    assert (file.status, file.headers["content-type"]) == (200, "text/vtt; charset=utf-8")
    assert act(author, "story", "caption", language="fr", text="hello").status == 400
    gone = act(author, "story", "uncaption", language="en")
    assert "Put them back" in gone.text
    assert (
        act(author, "story", "caption", language="en", text=place.house.media.file("story")[1] and CUES).status == 303
    )


def test_a_script_is_told_how_far_a_film_is(author):
    send(author, picture())
    assert author.get("/library/media/case", accept="application/json").json == {"share": None}


def test_only_who_writes_modules_comes_here_and_everybody_who_takes_them_sees_them(author, place):
    send(author, picture())
    for role, sees, edits in (("associate", 200, 404), ("manager", 200, 404), ("ld_author", 200, 200),
                              ("analyst", 404, 404)):  # fmt: skip
        browser = place.signed_in(role)
        assert (browser.get("/media/case").status, browser.get("/library/media").status) == (sees, edits), role
    assert place.browser().get("/media/case").status in (401, 303)


def test_what_is_not_there_is_not_there(author):
    for address in ("/library/media/nothing", "/media/nothing", "/media/..%2f..%2fdirectory.db", "/media/case.xx.vtt",
                    "/library/media/case~before"):  # fmt: skip
        assert author.get(address).status == 404, address
    assert act(author, "nothing", "rename", title="A title").status == 404
    assert act(author, "nothing", "restore").status == 404
