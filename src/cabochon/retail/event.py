"""What every event carries, and text that was sealed before the log."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Sealed:
    """Text that was sealed before the log. `statement` is the id to open it by, `pointer` its place there."""

    statement: str
    pointer: str


Text = str | Sealed  # "" is no text


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event carries.

    at: when it happened, aware. boutique: door code ("GVA01").
    source: who told us ("floor", "till:csv", "survey:typeform"); becomes context.platform.
    key: the source's own key, unique within (kind, source); in clear from a connector, a keyed hash in the stream;
        "" for what has none (the phone), then the statement id is the key.
    revision: the sender's version, sortable as text (UTC ISO time, or zero-padded number); the highest wins.
    id: made by the phone; None until the house makes it from source, key and revision.
    """

    at: datetime
    boutique: str
    source: str
    key: str = ""
    revision: str = ""
    id: UUID | None = None
