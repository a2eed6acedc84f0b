"""The keyring: knows a key by its Authorization header, lends bearer tokens, and changes keys."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from secrets import token_bytes, token_urlsafe
from threading import Lock
from typing import Any

from ..directory import Directory
from ..directory.rows import Key, KeyUse
from ..refusals import Conflict, Refused, Unknown
from . import tokens
from .credentials import NAME, Credential, credential
from .keys import NEVER, ends, live, mark
from .scopes import narrowed
from .tokens import Lent, hashed

REMEMBERED = timedelta(seconds=5)  # a change of rights holds at the next request: `forget` is called with it
TOUCH = timedelta(minutes=1)
MOST = 4096  # headers remembered
NO_OLD: dict[str, Any] = {"old_hash": "", "old_until": None}
NO_KEY = (
    "is no key of ours, or it is revoked or expired; ask for a new one and send Authorization: Basic base64(key:secret)"
)
NO_TOKEN = "is no token of ours, or its time is over; ask for a new one at /oauth/token"  # noqa: S105


class Keyring:
    """Knows keys by their header. A header that was right is remembered, by a keyed hash, for a few seconds.

    token_life: of a bearer token. grace: how long a secret still fits after another took its place.
    """

    def __init__(
        self,
        directory: Directory,
        clock: Callable[[], datetime],
        *,
        token_life: timedelta = timedelta(hours=1),
        grace: timedelta = timedelta(days=1),
    ) -> None:
        self._directory, self._clock, self._life, self.grace = directory, clock, token_life, grace
        self._hasher = blake2b(key=token_bytes(32), digest_size=16)
        self._known: dict[bytes, tuple[datetime, Key]] = {}
        self._turn, self._lock = 0, Lock()  # what was looked up before a change must not be remembered after it
        self._changing = Lock()
        self._used: dict[str, datetime] = {}

    @classmethod
    def of(cls, values: Mapping[str, Any], directory: Directory, clock: Callable[[], datetime]) -> "Keyring":
        """With the times of the settings; a token is good for a minute at least."""
        life, grace = timedelta(minutes=max(values["token_minutes"], 1)), timedelta(hours=values["key_grace_hours"])
        return cls(directory, clock, token_life=life, grace=max(grace, timedelta()))

    def check(self, header: str | None) -> Key:
        """The key of an Authorization header; behind a bearer token, with the token's scopes.

        Raises:
            Refused: 401; no header, malformed, not a key or token of ours, revoked or expired.
        """
        now = self._clock()
        hasher = self._hasher.copy()
        hasher.update((header or "").encode("utf-8", "surrogatepass"))
        mark = hasher.digest()
        if (found := self._known.get(mark)) and now < found[0]:
            return found[1]
        turn, given = self._turn, credential(header)
        key, until = self._by_secret(given, now) if given.key else self._by_token(given.secret, now)
        self._touch(key.id, now)
        with self._lock:
            if len(self._known) >= MOST:
                self._known.clear()
            if turn == self._turn:
                self._known[mark] = (min(now + REMEMBERED, until), key)
        return key

    def lend(self, given: Credential, asked: str = "", *, pace: Callable[[str], None] = lambda _: None) -> Lent:
        """A bearer token for who holds a key.

        Args:
            asked: scopes with spaces between; "" is all of the key's. pace: told the key; may refuse one in a hurry.
        Raises:
            Refused: 401, not a key of ours; 400, scopes it does not hold.
        """
        now = self._clock()
        key, until = self._by_secret(given, now)
        pace(key.id)
        scopes = narrowed(key, asked)
        self._touch(key.id, now)
        until = min(now + self._life, until)
        secret_hash = hashed(given.secret)
        return tokens.lend(self._directory, key, secret_hash=secret_hash, scopes=scopes, now=now, until=until)

    def forget(self) -> None:
        """Trust no remembered header: to be called whenever a key changes."""
        with self._lock:
            self._turn += 1
            self._known.clear()

    def revoke(self, key_id: str, *, by: str = "operator") -> bool:
        """It holds from the next request on, for its tokens too; False when there is no such key."""
        with self._changing:
            key = self._directory.get(Key, key_id)
            if key is None:
                return False
            self._change(key, by, "revoked a key", revoked=True, **NO_OLD)
        tokens.end(self._directory, key_id)
        return True

    def rotate(self, key_id: str, *, by: str = "operator", grace: timedelta | None = None, instead_of: str = "") -> str:
        """A new secret, shown this once; the one before fits for the grace time, one still older no more.

        Args:
            grace: None is the house's; zero stops the old secret at once.
            instead_of: what `mark` said of the secret to replace, so that a form sent twice rotates once.
        Raises:
            Unknown: no such key. Refused: it is revoked or expired. Conflict: rotated meanwhile.
        """
        now = self._clock()
        secret, over = token_urlsafe(32), now + (self.grace if grace is None else max(grace, timedelta()))
        with self._changing:
            key = self.key(key_id)
            if not live(key, now):
                raise Refused("is revoked or expired and stays so; make a new key", key_id)
            if instead_of and instead_of != mark(key):
                raise Conflict("this key was rotated meanwhile and its secret shown; if that is lost, rotate it again")
            old = {"old_hash": key.secret_hash, "old_until": over} if over > now else NO_OLD
            self._change(key, by, "rotated a key", secret_hash=hashed(secret), rotated=now, **old)
        return secret

    def end_old(self, key_id: str, *, by: str = "operator") -> None:
        """Stop the secret before the present one now.

        Raises:
            Unknown: no such key.
        """
        with self._changing:
            key = self.key(key_id)
            if key.old_hash:
                self._change(key, by, "ended a key's old secret", **NO_OLD)

    def key(self, key_id: str) -> Key:
        """
        Raises:
            Unknown: there is none.
        """
        key = self._directory.get(Key, key_id) if NAME.fullmatch(key_id) else None
        if key is None:
            raise Unknown(f"there is no key {key_id[:40]!r}")
        return key

    def all(self) -> list[Key]:
        """Every key, revoked ones too, in the order they were made."""
        return self._directory.find(Key)

    def uses(self) -> Mapping[str, datetime]:
        """When each key was last used, to the minute; one that never was is not in it."""
        return {use.id: use.at for use in self._directory.find(KeyUse)}

    def tidy(self) -> None:
        """Away with tokens whose time is over."""
        tokens.tidy(self._directory, self._clock())

    def _by_secret(self, given: Credential, now: datetime) -> tuple[Key, datetime]:
        key = self._directory.get(Key, given.key) if NAME.fullmatch(given.key) else None
        until = ends(key, hashed(given.secret))
        if key is None or until <= now:
            raise Refused(NO_KEY, "Authorization", 401)
        return key, until

    def _by_token(self, token: str, now: datetime) -> tuple[Key, datetime]:
        found = tokens.lent(self._directory, token)
        key = self._directory.get(Key, found.key) if found else None
        until = min(found.expires, ends(key, found.secret_hash)) if found else NEVER
        if key is None or found is None or until <= now:
            raise Refused(NO_TOKEN, "Authorization", 401)
        return replace(key, scopes=found.scopes), until

    def _touch(self, key_id: str, now: datetime) -> None:
        """A row of its own: written beside the key it could bring a revoked one back."""
        if (last := self._used.get(key_id)) is None or now - last >= TOUCH:
            self._used[key_id] = now
            self._directory.put(KeyUse(id=key_id, at=now))

    def _change(self, key: Key, by: str, deed: str, **changes: Any) -> None:
        while not self._directory.swap(key, replace(key, **changes)):
            key = self.key(key.id)  # another process changed it: add to that, so that what is revoked stays so
        self.forget()
        self._directory.note(by, deed, key.id, key.name)
