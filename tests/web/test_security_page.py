"""One's own ways to sign in: set, changed, taken away, and where one is signed in."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from cabochon.directory.rows import Session
from cabochon.privacy.roles import ROLES
from cabochon.privacy.sessions import hashed
from served import Browser

GOOD = "violet ladder tuesday"
EVERYBODY = [role for role in ROLES if role != "key"]


@pytest.fixture
def browser(place):
    return place.signed_in("lp_lead")


def change(browser, do, **more):
    return browser.post("/me/security", {"csrf": browser.get("/me/security").csrf, "do": do, **more})


@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_has_it_and_is_led_to_it(place, role):
    browser = place.signed_in(role)
    assert browser.get("/me/security").status == 200
    assert 'href="/me/security"' in browser.get("/me").text


def test_a_new_password_ends_the_other_sign_ins_and_changes_the_token(place, browser):
    other, old = place.signed_in("lp_lead"), browser.cookies["cabochon"]
    for new, again, why in ((GOOD, "x", "not the same"), ("short", "short", "The password is shorter"),
                            ("password1", "password1", "first anybody would guess")):  # fmt: skip
        answer = change(browser, "password", new=new, again=again)
        assert answer.status == 400
        assert why in answer.text
    assert change(browser, "password", new=GOOD, again=GOOD).headers["location"] == "/me/security?done=password"
    assert browser.cookies["cabochon"] != old
    assert place.house.doorman.session(old) is None
    assert other.get("/me").status == 303
    assert "Your password is set" in browser.get("/me/security?done=password").text
    assert place.house.doorman.sign_in("lp_lead", GOOD, address="", agent="")


def test_what_is_done_stands_in_the_audit_without_a_secret(place, browser):
    change(browser, "password", new=GOOD, again=GOOD)
    said = place.house.directory.notes(actor="lp_lead", limit=5)
    assert "set a password" in [one[2] for one in said]
    assert GOOD not in str(said)


def test_sign_ins_are_listed_in_plain_words_and_ended_one_by_one_or_all(place, browser):
    doorman = place.house.doorman
    doorman.end_others("lp_lead", browser.cookies["cabochon"])
    firefox = doorman.redeem(
        doorman.link("lp_lead"), agent="Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"
    )
    stranger = doorman.redeem(doorman.link("auditor"), agent="")
    doorman.outbox_token("lp_lead")
    page = browser.get("/me/security").text
    for words in ("Firefox on Windows", "A phone’s unsent entries", "this one", "by link"):
        assert words in page
    theirs = hashed(stranger)
    assert theirs not in page
    assert change(browser, "end", session=theirs).status == 400
    assert doorman.session(stranger)
    assert change(browser, "end", session=hashed(firefox)).status == 303
    assert doorman.session(firefox) is None
    assert change(browser, "end-others").status == 303
    assert [one.id for one in doorman.sessions("lp_lead")] == [hashed(browser.cookies["cabochon"])]


def test_a_stale_session_may_end_sign_ins_and_nothing_else(place, browser):
    session = place.house.directory.get(Session, hashed(browser.cookies["cabochon"]))
    place.house.directory.put(replace(session, proved=place.house.clock() - timedelta(minutes=15)))
    page = browser.get("/me/security").text
    assert 'name="new"' not in page
    for do in ("password", "app", "confirm", "passkey", "codes", "drop-app", "drop-passkey"):
        assert change(browser, do, new=GOOD, again=GOOD).status == 401, do
    fetched = browser.send("/signin/passkey", {"for": "make"}, {"x-csrf": browser.get("/me/security").csrf})
    assert (fetched.status, fetched.json["prove"]) == (401, "/signin/again")
    assert change(browser, "end-others").status == 303


def test_a_wrong_code_shows_the_same_picture_again(place, browser):
    shown = change(browser, "app")
    key = re.search(r"Key <code>([A-Z2-7 ]+)</code>", shown.text)[1]
    assert 'src="data:image/svg+xml' in shown.text
    wrong = change(browser, "confirm", code="000000")
    assert wrong.status == 400
    assert key in wrong.text
    assert "This code does not fit" in wrong.text
    assert key not in browser.get("/me/security").text


def test_another_persons_passkey_is_not_theirs_to_remove(place, browser):
    from cabochon.directory.factor_rows import Passkey

    key = Passkey(id="theirs", account="auditor", public=b"", name="<b>Phone", made=place.house.clock())
    place.house.directory.put(key)
    try:
        assert change(browser, "drop-passkey", key="theirs").status == 404
        assert "&lt;b&gt;Phone" not in browser.get("/me/security").text
        assert place.house.trust.factors.of("auditor").passkeys == 1
    finally:
        place.house.trust.factors.reset("auditor", by="test")


@pytest.mark.parametrize("form", [{"do": "x"}, {"do": ""}, {"do": "end", "extra": "1"}], ids=["other", "none", "extra"])
def test_what_is_no_button_is_refused(browser, form):
    assert browser.post("/me/security", {"csrf": browser.get("/me/security").csrf, **form}).status == 400


def test_a_stranger_and_a_tablet_do_not_reach_it(place):
    assert Browser(place.port).get("/me/security").status == 303
    from cabochon.web.viewer import reaches

    viewer = replace(place.house.viewer("associate"), shared=True)
    assert not reaches(viewer, "/me/security")
    assert not reaches(viewer, "/signin/again")
