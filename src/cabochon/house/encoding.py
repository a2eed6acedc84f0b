"""Films made smaller behind the page, one at a time. Whatever goes wrong, the film stays as it was sent."""

import logging
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock, Thread

from . import films
from .films import Encoded

LIMIT = 600.0  # seconds one may take
log = logging.getLogger(__name__)
Done = Callable[[str, str, Encoded | None, bytes], None]  # key, digest of the source, what it became (None: nothing)


class Encoding:
    """now: seconds that only grow, to limit how long one takes."""

    def __init__(self, done: Done, now: Callable[[], float] = time.monotonic) -> None:
        self._done, self._now, self._turn, self._lock = done, now, Lock(), Lock()
        self._share: dict[str, float] = {}
        self._threads: list[Thread] = []
        self._over = Event()

    def share(self, key: str) -> float | None:
        """How far it is, 0..1; None where nothing is being done."""
        return self._share.get(key)

    def begin(self, key: str, digest: str, source: Path, kind: str) -> bool:
        """In a thread of its own. False where this machine cannot, and where that one is under way."""
        with self._lock:
            if not films.there() or self._over.is_set() or key in self._share:
                return False
            self._share[key] = 0.0
            self._threads = [one for one in self._threads if one.is_alive()]
            thread = Thread(target=self._run, args=(key, digest, source, kind), name=f"film {key}", daemon=True)
            self._threads.append(thread)
        thread.start()
        return True

    def hush(self) -> None:
        """No more: what is under way is left as it was sent."""
        self._over.set()
        for one in self._threads:
            one.join(10)

    def wait(self) -> None:
        """Until nothing is under way."""
        for one in list(self._threads):
            one.join()

    def _run(self, key: str, digest: str, source: Path, kind: str) -> None:
        into = source.with_name(f"{secrets.token_hex(8)}.new")
        made: Encoded | None = None
        body = b""
        try:
            with self._turn:
                until = self._now() + LIMIT
                made = films.encode(
                    source, kind, into, on=lambda share: self._share.__setitem__(key, share),
                    stop=lambda: self._over.is_set() or self._now() > until,
                )  # fmt: skip
                body = into.read_bytes()
        except (films.Stopped, ValueError, OSError) as why:
            log.warning("film %s stays as it was sent: %s", key, why or type(why).__name__)
        finally:
            into.unlink(missing_ok=True)
            if not self._over.is_set():
                self._done(key, digest, made, body)
            self._share.pop(key, None)
