"""Signed statements: a JWS as an attachment (xAPI 1.0.3 Part Two 2.6; RFC 7515).

https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md#26-signed-statements

What is proved: the signature is well formed, RSA with SHA-2, and its payload says what the statement says. With `x5c`
besides: whoever signed holds the key of the first certificate, and each certificate is signed by the one after it. Not
proved, as there is no trust store and no network here: that the last certificate belongs to anybody one trusts, that a
certificate was valid on the day, that none was revoked. Without `x5c` nothing is proved of who signed.
"""

import re
from base64 import b64decode, urlsafe_b64decode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.x509 import Certificate, load_der_x509_certificate

from ..refusals import Refused
from .attachments import SIGNATURE, declared
from .canonical import canonical
from .checking import check
from .reading import strict
from .times import instant
from .versions import V200

ALGORITHMS = {"RS256": SHA256(), "RS384": SHA384(), "RS512": SHA512()}
MOST_CERTIFICATES = 10
_SEGMENT = re.compile(rb"[A-Za-z0-9_-]+")
_HOW = "send a JWS in compact serialization, signed with RS256, RS384 or RS512"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a well-formed signature vouches for: the statement in its payload, in comparable form.

    id, at: where the payload names them, else "" and None. others: SHA-2 of its attachments that are no signatures.
    """

    form: bytes
    id: str
    at: datetime | None
    others: tuple[str, ...]


def signed(sent: bytes) -> Signed:
    """Judges the bytes of a signature attachment.

    Raises:
        Refused: not a compact JWS, another algorithm, a payload that is no statement, a certificate that cannot be
        read, is not signed by the one after it, or whose key did not make the signature.
    """
    head, payload, signature = _segments(sent)
    header = _json(head, "header")
    if type(header) is not dict:
        raise Refused(f"the signature's header is no JSON object; {_HOW}")
    algorithm = header.get("alg")
    if type(algorithm) is not str or algorithm not in ALGORITHMS:
        raise Refused(f"the signature's alg must be RS256, RS384 or RS512; {_HOW}")
    if "crit" in header:
        raise Refused("the signature's header says crit; leave it out, no extension of JWS is understood here")
    if "x5c" in header:
        key = _key(header["x5c"])
        try:
            key.verify(signature, sent[: sent.rindex(b".")], PKCS1v15(), ALGORITHMS[algorithm])
        except (InvalidSignature, ValueError, UnsupportedAlgorithm):
            raise Refused("the signature was not made with the key of the first certificate in x5c") from None
    statement = _json(payload, "payload")
    try:
        check(statement, version=V200, enclosed=_Any())
    except Refused as fault:
        raise Refused(f"the signature's payload is no statement: {fault.pointer} {fault.reason}") from None
    return _compared(statement)


def agrees(what: Signed, statement: Mapping[str, Any]) -> bool:
    """Whether a checked statement says what was signed, its signatures apart; ids and times where both name them."""
    own = _compared(statement)
    return (
        what.form == own.form
        and what.others == own.others
        and (not what.id or not own.id or what.id == own.id)
        and (what.at is None or own.at is None or what.at == own.at)
    )


def _compared(statement: Mapping[str, Any]) -> Signed:
    at = statement.get("timestamp")
    others = sorted(one["sha2"].lower() for one in declared(statement) if one["usageType"] != SIGNATURE)
    return Signed(canonical(statement), statement.get("id", "").lower(), instant(at) if at else None, tuple(others))


class _Any(frozenset[str]):
    """Every content counts as enclosed: those of a payload came, or did not come, with the statement around it."""

    def __contains__(self, _: object) -> bool:
        return True


def _segments(sent: bytes) -> tuple[bytes, bytes, bytes]:
    segments = sent.split(b".", 3)
    if len(segments) != 3 or not all(_SEGMENT.fullmatch(one) for one in segments):
        raise Refused(f"the signature is not three parts of base64url with dots between; {_HOW}")
    try:
        head, payload, signature = (urlsafe_b64decode(one + b"=" * (-len(one) % 4)) for one in segments)
    except (Error, ValueError):
        raise Refused(f"the signature is not base64url; {_HOW}") from None
    return head, payload, signature


def _json(raw: bytes, what: str) -> Any:
    try:
        return strict(raw)
    except Refused as fault:
        raise Refused(f"the signature's {what} {fault.reason}", status=fault.status) from None


def _key(chain: Any) -> RSAPublicKey:
    """The key of the first certificate, once each is seen to be signed by the one after it."""
    if type(chain) is not list or not 0 < len(chain) <= MOST_CERTIFICATES:
        raise Refused(f"the signature's x5c must be a list of 1 to {MOST_CERTIFICATES} certificates")
    certificates = [_certificate(one, number) for number, one in enumerate(chain)]
    for number, (one, issuer) in enumerate(pairwise(certificates)):
        try:
            one.verify_directly_issued_by(issuer)
        except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
            raise Refused(
                f"certificate {number} in x5c is not signed by the one after it; send them in order"
            ) from None
    try:
        key = certificates[0].public_key()
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey):
        raise Refused("the first certificate in x5c holds no RSA key, which RS256, RS384 and RS512 need")
    return key


def _certificate(text: Any, number: int) -> Certificate:
    try:
        return load_der_x509_certificate(b64decode(text, validate=True))
    except (Error, ValueError, TypeError, UnsupportedAlgorithm):
        raise Refused(f"certificate {number} in x5c is not base64 of a DER certificate (RFC 7515 4.1.6)") from None
