"""Repeats that were dropped: counted in memory, written down together, one row a day, source and boutique."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Lock

from ..directory import Directory
from ..directory.rows import Tally
from ..privacy.entering import Prepared
from ..privacy.telling import door_of
from ..refusals import Refused
from ..stream import Entry

KEPT = timedelta(days=92)
LONGEST, MOST = 80, 5_000  # characters of a source; different rows that wait to be written
OTHERS, XAPI = "others", "xapi"  # what no longer fits; statements of other systems that name no platform
Key = tuple[str, str, str]  # day, source, boutique


class Repeats:
    """`note` costs no disk; `flush` is called every few seconds and at the end. Safe from several threads."""

    def __init__(self, directory: Directory, clock: Callable[[], datetime], home: str) -> None:
        self._directory, self._clock, self._home, self._lock = directory, clock, home, Lock()
        self._waiting: Counter[Key] = Counter()

    def note(self, source: str, boutique: str, times: int = 1) -> None:
        if times < 1:
            return
        key = (f"{self._clock():%Y-%m-%d}", _plain(source), _plain(boutique))
        with self._lock:
            if key not in self._waiting and len(self._waiting) >= MOST:
                key = (key[0], OTHERS, "")
            self._waiting[key] += times

    def note_sent(self, batch: Sequence[Prepared | Entry], new: int) -> None:
        """Of statements sent together so many were new: the others are noted as the first one's, whose batch it is."""
        if new >= len(batch):
            return
        first = batch[0]
        if isinstance(first, Entry):
            self.note(XAPI, "", len(batch) - new)
            return
        platform = first.statement.get("context", {}).get("platform", "")
        self.note(str(platform) or XAPI, door_of(first.statement, self._home), len(batch) - new)

    def flush(self) -> bool:
        """Write down what was noted; True when there was anything. What a full disk refuses is kept for the next time.

        Raises:
            Refused: no room.
        """
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
        news = bool(waiting)
        for key in list(waiting):
            try:
                self._add(key, waiting[key])
            except BaseException:
                with self._lock:
                    self._waiting.update(waiting)
                raise
            del waiting[key]
        return news

    def close(self) -> None:
        """Write what can be written: a count is no reason to stay open."""
        with suppress(Refused):
            self.flush()

    def of(self, days: list[str]) -> list[Tally]:
        """What was dropped on these days; what waits in memory is written first."""
        self.flush()
        return [row for day in days for row in self._directory.find(Tally, day=day)]

    def expire(self) -> int:
        """Forget what is older than 92 days; how many rows."""
        least = f"{self._clock() - KEPT:%Y-%m-%d}"
        old = [row.id for row in self._directory.find(Tally) if row.day < least]
        return sum(self._directory.delete(Tally, name) for name in old)

    def _add(self, key: Key, times: int) -> None:
        """Others may be counting the same: who loses the race looks again."""
        day, source, boutique = key
        name = " ".join(key)
        while True:
            known = self._directory.get(Tally, name)
            fresh = Tally(id=name, day=day, source=source, boutique=boutique,
                          repeats=times + (known.repeats if known else 0))  # fmt: skip
            if self._directory.swap(known, fresh) if known else self._directory.add(fresh):
                return


def _plain(text: str) -> str:
    """A source as it may stand in a key: what senders make up is cut short."""
    return "".join(c for c in text if c.isprintable())[:LONGEST]
