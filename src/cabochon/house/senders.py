"""Asking senders: what a thin webhook only names, pages of an API, a file at an address; all by the outward rules."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..connectors import Ask
from ..connectors.documents import parsed
from ..directory.rows import Connection
from ..outside.http import Heard, Outward, Unreachable
from ..refusals import Refused
from .outward import Line

if TYPE_CHECKING:
    from . import House

MOST = 32_000_000  # bytes of one JSON answer
FILE = 1_000_000_000  # bytes of a file at an address
LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
WAITS = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
PATIENCE = timedelta(days=3)  # so long what cannot be fetched is tried again


class Senders:
    def __init__(self, house: "House") -> None:
        self._house, self._line = house, Line(house)

    @property
    def outward(self) -> Outward:
        return self._line.outward

    def hush(self) -> None:
        """End what is under way at once; the next who speaks opens anew."""
        self._line.hush()

    def ask(self, row: Connection) -> Ask | None:
        """Fetches JSON with the connection's token, from the host its mapping or connector names; None without one.

        The function raises Refused for what will never be given, Unreachable for what may be given later.
        """
        token = self._house.connections.credential(row)
        if not token:
            return None
        header, before = self._house.connections.feed(row).token
        return lambda url: self._json(url, {header: before + token})

    def file(self, row: Connection) -> bytes:
        """The file at the connection's address.

        Raises:
            Refused, Unreachable: as `ask`.
        """
        token = self._house.connections.credential(row)
        return self._get(row.place, {"Authorization": f"Bearer {token}"} if token else {}, FILE).body

    def _json(self, url: str, token: dict[str, str]) -> Any:
        heard = self._get(url, token, MOST)
        try:
            return parsed(heard.body)
        except ValueError:
            raise Unreachable(f"{_host(url)} answered no JSON") from None

    def _get(self, url: str, token: dict[str, str], most: int) -> Heard:
        headers = {"Accept": "application/json, text/csv, */*", **token}
        heard = self.outward.ask("GET", url, headers=headers, most=most)
        if heard.status in LATER:
            raise Unreachable(f"{_host(url)} answered {heard.status}")
        if heard.status in (401, 403):
            raise Refused(
                f"{_host(url)} answered {heard.status}: it does not take the token; give the connection another"
            )
        if heard.status == 404:
            raise Refused(f"{_host(url)} knows nothing at {urlsplit(url).path}")
        if not 200 <= heard.status < 300:
            raise Refused(f"{_host(url)} answered {heard.status}")
        return heard


def _host(url: str) -> str:
    return urlsplit(url).hostname or "the sender"
