"""The live feed: "the facts have moved" to every open page, which asks for itself again. No figures travel here."""

import asyncio
from collections.abc import AsyncIterator
from threading import Event, Thread
from typing import Any

from litestar.concurrency import sync_to_thread
from litestar.response import Stream

from ..privacy.roles import may
from .page import Answered, Asked, json
from .viewer import cookie_name

LOOK = 0.25  # s the watcher waits for a change before it looks whether it should stop
HEART = 15.0  # s between signs of life; rights are looked at again at each
RETRY = b"retry: 2000\n\n"


class Pulse:
    """One thread asks the house for changes and wakes every open stream. A stream remembers how far it has told.

    So no change is missed and none piles up: a slow client hears of the latest only.
    """

    def __init__(self, house: Any) -> None:
        self._house = house
        self.mark, self._streams, self._stop = 0, set[asyncio.Event](), Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.mark = await asyncio.to_thread(self._house.wait_change, -1, 0.0)
        self._thread = Thread(target=self._watch, name="live", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End every stream; called in the loop's thread when the server begins to stop."""
        self._stop.set()
        self._wake()

    async def finish(self) -> None:
        """Wait for the watcher; after this the house may be closed."""
        self.stop()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def _watch(self) -> None:
        mark = self.mark
        while not self._stop.is_set():
            now = self._house.wait_change(mark, LOOK)
            if now != mark and self._loop is not None and not self._stop.is_set():
                mark = now
                self._loop.call_soon_threadsafe(self._moved, now)

    def _moved(self, mark: int) -> None:
        self.mark = mark
        self._wake()

    def _wake(self) -> None:
        for bell in self._streams:
            bell.set()

    async def told(self, seen: int | None, allowed: Any) -> AsyncIterator[bytes]:
        """The stream of one page. seen: the watermark it knows (Last-Event-ID); None: the present one."""
        bell = asyncio.Event()
        self._streams.add(bell)
        told = self.mark if seen is None else seen
        try:
            yield RETRY + _event("here", self.mark)
            while not self.stopped:
                if told != self.mark:
                    told = self.mark
                    if not await sync_to_thread(allowed):
                        yield _event("signed-out", told)
                        return
                    yield _event("facts", told)
                bell.clear()
                if told == self.mark and not self.stopped:
                    try:
                        async with asyncio.timeout(HEART):
                            await bell.wait()
                    except TimeoutError:
                        if not await sync_to_thread(allowed):
                            yield _event("signed-out", told)
                            return
                        yield b": still here\n\n"
        finally:
            self._streams.discard(bell)


def _event(name: str, mark: int) -> bytes:
    # "here" carries no id: a page that reconnects must still hear of what it missed
    number = f"id: {mark}\n" if name == "facts" else ""
    return f"event: {name}\n{number}data: {mark}\n\n".encode()


async def live(request: Asked) -> Answered:
    """GET /live. It does not extend the session (OWASP ASVS 5.0, 7.3) and ends with it."""
    state = request.app.state
    if request.scope.get("head"):
        return json({})
    token = request.cookies.get(cookie_name(state.https), "")

    def allowed() -> bool:
        found = state.house.doorman.session(token, passive=True)
        return found is not None and may(state.house.viewer(found[0].id), "live.listen")

    last = request.headers.get("last-event-id", "") or request.query_params.get("from", "")
    seen = int(last) if last.isdecimal() and len(last) < 19 else None
    return Stream(
        state.pulse.told(seen, allowed),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )
