"""Who staff are to others: by name, or, where the setting `names_off` is on, by a number of the house.

`snapshot` is what everything is shown from. The names themselves are read from `named` alone, by what must know them:
imports, erasure, the masks over clients' words. A number is drawn, so that it tells neither the order of names nor who
came when, and stays with the person at that boutique.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ..directory import Directory
from ..directory.lookup import Lookup, Snapshot
from ..directory.rows import Account
from ..directory.trust_rows import Pseudonym
from ..languages import mark
from ..retail.master import Dated, Person

LEAST = 99  # numbers a boutique draws from
WORDS = mark({"manager": "Manager"})  # job role -> what stands before the number
ROLES = mark({
    "associate": "An associate", "manager": "A manager", "area_coach": "An area coach",
    "hq_leader": "A leader at headquarters", "ld_author": "An L&D author", "lp_lead": "A loss-prevention lead",
    "brand_partner": "A brand partner", "analyst": "An analyst", "auditor": "An auditor", "admin": "An administrator",
})  # fmt: skip


class Called:
    def __init__(self, directory: Directory, values: Mapping[str, Any], today: Callable[[], date]) -> None:
        self._directory, self._values, self._today = directory, values, today
        self._lookup = Lookup(directory)
        self._told: tuple[int, Snapshot] = (-1, Snapshot())
        self._words: tuple[int, frozenset[str]] = (-1, frozenset())

    @property
    def off(self) -> bool:
        return bool(self._values.get("names_off"))

    def named(self) -> Snapshot:
        """The dated rows with everybody's name."""
        return self._lookup.now()

    def snapshot(self) -> Snapshot:
        """The dated rows as they are shown."""
        found = self.named()
        if not self.off:
            return found
        if self._told[0] != found.change:
            self._told = (found.change, self._veiled(found))
        return self._told[1]

    def staff(self) -> list[str]:
        """Everybody's name today, to be masked."""
        return [one.name for one in self.named().people(self._today())]

    def words(self) -> frozenset[str]:
        """The parts of their names, kept until the directory changes."""
        change = self._directory.change()
        if self._words[0] != change:
            self._words = (change, frozenset(part for name in self.staff() for part in name.split()))
        return self._words[1]

    def account(self, account: str | Account | None, *, otherwise: str = "") -> str:
        """What an account's owner is called to others; `otherwise` where there is none."""
        known = self._directory.get(Account, account) if isinstance(account, str) else account
        if known is None:
            return otherwise
        if not self.off:
            return known.name or known.login
        one = self.snapshot().person_on(known.person, self._today()) if known.person else None
        return one.name if one else ROLES.get(known.role, "Somebody")

    def _veiled(self, named: Snapshot) -> Snapshot:
        numbers: dict[tuple[str, str], str] = {}
        for row in sorted(self._directory.find(Pseudonym), key=lambda one: one.id, reverse=True):
            door, _, number = row.id.rpartition("/")
            numbers[door, row.person] = number  # of two, made at one moment by two processes, the lower

        def told(version: Dated) -> Dated:
            one = version.row
            if not isinstance(one, Person):
                return version
            place = (one.boutique, one.id)
            if place not in numbers:
                numbers[place] = self._drawn(one, {n for (door, _), n in numbers.items() if door == one.boutique})
            name = f"{WORDS.get(one.job_role, 'Associate')} {numbers[place]}"
            return replace(version, row=replace(one, name=name))

        people = {key: tuple(map(told, rows)) for key, rows in named.kinds.get("Person", {}).items()}
        return replace(named, kinds={**named.kinds, "Person": people})

    def _drawn(self, one: Person, taken: set[str]) -> str:
        while True:
            most = LEAST if len(taken) * 2 < LEAST else LEAST * 100
            number = f"{secrets.randbelow(most) + 1:02}"
            if number not in taken and self._directory.add(Pseudonym(id=f"{one.boutique}/{number}", person=one.id)):
                return number
            taken.add(number)
