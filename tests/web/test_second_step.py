"""The second step over HTTP: what half a session opens, what completes it, and whose role must have one."""

import re
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pyotp
import pytest

from cabochon.directory.rows import Account
from cabochon.privacy.proofs import proofs
from cabochon.web import ROUTES
from placed import Place
from served import JSON, Browser, served

GOOD = "violet ladder tuesday"
ORIGIN = {"origin": "https://house.example"}


@pytest.fixture(scope="module")
def strict(home, place) -> Iterator[Browser]:
    """The same house where administrators and analysts must have a second factor."""
    with served(home[0], second_factor=frozenset(("admin", "analyst"))) as port:
        yield lambda: Browser(port)


def enrolled(place: Place, account: str) -> pyotp.TOTP:
    factors, one = place.house.trust.factors, place.house.directory.get(Account, account)
    factors.reset(account, by="test")
    app = pyotp.TOTP(factors.begin_app(one).secret.replace(" ", ""))
    factors.confirm_app(one, code(place, app, -1), address="")
    return app


def code(place, app, steps=0):
    return app.generate_otp(int(place.house.clock().timestamp()) // 30 + steps)


@pytest.fixture
def app(place):
    """An authenticator app of the learning author's, gone afterwards."""
    yield enrolled(place, "ld_author")
    place.house.trust.factors.reset("ld_author", by="test")


def test_a_link_leads_to_the_second_step_and_a_code_completes_it(place, app):
    browser = place.browser()
    answer = browser.sign_in(place.house.doorman.link("ld_author"))
    assert (answer.status, answer.headers["location"]) == (303, "/signin/second")
    half = browser.cookies["cabochon"]
    page = browser.get("/signin/second")
    assert "authenticator app" in page.text
    wrong = browser.post("/signin/second", {"csrf": page.csrf, "code": "000000"})
    assert wrong.status == 401
    assert "does not prove it" in wrong.text
    done = browser.post("/signin/second", {"csrf": page.csrf, "code": code(place, app), "next": "/skills"})
    assert (done.status, done.headers["location"]) == (303, "/")  # only pages of the list are gone on to
    assert browser.cookies["cabochon"] != half
    assert browser.get("/today").status == 200
    assert Browser(place.port, {"cabochon": half}).get("/today").headers["location"].startswith("/signin")


def test_half_a_session_is_nobody_at_every_address(place, app):
    browser = place.browser()
    browser.sign_in(place.house.doorman.link("ld_author"))
    for method, path, _, may, _ in ROUTES:
        if may in ("anyone", "bare") or method != "GET":
            continue
        answer = browser.ask("GET", re.sub(r"\{[^}]+\}", "x", path), headers={"accept": "application/json"})
        assert answer.status in (401, 200 if path == "/xapi/profile" else 401), path


def test_a_code_is_not_taken_twice_nor_without_the_first_step(place, app):
    once = code(place, app)
    for expected in (303, 401):
        browser = place.browser()
        browser.sign_in(place.house.doorman.link("ld_author"))
        form = {"csrf": browser.get("/signin/second").csrf, "code": once}
        assert browser.post("/signin/second", form).status == expected
    nobody = place.browser()
    sent = nobody.post("/signin/second", {"csrf": nobody.get("/signin").csrf, "code": once})
    assert sent.headers["location"] == "/signin"
    assert nobody.get("/signin/second").headers["location"] == "/signin"


def test_ten_wrong_codes_close_the_second_step_for_a_while(place, app):
    browser = place.browser()
    browser.sign_in(place.house.doorman.link("ld_author"))
    form = {"csrf": browser.get("/signin/second").csrf, "code": "000000"}
    answers = [browser.post("/signin/second", form) for _ in range(11)]
    assert [one.status for one in answers] == [401] * 10 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 900
    assert "too many wrong tries; try again in 15 minutes" in answers[-1].text.lower()


def test_the_second_step_takes_no_form_from_elsewhere(place, app):
    browser = place.browser()
    browser.sign_in(place.house.doorman.link("ld_author"))
    form = {"csrf": browser.get("/signin/second").csrf, "code": code(place, app)}
    assert browser.post("/signin/second", form, {"origin": "https://evil.example"}).status == 403
    assert browser.post("/signin/second", {**form, "csrf": "x"}).status == 403
    assert browser.post("/signin/second", {**form, "extra": "x"}).status == 400


def test_a_recovery_code_opens_it_once_and_leads_to_where_more_are_made(place, app):
    first = place.house.trust.factors.make_codes("ld_author")[0]
    for expected, where in ((303, "/me/security"), (401, "")):
        browser = place.browser()
        browser.sign_in(place.house.doorman.link("ld_author"))
        form = {"csrf": browser.get("/signin/second").csrf, "recovery": first}
        answer = browser.post("/signin/second", form)
        assert (answer.status, answer.headers.get("location", "")) == (expected, where)
    assert proofs(place.house.directory, "ld_author").codes == 9


def test_what_is_asked_of_a_passkey_is_for_whom_it_says(place):
    browser = place.browser()
    csrf = browser.get("/signin").csrf
    asked = browser.send("/signin/passkey", {"for": "signin"}, {"x-csrf": csrf})
    assert asked.json["publicKey"]["rpId"] == "127.0.0.1"
    assert browser.send("/signin/passkey", {"for": "signin"}).status == 403
    for what, status in (("second", 400), ("again", 401), ("make", 401), ("x", 400)):
        assert browser.send("/signin/passkey", {"for": what}, {"x-csrf": csrf}).status == status
    assert browser.ask("POST", "/signin/passkey", b"[1", {"content-type": JSON, "x-csrf": csrf}).status == 400
    form = browser.post("/signin/passkey", {"csrf": csrf, "passkey": msgspec.json.encode({"id": 1}).decode()})
    assert form.status == 401
    assert "does not fit" in form.text


def test_a_role_that_needs_one_is_led_to_where_it_is_set_up(place, strict):
    browser = strict()
    browser.sign_in(place.house.doorman.link("admin"))
    assert browser.get("/").headers["location"] == "/me/security"
    page = browser.get("/me/security")
    assert "One thing first" in page.text
    for path in ("/keys", "/golive", "/accounts", "/export/statements", "/live", "/me", "/sql"):
        assert browser.get(path).headers.get("location") == "/me/security", path
        fetched = browser.get(path, accept="application/json")
        assert fetched.status == 403
        assert "second factor" in fetched.json["error"]
    assert browser.post("/keys", {"csrf": page.csrf, "name": "x"}).status == 403
    shown = browser.post("/me/security", {"csrf": page.csrf, "do": "app"})
    app = pyotp.TOTP(re.search(r"Key <code>([A-Z2-7 ]+)</code>", shown.text)[1].replace(" ", ""))
    before = browser.cookies["cabochon"]
    done = browser.post("/me/security", {"csrf": page.csrf, "do": "confirm", "code": code(place, app)})
    assert "Your recovery codes" in done.text
    assert browser.cookies["cabochon"] != before  # rights grew: a new token
    assert browser.get("/keys").status == 200
    refused = browser.post("/me/security", {"csrf": page.csrf, "do": "drop-app"})
    assert refused.status == 400
    assert "Your role needs a second factor" in refused.text
    place.house.trust.factors.reset("admin", by="test")
    assert browser.get("/keys").headers["location"].startswith("/signin")


def test_other_roles_single_sign_on_and_tablets_are_as_they_were(place, strict):
    manager = strict()
    manager.sign_in(place.house.doorman.link("manager"))
    assert manager.get("/today").status == 200
    vouched = strict()
    vouched.cookies["cabochon"] = place.house.doorman.by_sso("analyst", agent="")
    assert vouched.get("/sql").status == 200


def test_signing_in_anew_in_the_same_browser_leaves_no_second_session(place):
    browser = place.signed_in("lp_lead")
    old = browser.cookies["cabochon"]
    browser.sign_in(place.house.doorman.link("lp_lead"))
    assert place.house.doorman.session(old) is None


def test_the_words_for_browsers(place):
    from cabochon.web.pages.security_words import browser

    said = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox on Windows",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
        "Safari/605.1.15": "Safari on a Mac",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 "
        "Mobile/15E148 Safari/604.1": "Chrome on iPhone",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 "
        "Edg/130.0": "Edge on Windows",
        "curl/8.0": "An unknown browser", "": "An unknown browser", "<script>": "An unknown browser",
    }  # fmt: skip
    assert {agent: browser(agent) for agent in said} == said


def test_under_https_the_half_session_has_the_same_cookie(home):
    with served(home[0], public_url="https://house.example") as port:
        browser = Browser(port)
        token = home[0].doorman.link("ld_author")
        page = browser.get(f"/link/{token}")
        given = browser.post(f"/link/{token}", {"csrf": page.csrf}, ORIGIN).headers["set-cookie"]
        assert re.fullmatch(r"__Host-cabochon=[\w-]{40,}; Path=/; HttpOnly; SameSite=Lax; Secure", given)
        asked = browser.ask("GET", "/me/security", headers=ORIGIN)
        assert asked.status == 200


def test_forged_and_garbled_cookies_are_nobodys(place):
    good = place.signed_in("analyst").cookies["cabochon"]
    for bad in (good[:-1], good + "x", good.swapcase(), "null", "%00", '"' + good + '" x', "é", "x" * 4000):
        answer = Browser(place.port, {"cabochon": bad}).get("/today")
        assert answer.status in (303, 400), bad
    assert Browser(place.port, {"__Host-cabochon": good}).get("/today").status == 303


def test_a_manager_made_an_associate_loses_the_rest_at_the_next_request(place):
    from dataclasses import replace

    browser, account = place.signed_in("manager"), place.house.directory.get(Account, "manager")
    assert browser.get("/team/deputy").status == 200
    try:
        place.house.directory.put(replace(account, role="associate"))
        assert browser.get("/team/deputy").status == 404
    finally:
        place.house.directory.put(account)


def test_a_feed_ends_when_its_account_is_disabled(place):
    from http.client import HTTPConnection

    browser = place.signed_in("hq_leader")
    line = HTTPConnection("127.0.0.1", place.port, timeout=20)
    line.request("GET", "/live", headers={"cookie": f"cabochon={browser.cookies['cabochon']}"})
    heard = line.getresponse()
    while heard.readline().strip() != b"event: here":
        pass
    place.house.people.disable("hq_leader", True)
    try:
        place.house.directory.keep([place.house.snapshot.doors(place.house.today)[0]], place.house.today + timedelta(1))
        place.house.keep_as().events([])
        place.house.rebuild()
        said = heard.read()
    finally:
        place.house.people.disable("hq_leader", False)
        line.close()
    assert b"event: signed-out" in said
    assert b"event: facts" not in said
