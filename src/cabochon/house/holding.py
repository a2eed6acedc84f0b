"""Legal holds: what they name is neither erased nor expires."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from ..directory.rows import Account
from ..directory.trust_rows import Hold
from ..languages import mark
from ..refusals import Conflict, Refused, Unknown
from ..vocabulary import KINDS
from .retaining_table import TABLE

if TYPE_CHECKING:
    from . import House

EVERYTHING = "*"
EVENTS = tuple(kind.name for kind in KINDS)
LONGEST = 280  # characters of a reason
BESIDE = tuple(dict.fromkeys(name for name in (*TABLE, "quarantine", "delivery") if name not in EVENTS))
KIND_NAMES = (*EVENTS, *BESIDE)


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as it is listed. says: what it names, in words; by: who placed it, by name where that is known."""

    id: str
    about: str
    says: str
    reason: str
    by: str
    at: datetime
    ended: datetime | None


class Holds:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def stands(self, *about: str) -> bool:
        """Whether an open hold names one of these, or everything.

        Args:
            about: a person's id, "door:CODE", "kind:NAME".
        """
        return bool(self.standing(*about))

    def standing(self, *about: str) -> list[Hold]:
        """The open holds that name one of these, or everything."""
        wanted = {*about, EVERYTHING}
        return [one for one in self._directory.find(Hold) if one.ended is None and one.about in wanted]

    def place(self, about: str, reason: str, *, by: str) -> Hold:
        """
        Args:
            about: a person's id, "door:CODE", "kind:NAME" or "*". reason: a line; it names nobody.
        Raises:
            Refused: nothing of that name, or no reason. Conflict: such a hold stands.
        """
        about, reason = about.strip(), " ".join(reason.split())
        self._check(about)
        if not reason:
            raise Refused("say in a line why: the case number, or who asked for it", "/reason")
        if len(reason) > LONGEST:
            raise Refused(f"is longer than {LONGEST} characters", "/reason")
        if any(one.about == about for one in self.standing(about)):
            raise Conflict("is held already; end that hold first, or leave it as it is", "/about")
        row = Hold(id=secrets.token_hex(8), about=about, reason=reason, by=by, at=self._house.clock())
        self._directory.put(row)
        self._directory.note(by, mark("placed a hold"), row.id, about)
        return row

    def end(self, hold: str, *, by: str) -> Hold:
        """
        Raises:
            Unknown: there is no such open hold.
        """
        row = self._directory.get(Hold, hold)
        if row is None or row.ended is not None:
            raise Unknown("there is no such hold, or it has ended; look at the list again", "/hold")
        row = replace(row, ended=self._house.clock(), ended_by=by)
        self._directory.put(row)
        self._directory.note(by, mark("ended a hold"), row.id, row.about)
        return row

    def listed(self) -> list[Held]:
        """Open ones first, then the ended ones, each the newest first."""
        rows = sorted(self._directory.find(Hold), key=lambda one: one.at, reverse=True)
        rows.sort(key=lambda one: one.ended is not None)
        return [
            Held(one.id, one.about, self.says(one.about), one.reason, self._name(one.by), one.at, one.ended)
            for one in rows
        ]

    def says(self, about: str) -> str:
        place, _, name = about.partition(":")
        match place:
            case "*":
                return "everything"
            case "door":
                door = self._house.snapshot.door_on(name, self._house.today)
                return mark(f"everybody of {door.name if door else name}")
            case "kind":
                return mark(f"every {name.replace('_', ' ')}")
            case _:
                person = self._house.snapshot.person_on(about, self._house.today)
                account = None if person else self._directory.get(Account, about)
                return (
                    person.name
                    if person
                    else self._house.called.account(account, otherwise=mark("somebody who is gone"))
                )

    def _check(self, about: str) -> None:
        place, _, name = about.partition(":")
        if about == EVERYTHING:
            return
        if place == "door":
            known = self._house.snapshot.kinds.get("Door", {})
            if name not in known:
                raise Refused(f"there is no boutique {name!r}", "/about")
        elif place == "kind":
            if name not in KIND_NAMES:
                raise Refused(f"there is no kind {name!r}; there are {', '.join(KIND_NAMES)}", "/about")
        elif about not in self._house.snapshot.kinds.get("Person", {}) and not self._directory.get(Account, about):
            raise Refused("names nobody; find the person first, or write door:CODE, kind:NAME or *", "/about")

    def _name(self, account: str) -> str:
        return self._house.called.account(account, otherwise=account)
