"""The skills map's pages: read by role, edited by L&D, never saved over somebody else's words."""

import re
from urllib.parse import quote

import pytest


@pytest.fixture
def author(place):
    """An L&D author at the editor, and the editor left without a draft behind them."""
    browser = place.signed_in("ld_author")
    yield browser
    if draft := place.house.skills.draft:
        place.house.skills.discard(place.house.viewer("ld_author"), draft.turn)


def turn(page):
    return re.search(r'name="turn" value="(\d+)"', page.text)[1]


def form(page, **other):
    return {"csrf": page.csrf, "turn": turn(page), **other}


def save(browser, page=None, key="welcome", **other):
    page = page or browser.get(f"/skills/edit?skill={key}")
    good = "Greets the client within 30 seconds.\nSays their own first name."
    sent = {
        "do": "save", "skill": key, "title": "Welcome", "good": good, "leading": "behaviour.welcome",
        "roles": ["advisor"], "behaviours": ["welcome"], "outcomes": ["csat", "behaviour.welcome"], **other,
    }  # fmt: skip
    return browser.post("/skills/edit", form(page, **sent))


@pytest.mark.parametrize("role", ["associate", "manager", "area_coach", "hq_leader", "ld_author"])
def test_every_staff_role_reads_the_map(place, role):
    page = place.signed_in(role).get("/skills?role=")
    assert page.status == 200
    assert "Two add-ons, each tied to a word" in page.text
    assert ("/skills/edit" in page.text) == (role == "ld_author")


def test_what_hangs_nowhere_is_told_to_whoever_edits(author):
    save(author, key="care-plan", title="Care", behaviours=[])
    page = author.get("/skills?draft=1&role=").text
    assert "What hangs nowhere" in page
    assert "Care plan explained" in page.partition("What hangs nowhere")[2].partition("</details>")[0]


def test_an_associate_meets_the_skills_of_their_own_job_first(place):
    page = place.signed_in("associate").get("/skills")
    assert "Receiving, step by step" not in page.text
    assert 'aria-current="page">Advisors' in page.text
    assert "/playbook#accessory" in page.text
    assert "Secondary sales rate" in page.text
    assert "attach_rate" not in page.text


def test_a_module_is_linked_where_the_reader_can_open_it(place):
    assert "/floor/learn/natural-add-on" in place.signed_in("associate").get("/skills").text
    assert "/library/natural-add-on" in place.signed_in("ld_author").get("/skills?role=").text


def test_only_authors_edit(place):
    for role in ("associate", "manager", "hq_leader"):
        browser = place.signed_in(role)
        assert browser.get("/skills/edit").status == 404
        assert "/skills/edit" not in browser.get("/skills").text


def test_a_saved_skill_is_read_only_once_it_is_published(place, author):
    assert save(author, title="Hello within half a minute").status == 303
    assert "Hello within half a minute" not in place.signed_in("associate").get("/skills").text
    assert "Hello within half a minute" in author.get("/skills?draft=1&role=").text
    page = author.get("/skills/edit")
    assert "changed" in page.text
    assert author.post("/skills/edit", form(page, do="publish", note="Shorter words")).status == 303
    assert "Hello within half a minute" in place.signed_in("associate").get("/skills").text
    old = author.get("/skills/edit")
    assert "Shorter words" in old.text
    assert author.post("/skills/edit", form(old, do="back", number="1", note="As it was")).status == 303
    assert "Hello within half a minute" not in place.signed_in("associate").get("/skills").text
    assert "Hello within half a minute" in author.get("/skills?version=2&role=").text


def test_whoever_saves_late_sees_both_and_may_save_again(place, author):
    late = author.get("/skills/edit?skill=welcome")
    save(author, title="First")
    answer = save(author, late, title="Second")
    assert answer.status == 409
    assert "First" in answer.text
    assert 'value="Second"' in answer.text
    assert save(author, answer, title="Second").status == 303
    assert place.house.skills.of(place.house.skills.draft).skill("welcome").title == "Second"


def test_what_cannot_be_observed_is_shown_and_blocks_publishing(author):
    save(author, good="Is passionate about service.\nSays hello.")
    page = author.get("/skills/edit")
    assert "1 to mend" in page.text
    assert author.post("/skills/edit", form(page, do="publish", note="x")).status == 400
    assert "line 1" in author.get("/skills/edit?skill=welcome").text


def test_a_skill_is_added_moved_and_taken_out(place, author):
    page = author.get("/skills/edit")
    new = author.post("/skills/edit", form(page, do="add", title="Gift wrapping", roles=["advisor"]))
    assert new.headers["location"] == "/skills/edit?skill=gift-wrapping"
    page = author.get("/skills/edit")
    assert "what moves first" in page.text
    author.post("/skills/edit", form(page, do="up", skill="gift-wrapping"))
    moved = [one.key for one in place.house.skills.of(place.house.skills.draft).of_role("advisor")]
    assert moved[-2:] == ["gift-wrapping", "try-on-security"]
    page = author.get("/skills/edit")
    author.post("/skills/edit", form(page, do="remove", skill="gift-wrapping"))
    assert "Gift wrapping" not in author.get("/skills/edit").text


def test_a_discarded_draft_is_offered_back(author):
    save(author, title="Not yet")
    page = author.get("/skills/edit")
    author.post("/skills/edit", form(page, do="discard"))
    page = author.get("/skills/edit")
    assert "was put away" in page.text
    author.post("/skills/edit", form(page, do="restore"))
    assert "Not yet" in author.get("/skills/edit").text


def test_what_is_typed_is_escaped(author):
    title = '<script>alert("x")</script>'
    save(author, title=title)
    for page in ("/skills/edit", "/skills/edit?skill=welcome", "/skills?draft=1&role="):
        assert "<script>alert" not in author.get(page).text


def test_what_is_not_there_is_said(author):
    assert author.get("/skills/edit?skill=nothing").status == 404
    assert author.get("/skills?version=99").status == 404
    assert author.get(f"/skills?version={quote('²')}").status == 200
    page = author.get("/skills/edit")
    assert author.post("/skills/edit", form(page, do="fly")).status == 400
    assert author.post("/skills/edit", form(page, do="add", title=" ")).status == 400
    assert author.post("/skills/edit", form(page, do="back", number="7", note="x")).status == 404
