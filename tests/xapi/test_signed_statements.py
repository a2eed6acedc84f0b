"""Signed statements, with real keys and certificates made here."""

import json
from base64 import b64encode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from whole_statement import WHOLE, changed

from cabochon.refusals import Refused
from cabochon.xapi.attachments import SIGNATURE
from cabochon.xapi.signatures import agrees, signed

HASHES = {"RS256": SHA256(), "RS384": SHA384(), "RS512": SHA512()}
KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
CURVE = ec.generate_private_key(ec.SECP256R1())
STATEMENT = {
    "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
    "actor": {"mbox": "mailto:ann@example.com"},
    "verb": {"id": "https://example.com/verbs/signed"},
    "object": {"id": "https://example.com/contract"},
    "timestamp": "2026-03-01T09:30:00Z",
}
OF_SIGNATURE = {
    "usageType": SIGNATURE,
    "display": {"en": "signature"},
    "contentType": "application/octet-stream",
    "length": 1,
    "sha2": "a" * 64,
}


def certificate(subject, key, issuer, signer):
    def name(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    start = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .sign(signer, SHA256())
    )
    return b64encode(made.public_bytes(Encoding.DER)).decode()


ROOT = certificate("root", OTHER, "root", OTHER)
LEAF = certificate("leaf", KEY, "root", OTHER)
OWN = certificate("own", KEY, "own", KEY)
CURVED = certificate("curve", CURVE, "curve", CURVE)


def url(raw):
    return urlsafe_b64encode(raw).rstrip(b"=")


def jws(payload=STATEMENT, key=KEY, alg="RS256", **header):
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    head = url(json.dumps({"alg": alg, **header}).encode())
    text = head + b"." + url(body)
    return text + b"." + url(key.sign(text, PKCS1v15(), HASHES.get(alg, SHA256())))


def refused(sent):
    with pytest.raises(Refused) as caught:
        signed(sent)
    assert caught.value.status == 400
    return caught.value.reason


@pytest.mark.parametrize("alg", HASHES)
@pytest.mark.parametrize("chain", [None, [OWN], [LEAF, ROOT], [LEAF]])
def test_a_signature_by_the_first_certificate_vouches_for_its_statement(alg, chain):
    sent = jws(alg=alg, **({"x5c": chain} if chain else {}))
    assert agrees(signed(sent), {**STATEMENT, "attachments": [OF_SIGNATURE]})


@pytest.mark.parametrize("alg", ["HS256", "none", "ES256", "PS256", "rs256", "", 256, None])
def test_only_rsa_with_sha2_is_taken(alg):
    assert "RS256" in refused(jws(alg=alg))


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"..",
        b"a.b",
        b"not a jws",
        b"{}",
        jws() + b".x",
        jws() + b"=",
        jws().replace(b".", b" .", 1),
        b"A" + jws(),
        jws().rpartition(b".")[0] + b".",
        url(b"[]") + b"." + url(b"{}") + b"." + url(b"x"),
        url(b'{"alg":"RS256","alg":"RS256"}') + b"." + url(b"{}") + b"." + url(b"x"),
        jws(crit=["exp"]),
    ],
)
def test_what_is_no_compact_jws_is_refused(sent):
    assert "signature" in refused(sent)


@pytest.mark.parametrize("payload", [b"words", b"[]", b"null", b'{"actor":1}', b"\xff", b'{"a":1,"a":2}', b""])
def test_a_payload_that_is_no_statement_is_refused(payload):
    refused(jws(payload))


@pytest.mark.parametrize(
    ("key", "chain", "says"),
    [
        (OTHER, [OWN], "not made with the key"),
        (KEY, [ROOT], "not made with the key"),
        (KEY, [LEAF, OWN], "in order"),
        (OTHER, [ROOT, LEAF], "in order"),
        (KEY, [CURVED], "no RSA key"),
        (KEY, [LEAF[:-8]], "DER certificate"),
        (KEY, [b64encode(b"no certificate").decode()], "DER certificate"),
        (KEY, ["not base64!"], "DER certificate"),
        (KEY, [LEAF, "AAAA"], "DER certificate"),
        (KEY, [7], "DER certificate"),
        (KEY, [], "list of 1 to"),
        (KEY, LEAF, "list of 1 to"),
        (KEY, {"0": LEAF}, "list of 1 to"),
        (KEY, [OWN] * 11, "list of 1 to"),
    ],
)
def test_certificates_that_do_not_fit_are_refused(key, chain, says):
    assert says in refused(jws(key=key, x5c=chain))


def test_one_altered_byte_breaks_a_signature_with_a_certificate():
    head, payload, signature = jws(x5c=[OWN]).split(b".")
    altered = url(json.dumps({**STATEMENT, "verb": {"id": "https://example.com/verbs/refused"}}).encode())
    refused(head + b"." + altered + b"." + signature)
    assert "key" in refused(head + b"." + payload + b"." + url(bytes(256)))


@pytest.mark.parametrize(
    "change",
    [
        {"verb": {"id": "https://example.com/verbs/refused"}},
        {"actor": {"mbox": "mailto:bob@example.com"}},
        {"result": {"success": True}},
        {"id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bef"},
        {"timestamp": "2026-03-01T09:30:01Z"},
        {"attachments": [OF_SIGNATURE, {**OF_SIGNATURE, "usageType": "https://example.com/use"}]},
    ],
)
def test_a_statement_that_says_something_else_does_not_agree(change):
    assert not agrees(signed(jws()), {**STATEMENT, **change})


@pytest.mark.parametrize(
    "same",
    [
        {"id": STATEMENT["id"].upper()},
        {"timestamp": "2026-03-01T10:30:00+01:00"},
        {"verb": {"id": "https://example.com/verbs/signed", "display": {"en": "signed"}}},
        {"object": {"objectType": "Activity", "id": "https://example.com/contract"}},
        {"authority": {"mbox": "mailto:key@example.com"}, "stored": "2026-03-01T10:30:00Z", "version": "1.0.0"},
        {"attachments": [OF_SIGNATURE, {**OF_SIGNATURE, "sha2": "b" * 64}]},
    ],
)
def test_what_equality_leaves_out_may_differ(same):
    assert agrees(signed(jws()), {**STATEMENT, **same})


def test_an_id_or_a_time_that_only_one_names_does_not_matter():
    bare = {key: value for key, value in STATEMENT.items() if key not in ("id", "timestamp")}
    assert agrees(signed(jws(bare)), STATEMENT)
    assert agrees(signed(jws()), bare)


def test_a_statement_with_everything_is_signed_attachments_included():
    full = {**WHOLE, "attachments": [*WHOLE["attachments"], OF_SIGNATURE]}
    assert agrees(signed(jws(WHOLE)), full)
    assert not agrees(signed(jws(WHOLE)), changed("/attachments/0/sha2", "0" * 64, full))
