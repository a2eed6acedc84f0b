"""LRS keys: one per source, with scopes and boutiques; its secret shown once and kept as a hash."""

import hmac
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from secrets import token_hex, token_urlsafe
from typing import Any

import msgspec

from ..directory import Directory
from ..directory.rows import Key
from ..languages import mark as message
from ..refusals import Conflict, Refused
from .credentials import NAME
from .roles import EVERYWHERE
from .scopes import SCOPES, allows, checked
from .tokens import hashed

__all__ = [
    "LAUNCHED", "NARROW", "SCOPES", "TRYING",
    "allows", "authority", "ends", "live", "make", "mark", "reaches", "speaks_for",
]  # fmt: skip
LONGEST = 200  # characters of a name
TRYING = "launch-check"  # the source of a launch check's keys: what is only tried out says nothing of our own kinds
LAUNCHED = "package"  # the source of a launched package's keys: they speak for one person in one attempt
NARROW = frozenset({TRYING, LAUNCHED})
NEVER, ALWAYS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def make(
    directory: Directory,
    name: str,
    *,
    scopes: Iterable[str],
    boutiques: Iterable[str] = (EVERYWHERE,),
    source: str = "",
    expires: datetime | None = None,
    clock: Callable[[], datetime],
    by: str = "",
    key_id: str = "",
) -> tuple[str, str]:
    """(id, secret) of a new key; the secret is shown this once.

    Args:
        boutiques: door codes it may speak for; "*" is every one, none is none.
        source: the one source it may say our own kinds of event for ("till:csv"); "" is any.
        by: who makes it, for the audit. key_id: 20 hexadecimal digits a form was given, so that it makes one key only.
    Raises:
        Refused: no name, a scope that is not the standard's, a source with spaces. Conflict: the id is taken.
    """
    name, source = name.strip(), source.strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        raise Refused(f"a key needs a name that says who uses it, of at most {LONGEST} characters", "/name")
    if source and (len(source) > LONGEST or not source.isprintable() or " " in source):
        raise Refused("should be the name of one source, like till:csv, without spaces", "/source")
    if key_id and not NAME.fullmatch(key_id):
        raise Refused("is not from our form; load it again", "/id")
    secret = token_urlsafe(32)
    key = Key(
        id=key_id or token_hex(10), name=name, secret_hash=hashed(secret), scopes=checked(tuple(scopes)),
        boutiques=tuple(dict.fromkeys(boutiques)), source=source, created=clock(), expires=expires, made_by=by,
    )  # fmt: skip
    if not directory.add(key):
        raise Conflict("this key was made already, and its secret shown; make another, or rotate it", "/id")
    directory.note(by or "operator", message("made a key"), key.id, f"{key.name}: {' '.join(key.scopes)}")
    return key.id, secret


def live(key: Key, now: datetime) -> bool:
    """Neither revoked nor expired."""
    return not key.revoked and (key.expires is None or now < key.expires)


def mark(key: Key) -> str:
    """Tells a key's present secret from the next; says nothing of the secret."""
    return key.secret_hash[:16]


def reaches(key: Key, boutique: str) -> bool:
    """May the key speak of that boutique?"""
    return EVERYWHERE in key.boutiques or boutique in key.boutiques


def speaks_for(key: Key, statement: Mapping[str, Any]) -> bool:
    """May the key say this statement of one of our kinds: is it bound to no source, or to the one that is named?"""
    if key.source in NARROW:
        return False
    return not key.source or statement.get("context", {}).get("platform") == key.source


def authority(key: Key, home: str) -> bytes:
    """The agent that vouches for what this key sends, as JSON. It follows from the credential alone."""
    account = {"homePage": f"{home}/keys", "name": key.id}
    return msgspec.json.encode({"objectType": "Agent", "name": key.name, "account": account})


def ends(key: Key | None, secret_hash: str) -> datetime:
    """When that secret of the key stops to fit; NEVER where it does not fit at all. Constant in time."""
    fits = hmac.compare_digest(key.secret_hash if key else hashed(""), secret_hash)
    fitted = hmac.compare_digest((key.old_hash if key else "") or hashed(""), secret_hash)
    if key is None or key.revoked or not (fits or (fitted and key.old_until)):
        return NEVER
    until = key.expires or ALWAYS
    return until if fits else min(until, key.old_until or NEVER)
