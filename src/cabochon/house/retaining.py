"""How long what is kept, and the night that removes what is older.

A month is kept until so many whole months after it are over: with 24 months, what is of November 2024 goes on the
1st of December 2026.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from ..directory.trust_rows import Hold, Retention, Swept
from ..languages import mark
from ..refusals import Refused, Unknown
from . import retaining_table as table
from .retaining_rows import Rows
from .retaining_texts import Texts

if TYPE_CHECKING:
    from . import House

NIGHT = timedelta(hours=3, minutes=30)  # of the house's clock: from then on a day's night is due
LEAST_WHY = 10  # characters
NIGHTS = 14  # shown


@dataclass(frozen=True, slots=True)
class Due:
    """What the next night finds of one thing.

    there: how many there are now; oldest: the month of the oldest ("2024-03"), "" for none. going: how many the night
    removes; held: how many would go but for a hold.
    """

    kept: table.Kept
    months: int
    chosen: Retention | None
    there: int
    oldest: str
    going: int
    held: int


class Retaining:
    def __init__(self, house: "House") -> None:
        self._house, self._directory, self._turn = house, house.directory, Lock()
        self._texts, self._rows = Texts(house), Rows(house)

    # How long

    def chosen(self) -> dict[str, int]:
        """Months by name of all that expires; 0 is for ever."""
        own = {row.id: row.months for row in self._directory.find(Retention)}
        return {name: own.get(name, one.months) for name, one in table.TABLE.items()}

    def periods(self) -> Mapping[str, str]:
        """Names of records (as in house.stored) and how long they are kept, in words."""
        return table.periods(self.chosen())

    def change(self, name: str, months: int, *, by: str, sure: bool = False, why: str = "") -> Due:
        """Keep something for so many months from the next night on; what that night then finds.

        Args:
            months: 0 for ever, which needs a reason in words.
            sure: that a shorter time may remove what is there.
        Raises:
            Unknown: nothing of that name. Refused: no such time, no reason, or 409: it would remove something and
                nobody said that it may; the reason says how much.
        """
        kept = table.TABLE.get(name)
        if kept is None:
            raise Unknown(f"nothing is kept under {name[:40]!r}; there are {', '.join(table.TABLE)}", "/name")
        if not 0 <= months <= table.MOST:
            raise Refused(f"should be a number of months from 1 to {table.MOST}, or 0 for ever", "/months")
        why = " ".join(why.split())
        if months == table.FOREVER and len(why) < LEAST_WHY:
            raise Refused("for ever needs a reason: say in a line which law or contract asks for it", "/why")
        if len(why) > 280:
            raise Refused("is longer than 280 characters", "/why")
        before, due = self.chosen()[name], self.one(name, months)
        shorter = months != table.FOREVER and (before == table.FOREVER or months < before)
        if shorter and due.going and not sure:
            raise Refused(
                f"with {table.months(months)} instead of {table.months(before)} the next night removes {due.going:,} "
                f"of {due.there:,} ({kept.goes}), for good; confirm it to go on", "/sure", 409,
            )  # fmt: skip
        self._directory.put(Retention(id=name, months=months, by=by, at=self._house.clock(), why=why))
        self._directory.note(
            by, mark("changed retention"), name, mark(f"{table.months(before)} to {table.months(months)}")
        )
        return self.one(name, months)

    # What the night finds

    def plan(self) -> list[Due]:
        """All that expires, as the next night finds it; nothing is removed."""
        chosen = self.chosen()
        return [self.one(name, chosen[name]) for name in table.TABLE]

    def one(self, name: str, months: int) -> Due:
        """What the next night finds of one thing, if it is kept so many months."""
        kept = table.TABLE[name]
        now = self._house.clock()
        found = (self._texts if kept.text else self._rows).found(name, months, now)
        own = self._directory.get(Retention, name)
        return Due(kept, months, own, found.there, found.oldest, found.going, found.held)

    def holds(self) -> list[Hold]:
        """Those in force."""
        return [one for one in self._directory.find(Hold) if one.ended is None]

    def nights(self) -> list[Swept]:
        """The last nights, the newest first."""
        return sorted(self._directory.find(Swept), key=lambda row: row.id, reverse=True)[:NIGHTS]

    # The night

    def is_due(self) -> bool:
        """Whether a night has come that was not done, or was slept through.

        The first time it is asked there is none: a house that is brought up to this version loses nothing before
        somebody could see what the night would find.
        """
        day, nights = self._day(), self.nights()
        if not nights:
            self._directory.add(Swept(id=day, at=self._house.clock()))
            return False
        return nights[0].id < day

    def run(self, *, by: str = "night") -> Swept:
        """Remove what is older than it may be.

        Raises:
            Refused: 409, it is being done.
        """
        if not self._turn.acquire(blocking=False):
            raise Refused("what is older is being removed already; look again in a minute", status=409)
        try:
            return self._run(by)
        finally:
            self._turn.release()

    def _run(self, by: str) -> Swept:
        now, counts, held = self._house.clock(), dict[str, int](), dict[str, int]()
        for name, months in self.chosen().items():
            found = (self._texts if table.TABLE[name].text else self._rows).swept(name, months, now)
            if found.going:
                counts[name] = found.going
            if found.held:
                held[name] = found.held
        day = self._day()
        before = self._directory.get(Swept, day)
        total = dict(before.counts) if before else {}
        for name, number in counts.items():
            total[name] = total.get(name, 0) + number
        row = Swept(id=day, at=now, counts=tuple(total.items()), held=tuple(held.items()))
        self._directory.put(row)
        if counts or by != "night":
            said = ", ".join(f"{name} {number}" for name, number in counts.items())
            self._directory.note(by, mark("removed what was older than it may be"), day, said or "nothing")
        return replace(row, counts=tuple(counts.items()))

    def _day(self) -> str:
        return f"{self._house.clock() - NIGHT:%Y-%m-%d}"
