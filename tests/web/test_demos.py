"""Demos by volunteer mentors: asked, recorded, reviewed, watched, withdrawn."""

import io
import zipfile
from uuid import uuid4

import pytest

from cabochon.directory.rows import Account, Demo, Mentor
from cabochon.web.viewer import masked
from recordings import MAKER, PLACE, mp4, webm

FIELDS = {
    "behaviour": "accessory", "title": "The strap for the trip", "language": "en", "watch": "How the need comes first",
    "transcript": "You mentioned a trip; may I show you a strap?", "alone": "yes",
}  # fmt: skip


@pytest.fixture
def clean(place):
    for row in (*place.house.directory.find(Demo), *place.house.directory.find(Mentor)):
        place.house.demos.forget(row.person if isinstance(row, Demo) else row.id)
    doors = {"hq_far": ("hq_leader", (place.other,)), "far": ("associate", (place.other,)),
             "ld_far": ("ld_author", (place.other,))}  # fmt: skip
    for one, (role, reach) in doors.items():
        person = place.stranger if role == "associate" else ""
        place.house.directory.put(Account(id=one, login=one, name=one, role=role, boutiques=reach, person=person))
    return place


@pytest.fixture
def mentor(clean):
    """The associate, asked and willing."""
    manager, person = clean.signed_in(), clean.house.viewer("associate").person
    form = {"csrf": manager.get("/team/mentors").csrf, "do": "ask", "person": person, "boutique": clean.door}
    assert manager.post("/team/mentors", form).status == 303
    browser = clean.signed_in("associate")
    page = browser.get("/demos")
    assert "Would you be a mentor?" in page.text
    assert browser.post("/demos", {"csrf": page.csrf, "answer": "accepted"}).status == 303
    return browser


def multipart(fields, file, name="demo.mp4", kind="video/mp4"):
    mark = uuid4().hex
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields]
    if file is not None:
        said = f'form-data; name="file"; filename="{name}"'
        head = f"--{mark}\r\nContent-Disposition: {said}\r\nContent-Type: {kind}\r\n\r\n"
        parts.append(head.encode() + file + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), {"content-type": f"multipart/form-data; boundary={mark}"}


def send(browser, file, *, name="demo.mp4", kind="video/mp4", demo="", **other):
    csrf = browser.get("/demos").csrf
    fields = {"csrf": csrf, "id": demo or uuid4().hex, **FIELDS, **other}
    body, headers = multipart([pair for pair in fields.items() if pair[1] is not None], file, name, kind)
    return browser.ask("POST", "/demos", body, headers)


def rows(place):
    return place.house.directory.find(Demo)


def publish(place, demo, audience="boutique", who="ld_author", **other):
    author = place.signed_in(who)
    csrf = masked(place.house.doorman.session(author.cookies["cabochon"])[1].csrf)
    return author.post(f"/demos/{demo}", {"csrf": csrf, "do": "publish", "audience": audience, **other})


def seen_by(place, demo):
    return {who for who in ("associate", "manager", "area_coach", "hq_leader", "ld_author", "hq_far", "far", "ld_far")
            if place.signed_in(who).get(f"/demos/{demo}/file").status == 200}  # fmt: skip


def test_a_demo_is_seen_by_its_mentor_and_reviewers_until_it_is_published(mentor, clean):
    assert send(mentor, mp4()).status == 303
    (row,) = rows(clean)
    assert seen_by(clean, row.id) == {"associate", "ld_author"}
    assert "The strap for the trip" not in clean.signed_in().get("/demos").text
    assert "The strap for the trip" in clean.signed_in("ld_author").get("/demos/review").text
    assert publish(clean, row.id).status == 303
    assert seen_by(clean, row.id) == {"associate", "manager", "area_coach", "hq_leader", "ld_author"}
    assert publish(clean, row.id, "everyone").status == 409, "reviewed once"


def test_published_for_everyone_names_nobody_above_the_boutique(mentor, clean):
    send(mentor, webm(), kind="video/webm")
    assert publish(clean, rows(clean)[0].id, "everyone").status == 303
    assert len(seen_by(clean, rows(clean)[0].id)) == 8
    house = clean.house
    name, door = house.viewer("associate").name, house.snapshot.door_on(clean.door, house.today).name
    person = house.snapshot.person_on(house.viewer("associate").person, house.today).name
    for who in ("far", "hq_far", "area_coach"):
        text = clean.signed_in(who).get("/demos").text
        assert f"A colleague from {door}" in text
        assert person not in text
    assert person in clean.signed_in().get("/demos").text or name in clean.signed_in().get("/demos").text


def test_the_file_is_clean_served_with_its_own_type_and_in_ranges(mentor, clean):
    body = mp4()
    send(mentor, body, name="../../etc/passwd", kind="text/html")
    demo = rows(clean)[0].id
    whole = mentor.get(f"/demos/{demo}/file")
    assert PLACE not in whole.body
    assert MAKER not in whole.body
    assert len(whole.body) == len(body)
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["cache-control"] == "no-store"
    assert "sandbox" in whole.headers["content-security-policy"]
    for asked, begin, end in (
        ("bytes=0-1", 0, 2),
        ("bytes=10-", 10, None),
        ("bytes=-5", -5, None),
        ("bytes=5-99999999", 5, None),
    ):
        part = mentor.get(f"/demos/{demo}/file", range=asked)
        assert (part.status, part.body) == (206, whole.body[begin:end])
        assert part.headers["content-range"].endswith(f"/{len(body)}")
    assert mentor.get(f"/demos/{demo}/file", range="bytes=9999999-").status == 416
    assert mentor.get(f"/demos/{demo}/file", range="bytes=0-1,4-5").status == 200
    assert mentor.get(f"/demos/{demo}/file", range="lines=1-2").status == 200
    assert "media-src 'self'" in mentor.get("/demos").headers["content-security-policy"]


def test_withdrawing_deletes_the_file_and_closes_the_old_link(mentor, clean):
    send(mentor, mp4())
    demo = rows(clean)[0].id
    publish(clean, demo, "everyone")
    kept = clean.house.demos.folder / demo
    assert kept.exists()
    far, form = clean.signed_in("far"), {"csrf": mentor.get("/demos").csrf, "do": "withdraw"}
    assert (
        far.post(f"/demos/{demo}", {"csrf": far.get("/demos").csrf or token(clean, far), "do": "withdraw"}).status
        == 404
    )
    assert far.get(f"/demos/{demo}/file").status == 200
    assert mentor.post(f"/demos/{demo}", form).status == 303
    assert not kept.exists()
    assert {clean.signed_in(who).get(f"/demos/{demo}/file").status for who in ("far", "associate", "ld_author")} == {
        404
    }
    assert publish(clean, demo).status == 404
    assert rows(clean)[0].words == b""


def token(place, browser):
    return masked(place.house.doorman.session(browser.cookies["cabochon"])[1].csrf)


def test_forgetting_the_person_forgets_the_demo(mentor, clean):
    send(mentor, mp4())
    demo = rows(clean)[0].id
    publish(clean, demo, "everyone")
    person = clean.house.viewer("associate").person
    clean.house.directory.forget_text_key(f"person:{person}")
    assert seen_by(clean, demo) == set()
    assert "The strap" not in clean.signed_in("far").get("/demos").text
    clean.house.demos.forget(person)
    assert rows(clean) == []


def test_it_goes_back_with_a_reason_and_is_not_published_without_words(mentor, clean):
    send(mentor, mp4(), transcript="")
    demo = rows(clean)[0].id
    refused = publish(clean, demo)
    assert (refused.status, "for those who do not hear or see it" in refused.text) == (400, True)
    assert publish(clean, demo, "the world", transcript="x").status == 400
    author = clean.signed_in("ld_author")
    form = {"csrf": author.get("/demos/review").csrf, "do": "return", "reason": ""}
    assert author.post(f"/demos/{demo}", form).status == 400
    assert author.post(f"/demos/{demo}", {**form, "reason": "A client passes behind you"}).status == 303
    assert "A client passes behind you" in mentor.get("/demos").text
    assert publish(clean, demo, who="ld_far", transcript="x").status == 404


def zipped():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a", b"b" * 500)
    return made.getvalue()


def test_what_is_wrong_with_a_form_is_said_and_nothing_is_kept(mentor, clean):
    for file, other, status in (
        (zipped(), {}, 415), (b"", {}, 400), (None, {}, 400), (mp4(seconds=90), {}, 400), (mp4(), {"alone": None}, 400),
        (mp4(), {"title": "Call Mrs Dupont on +41 79 555 01 23"}, 400), (mp4(), {"behaviour": "shout"}, 400),
        (mp4(), {"title": " "}, 400), (mp4(), {"title": "x" * 81}, 400), (mp4(), {"language": "../en"}, 400),
        (mp4(), {"person": "somebody"}, 400), (mp4(), {"watch": "a\0b"}, 400),
    ):  # fmt: skip
        answer = send(mentor, file, **other)
        assert answer.status == status, (other, answer.text[-600:])
    assert rows(clean) == []
    assert not clean.house.demos.folder.exists() or not list(clean.house.demos.folder.iterdir())


def test_sent_twice_it_is_kept_once(mentor, clean):
    demo = uuid4().hex
    assert [send(mentor, mp4(), demo=demo).status for _ in range(2)] == [303, 303]
    assert [row.id for row in rows(clean)] == [demo]


def test_only_mentors_record_and_only_as_long_as_they_like(mentor, clean):
    manager = clean.signed_in()
    body, headers = multipart([("csrf", token(clean, manager)), *FIELDS.items()], mp4())
    assert manager.ask("POST", "/demos", body, headers).status == 403
    assert mentor.post("/demos", {"csrf": mentor.get("/demos").csrf, "answer": "withdrawn"}).status == 303
    body, headers = multipart([("csrf", token(clean, mentor)), *FIELDS.items()], mp4())
    assert mentor.ask("POST", "/demos", body, headers).status == 403
    assert mentor.post("/demos", {"csrf": token(clean, mentor), "answer": "accepted"}).status == 409
    assert rows(clean) == []


def test_a_recording_may_be_larger_than_other_forms_and_strangers_send_none(mentor, clean):
    large = mp4(size=11_000_000)
    assert send(mentor, large).status == 303
    assert rows(clean)[0].size == len(large)
    stranger = clean.browser()
    body, headers = multipart([("csrf", "x"), *FIELDS.items()], mp4())
    assert stranger.ask("POST", "/demos", body, headers).status == 401
    assert clean.signed_in("analyst").ask("POST", "/demos", body, headers).status == 404
    assert mentor.ask("POST", "/demos", body, headers).status == 403, "another page's form"
    head = {"content-type": "multipart/form-data; boundary=x", "content-length": "26000000"}
    assert mentor.ask("POST", "/demos", b"x", head).status == 413
    assert mentor.ask("POST", "/me/pin", b"x", {**head, "content-length": "11000000"}).status == 413


@pytest.mark.parametrize("demo", ["..%2f..%2fdirectory.db", "0" * 32, "x", "0" * 31 + "%00"])
def test_an_id_that_is_none_is_not_there(mentor, demo):
    assert mentor.get(f"/demos/{demo}/file").status == 404


def test_a_manager_asks_only_their_own_people(clean):
    manager = clean.signed_in()
    page = manager.get("/team/mentors")
    for person, where in ((clean.stranger, clean.other), (clean.stranger, clean.door), ("nobody", clean.door)):
        form = {"csrf": page.csrf, "do": "ask", "person": person, "boutique": where}
        assert manager.post("/team/mentors", form).status == 404
    assert clean.house.directory.find(Mentor) == []


def test_a_form_that_cannot_be_read_is_refused(mentor, clean):
    body, headers = multipart([("csrf", token(clean, mentor)), *FIELDS.items()], mp4())
    said = {"x-csrf": token(clean, mentor)}
    twice, _ = multipart([("title", "a"), ("title", "b")], mp4())
    many, _ = multipart([(f"f{n}", "") for n in range(30)], mp4())
    broken = [
        (body, {"content-type": "multipart/form-data"}),
        (body, {"content-type": "multipart/form-data; boundary=other"}),
        (body[:-60], headers),
        (b"", headers),
        (twice.replace(twice[2:34], body[2:34]), headers),
        (many.replace(many[2:34], body[2:34]), headers),
    ]
    assert [mentor.ask("POST", "/demos", sent, {**kind, **said}).status for sent, kind in broken] == [400] * 6
    bare, headers = multipart(FIELDS.items(), mp4())
    assert mentor.ask("POST", "/demos", bare, headers).status == 403, "no token"
    assert rows(clean) == []
