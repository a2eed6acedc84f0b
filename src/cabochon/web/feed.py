"""GET /xapi-feed: statements as they are kept, for programs, as server-sent events.

Known by the Authorization header, as /xapi is. The id of an event is its position in the log, so that Last-Event-ID
goes on without gap or repeat (https://html.spec.whatwg.org/multipage/server-sent-events.html). A listener is paced by
its own reading: what it has not taken waits in the log, not here.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..house.exporting_choice import Choice, choice_of
from ..house.feeding import Feed, Fits
from ..refusals import Refused
from .asgi import Receive, Scope, Send, left, taken
from .lrs_cors import Doors
from .lrs_limits import Gate
from .lrs_wire import Said, answer, only, params, refused

PATH = "/xapi-feed"
LOOK = 0.25  # s between two looks at the log, for all listeners together
HEART = 15.0  # s between signs of life; rights are looked at again at each, and as often while there is much to tell
STUCK = 60.0  # s a listener may take nothing
MOST = 1_000  # listeners
FILTERS = ("verb", "activity", "kind", "boutique", "source", "agent")
EVENTS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),
)
log = logging.getLogger("cabochon.web")


@dataclass(slots=True)
class Listener:
    """position: told up to here. header: the credential, looked at again and again."""

    position: int
    header: str
    choice: Choice
    fits: Fits
    bell: asyncio.Event
    checked: float


class Feeding:
    """Every open feed of one server."""

    def __init__(self, house: Any, *, doors: Doors, gate: Gate) -> None:
        self._house, self._doors, self._gate = house, doors, gate
        self._feed = Feed(house)
        self._bells: set[asyncio.Event] = set()
        self._poll: asyncio.Task[None] | None = None
        self._position, self._stop = 0, False

    def stop(self) -> None:
        """End every feed; called in the loop's thread when the server begins to stop."""
        self._stop = True
        self._wake()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head, headers = scope["method"] == "HEAD", dict(scope["headers"])
        try:
            said = await self._answer(scope, headers, receive, send)
        except Refused as fault:
            said = refused(fault, headers.get(b"authorization", b""))
        if said is not None:
            await answer(send, said, self._doors.headers(headers), head=head)

    async def _answer(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, send: Send) -> Said | None:
        """A refusal, or None where the answer was a feed."""
        if scope["method"] == "OPTIONS" and (said := self._doors.preflight(headers)):
            return said
        if scope["method"] not in ("GET", "HEAD"):
            return only("GET, HEAD")
        credential = headers.get(b"authorization", b"")
        key = await asyncio.to_thread(self._gate.known, self._house.statements.key, credential, scope.get("client"))
        self._gate.pace(key.id)
        if len(self._bells) >= MOST:
            raise Refused(f"{MOST:,} listeners are open already; try again later", status=503)
        choice, after = _asked(params(scope))
        fits = self._feed.fits(key, choice)
        now = self._position = max(self._position, await asyncio.to_thread(self._feed.position))
        after = _seen(headers.get(b"last-event-id", b"").decode("latin-1"), after)
        if after is not None and after > now:
            raise Refused(f"the log has come to {now} only; leave this out to hear what is new", "after")
        start = {"type": "http.response.start", "status": 200, "headers": [*EVENTS, *self._doors.headers(headers)]}
        await send(start)
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return None
        bell = asyncio.Event()
        one = Listener(now if after is None else after, credential.decode("latin-1"), choice, fits, bell, _now())
        self._bells.add(bell)
        gone = asyncio.ensure_future(left(receive, bell.set))
        if self._poll is None or self._poll.done():
            self._poll = asyncio.ensure_future(self._look())
        try:
            await self._tell(one, gone, send)
        finally:
            self._bells.discard(bell)
            gone.cancel()
        return None

    async def _tell(self, one: Listener, gone: "asyncio.Future[None]", send: Send) -> None:
        more: bytes = b"retry: 2000\nid: %d\n\n" % one.position
        while not self._stop and not gone.done():
            if more and not await taken(send, more, STUCK):
                return
            more = b""
            if _now() - one.checked >= HEART and (why := await self._refused(one)):
                await taken(send, b"event: end\ndata: %b\n\n" % why.encode(), STUCK)
                break
            one.bell.clear()
            if self._position > one.position:
                found, one.position = await asyncio.to_thread(self._feed.read, one.position, one.fits)
                more = b"".join(_event(position, body) for position, body in found)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(HEART):
                    await one.bell.wait()
                continue
            more = b": still here\nid: %d\n\n" % one.position  # an id alone is no event, but it is remembered
        await send({"type": "http.response.body", "body": b""})

    async def _refused(self, one: Listener) -> str:
        """Why the key may listen no longer, "" while it may."""
        try:
            key = await asyncio.to_thread(self._house.statements.key, one.header)
            one.fits = self._feed.fits(key, one.choice)
        except Refused as fault:
            return str(fault)
        one.checked = _now()
        return ""

    async def _look(self) -> None:
        """One look at the log for all, for as long as anybody listens."""
        while self._bells and not self._stop:
            try:
                position = await asyncio.to_thread(self._feed.position)
            except Exception:
                log.exception("the feed could not look at the log")
                position = self._position
            if position != self._position:
                self._position = position
                self._wake()
            await asyncio.sleep(LOOK)

    def _wake(self) -> None:
        for bell in self._bells:
            bell.set()


def _asked(given: Sequence[tuple[str, str]]) -> tuple[Choice, int | None]:
    """The choice, and the position to begin behind (None: at the end)."""
    words: dict[str, list[str]] = {}
    after: int | None = None
    for name, value in given:
        if name == "after":
            after = _seen(value, None)
            if after is None:
                raise Refused("should be a position: a whole number from 0", "after")
        elif name in FILTERS:
            words.setdefault(name, []).append(value)
        else:
            raise Refused(f"is no parameter here; there are {', '.join((*FILTERS, 'after'))}", name[:60])
    return choice_of(words), after


def _seen(text: str, otherwise: int | None) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else otherwise


def _event(position: int, body: bytes) -> bytes:
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return b"event: statement\nid: %d\ndata: %b\n\n" % (position, body.replace(b"\n", b"\ndata: "))


def _now() -> float:
    return asyncio.get_running_loop().time()
