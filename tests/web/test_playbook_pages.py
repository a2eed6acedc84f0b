"""The playbook's pages: read by everybody on the floor, edited by L&D, reviewed beside clients' words."""

import re

import pytest


@pytest.fixture
def author(place):
    """An L&D author at the editor, and the editor left without a draft behind them."""
    browser = place.signed_in("ld_author")
    yield browser
    if draft := place.house.programme.editions.draft.kept:
        place.house.programme.editions.draft.discard(place.house.viewer("ld_author"), draft.turn)


def turn(page):
    return re.search(r'name="turn" value="(\d+)"', page.text)[1]


def save(browser, at="welcome", now=None, **texts):
    page = browser.get(f"/playbook/edit?at={at}")
    sent = {"at": at, "language": "en", "line": "", "brand": "", "turn": now or turn(page), "do": "save"}
    return browser.post("/playbook/edit", {**sent, **texts, "csrf": page.csrf})


@pytest.mark.parametrize("role", ["associate", "manager", "area_coach", "hq_leader", "ld_author"])
def test_every_staff_role_reads_the_playbook(place, role):
    page = place.signed_in(role).get("/playbook")
    assert page.status == 200
    assert page.text.count('class="moment"') == 7


def test_the_playbook_is_searched_and_says_when_nothing_is_found(place):
    reader = place.signed_in("associate")
    assert "<mark>" in reader.get("/playbook?q=accessor").text
    assert "Nothing in the playbook says" in reader.get("/playbook?q=zzzz").text


def test_only_authors_edit(place):
    for role in ("associate", "manager", "hq_leader"):
        assert place.signed_in(role).get("/playbook/edit").status == 404


def test_a_saved_word_is_read_only_once_it_is_published(place, author):
    assert save(author, **{"one-welcome.good": "Standing, hands free, no counter between"}).status == 303
    assert "no counter between" not in place.signed_in("associate").get("/playbook").text
    page = author.get("/playbook/edit")
    sent = {"turn": turn(page), "do": "publish", "note": "Where to stand", "csrf": page.csrf}
    assert author.post("/playbook/edit", sent).status == 303
    read = place.signed_in("associate").get("/playbook").text
    assert "no counter between" in read
    assert "Where to stand" in read
    number = place.house.programme.editions.number
    assert "<ins>" in author.get(f"/playbook/compare?from=1&to={number}").text
    old = author.get("/playbook/edit/1")
    assert "in force again" in old.text
    back = {"do": "back", "number": "1", "note": "As it was", "csrf": old.csrf}
    assert author.post("/playbook/edit", back).status == 303
    assert "no counter between" not in place.signed_in("associate").get("/playbook").text


def test_what_nobody_can_observe_is_said_beside_the_field_and_blocks(author):
    save(author, **{"one-welcome.title": "Be more confident"})
    page = author.get("/playbook/edit?at=welcome")
    assert "nobody can see confidence" in page.text
    first = author.get("/playbook/edit")
    sent = {"turn": turn(first), "do": "publish", "note": "Better", "csrf": first.csrf}
    refused = author.post("/playbook/edit", sent)
    assert refused.status == 400
    assert "confident" in refused.text


def test_a_script_is_told_what_was_found(author):
    page = author.get("/playbook/edit?at=welcome")
    sent = {"at": "welcome", "turn": turn(page), "do": "save", "one-welcome.title": "Shows passion",
            "csrf": page.csrf}  # fmt: skip
    answer = author.post("/playbook/edit", sent, {"accept": "application/json"})
    told = answer.json
    assert (told["turn"] > 0, told["blocking"]) == (True, 1)
    assert told["findings"][0]["address"] == "welcome.title"


def test_two_editors_see_both_words(author):
    first = turn(author.get("/playbook/edit?at=welcome"))
    save(author, **{"one-welcome.good": "Theirs is this"})
    late = save(author, now=first, **{"one-welcome.good": "Mine is that"})
    assert late.status == 409
    assert "Theirs is this" in late.text
    assert "Mine is that" in late.text


def test_lines_are_moved_without_a_script(place, author):
    use = list(place.house.programme.playbook().moments[0].use)
    page = author.get("/playbook/edit?at=welcome")
    sent = {"at": "welcome", "turn": turn(page), "do": "up:welcome.use:1", "csrf": page.csrf, "many-welcome.use": use}
    assert author.post("/playbook/edit", sent).status == 303
    editions = place.house.programme.editions
    assert editions.book_of(editions.draft.kept).texts["welcome.use"][:2] == (use[1], use[0])


def test_a_field_there_is_none_of_is_refused_with_the_page(author):
    answer = save(author, **{"one-farewell.good": "Waves"})
    assert answer.status == 400
    assert "no field of the playbook" in answer.text


def test_a_translation_and_a_variant_have_pages_of_their_own(author):
    assert author.get("/playbook/edit?at=try_on&language=fr").status == 200
    assert author.get("/playbook/edit?at=try_on&line=jewelry").status == 200
    assert author.get("/playbook/edit?at=words").status == 200
    assert author.get("/playbook/edit?at=try_on&language=xx").status == 404
    assert author.get("/playbook/edit/%C2%B2").status == 404
    assert author.get("/playbook/edit/99").status == 404


def test_a_talk_track_found_right_leaves_the_list(place, author):
    page = author.get("/playbook/review")
    track = re.search(r'name="track" value="([^"]+)"', page.text)[1]
    assert author.post("/playbook/review", {"track": track, "csrf": page.csrf}).status == 303
    assert f'value="{track}"' not in author.get("/playbook/review").text
    assert "Too few to show" in page.text
