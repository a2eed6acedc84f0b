"""A lane for single statements: posts that arrive together are judged together, kept in one group, answered together.

One request at a time costs as much again for its task, its scope and its turn at the interpreter's lock as for its
statement. So a plain POST of one small statement with a key that is known skips the application: it waits for the end
of the round in which it was read, is judged with the others, and is answered when its group is durable. Anything else,
and anything that is wrong, is given back and goes the usual way, which has every refusal: what is refused was not kept.
See docs/decisions/0016-a-lane-for-single-statements.md.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Future
from itertools import count
from typing import Any, Protocol

import msgspec

from ..house.statements import Statements
from ..house.taking import Held
from ..privacy.keys import NARROW
from ..refusals import Refused
from ..xapi.versions import Version, negotiate
from .lrs_limits import Gate
from .lrs_wire import VERSION, Headers, written

log = logging.getLogger("cabochon.web")
MOST = 16_000  # bytes of a body
JSON = frozenset({b"application/json", b"application/json; charset=utf-8", b"application/json;charset=utf-8"})
OTHERWISE = frozenset({  # headers that ask for more than the lane has
    b"origin", b"expect", b"transfer-encoding", b"content-encoding", b"upgrade", b"trailer", b"x-forwarded-for",
})  # fmt: skip


class Back(Protocol):
    """What gives a post back to the usual way, and what writes its answer."""

    def usual(self, post: "Post") -> None: ...

    def answered(self, post: "Post", answer: bytes) -> None: ...


class _Event:
    """Stands where the server keeps an event that wakes the application: nobody waits for a post's body."""

    def set(self) -> None: ...


class Post:
    """A request in the lane. It stands in the server's place for the request at hand, with the members that has."""

    message_event = _Event()

    def __init__(
        self, connection: Back, *, url: bytes, authorization: bytes, version: Version, scope: Any, keep_alive: bool
    ) -> None:
        self.connection, self.url, self.authorization, self.version = connection, url, authorization, version
        self.scope, self.keep_alive = scope, keep_alive
        self.body, self.more_body = bytearray(), True
        self.response_complete, self.disconnected = False, False


class Lane:
    """One for a server. always: headers of every answer."""

    def __init__(
        self, store: Statements, *, address: bytes, gate: Gate, always: Headers, watched: Any = frozenset()
    ) -> None:
        self._store, self._address, self._gate, self._watched = store, address, gate, watched
        self._waiting: list[Post] = []
        self._versions: dict[bytes, Version] = {}
        said = [*always, (b"content-type", b"application/json")]
        self._head = b"".join(b"%b: %b\r\n" % pair for pair in said)

    def post(self, connection: Back, method: bytes, url: bytes, headers: Sequence[tuple[bytes, bytes]], *, scope: Any,
             keep_alive: bool) -> Post | None:  # fmt: skip
        """A place in the lane for a request whose head has been read; None: it goes the usual way."""
        if method != b"POST" or url != self._address or not keep_alive:
            return None
        given = dict(headers)
        length = given.get(b"content-length", b"")
        version = self._version(given.get(VERSION, b""))
        if (
            len(given) < len(headers)
            or not given.keys().isdisjoint(OTHERWISE)
            or given.get(b"content-type", b"").lower() not in JSON
            or not 0 < len(length) < 6
            or not length.isdigit()
            or int(length) > MOST
            or version is None
            or b"authorization" not in given
        ):
            return None
        return Post(
            connection, url=url, authorization=given[b"authorization"], version=version, scope=scope, keep_alive=True
        )

    def _version(self, header: bytes) -> Version | None:
        known = self._versions.get(header)
        if known is None and len(header) < 20 and len(self._versions) < 100:
            try:
                known = self._versions[header] = negotiate(header.decode("latin-1"))
            except Refused:
                return None
        return known

    def join(self, post: Post) -> None:
        """The body is whole."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._judge)
        self._waiting.append(post)

    def _judge(self) -> None:
        posts, self._waiting = self._waiting, []
        held = [(post, self._held(post)) for post in posts if not post.disconnected]
        entered: list[tuple[Post, Future[Any]]] = []
        for post, one in held:  # only when all are judged: what the writer takes first would be a group of its own
            future = self._entered(one)
            if future is None:
                post.connection.usual(post)
            else:
                entered.append((post, future))
        if entered:
            _Group(self, *zip(*entered, strict=True))

    def _entered(self, held: Held | None) -> "Future[Any] | None":
        try:
            return self._store.enter(held) if held else None
        except Exception:  # nothing of it was kept; the usual way says what is wrong
            return None

    def _held(self, post: Post) -> Held | None:
        body = bytes(post.body).strip()
        if body[:1] != b"{":
            return None
        try:
            key = self._store.key(post.authorization.decode("latin-1"))
            if key.source in NARROW:  # of a launch: each of its requests is written down, or judged by what came before
                return None
            self._store.may(key, "statements/write")
            held, _ = self._store.hold_raw(key, body, post.version)
            if not held.at_hand:
                return None
            self._gate.pace(key.id)  # last: what goes the usual way is counted there
        except Exception:  # the usual way says what is wrong, or writes the bug down
            return None
        return held

    def answer(self, posts: Sequence[Post], futures: Sequence["Future[Any]"]) -> None:
        through = written(self._store.consistent_through()).encode()
        heads: dict[Version, bytes] = {}
        for post, future in zip(posts, futures, strict=True):
            if post.disconnected:
                continue
            if future.exception() is not None:
                post.connection.usual(post)
                continue
            if (head := heads.get(post.version)) is None:
                own = (VERSION, post.version.header.encode(), b"x-experience-api-consistent-through", through)
                head = heads[post.version] = b"%b%b: %b\r\n%b: %b\r\n" % (self._head, *own)
            body = msgspec.json.encode(future.result().ids)
            post.connection.answered(post, b"%bcontent-length: %d\r\n\r\n%b" % (head, len(body), body))


class _Group:
    """Posts whose statements were queued together; answered by one call into the loop."""

    def __init__(self, lane: Lane, posts: Sequence[Post], futures: Sequence["Future[Any]"]) -> None:
        self._lane, self._posts, self._futures = lane, posts, futures
        self._loop, self._count = asyncio.get_running_loop(), count(1)
        for future in futures:
            future.add_done_callback(self._done)

    def _done(self, _: "Future[Any]") -> None:
        # Two threads may be here at once, one for what was done before it was looked at; a count counts each once.
        if next(self._count) == len(self._futures) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._lane.answer, self._posts, self._futures)
