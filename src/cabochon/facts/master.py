"""What a code meant on a day, as the tables ask it: doors, products, people and the codes somebody has claimed."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta

from ..directory.lookup import Snapshot
from ..retail.day import business_day
from ..retail.master import Dated, Door, Identifier, Product
from ..retail.who import Who
from .staging import token

CodeHash = Callable[[str, str], str]
DAY = timedelta(days=1)


class Master:
    """One snapshot of the directory, remembered while it lasts. code_hash(source, code) is what statements hold."""

    def __init__(self, snapshot: Snapshot, code_hash: CodeHash) -> None:
        self.change, self._snapshot = snapshot.change, snapshot
        self._doors: dict[tuple[str, date], Door | None] = {}
        self._products: dict[tuple[str, date], Product | None] = {}
        self._jobs: dict[tuple[str, date], str] = {}
        self._claims: dict[str, list[tuple[str, Dated]]] = defaultdict(list)  # source/hash -> (boutique, dated row)
        self._codes: dict[str, set[str]] = defaultdict(set)  # person -> source/hash
        for found in snapshot.kinds.get("Identifier", {}).values():
            for dated in found:
                if isinstance(row := dated.row, Identifier):
                    name = f"{row.source}/{code_hash(row.source, row.code)}"
                    self._claims[name].append((row.boutique, dated))
                    self._codes[row.person].add(name)

    def door(self, code: str, day: date) -> Door | None:
        asked = code, day
        if asked not in self._doors:
            self._doors[asked] = self._snapshot.door_on(code, day)
        return self._doors[asked]

    def open_at(self, code: str, at: datetime) -> tuple[Door, date] | None:
        """The door as it was on the business day of a moment, and that day; None for a door nobody knows."""
        door = self.door(code, at.date()) or self.door(
            code, at.date() + DAY
        )  # the date there may be a day ahead of UTC
        if door is None:
            return None
        day = business_day(at, door)
        return self.door(code, day) or door, day

    def product(self, sku: str, day: date) -> Product | None:
        if (sku, day) not in self._products:
            self._products[sku, day] = self._snapshot.product_on(sku, day)
        return self._products[sku, day]

    def job(self, person: str, day: date) -> str:
        if (person, day) not in self._jobs:
            found = self._snapshot.person_on(person, day)
            self._jobs[person, day] = found.job_role if found else ""
        return self._jobs[person, day]

    def person(self, who: Who, boutique: str, day: date) -> str:
        """The person's id; `source/keyed hash` for a code nobody claimed. A boutique's own claim goes first."""
        name = token(who)
        if who.known:
            return name
        valid = [
            (place, dated.row)
            for place, dated in self._claims.get(name, ())
            if place in ("", boutique)
            and (dated.since is None or dated.since <= day)
            and (dated.until is None or day < dated.until)
        ]
        rows = sorted((not place, row.person) for place, row in valid if isinstance(row, Identifier))
        return rows[0][1] if rows else name

    def tokens(self, person: str) -> set[str]:
        """Everything a statement may say for this person."""
        return {person, *self._codes.get(person, ())}
