"""An identity provider that lies, fails or is none: nobody is signed in, and it is written down."""

import sys
from contextlib import ExitStack
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from cabochon.house.sso_provider import TURNS
from cabochon.house.sso_words import DOWN, OLD
from oidc_liar import lying
from sso_place import KEY, begun, refused, settling, signed


@pytest.fixture
def settle(place):
    with settling(place) as one:
        yield one


@pytest.fixture
def liar(settle):
    with lying(KEY) as one:
        settle(issuer=one.issuer)
        yield one


def test_an_answer_of_another_provider_is_refused(place, liar):
    liar.iss = "https://login.evil.example"  # RFC 9207: the mix-up attack
    assert refused(signed(place, liar)[1], DOWN, 503)
    assert "/token" not in liar.asked
    assert place.house.doctor() == []  # anybody can write that into an address
    liar.iss = liar.issuer
    assert signed(place, liar)[1].status == 303


def test_a_provider_that_says_it_names_itself_must(place, settle, liar):
    liar.said = {"authorization_response_iss_parameter_supported": True}
    assert refused(signed(place, liar)[1], DOWN, 503)
    liar.iss = liar.issuer
    assert signed(place, liar)[1].status == 303


def test_who_says_no_at_the_provider_is_told_in_plain_words(place, liar):
    browser, address = begun(place)
    state = dict(parse_qsl(urlsplit(address).query))["state"]
    assert refused(browser.get(f"/signin/sso/back?error=access_denied&state={state}"), "sign-in was cancelled")
    assert place.house.doctor() == []  # a person's choice is nobody's fault


def test_an_error_is_said_in_our_words_never_in_those_of_the_address(place, liar):
    browser, address = begun(place)
    state = dict(parse_qsl(urlsplit(address).query))["state"]
    more = urlencode({"error": "x-evil", "error_description": "Call 555-0100", "error_uri": "https://evil.example"})
    answer = browser.get(f"/signin/sso/back?state={state}&{more}")
    assert refused(answer, DOWN, 503)
    assert "555" not in answer.text
    assert "evil" not in answer.text
    assert refused(place.browser().get("/signin/sso/back?error=access_denied"), OLD)  # without a state of ours: nothing


@pytest.mark.parametrize(
    "claims",
    [{"iss": "https://login.evil.example"}, {"aud": "another"}, {"nonce": "another"}, {"exp": 1}, {"at_hash": "x"}],
    ids=lambda one: next(iter(one)),
)
def test_a_token_that_does_not_hold_opens_nothing_and_is_written_down(place, liar, claims):
    liar.claims = claims
    assert refused(signed(place, liar)[1], DOWN, 503)
    assert "single sign-on failed" in place.house.doctor()[0]
    liar.claims = {}
    assert signed(place, liar)[1].status == 303
    assert place.house.doctor() == []


HTML = (200, "text/html", b"<html>Sign in</html>")


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/token", HTML),
        ("/token", (200, "application/json", b"[" * 100_000)),
        ("/token", (200, "application/json", b'{"id_token": "' + b"x" * 10_000_000 + b'"}')),
        ("/token", (200, "application/json", b'{"access_token": "a"}')),
        ("/token", (401, "application/json", b'{"error": "invalid_client"}')),
        ("/token", (302, "text/plain", b"")),
        ("/jwks", HTML),
        ("/jwks", (200, "application/json", b'{"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "one"}]}')),
        ("/jwks", (500, "text/plain", b"")),
    ],
    ids=["html", "deep", "10 MB", "no token", "client", "elsewhere", "keys html", "keys symmetric", "keys 500"],
)  # fmt: skip
def test_a_provider_that_answers_nonsense_opens_nothing(place, liar, path, answer):
    liar.answers[path] = answer
    browser, answered = signed(place, liar)
    assert refused(answered, DOWN, 503)
    assert "cabochon" not in browser.cookies


@pytest.mark.parametrize(
    "answer",
    [HTML, (404, "text/plain", b""), (200, "application/json", b"{}")],
    ids=["html", "404", "empty"],
)
def test_a_provider_that_is_none_is_told_to_who_looks_after_it(place, liar, answer):
    liar.answers["/.well-known/openid-configuration"] = answer
    for _ in range(3):
        assert refused(place.browser().get("/signin/sso"), DOWN, 503)
    assert len(liar.asked) == 1  # it is left alone for a while
    assert "oidc_issuer" in place.house.doctor()[0] or "discovery" in place.house.doctor()[0]


def test_a_description_of_another_issuer_is_refused(place, liar):
    liar.said = {"issuer": "https://login.evil.example"}
    assert refused(place.browser().get("/signin/sso"), DOWN, 503)
    assert "equal to the last character" in place.house.doctor()[0]


def test_a_description_leads_to_no_place_the_house_may_not_speak_to(place, liar):
    liar.said = {"token_endpoint": "http://169.254.169.254/latest/meta-data"}
    assert refused(signed(place, liar)[1], DOWN, 503)
    assert "which is no place" in place.house.doctor()[0]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"issuer": "http://login.maison.example"}, "use https"),
        ({"issuer": "http://127.0.0.1:9"}, "use https"),
        ({"issuer": "https://10.0.0.1"}, "private network"),
        ({"issuer": "login.maison.example"}, "https://"),
        ({"issuer": "https://login.maison.example?x=1"}, "without ? and #"),
        ({"issuer": "https://login.maison.example", "client": ""}, "client id"),
        ({"issuer": "https://login.maison.example", "secret": ""}, "client secret"),
        ({"issuer": "https://login.maison.example", "scopes": "email"}, "openid"),
    ],
    ids=["http", "http here", "private", "no address", "query", "client", "secret", "scopes"],
)
def test_a_setting_that_cannot_be_right_is_named(place, settle, settings, said):
    settle(private=False, **settings)
    assert refused(place.browser().get("/signin/sso"), DOWN, 503)
    assert said in place.house.doctor()[0]
    assert f"oidc_{[*settings][-1]}" in place.house.doctor()[0]


def test_the_missing_package_is_named(place, liar, monkeypatch):
    monkeypatch.setitem(sys.modules, "jwt", None)
    assert refused(place.browser().get("/signin/sso"), DOWN, 503)
    assert "pip install cabochon[sso]" in place.house.doctor()[0]


def test_keys_are_kept_an_hour_and_asked_for_again_at_most_once_a_minute(place, liar, monkeypatch):
    for _ in range(3):
        assert signed(place, liar)[1].status == 303
    assert (liar.asked.count("/jwks"), liar.asked.count("/.well-known/openid-configuration")) == (1, 1)
    liar.kid = "two"  # the provider changed its key
    assert signed(place, liar)[1].status == 303
    assert liar.asked.count("/jwks") == 2
    liar.kid, liar.answers["/jwks"] = "three", (200, "application/json", b'{"keys": []}')
    for _ in range(3):
        assert refused(signed(place, liar)[1], DOWN, 503)
    assert liar.asked.count("/jwks") == 2
    now = place.house.clock()
    monkeypatch.setattr(place.house, "clock", lambda: now + timedelta(seconds=61))
    del liar.answers["/jwks"]
    assert signed(place, liar)[1].status == 303
    assert liar.asked.count("/jwks") == 3


def test_a_provider_that_hangs_does_not_hold_every_thread(place, liar):
    answering = place.house.trust.sso.answering
    with ExitStack() as held:
        for _ in range(TURNS):
            held.enter_context(answering._turn())
        assert refused(place.browser().get("/signin/sso"), "cannot sign you in just now", 503)
    assert liar.asked == []
    assert signed(place, liar)[1].status == 303
