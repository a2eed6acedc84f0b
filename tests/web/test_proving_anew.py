"""Rights, keys, exports of everybody: who proved long ago who they are is asked again, and loses nothing by it."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pyotp
import pytest

from cabochon.directory.rows import Key, Session
from cabochon.privacy.sessions import hashed
from cabochon.web import ROUTES
from served import FORM, Browser

GOOD = "violet ladder tuesday"
ASKED = [(method, path) for method, path, _, _, more in ROUTES if more.get("fresh")]
KEY = {"id": "0123456789abcdef0123", "name": 'Till "1" <b>&amp;', "source": "", "where": "every", "codes": "",
       "expires": "", "scope": ["statements/write", "state"]}  # fmt: skip


@pytest.fixture
def admin(place):
    """An administrator with a password, whose last proof is 15 minutes old."""
    place.house.doorman.set_password("admin", GOOD)
    place.house.doorman.failures.forget("admin")
    browser = place.signed_in("admin")
    stale(place, browser)
    return browser


def stale(place, browser, minutes=15):
    directory = place.house.directory
    session = directory.get(Session, hashed(browser.cookies["cabochon"]))
    directory.put(replace(session, proved=place.house.clock() - timedelta(minutes=minutes)))


def csrf(browser, page="/me/security"):
    return browser.get(page).csrf


def hidden(page, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    return unescape(found[1]) if found else ""


def test_what_asks_is_what_changes_rights_and_keys_and_exports_everybody():
    wanted = {("POST", "/keys"), ("POST", "/keys/{key:str}/rotate"), ("POST", "/keys/{key:str}/old"),
              ("POST", "/keys/{key:str}/revoke"), ("POST", "/outgoing"), ("POST", "/outgoing/{name:str}"),
              ("POST", "/team/deputy"), ("POST", "/tablet/share"), ("GET", "/export/statements"),
              ("POST", "/accounts"), ("POST", "/accounts/{account:str}")}  # fmt: skip
    assert wanted <= set(ASKED)


def test_a_form_waits_for_the_proof_and_is_sent_as_it_was(place, admin):
    old = admin.cookies["cabochon"]
    asks = admin.post("/keys", {"csrf": csrf(admin), **KEY})
    assert asks.status == 401
    assert "Is it still you?" in asks.text
    assert KEY["name"] not in asks.text  # sealed, not merely hidden
    assert place.house.directory.get(Key, KEY["id"]) is None
    held = hidden(asks, "held")
    wrong = admin.post("/signin/again", {"csrf": asks.csrf, "held": held, "password": "wrong"})
    assert wrong.status == 401
    proved = admin.post("/signin/again", {"csrf": wrong.csrf, "held": hidden(wrong, "held"), "password": GOOD})
    assert proved.status == 200
    assert 'action="/keys"' in proved.text
    assert "<b>" not in proved.text
    form = proved.text[proved.text.index('action="/keys"') :]
    again = [(unescape(a), unescape(b)) for a, b in re.findall(r'name="([^"]*)" value="([^"]*)"', form)]
    again = [pair for pair in again if pair[0] not in ("csrf", "login")]
    assert ("name", KEY["name"]) in again
    assert [value for name, value in again if name == "scope"] == KEY["scope"]
    sent = {}
    for name, value in again:
        sent.setdefault(name, []).append(value)
    assert admin.cookies["cabochon"] != old
    assert Browser(place.port, {"cabochon": old}).get("/keys").headers["location"] == "/signin?next=%2Fkeys"
    made = admin.post("/keys", {"csrf": proved.csrf, **sent})
    assert made.status == 200
    assert place.house.directory.get(Key, KEY["id"]).name == KEY["name"]


def test_what_waits_is_of_no_use_to_another_session(place, admin):
    held = hidden(admin.post("/keys", {"csrf": csrf(admin), **KEY}), "held")
    other = place.signed_in("admin")
    answer = other.post("/signin/again", {"csrf": csrf(other), "held": held, "password": GOOD})
    assert (answer.status, answer.headers.get("location")) == (303, "/")


def test_a_page_is_asked_for_again_after_the_proof(place, admin):
    asks = admin.get("/export/statements?format=csv&since=2026-01-01")
    where = "/export/statements?format=csv&since=2026-01-01"
    assert asks.headers["location"] == f"/signin/again?next={quote(where, safe='')}"
    form = admin.get(asks.headers["location"])
    assert hidden(form, "next") == where
    done = admin.post("/signin/again", {"csrf": form.csrf, "next": where, "password": GOOD})
    assert done.headers["location"] == where
    assert admin.get(where).status == 200


@pytest.mark.parametrize(
    "wished",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/export/statements/../../x", "/signout",
     "/export/statements\r\nset-cookie: a=b", "/export/statements@evil.example", "javascript:alert(1)"],
    ids=["other site", "no scheme", "backslash", "dots", "a deed", "line break", "at", "script"],
)  # fmt: skip
def test_only_pages_of_ours_are_gone_on_to(place, admin, wished):
    form = admin.get(f"/signin/again?next={quote(wished, safe='')}")
    assert hidden(form, "next") == ""
    done = admin.post("/signin/again", {"csrf": form.csrf, "next": wished, "password": GOOD})
    assert done.headers["location"] == "/"


def test_a_fetch_and_an_upload_are_told_to_ask_first(place, admin):
    token = csrf(admin)
    said = {"x-csrf": token, "accept": "application/json", "content-type": FORM}
    fetched = admin.ask("POST", "/keys", b"name=x", said)
    assert (fetched.status, fetched.json["prove"]) == (401, "/signin/again")
    upload = admin.ask(
        "POST", "/keys", b"--x\r\n\r\n--x--", {"x-csrf": token, "content-type": "multipart/form-data; boundary=x"}
    )
    assert upload.status == 401
    assert "was not kept" in upload.text
    assert hidden(upload, "held") == ""


def test_a_new_proof_is_believed_and_one_of_another_is_not(place, admin):
    assert place.signed_in("admin").post("/keys/x/old", {"csrf": "x"}).status == 403
    stale(place, admin, minutes=14)
    assert admin.get("/export/statements?format=csv").status == 200
    stale(place, admin)
    manager = place.signed_in("manager")
    answer = manager.post("/signin/again", {"csrf": csrf(manager), "password": GOOD})
    assert answer.status == 401  # the administrator's password is not the manager's


def test_ten_wrong_passwords_wait_here_too(place, admin):
    form = {"csrf": csrf(admin), "password": "wrong"}
    assert [admin.post("/signin/again", form).status for _ in range(11)][-2:] == [401, 429]
    place.house.doorman.failures.forget("admin")


def test_who_has_a_second_factor_proves_by_it_and_not_by_the_password(place, admin):
    factors, account = place.house.trust.factors, place.house.people.account("admin")
    app = pyotp.TOTP(factors.begin_app(account).secret.replace(" ", ""))
    step = int(place.house.clock().timestamp()) // 30
    factors.confirm_app(account, app.generate_otp(step - 1), address="")
    try:
        form = admin.get("/signin/again?next=/keys")
        assert 'name="password"' not in form.text
        assert admin.post("/signin/again", {"csrf": form.csrf, "password": GOOD}).status == 401
        code = factors.make_codes("admin")[0]
        assert admin.post("/signin/again", {"csrf": form.csrf, "code": code}).status == 401
        done = admin.post("/signin/again", {"csrf": form.csrf, "code": app.generate_otp(step), "next": "/keys"})
        assert done.headers["location"] == "/keys"
    finally:
        factors.reset("admin", by="test")


def test_who_has_neither_is_told_of_a_new_link(place):
    browser = place.signed_in("auditor")
    stale(place, browser)
    page = browser.get("/signin/again?next=/audit")
    assert "Ask your administrator for a new sign-in link" in page.text
    assert "<input" not in page.text[page.text.index("<main") :]
    assert browser.post("/signin/again", {"csrf": page.csrf}).status == 400
    assert browser.post("/signin/again", {"csrf": page.csrf, "password": ""}).status == 400
    assert browser.post("/signin/again", {"csrf": page.csrf, "password": "x", "code": "000000"}).status == 401
    browser.sign_in(place.house.doorman.link("auditor"))
    assert "Show who I am" not in browser.get("/me/security").text


def test_who_may_not_is_told_nothing_of_it(place):
    browser = place.signed_in("associate")
    stale(place, browser)
    for method, path in ASKED:
        where = re.sub(r"\{[^}]+\}", "x", path)
        headers = {"accept": "application/json", "x-csrf": csrf(browser, "/me") if method == "POST" else ""}
        assert browser.ask(method, where, headers=headers).status == 404, path
