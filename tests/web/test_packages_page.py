"""L&D brings packages in, looks into them, offers them; large ones go to the disk as they come."""

import re
from uuid import uuid4

import pytest

from cabochon.directory.package_rows import Alias, Package
from cabochon.web import spool, upload
from packed import COURSE, block, course, structure, unit, zipped
from served import JSON


@pytest.fixture
def author(place):
    packages = place.house.packages
    for row in place.house.directory.find(Package):
        place.house.directory.delete(Package, row.id)
    for row in place.house.directory.find(Alias):
        place.house.directory.delete(Alias, row.id)
    packages._read.clear()
    packages.settle(packages.folder)
    return place.signed_in("ld_author")


def multipart(*parts):
    """(name, bytes, file name or None) each."""
    mark = uuid4().hex
    body = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        + (f'; filename="{called}"\r\nContent-Type: application/zip'.encode() if called else b"")
        + b"\r\n\r\n" + content + b"\r\n"
        for name, content, called in parts
    )  # fmt: skip
    return body + f"--{mark}--\r\n".encode(), {"content-type": f"multipart/form-data; boundary={mark}"}


def bring(browser, package, *, headers=None, called="straps.zip"):
    csrf = browser.get("/packages").csrf
    body, kind = multipart(("csrf", csrf.encode(), None), ("package", package, called))
    return browser.ask("POST", "/packages", body, kind | (headers or {}))


def test_an_empty_list_says_what_to_bring(author):
    said = author.get("/packages")
    assert said.status == 200
    assert "None yet." in said.text
    assert "at most 200 MB" in said.text


def test_a_package_is_brought_in_looked_into_and_offered(author):
    scored = unit(2, more=' moveOn="Passed" masteryScore="0.85"')
    answer = bring(author, course(unit(1), block(1, scored, title="To <finish>"), title="Straps & care"))
    assert answer.status == 303
    address = answer.headers["location"]
    said = author.get(address)
    assert "Straps &amp; care" in said.text
    assert "To &lt;finish&gt;" in said.text
    assert "85%" in said.text
    assert "Offered to nobody yet" in said.text
    assert "straps.zip" in said.text
    one = address.partition("?")[0]
    form = {"csrf": said.csrf, "do": "offer", "role": ["advisor", "manager"], "module": "", "skill": "care-plan",
            "same_origin": "yes"}  # fmt: skip
    assert author.post(one, form).headers["location"] == f"{one}?done=offered"
    assert "Offered to advisors, managers" in author.get("/packages").text
    for deed, shows in (("withdraw", "Withdrawn"), ("back", "Offered to advisors")):
        assert author.post(one, {"csrf": said.csrf, "do": deed}).status == 303
        assert shows in author.get(one).text


def test_it_is_deleted_only_when_that_is_ticked(author):
    one = bring(author, course()).headers["location"].partition("?")[0]
    csrf = author.get(one).csrf
    answer = author.post(one, {"csrf": csrf, "do": "delete"})
    assert answer.status == 400
    assert "Tick that it may go." in answer.text
    assert (
        author.post(one, {"csrf": csrf, "do": "delete", "sure": "yes"}).headers["location"] == "/packages?done=deleted"
    )
    assert author.get(one).status == 404


@pytest.mark.parametrize(
    ("package", "says"),
    [
        (zipped({"../x.html": "1"}), "../x.html has a name that leads out of the package (..); rename it"),
        (course(more={"bomb.bin": bytes(9_000_000)}), "bomb.bin unpacks to more than 100 times its size"),
        (course(unit(1, url="gone.html")), "launches “gone.html”, which is not in the package"),
        (course(unit(1, iri="no iri")), "has the id “no iri”, which is no whole address"),
        (zipped({"cmi5.xml": "<courseStructure", "index.html": ""}), "cmi5.xml, line 1 is no well-formed XML"),
        (zipped({"cmi5.xml": "<!DOCTYPE a><a/>"}), "cmi5.xml, line 1 begins with a DOCTYPE"),
        (zipped({"imsmanifest.xml": "x"}), "The package is a SCORM package; publish the course as cmi5"),
        (b"", "The package is neither a zip nor a course structure"),
        (b"hello", "The package is neither a zip nor a course structure"),
    ],
)
def test_each_fault_is_said_and_nothing_is_kept(author, package, says):
    answer = bring(author, package)
    assert answer.status == 400
    assert says in answer.text
    assert "None yet." in answer.text
    told = bring(author, package, headers={"accept": JSON})
    assert told.status == 400
    assert says in told.json["error"]


def test_the_same_again_leads_to_the_one_that_is_here(author):
    one = bring(author, course()).headers["location"].partition("?")[0]
    again = bring(author, course())
    assert again.status == 409
    assert f'href="{one}"' in again.text
    assert bring(author, course(), headers={"accept": JSON}).json["there"] == one


def test_a_script_is_told_where_to_go(author):
    answer = bring(author, course(), headers={"accept": JSON})
    assert answer.json["to"].startswith("/packages/")


def test_a_structure_alone_is_brought_in(author):
    answer = bring(author, structure(unit(1, url="https://x.example.com/a")), called="cmi5.xml")
    assert "None here: its units lie elsewhere" in author.get(answer.headers["location"]).text


def test_no_package_without_the_pages_own_token(author):
    body, kind = multipart(("package", course(), "a.zip"))
    assert author.ask("POST", "/packages", body, kind).status == 403
    large = zipped({"cmi5.xml": structure(unit(1)), "index.html": "x", "a.bin": bytes(40_000)}, method=0)
    late, kind = multipart(("package", large, "a.zip"), ("csrf", author.get("/packages").csrf.encode(), None))
    assert author.ask("POST", "/packages", late, kind).status == 403
    far = {**kind, "sec-fetch-site": "cross-site", "x-csrf": author.get("/packages").csrf}
    assert author.ask("POST", "/packages", body, far).status == 403


def test_a_token_in_the_head_will_do(author):
    body, kind = multipart(("package", course(), "a.zip"))
    assert author.ask("POST", "/packages", body, kind | {"x-csrf": author.get("/packages").csrf}).status == 303


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ((("other", b"x", None),), "is no field of this form"),
        ((("package", b"x", "a.zip"), ("package", b"x", "a.zip")), "was sent twice"),
        ((("csrf", b"\xff", None),), "no text in UTF-8"),
        ((("csrf", b"x" * 30_000, None),), "is too long"),
    ],
)
def test_a_form_that_is_none_of_ours_is_refused(author, parts, says):
    body, kind = multipart(*parts)
    answer = author.ask("POST", "/packages", body, kind | {"x-csrf": author.get("/packages").csrf, "accept": JSON})
    assert answer.status == 400
    assert says in answer.json["error"]


def test_a_form_that_breaks_off_is_refused(author):
    body, kind = multipart(("package", course(), "a.zip"))
    said = {**kind, "x-csrf": author.get("/packages").csrf, "accept": JSON}
    assert upload.BROKEN in author.ask("POST", "/packages", body[:-20], said).json["error"]
    assert author.ask("POST", "/packages", b"hello", said | {"content-type": "text/plain"}).status == 400


def test_a_package_too_large_is_cut_off_before_it_is_read(author):
    csrf = author.get("/packages").csrf
    said = {"content-type": "multipart/form-data; boundary=x", "x-csrf": csrf, "content-length": "201000001"}
    assert author.ask("POST", "/packages", b"x", said).status == 413


def test_a_large_package_passes_through_in_pieces(author, monkeypatch):
    monkeypatch.setattr(spool, "WRITTEN", 10_000)
    film = uuid4().bytes * 800_000
    answer = bring(author, zipped({"cmi5.xml": structure(unit(1)), "index.html": "x", "film.mp4": film}, method=0))
    assert answer.status == 303
    assert "12.8 MB" in author.get(answer.headers["location"]).text or "13 MB" in author.get("/packages").text


@pytest.mark.parametrize("role", ["manager", "associate", "hq_leader", "auditor", "analyst"])
def test_others_do_not_know_of_the_page(place, author, role):
    one = bring(author, course()).headers["location"].partition("?")[0]
    other = place.signed_in(role)
    assert other.get("/packages").status == 404
    assert other.get(one).status == 404
    assert other.post(one, {"csrf": other.get("/me").csrf, "do": "withdraw"}).status in (403, 404)
    body, kind = multipart(("csrf", b"x", None), ("package", course(), "a.zip"))
    assert other.ask("POST", "/packages", body, kind).status == 404


def test_activities_of_another_system_are_added_removed_and_put_back(place, author):
    key = place.house.library.shelf(closed=True)[0].key
    said = author.get("/packages/aliases")
    assert "None yet." in said.text
    wrong = author.post("/packages/aliases", {"csrf": said.csrf, "do": "add", "activity": "no iri", "module": key})
    assert wrong.status == 400
    assert "The activity id is no whole address" in wrong.text
    assert 'value="no iri"' in wrong.text
    sent = {"csrf": said.csrf, "do": "add", "activity": COURSE, "module": key}
    assert author.post("/packages/aliases", sent).status == 303
    assert author.post("/packages/aliases", sent).status == 409
    assert COURSE in author.get("/packages/aliases").text
    assert "1 activity counts so." in author.get("/packages").text
    gone = author.post("/packages/aliases", {"csrf": said.csrf, "do": "remove", "activity": COURSE})
    shown = author.get(gone.headers["location"])
    assert "Put it back" in shown.text
    back = dict(re.findall(r'name="(do|activity|module)" value="([^"]*)"', shown.text)[:3])
    assert author.post("/packages/aliases", {"csrf": shown.csrf, **back}).status == 303
    assert place.house.packages.aliases.of(COURSE).module == key


def test_several_faults_are_listed_together(author):
    package = course(unit(1, url="gone.html"), unit(2, url="../x.html"))
    said = bring(author, package).text
    assert "It was not taken, and nothing was changed:" in said
    assert said.count("<li>cmi5.xml, line 2, &lt;url&gt; ") == 2
    assert len(bring(author, package, headers={"accept": JSON}).json["more"]) == 1
