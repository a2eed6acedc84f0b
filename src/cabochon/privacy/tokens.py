"""Bearer tokens: lent to the holder of a key for an hour, kept as a hash, narrower than the key if so asked.

A token remembers which secret it was asked for with, and ends with that secret: by its own time, by rotation, or with
the key (RFC 6749, 4.4; RFC 6750).
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from ..directory import Directory
from ..directory.rows import Key, Token

BITS = 256


@dataclass(frozen=True, slots=True)
class Lent:
    """token: shown this once. seconds: until it ends."""

    token: str
    scopes: tuple[str, ...]
    seconds: int


def lend(
    directory: Directory, key: Key, *, secret_hash: str, scopes: tuple[str, ...], now: datetime, until: datetime
) -> Lent:
    """A new token of a key. secret_hash: of the secret it was asked for with; until: when it ends at the latest."""
    token = token_urlsafe(BITS // 8)
    directory.put(
        Token(id=hashed(token), key=key.id, secret_hash=secret_hash, scopes=scopes, created=now, expires=until)
    )
    return Lent(token, scopes, int((until - now).total_seconds()))


def lent(directory: Directory, token: str) -> Token | None:
    """What is known of a token; whether it still holds is for its key to say."""
    return directory.get(Token, hashed(token))


def end(directory: Directory, key: str) -> None:
    """End all tokens of a key."""
    for token in directory.find(Token, key=key):
        directory.delete(Token, token.id)


def tidy(directory: Directory, now: datetime) -> None:
    """Away with those whose time is over: they open nothing, and only take room."""
    for token in directory.find(Token):
        if token.expires <= now:
            directory.delete(Token, token.id)


def hashed(secret: str) -> str:
    """SHA-256 is enough: what is hashed are 256 random bits, which nobody guesses."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
