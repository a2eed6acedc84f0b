"""A manager's rights at one boutique, lent to a named deputy for some days. They are not lent further."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..directory.rows import Account, Deputyship
from ..languages import mark
from ..privacy.roles import EVERYWHERE
from ..privacy.viewer import Viewer
from ..refusals import Conflict, NotAllowed, Refused, Unknown

if TYPE_CHECKING:
    from . import House

LONGEST = 31  # days
MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Lent:
    """One deputyship as its lender reads it; first, last: days of the boutique, both included. state: now, planned,
    ended early, over."""

    id: str
    name: str
    boutique: str
    lender: str
    first: date
    last: date
    state: str


class Deputies:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def held(self, account: Account | None) -> Account | None:
        """The account without rights whose lender has them no more."""
        if account is None or not account.deputy_for or not account.deputy_by:
            return account
        lender = self._directory.get(Account, account.deputy_by)
        if lender and not lender.disabled and lender.role == MANAGER and self._reaches(lender, account.deputy_door):
            return account
        return replace(account, deputy_for="")

    def candidates(self, viewer: Viewer, boutique: str) -> list[Account]:
        """Who may be lent to: associates of that boutique with an account, alphabetical."""
        if boutique not in viewer.boutiques:
            return []
        today, found = self._house.today, []
        for person in self._house.snapshot.people(today):
            if person.boutique == boutique and person.id != viewer.person and not (person.left and person.left < today):
                accounts = self._directory.find(Account, person=person.id)
                found += [one for one in accounts if one.role == "associate" and not one.disabled]
        if self._house.called.off:
            found = [replace(one, name=self._house.called.account(one)) for one in found]
        return sorted(found, key=lambda one: (one.name.casefold(), one.id))

    def lend(self, viewer: Viewer, account: str, *, boutique: str, first: date, last: date) -> Deputyship:
        """Lend the viewer's rights at a boutique, from the beginning of a day to the end of another, both its own.

        Raises:
            NotAllowed: the viewer's own rights are lent. Unknown: a boutique or person not theirs. Refused: the dates.
            Conflict: this person is somebody's deputy on some day already.
        """
        if viewer.deputy or viewer.role != MANAGER:
            raise NotAllowed("rights that were lent are not lent on; ask the manager who lent them", "/account")
        if boutique not in viewer.boutiques:
            raise Unknown("this is no boutique of yours; choose one from the list", "/boutique")
        chosen = next((one for one in self.candidates(viewer, boutique) if one.id == account), None)
        if chosen is None:
            raise Unknown("this is no associate of your boutique with an account; choose one from the list", "/account")
        now, zone = self._house.clock(), self._zone(boutique)
        if first < now.astimezone(zone).date():
            raise Refused("is over; begin today or later", "/first")
        if last < first:
            raise Refused("lies before the first day", "/last")
        if (last - first).days >= LONGEST:
            raise Refused(f"lies more than {LONGEST} days on; rights are lent for at most {LONGEST} days", "/last")
        if chosen.deputy_for and chosen.deputy_until and now < chosen.deputy_until:
            raise Conflict("this person is a deputy on other days already; end that first", "/account")
        since = datetime.combine(first, time(), zone)
        until = datetime.combine(last + timedelta(days=1), time(), zone)
        row = Deputyship(id=secrets.token_hex(8), lender=viewer.account, account=account, boutique=boutique,
                         since=since, until=until, lent=now)  # fmt: skip
        lent = replace(chosen, deputy_for=MANAGER, deputy_from=since, deputy_until=until, deputy_door=boutique,
                       deputy_by=viewer.account)  # fmt: skip
        if not self._directory.swap(chosen, lent):
            raise Conflict("this account was changed at the same moment; look at the list and try again", "/account")
        self._directory.put(row)
        self._directory.note(viewer.account, "lent rights", account, f"{boutique} {first} to {last}")
        return row

    def end(self, viewer: Viewer, deputyship: str) -> None:
        """End it now, by its lender or another manager of the boutique.

        Raises:
            Unknown: none of theirs. NotAllowed: the viewer's own rights are lent.
        """
        row = self._directory.get(Deputyship, deputyship)
        if row is None or row.boutique not in viewer.boutiques:
            raise Unknown("there is no such deputy; look at the list again", "/deputy")
        if viewer.deputy:
            raise NotAllowed("this is ended by the manager who lent it", "/deputy")
        now = self._house.clock()
        while row.ended is None and now < row.until:
            account = self._directory.get(Account, row.account)
            if account is None or (account.deputy_by, account.deputy_from) != (row.lender, row.since):
                break
            if self._directory.swap(account, replace(account, deputy_until=min(now, row.until))):
                break
        if row.ended is None and now < row.until:
            self._directory.put(replace(row, ended=now))
            self._directory.note(viewer.account, mark("ended lent rights"), row.account, row.boutique)

    def listed(self, viewer: Viewer) -> list[Lent]:
        """Those of the viewer's boutiques: current and planned ones by name, then the past, newest first."""
        called = self._house.called
        names = {one.id: called.account(one) for one in self._directory.find(Account)}
        doors, now, found = self._house.snapshot, self._house.clock(), []
        for code in viewer.boutiques:
            door, zone = doors.door_on(code, self._house.today), self._zone(code)
            for row in self._directory.find(Deputyship, boutique=code):
                last = (row.until.astimezone(zone) - timedelta(seconds=1)).date()
                state = mark("ended early") if row.ended else "over" if row.until <= now else "now"
                state = "planned" if state == "now" and now < row.since else state
                found.append(Lent(
                    row.id, names.get(row.account, mark("somebody who is gone")), door.name if door else code,
                    names.get(row.lender, ""), row.since.astimezone(zone).date(), last, state,
                ))  # fmt: skip
        still = [one for one in found if one.state in ("now", "planned")]
        past = [one for one in found if one not in still]
        by_name = sorted(still, key=lambda one: (one.name.casefold(), one.first))
        return by_name + sorted(past, key=lambda one: (one.first, one.id), reverse=True)

    def today(self, boutique: str) -> date:
        return self._house.clock().astimezone(self._zone(boutique)).date()

    def _zone(self, boutique: str) -> ZoneInfo:
        door = self._house.snapshot.door_on(boutique, self._house.today)
        return ZoneInfo(door.zone if door else "UTC")

    def _reaches(self, lender: Account, boutique: str) -> bool:
        door = self._house.snapshot.door_on(boutique, self._house.today)
        region = door.region if door else ""
        return boutique in lender.boutiques or EVERYWHERE in lender.regions or bool(region and region in lender.regions)
