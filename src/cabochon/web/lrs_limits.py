"""Too fast, or wrong too often: 429 with Retry-After, per key, in all, and per address that sends wrong credentials.

In memory and of this process alone. Nothing is locked: two threads at one instant let at most one more through.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Any, TypeVar

from ..refusals import Refused

WINDOW, MOST = 15 * 60.0, 300  # seconds, wrong credentials of one address in them
ADDRESSES = 10_000  # remembered
TOKENS = 1.0  # a second, of one key, at /oauth/token; a minute's worth at once
K = TypeVar("K")


class TooFast(Refused):
    """429. seconds: what Retry-After says."""

    status = 429

    def __init__(self, reason: str, wait: float) -> None:
        self.seconds = max(1, ceil(wait))
        super().__init__(f"{reason}; try again in {self.seconds} second{'s' if self.seconds > 1 else ''}")


class Pace:
    """A token bucket for each name: `rate` a second, and `burst` seconds' worth at once. 0 is no limit.

    Kept as the one instant at which the bucket would be full again (the generic cell rate algorithm).
    """

    def __init__(self, rate: float, *, burst: float = 1.0) -> None:
        self._step = 1.0 / rate if rate > 0 else 0.0
        self._slack = max(burst - self._step, 0.0)
        self._full: dict[str, float] = {}

    def take(self, name: str, now: float) -> float:
        """0.0 when one more may come now; else the seconds to wait, and nothing is taken."""
        if not self._step:
            return 0.0
        full = max(self._full.get(name, now), now)
        if (wait := full - now - self._slack) > 1e-9:
            return wait
        if len(self._full) >= ADDRESSES and name not in self._full:
            self._full = {one: at for one, at in self._full.items() if at > now}
        self._full[name] = full + self._step
        return 0.0


class Failures:
    """Wrong credentials by the address they came from."""

    def __init__(self, most: int = 0) -> None:
        self._at: dict[str, deque[float]] = {}
        self._most = most or MOST

    def count(self, address: str, now: float) -> float:
        """Count one; 0.0, or the seconds to wait when there were too many before it, which are not counted further."""
        times = self._at.get(address)
        if times is None:
            if len(self._at) >= ADDRESSES:
                del self._at[next(iter(self._at))]
            times = self._at[address] = deque(maxlen=self._most)
        if len(times) == self._most and (wait := times[0] + WINDOW - now) > 0:
            return wait
        times.append(now)
        return 0.0


class Gate:
    """rate, rate_all: requests a second of one key, and of all. clock: seconds that never go back.

    A credential that is right passes whatever else comes from its address: behind a proxy all senders share one, and a
    till with a revoked key must not shut out the others. 256 random bits are not guessed at any speed.
    """

    def __init__(self, *, rate: float = 0, rate_all: float = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._each, self._all, self._lent, self._wrong = Pace(rate), Pace(rate_all), Pace(TOKENS, burst=60), Failures()
        self._clock = clock

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Gate":
        return cls(rate=values["xapi_rate"], rate_all=values["xapi_rate_all"])

    def known(self, check: Callable[[str], K], header: bytes | None, client: Sequence[Any] | None) -> K:
        """What `check` says to an Authorization header; what it refuses is counted, a header that is missing is not.

        Args:
            client: (address, port), as ASGI says it.

        Raises:
            Refused: 401. TooFast: 429, after 300 wrong ones of this address in 15 minutes.
        """
        try:
            return check((header or b"").decode("latin-1"))
        except Refused as refusal:
            if header:
                self.wrong(refusal, client)
            raise

    def wrong(self, refusal: Refused, client: Sequence[Any] | None) -> None:
        """Count a refused credential.

        Raises:
            TooFast: there were too many of this address before.
        """
        if wait := self._wrong.count(str(client[0]) if client else "", self._clock()):
            raise TooFast("too many wrong keys came from this address", wait) from refusal

    def pace(self, key: str) -> None:
        """
        Raises:
            TooFast: this key, or all together, send faster than they may.
        """
        now = self._clock()
        if wait := self._each.take(key, now):
            raise TooFast("this key sends faster than it may; send several statements in one request", wait)
        if wait := self._all.take("", now):
            raise TooFast("the record store is asked faster than it may be", wait)

    def lend(self, key: str) -> None:
        """
        Raises:
            TooFast: this key asks for tokens too often.
        """
        if wait := self._lent.take(key, self._clock()):
            raise TooFast("this key asks for tokens too often; use each until it expires", wait)
