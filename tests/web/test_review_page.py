"""The weekly review as a page: written, closed and taken back without JavaScript; who may know of it."""

from html import escape
from uuid import uuid4

import pytest

from cabochon.directory.review_rows import ReviewDecision, ReviewHeld


@pytest.fixture
def bare(place):
    yield place
    for kind in (ReviewDecision, ReviewHeld):
        for row in place.house.directory.find(kind):
            place.house.directory.delete(kind, row.id)


def at(place, code=""):
    return f"boutique:{code or place.door}"


def due(place):
    return str(place.house.rhythm.today(place.door))


def form(place, browser, do="decide", /, **other):
    page = browser.get("/review")
    week = str(place.house.reviews.page(place.house.viewer("manager"), "").week)
    me = place.house.viewer("manager").person
    usual = {"csrf": page.csrf, "do": do, "id": str(uuid4()), "place": at(place), "week": week}
    if do == "decide":
        usual |= {"text": "Two questions before the first piece", "owner": f"person:{me}", "due": due(place),
                  "measure": "csat"}  # fmt: skip
    return usual | other


def post(place, browser, do="decide", /, **other):
    return browser.post("/review", form(place, browser, do, **other))


def kept(place):
    return place.house.directory.find(ReviewDecision)


def test_a_first_review_says_what_a_good_decision_looks_like(bare):
    page = bare.signed_in().get("/review")
    assert page.status == 200
    for words in ("No decisions yet", "Offer two accessories during the try-on", "Mark as reviewed",
                  "Nothing was decided the week before"):  # fmt: skip
        assert words in page.text


@pytest.mark.parametrize("role", ["manager", "area_coach", "hq_leader", "analyst", "ld_author"])
def test_who_reviews_opens_it_and_who_writes_finds_the_form(place, role):
    page = place.signed_in(role).get("/review")
    assert page.status == 200
    assert ("Decide something" in page.text) == (role in ("manager", "area_coach", "hq_leader"))


@pytest.mark.parametrize("role", ["associate", "admin", "lp_lead", "auditor", "brand_partner"])
def test_nobody_else_knows_of_it(place, role):
    browser = place.signed_in(role)
    assert browser.get("/review").status == 404
    assert browser.post("/review", {"csrf": browser.get("/me").csrf, "do": "decide"}).status in (403, 404)


@pytest.mark.parametrize("role", ["analyst", "ld_author"])
def test_who_only_reads_writes_nothing(bare, role):
    browser = bare.signed_in(role)
    assert post(bare, browser, owner="function:managers").status == 404
    assert kept(bare) == []


def test_another_boutique_is_an_unknown_place(bare):
    browser = bare.signed_in()
    assert browser.get(f"/review?place={at(bare, bare.other)}").status == 404
    assert browser.get("/review?place=boutique:none").status == 404
    assert browser.get("/review?place=company:").status == 404
    assert post(bare, browser, place=at(bare, bare.other)).status == 404
    assert kept(bare) == []


def test_anothers_decision_is_not_there_for_a_manager(bare):
    leader = bare.signed_in("hq_leader")
    answer = post(bare, leader, place=at(bare, bare.other), owner="function:manager")
    assert answer.status == 303
    (row,) = kept(bare)
    browser = bare.signed_in()
    for do in ("remove", "reopen", "restore", "close", "edit"):
        assert post(bare, browser, do, id=row.id, state="done", outcome="Mine now").status == 404
    assert kept(bare) == [row]


def test_a_decision_is_written_once_and_undone(bare):
    browser = bare.signed_in()
    sent = form(bare, browser)
    first = browser.post("/review", sent)
    assert first.status == 303
    assert browser.post("/review", sent).status == 303
    assert len(kept(bare)) == 1
    page = browser.get(first.headers["location"].partition("#")[0])
    assert "Written down." in page.text
    assert "Two questions before the first piece" in page.text
    assert post(bare, browser, "remove", id=sent["id"]).status == 303
    assert "Two questions before the first piece" not in browser.get("/review").text
    assert post(bare, browser, "restore", id=sent["id"]).status == 303
    assert "Two questions before the first piece" in browser.get("/review").text


def test_it_is_closed_with_what_came_of_it_and_opened_again(bare):
    browser = bare.signed_in()
    post(bare, browser)
    name = kept(bare)[0].id
    answer = post(bare, browser, "close", id=name, state="done", outcome="")
    assert answer.status == 400
    assert "say in a line what came of it" in answer.text
    assert post(bare, browser, "close", id=name, state="done", outcome="Asked in most visits").status == 303
    assert "Asked in most visits" in browser.get("/review").text
    assert post(bare, browser, "reopen", id=name).status == 303
    assert "Asked in most visits" not in browser.get("/review").text


def test_it_is_changed_and_a_change_of_what_another_changed_is_refused(bare):
    browser = bare.signed_in()
    post(bare, browser)
    name, me = kept(bare)[0].id, bare.house.viewer("manager").person
    more = {"id": name, "owner": f"person:{me}", "due": due(bare)}
    assert post(bare, browser, "edit", text="Three questions", **more).status == 303
    assert "Three questions" in browser.get("/review").text
    answer = post(bare, browser, "edit", text="Four questions", turn="0123456789abcdef", **more)
    assert answer.status == 409
    assert "was changed by somebody else meanwhile" in answer.text


@pytest.mark.parametrize(("field", "value", "says"), [
    ("text", "", "Is missing; say what will be done"), ("owner", "", "choose who sees to it"),
    ("due", "2001-01-01", "hould be a day from today on"), ("measure", "nothing", "no number of the list"),
    ("text", "Call +41 79 123 45 67", "looks like a client"),
])  # fmt: skip
def test_a_fault_stands_beside_its_field_with_what_was_typed(bare, field, value, says):
    answer = post(bare, bare.signed_in(), **{"text": "Kept as typed", field: value})
    assert answer.status == 400
    assert says in answer.text
    assert f'id="wrong-{field}"' in answer.text
    if field != "text":
        assert 'value="Kept as typed"' in answer.text
    assert kept(bare) == []


def test_hostile_words_stay_words(bare):
    browser, hostile = bare.signed_in(), '<script>x</script>"><b onload=x>{{ 7*7 }}'
    post(bare, browser, text=hostile)
    name = kept(bare)[0].id
    post(bare, browser, "close", id=name, state="dropped", outcome=hostile)
    text = browser.get("/review").text
    assert "<script>x" not in text
    assert "<b onload" not in text
    assert text.count(escape(hostile, quote=False).partition('"')[0]) >= 2
    answer = post(bare, browser, text=hostile, due="never")
    assert "<script>x" not in answer.text
    assert browser.get("/review?done=decide&about=%22%3E%3Cscript%3Ex").text.count("<script>x") == 0


@pytest.mark.parametrize("sent", [{"do": "burn"}, {"week": "soon"}, {"week": "1999-01-04"}, {"id": "no-uuid"},
                                  {"more": "fields"}, {"week": "2030-01-07"}])  # fmt: skip
def test_what_no_form_sends_is_refused(bare, sent):
    assert post(bare, bare.signed_in(), **sent).status == 400
    assert kept(bare) == []


def test_a_form_without_its_token_is_refused(bare):
    browser = bare.signed_in()
    assert browser.post("/review", form(bare, browser) | {"csrf": "none"}).status == 403


def test_a_week_that_is_not_over_or_no_week_is_refused(place):
    browser = place.signed_in()
    assert browser.get("/review?week=2090-01-01").status == 400
    assert browser.get("/review?week=monday").status == 400
    assert browser.get("/review?week=2026-01-07").status == 200


def test_a_review_is_marked_as_held_and_the_mark_is_taken_back(bare):
    browser = bare.signed_in()
    assert post(bare, browser, "held").status == 303
    page = browser.get("/review?done=held")
    assert "Reviewed by Manager on" in page.text
    assert "1 of the last 8 weeks" in page.text
    assert post(bare, browser, "unheld").status == 303
    assert "Mark as reviewed" in browser.get("/review").text


def test_a_coach_reads_a_boutiques_review_without_its_peoples_names(bare):
    house = bare.house
    seller = next(p for p in house.snapshot.people(house.today) if p.id == bare.team[0])
    first = seller.name.split()[0]
    post(bare, bare.signed_in(), text=f"{first} shows the others", owner=f"person:{seller.id}")
    near = bare.signed_in().get("/review").text
    assert f"{first} shows the others" in near
    far = bare.signed_in("area_coach").get(f"/review?place={at(bare)}&week={kept(bare)[0].week}").text
    assert "[staff] shows the others" in far
    assert seller.name not in far
    assert "Somebody of the team" in far
    assert f"person:{seller.id}" not in far
