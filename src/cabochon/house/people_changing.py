"""Changes of accounts: rights, names, closing and opening. Written by swap, so that two at once do not undo each other.

A change of rights ends every sign-in of the account and holds at the next request (OWASP ASVS 5.0, 7.4 and 8.3).
"""

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from threading import RLock
from typing import TYPE_CHECKING, Any

import msgspec

from ..directory.rows import Account, Deputyship
from ..languages import mark
from ..refusals import Conflict, NotAllowed, Refused, Unknown
from .people_reach import ON_THE_FLOOR

if TYPE_CHECKING:
    from . import House

OPERATOR = "operator"  # the command line: who owns the data folder may shut out even the last administrator
ADMIN = "admin"
RIGHTS = ("role", "boutiques", "regions", "brand", "person")
SHOWN = (*RIGHTS, "login", "name", "language", "disabled")
MEANWHILE = mark("somebody else changed this account meanwhile; look at what it says now, then change it again")
LAST = mark("this is the last administrator who may sign in; make another one first")


class Changing:
    """turn: held while an account is made or changed, so that two are not judged by what neither has written yet."""

    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self.turn = RLock()

    def account(self, account_id: str) -> Account:
        """
        Raises:
            Unknown: there is none.
        """
        found = self._directory.get(Account, account_id)
        if found is None:
            raise Unknown("there is no such account; look at the list again")
        return found

    def change(self, account_id: str, *, by: str, mark: str = "", **wanted: Any) -> Account:
        """The account with other rights, another name, login or language; what is not named stays.

        Args:
            by: who does it. mark: what `mark` said of the account when it was looked at; "" asks for none.
        Raises:
            Unknown: no such account. Conflict: changed meanwhile, or the login is taken. NotAllowed: it is the last
            administrator. Refused: an unknown role, boutique, region, brand or person.
        """
        from .people import checked_login, checked_name

        people = self._house.people
        if strange := wanted.keys() - set(SHOWN) | wanted.keys() & {"disabled"}:
            raise TypeError(f"an account has no {', '.join(sorted(strange))} to change here")
        with self.turn:
            before = self.account(account_id)
            if mark and mark != marked(before):
                raise Conflict(MEANWHILE)
            if "login" in wanted:
                wanted["login"] = checked_login(wanted["login"])
                people.free(wanted["login"], but=account_id)
            if "name" in wanted:
                wanted["name"] = checked_name(wanted["name"]) or before.name
            if wanted.get("person"):
                wanted["person"] = people.reach.person("", wanted["person"])
            after = replace(before, **wanted)
            if _differ(before, after, RIGHTS):
                people.reach.check(after.role, boutiques=after.boutiques, regions=after.regions, brand=after.brand)
                self._reaches(after)
                if after.role in ON_THE_FLOOR and not after.person and after.boutiques:
                    after = people.reach.engaged(after)
            self.write(before, after, by=by)
            return after

    def disable(self, account_id: str, disabled: bool, *, by: str) -> Account:
        """Close an account: its sign-ins end now, phones may hand in what was written before. Or open it again.

        Raises:
            Unknown: no such account. NotAllowed: it is the last administrator. Conflict: changed meanwhile.
        """
        with self.turn:
            before = self.account(account_id)
            after = replace(before, disabled=disabled)
            self.write(before, after, by=by)
            return after

    def end_sessions(self, account_id: str, *, by: str) -> int:
        """End every sign-in, outbox token and open link; how many sign-ins there were."""
        self.account(account_id)
        count = len(self._house.doorman.sessions(account_id))
        self._house.doorman.end_all(account_id)
        self._directory.note(by, mark("ended all sign-ins"), account_id)
        return count

    def write(self, before: Account, after: Account, *, by: str) -> None:
        """Put `after` in the place of `before`, end what rests on rights that are gone, and note it.

        Raises:
            NotAllowed: nobody would be left to administer. Conflict: the row is not `before` any more.
        """
        if before == after:
            return
        now = self._house.clock()
        if before.role != after.role and after.deputy_until and now < after.deputy_until:
            after = replace(after, deputy_until=now)  # rights that were lent to an associate are not a leader's
        loses = _admin(before) and not _admin(after) and by != OPERATOR
        with self.turn:
            if loses and not self._admins(but=before.id):
                raise NotAllowed(LAST, "--role")
            if not self._directory.swap(before, after):
                raise Conflict(MEANWHILE)
            if loses and not self._admins():  # another process took the other one's rights at this moment
                self._directory.swap(after, before)
                raise Conflict(LAST)
        self._settle(before, after, now=now)
        self._note(before, after, by=by)

    def _settle(self, before: Account, after: Account, *, now: datetime) -> None:
        doorman, rights = self._house.doorman, _differ(before, after, RIGHTS)
        if after.disabled and not before.disabled:
            doorman.shut(after.id)
        elif rights or before.disabled != after.disabled:
            doorman.end_all(after.id)
        if before.login != after.login:
            self._house.people.reach.release(before.login)
        if rights and not after.disabled:
            self._house.people.reach.moved(after)
        if before.role != after.role:
            for row in self._directory.find(Deputyship, account=after.id):
                if row.ended is None and now < row.until:
                    self._directory.put(replace(row, ended=now))

    def _note(self, before: Account, after: Account, *, by: str) -> None:
        """What changed, in words that name nobody: a right by its old and new value, a name or login as "name"."""
        if before.disabled != after.disabled:
            self._directory.note(by, "disabled" if after.disabled else "enabled", after.id)
        if rights := _differ(before, after, RIGHTS):
            said = "; ".join(mark(f"{one}: {_said(before, one)} to {_said(after, one)}") for one in rights)
            self._directory.note(
                by, mark("changed their own rights") if by == after.id else mark("changed rights"), after.id, said
            )
        if plain := _differ(before, after, ("login", "name", "language")):
            self._directory.note(by, mark("changed an account"), after.id, ", ".join(plain))

    def _reaches(self, account: Account) -> None:
        if account.role == "area_coach" and not account.boutiques and not account.regions:
            raise Refused("an area coach needs a region or boutiques", "--region")
        if account.role in ON_THE_FLOOR and not (account.boutiques or account.regions):
            raise Refused(f"a {account.role} needs a boutique", "--boutique")

    def _admins(self, *, but: str = "") -> bool:
        """Whether an administrator may sign in, `but` one."""
        return any(_admin(one) and one.id != but for one in self._directory.find(Account, role=ADMIN))


def marked(account: Account) -> str:
    """Tells what an account says now from what it says after a change; says nothing of it."""
    return blake2b(msgspec.json.encode([getattr(account, one) for one in SHOWN]), digest_size=12).hexdigest()


def _admin(account: Account) -> bool:
    return account.role == ADMIN and not account.disabled


def _differ(before: Account, after: Account, names: tuple[str, ...]) -> list[str]:
    return [one for one in names if getattr(before, one) != getattr(after, one)]


def _said(account: Account, name: str) -> str:
    value = getattr(account, name)
    if name == "person":
        return mark("a staff member") if value else "none"
    return (" ".join(value) if isinstance(value, tuple) else str(value)) or "none"
