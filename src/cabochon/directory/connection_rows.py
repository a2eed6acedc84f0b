"""Sources that are connected, and what each of them delivered."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection(Row):
    """A source: the connector that reads it, its mapping, and the ways by which it delivers.

    A webhook (/hooks/<id>) where it has secrets or is taken unsigned; a pickup (folder, sftp, url, api) where `place`
    says from where. secrets, credential: sealed; several secrets while the sender changes over, newest last.
    """

    TABLE: ClassVar[str] = "hook"
    id: str
    connector: str
    title: str = ""  # as people call it; "" shows the id
    secrets: tuple[bytes, ...] = ()
    mapping: str = ""  # the text of a mapping file; "" is the connector's default
    before: str = ""  # the mapping before this one, to go back to
    unsigned: bool = False  # a sender that cannot sign, taken by somebody's explicit choice
    way: str = ""  # of the pickup: folder, sftp, url, api; "" none
    place: str = ""  # /exports/till, sftp://user@host:22/out/*.csv, https://...; of an api "" is the sender's own
    credential: bytes = b""  # a token, a password or a private key
    host_key: str = ""  # an SFTP server's, as it was confirmed
    every: int = 0  # minutes between two pickups; 0 never by itself
    cursor: str = ""  # how far a pickup came: a version, names and times of files
    looked: datetime | None = None  # when a pickup last looked, and what it said then ("" went well)
    said: str = ""
    files: int = 0  # that look read, and of what was in them: new, waiting in the quarantine
    new: int = 0
    quarantined: int = 0
    paused: bool = False
    removed: datetime | None = None  # taken away, and for a while to be brought back; takes and fetches nothing
    by: str = ""  # the account that made it


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Row):
    """What came from a source, and what became of it. id: the connection and the sender's idempotency key.

    body: sealed; until it is read, and 30 days more where it is small enough to be kept (see `kept`).
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("source", "state")
    id: str
    source: str  # the connection's id; "import:<connector>" of a file without one
    at: datetime
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    state: str = "waiting"  # waiting, read, failed
    tries: int = 0
    reason: str = ""
    due: datetime | None = None  # not tried again before: what it names could not be fetched
    way: str = "webhook"  # webhook, file, folder, sftp, url, api, test
    name: str = ""  # of a file, without its folder
    connector: str = ""
    size: int = 0  # bytes
    by: str = ""  # the account that dropped the file
    ended: datetime | None = None  # when it was read to its end
    rows: int = 0
    new: int = 0
    repeated: int = 0
    corrected: int = 0
    quarantined: int = 0
    skipped: int = 0
