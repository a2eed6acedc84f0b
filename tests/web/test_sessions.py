"""Signing in and out, cookies, and forms that are not ours."""

import pytest

from cabochon.web.viewer import cookie, masked, unmasked
from served import Browser, served


def test_looking_at_a_link_does_not_use_it_up_and_pressing_its_button_does(place):
    token = place.house.doorman.link("manager")
    for _ in range(3):
        assert place.browser().get(f"/link/{token}").status == 200
    browser = place.browser()
    answer = browser.sign_in(token)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert browser.get("/today").status == 200
    late = place.browser()
    assert late.sign_in(token).status == 401
    assert late.get("/today").status == 303


def test_the_cookie_is_httponly_lax_and_secure_under_https(place):
    token = place.house.doorman.link("manager")
    given = place.browser()
    said = given.sign_in(token).headers["set-cookie"]
    assert said.startswith("cabochon=")
    assert "HttpOnly" in said
    assert "SameSite=Lax" in said
    assert "Secure" not in said
    assert cookie("x", https=True) == "__Host-cabochon=x; Path=/; HttpOnly; SameSite=Lax; Secure"


def test_signing_out_ends_the_session_everywhere(place):
    browser = place.signed_in()
    copy = Browser(place.port, dict(browser.cookies))
    assert browser.post("/signout", {"csrf": browser.get("/floor/observe").csrf}).headers["location"] == "/signed-out"
    assert copy.get("/floor/observe").status == 303
    assert place.browser().get("/signed-out").status == 200
    assert any("signed out" in words for words in place.house.directory.notes(about="manager"))


def test_signing_out_when_the_session_is_over_already_ends_on_the_same_page(place):
    browser = place.signed_in()
    csrf = browser.get("/floor/observe").csrf
    place.house.doorman.end(browser.cookies["cabochon"])
    answer = browser.post("/signout", {"csrf": csrf})
    assert (answer.status, answer.headers["location"]) == (303, "/signed-out")


def test_a_disabled_account_is_out_at_the_next_request(place):
    browser = place.signed_in("analyst")
    assert browser.get("/today").status == 200
    place.house.people.disable("analyst", True)
    assert browser.get("/today").status == 303


def test_a_session_is_not_kept_awake_by_the_live_feed(place):
    browser = place.signed_in("hq_leader")
    session = place.house.doorman.session(browser.cookies["cabochon"], passive=True)[1]
    assert browser.ask("HEAD", "/live").status == 200
    assert place.house.doorman.session(browser.cookies["cabochon"], passive=True)[1].seen == session.seen


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(place):
    place.house.doorman.set_password("lp_lead", "correct horse battery")
    said = []
    for login in ("lp_lead", "nobody"):
        browser = place.browser()
        page = browser.get("/signin")
        answer = browser.post("/signin", {"csrf": page.csrf, "login": login, "password": "wrong horse"})
        said.append((answer.status, answer.text.replace(login, "").replace(answer.csrf, "")))
    assert said[0] == said[1]
    assert said[0][0] == 401


def test_a_right_password_signs_in_and_only_known_pages_are_gone_on_to(place):
    place.house.doorman.set_password("ld_author", "correct horse battery")
    for wished, onward in (("/today", "/today"), ("https://evil.example", "/"), ("//evil.example", "/")):
        browser = place.browser()
        form = {"csrf": browser.get("/signin").csrf, "login": "ld_author", "password": "correct horse battery"}
        assert browser.post("/signin", {**form, "next": wished}).headers["location"] == onward


def test_too_many_tries_say_when_to_come_back(place):
    browser = place.browser()
    form = {"csrf": browser.get("/signin").csrf, "login": "somebody", "password": "x" * 9}
    answers = [browser.post("/signin", form) for _ in range(11)]
    assert answers[-1].status == 429
    assert "try again in 15 minutes" in answers[-1].text
    assert 0 < int(answers[-1].headers["retry-after"]) <= 900


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_form_from_another_site_is_refused_even_with_the_token(place, headers):
    browser = place.signed_in()
    csrf = browser.get("/floor/observe").csrf
    assert browser.post("/signout", {"csrf": csrf}, headers).status == 403
    assert browser.get("/floor/observe").status == 200


OTHERS = {"none": "", "short": "x", "longer": "AAAA", "another session's": masked("another session's"), "strange": "ü"}


@pytest.mark.parametrize("csrf", OTHERS.values(), ids=OTHERS)
def test_a_form_without_this_sessions_token_is_refused(place, csrf):
    browser = place.signed_in()
    assert browser.post("/signout", {"csrf": csrf}).status == 403
    assert browser.get("/floor/observe").status == 200


def test_our_own_page_is_believed_by_its_origin(place):
    browser = place.signed_in()
    ours = {"origin": f"http://127.0.0.1:{place.port}", "sec-fetch-site": "same-origin"}
    assert browser.post("/signout", {"csrf": browser.get("/floor/observe").csrf}, ours).status == 303


def test_nobody_is_signed_in_by_a_form_without_its_cookie(place):
    token = place.house.doorman.link("manager")
    csrf = place.browser().get(f"/link/{token}").csrf
    assert place.browser().post(f"/link/{token}", {"csrf": csrf}).status == 403


def test_a_token_reads_otherwise_on_every_page_and_means_the_same():
    one, two = masked("abc"), masked("abc")
    assert one != two
    assert unmasked(one) == unmasked(two) == b"abc"


def test_under_https_the_cookie_is_bound_to_the_host(home):
    with served(home[0], public_url="https://house.example") as port:
        browser = Browser(port)
        origin = {"origin": "https://house.example"}
        token = home[0].doorman.link("admin") if home[0].viewer("admin") else ""
        page = browser.get(f"/link/{token or 'x'}")
        assert "strict-transport-security" in page.headers
        assert set(browser.cookies) == {"__Host-cabochon-form"}
        assert browser.post(f"/link/{token or 'x'}", {"csrf": page.csrf}, origin).status in (303, 401)
