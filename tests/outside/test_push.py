"""Knocks at browsers, by a real push service that listens here."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from types import SimpleNamespace

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from cabochon.outside import push
from cabochon.outside.http import Outward
from cabochon.refusals import Refused

NOW = datetime(2026, 3, 31, 8, tzinfo=UTC)


@pytest.fixture
def outward():
    one = Outward(private=True, seconds=5)
    yield one
    one.close()


@pytest.fixture
def service(serving):
    """A push service: its address, and what it was asked. answer: status and headers."""

    one = SimpleNamespace(status=201, headers={}, heard=[])

    def answer(request):
        length = int(request.headers.get("content-length", 0))
        one.heard.append((request.command, dict(request.headers), request.rfile.read(length)))
        request.send_response(one.status)
        for name, value in {**one.headers, "content-length": "0"}.items():
            request.send_header(name, value)
        request.end_headers()

    one.port = serving(answer)
    one.endpoint = f"http://127.0.0.1:{one.port}/send/abc"
    return one


def knocker(hosts=("127.0.0.1",)):
    return push.Knocker(b"\7" * 32, contact="mailto:it@maison.example", hosts=hosts)


def raw(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_knock_carries_no_words_and_says_who_knocks(service, outward):
    assert knocker().knock(outward, service.endpoint, now=NOW).fate == push.TAKEN
    ((method, headers, body),) = service.heard
    said = {name.lower(): value for name, value in headers.items()}
    assert (method, body, said["ttl"]) == ("POST", b"", "3600")
    token, key = (part.partition("=")[2] for part in said["authorization"].removeprefix("vapid ").split(", "))
    head, claims, signature = token.split(".")
    told = msgspec.json.decode(raw(claims))
    assert told["aud"] == f"http://127.0.0.1:{service.port}"
    assert told["sub"] == "mailto:it@maison.example"
    assert 0 < told["exp"] - NOW.timestamp() <= 86_400
    assert msgspec.json.decode(raw(head)) == {"typ": "JWT", "alg": "ES256"}
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(key))
    signed = raw(signature)
    proof = encode_dss_signature(int.from_bytes(signed[:32], "big"), int.from_bytes(signed[32:], "big"))
    public.verify(proof, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))  # raises where it does not hold


def test_the_same_house_knocks_under_the_same_key():
    assert knocker().public == knocker().public
    assert len(raw(knocker().public)) == 65


@pytest.mark.parametrize(
    ("status", "headers", "fate"),
    [(404, {}, push.GONE), (410, {}, push.GONE), (500, {}, push.FAILED), (403, {}, push.FAILED),
     (301, {"location": "https://elsewhere.example/"}, push.FAILED)],
)  # fmt: skip
def test_what_a_push_service_answers_is_taken_at_its_word(service, outward, status, headers, fate):
    service.status, service.headers = status, headers
    assert knocker().knock(outward, service.endpoint, now=NOW).fate == fate
    assert len(service.heard) == 1


@pytest.mark.parametrize(("said", "seconds"), [("120", 120), ("", 3600), ("soon", 3600), ("999999999", 86_400)])
def test_a_push_service_that_is_busy_is_left_alone_for_as_long_as_it_says(service, outward, said, seconds):
    service.status, service.headers = 429, {"retry-after": said} if said else {}
    told = knocker().knock(outward, service.endpoint, now=NOW)
    assert (told.fate, told.seconds) == (push.WAIT, seconds)


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.2/x", "https://evil.example/x", "https://push.example.evil.example/", "https://notpush.example/",
     "https://user@push.example/x", "ftp://push.example/", "https://push.example@evil.example/", "x"],
)  # fmt: skip
def test_only_push_services_of_the_settings_are_spoken_to(outward, endpoint):
    with pytest.raises(Refused):
        knocker(("push.example", "*.push.example")).knock(outward, endpoint, now=NOW)


def test_below_a_star_every_name_is_fine_and_the_bare_one_is_not():
    one = knocker(("*.push.example",))
    one.check("https://a.push.example/x")
    with pytest.raises(Refused):
        one.check("https://push.example/x")


def test_a_push_service_of_the_settings_in_a_private_network_is_not_spoken_to():
    shut = Outward(lookup=lambda host, port: ["10.0.0.7"])
    with pytest.raises(Refused, match="private network"):
        knocker(("push.example",)).knock(shut, "https://push.example/x", now=NOW)


def test_nobody_answering_is_a_knock_that_failed(outward):
    assert knocker().knock(outward, "http://127.0.0.1:1/x", now=NOW).fate == push.FAILED
