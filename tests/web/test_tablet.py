"""A tablet several people share: tap, PIN, lock; and how little a session on it reaches."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from cabochon.directory.rows import Account, Failure, Session
from cabochon.web import ROUTES
from cabochon.web.viewer import ANYONE, BARE, masked, reaches
from served import Browser

PIN = "938471"
REACHED = ("/floor", "/me", "/playbook", "/kit", "/tablet", "/signout", "/signed-out")
SHUT = ("/me/security", "/me/report", "/tablet/share", "/playbook/edit", "/playbook/compare", "/playbook/review")


@pytest.fixture
def tablet(place):
    """A browser that is a tablet of the manager's boutique, with nobody signed in; the associate has a PIN."""
    for failure in place.house.directory.find(Failure):
        place.house.directory.delete(Failure, failure.id)
    manager = place.signed_in()
    page = manager.get("/tablet/share")
    answer = manager.post("/tablet/share", {"csrf": page.csrf, "do": "share", "name": "Till", "boutique": place.door})
    assert (answer.status, answer.headers["location"]) == (303, "/tablet")
    associate = place.signed_in("associate")
    said = associate.post("/me/pin", {"csrf": token(place, associate), "pin": PIN, "again": PIN, "password": ""})
    assert said.status == 200, said.text
    return manager


def tap(tablet, who="associate", pin=PIN):
    page = tablet.get("/tablet?who=associate")
    return tablet.post("/tablet", {"csrf": page.csrf, "who": who, "pin": pin})


def told(answer):
    found = re.search(r'role="alert"[^>]*>([^<]+)', answer.text)
    return found[1] if found else ""


def shared_id(place):
    viewer = place.house.viewer("manager")
    return next(one.id for one in place.house.tablets.listed(viewer) if not one.revoked)


def test_sharing_a_device_signs_the_manager_out_and_leaves_a_long_lived_cookie(tablet):
    assert set(tablet.cookies) >= {"cabochon-tablet"}
    assert "cabochon" not in tablet.cookies
    assert tablet.get("/today").status == 303
    page = tablet.get("/tablet")
    assert "Who is here?" in page.text
    assert 'href="/tablet?who=associate"' in page.text


def test_tap_and_pin_open_ones_own_floor_and_lock_ends_it(tablet, place):
    answer = tap(tablet)
    assert (answer.status, answer.headers["location"]) == (303, "/floor")
    session = place.house.doorman.session(tablet.cookies["cabochon"])[1]
    assert (session.kind, session.account) == ("shared", "associate")
    here = tablet.get("/tablet")
    assert "Lock, somebody else" in here.text
    copy = Browser(place.port, dict(tablet.cookies))
    answer = tablet.post("/tablet/lock", {"csrf": here.csrf})
    assert (answer.status, answer.headers["location"]) == (303, "/tablet")
    assert copy.get("/floor").status == 303
    assert tablet.get("/tablet", accept="application/json").json == {"signed": False}


def test_a_session_on_a_tablet_reaches_the_floor_and_nothing_else(tablet, place):
    tap(tablet)
    viewer = place.house.tablets.confined(place.house.viewer("associate"), shared_id(place))
    for method, path, _, may, _ in ROUTES:
        if may == BARE:
            continue
        where = re.sub(r"\{[^}]+\}", "x", path)
        inside = any(where == one or where.startswith(f"{one}/") for one in REACHED) and where not in SHUT
        inside = inside and not where.startswith("/playbook/edit/")
        assert reaches(viewer, where) == inside, path
        if not inside and may != ANYONE:
            assert tablet.ask(method, where, headers={"accept": "application/json"}).status == 404, path
    assert {tablet.get(path).status for path in ("/", "/today", "/signin", "/demos", "/link/x")} == {404}
    assert tablet.get("/me").status != 303


@pytest.mark.parametrize("way", ["/floor/../today", "/floor%2f..%2ftoday", "//today", "/tablets", "/FLOOR"])
def test_no_spelling_of_an_address_leads_out(tablet, way):
    tap(tablet)
    assert tablet.ask("GET", way).status == 404


def test_wrong_pins_no_pin_and_nobody_are_answered_alike_and_locked_after_five(tablet):
    said = {}
    for who in ("associate", "manager", "nobody"):
        answers = [tap(tablet, who, "502846") for _ in range(6)]
        assert [one.status for one in answers] == [401] * 5 + [429]
        said[who] = [told(one) for one in answers]
        assert 0 < int(answers[-1].headers["retry-after"]) <= 900
    assert said["associate"] == said["manager"]
    assert "If you have none yet" in said["manager"][0]
    assert tap(tablet).status == 429, "the right PIN too, until the quarter of an hour is over"


def test_a_stranger_elsewhere_opens_nothing_with_a_pin(place, tablet):
    stranger = place.browser()
    assert "nobody’s tablet" in stranger.get("/tablet").text
    csrf = stranger.get("/signin").csrf
    assert stranger.post("/tablet", {"csrf": csrf, "who": "associate", "pin": PIN}).status == 404


def test_somebody_of_another_boutique_is_not_on_it(place, tablet):
    place.house.directory.put(
        Account(id="far", login="far", name="Far", role="associate", boutiques=(place.other,), person=place.stranger)
    )
    place.house.tablets._pins.set(place.house.directory.get(Account, "far"), PIN)
    assert "who=far" not in tablet.get("/tablet").text
    assert tap(tablet, "far").status == 401


def test_taking_the_tablet_back_ends_what_is_open_there_at_the_next_request(place, tablet):
    tap(tablet)
    assert tablet.get("/tablet").status == 200
    manager = place.signed_in()
    for one in place.house.tablets.listed(place.house.viewer("manager")):
        page = manager.get("/tablet/share")
        assert manager.post("/tablet/share", {"csrf": page.csrf, "do": "revoke", "tablet": one.id}).status == 303
    assert tablet.get("/floor").status == 303
    assert "nobody’s tablet" in tablet.get("/tablet").text
    assert manager.post("/tablet/share", {"csrf": page.csrf, "do": "revoke", "tablet": "nothing"}).status == 404


def test_five_idle_minutes_end_it_even_without_the_pages_own_clock(place, tablet):
    tap(tablet)
    session = place.house.doorman.session(tablet.cookies["cabochon"], passive=True)[1]
    place.house.directory.put(replace(session, seen=session.seen - timedelta(minutes=5)))
    assert tablet.get("/floor").status == 303
    assert place.house.directory.get(Session, session.id) is None


def test_a_password_sign_in_on_the_tablet_is_confined_too(place, tablet):
    assert tablet.sign_in(place.house.doorman.link("hq_leader")).status == 303
    assert tablet.get("/today").status == 404
    assert tablet.get("/sql").status == 404


def test_disabling_the_account_or_clearing_the_pin_ends_the_session(place, tablet):
    tap(tablet)
    manager = place.signed_in()
    page = manager.get("/tablet/share")
    assert "Clear the PIN of" in page.text
    assert manager.post("/tablet/share", {"csrf": page.csrf, "do": "clear", "who": "associate"}).status == 303
    assert tablet.get("/floor").status == 303
    assert tap(tablet).status == 401
    assert manager.post("/tablet/share", {"csrf": page.csrf, "do": "clear", "who": "hq_leader"}).status == 404


def test_a_pin_is_set_within_ten_minutes_or_with_the_password(place, tablet):
    browser = place.signed_in("associate")
    form = {"csrf": token(place, browser), "password": ""}
    weak = browser.post("/me/pin", {**form, "pin": "123456", "again": "123456"})
    assert (weak.status, "first anybody would guess" in weak.text) == (400, True)
    assert browser.post("/me/pin", {**form, "pin": "502847", "again": "502848"}).status == 400
    session = place.house.doorman.session(browser.cookies["cabochon"])[1]
    place.house.directory.put(replace(session, created=session.created - timedelta(minutes=11)))
    assert browser.post("/me/pin", {**form, "pin": "502847", "again": "502847"}).status == 401
    place.house.doorman.set_password("associate", "violet ladder tuesday", but=browser.cookies["cabochon"])
    good = browser.post("/me/pin", {**form, "pin": "502847", "again": "502847", "password": "violet ladder tuesday"})
    assert good.status == 200
    assert tap(tablet, pin="502847").status == 303
    on_tablet = {"csrf": tablet.get("/tablet").csrf, "pin": "604829", "again": "604829", "password": ""}
    assert tablet.post("/me/pin", on_tablet).status == 401, "a PIN alone does not make another"


def token(place, browser):
    return masked(place.house.doorman.session(browser.cookies["cabochon"], passive=True)[1].csrf)


def test_who_did_what_stands_in_the_audit(place, tablet):
    tap(tablet)
    deeds = {deed for _, _, deed, _, _ in place.house.directory.notes()}
    assert {"shared a tablet", "set a PIN", "signed in by PIN"} <= deeds


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x07b"])
def test_a_tablet_needs_a_name(place, name):
    manager = place.signed_in()
    page = manager.get("/tablet/share")
    form = {"csrf": page.csrf, "do": "share", "name": name, "boutique": place.door}
    assert manager.post("/tablet/share", form).status == 400
    assert manager.post("/tablet/share", {**form, "name": "Till", "boutique": place.other}).status == 404
