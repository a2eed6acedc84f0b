"""Webhooks over the line: what senders ask before they deliver, and deliveries that go wrong on their way."""

import gzip
import hmac
import json
import socket
from base64 import b64encode
from hashlib import sha256

import pytest

ITEM = {"id": 1, "sku": "W-100", "quantity": 1, "price": "8000.00"}


@pytest.fixture(scope="module")
def hook(place):
    """A place with /hooks/made, signed, and /hooks/path, whose secret stands in its address."""
    place.house.connections.add("made", connector="shopify", secret="s3cret")
    place.house.connections.add("path", connector="qualtrics", secret="s3cret")
    return place


def order(number):
    return json.dumps({"id": number, "order_number": number, "line_items": [ITEM]}).encode()


def signed(body, name="w"):
    made = b64encode(hmac.digest(b"s3cret", body, sha256)).decode()
    return {"X-SHOPIFY-HMAC-SHA256": made, "x-Shopify-webhook-ID": name}


def waiting(hook):
    return hook.house.deliveries.waiting()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whoever_asks_whether_a_hook_is_there_learns_nothing(hook, method):
    """SurveyMonkey sends HEAD, Qualtrics and others GET; some with a challenge, which is no business of anybody's."""
    answers = [
        hook.browser().ask(method, path, headers={"accept": accept})
        for accept in ("*/*", "text/html", "application/json")
        for path in (
            "/hooks/made", "/hooks/path", "/hooks/nobody", "/hooks/path/s3cret", "/hooks/path/other", "/hooks/nobody/x",
            "/hooks/made?challenge=abc", "/hooks/nobody?validationToken=abc", "/hooks/%F0%9F%98%80/%00",
        )
    ]  # fmt: skip
    assert {(one.status, one.body) for one in answers} == {(200, b"")}
    heads = [{name: value for name, value in one.headers.items() if name != "date"} for one in answers]
    assert all(one == heads[0] for one in heads)
    assert heads[0]["cache-control"] == "no-store"
    assert "set-cookie" not in heads[0]
    assert "abc" not in str(heads)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_hook_takes_nothing_but_deliveries(hook, method):
    for path in ("/hooks/made", "/hooks/nobody"):
        assert hook.browser().ask(method, path, b"{}").status == 405


def test_names_of_headers_are_read_in_any_case_and_the_content_type_does_not_matter(hook):
    for number, kind in enumerate(("application/json", "text/plain", "application/x-www-form-urlencoded",
                                   "multipart/form-data; boundary=x", "nonsense", "")):  # fmt: skip
        body, before = order(100 + number), waiting(hook)
        headers = {**signed(body, f"kind{number}"), "content-type": kind}
        assert hook.browser().ask("POST", "/hooks/made", body, headers).status == 202
        assert waiting(hook) == before + 1


def test_a_packed_delivery_is_taken(hook):
    body = order(200)
    packed = gzip.compress(body)
    said = hook.browser().ask("POST", "/hooks/made", packed, {**signed(body, "z"), "content-encoding": "gzip"})
    assert said.status == 202
    said = hook.browser().ask("POST", "/hooks/made", packed, {**signed(body, "z"), "content-encoding": "br"})
    assert (said.status, "send the body as gzip" in said.json["error"]) == (415, True)


def test_a_refusal_is_json_with_a_sentence_whoever_asks(hook):
    said = hook.browser().ask("POST", "/hooks/made", b"{}", {"accept": "text/html"})
    assert said.status == 401
    assert said.json == {
        "error": "is missing: this hook takes signed deliveries only", "pointer": "X-Shopify-Hmac-Sha256",
    }  # fmt: skip


@pytest.mark.parametrize("secret", ["%00", "%F0%9F%98%80", "s3cret%20", "S3CRET", "s3cret;x", "%73%33cret%0A", "..%2F"])
def test_an_odd_secret_in_the_address_is_a_wrong_one(hook, secret):
    assert hook.browser().ask("POST", f"/hooks/path/{secret}", b"{}").status in (401, 404)


def test_a_body_that_is_cut_off_is_not_taken_and_may_be_sent_again(hook):
    body, before = order(300), waiting(hook)
    head = "".join(f"{name}: {value}\r\n" for name, value in signed(body, "cut").items())
    with socket.create_connection(("127.0.0.1", hook.port), timeout=10) as line:
        line.sendall(f"POST /hooks/made HTTP/1.1\r\nhost: x\r\n{head}content-length: 9000\r\n\r\n".encode() + body)
        line.shutdown(socket.SHUT_WR)
        while line.recv(65_536):
            pass
    assert hook.browser().get("/health").status == 200
    assert waiting(hook) == before
    assert hook.browser().ask("POST", "/hooks/made", body, signed(body, "cut")).status == 202


def test_an_oversized_delivery_is_refused_before_it_is_sent(hook):
    with socket.create_connection(("127.0.0.1", hook.port), timeout=10) as line:
        line.sendall(b"POST /hooks/made HTTP/1.1\r\nhost: x\r\ncontent-length: 10000001\r\n\r\n")
        said = line.recv(65_536)
        assert said.startswith(b"HTTP/1.1 413")
        while more := line.recv(65_536):
            said += more
    assert b"Send less at a time." in said
