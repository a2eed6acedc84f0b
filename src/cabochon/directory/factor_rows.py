"""Rows of proving who one is: second factors, recovery codes, single sign-on, provisioning."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Totp(Row):
    """An authenticator app (RFC 6238). id: the account's. secret: sealed. step: the last one that was used."""

    id: str
    secret: bytes
    made: datetime
    confirmed: datetime | None = None
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey(Row):
    """A passkey (WebAuthn Level 3). id: of the credential, base64url; public: its public key and what attested it."""

    INDEXED: ClassVar[tuple[str, ...]] = ("account",)
    id: str
    account: str
    public: bytes
    name: str
    count: int = 0
    made: datetime
    used: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery(Row):
    """A recovery code, good once. id: its hash."""

    INDEXED: ClassVar[tuple[str, ...]] = ("account",)
    id: str
    account: str
    made: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge(Row):
    """What was asked of a browser and waits for its answer. id: a hash; state: sealed. kind: passkey ..., sso.

    account: whom it was asked of; for a stranger's passkey a hash of where they are, to count them by.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("account",)
    id: str
    kind: str
    account: str = ""
    state: bytes = b""
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Federated(Row):
    """Whom an identity provider knows an account as. id: a keyed hash of (iss, sub)."""

    INDEXED: ClassVar[tuple[str, ...]] = ("account",)
    id: str
    account: str
    issuer: str
    made: datetime
    used: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioned(Row):
    """An account that a SCIM client looks after, with what it said of it. id: the account's; external: its own.

    active, role, boutiques, regions, brand, staff: as it said them; what follows from them stands in the account.
    title, user_type, work, days: what it says of their work, (attribute, value) pairs; what follows from them stands in
    the dated rows of a person.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("external", "key")
    id: str
    external: str = ""
    key: str  # the key it was made with
    made: datetime
    changed: datetime
    display: str = ""
    formatted: str = ""
    given: str = ""
    family: str = ""
    emails: tuple[tuple[str, str, bool | None], ...] = ()  # address, type, primary
    active: bool = True
    role: str = ""
    boutiques: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    brand: str = ""
    staff: str = ""
    title: str = ""
    user_type: str = ""
    work: tuple[tuple[str, str], ...] = ()
    days: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing(Row):
    """How what a SCIM client says of work is read. id: its key's; mapping: as connectors/mappings/scim.toml."""

    id: str
    mapping: str
