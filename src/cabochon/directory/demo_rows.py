"""Rows of volunteer mentors and their short demos."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentor(Row):
    """Somebody asked to show colleagues how. id: the person. state: asked, accepted, declined, withdrawn."""

    INDEXED: ClassVar[tuple[str, ...]] = ("boutique",)
    id: str
    boutique: str
    asked_by: str  # an account
    asked: datetime
    state: str = "asked"
    answered: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo(Row):
    """A recorded demo; the recording lies in DATA/media under the id. words: title, what to watch for, transcript, and
    why it was sent back, sealed under the person's text key as the recording is.

    state: sent, returned, published, withdrawn. audience: boutique, region, everyone; "" until published.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("person", "boutique", "state")
    id: str
    person: str
    boutique: str
    behaviour: str
    language: str
    media: str  # its content type
    size: int  # bytes
    seconds: float
    month: str  # of the text key
    words: bytes
    at: datetime
    state: str = "sent"
    audience: str = ""
    reviewed_by: str = ""  # an account
    reviewed: datetime | None = None
