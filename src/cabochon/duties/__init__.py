"""What runs by itself, one file each: started and stopped by `cli`, supervised here."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Event, Thread

log = logging.getLogger("cabochon.duties")


@dataclass(frozen=True, slots=True)
class Duty:
    """work: one round; returns True when there may be more to do at once. pause: seconds between rounds otherwise.

    end: called when it is to stop, before it is waited for: a duty with threads of its own ends them here.
    """

    name: str
    work: Callable[[], bool]
    pause: float
    end: Callable[[], None] = lambda: None


class Duties:
    """Each duty in a thread of its own. A round that fails is logged and tried again after a growing pause."""

    def __init__(self, duties: Iterable[Duty]) -> None:
        self._stop, self._duties = Event(), tuple(duties)
        self._threads = [Thread(target=self._run, args=(d,), name=d.name, daemon=True) for d in self._duties]
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 8.0) -> None:
        """Ask every duty to finish its round and wait for it."""
        self._stop.set()
        for duty in self._duties:
            duty.end()
        for thread in self._threads:
            thread.join(timeout)

    def _run(self, duty: Duty) -> None:
        pause = duty.pause
        while not self._stop.is_set():
            try:
                more, pause = duty.work(), duty.pause
            except Exception:
                log.exception("%s failed; trying again in %.0f s", duty.name, pause)
                more, pause = False, min(60.0, max(1.0, pause * 2))
            if not more:
                self._stop.wait(pause)
