"""What leaves for another store, and what a webhook is told (docs/decisions/0018-what-is-forwarded.md)."""

import base64
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING, Any

import msgspec

from ..directory.rows import Target
from ..privacy.enclosing import enclosed
from ..privacy.opening import opened
from ..privacy.telling import door_of
from ..refusals import Refused
from ..stream import Kept
from ..xapi.attachments import declared
from ..xapi.multipart import Content
from ..xapi.multipart import written as written_mixed
from ..xapi.times import written
from .forwarding_posting import Letter

if TYPE_CHECKING:
    from . import House

SECRET = "whsec_"  # noqa: S105  how Standard Webhooks marks one
EVERY = "statement"
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def letter(house: "House", kept: Kept) -> Letter | None:
    """A statement as it goes to another store: every member byte for byte, without `stored` and `authority`, which
    are the other store's to set; with the id and the timestamp we gave it where its sender gave none.

    None: the keys it was sealed under are destroyed.
    Raises:
        Refused: the content of an attachment is neither here nor at an address of its own.
    """
    raw = opened(house.directory, kept)
    if raw is None:
        return None
    members = {name: value for name, value in _members(raw).items() if name not in ("stored", "authority")}
    members.setdefault("id", msgspec.Raw(msgspec.json.encode(kept.entry.id)))
    members.setdefault("timestamp", msgspec.Raw(msgspec.json.encode(written(kept.stored))))
    body = msgspec.json.encode(members)
    return Letter(kept.entry.id, body, _enclosed(house, kept, body) if "attachments" in members else ())


def _enclosed(house: "House", kept: Kept, body: bytes) -> list[Content]:
    statement = msgspec.json.decode(body)
    found = enclosed(house.log, house.directory, kept, statement)
    here = {one.sha2.lower() for one in found}
    if any("fileUrl" not in one and one["sha2"].lower() not in here for one in declared(statement)):
        raise Refused("declares an attachment whose content is neither here nor at a fileUrl", "/attachments")
    return found


def packed(letters: Sequence[Letter], boundary: str) -> tuple[str, bytes]:
    """Content-Type and body of a request: JSON, or multipart/mixed where attachments come along."""
    statements = b"[%b]" % b",".join(one.body for one in letters)
    contents = {content.sha2.lower(): content for one in letters for content in one.contents}
    if not contents:
        return "application/json", statements
    return f"multipart/mixed; boundary={boundary}", written_mixed(statements, contents.values(), boundary=boundary)


def event(house: "House", kept: Kept, target: Target) -> tuple[str, bytes]:
    """(webhook-id, body) of what a webhook is told: ids, and the clear twin of a statement of ours; no client's
    words and no names. The id is the same at every try.
    """
    entry = kept.entry
    clear: dict[str, Any] | None = msgspec.json.decode(entry.clear) if entry.clear else None
    named = bool(entry.kind) and entry.kind in target.kinds
    content = {
        "type": entry.kind if named else EVERY,
        "timestamp": written(kept.stored),
        "data": {
            "id": entry.id,
            "kind": entry.kind or None,
            "boutique": (door_of(clear, house.home) or None) if clear else None,
            "voids": entry.target if entry.voids else None,
            "statement": clear,
        },
    }
    mark = blake2b(f"{target.id} {entry.id}".encode(), digest_size=12).hexdigest()
    return f"msg_{mark}", msgspec.json.encode(content)


def signed(message: str, body: bytes, secrets: Iterable[str], *, at: datetime) -> dict[str, str]:
    """The headers of a Standard Webhook (https://www.standardwebhooks.com), with one signature a secret."""
    seconds = str(int(at.timestamp()))
    whole = f"{message}.{seconds}.".encode() + body
    marks = [base64.b64encode(hmac.digest(key_of(one), whole, sha256)).decode() for one in secrets]
    return {
        "webhook-id": message,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{mark}" for mark in marks),
    }


def key_of(secret: str) -> bytes:
    """The bytes a whsec_ secret stands for.

    Raises:
        Refused: none, or fewer than 24 or more than 64 of them.
    """
    try:
        found = base64.b64decode(secret.removeprefix(SECRET), validate=True)
    except ValueError:
        found = b""
    if not secret.startswith(SECRET) or not 24 <= len(found) <= 64:
        raise Refused("should be whsec_ and the base64 of 24 to 64 bytes", "secret")
    return found


def new_secret(random: bytes) -> str:
    return SECRET + base64.b64encode(random).decode()
