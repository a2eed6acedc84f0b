"""When statements are kept: `stored` never goes back, and what was announced as complete stays complete."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def now() -> datetime:
    return datetime.now(UTC)


def micros(when: datetime) -> int:
    """An aware time as whole microseconds since 1970 UTC."""
    return (when - EPOCH) // MICROSECOND


def moment(stamp: int) -> datetime:
    return EPOCH + timedelta(microseconds=stamp)


class Stamps:
    """Hands out `stored` to one group at a time and says how far the log is complete; all in microseconds.

    Each statement gets a microsecond of its own, so that a reader who goes on with `since=<last stored>` misses none.
    """

    def __init__(self, clock: Callable[[], datetime], floor: int = 0) -> None:
        self._clock, self._lock = clock, Lock()
        self._floor = floor  # nothing new is stored at or before it
        self._begun: int | None = None

    def begin(self, last: int) -> int:
        """The first stamp of a group about to be written after a statement stored at `last`."""
        with self._lock:
            self._begun = max(micros(self._clock()), self._floor + 1, last + 1)
            return self._begun

    def done(self, last: int) -> None:
        """The group is durable up to `last`, or was given up (0)."""
        with self._lock:
            self._floor, self._begun = max(self._floor, last), None

    def through(self) -> int:
        """Nothing at or before this can still appear: the present, or just before the group being written."""
        with self._lock:
            self._floor = max(self._floor, micros(self._clock()) if self._begun is None else self._begun - 1)
            return self._floor
