"""Failed attempts, counted before they are judged: by whom they name, by where they come from, or by both together."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import RLock
from uuid import uuid4

from ..directory import Directory
from ..directory.rows import Failure
from ..languages import mark
from ..refusals import Refused

WINDOW = timedelta(minutes=15)
SIGN_INS, LINK = mark("failed sign-ins"), mark("ask for a sign-in link")
PER_ACCOUNT, PER_ADDRESS = 10, 50  # failures in the window


class TooMany(Refused):
    """Too many failures (429). seconds: what Retry-After says."""

    status = 429

    def __init__(self, seconds: int, what: str = SIGN_INS, instead: str = LINK) -> None:
        super().__init__(mark(f"too many {what}; try again in {seconds} seconds, or {instead}"))
        self.seconds = seconds


class Failures:
    def __init__(self, directory: Directory, clock: Callable[[], datetime]) -> None:
        self._directory, self._clock, self._lock = directory, clock, RLock()

    def count(
        self, login: str, address: str, *, login_most: int = PER_ACCOUNT, both_most: int = 0, what: str = "",
        instead: str = "",
    ) -> str:  # fmt: skip
        """Count this attempt as a failure until it proves none; the id of its row.

        Args:
            both_most: failures of this login from this address; 0 for no such limit.
        Raises:
            TooMany: it is one too many.
        """
        words = {name: text for name, text in (("what", what), ("instead", instead)) if text}
        with self._lock:
            now = self._clock()
            of_login = self._recent(now, login=login)
            together = [one for one in of_login if one.address == address]
            from_there = self._recent(now, address=address)
            for recent, most in ((of_login, login_most), (from_there, PER_ADDRESS), (together, both_most)):
                if most and len(recent) >= most:
                    ends = sorted(one.at for one in recent)[-most] + WINDOW
                    raise TooMany(max(1, int((ends - now).total_seconds() + 0.999)), **words)
            failed = Failure(id=uuid4().hex, login=login, address=address, at=now)
            self._directory.put(failed)
            return failed.id

    def none(self, failure: str) -> None:
        """It was no failure after all."""
        self._directory.delete(Failure, failure)

    def forget(self, login: str) -> None:
        """Count from nothing again, for whom an administrator has helped."""
        for failure in self._directory.find(Failure, login=login):
            self._directory.delete(Failure, failure.id)

    def _recent(self, now: datetime, **where: str) -> list[Failure]:
        recent = []
        for failure in self._directory.find(Failure, **where):
            if failure.at + WINDOW <= now:
                self._directory.delete(Failure, failure.id)
            else:
                recent.append(failure)
        return recent
