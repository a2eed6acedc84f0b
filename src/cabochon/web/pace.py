"""How fast one person, or one address nobody is signed in at, may ask for pages: 429 with Retry-After beyond it.

Of this process alone. Streams that stay open and what every page fetches beside itself (`still`), files and the sign
of life do not count.
"""

import time
from collections.abc import Callable
from typing import Any

from litestar.connection import ASGIConnection

from ..languages import mark
from .behind import place_of
from .lrs_limits import Pace, TooFast

BURST = 3.0  # seconds' worth at once: a page, what it loads, and the next
SENDERS = 10  # times as fast as a person a sender of webhooks may be: it speaks for all boutiques from one address


class Crowd:
    """rate: requests a second of one person, and of one address without a session; rate_all: of all. 0 is no limit."""

    def __init__(self, rate: float, *, rate_all: float = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._people, self._places = Pace(rate, burst=BURST), Pace(rate, burst=BURST)
        self._senders = Pace(rate * SENDERS, burst=BURST)
        self._all, self._clock = Pace(rate_all, burst=BURST), clock

    def person(self, account: str) -> None:
        """
        Raises:
            TooFast: this person asks faster than one may.
        """
        if wait := self._people.take(account, self._clock()):
            raise TooFast(mark("you ask faster than one person may"), wait)
        self._everybody()

    def place(self, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        """
        Raises:
            TooFast: this address asks faster than one may that nobody is signed in at.
        """
        if wait := self._places.take(place_of(connection.scope.get("client")), self._clock()):
            raise TooFast(mark("this address asks faster than one may"), wait)
        self._everybody()

    def sender(self, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        """
        Raises:
            TooFast: this address delivers webhooks faster than one may.
        """
        if wait := self._senders.take(place_of(connection.scope.get("client")), self._clock()):
            raise TooFast(mark("this address delivers faster than one may"), wait)

    def _everybody(self) -> None:
        if wait := self._all.take("", self._clock()):
            raise TooFast(mark("the house is asked faster than it may be"), wait)


def keep(connection: ASGIConnection[Any, Any, Any, Any], account: str, *, still: bool) -> None:
    """Count one request. account: whose; "" for a stranger's, and for one with a credential of its own (a key).

    Raises:
        TooFast: 429.
    """
    crowd: Crowd = connection.app.state.crowd
    if account and not still:
        crowd.person(account)
    elif not account:
        crowd.place(connection)
