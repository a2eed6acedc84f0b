"""Another record store, read by its own API: pages of statements in the order they were stored, one request at a time.

It is asked politely: a store that says Retry-After is waited for, one that fails is asked again later and later. A next
page is fetched from the store's own origin alone (xAPI 1.0.3 Part Three 2.1.3 lets `more` be any IRL).
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

import msgspec

from ..refusals import Refused
from ..xapi.attachments import SHA2
from ..xapi.multipart import HASH, boundary, parts
from .http import Heard, Unreachable

MOST = 256_000_000  # bytes of a page with the contents of its attachments
SECONDS = 300.0
TRIES = 9
LONGEST = 300.0  # s waited for at once
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
UNCHANGED = "nothing of what came before is lost: the same command goes on where it was"


class Asks(Protocol):
    """What is needed of `http.Outward`."""

    def ask(self, method: str, url: str, *, headers: dict[str, str], most: int, seconds: float | None) -> Heard: ...


class _Body(msgspec.Struct):
    statements: list[msgspec.Raw] | None = None
    more: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Statements as the other store wrote them, contents of attachments by SHA-2, and where it goes on ("" at the end).

    through: what the store says it is consistent through, "" when it does not.
    """

    statements: list[bytes]
    more: str
    enclosed: dict[str, bytes] = field(default_factory=dict)
    through: str = ""


class Remote:
    """One record store. url: its endpoint, with or without /statements behind it.

    pause: waits that many seconds. attachments: ask for contents; put off when the store does not give them.
    """

    def __init__(
        self, outward: Asks, url: str, *, key: str, secret: str, version: str = "1.0.3", page: int = 200,
        attachments: bool = True, pause: Callable[[float], None], now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self.url = url.split("?")[0].rstrip("/").removesuffix("/statements")
        self._outward, self._page, self.attachments = outward, page, attachments
        self._pause, self._now, self._prefix = pause, now, ""
        login = b64encode(f"{key}:{secret}".encode()).decode()
        self._headers = {"Authorization": f"Basic {login}", "X-Experience-API-Version": version, "Accept": "*/*"}

    def first(self, since: str = "") -> Page:
        """The first page, the oldest statement first. since: exclusive, on `stored`; "" is the beginning.

        Raises:
            Refused: the store does not let us, or gives no page. Unreachable: it does not answer.
        """
        asked = {"ascending": "true", "limit": str(self._page), **({"since": since} if since else {})}
        if self.attachments:
            heard = self._ask(f"{self.url}/statements?{urlencode({**asked, 'attachments': 'true'})}")
            if heard.status not in (400, 406, 415, 501):
                return self._paged(heard, self.url + "/statements")
            self.attachments = False
        return self._paged(self._ask(f"{self.url}/statements?{urlencode(asked)}"), self.url + "/statements")

    def next(self, more: str) -> Page:
        """The page a page's `more` leads to.

        Raises:
            Refused: it leads to another place than this store, or the store does not let us. Unreachable.
        """
        address = self._within(more)
        heard = self._ask(address)
        if heard.status == 404:  # a store behind a proxy that does not know its prefix
            for prefix in _prefixes(self.url):
                other = self._within(prefix + more) if more.startswith("/") else address
                if other != address and (found := self._ask(other)).status == 200:
                    self._prefix, heard, address = prefix, found, other
                    break
        return self._paged(heard, address)

    def one(self, statement: str, *, voided: bool = False) -> Page | None:
        """A statement by its id; None when the store has none, or has it the other way (voided or not)."""
        name = "voidedStatementId" if voided else "statementId"
        asked = {name: statement, **({"attachments": "true"} if self.attachments else {})}
        heard = self._ask(f"{self.url}/statements?{urlencode(asked)}")
        if heard.status in (400, 404):
            return None
        body, enclosed = self._opened(heard)
        return Page([body], "", enclosed)

    def _within(self, more: str) -> str:
        """An address of this store's origin.

        Raises:
            Refused: it is another one's; its owner must not get our key.
        """
        if more.startswith("/") and self._prefix and not more.startswith(self._prefix + "/"):
            more = self._prefix + more
        found, own = urlsplit(urljoin(f"{self.url}/statements", more)), urlsplit(self.url)
        if found.scheme == "http" and own.scheme == "https" and found.netloc == own.hostname == own.netloc:
            found = found._replace(scheme="https")  # a store behind a proxy that does not know it is reached by https
        if (found.scheme, found.netloc) != (own.scheme, own.netloc):
            raise Refused(f"leads to {found.scheme}://{found.netloc[:100]}, away from the store; not followed", "more")
        return urlunsplit(found)

    def _paged(self, heard: Heard, address: str) -> Page:
        if heard.status != 200:
            raise _refused(heard, address)
        body, enclosed = self._opened(heard)
        try:
            found = msgspec.json.decode(body, type=_Body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Refused("gave something that is no page of statements; is this an xAPI endpoint?", self.url) from None
        through = heard.headers.get("x-experience-api-consistent-through", "")
        return Page([bytes(one) for one in found.statements or ()], found.more or "", enclosed, through)

    def _opened(self, heard: Heard) -> tuple[bytes, dict[str, bytes]]:
        """The JSON, and the contents whose SHA-2 is right."""
        kind = heard.headers.get("content-type", "")
        if not kind.lower().startswith("multipart/mixed"):
            return heard.body, {}
        found, enclosed = parts(heard.body, boundary(kind)), dict[str, bytes]()
        for part in found[1:]:
            sha2 = part.headers.get(HASH.lower(), "").lower()
            if (name := SHA2.get(len(sha2))) and hashlib.new(name, part.body).hexdigest() == sha2:
                enclosed[sha2] = part.body
        return found[0].body, enclosed

    def _ask(self, address: str) -> Heard:
        """One answer, asked for again as long as the store only says that it cannot now."""
        for number in range(TRIES):
            try:
                heard = self._outward.ask("GET", address, headers=self._headers, most=MOST, seconds=SECONDS)
            except Unreachable as error:
                problem, wait = Refused(f"{error}; {UNCHANGED}", self.url, 503), 2.0**number
            else:
                if heard.status not in AGAIN:
                    return heard
                problem, wait = _refused(heard, address), self._asked_for(heard) or 2.0**number
            if number < TRIES - 1:
                self._pause(min(wait, LONGEST))
        raise problem

    def _asked_for(self, heard: Heard) -> float:
        """Seconds of a Retry-After (RFC 9110 10.2.3), 0 when there is none."""
        said = heard.headers.get("retry-after", "").strip()
        if said.isdigit():
            return float(said[:9])
        try:
            at = parsedate_to_datetime(said)
        except (ValueError, TypeError):
            return 0.0
        return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - self._now()).total_seconds())


def _prefixes(url: str) -> list[str]:
    """Beginnings of an endpoint's path, the longest first: /lrs/xapi, /lrs."""
    steps = [step for step in urlsplit(url).path.split("/") if step]
    return ["/" + "/".join(steps[:n]) for n in range(len(steps), 0, -1)]


def _refused(heard: Heard, address: str) -> Refused:
    said = " ".join(heard.body[:300].decode("utf-8", "replace").split())
    why = {
        401: "does not know this key and secret",
        403: "knows the key and does not let it read statements; it needs statements/read",
        404: "has nothing there; give the endpoint, as https://lrs.example/xapi",
    }.get(heard.status, f"answers {heard.status}")
    return Refused(f"{why}: {said}" if said else why, address.split("?")[0])
