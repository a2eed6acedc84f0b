"""Modules on the floor, page by page: the list, the player, where one left off, media, and the shells a phone keeps."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cabochon.retail.coaching import Assignment
from cabochon.retail.learning import Learning
from cabochon.retail.who import person
from seven_ways import ACTION, KEY, MODULE, ship

STATE = {"part": "the-order", "answers": {"which-line": {"response": "b", "success": True, "tries": 1}},
         "done": False, "took": "", "seconds": 12, "at": "2026-03-31T09:00:00.000Z"}  # fmt: skip


@pytest.fixture(autouse=True)
def shipped(monkeypatch):
    ship(monkeypatch)


def test_the_list_names_what_is_there_for_the_reader_by_skill(place):
    page = place.signed_in("associate").get("/floor/learn").text
    assert f'href="/floor/learn/{KEY}"' in page
    assert "Two add-ons, each tied to a word" in page
    assert 'href="/floor/learn" aria-current="page"' in page


def test_what_is_due_stands_first_with_its_day(place):
    now = datetime.now(UTC)
    place.house.keep_as().events([Assignment(
        id=uuid4(), at=now - timedelta(days=1), boutique=place.door, source="floor", what="module", item=KEY,
        due=now.date() + timedelta(days=3), job_role="advisor",
    )])  # fmt: skip
    page = place.signed_in("associate").get("/floor/learn").text
    assert page.index(">Due<") < page.index(f'data-row="{KEY}"')
    assert f'data-row="{KEY}" ' in page
    assert " data-auto" in page


def test_who_does_not_learn_on_the_floor_has_no_such_page(place):
    for role in ("ld_author", "hq_leader", "admin", "auditor"):
        assert place.signed_in(role).get("/floor/learn").status in (403, 404), role


def test_the_player_has_all_of_the_module_and_its_script(place):
    answer = place.signed_in("associate").get(f"/floor/learn/{KEY}")
    assert answer.status == 200
    assert 'data-step="which-line"' in answer.text
    assert "js/learn.js" in answer.text
    assert "style=" not in answer.text


def test_a_module_that_is_none_is_not_there(place):
    browser = place.signed_in("associate")
    assert browser.get("/floor/learn/no-such").status == 404
    assert browser.get("/floor/learn/no-such/state").status == 404


def test_a_module_that_is_not_open_is_told_so_and_listed_nowhere(place, monkeypatch):
    is_open = place.house.library.open
    monkeypatch.setattr(place.house.library, "open", lambda key: key != KEY and is_open(key))
    answer = place.signed_in("associate").get(f"/floor/learn/{KEY}")
    assert answer.status == 404


def test_where_one_left_off_comes_back_on_another_device(place):
    first, second = place.signed_in("associate"), place.signed_in("associate")
    csrf = first.get(f"/floor/learn/{KEY}").csrf
    attempt = str(uuid4())
    sent = first.send(f"/floor/learn/{KEY}/state", {"attempt": attempt, "state": STATE}, {"x-csrf": csrf})
    assert sent.status == 200
    heard = second.get(f"/floor/learn/{KEY}/state").json
    assert (heard["attempt"], heard["state"]["part"]) == (attempt, "the-order")
    assert "1 of" in second.get("/floor/learn").text


def test_a_state_without_its_token_or_shape_is_refused(place):
    browser = place.signed_in("associate")
    csrf = browser.get(f"/floor/learn/{KEY}").csrf
    assert browser.send(f"/floor/learn/{KEY}/state", {"attempt": str(uuid4()), "state": STATE}).status == 403
    wrong = browser.send(f"/floor/learn/{KEY}/state", {"attempt": "x", "state": STATE}, {"x-csrf": csrf})
    assert wrong.status == 400
    assert "no state of a module" in wrong.text


def test_one_persons_place_in_a_module_is_not_told_to_another(place):
    assert place.signed_in("manager").get(f"/floor/learn/{KEY}/state").json == {}


def test_the_shells_hold_nothing_of_anybody(place):
    browser, name = place.signed_in("associate"), place.house.viewer("associate").name
    for shell in ("learn", f"learn.{KEY}"):
        page = browser.get(f"/floor/shell/{shell}").text
        assert "data-writer" not in page
        assert f">{name}<" not in page
        assert 'name="csrf" value=""' in page
    assert 'data-step="which-line"' in browser.get(f"/floor/shell/learn.{KEY}").text
    assert browser.get("/floor/shell/learn.no-such").status == 404


def test_the_worker_knows_the_list_and_its_player(place):
    script = place.signed_in("associate").get("/floor/sw.js").text
    assert '"/floor/learn":"/floor/shell/learn"' in script
    assert "/js/lesson.js" in script


def test_an_action_taken_on_stands_on_the_floor_and_among_the_actions_until_it_was_tried(place):
    attempt, who = uuid4(), place.house.viewer("associate").person
    common = {"boutique": place.door, "source": "floor", "associate": person(who), "module": KEY, "item": ACTION,
              "version": "1", "language": "en", "attempt": attempt}  # fmt: skip
    at = datetime.now(UTC) - timedelta(hours=2)
    place.house.keep_as().events([Learning(id=uuid4(), at=at, what="took_on", **common)])
    browser = place.signed_in("associate")
    page = browser.get("/floor/actions")
    assert MODULE.action.text in page.text
    assert "from a module" in browser.get("/floor").text
    entry = {"csrf": page.csrf, "kind": "learning", "id": str(uuid4()), "boutique": place.door, "what": "tried",
             "opened_at": datetime.now(UTC).isoformat(), "module": KEY, "item": ACTION, "attempt": str(attempt),
             "version": "1", "language": "en", "after": "/floor/actions"}  # fmt: skip
    assert browser.post("/floor/entries", entry).status == 303
    assert MODULE.action.text not in browser.get("/floor/actions").text
    kept = browser.get("/floor/kept")
    assert kept.status == 200
    assert entry["id"] not in kept.text  # told as it happened: nothing to correct


@pytest.fixture
def film(place, monkeypatch):
    media = place.house.media
    real = media.file
    monkeypatch.setattr(media, "file", lambda name: (b"0123456789", "video/mp4") if name == "film" else real(name))


@pytest.mark.usefixtures("film")
def test_a_film_is_given_in_pieces(place):
    browser = place.signed_in("associate")
    whole, piece, tail = (
        browser.get("/media/film", **({"range": r} if r else {})) for r in ("", "bytes=2-4", "bytes=-3")
    )
    assert (whole.status, whole.body) == (200, b"0123456789")
    assert (piece.status, piece.body, piece.headers["content-range"]) == (206, b"234", "bytes 2-4/10")
    assert (tail.status, tail.body) == (206, b"789")
    assert browser.get("/media/film", range="bytes=x-").status == 200


def test_a_medium_runs_nothing_and_one_that_is_none_is_not_there(place):
    browser = place.signed_in("associate")
    answer = browser.get("/media/counter-plan")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert browser.get("/media/no-such").status == 404
    assert place.browser().get("/media/counter-plan").status in (303, 401)
