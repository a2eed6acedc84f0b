"""Whose account single sign-on opens, in which browser, and how often."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from cabochon.directory.factor_rows import Challenge, Federated, Provisioned
from cabochon.directory.rows import Account
from cabochon.house.sso_words import NOBODY, NOT_NOW, OLD, OTHER
from cabochon.privacy.oidc import Vouched
from oidc_liar import lying
from served import Browser, served
from sso_place import KEY, begun, refused, settling, signed, why


@pytest.fixture
def settle(place):
    with settling(place) as one:
        yield one


@pytest.fixture
def liar(settle):
    with lying(KEY) as one:
        settle(issuer=one.issuer)
        yield one


def test_the_house_proves_itself_and_its_code(place, liar):
    """The provider checks the secret (form-encoded, RFC 6749 2.3.1), the redirect address and the PKCE verifier."""
    browser, answer = signed(place, liar)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert place.house.doorman.session(browser.cookies["cabochon"])[0].id == "anna"


def test_a_secret_may_go_in_the_body_where_the_provider_says_so(place, liar):
    liar.said = {"token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"]}
    assert signed(place, liar)[1].status == 303


def test_the_cookie_of_a_sign_in_is_short_lax_and_unreadable(place, liar):
    answer = place.browser().get("/signin/sso")
    said = answer.headers["set-cookie"].lower()
    assert "samesite=lax" in said
    assert "httponly" in said
    assert "max-age=600" in said
    assert answer.headers["cache-control"] == "no-store"


def test_under_https_the_cookie_belongs_to_this_host_and_the_way_back_is_the_public_one(place, liar):
    with served(place.house, public_url="https://cabochon.maison.example") as port:
        answer = Browser(port).get("/signin/sso", host="evil.example")
    said, asked = answer.headers["set-cookie"], dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert said.startswith("__Host-cabochon-sso=")
    assert "Secure" in said
    assert "Domain" not in said
    assert asked["redirect_uri"] == "https://cabochon.maison.example/signin/sso/back"


def test_afterwards_the_subject_counts_and_the_address_does_not(place, liar):
    signed(place, liar)
    for changed in ({"email": "anna.new@maison.example"}, {"email": "bea@maison.example"}, {"email": None}):
        liar.claims = {**changed, "email_verified": False}
        browser, answer = signed(place, liar)
        assert answer.status == 303
        assert place.house.doorman.session(browser.cookies["cabochon"])[0].id == "anna"


def test_the_directory_does_not_hold_what_the_provider_calls_somebody(place, liar):
    signed(place, liar)
    row = place.house.trust.sso.bound("anna")[0]
    assert "anna-0001" not in repr(row)
    assert (row.issuer, len(row.id)) == (liar.issuer, 64)
    noted = [note for note in place.house.directory.notes(limit=5) if note[2] == "bound to single sign-on"]
    assert [note[3:] for note in noted] == [("anna", liar.issuer)]


def test_another_subject_with_the_same_address_is_refused(place, liar):
    signed(place, liar)
    liar.claims = {"sub": "somebody-else"}
    assert refused(signed(place, liar)[1], NOBODY)
    assert why(place)[0] == "bound to somebody else there"
    place.house.trust.sso.unbind("anna", by="test")
    assert signed(place, liar)[1].status == 303


def test_an_account_is_never_made_and_never_opened_while_disabled(place, liar):
    accounts = place.house.people.accounts()
    liar.claims = {"email": "nobody@maison.example"}
    unknown = signed(place, liar)[1]
    assert refused(unknown, NOBODY)
    assert place.house.people.accounts() == accounts
    liar.claims = {}
    anna = place.house.directory.get(Account, "anna")
    place.house.directory.put(replace(anna, disabled=True))
    assert refused(signed(place, liar)[1], NOBODY)  # before it was ever bound
    place.house.directory.put(anna)
    signed(place, liar)
    place.house.directory.put(replace(anna, disabled=True))
    assert refused(signed(place, liar)[1], NOBODY)  # and after
    assert why(place)[:2] == ["disabled", "disabled"]
    liar.claims = {"email_verified": False, "sub": "u-2"}
    assert refused(signed(place, liar)[1], NOBODY)


def test_an_account_of_a_scim_client_is_found_by_what_that_calls_it(place, liar):
    now = place.house.clock()
    place.house.directory.put(Provisioned(id="bea", external="anna-0001", key="k", made=now, changed=now))
    liar.claims = {"email": None, "email_verified": None}
    browser, answer = signed(place, liar)
    assert answer.status == 303
    assert place.house.doorman.session(browser.cookies["cabochon"])[0].id == "bea"


def test_an_address_may_come_from_the_userinfo_endpoint_of_the_same_subject(place, liar):
    liar.claims = {"email": None, "email_verified": None}
    liar.userinfo = {"sub": "another", "email": "anna@maison.example", "email_verified": True}
    assert refused(signed(place, liar)[1], NOBODY)
    liar.userinfo["sub"] = "anna-0001"
    assert signed(place, liar)[1].status == 303
    liar.asked.clear()
    signed(place, liar)  # known by now: nobody asks for the address again
    assert "/userinfo" not in liar.asked


def test_a_state_is_good_once_in_its_own_browser_for_ten_minutes(place, liar, monkeypatch):
    browser, address = begun(place)
    back = liar.back(address)
    stranger = place.browser()
    assert refused(stranger.get(back), OLD)  # no cookie: another signs this browser in unseen
    assert refused(browser.get(back), OLD)  # used up by that
    mallory, victim = begun(place)[0], begun(place)
    mine, theirs = begun(place, mallory)[1], victim[1]
    assert refused(victim[0].get(liar.back(mine)), OLD)  # the cookie is of another sign-in
    assert refused(mallory.get(liar.back(theirs)), OLD)
    for state in ("", "made-up", "x" * 5_000):
        assert refused(browser.get(f"/signin/sso/back?code=x&state={state}"), OLD)
    assert refused(browser.get("/signin/sso/back"), OLD)
    browser, address = begun(place)
    now = place.house.clock()
    monkeypatch.setattr(place.house, "clock", lambda: now + timedelta(minutes=10, seconds=1))
    assert refused(browser.get(liar.back(address)), OLD)
    assert "/token" not in liar.asked


def test_what_never_came_back_is_swept_away(place, liar, monkeypatch):
    begun(place)
    now = place.house.clock()
    monkeypatch.setattr(place.house, "clock", lambda: now + timedelta(minutes=12))
    begun(place)
    assert len([one for one in place.house.directory.find(Challenge, account="") if one.kind == "sso"]) == 1


def test_a_waiting_sign_in_is_sealed(place, liar):
    _, address = begun(place)
    asked = dict(parse_qsl(urlsplit(address).query))
    rows = repr(place.house.directory.find(Challenge, account=""))
    assert asked["state"] not in rows
    assert asked["nonce"] not in rows


def test_an_old_code_is_refused_without_blaming_the_provider(place, liar):
    browser, address = begun(place)
    back = liar.back(address)
    liar.codes.clear()
    assert refused(browser.get(back), OLD)
    assert place.house.doctor() == []


def test_who_is_signed_in_proves_themselves_once_more_there(place, liar):
    browser, _ = signed(place, liar)
    old = browser.cookies["cabochon"]
    browser, address = begun(place, browser)
    asked = dict(parse_qsl(urlsplit(address).query))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert refused(browser.get(liar.back(address)), NOT_NOW)  # it does not say when they signed in
    liar.claims = {"auth_time": int(place.house.clock().timestamp()) - 3_600}
    assert refused(signed(place, liar, browser)[1], NOT_NOW)
    liar.claims = {"auth_time": int(place.house.clock().timestamp())}
    assert signed(place, liar, browser)[1].status == 303
    assert browser.cookies["cabochon"] != old
    assert place.house.doorman.session(old) is None
    assert place.house.doorman.session(browser.cookies["cabochon"])[0].id == "anna"


def test_nobody_proves_themselves_as_another(place, liar):
    browser = place.signed_in()
    mine = browser.cookies["cabochon"]
    liar.claims = {"auth_time": int(place.house.clock().timestamp())}
    assert refused(signed(place, liar, browser)[1], OTHER)
    assert place.house.doorman.session(mine)[0].id == "manager"


def test_two_at_once_bind_one(place, liar):
    """Two subjects with one verified address at the same moment: one is bound, the other refused."""
    tried = []

    def one(subject):
        vouched = Vouched(liar.issuer, subject, "anna@maison.example", (subject,), None, {"email": "x"})
        with suppress(Exception):
            tried.append(place.house.trust.sso._account(vouched, "").id)

    threads = [threading.Thread(target=one, args=(f"s-{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tried == ["anna"]
    assert len(place.house.directory.find(Federated, account="anna")) == 1


def test_nobody_is_led_to_another_site_or_page_afterwards(place, liar):
    for wished in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/signout",
        "javascript:alert(1)",
        "/today/x",
    ):
        browser = place.browser()
        address = browser.get(f"/signin/sso?next={quote(wished, safe='')}").headers["location"]
        assert browser.get(liar.back(address)).headers["location"] == "/"


def test_who_proves_themselves_anew_goes_on_to_the_page_that_asked(place, liar):
    browser, _ = signed(place, liar)
    liar.claims = {"auth_time": int(place.house.clock().timestamp())}
    for wished, onward in (("/audit/export?days=7", "/audit/export?days=7"), ("//evil.example", "/")):
        address = browser.get(f"/signin/sso?next={quote(wished, safe='')}").headers["location"]
        assert browser.get(liar.back(address)).headers["location"] == onward
