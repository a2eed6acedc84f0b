"""Volunteer mentors: asked by their manager, mentors only when they say so themselves, and as long as they like."""

from dataclasses import replace
from typing import TYPE_CHECKING

from ..directory.rows import Mentor
from ..languages import mark
from ..privacy.shutting import refuse
from ..privacy.viewer import Viewer
from ..refusals import Conflict, Refused, Unknown

if TYPE_CHECKING:
    from . import House


class Mentors:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def ask(self, viewer: Viewer, person: str, boutique: str) -> None:
        """A manager asks somebody of their boutique; it is for that person to accept.

        Raises:
            Unknown: nobody of a boutique of theirs.
        """
        known = self._house.snapshot.person_on(person, self._house.today)
        if boutique not in viewer.boutiques or known is None or known.boutique != boutique:
            raise Unknown("this is nobody of your boutique; choose somebody from the list", "/person")
        refuse(viewer, boutique, person, "/person")
        old = self._directory.get(Mentor, person)
        if old and old.state in ("asked", "accepted") and old.boutique == boutique:
            return
        row = Mentor(id=person, boutique=boutique, asked_by=viewer.account, asked=self._house.clock())
        self._directory.put(row)
        self._directory.note(viewer.account, mark("asked to be a mentor"), person)

    def release(self, viewer: Viewer, person: str) -> None:
        """
        Raises:
            Unknown: no mentor of a boutique of theirs.
        """
        row = self._directory.get(Mentor, person)
        if row is None or row.boutique not in viewer.boutiques:
            raise Unknown("this is no mentor of your boutique", "/person")
        self._change(row, "withdrawn", viewer)

    def answer(self, viewer: Viewer, answer: str) -> None:
        """One's own answer: accepted, declined, or withdrawn at any time.

        Raises:
            Refused: nobody asked, or an answer there is not.
        """
        row = self._directory.get(Mentor, viewer.person) if viewer.person else None
        if row is None or answer not in ("accepted", "declined", "withdrawn"):
            raise Refused("answer only what you were asked: accepted, declined or withdrawn", "/answer")
        if answer == "accepted" and row.state not in ("asked", "accepted"):
            raise Conflict("your manager has to ask again first", "/answer")
        self._change(row, answer, viewer)

    def of(self, viewer: Viewer) -> Mentor | None:
        return self._directory.get(Mentor, viewer.person) if viewer.person else None

    def at(self, boutique: str) -> dict[str, Mentor]:
        return {row.id: row for row in self._directory.find(Mentor, boutique=boutique)}

    def _change(self, row: Mentor, state: str, viewer: Viewer) -> None:
        if row.state != state:
            self._directory.swap(row, replace(row, state=state, answered=self._house.clock()))
            self._directory.note(viewer.account, mark(f"mentor {state}"), row.id)
