"""Webhook signatures as each sender makes them: what fits is let in, what does not is a 401 that says why."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from cabochon.connectors import Arrived, signatures
from cabochon.refusals import Refused

BODY, URL = b'{"id": 1}', "https://maison.example/hooks/shop"
OLD, NEW = b"old secret", b"new secret"
NOW = datetime(2026, 3, 6, 10, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))


def b64(secret, text, hashed="sha256"):
    return base64.b64encode(hmac.new(secret, text, hashed).digest()).decode()


def arrived(body=BODY, secret="", at=NOW, **headers):
    return Arrived(body=body, headers={name.replace("_", "-"): v for name, v in headers.items()}, url=URL, at=at,
                   secret=secret)  # fmt: skip


def standard(secret, body=BODY, stamp=STAMP):
    key = base64.b64decode(secret[6:]) if secret.startswith(b"whsec_") else secret
    made = "v1," + b64(key, f"msg_1.{stamp}.".encode() + body)
    return arrived(body, webhook_id="msg_1", webhook_timestamp=stamp, webhook_signature=f"v1,bm8= {made}")


SENDERS = {
    "shopify": (signatures.SHOPIFY, lambda s: arrived(x_shopify_hmac_sha256=b64(s, BODY))),
    "typeform": (signatures.TYPEFORM, lambda s: arrived(typeform_signature="sha256=" + b64(s, BODY))),
    "square": (signatures.SQUARE, lambda s: arrived(x_square_hmacsha256_signature=b64(s, URL.encode() + BODY))),
    "surveymonkey": (signatures.SURVEYMONKEY, lambda s: arrived(sm_signature=b64(s, BODY, hashlib.sha1))),
    "standard": (signatures.STANDARD, standard),
    "path": (signatures.PATH, lambda s: arrived(secret=s.decode())),
}
each = pytest.mark.parametrize(("signing", "sent"), SENDERS.values(), ids=SENDERS)


@each
def test_either_secret_is_good_while_they_are_rotated(signing, sent):
    signing.check(sent(OLD), [NEW, OLD])
    signing.check(sent(NEW), [NEW, OLD])


@each
def test_another_secret_or_none_is_refused(signing, sent):
    for one, secrets in ((sent(OLD), [NEW]), (sent(NEW), []), (arrived(), [NEW])):
        with pytest.raises(Refused) as refused:
            signing.check(one, secrets)
        assert refused.value.status == 401


@pytest.mark.parametrize("name", ["shopify", "typeform", "square", "surveymonkey", "standard"])
def test_a_body_changed_on_its_way_is_refused(name):
    signing, sent = SENDERS[name]
    one = sent(NEW)
    changed = Arrived(body=BODY + b" ", headers=one.headers, url=URL, at=NOW)
    with pytest.raises(Refused, match="does not fit"):
        signing.check(changed, [NEW])


@pytest.mark.parametrize("header", ["é", "md5=abc", "=", "v1,"])
@pytest.mark.parametrize("name", ["x_shopify_hmac_sha256", "typeform_signature"])
def test_an_odd_signature_is_refused_not_a_fault(name, header):
    signing = signatures.SHOPIFY if "shopify" in name else signatures.TYPEFORM
    with pytest.raises(Refused, match="does not fit"):
        signing.check(arrived(**{name: header}), [NEW])


def test_squares_signature_is_of_the_address_it_was_given():
    other = Arrived(body=BODY, headers=SENDERS["square"][1](NEW).headers, url=URL + "/other", at=NOW)
    with pytest.raises(Refused):
        signatures.SQUARE.check(other, [NEW])


def test_a_standard_webhook_is_good_for_five_minutes_either_way():
    one = standard(NEW)
    for off in (timedelta(minutes=4, seconds=59), -timedelta(minutes=4, seconds=59)):
        signatures.STANDARD.check(Arrived(body=BODY, headers=one.headers, url=URL, at=NOW + off), [NEW])
    for off in (timedelta(minutes=5, seconds=1), -timedelta(minutes=6)):
        with pytest.raises(Refused, match="five minutes"):
            signatures.STANDARD.check(Arrived(body=BODY, headers=one.headers, url=URL, at=NOW + off), [NEW])


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "99999999999999999999", "999999999999", "99999999999", "١٢٣"])
def test_a_standard_webhook_with_an_odd_time_is_refused(stamp):
    with pytest.raises(Refused) as refused:
        signatures.STANDARD.check(standard(NEW, stamp=stamp), [NEW])
    assert refused.value.status == 401


def test_the_secret_of_a_standard_webhook_may_be_written_as_its_sender_shows_it():
    shown = b"whsec_" + base64.b64encode(b"24 bytes of random bits!")
    signatures.STANDARD.check(standard(shown), [shown])


def test_a_delivery_is_named_by_its_sender_or_by_its_body():
    assert signatures.SHOPIFY.id(arrived(x_shopify_webhook_id="w1")) == "w1"
    assert signatures.SHOPIFY.id(arrived()) == signatures.SHOPIFY.id(arrived())
    assert signatures.SHOPIFY.id(arrived()) != signatures.SHOPIFY.id(arrived(b"{}"))
    assert signatures.STANDARD.id(standard(NEW)) == "msg_1"


@pytest.mark.parametrize("shown", [b"whsec_-_-_c2VjcmV0IQ==", b"whsec_+/+/c2VjcmV0IQ", b" whsec_+/+/c2VjcmV0IQ==\n"])
def test_the_secret_may_be_copied_without_its_padding_or_in_the_other_alphabet(shown):
    made = "v1," + b64(b"\xfb\xff\xbfsecret!", f"msg_1.{STAMP}.".encode() + BODY)
    one = arrived(webhook_id="msg_1", webhook_timestamp=STAMP, webhook_signature=made)
    signatures.STANDARD.check(one, [shown])


def test_an_id_of_a_standard_webhook_is_signed_as_the_bytes_it_came_in():
    made = "v1," + b64(NEW, "msg_é.".encode() + f"{STAMP}.".encode() + BODY)
    as_read = "msg_é".encode().decode("latin-1")  # as a server hands a header on
    one = arrived(webhook_id=as_read, webhook_timestamp=STAMP, webhook_signature=made)
    signatures.STANDARD.check(one, [NEW])


@pytest.mark.parametrize("given", ["", " ", "v1", "v1,", "v2,abc", "v1a,abc v1,éé"])
def test_a_standard_webhook_without_a_signature_that_fits_is_refused(given):
    one = arrived(webhook_id="msg_1", webhook_timestamp=STAMP, webhook_signature=given)
    with pytest.raises(Refused) as refused:
        signatures.STANDARD.check(one, [NEW])
    assert refused.value.status == 401


def test_a_signature_without_its_padding_or_with_another_s_hash_does_not_fit():
    right = b64(NEW, BODY)
    for given in (right.rstrip("="), right.lower(), b64(NEW, BODY, hashlib.sha1), f"{right}, {right}"):
        with pytest.raises(Refused, match="does not fit"):
            signatures.SHOPIFY.check(arrived(x_shopify_hmac_sha256=given), [NEW])
    signatures.SHOPIFY.check(arrived(x_shopify_hmac_sha256=f" {right} "), [NEW])


def test_a_body_of_any_letters_is_signed_as_its_bytes():
    body = '{"note": "時計 é"}'.encode()
    signatures.SHOPIFY.check(arrived(body, x_shopify_hmac_sha256=b64(NEW, body)), [NEW])


def test_exactly_five_minutes_is_in_time():
    one = standard(NEW)
    signatures.STANDARD.check(Arrived(body=BODY, headers=one.headers, url=URL, at=NOW + timedelta(minutes=5)), [NEW])
