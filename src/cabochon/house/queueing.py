"""The durable queue of deliveries: many put in at the same time share a transaction; read a bounded part at a time."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from ..directory import Directory
from ..directory.rows import Delivery

ROUND = 2_000  # deliveries read in one round
MARKED = 50  # marked as read together: of what is read and not marked a crash makes repeats
HAND, HAND_BYTES = 32, 500_000  # deliveries, and bytes of their bodies, that are read together
SMALL = 100_000  # bytes of a body that is read with others'
TIRED = 3  # times in a row that nobody answered for a connection; then the others' turn comes first
PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))


@dataclass(slots=True)
class _Ticket:
    row: Delivery
    new: bool = False
    fault: BaseException | None = None
    done: bool = False


class Queue:
    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._door, self._writing = Lock(), Lock()
        self._tickets: list[_Ticket] = []
        self._due: dict[str, datetime] = {}
        self._silent: dict[str, tuple[int, datetime]] = {}  # connection -> times in a row, and until when

    def add(self, row: Delivery) -> bool:
        """Returns when it is durable; False when it was there.

        Raises:
            Full: the disk took no more.
        """
        ticket = _Ticket(row)
        with self._door:
            self._tickets.append(ticket)
        with self._writing:  # whoever had it before may have written ours
            if not ticket.done:
                self._write()
        if ticket.fault is not None:
            raise ticket.fault
        return ticket.new

    def hands(self, now: datetime) -> Iterator[list[Delivery]]:
        """What waits and is due, a hand at a time: of one connection in the order it came, small ones together.

        Connections take turns: one that was away for a day holds up no other. A round's at most; few rows in memory.
        """
        waiting, taken = self._due_now(now), 0
        while waiting and taken < ROUND:
            for source in list(waiting):
                if self.hushed(source, now) or not (hand := self._hand(waiting[source], now)):
                    del waiting[source]
                    continue
                taken += len(hand)
                yield hand

    def answered(self, source: str) -> None:
        """Whom a connection asks is there."""
        self._silent.pop(source, None)

    def silent(self, source: str, now: datetime) -> None:
        """Nobody answered when a connection asked. A try may take a minute: after some the others have their turn."""
        times = self._silent.get(source, (0, now))[0] + 1
        pause = PAUSES[min(times - TIRED, len(PAUSES) - 1)] if times >= TIRED else timedelta()
        self._silent[source] = times, now + pause

    def hushed(self, source: str, now: datetime) -> bool:
        """Whether a connection is not to be tried now."""
        return self._silent.get(source, (0, now))[1] > now

    def _due_now(self, now: datetime) -> dict[str, deque[str]]:
        """Ids of what waits by connection, the oldest first, without those that are to be tried later."""
        waiting = self._directory.keys(Delivery, state="waiting")
        self._due = {one: self._due[one] for one in waiting if one in self._due}
        found: dict[str, deque[str]] = {}
        for one in waiting:
            if one not in self._due or self._due[one] <= now:
                found.setdefault(one.partition(":")[0], deque()).append(one)
        return found

    def _hand(self, waiting: deque[str], now: datetime) -> list[Delivery]:
        """The next of a connection; [] when there is none. A large one, or one that failed before, is a hand alone."""
        hand, size = list[Delivery](), 0
        while waiting and len(hand) < HAND and size < HAND_BYTES:
            row = self._taken(waiting[0], now)
            alone = row is not None and (row.size > SMALL or row.tries > 0)
            if alone and hand:
                break
            waiting.popleft()
            if row is not None:
                hand.append(row)
                size += HAND_BYTES if alone else row.size
        return hand

    def _taken(self, delivery: str, now: datetime) -> Delivery | None:
        """The delivery, if it still waits and is due."""
        row = self._directory.get(Delivery, delivery)
        if row is None or row.state != "waiting":
            return None
        if row.due is not None and row.due > now:
            self._due[delivery] = row.due
            return None
        return row

    def _write(self) -> None:
        with self._door:
            tickets, self._tickets = self._tickets, []
        try:
            news = self._directory.add_all([one.row for one in tickets])
            for one, new in zip(tickets, news, strict=True):
                one.new = new
        except BaseException as fault:
            for one in tickets:
                one.fault = fault
        for one in tickets:
            one.done = True
