"""Tablets of a boutique: whose faces a device shows, what a PIN opens there, and what a session on it reaches."""

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..directory.rows import Account, Pin, Session, Tablet
from ..languages import mark
from ..privacy.pins import NO_FIT, Pins
from ..privacy.sessions import BROWSER
from ..privacy.tablets import Tablets as Devices
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed, Refused, Unknown
from ..retail.master import Person

if TYPE_CHECKING:
    from . import House

ON_TABLET = ("associate", "manager")  # roles that stand on a tablet
YOUNG = timedelta(minutes=10)  # a session that may set a PIN without the password


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody to tap on. id: of the account; called: first name, with as much of the last as tells two apart."""

    id: str
    called: str
    pin: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One tablet in the manager's list."""

    id: str
    name: str
    boutique: str
    made_by: str
    made: datetime
    seen: datetime
    revoked: datetime | None


class Tablets:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self._devices = Devices(house.directory, clock=house.clock, random_token=secrets.token_urlsafe)
        self._pins = Pins(house.directory, clock=house.clock, failures=house.doorman.failures)

    def share(self, viewer: Viewer, name: str, boutique: str) -> str:
        """Make a device this boutique's own; the token for its cookie.

        Raises:
            Unknown: a boutique that is not theirs. Refused: no name, or one that is too long.
        """
        if boutique not in viewer.boutiques:
            raise Unknown("this is no boutique of yours; choose one from the list", "/boutique")
        return self._devices.share(name, boutique=boutique, by=viewer.account)[1]

    def known(self, token: str) -> Tablet | None:
        """The tablet with that cookie; None for any other device and after it was revoked."""
        return self._devices.known(token)

    def place(self, tablet: Tablet) -> str:
        """The boutique's name."""
        door = self._house.snapshot.door_on(tablet.boutique, self._house.today)
        return door.name if door else tablet.boutique

    def faces(self, boutique: str) -> list[Face]:
        """The boutique's people who have an account, alphabetical."""
        found = self._accounts(boutique)
        called = _called([person for person, _ in found])
        pins = {pin.id for pin in self._directory.find(Pin)}
        return sorted(
            (Face(account.id, called[person.id], account.id in pins) for person, account in found),
            key=lambda face: (face.called.casefold(), face.id),
        )

    def unlock(self, tablet: Tablet, who: str, pin: str, *, agent: str) -> str:
        """A session on the tablet for somebody of its boutique.

        Raises:
            Refused: 401, the same for a wrong PIN, for who has none, and for who is nobody here.
            TooMany: 429, after 5 wrong tries of one person here.
        """
        account = next((account for _, account in self._accounts(tablet.boutique) if account.id == who), None)
        if not self._pins.fits(account, pin, tablet=tablet.id, named=who) or account is None:
            raise Refused(NO_FIT, "/pin", 401)
        self._devices.saw(tablet)
        self._directory.note(account.id, mark("signed in by PIN"), account.id, tablet.id)
        return self._house.doorman.at_tablet(account.id, tablet.id, agent=agent)

    def saw(self, tablet: Tablet) -> None:
        self._devices.saw(tablet)

    def confined(self, viewer: Viewer, device: str) -> Viewer | None:
        """The viewer as far as a session on that tablet reaches: its own boutique; None where that is not theirs."""
        tablet = self._devices.one(device)
        if tablet is None or tablet.boutique not in viewer.boutiques:
            return None
        return replace(viewer, boutiques=frozenset({tablet.boutique}), shared=True)

    def listed(self, viewer: Viewer) -> list[Shown]:
        doors = {door.code: door.name for door in self._house.snapshot.doors(self._house.today)}
        called = self._house.called
        names = {one.id: called.account(one) for one in self._directory.find(Account)}
        return [
            Shown(
                one.id, one.name, doors.get(one.boutique, one.boutique), names.get(one.made_by, ""),
                one.made, one.seen, one.revoked,
            )
            for one in self._devices.of(viewer.boutiques)
        ]  # fmt: skip

    def revoke(self, viewer: Viewer, tablet: str) -> None:
        """The device is a stranger's from now on, and whoever is signed in there is out.

        Raises:
            Unknown: none of the viewer's boutiques has it.
        """
        self._devices.revoke(tablet, boutiques=viewer.boutiques, by=viewer.account)
        self._house.doorman.end_on(tablet)

    def clear_pin(self, viewer: Viewer, account: str) -> None:
        """
        Raises:
            Unknown: nobody of the viewer's boutiques.
        """
        if not any(account == one.id for door in viewer.boutiques for _, one in self._accounts(door)):
            raise Unknown("this is nobody of your boutique; choose somebody from the list", "/who")
        if self._pins.clear(account, by=viewer.account):
            self._house.doorman.end_on("", account_id=account)

    def has_pin(self, viewer: Viewer) -> bool:
        return self._pins.has(viewer.account)

    def needs_password(self, session: str) -> bool:
        """Whether setting a PIN asks for the password: the session is older than 10 minutes, or on a tablet."""
        found = self._house.doorman.session(session, passive=True)
        return not (found and self._young(found[1]))

    def set_pin(self, viewer: Viewer, pin: str, *, again: str, password: str, session: str, address: str) -> None:
        """Set or change one's own PIN; one's sessions on tablets end, but this one.

        Raises:
            Refused: the two differ, it is too easily guessed, or the password is wrong. TooMany: wrong too often.
        """
        found = self._house.doorman.session(session, passive=True)
        if found is None:
            raise NotAllowed("sign in again to set a PIN", "/pin")
        if pin != again:
            raise Refused("the two are not the same; type the six digits twice", "/again")
        if not self._young(found[1]) and not self._house.doorman.proven(found[0], password, address=address):
            raise Refused("is not your password; or sign in anew and set the PIN within 10 minutes", "/password", 401)
        self._pins.set(found[0], pin)
        self._house.doorman.end_on("", account_id=viewer.account, but=session)

    def _young(self, session: Session) -> bool:
        return session.kind == BROWSER and self._house.clock() - session.created < YOUNG

    def _accounts(self, boutique: str) -> list[tuple[Person, Account]]:
        found = []
        for person in self._house.snapshot.people(self._house.today):
            if person.boutique != boutique or (person.left is not None and person.left < self._house.today):
                continue
            for account in self._directory.find(Account, person=person.id):
                viewer = self._house.viewer(account.id) if account.role in ON_TABLET else None
                if viewer and boutique in viewer.boutiques:
                    found.append((person, account))
                    break
        return found


def _called(people: Iterable[Person]) -> dict[str, str]:
    """First names; with the last name's first letter, or all of it, where two would be the same."""
    people = list(people)
    firsts = Counter(_first(person.name).casefold() for person in people)
    short = {p.id: _first(p.name) if firsts[_first(p.name).casefold()] == 1 else _initialled(p.name) for p in people}
    again = Counter(text.casefold() for text in short.values())
    return {p.id: short[p.id] if again[short[p.id].casefold()] == 1 else p.name for p in people}


def _first(name: str) -> str:
    return name.split()[0] if name.split() and not name[-1].isdigit() else name


def _initialled(name: str) -> str:
    parts = name.split()
    return f"{parts[0]} {parts[-1][0]}." if len(parts) > 1 else name
