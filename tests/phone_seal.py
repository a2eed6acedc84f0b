"""Seals as a phone does, by the words of RFC 7516 and 7518 and not by the house's own code."""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash


def text(raw):
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def number(word):
    return int.from_bytes(urlsafe_b64decode(word + "=" * (-len(word) % 4)))


def seal(jwk, inside, **changed):
    """A compact JWE of `inside` (a value, or bytes as they are). changed: other header parameters."""
    theirs = ec.EllipticCurvePublicNumbers(number(jwk["x"]), number(jwk["y"]), ec.SECP256R1()).public_key()
    own = ec.generate_private_key(ec.SECP256R1())
    x, y = (text(n.to_bytes(32)) for n in (own.public_key().public_numbers().x, own.public_key().public_numbers().y))
    head = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": jwk["kid"], "epk": {"kty": "EC", "crv": "P-256", "x": x, "y": y}}
    info = b"\0\0\0\x07A256GCM" + bytes(8) + b"\0\0\x01\0"
    key = ConcatKDFHash(SHA256(), 32, info).derive(own.exchange(ec.ECDH(), theirs))
    head_text, nonce = text(json.dumps(head | changed).encode()), os.urandom(12)
    plain = inside if isinstance(inside, bytes) else json.dumps(inside).encode()
    whole = AESGCM(key).encrypt(nonce, plain, head_text.encode())
    return ".".join((head_text, "", text(nonce), text(whole[:-16]), text(whole[-16:])))
