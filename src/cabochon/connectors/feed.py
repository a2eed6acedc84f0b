"""What a connector is: one value that says what it reads, by which ways it comes, and how its sender proves itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from .delivery import Ask, Delivery, Reading

FAMILIES = ("till", "survey", "traffic", "loss", "booking", "people", "master")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A webhook as it came. headers: by lower-case name. url: the address its sender was given, without the path's
    secret. secret: what stood behind it in the path, "" for nothing."""

    body: bytes
    headers: Mapping[str, str]
    url: str
    at: datetime
    secret: str = ""


def by_body(arrived: Arrived) -> str:
    """For a sender that names no id: the same bytes are the same delivery."""
    return blake2b(arrived.body, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """How a sender proves that it is itself.

    check(arrived, secrets) raises Refused(401). says: for who sets it up at the sender's. id: the sender's own name of
    a delivery, by which a repeat is known. path: the secret stands in the address, as the sender signs nothing.
    sign(arrived, secret): the headers its sender would send, for a test delivery; None where it cannot be done here.
    """

    says: str
    check: Callable[[Arrived, Sequence[bytes]], None]
    id: Callable[[Arrived], str] = by_body
    path: bool = False
    sign: Callable[[Arrived, bytes], Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What one poll gave. body: read as any delivery, b"" when there was nothing. more: ask on at once."""

    body: bytes
    cursor: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A connector.

    read: a delivery as events, master data, rows kept back. needs: columns or members that must be there. says: one
    line of what it brings. verify by `signing`, None: it sends no webhooks. poll(cursor, ask, settings): the next page
    of the sender's own API, asked with the connection's credential; "" begins. table: rows with columns, CSV or XLSX.
    mapping: the text of the default mapping, of a connector that is none of ours. sample: a delivery as its sender
    makes it, for who wants to see one and for a test delivery; "" finds samples/<name>.* beside us.
    """

    name: str
    read: Callable[[Delivery], Reading]
    needs: tuple[str, ...]
    says: str
    family: str = "till"
    title: str = ""
    signing: Signing | None = None
    poll: Callable[[str, Ask, Mapping[str, Any]], Page] | None = None
    table: bool = False
    mapping: str = ""
    sample: bytes = b""
    token: tuple[str, str] = ("Authorization", "Bearer ")  # the header its API is asked with, and what stands before
    asks: bool = field(default=False)  # its webhook is thin: what it names is fetched with the connection's credential
    probe: str = ""  # a path below the mapping's `api` that answers JSON to a good token and changes nothing
