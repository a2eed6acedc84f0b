"""Rows of a boutique's own devices and of rights that are lent: tablets, PINs, deputies."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Tablet(Row):
    """A device that is a boutique's own. id: a short name for lists; token: the hash of what its cookie holds."""

    INDEXED: ClassVar[tuple[str, ...]] = ("token", "boutique")
    id: str
    token: str
    name: str
    boutique: str
    made_by: str  # an account
    made: datetime
    seen: datetime
    revoked: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin(Row):
    """What opens a person's session on a tablet of their boutique. id: the account; hashed: argon2id."""

    id: str
    hashed: str
    set: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputyship(Row):
    """A manager's rights at one boutique, lent to somebody for some days. until: the first moment that is over."""

    INDEXED: ClassVar[tuple[str, ...]] = ("account", "boutique", "lender")
    id: str
    lender: str  # an account
    account: str  # the deputy's
    boutique: str
    since: datetime
    until: datetime
    lent: datetime
    ended: datetime | None = None  # when it was ended early
