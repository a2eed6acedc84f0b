"""The one way the house speaks outward by HTTP. It calls nobody by itself: an address must have been configured.

https alone (http to this machine, where `allow_private_targets` is on); a name is looked up once, judged, and the
connection is made to the very number that was judged, with the certificate checked for the name (trust.md, 40). No
redirect is followed, no proxy of the environment is used, an answer is capped in bytes and the whole exchange in time.
"""

import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from importlib.metadata import version
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread, Timer
from time import monotonic

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError
from urllib3.util import Timeout

from ..refusals import Refused
from .addresses import Site, fault, site_of
from .connecting import numbers, plainly, trusted

AGENT = f"cabochon/{version('cabochon')}"
FRESH = 60.0  # s a name stays looked up, and an idle connection is kept
IDLE = 8  # connections kept open, in all
TRIED = 3  # numbers of one name that are tried
MOST = 1_000_000  # bytes of an answer
Lookup = Callable[[str, int], Sequence[str]]  # a name and port -> its numbers


class Unreachable(Exception):
    """Nobody answered as they should: no such name, no connection, no end, a wrong certificate. Try again later."""


class _Stale(Unreachable):
    """A connection that was kept had been closed over there meanwhile; nothing was answered."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer. headers: by lower-case name, the last of a name."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Outward:
    """Speaks to configured addresses; safe from several threads. `close` ends what is under way at once.

    private: numbers of the house's own network are allowed (`allow_private_targets`). authorities: a PEM file with
    further certificate authorities. lookup: how names become numbers.
    """

    def __init__(
        self,
        *,
        private: bool = False,
        authorities: str = "",
        lookup: Lookup | None = None,
        clock: Callable[[], float] = monotonic,
        connect_seconds: float = 10.0,
        seconds: float = 60.0,
    ) -> None:
        self._private, self._lookup, self._clock = private, lookup or numbers, clock
        self._connect_seconds, self._seconds = connect_seconds, seconds
        self._trust: ssl.SSLContext | None = None
        self._authorities = authorities
        self._lock, self._closed = Lock(), False
        self._known: dict[tuple[str, int], tuple[float, Sequence[str]]] = {}
        self._idle: list[tuple[float, Site, HTTPConnection]] = []
        self._busy: dict[HTTPConnection, socket.socket | None] = {}

    def check(self, url: str) -> None:
        """Whether an address could be spoken to, as far as can be told without a look-up.

        Raises:
            Refused: it could never be.
        """
        site, _ = site_of(url)
        with suppress(ValueError):
            if why := fault(site, site.host, private=self._private):
                raise Refused(why, "url")
        if site.scheme == "http" and not self._private:
            raise Refused("is http, which anybody on the way can read; use https", "url")

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        most: int = MOST,
        seconds: float | None = None,
    ) -> Heard:
        """One request and its whole answer, whatever its status; redirects come back as they are.

        Args:
            most: bytes of an answer. seconds: for all of it, from the connection to the last byte.
        Raises:
            Refused: an address the house does not speak to. Unreachable: no answer, or one too long or too late.
        """
        self.check(url)
        site, path = site_of(url)
        said = {"User-Agent": AGENT, "Accept-Encoding": "identity", **(headers or {}), "Host": site.header}
        ends = seconds or self._seconds
        if (kept := self._kept(site)) is not None:
            with suppress(_Stale):
                return self._over(kept, site, method, path, said, body, most=most, seconds=ends, warm=True)
        return self._over(self._opened(site), site, method, path, said, body, most=most, seconds=ends)

    def close(self) -> None:
        """No more requests; those under way fail with Unreachable."""
        with self._lock:
            self._closed = True
            busy, idle = [sock or line.sock for line, sock in self._busy.items()], [line for _, _, line in self._idle]
            self._idle.clear()
        for sock in busy:
            _cut(sock)
        for line in idle:
            line.close()

    # One exchange

    def _over(
        self, line: HTTPConnection, site: Site, method: str, path: str, headers: Mapping[str, str],
        body: bytes | None, *, most: int, seconds: float, warm: bool = False,
    ) -> Heard:  # fmt: skip
        late, begun, sock = Event(), False, line.sock  # the line forgets its socket once the answer says it is the last
        watch = Timer(seconds, _too_late, (sock, late))
        watch.daemon = True
        watch.start()
        try:
            with self._lock:
                self._busy[line] = sock
            if sock is not None:
                sock.settimeout(seconds + 1)
            line.request(method, path, body, headers, preload_content=False, decode_content=False)
            answer = line.getresponse()
            begun, whole = True, bytearray()
            while piece := answer.read1(65_536):
                whole += piece
                if len(whole) > most:
                    raise Unreachable(f"its answer is longer than {most:,} bytes")
            if late.is_set() or self._closed:
                raise TimeoutError
            heard = Heard(answer.status, {k.lower(): v for k, v in answer.headers.items()}, bytes(whole))
        except (HTTPError, OSError, HTTPException, ValueError) as error:
            self._end(line)
            if late.is_set():
                raise Unreachable(f"it did not answer within {seconds:.0f} seconds") from None
            if warm and not begun and not self._closed:
                raise _Stale(plainly(error)) from None
            raise Unreachable("the house is closing" if self._closed else plainly(error)) from None
        except BaseException:
            self._end(line)
            raise
        finally:
            watch.cancel()
        self._rest(site, line)
        return heard

    def _opened(self, site: Site) -> HTTPConnection:
        """A connection to the first number of the name that takes one. All of them must be allowed.

        Raises:
            Refused, Unreachable.
        """
        found = self._numbers(site)
        if not found:
            raise Unreachable(f"{site.host} is no name anybody knows")
        for number in found:
            if why := fault(site, number, private=self._private):
                raise Refused(why, "url")
        problem: Exception = Unreachable("nobody answers there")
        for number in found[:TRIED]:
            line = self._line(site, number)
            with self._lock:
                if self._closed:
                    raise Unreachable("the house is closing")
                self._busy[line] = None
            try:
                line.connect()
            except (HTTPError, OSError, ValueError) as error:
                self._end(line)
                problem = error
                if isinstance(error, SSLError | ssl.SSLError):
                    break
                continue
            return line
        with self._lock:
            self._known.pop((site.host, site.port), None)
        raise Unreachable("the house is closing" if self._closed else plainly(problem)) from None

    def _line(self, site: Site, number: str) -> HTTPConnection:
        wait = Timeout(connect=self._connect_seconds, read=self._seconds).connect_timeout
        if site.scheme == "http":
            return HTTPConnection(number, site.port, timeout=wait)
        if self._trust is None:
            self._trust = trusted(self._authorities)
        return HTTPSConnection(
            number, site.port, timeout=wait, ssl_context=self._trust, server_hostname=site.host.rstrip("."),
            cert_reqs="CERT_REQUIRED",
        )  # fmt: skip

    def _numbers(self, site: Site) -> Sequence[str]:
        key, now = (site.host, site.port), self._clock()
        with self._lock:
            known = self._known.get(key)
        if known and now - known[0] < FRESH:
            return known[1]
        answered: SimpleQueue[Sequence[str]] = SimpleQueue()
        Thread(target=lambda: answered.put(self._lookup(*key)), name="look-up", daemon=True).start()
        try:
            found = answered.get(timeout=self._connect_seconds / 2)
        except Empty:
            raise Unreachable(f"{site.host} could not be looked up in time") from None
        with self._lock:
            self._known[key] = (now, found)
        return found

    # Connections kept

    def _kept(self, site: Site) -> HTTPConnection | None:
        now = self._clock()
        with self._lock:
            for place in reversed(range(len(self._idle))):
                since, whose, line = self._idle[place]
                if whose == site or now - since > FRESH:
                    del self._idle[place]
                    if whose == site and now - since <= FRESH and line.is_connected:
                        self._busy[line] = line.sock
                        return line
                    line.close()
        return None

    def _rest(self, site: Site, line: HTTPConnection) -> None:
        with self._lock:
            self._busy.pop(line, None)
            keep = line.sock is not None and not self._closed and len(self._idle) < IDLE
            if keep:
                self._idle.append((self._clock(), site, line))
        if not keep:
            line.close()

    def _end(self, line: HTTPConnection) -> None:
        with self._lock:
            self._busy.pop(line, None)
        line.close()


def _cut(sock: socket.socket | None) -> None:
    """End a connection that another thread may be waiting on."""
    if sock is not None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def _too_late(sock: socket.socket | None, late: Event) -> None:
    late.set()
    _cut(sock)
