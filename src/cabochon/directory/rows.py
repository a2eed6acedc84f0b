"""The mutable rows, one frozen dataclass a table. `KEY` names the key field, `INDEXED` what `find` may ask by."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    KEY: ClassVar[str] = "id"
    INDEXED: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Row):
    """Who may sign in. role: an access role of privacy.roles; boutiques: door codes (empty means none)."""

    INDEXED: ClassVar[tuple[str, ...]] = ("login", "person", "role")
    id: str
    login: str  # lower-case; an e-mail address or a short name
    name: str
    role: str
    boutiques: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    brand: str = ""
    person: str = ""  # the Person this account belongs to
    password: str = ""  # argon2id, "" when none is set
    disabled: bool = False
    deputy_for: str = ""  # role lent
    deputy_from: datetime | None = None
    deputy_until: datetime | None = None
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Row):
    """A signed-in browser. id is the hash of the token; the token itself is only in the cookie."""

    INDEXED: ClassVar[tuple[str, ...]] = ("account",)
    id: str
    account: str
    created: datetime
    seen: datetime
    csrf: str
    agent: str = ""
    kind: str = "browser"  # browser; outbox: a write-only token kept on a phone (observations only, 7 days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Row):
    """A one-use sign-in link. id is the hash of its token."""

    INDEXED: ClassVar[tuple[str, ...]] = ("account",)
    id: str
    account: str
    expires: datetime
    used: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure(Row):
    """A failed sign-in, counted per account and per address (10 and 50 in 15 minutes)."""

    INDEXED: ClassVar[tuple[str, ...]] = ("login", "address")
    id: str
    login: str
    address: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Row):
    """An LRS credential. id is the public half; the secret is stored hashed (SHA-256 of 256 random bits)."""

    INDEXED: ClassVar[tuple[str, ...]] = ("name",)
    id: str
    name: str
    secret_hash: str
    scopes: tuple[str, ...]
    boutiques: tuple[str, ...] = ()
    created: datetime
    expires: datetime | None = None
    last_use: datetime | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined(Row):
    """What could not be used, waiting with its reason. body is sealed for 30 days so that it can be replayed."""

    INDEXED: ClassVar[tuple[str, ...]] = ("source", "state", "statement")
    id: str
    source: str  # import:<kind>, webhook:<source>, statement
    place: str  # "line 12, column sold_at" or a JSON pointer
    reason: str
    at: datetime
    body: bytes = b""
    statement: str = ""
    state: str = "waiting"  # waiting, replayed, discarded
    boutique: str = ""
    delivery: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Row):
    """A webhook's body as it came, until it is read. id: source and the sender's idempotency key."""

    INDEXED: ClassVar[tuple[str, ...]] = ("source", "state")
    id: str
    source: str
    at: datetime
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    state: str = "waiting"  # waiting, read, failed
    tries: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook(Row):
    """A webhook source: its connector, its mapping, its signing secrets (sealed; several during rotation)."""

    id: str  # the address: /hooks/<id>
    connector: str
    secrets: tuple[bytes, ...] = ()
    mapping: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value(Row):
    """A single named value: the instance's address, the playbook in force ..."""

    id: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclaimed(Row):
    """A code a source uses for somebody whom no identifier names yet. id: source and the keyed hash it is said by."""

    INDEXED: ClassVar[tuple[str, ...]] = ("boutique",)
    id: str
    source: str
    code: str
    boutique: str
    seen: datetime
