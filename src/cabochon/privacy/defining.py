"""What statements say of activities, on its way into the log and out: under the house's key, found by a keyed hash.

A definition describes a thing and is kept for all who ask, so no person's key seals it. In the log's file it is no
plain text either, and the same words lie there once: what is the same is sealed to the same bytes (AES-SIV, RFC 5297).
See docs/decisions/0013-a-definition-is-kept-once.md.
"""

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from ..directory import Directory
from ..stream import Log

REMEMBERED = 4_096  # definitions sealed lately: the same few return in most statements
LONG = 4_000  # bytes; a longer definition is not remembered
Json = dict[str, Any]
Defined = tuple[str, bytes]  # an entry's: the activity's name in the log, its definition sealed

_encode = msgspec.json.Encoder(order="deterministic").encode


class Defining:
    """One for a house; safe from several threads."""

    def __init__(self, directory: Directory) -> None:
        self._key = directory.secret("activities")
        both = (blake2b(part, key=self._key, digest_size=32).digest() for part in (b"seal", b"count"))
        self._cipher = AESSIV(b"".join(both))
        self._sealed: OrderedDict[tuple[str, bytes], Defined] = OrderedDict()

    def sealed(self, said: Sequence[tuple[str, bytes]]) -> tuple[Defined, ...]:
        """What a statement brings to the log, see `Entry.defined`.

        said: (activity, JSON of its definition), as `activities.definitions` gives them.
        """
        return tuple([self._defined(activity, json) for activity, json in said]) if said else ()

    def known(self, log: Log, activity: str) -> list[Json]:
        """The different definitions of an activity, in the order they came.

        Raises:
            ValueError: one of them was altered on disk.
        """
        name = self._name(activity)
        return [msgspec.json.decode(self._opened(name, sealed)) for sealed in log.defined(name)]

    def _name(self, activity: str) -> str:
        return blake2b(activity.encode(), key=self._key, digest_size=16).hexdigest()

    def _defined(self, activity: str, json: bytes) -> Defined:
        asked = (activity, json)
        known = self._sealed.get(asked)
        if known is None:
            name = self._name(activity)
            same = _encode(msgspec.json.decode(json))  # however its members are ordered
            known = name, self._cipher.encrypt(same, [name.encode()])
            if len(json) <= LONG:
                self._sealed[asked] = known
                if len(self._sealed) > REMEMBERED:
                    self._sealed.popitem(last=False)
        return known

    def _opened(self, name: str, sealed: bytes) -> bytes:
        try:
            return self._cipher.decrypt(sealed, [name.encode()])
        except InvalidTag:
            raise ValueError("a definition of an activity was altered on disk") from None
