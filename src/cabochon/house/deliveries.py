"""What sources deliver: verified, put into a durable queue, answered; a duty reads the queue."""

import io
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from threading import Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING, BinaryIO, cast

import msgspec

from ..connectors import KINDS, Arrived
from ..directory.rows import Connection, Delivery
from ..outside.http import Unreachable
from ..privacy.sealing import locked, unlocked
from ..refusals import Refused, Unknown
from .hearing import known_by, opened, prove
from .importing import Imported
from .quarantine import KEPT, Held
from .queueing import MARKED, Queue
from .reading_together import Become, Together, later
from .senders import PATIENCE, WAITS

if TYPE_CHECKING:
    from . import House

__all__ = ["Deliveries", "Delivery"]
TRIES = 5
ENDED = ("read", "failed", "reading")
SMALL = 1_000_000  # bytes of a body that is kept, sealed, to be looked at and read again
CHUNK = 1 << 20
LATELY, REST = 0.1, 0.001  # s: senders wait for answers when one asked so lately; then each delivery read is a pause
log = logging.getLogger("cabochon.deliveries")


class Deliveries:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self._queue, self._reader, self._turn = Queue(house.directory), Together(house), Lock()
        self._asked = 0.0  # when a sender last waited for an answer
        self._senders, self._version = dict[str, tuple[Connection, list[bytes]]](), cast("int | None", None)

    def deliver(self, name: str, headers: Mapping[str, str], body: bytes, secret: str = "") -> bool:
        """Take a webhook's body; False when it had come before.

        Args:
            headers: by lower-case name. secret: what stood in the path behind the connection's name.
        Raises:
            Unknown: no such connection. Refused: 401, the signature is wrong or missing; 413, 415 as `opened` says.
        """
        self._asked = monotonic()
        (row, keys), now = self._sender(name), self._house.clock()
        feed = self._house.connections.feed(row)
        if feed.signing is None:
            raise Refused(f"{row.connector} sends no webhooks; drop its file on the page Connections", status=404)
        plain = opened(headers, body, int(self._house.values["body_limit"]))
        arrived = Arrived(body=plain, headers=headers, url=self._house.connections.address(name), at=now, secret=secret)
        if not self._house.connections.unsigned(row):
            prove(feed.signing, arrived, keys, body)
        return self._queue.add(Delivery(
            id=f"{name}:{known_by(feed.signing, arrived)}", source=name, at=now, body=self._sealed(name, plain),
            connector=row.connector, size=len(plain),
        ))  # fmt: skip

    def _sender(self, name: str) -> tuple[Connection, list[bytes]]:
        """The connection and its secrets, remembered until any connection changes."""
        version = self._directory.version(Connection)
        if version is None or version != self._version:
            self._senders, self._version = {}, version
        senders = self._senders
        if (known := senders.get(name)) is None:
            row = self._house.connections.one(name)
            known = senders[name] = row, self._house.connections.secrets(row)
        return known

    def of(self, name: str, most: int, skip: int = 0, *, state: str = "") -> list[Delivery]:
        """A page of what a connection delivered, the newest first."""
        return self._directory.newest(Delivery, most, skip, **_chosen(name, state))

    def tally(self, name: str, state: str = "") -> int:
        return self._directory.tally(Delivery, **_chosen(name, state))

    def one(self, name: str, delivery: str) -> Delivery:
        """
        Raises:
            Unknown: it is gone, or another connection's.
        """
        found = self._directory.get(Delivery, delivery)
        if found is None or found.source != name:
            raise Unknown("there is no such delivery; it was kept for 30 days")
        return found

    def waiting(self) -> int:
        """Deliveries that were answered and not yet read."""
        return self._directory.tally(Delivery, state="waiting")

    def read_waiting(self) -> bool:
        """One round over the queue; True when something was read. One that cannot be read holds up no other."""
        with self._turn:  # two at once would count each other's as repeats
            return self._round()

    def _round(self) -> bool:
        ended, some = list[Delivery](), False
        try:
            for hand in self._queue.hands(self._house.clock()):
                for done in self._read_hand(hand):
                    some = True
                    ended += [done] if done.state == "read" else []
                if len(ended) >= MARKED:
                    self._directory.put(*ended)
                    ended = []
        finally:
            if ended:
                self._directory.put(*ended)
        return some

    def _read_hand(self, hand: list[Delivery]) -> Iterator[Delivery]:
        """What became of each that is not to be tried again: read, still to be put down so; failed."""
        source = hand[0].source
        for one, what in zip(hand, self._together(source, hand), strict=True):
            if self._queue.hushed(source, self._house.clock()):
                return
            if (done := self._tried(one, what)) is not None:
                self._queue.answered(source)
                yield done

    def _together(self, source: str, hand: list[Delivery]) -> "Sequence[Become | None]":
        """What came of reading them together; None of each that is to be read by itself."""
        row = self._house.connections.find(source) if len(hand) > 1 else None
        if row is None or row.connector not in KINDS or KINDS[row.connector].asks:
            return [None] * len(hand)
        try:
            return self._reader.read_all(row, [(one.at, self.body(one)) for one in hand], rest=self._rest)
        except Exception:  # each by itself says what is wrong
            return [None] * len(hand)

    def _rest(self) -> None:
        """Answers go first: whoever reads for a while lets go of the interpreter's lock only every 5 ms."""
        if monotonic() - self._asked < LATELY:
            sleep(REST)

    def _tried(self, one: Delivery, what: "Become | None" = None) -> Delivery | None:
        """What became of it: read, still to be put down so; failed. None: it is tried again.

        what: what came of reading it, where that was done.
        """
        try:
            if isinstance(what, Exception):
                raise what
            return self._done(one, self._read(one) if what is None else what)
        except Unreachable as silence:
            self._queue.silent(one.source, self._house.clock())
            return self._later(one, str(silence))
        except Refused as refusal:
            if later(refusal):
                raise  # it waits for room, or for whoever holds the log
            return self._failed(one, refusal)
        except Exception as fault:
            tries = one.tries + 1
            log.exception("delivery %s cannot be read, try %d of %d", one.id, tries, TRIES)
            if tries >= TRIES:
                return self._failed(one, Refused(f"met a fault of our own ({type(fault).__name__}); the log says more"))
            self._directory.put(replace(one, tries=tries, reason=type(fault).__name__))
        return None

    def again(self, delivery: str) -> str:
        """Read a delivery that failed once more, by the connection's present mapping; says what came of it.

        Raises:
            Refused: it still cannot be read.
        """
        one = self._directory.get(Delivery, delivery)
        if one is None or not one.body:
            raise Refused("was held for 30 days and is gone; ask the sender to deliver it again")
        done = self._read(one)
        self._directory.put(self._done(one, done))
        return f"{done.kept.new} kept, {done.kept.repeated} known already"

    def expire(self) -> int:
        """Forget deliveries of 30 days ago, and what they held; how many."""
        past, gone = self._house.clock() - KEPT, 0
        for name in (one for state in ENDED for one in self._directory.keys(Delivery, state=state)):
            one = self._directory.get(Delivery, name)
            if one is not None and one.at < past and (one.ended or one.at) < past:
                gone += self._directory.delete(Delivery, name)
        return gone

    def body(self, one: Delivery) -> bytes:
        """What was delivered, as it came."""
        return unlocked(self._directory, one.body, _place(one.source)).encode("utf-8", "surrogateescape")

    def _sealed(self, source: str, body: bytes) -> bytes:
        return locked(self._directory, body.decode("utf-8", "surrogateescape"), _place(source))

    def bring(self, row: Connection, stream: BinaryIO, *, name: str, way: str, received: datetime, by: str = "",
              anew: bool = False, progress: Callable[[int], None] = lambda _: None) -> Delivery:  # fmt: skip
        """Read a file of a connection at once, however large it is; what came of it is kept with the deliveries.

        Args:
            name: the file's, without its folder. received: the file's own time, the revision of rows without one.
            anew: read it though the same bytes were read before, as it is read in another way now.
        Raises:
            Refused: it cannot be read at all; that is kept as well, and the file may be sent again.
        """
        digest, size, small = _digest(stream)
        known = self._directory.get(Delivery, f"{row.id}:{digest}")
        if not anew and known is not None and known.state == "read" and known.ended is not None:
            return known
        one = Delivery(
            id=f"{row.id}:{digest}", source=row.id, at=received, body=self._sealed(row.id, small) if small else b"",
            way=way, name=name[:200], connector=row.connector, size=size, by=by, state="reading",
        )  # fmt: skip
        self._directory.put(one)
        try:
            read = self._done(one, self._imported(one, row, stream, progress))
            self._directory.put(read)
            return read
        except Refused as refusal:
            reason = self._house.imports.safe(str(refusal))
            self._directory.put(replace(one, state="failed", ended=self._house.clock(), reason=reason))
            raise

    def _read(self, one: Delivery) -> Imported:
        row = self._house.connections.find(one.source)
        if row is None:
            raise Refused("its webhook was closed before it was read; open it again and replay this")
        return self._imported(one, row, io.BytesIO(self.body(one)))

    def _imported(self, one: Delivery, row: Connection, stream: BinaryIO,
                  progress: Callable[[int], None] = lambda _: None) -> Imported:  # fmt: skip
        return self._house.imports.read(
            row.connector, stream, received=one.at, mapping=row.mapping, connection=row.id,
            ask=self._house.senders.ask(row), progress=progress,
        )  # fmt: skip

    def _done(self, one: Delivery, done: Imported) -> Delivery:
        kept = done.kept
        return replace(
            one, state="read", tries=one.tries + 1, reason="", due=None, ended=self._house.clock(), rows=done.rows,
            body=one.body if one.size <= SMALL else b"",
            new=kept.new - kept.corrected - kept.again, repeated=kept.repeated + kept.again, corrected=kept.corrected,
            quarantined=len(done.bad), skipped=len(done.skipped),
        )  # fmt: skip

    def _later(self, one: Delivery, reason: str) -> Delivery | None:
        """What it names cannot be fetched now: tried again later and later, for three days."""
        now = self._house.clock()
        if now - one.at > PATIENCE:
            return self._failed(one, Refused(f"{reason}, for three days; replay this once it answers again"))
        wait = WAITS[min(one.tries, len(WAITS) - 1)]
        self._directory.put(replace(one, tries=one.tries + 1, reason=reason, due=now + wait))
        return None

    def _failed(self, one: Delivery, refusal: Refused) -> Delivery:
        held, reason = msgspec.json.encode({"delivery": one.id}).decode(), self._house.imports.safe(refusal.reason)
        self._house.quarantined.hold(
            Held(name=f"delivery:{one.id}", source=f"connection:{one.source}", place=refusal.pointer, reason=reason,
                 body=held)
        )  # fmt: skip
        row = replace(one, state="failed", tries=one.tries + 1, reason=reason)
        self._directory.put(row)
        return row


def _digest(stream: BinaryIO) -> tuple[str, int, bytes]:
    """What a file is known by, its size, and its bytes where they are few; the stream is back at its beginning."""
    marked, size, small = blake2b(digest_size=16), 0, b""
    while chunk := stream.read(CHUNK):
        marked.update(chunk)
        size += len(chunk)
        small = small + chunk if size <= SMALL else b""
    stream.seek(0)
    return marked.hexdigest(), size, small


def _chosen(name: str, state: str) -> dict[str, str]:
    return {"source": name, "state": state} if state else {"source": name}


def _place(source: str) -> str:
    return f"delivery:{source}"
