"""An ID token is believed when every check of OpenID Connect Core 3.1.3.7 passes, and in no other case."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256, sha512
from hmac import digest

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from cabochon.privacy import oidc
from cabochon.privacy.oidc import Mistrusted, UnknownKey

ISSUER, CLIENT, NONCE, ACCESS = "https://login.maison.example/realm", "cabochon", "n-0S6_WzA2Mj", "an-access-token"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
AT = int(NOW.timestamp())
KEYS = {
    "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}
KEYS["PS256"] = KEYS["RS256"]
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
MAKERS = {"RS256": RSAAlgorithm, "PS256": RSAAlgorithm, "ES256": ECAlgorithm, "EdDSA": OKPAlgorithm}
DOCUMENT = {
    "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/auth", "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys", "id_token_signing_alg_values_supported": [*oidc.ALGORITHMS, "HS256", "none"],
}  # fmt: skip
MISSING = "left out"


def text(raw):
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def described(**other):
    return json.dumps({k: v for k, v in (DOCUMENT | other).items() if v != MISSING}).encode()


def jwk(algorithm, **other):
    public = json.loads(MAKERS[algorithm].to_jwk(KEYS[algorithm].public_key()))
    return {**public, "kid": "one", "use": "sig", **other}


def claims(**other):
    said = {
        "iss": ISSUER, "aud": CLIENT, "sub": "24400320", "nonce": NONCE, "iat": AT, "exp": AT + 300,
        "email": "Anna@Maison.example", "email_verified": True,
    }  # fmt: skip
    return {k: v for k, v in (said | other).items() if v != MISSING}


def signed(said, algorithm="RS256", key=None, **head):
    return jwt.encode(said, key or KEYS[algorithm], algorithm=algorithm, headers={"kid": "one", **head})


def by_hand(head, said, signature=b""):
    parts = [text(json.dumps(one).encode()) for one in (head, said)]
    return ".".join([*parts, text(signature)])


def judged(token, *listed, access="", issuer=ISSUER):
    known = oidc.keys(json.dumps({"keys": list(listed) or [jwk("RS256")]}).encode())
    provider = oidc.provider(described(issuer=issuer), issuer)
    return oidc.vouched(token, known, provider=provider, client=CLIENT, nonce=NONCE, access=access, now=NOW)


@pytest.mark.parametrize("algorithm", list(oidc.ALGORITHMS))
def test_a_sound_token_is_believed(algorithm):
    found = judged(signed(claims(), algorithm), jwk(algorithm))
    assert (found.issuer, found.subject, found.email) == (ISSUER, "24400320", "anna@maison.example")


def test_a_token_without_a_signature_is_refused():
    for name in ("none", "None", "NONE", "", ["RS256"], None):
        with pytest.raises(Mistrusted, match=r"not taken|no signed token"):
            judged(by_hand({"alg": name, "kid": "one"}, claims()))


def test_a_token_signed_with_the_public_key_as_a_password_is_refused():
    public = KEYS["RS256"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for secret in (public, json.dumps(jwk("RS256")).encode()):
        head = {"alg": "HS256", "kid": "one", "typ": "JWT"}
        start = by_hand(head, claims()).rpartition(".")[0]
        with pytest.raises(Mistrusted, match="not taken"):
            judged(f"{start}.{text(digest(secret, start.encode(), 'sha256'))}")


def test_an_algorithm_the_provider_does_not_name_is_refused():
    provider = oidc.provider(described(id_token_signing_alg_values_supported=["ES256"]), ISSUER)
    with pytest.raises(Mistrusted, match="not taken"):
        oidc.vouched(
            signed(claims()), [jwk("RS256")], provider=provider, client=CLIENT, nonce=NONCE, access="", now=NOW
        )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"iss": "https://login.other.example"}, "another issuer"),
        ({"iss": ISSUER + "/"}, "another issuer"),
        ({"iss": MISSING}, "another issuer"),
        ({"aud": "another"}, "another client"),
        ({"aud": ["another"]}, "another client"),
        ({"aud": MISSING}, "another client"),
        ({"aud": [CLIENT, 7]}, "another client"),
        ({"aud": [CLIENT, "another"]}, "azp"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "azp"),
        ({"azp": "another"}, "azp"),
        ({"nonce": "of another"}, "nonce"),
        ({"nonce": MISSING}, "nonce"),
        ({"nonce": [NONCE]}, "nonce"),
        ({"exp": AT - 120}, "expired"),
        ({"exp": MISSING}, "no exp"),
        ({"exp": "tomorrow"}, "no exp"),
        ({"iat": MISSING}, "no iat"),
        ({"iat": AT + 121}, "time to come"),
        ({"nbf": AT + 121}, "time to come"),
        ({"sub": MISSING}, "nobody"),
        ({"sub": ""}, "nobody"),
        ({"sub": 24400320}, "nobody"),
        ({"sub": "long " * 52}, "nobody"),
        ({"at_hash": "of another token"}, "at_hash"),
        ({"at_hash": None}, "at_hash"),
    ],
    ids=str,
)
def test_a_claim_that_does_not_hold_is_refused(said, why):
    token = jwt.api_jws.encode(json.dumps(claims(**said)).encode(), KEYS["RS256"], "RS256", headers={"kid": "one"})
    with pytest.raises(Mistrusted, match=why):
        judged(token, access=ACCESS)


def test_clocks_may_differ_by_two_minutes():
    assert judged(signed(claims(exp=AT - 119, iat=AT - 300))).subject
    assert judged(signed(claims(iat=AT + 119, nbf=AT + 119))).subject


def test_several_audiences_need_the_house_as_the_authorized_party():
    assert judged(signed(claims(aud=[CLIENT, "account"], azp=CLIENT))).subject


def test_the_access_token_must_be_the_one_given_with_it():
    half = {"RS256": sha256(ACCESS.encode()).digest()[:16], "EdDSA": sha512(ACCESS.encode()).digest()[:32]}
    for algorithm, hashed in half.items():
        token = signed(claims(at_hash=text(hashed)), algorithm)
        assert judged(token, jwk(algorithm), access=ACCESS).subject
        for access in ("another", ""):
            with pytest.raises(Mistrusted, match="at_hash"):
                judged(token, jwk(algorithm), access=access)


def test_another_key_under_the_same_name_does_not_fit():
    with pytest.raises(Mistrusted, match="signature"):
        judged(signed(claims(), key=OTHER))


def test_a_signature_of_other_claims_does_not_fit():
    head, _, signature = signed(claims()).split(".")
    swapped = text(json.dumps(claims(sub="somebody else")).encode())
    for token in (f"{head}.{swapped}.{signature}", f"{head}.{swapped}.", f"{head}.{swapped}"):
        with pytest.raises(Mistrusted):
            judged(token)


def test_an_unknown_key_is_told_apart_so_that_keys_are_asked_for_again():
    with pytest.raises(UnknownKey):
        judged(signed(claims(), kid="two"))
    with pytest.raises(UnknownKey):  # a key of another kind under the name the token says
        judged(signed(claims()), jwk("ES256"))


def test_of_several_keys_a_token_names_its_own():
    with pytest.raises(Mistrusted, match="several keys"):
        judged(jwt.encode(claims(), KEYS["RS256"], "RS256"), jwk("RS256"), jwk("RS256", kid="two"))
    assert judged(jwt.encode(claims(), KEYS["RS256"], "RS256")).subject


def test_what_a_token_brings_along_as_a_key_is_not_looked_at():
    mine = json.loads(RSAAlgorithm.to_jwk(OTHER.public_key()))
    for head in ({"jwk": mine}, {"jku": "https://evil.example/keys"}, {"x5u": "https://evil.example"}):
        with pytest.raises(Mistrusted, match="signature"):
            judged(signed(claims(), key=OTHER, **head))


def test_a_header_that_must_be_understood_is_refused():
    token = by_hand({"alg": "RS256", "kid": "one", "crit": ["exp"], "exp": 1}, claims(), b"x")
    with pytest.raises(Mistrusted, match=r"not taken|no signed token"):
        judged(token)


def test_what_is_no_token_is_refused():
    for token in ("", "a.b", "a.b.c", "..", "e30.e30.", "x" * 60_000, "é.é.é"):
        with pytest.raises(Mistrusted):
            judged(token)


def test_a_signed_payload_that_is_no_plain_object_is_refused():
    for payload in (b"[]", b"null", b"\xff", b'{"iss": NaN}', b'{"sub":"a","sub":"b"}', b"[" * 5_000):
        with pytest.raises(Mistrusted, match="no JSON object"):
            judged(jwt.api_jws.encode(payload, KEYS["RS256"], "RS256", headers={"kid": "one"}))


def test_keys_that_prove_nothing_are_left_out():
    symmetric = {"kty": "oct", "k": text(b"0" * 32), "kid": "one", "alg": "HS256"}
    private = {k: v for k, v in json.loads(RSAAlgorithm.to_jwk(KEYS["RS256"])).items() if k != "key_ops"}
    kept = oidc.keys(json.dumps({"keys": [symmetric, 7, {}, {**private, "kid": "p"}]}).encode())
    assert [set(one) for one in kept] == [{"kty", "n", "e", "kid"}]  # nothing private is kept
    for listed in (
        [symmetric], [], "keys", [jwk("RS256", use="enc")], [jwk("RS256", key_ops=["encrypt"])],
        [jwk("RS256", key_ops=7)], [jwk("RS256", kty=["RSA"])], [jwk("ES256", crv="P-521")],
        [{"kty": "RSA", "n": 7, "e": "AQAB"}],
    ):  # fmt: skip
        with pytest.raises(Mistrusted, match="no public key"):
            oidc.keys(json.dumps({"keys": listed}).encode())


def test_a_key_that_is_too_short_or_no_key_is_refused():
    with pytest.raises(Mistrusted, match=r"does not hold|bits"):
        short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
        public = json.loads(RSAAlgorithm.to_jwk(short.public_key()))
        start = by_hand({"alg": "RS256", "kid": "one"}, claims()).rpartition(".")[0]
        judged(f"{start}.{text(b'x' * 128)}", {**public, "kid": "one"})
    with pytest.raises(Mistrusted, match="does not hold"):
        judged(signed(claims()), jwk("RS256", n="AAAA"))


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"issuer": "https://login.other.example"}, "equal to the last character"),
        ({"issuer": ISSUER + "/"}, "equal to the last character"),
        ({"issuer": MISSING}, "equal to the last character"),
        ({"token_endpoint": MISSING}, "no token_endpoint"),
        ({"jwks_uri": 7}, "no jwks_uri"),
        ({"authorization_endpoint": "http://login.maison.example/auth"}, "no https address"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "no https address"),
        ({"authorization_endpoint": "https://login.maison.example/#x"}, "no https address"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "neither by"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "signs with none"),
        ({"id_token_signing_alg_values_supported": MISSING}, "signs with none"),
    ],
    ids=str,
)
def test_a_description_the_house_cannot_trust_is_refused(other, why):
    with pytest.raises(Mistrusted, match=why):
        oidc.provider(described(**other), ISSUER)


def test_a_description_that_is_no_json_is_refused():
    for body in (b"<html>", b"[]", b"", b"\xff\xfe"):
        with pytest.raises(Mistrusted, match="no JSON object"):
            oidc.provider(body, ISSUER)


@pytest.mark.parametrize(
    ("said", "issuer", "email"),
    [
        ({"email_verified": True}, ISSUER, "anna@maison.example"),
        ({"email_verified": "true"}, ISSUER, "anna@maison.example"),
        ({"email_verified": False}, ISSUER, ""),
        ({"email_verified": "false"}, ISSUER, ""),
        ({"email_verified": ["x"]}, ISSUER, ""),
        ({}, ISSUER, ""),
        ({"email_verified": True, "email": 7}, ISSUER, ""),
        ({"email_verified": True, "email": "anna@maison.example\n"}, ISSUER, ""),
        ({"xms_edov": True}, ISSUER, ""),
        ({"email_verified": True}, "https://login.microsoftonline.com/t/v2.0", ""),
        ({"xms_edov": True}, "https://login.microsoftonline.com/t/v2.0", "anna@maison.example"),
        ({"xms_edov": False}, "https://login.microsoftonline.com/t/v2.0", ""),
        ({"xms_edov": True}, "https://login.microsoftonline.com.evil.example/t", ""),
        ({"email_verified": True}, "https://accounts.google.com", ""),
        ({"email_verified": True, "hd": "other.example"}, "https://accounts.google.com", ""),
        ({"email_verified": True, "hd": "maison.example"}, "https://accounts.google.com", "anna@maison.example"),
    ],
    ids=str,
)
def test_an_address_counts_only_where_its_provider_vouches_for_it(said, issuer, email):
    assert oidc.verified({"email": "Anna@maison.example", **said}, issuer) == email


def test_an_address_that_only_looks_like_another_stays_another():
    looks = "\u212aeller@maison.example"  # the Kelvin sign, which lower() would make a k
    assert oidc.verified({"email": looks, "email_verified": True}, ISSUER) == looks


def test_what_entra_provisions_people_by_counts_there_alone():
    entra = "https://login.microsoftonline.com/t/v2.0"
    assert judged(signed(claims(iss=entra, oid="o-1")), issuer=entra).subjects == ("24400320", "o-1")
    assert judged(signed(claims(oid="o-1"))).subjects == ("24400320",)


def test_the_challenge_is_the_one_of_the_standard():  # RFC 7636 appendix B
    assert (
        oidc.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
