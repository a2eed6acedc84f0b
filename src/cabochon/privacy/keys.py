"""LRS keys: one per source, with scopes and boutiques; shown once, kept as a hash, known by their Basic header."""

import hmac
from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b, sha256
from secrets import token_bytes, token_hex, token_urlsafe
from threading import Lock

import msgspec

from ..directory import Directory
from ..directory.rows import Key
from ..refusals import Refused
from .roles import EVERYWHERE

# xAPI 1.0.3 Part Three, 4.2 (https://github.com/adlnet/xAPI-Spec): the scopes of the standard.
SCOPES = (
    "statements/write",
    "statements/read",
    "statements/read/mine",
    "state",
    "define",
    "profile",
    "all/read",
    "all",
)
REMEMBERED = timedelta(seconds=5)  # a change of rights holds at the next request: `forget` is called with it
TOUCH = timedelta(minutes=1)
MOST = 4096  # headers remembered
NO_KEY = (
    "is no key of ours, or it is revoked or expired; ask for a new one and send Authorization: Basic base64(key:secret)"
)


def make(
    directory: Directory,
    name: str,
    *,
    scopes: Iterable[str],
    boutiques: Iterable[str] = (EVERYWHERE,),
    expires: datetime | None = None,
    clock: Callable[[], datetime],
) -> tuple[str, str]:
    """(id, secret) of a new key; the secret is shown this once.

    Args:
        boutiques: door codes it may speak for; "*" is every one, none is none.
    Raises:
        Refused: no name, or a scope that is not the standard's.
    """
    wanted = tuple(dict.fromkeys(scopes))
    if not name.strip():
        raise Refused("a key needs a name that says which source uses it", "/name")
    if strange := [scope for scope in wanted if scope not in SCOPES]:
        raise Refused(f"{strange[0]} is no scope; there are {', '.join(SCOPES)}", "/scopes")
    if not wanted:
        raise Refused(f"a key needs at least one of the scopes {', '.join(SCOPES)}", "/scopes")
    secret = token_urlsafe(32)
    key = Key(
        id=token_hex(10), name=name.strip(), secret_hash=_hash(secret), scopes=wanted, boutiques=tuple(boutiques),
        created=clock(), expires=expires,
    )  # fmt: skip
    directory.put(key)
    return key.id, secret


class Keyring:
    """Knows keys by their header. A header that was right is remembered, by a keyed hash, for a few seconds."""

    def __init__(self, directory: Directory, clock: Callable[[], datetime]) -> None:
        self._directory, self._clock = directory, clock
        self._hasher = blake2b(key=token_bytes(32), digest_size=16)
        self._known: dict[bytes, tuple[datetime, Key]] = {}
        self._lock = Lock()  # a late `last_use` must not bring a revoked key back

    def check(self, header: str | None) -> Key:
        """The key of an Authorization header.

        Raises:
            Refused: 401; no header, not Basic, not a key of ours, revoked or expired.
        """
        now = self._clock()
        hasher = self._hasher.copy()
        hasher.update((header or "").encode("utf-8", "surrogatepass"))
        mark = hasher.digest()
        if (found := self._known.get(mark)) and now < found[0]:
            return found[1]
        key = self._verified(header, now)
        if len(self._known) >= MOST:
            self._known.clear()
        until = now + REMEMBERED
        self._known[mark] = (min(until, key.expires) if key.expires else until, key)
        return key

    def forget(self) -> None:
        """Trust no remembered header: to be called whenever a key changes."""
        self._known.clear()

    def revoke(self, key_id: str) -> bool:
        """It holds from the next request on; False when there is no such key."""
        with self._lock:
            key = self._directory.get(Key, key_id)
            if key is not None:
                self._directory.put(replace(key, revoked=True))
            self.forget()
        return key is not None

    def _verified(self, header: str | None, now: datetime) -> Key:
        key_id, secret = _parsed(header)
        with self._lock:
            key = self._directory.get(Key, key_id)
            fits = hmac.compare_digest(key.secret_hash if key else _hash(""), _hash(secret))
            if key is None or not fits or key.revoked or (key.expires and key.expires <= now):
                raise Refused(NO_KEY, "Authorization", 401)
            if key.last_use is None or now - key.last_use >= TOUCH:
                key = replace(key, last_use=now)
                self._directory.put(key)
            return key


def allows(key: Key, scope: str, *, reading: bool = False) -> bool:
    """May the key do what needs this scope? reading: it only reads, for which all/read is enough."""
    have = key.scopes
    if "all" in have or scope in have:
        return True
    if scope == "statements/read/mine" and "statements/read" in have:
        return True
    return "all/read" in have and (reading or scope in ("statements/read", "statements/read/mine"))


def reaches(key: Key, boutique: str) -> bool:
    """May the key speak of that boutique?"""
    return EVERYWHERE in key.boutiques or boutique in key.boutiques


def authority(key: Key, home: str) -> bytes:
    """The agent that vouches for what this key sends, as JSON. It follows from the credential alone."""
    account = {"homePage": f"{home}/keys", "name": key.id}
    return msgspec.json.encode({"objectType": "Agent", "name": key.name, "account": account})


def _parsed(header: str | None) -> tuple[str, str]:
    how = "send Authorization: Basic base64(key:secret)"
    if not header:
        raise Refused(f"is missing; {how}", "Authorization", 401)
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "basic":
        raise Refused(f"is not Basic; {how}", "Authorization", 401)
    try:
        key_id, colon, secret = b64decode(rest.strip(" "), validate=True).decode().partition(":")
    except (Error, ValueError):
        raise Refused(f"is not base64 of UTF-8 text; {how}", "Authorization", 401) from None
    if not colon:
        raise Refused(f"holds no colon; {how}", "Authorization", 401)
    return key_id, secret


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
