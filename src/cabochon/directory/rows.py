"""The mutable rows, one frozen dataclass a table. `KEY` names the key field, `INDEXED` what `find` may ask by."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .connection_rows import Connection as Connection
from .connection_rows import Delivery as Delivery
from .demo_rows import Demo as Demo
from .demo_rows import Mentor as Mentor
from .edition_rows import Edition as Edition
from .edition_rows import TrackReview as TrackReview
from .entry_rows import ClockPutRight as ClockPutRight
from .health_rows import Mended as Mended
from .health_rows import Tally as Tally
from .own_rows import ClipOfWeek as ClipOfWeek
from .own_rows import PulseCount as PulseCount
from .own_rows import PulseVoice as PulseVoice
from .own_rows import Standard as Standard
from .row import Row as Row
from .tablet_rows import Deputyship as Deputyship
from .tablet_rows import Pin as Pin
from .tablet_rows import Tablet as Tablet


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
    deputy_door: str = ""  # the one boutique they are lent for
    deputy_by: str = ""  # the account that lent them
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
    kind: str = "browser"  # browser; shared: on a boutique's tablet; outbox: a write-only token on a phone (7 days)
    device: str = ""  # the tablet it lives on
    way: str = ""  # how it began: link, password, passkey, sso, pin
    second: bool = False  # a second factor, a passkey or single sign-on stands behind it
    proved: datetime | None = None  # when its owner last proved to be there


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
    """An LRS credential. id is the public half; a secret is stored hashed (SHA-256 of 256 random bits)."""

    INDEXED: ClassVar[tuple[str, ...]] = ("name",)
    id: str
    name: str
    secret_hash: str
    scopes: tuple[str, ...]
    boutiques: tuple[str, ...] = ()  # door codes; "*" is every one
    source: str = ""  # the one source it may say our own kinds of event for; "" is any
    created: datetime
    expires: datetime | None = None
    revoked: bool = False
    made_by: str = ""  # an account, or "operator": the command line
    old_hash: str = ""  # the secret before this one, which fits until old_until
    old_until: datetime | None = None
    rotated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse(Row):
    """When a key was last used, to the minute. id: the key's. Apart, so that noting it changes nothing of the key."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Token(Row):
    """A bearer token lent to the holder of a key. id is its hash; secret_hash: of the secret it was asked with."""

    INDEXED: ClassVar[tuple[str, ...]] = ("key",)
    id: str
    key: str
    secret_hash: str
    scopes: tuple[str, ...]
    created: datetime
    expires: datetime


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Row):
    """Where statements go by themselves: another record store, or a program that is told of what was kept.

    secrets: sealed; the other store's one, or a webhook's (newest first, several during rotation). Empty choices: all.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("way",)
    id: str  # a short name
    way: str  # store, webhook
    url: str
    key: str = ""  # a store's: the public half of the credential it gave us
    secrets: tuple[bytes, ...] = ()
    version: str = "1.0.3"
    verbs: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    boutiques: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # names of our kinds, "other" for any else, "statement" for all
    sources: tuple[str, ...] = ()  # context.platform
    since: datetime | None = None
    created: datetime
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course(Row):
    """How far a target has come. id: the target's. Written by who sends alone, so that no page can set it back."""

    id: str
    position: int = 0  # everything up to here is there, or among the dead letters, or not for it
    sent: int = 0  # statements
    last: datetime | None = None  # when one was last taken
    failing: datetime | None = None  # since when
    reason: str = ""
    tries: int = 0  # in a row that failed
    again: datetime | None = None  # not before
    ended: str = ""  # why it was given up, "" while it was not


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter(Row):
    """A statement a target would not take, with its reason; the statement itself is in the log."""

    INDEXED: ClassVar[tuple[str, ...]] = ("target",)
    id: str  # target and statement
    target: str
    statement: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull(Row):
    """How far the statements of another record store have been brought over. id: its endpoint.

    Written after each page. since, mark: `stored` of the other store, as it writes it: where it began, and the latest
    that came. sample: ids that came, some of them by chance. The counts: as `house.taking_in.Taken`.
    """

    id: str
    since: str = ""
    more: str = ""  # the next page; "" when the next is asked for by mark
    mark: str = ""
    began: datetime
    ended: datetime | None = None
    done: bool = False
    voided: int = 0  # fetched by the ids voiding statements name
    read: int = 0
    new: int = 0
    repeated: int = 0
    refused: int = 0
    held: int = 0
    bare: int = 0
    sample: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchCheck(Row):
    """A package being tried out: a short-lived key of its own, with the learner and the attempt it is to speak of."""

    INDEXED: ClassVar[tuple[str, ...]] = ("account", "key")
    id: str
    key: str
    account: str
    name: str
    actor: str  # JSON
    registration: str
    opened: datetime
    ends: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchRequest(Row):
    """One request made with a launch check's key, as they came; kept 7 days. refused: why, where and what, sealed."""

    INDEXED: ClassVar[tuple[str, ...]] = ("check",)
    id: str
    check: str
    at: datetime
    method: str
    resource: str
    status: int
    query: tuple[str, ...] = ()  # names of the parameters
    version: str = ""
    content_type: str = ""
    statements: tuple[str, ...] = ()  # ids kept
    size: int = 0
    refused: bytes = b""
