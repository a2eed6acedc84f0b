"""The page of marked days: a list by month, a form that says what is wrong, withdrawing with a way back."""

from datetime import timedelta
from uuid import uuid4

import pytest


def post(browser, **sent):
    return browser.post("/annotations", {"csrf": browser.get("/annotations").csrf, **sent})


@pytest.fixture
def bare(place):
    yield place
    today, leader = place.house.today, place.house.viewer("hq_leader")
    annotations = place.house.boards.annotations
    for one in annotations.listed(leader, today - timedelta(days=4000), today + timedelta(days=4000)):
        annotations.withdraw(leader, one.id)


def form(bare, /, **other):
    today = bare.house.today.isoformat()
    return {"do": "add", "id": str(uuid4()), "tag": "launch", "title": "Traverse in rose gold", "since": today,
            "until": "", "place": f"boutique:{bare.door}", **other}  # fmt: skip


def test_days_are_marked_withdrawn_and_brought_back(bare):
    browser = bare.signed_in()
    assert "No day is marked yet" in browser.get("/annotations").text
    answer = post(browser, **form(bare))
    assert answer.status == 303
    page = browser.get(answer.headers["location"]).text
    assert "Traverse in rose gold" in page
    assert "Marked. Charts show it from now on." in page
    assert "marked by you" in page
    name = answer.headers["location"].rpartition("=")[2]
    answer = post(browser, do="withdraw", id=name)
    page = browser.get(answer.headers["location"]).text
    assert "Withdrawn: " in page
    assert "Undo" in page
    assert "No day is marked yet" in page
    answer = post(browser, do="restore", id=name)
    page = browser.get(answer.headers["location"]).text
    assert "Brought back." in page
    assert page.count("Traverse in rose gold") >= 1


@pytest.mark.parametrize(("sent", "says"), [
    ({"title": ""}, "Give it a title"), ({"title": "Mr Dupont’s visit"}, "naming nobody"),
    ({"tag": "party"}, "Choose what kind of days"), ({"since": "soon"}, "Write the day as year, month and day"),
    ({"since": ""}, "Say the first day"), ({"until": "2020-01-01"}, "lies before the first"),
    ({"place": "boutique:XXX99"}, "Choose a place from the list"), ({"place": "all"}, "Choose a place from the list"),
    ({"place": ""}, "Choose one boutique"), ({"since": "1999-01-01"}, "ten years away"), ({"id": "7"}, "lost its id"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_the_form_keeps_what_was_typed(bare, sent, says):
    browser = bare.signed_in()
    answer = post(browser, **form(bare, **sent))
    assert answer.status == 400
    assert says in answer.text
    assert sent.get("title", "Traverse in rose gold") in answer.text
    assert "No day is marked yet" in answer.text


def test_a_title_is_words_and_nothing_else(bare):
    browser = bare.signed_in()
    post(browser, **form(bare, title="<b>Sale</b> & co"))
    page = browser.get("/annotations").text
    assert "&lt;b&gt;Sale&lt;/b&gt; &amp; co" in page
    assert "<b>Sale</b>" not in page


def test_a_leader_marks_all_and_everybody_within_reach_reads_it(bare):
    post(bare.signed_in("hq_leader"), **form(bare, place="all", title="New collection"))
    for role in ("associate", "manager", "area_coach", "ld_author", "analyst", "lp_lead"):
        page = bare.signed_in(role).get("/annotations")
        assert page.status == 200
        assert "New collection" in page.text
        assert "Withdraw" not in page.text
        assert ("Mark these days" in page.text) == (role in ("manager", "area_coach"))


@pytest.mark.parametrize("role", ["admin", "auditor", "brand_partner"])
def test_for_others_the_page_is_not_there(place, role):
    assert place.signed_in(role).get("/annotations").status == 404


@pytest.mark.parametrize("role", ["associate", "ld_author", "analyst", "lp_lead"])
def test_a_reader_changes_nothing(bare, role):
    answer = post(bare.signed_in(role), **form(bare))
    assert answer.status in (403, 404)
    assert "No day is marked yet" in bare.signed_in().get("/annotations").text


def test_what_another_boutique_marked_is_not_found(bare):
    leader = bare.signed_in("hq_leader")
    name = post(leader, **form(bare, place=f"boutique:{bare.other}")).headers["location"].rpartition("=")[2]
    browser = bare.signed_in()
    assert "No day is marked yet" in browser.get("/annotations").text
    assert post(browser, do="withdraw", id=name).status == 404
    assert "Withdrawn" not in browser.get(f"/annotations?done=withdraw&noted={name}").text


def test_a_button_that_is_none_is_refused(place):
    assert post(place.signed_in(), do="paint").status == 400
