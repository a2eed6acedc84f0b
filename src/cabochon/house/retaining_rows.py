"""Rows and documents that expire: each by its own time, kept by a hold that names its boutique or its person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..directory.rhythm_rows import Lookback
from ..directory.rows import Deputyship, Mentor, Row
from ..directory.trust_rows import Swept
from ..directory.verdict_rows import Reached
from ..retail.master import Identifier
from . import retaining_table as table
from .retaining_texts import Found, held_doors, held_people, month_of

if TYPE_CHECKING:
    from . import House


@dataclass(frozen=True, slots=True)
class Expiring:
    """at: when a row's time begins, None while it has not. boutique, person: whom it is about, "" for nobody."""

    row: type[Row]
    at: Callable[[Any], datetime | None]
    boutique: Callable[[Any], str] = lambda _: ""
    person: Callable[[Any], str] = lambda _: ""


ROWS: Mapping[str, Expiring] = {
    table.LOOKBACK: Expiring(Lookback, lambda row: row.at, lambda row: row.boutique),
    table.DEPUTY: Expiring(Deputyship, lambda row: row.ended or row.until, lambda row: row.boutique),
    table.MENTOR: Expiring(
        Mentor,
        lambda row: (row.answered or row.asked) if row.state in ("declined", "withdrawn") else None,
        lambda row: row.boutique,
        lambda row: row.id,
    ),
    table.VERDICT: Expiring(Reached, lambda row: row.at, person=lambda row: row.person),
    table.SWEPT: Expiring(Swept, lambda row: row.at),
}


class Rows:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def found(self, name: str, months: int, now: datetime) -> Found:
        if name == table.DOCUMENT:
            return self._documents(months, now)
        there, old, held = self._sorted(name, months, now)
        oldest = min((month_of(at) for one in there if (at := ROWS[name].at(one))), default="")
        return Found(len(there), oldest, len(old), len(held))

    def swept(self, name: str, months: int, now: datetime) -> Found:
        if name == table.DOCUMENT:
            due = self._documents(months, now)
            if not due.going:
                return due
            return Found(
                going=self._house.documents.forget_idle(table.since(now, months), self._spared()), held=due.held
            )
        _, old, held = self._sorted(name, months, now)
        kind = ROWS[name].row
        return Found(going=sum(self._directory.delete(kind, getattr(one, kind.KEY)) for one in old), held=len(held))

    def _sorted(self, name: str, months: int, now: datetime) -> tuple[list[Row], list[Row], list[Row]]:
        """All, those whose time is over, and of these those that a hold keeps."""
        what = ROWS[name]
        there = [one for one in self._directory.find(what.row) if what.at(one)]
        if not months:
            return there, [], []
        until = table.since(now, months)
        old = [one for one in there if (at := what.at(one)) and at < until]
        if not old or self._house.trust.holds.stands(f"kind:{name}"):
            return there, [], old
        doors, people = held_doors(self._house), held_people(self._house)
        held = [one for one in old if what.boutique(one) in doors or what.person(one) in people]
        return there, [one for one in old if one not in held], held

    def _documents(self, months: int, now: datetime) -> Found:
        there = sum(self._house.documents.idle(now).values())
        if not months:
            return Found(there)
        old = self._house.documents.idle(table.since(now, months))
        if old and self._house.trust.holds.stands(f"kind:{table.DOCUMENT}"):
            return Found(there, held=sum(old.values()))
        spared = self._spared() if old else set()
        held = sum(number for agent, number in old.items() if agent in spared)
        return Found(there, going=sum(old.values()) - held, held=held)

    def _spared(self) -> set[str]:
        """Agents, as places name them, whose documents a hold keeps."""
        people = held_people(self._house)
        if not people:
            return set()
        home, naming = self._house.home, self._house.entrance.naming
        rows = [one.row for one in self._directory.dated(Identifier)]
        codes = [row for row in rows if isinstance(row, Identifier) and row.person in people]
        accounts = [f"{home}/people {one}" for one in people]
        accounts += [f"{home}/identities/{row.source} {naming.code(row.source, row.code)}" for row in codes]
        return {naming.agent(("account", one)) for one in accounts}
