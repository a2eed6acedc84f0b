"""Trying again much of what waits, behind the page that asked for it: one such round at a time, with its progress."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from ..directory.rows import Quarantined
from ..refusals import Refused

if TYPE_CHECKING:
    from . import House

log = logging.getLogger("cabochon.quarantine")
SHOWN = 5  # reasons of those that still cannot be used


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """total: tickets, rows and statements to try. still: what the first few wait for now. ended: None while it runs."""

    by: str
    started: datetime
    total: int
    done: int = 0
    used: int = 0
    still: tuple[str, ...] = ()
    ended: datetime | None = None
    fault: bool = False


class Replaying:
    def __init__(self, house: "House") -> None:
        self._house, self._lock, self._stop = house, Lock(), Event()
        self._round: Round | None = None
        self._thread: Thread | None = None

    @property
    def last(self) -> Round | None:
        """The round that runs, or the last that ran since the start of this process."""
        return self._round

    def start(self, by: str, chosen: Callable[[Quarantined], bool]) -> Round:
        """
        Raises:
            Refused: a round runs already (409), or nothing is chosen.
        """
        rows = [row for row in self._house.quarantined.waiting() if chosen(row)]
        if not rows:
            raise Refused("nothing of this waits any more")
        total = len({f"{row.source} {row.delivery}" if row.delivery else row.id for row in rows})
        with self._lock:
            if self._round is not None and self._round.ended is None:
                raise Refused("a round of replaying runs already; wait until it is done", status=409)
            self._round = Round(by=by, started=self._house.clock(), total=total)
            self._thread = Thread(target=self._run, args=(by, chosen), name="replay", daemon=True)
            self._thread.start()
        return self._round

    def wait(self, seconds: float) -> None:
        """Until the round has ended, at most so long."""
        if self._thread is not None:
            self._thread.join(seconds)

    def stop(self) -> None:
        """End after the ticket being tried; called before the house closes."""
        self._stop.set()
        self.wait(10)

    def _run(self, by: str, chosen: Callable[[Quarantined], bool]) -> None:
        fault = False
        try:
            for _, said, used in self._house.quarantined.replay_all(by=by, chosen=chosen):
                self._count(said, used)
                if self._stop.is_set():
                    break
            self._house.catch_up()
        except Exception:
            fault = True
            log.exception("a round of replaying stopped")
        if self._round is not None:
            self._round = replace(self._round, ended=self._house.clock(), fault=fault)

    def _count(self, said: str, used: bool) -> None:
        was = self._round
        if was is not None:
            still = was.still if used or said in was.still or len(was.still) >= SHOWN else (*was.still, said)
            self._round = replace(was, done=was.done + 1, used=was.used + used, still=still)
