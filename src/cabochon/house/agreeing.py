"""Works councils' agreements by country: where one is still waited for, person-level views stay shut."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, overload

from ..directory.trust_rows import Agreement
from ..languages import mark
from ..privacy.shutting import refuse
from ..privacy.viewer import Viewer
from ..refusals import Refused
from .countries import called, country_of, names

if TYPE_CHECKING:
    from . import House

OPEN, WAITING, AGREED, ENDED = "open", "waiting", "agreed", "ended"
STATES = (OPEN, WAITING, AGREED)
SETTINGS = ("open", "shut")
LONGEST = 200  # characters of a reference


@dataclass(frozen=True, slots=True)
class Country:
    """How a country stands. code: "" for boutiques of no known country. row: what was recorded, None for nothing.

    state: open, waiting, agreed or ended; boutiques: names of those that lie there.
    """

    code: str
    name: str
    boutiques: tuple[str, ...]
    state: str
    shut: bool
    row: Agreement | None = None


class Agreements:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    @property
    def otherwise(self) -> str:
        """What holds for a country without a record: open or shut. A word that is neither is shut."""
        said = str(self._house.values.get("agreements", "open"))
        return said if said in SETTINGS else "shut"

    def shut(self, code: str) -> bool:
        """Whether person-level views of a country's boutiques are shut today."""
        return self._shut(self._directory.get(Agreement, code) if code else None)

    @overload
    def over(self, viewer: Viewer) -> Viewer: ...
    @overload
    def over(self, viewer: Viewer | None) -> Viewer | None: ...
    def over(self, viewer: Viewer | None) -> Viewer | None:
        """The viewer as agreements and names stand now; made at every request, so that a change holds at the next."""
        if viewer is None:
            return None
        found = self._shut_doors()
        return replace(viewer, shut=frozenset(found), countries=tuple(found.items()), names=not self._house.called.off)

    def stop(self, viewer: Viewer, person: str, pointer: str = "") -> None:
        """
        Raises:
            NotAllowed: what is about this person is shut to the viewer, where the person works today.
        """
        found = self._house.snapshot.person_on(person, self._house.today)
        if found is not None:
            refuse(viewer, found.boutique, person, pointer)

    def listed(self) -> list[Country]:
        """Every country with a boutique or a record, by name; unknown ones last."""
        doors: dict[str, list[str]] = {}
        for door in self._house.snapshot.doors(self._house.today):
            doors.setdefault(country_of(door), []).append(door.name)
        rows = {row.id: row for row in self._directory.find(Agreement)}
        found = [
            Country(code, called(code), tuple(sorted(doors.get(code, ()))), self._state(rows.get(code)),
                    self._shut(rows.get(code)), rows.get(code))
            for code in doors.keys() | rows.keys()
        ]  # fmt: skip
        return sorted(found, key=lambda one: (not one.code, one.name))

    def record(
        self, code: str, state: str, *, reference: str = "", signed: str = "", until: str = "", by: str
    ) -> Agreement:  # fmt: skip
        """Write down how a country stands; what was written before stays in the audit.

        Args:
            reference: of the document; needed for agreed, as is the day it was signed. until: its last day, or "".
        Raises:
            Refused: no country, no state, a day that is none or lies where it cannot.
        """
        code, reference = code.strip().upper(), " ".join(reference.split())
        if code not in names():
            raise Refused("is no country; give the two letters of ISO 3166-1, for example FR", "/country")
        if state not in STATES:
            raise Refused(f"should be one of {', '.join(STATES)}", "/state")
        if len(reference) > LONGEST or not reference.isprintable():
            raise Refused(f"should be at most {LONGEST} characters on one line", "/reference")
        agreed = state == AGREED
        if agreed and not reference:
            raise Refused(
                "is missing; give the name or number of the document, so that it is found again", "/reference"
            )
        begins, ends = _day(signed, "/signed"), _day(until, "/until")
        if agreed and begins is None:
            raise Refused("is missing; give the day it was signed", "/signed")
        if begins and begins > self._house.today:
            raise Refused("lies in the future; record the agreement once it is signed", "/signed")
        if begins and ends and ends < begins:
            raise Refused("lies before the day it was signed", "/until")
        row = Agreement(
            id=code, state=state, reference=reference if agreed else "", signed=str(begins or "") if agreed else "",
            until=str(ends or "") if agreed else "", by=by, at=self._house.clock(),
        )  # fmt: skip
        self._directory.put(row)
        told = f"{code}: {state}"
        if agreed:
            told += mark(f", {reference}, signed {row.signed}") + (mark(f", until {row.until}") if row.until else "")
        self._directory.note(by, mark("recorded an agreement"), code, told)
        return row

    def history(self, code: str, *, limit: int = 20) -> list[tuple[str, str, str]]:
        """(time, account, what was recorded), newest first."""
        return [(at, actor, detail) for at, actor, deed, _, detail in self._directory.notes(about=code, limit=limit)
                if deed == mark("recorded an agreement")]  # fmt: skip

    def _shut_doors(self) -> dict[str, str]:
        """Door code -> what its country is called, of boutiques whose person-level views are shut."""
        rows = {row.id: row for row in self._directory.find(Agreement)}
        if not rows and self.otherwise == OPEN:
            return {}
        doors: Iterable[tuple[str, str]] = (
            (door.code, country_of(door)) for door in self._house.snapshot.doors(self._house.today)
        )
        return {door: called(code) for door, code in doors if self._shut(rows.get(code))}

    def _shut(self, row: Agreement | None) -> bool:
        if row is None:
            return self.otherwise != OPEN
        return self._state(row) not in (OPEN, AGREED)

    def _state(self, row: Agreement | None) -> str:
        if row is None:
            return ""
        over = row.state == AGREED and row.until and row.until < self._house.today.isoformat()
        return ENDED if over else row.state


def _day(text: str, pointer: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Refused("is no day; write it as 2026-03-31", pointer) from None
