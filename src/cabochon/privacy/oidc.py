"""What an identity provider says, judged before it is believed: its own description, its keys, and an ID token.

Nothing here speaks to anybody. OpenID Connect Core 1.0 (https://openid.net/specs/openid-connect-core-1_0.html),
Discovery 1.0, RFC 7517 (keys), RFC 8725 (tokens), RFC 9700 (OAuth), RFC 9207 (`iss` beside a code).
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256, sha512
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from ..refusals import Refused
from ..xapi.reading import strict

ALGORITHMS = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}  # what a token may be signed with
PUBLIC = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}  # members of a key that are read, no others
CURVES = {"EC": "P-256", "OKP": "Ed25519"}
LEAST_BITS = 2_048  # of an RSA key (RFC 7518 3.3)
SKEW = 120  # s our clock and theirs may differ
LONGEST = 50_000  # characters of a token
LONGEST_NAME = 255  # characters of a subject (Core 2)
MOST_KEYS = 100
BASIC, POST = "client_secret_basic", "client_secret_post"
INSTALL = "needs one package more: pip install cabochon[sso]"
# Who says by other claims than `email_verified` whether an e-mail address is the person's.
GOOGLE = "https://accounts.google.com"
ENTRA = ("login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class Mistrusted(Refused):
    """What the provider said does not hold. The reason is for those who look after sign-in, not for who signs in."""

    status = 502


class UnknownKey(Mistrusted):
    """A token signed with a key that is not among those known: they may have been changed since."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider says of itself. way: how the house proves itself to it; iss: it names itself beside a code.

    userinfo: "" where there is none. pkce: None where it does not say whether it knows S256.
    """

    issuer: str
    authorize: str
    token: str
    keys: str
    userinfo: str = ""
    way: str = BASIC
    iss: bool = False
    pkce: bool | None = None
    algorithms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom a token is about. email: "" unless the provider verified it. subjects: what an identity system may call
    them. at: when they proved to be there, None where it is not said."""

    issuer: str
    subject: str
    email: str
    subjects: tuple[str, ...]
    at: float | None
    claims: Mapping[str, Any]


def installed() -> None:
    """
    Raises:
        Refused: the package that checks signatures is not there.
    """
    try:
        import jwt  # noqa: F401
    except ImportError:
        raise Refused(INSTALL, "oidc_issuer") from None


def provider(body: bytes, issuer: str) -> Provider:
    """A discovery document (Discovery 3), which must be the issuer's own: equal character by character (4.3).

    Raises:
        Mistrusted: no such document, another issuer's, or one the house cannot work with.
    """
    said = _object(body, "its discovery document")
    if said.get("issuer") != issuer:
        raise Mistrusted(
            f"the discovery document is of {str(said.get('issuer'))[:200]!r}, which is not the setting oidc_issuer; "
            "they must be equal to the last character", "oidc_issuer",
        )  # fmt: skip
    places = {name: said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    for name, place in places.items():
        if not isinstance(place, str) or not place:
            raise Mistrusted(f"the discovery document has no {name}", "oidc_issuer")
    authorize = str(places["authorization_endpoint"])
    found, own = urlsplit(authorize), urlsplit(issuer)
    if not found.netloc or found.fragment or (found.scheme != "https" and (found.scheme, own.scheme) != ("http",) * 2):
        raise Mistrusted("its authorization_endpoint is no https address", "oidc_issuer")
    ways = _texts(said, "token_endpoint_auth_methods_supported") or [BASIC]  # Discovery 3: the default
    way = next((one for one in (BASIC, POST) if one in ways), "")
    if not way:
        raise Mistrusted(f"it takes a client's secret neither by {BASIC} nor by {POST}", "oidc_secret")
    signs = tuple(one for one in _texts(said, "id_token_signing_alg_values_supported") if one in ALGORITHMS)
    if not signs:
        raise Mistrusted(f"it signs with none of {', '.join(ALGORITHMS)}", "oidc_issuer")
    knows = _texts(said, "code_challenge_methods_supported")
    userinfo = said.get("userinfo_endpoint")
    return Provider(
        issuer, authorize, str(places["token_endpoint"]), str(places["jwks_uri"]),
        userinfo=userinfo if isinstance(userinfo, str) else "", way=way,
        iss=said.get("authorization_response_iss_parameter_supported") is True,
        pkce="S256" in knows if knows else None, algorithms=signs,
    )  # fmt: skip


def keys(body: bytes) -> list[dict[str, str]]:
    """Public keys of a JWK Set (RFC 7517 5) that may sign; symmetric ones and those of other curves are left out.

    Raises:
        Mistrusted: no set, or no key of use in it.
    """
    listed = _object(body, "its set of keys").get("keys")
    found = []
    for one in listed[:MOST_KEYS] if isinstance(listed, list) else ():
        kind = str(one.get("kty")) if isinstance(one, dict) else ""
        if kind not in PUBLIC:
            continue
        if one.get("use", "sig") != "sig" or ("key_ops" in one and "verify" not in _texts(one, "key_ops")):
            continue
        if kind in CURVES and one.get("crv") != CURVES[kind]:
            continue
        kept = {name: one[name] for name in ("kty", *PUBLIC[kind], "kid", "alg") if isinstance(one.get(name), str)}
        if all(name in kept for name in PUBLIC[kind]):
            found.append(kept)
    if not found:
        raise Mistrusted("its set of keys holds no public key a token could be signed with", "oidc_issuer")
    return found


def vouched(
    token: str, known: Sequence[Mapping[str, str]], *, provider: Provider, client: str, nonce: str, access: str,
    now: datetime,
) -> Vouched:  # fmt: skip
    """Whom an ID token is about (Core 3.1.3.7), every check passed.

    Args:
        known: keys, as `keys` gives them. access: the access token that came with it, "" for none.
    Raises:
        UnknownKey: ask for the keys again. Mistrusted: anything else that does not hold. Refused: not installed.
    """
    claims, algorithm = _signed(token, known, provider.algorithms)
    if claims.get("iss") != provider.issuer:
        raise Mistrusted("the ID token is of another issuer")
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    if client not in listed or not all(isinstance(one, str) for one in listed):
        raise Mistrusted("the ID token is for another client; is oidc_client right?", "oidc_client")
    if ("azp" in claims or len(listed) > 1) and claims.get("azp") != client:
        raise Mistrusted("the ID token was given to another client (azp)", "oidc_client")
    at, began, ends = now.timestamp(), _moment(claims, "iat"), _moment(claims, "exp")
    if at >= ends + SKEW:
        raise Mistrusted("the ID token has expired; do the clocks of both machines agree?")
    if began > at + SKEW or ("nbf" in claims and _moment(claims, "nbf") > at + SKEW):
        raise Mistrusted("the ID token is of a time to come; do the clocks of both machines agree?")
    if not _same(claims.get("nonce"), nonce):
        raise Mistrusted("the ID token answers another sign-in (nonce)")
    if "at_hash" in claims and not _same(claims["at_hash"], _half(access, algorithm)):
        raise Mistrusted("the access token is not the one the ID token was given with (at_hash)")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_NAME:
        raise Mistrusted("the ID token names nobody (sub)")
    proved = _moment(claims, "auth_time") if "auth_time" in claims else None
    return Vouched(
        provider.issuer, subject, verified(claims, provider.issuer), _subjects(claims, provider.issuer), proved, claims
    )


def verified(claims: Mapping[str, Any], issuer: str) -> str:
    """The e-mail address a token vouches for, in lower case; "" where the provider did not verify it.

    Google is believed about an address of the Workspace the account belongs to (`hd`), or its own; Entra ID, which
    says no `email_verified`, about a domain its tenant has proved (`xms_edov`).
    https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
    https://learn.microsoft.com/entra/identity-platform/optional-claims-reference
    """
    email = claims.get("email")
    if not isinstance(email, str) or email.count("@") != 1 or not email.isprintable() or " " in email:
        return ""
    email = email.translate(_LOWER)  # of A to Z alone: what only looks like them is another address
    sure = claims.get("email_verified") in (True, "true")
    if _entra(issuer):
        sure = claims.get("xms_edov") in (True, "true", "1")  # 1 == True
    elif issuer == GOOGLE:
        domain = email.rpartition("@")[2]
        sure = sure and (domain == "gmail.com" or claims.get("hd") == domain)
    return email if sure else ""


def challenge(verifier: str) -> str:
    """The S256 code challenge of a verifier (RFC 7636 4.2)."""
    return _text(sha256(verifier.encode()).digest())


def _subjects(claims: Mapping[str, Any], issuer: str) -> tuple[str, ...]:
    """Entra ID's `sub` is another one for every client; what it provisions people by is `oid`."""
    found = [claims["sub"], *([claims.get("oid")] if _entra(issuer) else [])]
    return tuple(one for one in found if isinstance(one, str) and one)


def _entra(issuer: str) -> bool:
    return issuer.startswith("https://") and urlsplit(issuer).netloc in ENTRA


def _signed(token: str, known: Sequence[Mapping[str, str]], algorithms: Sequence[str]) -> tuple[dict[str, Any], str]:
    """The claims of a token, and what it is signed with, once the signature holds."""
    installed()
    from jwt import PyJWK, PyJWS, get_unverified_header
    from jwt.exceptions import PyJWTError

    if not isinstance(token, str) or len(token) > LONGEST:
        raise Mistrusted("there is no ID token in its answer; does oidc_scopes hold openid?", "oidc_scopes")
    try:
        head = get_unverified_header(token)
    except PyJWTError:
        raise Mistrusted("the ID token is no signed token (JWS)") from None
    algorithm, kid = str(head.get("alg")), head.get("kid")
    if algorithm not in ALGORITHMS or algorithm not in algorithms or "crit" in head or "b64" in head:
        raise Mistrusted(f"the ID token is signed with {algorithm[:20]!r}, which is not taken")
    fitting = [
        one for one in known if one["kty"] == ALGORITHMS[algorithm] and one.get("alg", algorithm) == algorithm
        and kid in (None, one.get("kid"))
    ]  # fmt: skip
    if not fitting:
        raise UnknownKey("the ID token is signed with a key that is not among the provider's")
    if len(fitting) > 1:  # Core 10.1: of several keys a token names its own
        raise Mistrusted("the ID token does not say which of several keys it is signed with")
    try:
        key = PyJWK({name: fitting[0][name] for name in ("kty", *PUBLIC[fitting[0]["kty"]])}, algorithm=algorithm)
        if getattr(key.key, "key_size", LEAST_BITS) < LEAST_BITS and algorithm in ("RS256", "PS256"):
            raise Mistrusted(f"the ID token is signed with a key of fewer than {LEAST_BITS:,} bits")
        payload = PyJWS().decode_complete(token, key=key, algorithms=[algorithm])["payload"]
    except (PyJWTError, ValueError, TypeError):
        raise Mistrusted("the signature of the ID token does not hold") from None
    return _object(payload, "the ID token"), algorithm


def _half(access: str, algorithm: str) -> str:
    """`at_hash` (Core 3.1.3.6): the left half of the hash the signature is made with."""
    digest = (sha512 if algorithm == "EdDSA" else sha256)(access.encode()).digest()
    return _text(digest[: len(digest) // 2]) if access else ""


def _moment(claims: Mapping[str, Any], name: str) -> float:
    """Seconds since 1970 of a claim that must be there."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or value < 0:
        raise Mistrusted(f"the ID token says no {name}")
    return float(value)


def _object(body: bytes, what: str) -> dict[str, Any]:
    try:
        found = strict(body)
    except Refused:
        found = None
    if not isinstance(found, dict):
        raise Mistrusted(f"{what} is no JSON object")
    return found


def _texts(said: Mapping[str, Any], name: str) -> list[str]:
    found = said.get(name)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _same(said: object, wanted: str) -> bool:
    if not wanted or not isinstance(said, str):
        return False
    return hmac.compare_digest(said.encode("utf-8", "replace"), wanted.encode())


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
