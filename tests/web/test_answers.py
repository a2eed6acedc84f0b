"""What every answer carries, and what none gives away."""

import re

import pytest

from served import FORM

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def answers(place):
    stranger, manager = place.browser(), place.signed_in()
    yield 200, stranger.get("/health")
    yield 200, manager.get("/floor/observe")
    yield 303, stranger.get("/today")
    yield 400, manager.get("/today?line=watch&line=jewelry")
    yield 401, stranger.get("/floor/data", accept="application/json")
    yield 403, manager.post("/signout", {})
    yield 404, stranger.get("/nothing/here")
    yield 405, stranger.ask("PUT", "/signin")


def test_every_answer_carries_the_headers_errors_included(place):
    for status, answer in answers(place):
        assert answer.status == status
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "strict-transport-security" not in answer.headers
        assert "server" not in answer.headers


def test_personal_answers_are_stored_nowhere(place):
    manager = place.signed_in()
    for path in ("/today", "/floor/observe", "/floor/data"):
        assert manager.get(path).headers["cache-control"] == "no-store"


def test_an_error_is_a_page_for_people_and_json_for_programs(place):
    assert place.browser().get("/nothing").headers["content-type"].startswith("text/html")
    as_json = place.browser().get("/nothing", accept="application/json")
    assert as_json.json == {"error": "nothing is here"}


def test_an_error_page_says_it_once_and_leads_where_the_role_may_go(place):
    for role, way in (
        ("manager", "To Today"),
        ("auditor", "To What is stored"),
        ("brand_partner", "To Your brand"),
    ):
        for path in ("/no/such/page", "/floor/sw.jsx"):
            said = place.signed_in(role).get(path).text
            assert said.lower().count("nothing is here") == 2  # title and heading
            assert way in said
    assert ">Sign in<" in place.browser().get("/no/such/page").text


def test_a_wrong_query_is_told_in_a_sentence(place):
    said = place.signed_in().get("/today?sku=1")
    assert said.status == 400
    assert "“sku” is no filter; there are associate" in said.text


def test_a_page_that_is_too_old_says_so(place):
    said = place.signed_in().post("/signout", {"csrf": "old"})
    assert (said.status, "Nothing was changed" in said.text, "To Today" in said.text) == (403, True, True)


def test_a_bug_gives_nothing_away(place, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(place.house, "floor_for", broken)
    for accept in ("text/html", "application/json"):
        answer = place.signed_in().get("/floor/data", accept=accept)
        assert answer.status == 500
        told = r"secret|ZeroDivision|Traceback|/src/|litestar|uvicorn|[0-9]+\.[0-9]+\.[0-9]+"
        assert not re.search(told, answer.text, re.IGNORECASE)


@pytest.mark.parametrize("path", ["/health", "/today", "/floor/data", "/nothing", "/live"])
def test_head_is_get_without_its_body(place, path):
    manager = place.signed_in()
    head = manager.ask("HEAD", path)
    assert head.body == b""
    if path != "/live":
        get = manager.get(path)
        assert (head.status, head.headers["content-type"]) == (get.status, get.headers["content-type"])
        assert int(head.headers["content-length"]) > 0


def test_files_are_kept_for_ever_by_the_address_that_names_their_version(place):
    page = place.browser().get("/signin").text
    css = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
    font = re.search(r'href="(/static/[^"]+\.woff2)"', page)[1]
    for path in (css, font):
        answer = place.browser().ask("GET", path, headers={"accept-encoding": "br"})
        assert answer.status == 200
        assert "immutable" in answer.headers["cache-control"]
    plain = place.browser().get("/static/css/cabochon.css")
    assert plain.headers["cache-control"] == "no-cache"
    assert place.browser().get("/static/../viewer.py").status == 404
    assert place.browser().get("/static/%2e%2e/viewer.py").status == 404


def test_an_unknown_form_field_or_one_sent_twice_is_refused(place):
    manager = place.signed_in()
    csrf = manager.get("/floor/observe").csrf
    for body in (f"csrf={csrf}&role=admin", f"csrf={csrf}&csrf={csrf}"):
        answer = manager.ask("POST", "/signout", body.encode(), {"content-type": FORM})
        assert answer.status == 400


def test_the_profile_is_public(place):
    answer = place.browser().get("/xapi/profile", accept="application/json")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/ld+json")
    assert "https://w3id.org/xapi/cabochon" in answer.text


def test_an_unknown_webhook_is_404_and_a_wrong_signature_401(place):
    place.house.connections.add("shop", connector="shopify", secret="s3cret", mapping="")
    stranger = place.browser()
    assert stranger.send("/hooks/nowhere", {}).status == 404
    assert stranger.send("/hooks/shop", {}, {"x-shopify-hmac-sha256": "AAAA"}).status == 401
