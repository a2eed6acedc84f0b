"""Each door-day's receipts, units and net beside what its tills counted: equal, short, too many, not closed yet."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..facts.health_reading import Row, Span, reconciled
from ..retail.closings import agree

if TYPE_CHECKING:
    from . import House

EQUAL, MISSING, MORE, OTHER, OPEN = "equal", "missing", "more", "other", "open"
SILENT = "silent"  # more came than was counted, and a till that usually closes has not
LAST = 14  # days of a door's go-live list; and around a day, those that say which tills a door has


@dataclass(frozen=True, slots=True)
class Told:
    """What was counted: receipts, pieces, net in minor units."""

    receipts: int
    units: float
    net: int


@dataclass(frozen=True, slots=True)
class Day:
    """A door's day in one currency. had: what arrived; closed: what the tills counted, None while none has. tills:
    receipts of each that closed by itself; a receipt does not say its till. state: EQUAL, MISSING, MORE, OTHER (as many
    receipts, another net), SILENT or OPEN. silent: tills that close on most days and have not on this."""

    boutique: str
    day: date
    currency: str
    had: Told
    closed: Told | None
    tills: tuple[tuple[str, int], ...]
    state: str
    silent: tuple[str, ...] = ()

    @property
    def apart(self) -> Told | None:
        """What arrived less what was counted."""
        if self.closed is None:
            return None
        return Told(self.had.receipts - self.closed.receipts, round(self.had.units - self.closed.units, 6),
                    self.had.net - self.closed.net)  # fmt: skip

    @property
    def fine(self) -> bool:
        return self.state == EQUAL


def days(rows: Iterable[Row]) -> list[Day]:
    """Newest first; of a boutique whose tills never said anything there is nothing to compare, and no row."""
    made = _named([_day(row) for row in rows])
    closing = {one.boutique for one in made if one.closed}
    found = [one for one in made if one.boutique in closing]
    return sorted(found, key=lambda one: (one.day, one.boutique, one.currency), reverse=True)


def lately(house: "House", boutique: str) -> list[Day]:
    """The door's last 14 days, newest first."""
    since = house.today - timedelta(days=LAST - 1)
    return days(reconciled(house.warehouse, Span((boutique,), since)))


def _day(row: Row) -> Day:
    had = Told(int(row["had_receipts"]), row["had_units"], round(row["had_net"]))
    closed = None
    if row["receipts"] is not None:
        closed = Told(int(row["receipts"]), row["units"], round(row["net"]))
    return Day(row["boutique"], row["day"], row["currency"], had, closed, row["tills"], _state(had, closed))


def _state(had: Told, closed: Told | None) -> str:
    if closed is None:
        return OPEN
    if agree((had.receipts, had.net), (closed.receipts, closed.net)):
        return EQUAL
    if had.receipts == closed.receipts:
        return OTHER
    return MISSING if had.receipts < closed.receipts else MORE


def _named(made: list[Day]) -> list[Day]:
    """With the tills that are missing from each day's closing."""
    by_door: dict[tuple[str, str], list[Day]] = {}
    for one in made:
        if one.tills:
            by_door.setdefault((one.boutique, one.currency), []).append(one)
    return [_silent(one, by_door[one.boutique, one.currency]) if one.tills else one for one in made]


def _silent(one: Day, of_door: list[Day]) -> Day:
    near = [other for other in of_door if abs((other.day - one.day).days) <= LAST and other is not one]
    closed = Counter(till for other in near for till, _ in other.tills)
    here = {till for till, _ in one.tills}
    silent = tuple(sorted(till for till, n in closed.items() if till not in here and 2 * n > len(near)))
    if not silent or one.fine:
        return one
    return replace(one, silent=silent, state=SILENT if one.state == MORE else one.state)
