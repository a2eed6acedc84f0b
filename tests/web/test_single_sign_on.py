"""Signing in through an identity provider that somebody else wrote, from end to end."""

import logging
import threading
import warnings
from argparse import Namespace
from http.client import HTTPConnection
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from cabochon.cli.sso import run
from cabochon.cli.terminal import Terminal
from cabochon.house.sso_words import NOBODY, OLD
from cabochon.web.viewer import cookie_name
from oidc_liar import lying
from sso_place import KEY, MINE, begun, refused, settling, signed, why

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:oidc_provider_mock"),
]


@pytest.fixture
def settle(place):
    with settling(place) as one:
        yield one


@pytest.fixture
def liar(settle):
    with lying(KEY) as one:
        settle(issuer=one.issuer)
        yield one


def test_there_is_no_such_page_without_a_provider(place):
    for path in ("/signin/sso", "/signin/sso/back"):
        assert place.browser().get(path).status == 404
    assert "Continue with" not in place.browser().get("/signin").text


@pytest.fixture(scope="module")
def provider():
    """`oidc-provider-mock` on a port of this machine; its people are u-anna, u-bea and u-carla."""
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        import authlib.deprecate  # noqa: F401  -- which switches its own warnings on

        warnings.simplefilter("ignore")
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        import oidc_provider_mock
        from werkzeug.serving import make_server

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        users = [
            oidc_provider_mock.User(
                sub=f"u-{name}",
                claims={"email": f"{name}@maison.example", "email_verified": name != "carla", "name": name.title()},
            )
            for name in MINE
        ]
        app = oidc_provider_mock.app(user_claims=users, require_nonce=True)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join(5)


def at_provider(address, **form):
    """What a person does at the provider's page; the path and query they are sent back to."""
    parts = urlsplit(address)
    line = HTTPConnection(parts.hostname, parts.port, timeout=20)
    line.request("POST", f"{parts.path}?{parts.query}", urlencode(form),
                 {"content-type": "application/x-www-form-urlencoded"})  # fmt: skip
    answer = line.getresponse()
    answer.read()
    line.close()
    assert answer.status == 302, answer.status
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def test_a_person_signs_in_with_their_company_account(place, settle, provider):
    settle(issuer=provider)
    browser = place.browser()
    page = browser.get("/signin?next=/today")
    assert 'href="/signin/sso?next=/today"' in page.text.replace("%2F", "/")
    assert "Continue with Maison Aubrac" in page.text
    answer = browser.get("/signin/sso?next=/today")
    asked = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert answer.status == 303
    assert asked["redirect_uri"] == f"http://127.0.0.1:{place.port}/signin/sso/back"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert len(asked["state"]) >= 22
    assert len(asked["nonce"]) >= 22
    back = browser.get(at_provider(answer.headers["location"], sub="u-anna"))
    assert (back.status, back.headers["location"]) == (303, "/today")
    assert cookie_name(False) in browser.cookies
    assert browser.cookies["cabochon-sso"] == '""'  # and Max-Age=0: a browser lets go of it
    assert browser.get("/today").status == 200
    account, session = place.house.doorman.session(browser.cookies["cabochon"])
    assert (account.id, session.way, session.second) == ("anna", "sso", True)


def test_an_address_the_provider_did_not_verify_opens_nothing(place, settle, provider):
    settle(issuer=provider)
    browser, address = begun(place)
    assert refused(browser.get(at_provider(address, sub="u-carla")), NOBODY)
    assert why(place)[0] == "no verified address"


def test_a_code_of_a_real_provider_is_good_once(place, settle, provider):
    settle(issuer=provider)
    browser, address = begun(place)
    back = at_provider(address, sub="u-bea")
    held = dict(browser.cookies)
    assert browser.get(back).status == 303
    browser.cookies = held
    assert refused(browser.get(back), OLD)


def test_the_command_says_what_it_found_and_what_to_register(place, liar, capsys):
    place.house.values["public_url"] = "https://cabochon.maison.example"
    assert run(Namespace(do="check", login="", json=False), place.house, Terminal()) == 0
    said = capsys.readouterr().out
    assert "https://cabochon.maison.example/signin/sso/back" in said
    assert liar.issuer in said
    assert "client_secret_basic" in said
    signed(place, liar)
    assert run(Namespace(do="unbind", login="anna@maison.example", json=False), place.house, Terminal()) == 0
    assert place.house.trust.sso.bound("anna") == []
