"""The durable queue of deliveries: many put in at the same time share a transaction; read a bounded part at a time."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from ..directory import Directory
from ..directory.rows import Delivery

ROUND = 2_000  # deliveries read in one round
MARKED = 50  # marked as read together: of what is read and not marked a crash makes repeats


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

    def due(self, now: datetime) -> list[str]:
        """Ids of what waits, the oldest first, without those that are to be tried later: rows are not in memory."""
        waiting = self._directory.keys(Delivery, state="waiting")
        self._due = {one: self._due[one] for one in waiting if one in self._due}
        return [one for one in waiting if one not in self._due or self._due[one] <= now][:ROUND]

    def taken(self, delivery: str, now: datetime) -> Delivery | None:
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
