"""Sealing text, so that forgetting a person, or a month of a kind, is destroying one key.

What is sealed is opened by two keys together: the person's (or the door's, when it is about nobody) and the month's of
that kind. Either one destroyed is enough. See docs/decisions/0003-two-keys-seal-a-text.md.
"""

import os
from collections import deque
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..directory import Directory

NONCE = 12
DRAWN = 512  # nonces drawn from the system at once
CIPHERS = 16_384  # pairs of keys whose cipher is kept ready: some 300 bytes each
REMEMBERED = 100_000  # names of keys known to be there


def month_key(kind: str, at: datetime) -> str:
    return f"month:{kind or 'other'}:{at.year:04}-{at.month:02}"


def make_keys(directory: Directory, names: Iterable[str]) -> None:
    """See that every key exists, durably, before anything is sealed with it."""
    directory.text_keys(names)


class TextKeys:
    """Keys made before use. Threads that need new ones at the same time share a transaction, as in the log."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._door, self._making = Lock(), Lock()
        self._wanted: set[str] = set()
        self._known: set[str] = set()

    def known(self, names: Iterable[str]) -> bool:
        """Whether all were made before. Only a hint that there is nothing to wait for: sealing looks by itself."""
        return self._known.issuperset(names)

    def make(self, names: Iterable[str]) -> None:
        """Returns when every key is durable."""
        new = set(names) - self._known
        if not new:
            return
        with self._door:
            self._wanted |= new
        with self._making:  # whoever had it before may have made ours
            with self._door:
                wanted, self._wanted = self._wanted, set()
            if not wanted:
                return
            try:
                self._directory.text_keys(wanted)
            except BaseException:
                with self._door:
                    self._wanted |= wanted  # others that wait behind must not believe theirs were made
                raise
            if len(self._known) > REMEMBERED:
                self._known = set()
            self._known |= wanted


def seal(directory: Directory, body: bytes, statement: str, *, person: str, month: str) -> bytes:
    """AES-256-GCM of the body, bound to the statement's id: nonce (12 bytes) and ciphertext with tag."""
    nonce = _nonce()
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


def _nonce() -> bytes:
    """Twelve random bytes, drawn many at once: after each draw the interpreter's lock may take 5 ms to come back."""
    try:
        return _drawn.popleft()
    except IndexError:
        block = os.urandom(NONCE * DRAWN)
        _drawn.extend(block[at : at + NONCE] for at in range(NONCE, len(block), NONCE))
        return block[:NONCE]


_drawn: deque[bytes] = deque()
os.register_at_fork(after_in_child=_drawn.clear)  # parent and child must never use the same ones


def drop_ciphers() -> None:
    """Keep none ready, as their keys were destroyed."""
    _cipher.cache_clear()


@lru_cache(maxsize=CIPHERS)
def _cipher(person: bytes, month: bytes) -> AESGCM:
    return AESGCM(blake2b(month, key=person, digest_size=32, person=b"cabochon-text").digest())


def locked(directory: Directory, text: str, place: str) -> bytes:
    """A connector's secret or an unread delivery at rest: under the house's own key, bound to its place."""
    nonce = _nonce()
    return nonce + AESGCM(directory.secret("rest")).encrypt(
        nonce, text.encode("utf-8", "surrogateescape"), place.encode()
    )


def unlocked(directory: Directory, sealed: bytes, place: str) -> str:
    opened = AESGCM(directory.secret("rest")).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    return opened.decode("utf-8", "surrogateescape")
