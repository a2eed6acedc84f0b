"""The weekly snapshot as a page and as files: who may know of it, what is sent, what a fault says."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from cabochon.directory.weekly_rows import WeeklySent, WeeklyWish
from cabochon.retail.closed_weeks import closed_week
from posted import Post, listening


@pytest.fixture
def bare(place):
    mail = {name: place.house.values[name] for name in ("smtp_host", "smtp_port", "smtp_security", "mail_from")}
    yield place
    place.house.values.update(mail)
    for kind in (WeeklyWish, WeeklySent):
        for row in place.house.directory.find(kind):
            place.house.directory.delete(kind, row.id)


@pytest.fixture
def post(bare):
    with listening(Post()) as one:
        bare.house.values.update(smtp_host="127.0.0.1", smtp_port=one.port, smtp_security="none",
                                 mail_from="weekly@m.example")  # fmt: skip
        yield one


def send(place, browser, do, /, **other):
    page = browser.get("/weekly")
    here = place.house.weekly.place(place.house.viewer("manager"))
    week = str(place.house.weekly.latest(place.house.viewer("manager"), here))
    usual = {"csrf": page.csrf, "do": do, "place": here.key, "week": week, "weekday": "1", "hour": "8",
             "address": "boss@m.example"}  # fmt: skip
    return browser.post("/weekly", usual | other)


@pytest.mark.parametrize("role", ["manager", "area_coach", "hq_leader", "analyst", "ld_author"])
def test_who_may_see_it_finds_the_page_the_picture_and_the_file(place, role):
    browser = place.signed_in(role)
    page = browser.get("/weekly")
    assert page.status == 200
    assert "The same in words" in page.text
    picture, paper = browser.get("/weekly.png"), browser.get("/weekly.pdf?download=1")
    assert (picture.headers["content-type"], paper.headers["content-type"]) == ("image/png", "application/pdf")
    assert paper.headers["cache-control"] == "no-store"
    assert paper.headers["content-disposition"].startswith("attachment; filename=")


@pytest.mark.parametrize("role", ["associate", "auditor", "admin", "lp_lead"])
def test_nobody_else_may(place, role):
    browser = place.signed_in(role)
    assert {browser.get(one).status for one in ("/weekly", "/weekly.pdf", "/weekly.png")} == {404}


def test_a_place_out_of_reach_is_not_there(place):
    browser = place.signed_in("manager")
    for key in ("boutique:XXX99", "company", "region:Europe", "nonsense"):
        for file in ("/weekly", "/weekly.pdf", "/weekly.png"):
            assert browser.get(f"{file}?{urlencode({'place': key})}").status == 404


def test_an_open_week_is_a_sentence(place):
    last = closed_week(place.house.today) + timedelta(days=8)
    browser = place.signed_in("hq_leader")
    assert "not closed yet" in browser.get(f"/weekly?week={last}").text or "not over yet" in browser.get(
        f"/weekly?week={last}").text  # fmt: skip
    assert browser.get(f"/weekly.pdf?week={last}").status == 400
    assert browser.get("/weekly?week=soon").status == 400
    assert browser.get("/weekly?week=9999-12-31").status == 400


def test_without_a_mail_server_it_says_so_and_offers_nothing_to_send(bare):
    browser = bare.signed_in("manager")
    assert "Letters are not set up" in browser.get("/weekly").text
    assert send(bare, browser, "now").status == 400


def test_it_is_switched_on_and_off(bare, post):
    browser = bare.signed_in("manager")
    assert "Send it to me every week" in browser.get("/weekly").text
    answer = send(bare, browser, "wish", weekday="3", hour="17")
    assert answer.status == 303
    (wish,) = bare.house.directory.find(WeeklyWish)
    assert (wish.weekday, wish.hour) == (3, 17)
    assert "It is sent to you every Wednesday at 17:00" in browser.get("/weekly").text
    send(bare, browser, "stop")
    assert bare.house.directory.find(WeeklyWish) == []


def test_one_now_goes_at_once(bare, post):
    assert send(bare, bare.signed_in("manager"), "now").status == 303
    (letter,) = post.letters
    assert b"application/pdf" in letter
    assert b"boss@m.example" in letter


def test_faults_are_said_on_the_page_and_nothing_is_kept(bare, post):
    browser = bare.signed_in("manager")
    for other in ({"address": "nobody"}, {"hour": "25"}, {"weekday": "x"}):
        answer = send(bare, browser, "wish", **other)
        assert answer.status == 400
        assert 'role="alert"' in answer.text
    assert bare.house.directory.find(WeeklyWish) == []
    assert send(bare, browser, "dance").status == 400
    assert send(bare, browser, "wish", place="company").status == 404


def test_a_mail_server_that_is_away_is_said_to_be(bare, post):
    bare.house.values["smtp_port"] = 1
    answer = send(bare, bare.signed_in("manager"), "now")
    assert answer.status == 503
    assert "The mail server could not be reached" in answer.text


def test_what_could_not_be_sent_stands_on_the_page_of_who_waits_for_it(bare):
    here = bare.house.weekly.place(bare.house.viewer("manager"))
    week = bare.house.weekly.latest(bare.house.viewer("manager"), here)
    bare.house.directory.put(WeeklySent(
        id=f"manager/{here.key}/{week}", account="manager", place=here.key, week=week, state="refused",
        at=bare.house.clock(), why="is an address nobody has",
    ))  # fmt: skip
    assert "could not be sent" in bare.signed_in("manager").get("/weekly").text
    assert "nobody has" not in bare.signed_in("hq_leader").get("/weekly").text
