"""Small deliveries of one connection read together: their events share one wait for the disk, each keeps its counts.

What says something of what another before it in the same hand says waits until that is kept: it is a repeat or a
correction, and is counted as one. What brings master data is read by itself, as the next may be read by it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from ..connectors import Bad, Delivery, Skipped, load
from ..connectors.delivery import Item, revision_of
from ..directory.rows import Connection
from ..privacy.entering import Sender
from ..privacy.naming import Met
from ..refusals import Full, Refused
from ..retail.events import Event, EventKind
from ..xapi.versions import V103
from .importing import Imported, Imports, Origin, until_broken
from .taking_events import Marked, Outcome, Taking, collecting_seldom

if TYPE_CHECKING:
    from . import House

Came = tuple[datetime, bytes]  # when, and the body
Become = Imported | Exception


@dataclass(frozen=True, slots=True)
class Told:
    """In the place of a `Keep`: what became of events that were kept with those of others."""

    outcome: Outcome

    def events(self, events: Iterable[EventKind], *, dry: bool = False, exported: str = "") -> Outcome:  # noqa: ARG002
        for _ in events:  # whoever counts them counts as they pass
            pass
        return self.outcome


@dataclass(slots=True)
class Lot:
    """One delivery on its way. ready: what of its events is no repeat. fault: why it cannot be read."""

    origin: Origin
    items: list[Item] = field(default_factory=list)
    said: list[tuple[EventKind, Marked]] = field(default_factory=list)
    ready: list[Marked] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)
    fault: Exception | None = None
    done: Imported | None = None

    @property
    def marks(self) -> list[tuple[tuple[str, str], ...]]:
        return [marks for _, (_, marks) in self.said]


class Together(Imports):
    def read_all(
        self, row: Connection, came: Sequence[Came], *, rest: Callable[[], None] = lambda: None
    ) -> list[Become]:
        """What became of each: counts, or why it cannot be read. One that cannot be read takes no other with it.

        Args:
            came: in the order they came. rest: called between two of them.
        Raises:
            Refused: their connection cannot be read by at all.
        """
        feed, mapping = self.feed(row.connector), load(row.mapping, row.connector) if row.mapping else None
        gathered, doors, lots = Gathered(self._house), self._doors(), list[Lot]()
        for received, body in came:
            lots.append(lot := Lot(Origin(f"connection:{row.id}", row.connector, row.mapping, received)))
            try:
                with collecting_seldom():
                    delivery = Delivery(body=body, received=received, mapping=mapping, doors=doors)
                    lot.items = list(until_broken(feed.read(delivery)))
                if all(isinstance(one, Event | Bad | Skipped) for one in lot.items):
                    gathered.add(lot)
                else:
                    gathered.settle()
                    lot.done = self.read(
                        row.connector, BytesIO(body), received=received, mapping=row.mapping, connection=row.id
                    )
                    doors = self._doors()
            except Exception as fault:  # whose it is, is told by whoever asked
                lot.fault = fault
            rest()
        gathered.settle()
        return [self._become(lot) for lot in lots]

    def _become(self, lot: Lot) -> Become:
        if lot.fault is None and lot.done is None:
            try:
                return self._take(iter(lot.items), lot.origin, keep=Told(lot.outcome))
            except Exception as fault:
                return fault
        return lot.fault or lot.done or Imported()


class Gathered(Taking):
    """Events of several deliveries until they are kept."""

    def __init__(self, house: "House") -> None:
        super().__init__(house.entrance, house.log, house.directory, house.snapshot, repeats=house.repeats,
                         sender=Sender(house.keep_as().authority, V103))  # fmt: skip
        self._met, self._lots, self._keys = Met(), list[Lot](), set[tuple[str, str]]()

    def add(self, lot: Lot) -> None:
        events = [one for one in lot.items if isinstance(one, Event)]
        lot.said = self._all_said(events, lot.outcome, self._met, dry=False)
        keys = {key for key, _ in lot.marks}
        if not keys.isdisjoint(self._keys):
            self.settle()
        self._lots.append(lot)
        self._keys |= keys

    def settle(self) -> None:
        """Returns when all that was added is kept, or has its fault."""
        lots, self._lots, self._keys = self._lots, [], set()
        fresh = self._unknown([marks for lot in lots for marks in lot.marks])
        for lot in lots:
            try:
                exported = revision_of(lot.origin.received)
                lot.ready = self._news(lot.said, lot.outcome, fresh=fresh, dry=False, exported=exported)
            except Exception as fault:
                lot.fault = fault
        told = [lot for lot in lots if lot.ready]
        if not told:
            return
        try:
            done = self._submit([one for lot in told for one in lot.ready]).result()
        except Exception as fault:
            self._each(told, fault)
            return
        left = done.new  # fewer than were sent: somebody else brought some at that moment
        for lot in told:
            new = min(left, len(lot.ready))
            left -= new
            lot.outcome.new += new
            lot.outcome.repeated += len(lot.ready) - new
            self._repeats.note_sent([prepared for prepared, _ in lot.ready], new)

    def _each(self, lots: Sequence[Lot], fault: Exception) -> None:
        """One of them is at fault, and it is not known which; or it is nobody's, and they all wait."""
        for lot in lots:
            if later(fault):
                lot.fault = fault
                continue
            try:
                self._settled(lot.ready, self._submit(lot.ready), lot.outcome)
            except Exception as own:
                lot.fault = own


def later(fault: Exception) -> bool:
    """Whether nothing is wrong with what was sent: no room, the log or the database is held by another."""
    return isinstance(fault, Full) or (isinstance(fault, Refused) and fault.status == 503)
