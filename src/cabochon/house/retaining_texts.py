"""Texts that expire: every kind of event has one key a month; destroyed, the month's texts of that kind are gone.

Which statements are sealed under which key the log counts. A key opens everybody's texts of its kind and month, so a
hold on a person or a door keeps the whole month of each kind in which one of their texts lies.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import TYPE_CHECKING

from ..directory.rows import Demo
from ..directory.trust_rows import Hold, Themed
from ..facts.tables import SURVEY
from ..facts.themes import Themes
from ..retail.master import Identifier, Person, Theme
from . import media
from . import retaining_table as table
from .comments import text_of

if TYPE_CHECKING:
    from . import House

STRETCH = 50_000  # statements counted at once
AT_ONCE = 500  # surveys looked at together


@dataclass(frozen=True, slots=True)
class Found:
    there: int = 0
    oldest: str = ""
    going: int = 0
    held: int = 0


class Texts:
    """What was counted is remembered: statements never change their keys."""

    def __init__(self, house: "House") -> None:
        self._house, self._directory, self._lock = house, house.directory, Lock()
        self._counts: Counter[str] = Counter()
        self._until = 0
        self._narrow: tuple[frozenset[str], int, set[str]] = frozenset(), 0, set()

    def found(self, name: str, months: int, now: datetime) -> Found:
        """Of one kind: texts that can still be opened, and those the night removes."""
        live = self._live(name)
        old = self._old(live, months, now)
        held = self._held(name, old)
        return Found(
            sum(live.values()), min((key[-7:] for key in live), default=""),
            sum(live[key] for key in old - held), sum(live[key] for key in held),
        )  # fmt: skip

    def swept(self, name: str, months: int, now: datetime) -> Found:
        """Destroy the keys of the months that are over."""
        live = self._live(name)
        old = self._old(live, months, now)
        held = self._held(name, old)
        for key in sorted(old - held):
            if name == "survey":
                self._keep_themes(key)
            if name == table.DEMO:
                self._drop_demos(key)
            self._directory.forget_text_key(key)
        return Found(going=sum(live[key] for key in old - held), held=sum(live[key] for key in held))

    def _live(self, name: str) -> dict[str, int]:
        """Keys of a kind's months that open something, and how much."""
        start = f"month:{name}:"
        demos = (row.month for row in self._directory.find(Demo)) if name == table.DEMO else ()
        counts = Counter(demos) if name == table.DEMO else self._counted()
        return {
            key: number
            for key, number in counts.items()
            if key.startswith(start) and self._directory.text_key(key, make=False) is not None
        }

    def _counted(self) -> Counter[str]:
        with self._lock:
            end = self._house.log.position()
            while self._until < end:
                until = min(self._until + STRETCH, end)
                self._counts.update(self._house.log.sealed(self._until, until))
                self._until = until
            return self._counts.copy()

    @staticmethod
    def _old(live: dict[str, int], months: int, now: datetime) -> set[str]:
        return {key for key in live if key[-7:] < month_of(table.since(now, months))} if months else set()

    # Holds

    def _held(self, name: str, keys: set[str]) -> set[str]:
        if not keys:
            return set()
        if self._house.trust.holds.stands(f"kind:{name}"):
            return keys
        people = held_people(self._house)
        if name == table.DEMO:
            doors = held_doors(self._house)
            return {r.month for r in self._directory.find(Demo) if r.person in people or r.boutique in doors} & keys
        return keys & self._months_of(key_names(self._house, people, held_doors(self._house)))

    def _months_of(self, names: frozenset[str]) -> set[str]:
        """Keys of the months in which something is sealed under one of these keys."""
        if not names:
            return set()
        with self._lock:
            known, until, months = self._narrow
            if known != names:
                until, months = 0, set()
            end = self._house.log.position()
            while until < end:
                stop = min(until + STRETCH, end)
                months |= self._house.log.sealed(until, stop, names).keys()
                until = stop
            self._narrow = names, until, months
            return set(months)

    # What stays of a text

    def _keep_themes(self, key: str) -> None:
        """Of clients' comments the themes are counted: the words of themes in them stay, so that no total moves."""
        kinds = self._house.snapshot.kinds.get("Theme", {})
        rows = [found[-1].row for found in kinds.values() if found]
        themes = Themes(row for row in rows if isinstance(row, Theme))
        ids = self._commented()
        for start in range(0, len(ids), AT_ONCE):
            kept = self._house.log.by_id(ids[start : start + AT_ONCE])
            found = ((one.entry.id, text_of(self._directory, one)) for one in kept if one.entry.key_month == key)
            fresh = [Themed(id=id_, words=words) for id_, text in found if text and (words := themes.phrases(text))]
            if fresh:
                self._directory.put(*fresh)

    def _commented(self) -> list[str]:
        """Statements of surveys with a comment, as the facts have them."""
        self._house.catch_up()
        place = [column.name for column in SURVEY.columns].index("statement")
        return [row[place] for row in self._house.warehouse.fetch(SURVEY.name, {"comment": 1})]

    def _drop_demos(self, key: str) -> None:
        folder = self._house.demos.folder
        for row in self._directory.find(Demo):
            if row.month == key:
                if folder:
                    media.remove(folder, row.id)
                self._directory.delete(Demo, row.id)


def held_doors(house: "House") -> frozenset[str]:
    """Boutiques that a hold names."""
    return frozenset(one[5:] for one in _abouts(house) if one.startswith("door:"))


def held_people(house: "House") -> frozenset[str]:
    """People that a hold names, or who were ever of a boutique that one names; and for each person their colleagues:
    what somebody wrote is sealed with the one it is about."""
    abouts, doors = _abouts(house), set(held_doors(house))
    own = {one for one in abouts if ":" not in one and one != "*"}
    if not own and not doors:
        return frozenset()
    dated = [one.row for one in house.directory.dated(Person) if isinstance(one.row, Person)]
    doors |= {row.boutique for row in dated if row.id in own}
    return frozenset(own | {row.id for row in dated if row.boutique in doors})


def key_names(house: "House", people: Collection[str], doors: Collection[str]) -> frozenset[str]:
    """Text keys under which something of these people and boutiques is sealed."""
    if not people and not doors:
        return frozenset()
    rows = [one.row for one in house.directory.dated(Identifier)]
    codes = [row for row in rows if isinstance(row, Identifier) and row.person in people]
    dated = [one.row for one in house.directory.dated(Person)]
    near = {row.boutique for row in dated if isinstance(row, Person) and row.id in people}
    return frozenset(
        {f"person:{one}" for one in people}
        | {f"code:{row.source}/{house.entrance.naming.code(row.source, row.code)}" for row in codes}
        | {f"door:{one}" for one in (*near, *doors)}
    )


def _abouts(house: "House") -> set[str]:
    return {one.about for one in house.directory.find(Hold) if one.ended is None}


def month_of(at: datetime | date) -> str:
    return f"{at.year:04}-{at.month:02}"
