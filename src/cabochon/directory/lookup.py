"""What a code meant on a day: pure look-ups in a snapshot of the dated rows, refreshed by the change number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from ..retail.master import Dated, Door, Identifier, Person, Product
from . import Directory
from .dated import KINDS, key_of

Versions = Mapping[str, Sequence[Dated]]


def at(versions: Versions, key: str, day: date) -> Dated | None:
    """The version of `key` valid on that day."""
    for version in versions.get(key, ()):
        if (version.since is None or version.since <= day) and (version.until is None or day < version.until):
            return version
    return None


DAYS = 40  # lists of a day kept in a snapshot


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The dated rows as of one change: kind name -> key -> its versions by day."""

    change: int = 0
    kinds: Mapping[str, Versions] = field(default_factory=dict)
    _days: dict[tuple[str, date], tuple[object, ...]] = field(
        default_factory=dict, compare=False, repr=False, init=False
    )  # of this snapshot alone

    def door_on(self, code: str, day: date) -> Door | None:
        return cast("Door | None", self._row("Door", code, day))

    def product_on(self, sku: str, day: date) -> Product | None:
        return cast("Product | None", self._row("Product", sku, day))

    def person_on(self, name: str, day: date) -> Person | None:
        return cast("Person | None", self._row("Person", name, day))

    def person_of(self, source: str, code: str, boutique: str, day: date) -> str:
        """The id of the person a source's code stood for: the boutique's own code first; "" when nobody claims it."""
        for place in (boutique, "") if boutique else ("",):
            key = key_of(Identifier(source=source, code=code, person="", boutique=place))
            if (found := self._row("Identifier", key, day)) is not None:
                return cast("Identifier", found).person
        return ""

    def doors(self, day: date) -> list[Door]:
        """Every door on that day, by code."""
        return cast("list[Door]", self._all("Door", day))

    def people(self, day: date) -> list[Person]:
        """Every staff member known on that day, by id."""
        return cast("list[Person]", self._all("Person", day))

    def identifiers(self, day: date) -> list[Identifier]:
        """Every code claimed on that day."""
        return cast("list[Identifier]", self._all("Identifier", day))

    def person_by_code(self, code: str, day: date) -> str:
        """The person any source knows by this code, whatever the source; "" when none or several do."""
        found = {one.person for one in self.identifiers(day) if one.code == code}
        return found.pop() if len(found) == 1 else ""

    def _all(self, kind: str, day: date) -> list[object]:
        known = self._days.get((kind, day))
        if known is None:
            found = (self._row(kind, key, day) for key in self.kinds.get(kind, {}))
            known = tuple(row for row in found if row is not None)
            if len(self._days) >= DAYS:
                self._days.clear()
            self._days[kind, day] = known
        return list(known)

    def _row(self, kind: str, key: str, day: date) -> object:
        found = at(self.kinds.get(kind, {}), key, day)
        return found.row if found else None


class Lookup:
    """Keeps the last snapshot; `now` reads again only the kinds that changed since."""

    def __init__(self, directory: Directory) -> None:
        self._directory, self._last = directory, Snapshot()

    def now(self) -> Snapshot:
        last = self._last
        if (change := self._directory.change()) != last.change:
            touched = {kind for _, kind, _ in self._directory.changes(last.change)}
            news = {kind: _versions(self._directory, kind) for kind in touched}
            last = self._last = replace(last, change=change, kinds={**last.kinds, **news})
        return last


def _versions(directory: Directory, kind: str) -> Versions:
    found: dict[str, list[Dated]] = {}
    for version in directory.dated(KINDS[kind]):
        found.setdefault(key_of(version.row), []).append(version)
    return found
