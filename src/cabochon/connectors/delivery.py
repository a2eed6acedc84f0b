"""What a feed reads and what it gives: a delivery in, a stream of events, rows kept back and rows passed over out."""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, BinaryIO

from ..refusals import Refused
from ..retail.events import EventKind
from ..retail.master import Door, Product, Rate, Target, Theme

Ask = Callable[[str], Any]  # the JSON at an address of the sender's; Refused when it will never give it


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A file or a webhook's body.

    received: when it was exported (a file's own time) or came in; the revision of what carries none of its own, so it
        must be the same for the same file. mapping: as `mapping.load` gives it; None takes the feed's default.
    doors: by code. again: rows of the quarantine (`Bad.row`) to be read once more, instead of the body.
    ask: fetches what a thin webhook only names, with the connection's credential; None where there is none.
    """

    body: bytes | BinaryIO = b""
    received: datetime
    mapping: Mapping[str, Any] | None = None
    doors: Mapping[str, Door] = field(default_factory=dict)
    again: tuple[Mapping[str, Any], ...] = ()
    ask: Ask | None = None

    def asked(self, url: str) -> Any:
        """
        Raises:
            Refused: the connection has no credential to ask with, or the sender does not let us.
        """
        if self.ask is None:
            raise Refused("names something that has to be fetched; give the connection the sender's access token")
        return self.ask(url)

    @property
    def stream(self) -> BinaryIO:
        return io.BytesIO(self.body) if isinstance(self.body, bytes) else self.body


@dataclass(frozen=True, slots=True)
class Bad:
    """What could not be read, for the quarantine. row: the fields the mapping names and nothing else."""

    place: str  # "line 12, column sold_at"
    reason: str  # "'31/13/2026' is not a date; expected e.g. 2026-03-31 14:05"
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Skipped:
    """What is rightly no event (a web order, an unfinished answer). To be counted, not to be kept."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A staff member of a people file; the house gives the random id.

    code: the file's own number of the person, the handle to find them again by. identifiers: (source, code) pairs.
    since: the day the row holds from; None takes the import's.
    """

    code: str
    name: str
    boutique: str
    job_role: str = "advisor"
    hired: date | None = None
    left: date | None = None
    login: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRow:
    """Master data whose row says its own first day, or may: a boutique, a product, a rate, a target, a comment theme.

    since: None takes the import's. A target's owner is still the code the file says. place, cells: as in `Bad`, for
    what only the house can judge.
    """

    row: Door | Product | Rate | Target | Theme
    since: date | None = None
    place: str
    cells: Mapping[str, Any]


Item = EventKind | Door | Product | PersonRow | DatedRow | Bad | Skipped
Reading = Iterator[Item]


@lru_cache(maxsize=4096)
def revision_of(at: datetime) -> str:
    """A time as a revision: UTC and of one width, so that text order is time order."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
