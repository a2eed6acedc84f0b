"""Sealing text, so that forgetting a person, or a month of a kind, is destroying one key.

What is sealed is opened by two keys together: the person's (or the door's, when it is about nobody) and the month's of
that kind. Either one destroyed is enough. See docs/decisions/0003-two-keys-seal-a-text.md.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..directory import Directory

NONCE = 12


def month_key(kind: str, at: datetime) -> str:
    return f"month:{kind or 'other'}:{at:%Y-%m}"


def make_keys(directory: Directory, names: Iterable[str]) -> None:
    """See that every key exists, durably, before anything is sealed with it."""
    directory.text_keys(names)


def seal(directory: Directory, body: bytes, statement: str, *, person: str, month: str) -> bytes:
    """AES-256-GCM of the body, bound to the statement's id: nonce (12 bytes) and ciphertext with tag."""
    nonce = os.urandom(NONCE)
    return nonce + _cipher(*_pair(directory, person, month, make=True)).encrypt(nonce, body, statement.encode())


def unseal(directory: Directory, sealed: bytes, statement: str, *, person: str, month: str) -> bytes | None:
    """The bytes that were sealed, or None when a key has been destroyed.

    Raises:
        ValueError: both keys live but the bytes were altered.
    """
    try:
        keys = _pair(directory, person, month, make=False)
    except KeyError:
        return None
    try:
        return _cipher(*keys).decrypt(sealed[:NONCE], sealed[NONCE:], statement.encode())
    except InvalidTag:
        raise ValueError(f"what is sealed of statement {statement} was altered on disk") from None


def _pair(directory: Directory, person: str, month: str, *, make: bool) -> tuple[bytes, bytes]:
    keys = directory.text_key(person, make), directory.text_key(month, make)
    if keys[0] is None or keys[1] is None:
        raise KeyError(person if keys[0] is None else month)
    return keys[0], keys[1]


@lru_cache(maxsize=4096)
def _cipher(person: bytes, month: bytes) -> AESGCM:
    return AESGCM(blake2b(month, key=person, digest_size=32, person=b"cabochon-text").digest())


def locked(directory: Directory, text: str, place: str) -> bytes:
    """A connector's secret or an unread delivery at rest: under the house's own key, bound to its place."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(directory.secret("rest")).encrypt(nonce, text.encode("utf-8", "surrogateescape"), place.encode())


def unlocked(directory: Directory, sealed: bytes, place: str) -> str:
    opened = AESGCM(directory.secret("rest")).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    return opened.decode("utf-8", "surrogateescape")
