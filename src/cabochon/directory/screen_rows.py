"""Rows of screens in back rooms: devices that show one boutique's figures to whoever stands before them."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen(Row):
    """A screen of one boutique. id: a short name for lists.

    code: the hash of the pairing code, "" once it was used; code_until: when it ends. token: the hash of what the
    paired device's cookie holds, "" before. seen: when the device last asked, None before it was paired.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("code", "token", "boutique")
    id: str
    boutique: str
    name: str
    language: str = "en"
    code: str = ""
    code_until: datetime | None = None
    token: str = ""
    made_by: str  # an account
    made: datetime
    paired: datetime | None = None
    seen: datetime | None = None
    revoked: datetime | None = None
