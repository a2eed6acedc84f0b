"""Looking up on the floor: what is there for whom, what stands first, what L&D pins, what a phone keeps."""

import re
from uuid import uuid4

import pytest

from cabochon.directory.library_rows import Pinned
from cabochon.privacy.viewer import Viewer
from cabochon.programme.kit import document

LD = Viewer(account="ld_author", role="ld_author")


@pytest.fixture(autouse=True)
def nothing_pinned(place):
    yield
    for row in place.house.directory.find(Pinned):
        place.house.directory.put(Pinned(id=row.id, documents=(), by="test", at=row.at))


def shelf(page: str, name: str) -> list[str]:
    """The documents of a shelf, in order."""
    part = re.search(rf'<h2 id="shelf-{name}">.*?</section>', page, re.S)
    return re.findall(r'data-key="([^"]+)"', part[0]) if part else []


def role_of(place) -> str:
    person = place.house.viewer("associate").person
    return place.house.snapshot.person_on(person, place.house.today).job_role


def test_what_belongs_to_ones_own_work_stands_first_and_once(place):
    page = place.signed_in("associate").get("/floor/aids").text
    assert role_of(place) == "advisor"
    first = shelf(page, "first")
    assert "strap-guide" in first
    assert "First for advisors" in page
    assert page.count('data-key="strap-guide"') == 1
    assert "strap-guide" not in shelf(page, "watch")


def test_stories_stand_by_collection(place):
    page = place.signed_in("associate").get("/floor/aids").text
    assert "story-solstice" in shelf(page, "story")
    assert re.search(
        r'<h3 class="eyebrow">Solstice</h3>\s*<ul[^>]*>\s*<li[^>]*><a href="/floor/aids/story-solstice"', page
    )


def test_huddle_guides_are_for_managers_and_scripts_and_messages_for_nobody_here(place):
    assert shelf(place.signed_in("associate").get("/floor/aids").text, "huddle") == []
    page = place.signed_in("manager").get("/floor/aids").text
    assert "huddle-welcome" in shelf(page, "huddle")
    assert "two-plus-one" in shelf(page, "first")
    assert "clip-" not in page
    assert "message-" not in page


def test_every_page_of_the_floor_leads_there(place):
    browser = place.signed_in("associate")
    for address in ("/floor", "/floor/log", "/floor/learn", "/me"):
        assert '<a class="look-up" href="/floor/aids">' in browser.get(address).text, address
    assert '<a class="look-up" href="/floor/aids">' in browser.get("/floor/shell/log").text


def test_a_document_opens_and_says_what_it_is(place):
    answer = place.signed_in("associate").get("/floor/aids/ring-sizing")
    assert answer.status == 200
    assert "Over the knuckle" in answer.text
    assert 'data-aid="ring-sizing"' in answer.text
    assert "style=" not in answer.text


def test_in_another_language_where_there_is_one(place):
    browser = place.signed_in("associate")
    page = browser.get("/floor/aids/discovery-by-occasion?language=fr").text
    assert document("discovery-by-occasion", "fr").title in page
    assert 'href="/floor/aids/discovery-by-occasion?language=it"' in page
    assert browser.get("/floor/aids/ring-sizing?language=xx").status == 200


def test_what_is_not_there_is_not_found(place):
    browser = place.signed_in("associate")
    assert browser.get("/floor/aids/no-such").status == 404
    assert browser.get("/floor/aids/clip-travel-strap").status == 404


def test_a_procedure_is_there_once_somebody_signed_it_by_function_not_by_name(place):
    browser, lead = place.signed_in("associate"), Viewer(account="lp_lead", role="lp_lead")
    assert browser.get("/floor/aids/card-repairs").status == 404
    place.house.library.signing.sign(lead, "document:card-repairs", "loss prevention", "Camille Favre")
    page = browser.get("/floor/aids/card-repairs").text
    assert "Signed by loss prevention" in page
    assert "Camille" not in page
    assert "card-repairs" in shelf(browser.get("/floor/aids").text, "pocket_card")


def test_the_search_works_without_a_script_and_without_accents(place):
    page = place.signed_in("associate").get("/floor/aids?q=KN%C3%9CCKLE").text
    assert re.findall(r'data-key="([^"]+)"', page) == ["ring-sizing"]
    page = place.signed_in("associate").get("/floor/aids?q=%3Cb%3Exyzzy").text
    assert "Nothing with these words" in page
    assert "<b>xyzzy" not in page


def test_what_a_phone_keeps_has_every_documents_words_and_the_lists_version(place):
    browser = place.signed_in("associate")
    page, kept = browser.get("/floor/aids").text, browser.get("/floor/shell/aids").text
    version = re.search(r'data-version="([0-9a-f]+)"', page)[1]
    assert f'data-version="{version}"' in kept
    assert re.findall(r'<article class="aid" data-aid="([^"]+)"', page) == []
    listed = set(re.findall(r'data-key="([^"]+)"', page))
    assert set(re.findall(r'<article class="aid" data-aid="([^"]+)"', kept)) == listed
    assert '"/floor/aids":"/floor/shell/aids"' in browser.get("/floor/sw.js").text


def test_what_a_phone_keeps_is_small(place):
    kept = place.signed_in("manager").get("/floor/shell/aids").text.encode()
    assert len(kept) < 120_000  # less than a third of that on the wire


def test_that_one_was_opened_is_kept_as_an_entry(place):
    browser = place.signed_in("associate")
    before = place.house.log.position()
    entry = {"kind": "aid", "id": str(uuid4()), "opened_at": place.house.clock().isoformat(), "boutique": place.door,
             "aid": "ring-sizing", "language": "en"}  # fmt: skip
    sent = {"sent_at": place.house.clock().isoformat(), "entries": [entry]}
    csrf = browser.get("/floor/aids").csrf
    answer = browser.send("/floor/entries", sent, {"x-csrf": csrf})
    assert [one["status"] for one in answer.json["results"]] == ["kept"]
    assert place.house.log.position() == before + 1


def test_ld_pins_and_unpins_for_a_job_role(place):
    author, advisor = place.signed_in("ld_author"), place.signed_in("associate")

    def keep(key: str, *roles: str) -> int:
        form = {"csrf": author.get(f"/kit/{key}").csrf, "document": key, "roles": roles}
        return author.post("/kit/pins", form).status

    assert keep("engraving", "advisor", "cashier") == 303
    assert "engraving" in shelf(advisor.get("/floor/aids").text, "first")
    assert "pinned for advisors and cashiers" in author.get("/kit").text
    assert keep("engraving") == 303
    assert "engraving" not in shelf(advisor.get("/floor/aids").text, "first")
    assert keep("strap-guide") == 303  # what says so itself can be left out, and put back
    assert "strap-guide" in shelf(advisor.get("/floor/aids").text, "watch")
    assert keep("strap-guide", "advisor") == 303
    assert "strap-guide" in shelf(advisor.get("/floor/aids").text, "first")
    assert keep("strap-guide", "florist") == 400
    assert keep("strap-guide", "advisor", "advisor") == 303


def test_only_ld_pins(place):
    for role in ("associate", "manager", "area_coach"):
        browser = place.signed_in(role)
        csrf = browser.get("/kit/strap-guide").csrf
        assert browser.post("/kit/pins", {"csrf": csrf, "document": "strap-guide"}).status in (403, 404), role
        assert 'action="/kit/pins"' not in browser.get("/kit/strap-guide").text
