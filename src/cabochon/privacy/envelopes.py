"""Entries sealed on a phone to the house's public key: JWE, compact, ECDH-ES over P-256 with A256GCM (RFC 7516, 7518).

What waits on a device for a network can be read by the house alone, not by who finds the device. The house's key is
made from a secret of its own; the phone makes a new one for each entry.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash

from ..directory import Directory
from ..refusals import Refused

ENC = "A256GCM"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SP 800-186, 3.2.1.3)
LONGEST = 200_000  # characters of an envelope
ALTERED = "was altered on the way or on the device; write it again"
STRANGE = "was sealed for another house; write it again here"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What was inside. writer: an account's id, as the phone says. token: of that writer's outbox, "" for none."""

    entry: dict[str, Any]
    writer: str
    token: str = ""


class _Inside(msgspec.Struct, forbid_unknown_fields=True):
    entry: dict[str, Any]
    writer: str
    token: str = ""


class _Epk(msgspec.Struct):
    kty: str
    crv: str
    x: str
    y: str


class _Header(msgspec.Struct):
    alg: str
    enc: str
    kid: str
    epk: _Epk


def public(directory: Directory) -> dict[str, str]:
    """The house's public key as a JWK (RFC 7517, 4; kid: RFC 7638), for phones to seal with."""
    numbers = _key(directory.secret("envelopes")).public_key().public_numbers()
    jwk = {"crv": "P-256", "kty": "EC", "x": _text(numbers.x.to_bytes(32)), "y": _text(numbers.y.to_bytes(32))}
    return jwk | {"kid": _text(sha256(msgspec.json.encode(jwk)).digest())[:16]}


def opened(directory: Directory, sealed: str) -> Envelope:
    """What a phone sealed.

    Raises:
        Refused: no envelope of ours, or one that was altered. Nothing of it is quoted.
    """
    if len(sealed) > LONGEST:
        raise Refused(f"is longer than {LONGEST:,} characters; write less", "/seal")
    try:
        head, wrapped, *rest = sealed.split(".")
        nonce, body, tag = (_bytes(one) for one in rest)
        header = msgspec.json.decode(_bytes(head), type=_Header)
        x, y = (int.from_bytes(_bytes(one)) for one in (header.epk.x, header.epk.y))
        theirs = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()  # refuses what is not on the curve
    except (ValueError, msgspec.DecodeError, RecursionError):
        raise Refused("is no sealed entry; load the page anew and write it again", "/seal") from None
    if wrapped or (header.alg, header.enc) != ("ECDH-ES", ENC) or (header.epk.kty, header.epk.crv) != ("EC", "P-256"):
        raise Refused("is sealed in a way this house does not open; load the page anew", "/seal")
    if header.kid != public(directory)["kid"]:
        raise Refused(STRANGE, "/seal")
    shared = _key(directory.secret("envelopes")).exchange(ec.ECDH(), theirs)
    key = ConcatKDFHash(SHA256(), 32, _info()).derive(shared)
    try:
        plain = AESGCM(key).decrypt(nonce, body + tag, head.encode())
        inside = msgspec.json.decode(plain, type=_Inside)
    except (InvalidTag, ValueError, msgspec.DecodeError, RecursionError):
        raise Refused(ALTERED, "/seal") from None
    return Envelope(inside.entry, inside.writer, inside.token)


def _info() -> bytes:
    """OtherInfo of Concat KDF (RFC 7518, 4.6.2), without names of the parties: algorithm, apu, apv, key length."""
    return len(ENC).to_bytes(4) + ENC.encode() + bytes(4) + bytes(4) + (256).to_bytes(4)


@lru_cache(maxsize=8)
def _key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(secret) % (ORDER - 1) + 1, ec.SECP256R1())


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    if set(text) & set("+/= \n"):
        raise ValueError("no base64url")
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
