"""Rows of links that show a number elsewhere: on a page of the maison's intranet, to whoever has the link."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed(Row):
    """One link. page, query: of the address that is shown ("/numbers/csat"). boutiques: as they were when it was made.

    account: who made it; their rights are judged at each showing. seen: when it was last shown, None before.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("account",)
    id: str
    account: str
    name: str
    page: str
    query: str
    boutiques: tuple[str, ...]
    made: datetime
    until: datetime
    revoked: datetime | None = None
    seen: datetime | None = None
