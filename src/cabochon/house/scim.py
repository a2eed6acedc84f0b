"""Accounts as an identity system looks after them (SCIM 2.0): each key its own, never an administrator's."""

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..directory.factor_rows import Provisioned
from ..directory.rows import Account, Key
from ..privacy.keys import live, reaches
from ..privacy.roles import EVERYWHERE
from ..privacy.scopes import allows
from ..refusals import NotAllowed, Refused, Unknown
from .people_changing import ADMIN
from .people_reach import GIVEN, ON_THE_FLOOR, PARTNER, WHOLE
from .scim_staff import Placed, Staff, bound
from .scim_user import Wanted, heard
from .scim_words import OURS, Wrong

if TYPE_CHECKING:
    from . import House

SCOPE = "accounts/write"
USUAL = "associate"  # the role of a user of whom none is said
Kept = tuple[Account, Provisioned]
RIGHTS = ("role", "boutiques", "regions", "brand", "staff")
NAMES = ("display", "formatted", "given", "family")
NOBODY = "there is no such user, or another system looks after it"
SHUT = (
    "this account has a role that is given by hand ({role}); an administrator of the house looks after it, and "
    "the setting scim_roles says which roles come from here"
)


class Scim:
    """Users of one key: those it made, and those an administrator handed over to it."""

    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self.staff = Staff(house)

    @property
    def roles(self) -> tuple[str, ...]:
        """Access roles that may be given from here."""
        listed = str(self._house.values["scim_roles"]).replace(",", " ").split()
        return tuple(role for role in GIVEN if role in listed)

    def users(self, key: str) -> list[Kept]:
        """Those of a key, in the order they came."""
        accounts = {one.id: one for one in self._directory.find(Account)}
        return [(accounts[row.id], row) for row in self._directory.find(Provisioned, key=key) if row.id in accounts]

    def exact(self, key: str, attribute: str, value: str) -> list[Kept] | None:
        """Those where an attribute has a value, found by index; None for an attribute that has none."""
        match attribute:
            case "id":
                rows = [self._directory.get(Provisioned, value)]
            case "externalId":
                rows = [*self._directory.find(Provisioned, external=value)]
            case "userName":
                accounts = self._directory.find(Account, login=value.strip().lower())
                rows = [self._directory.get(Provisioned, one.id) for one in accounts]
            case _:
                return None
        found = [(self._directory.get(Account, row.id), row) for row in rows if row and row.key == key]
        return [(account, row) for account, row in found if account]

    def user(self, key: str, account_id: str) -> Kept:
        """
        Raises:
            Unknown: none, or another key's, in the same words.
        """
        row, account = self._directory.get(Provisioned, account_id), self._directory.get(Account, account_id)
        if row is None or account is None or row.key != key:
            raise Unknown(NOBODY)
        return account, row

    def make(self, key: Key, wanted: Wanted) -> Kept:
        """
        Raises:
            Wrong: 409 uniqueness, the name is taken; invalidValue, a right that is none or may not be given.
        """
        people, now = self._house.people, self._house.clock()
        with people.changing.turn:
            self._free(wanted.login)
            row = _row(Provisioned(id=secrets.token_hex(8), key=key.id, made=now, changed=now), wanted)
            account = Account(id=row.id, login=wanted.login, name=wanted.name, role=USUAL, language=wanted.language,
                              disabled=wanted.active is False)  # fmt: skip
            placed = self.staff.judged(key, account, row)
            account = bound(self._granted(key, account, wanted, placed), row, placed)
            self._directory.put(account, row)  # both or neither
            reach = " ".join((account.role, *account.boutiques, *account.regions, account.brand)).rstrip()
            self._directory.note(actor(key), "made an account", account.id, reach)
            self.staff.keep(key, account, placed)
        return account, row

    def change(self, key: Key, account_id: str, wanted: Wanted) -> Kept:
        """The user as it should be. Rights that are said as before stay as they are: an administrator may have
        narrowed them.

        Raises:
            Unknown: none of the key's. NotAllowed: its role is given by hand. Wrong: as `make`. Conflict: changed at
            the same moment.
        """
        changing, now = self._house.people.changing, self._house.clock()
        with changing.turn:
            before, row = self.user(key.id, account_id)
            after = replace(_row(row, wanted), changed=row.changed)
            opens, closes = wanted.active is True and not row.active, wanted.active is False
            disabled = closes or (before.disabled and not opens)  # who was closed by hand is not opened by a sync
            account = replace(before, disabled=disabled, login=wanted.login, language=wanted.language)
            if any(getattr(row, name) != getattr(after, name) for name in NAMES):
                account = replace(account, name=wanted.name)
            same = all(getattr(row, name) == getattr(after, name) for name in RIGHTS)
            self._touch(before, account, only_shut=same and replace(row, active=after.active) == after)
            if wanted.login != before.login:
                self._free(wanted.login, but=before.id)
            placed = self.staff.judged(key, account, after)
            if not same:
                account = self._granted(key, account, wanted, placed)
            elif before.disabled and not account.disabled:
                self._alone(account.person, before.id)
            account = bound(account, after, placed)
            if row == after and account == before:
                self.staff.keep(key, before, placed)
                return before, row
            changing.write(before, account, by=actor(key))
            after = replace(after, changed=now)
            self._directory.put(after)
            self.staff.keep(key, account, placed)
        return account, after

    def delete(self, key: Key, account_id: str) -> None:
        """Close the account for good and release its name; what was done with it stays with its id.

        Raises:
            Unknown: none of the key's. NotAllowed: an administrator's.
        """
        changing = self._house.people.changing
        with changing.turn:
            before, row = self.user(key.id, account_id)
            self._touch(before, replace(before, disabled=True), only_shut=True)
            placed = self.staff.judged(key, before, replace(row, active=False))
            gone = replace(before, disabled=True, login=f"gone-{before.id}")
            changing.write(before, gone, by=actor(key))
            self._directory.delete(Provisioned, account_id)
            self._directory.note(actor(key), "gave an account up", account_id)
            self.staff.keep(key, gone, placed if isinstance(placed, Placed) else None)

    # What an administrator decides

    def keys(self) -> list[Key]:
        """Those that look after accounts, revoked and expired ones left out."""
        now = self._house.clock()
        return [one for one in self._house.keyring.all() if live(one, now) and allows(one, SCOPE)]

    def hand_over(self, account_id: str, key_id: str, *, by: str) -> None:
        """Let an identity system look after an account from now on; with key "" nobody but administrators does.

        Raises:
            Unknown: no such account, or no key of such a system. NotAllowed: its role is given by hand.
        """
        account, now = self._house.people.changing.account(account_id), self._house.clock()
        if not key_id:
            if self._directory.delete(Provisioned, account_id):
                self._directory.note(by, "took an account back", account_id)
            return
        if key_id not in {one.id for one in self.keys()}:
            raise Unknown("there is no such key that may look after accounts", "key")
        if account.role not in self.roles:
            raise NotAllowed(SHUT.format(role=account.role), "key")
        held = self._directory.get(Provisioned, account_id)
        row = held or Provisioned(id=account_id, key=key_id, made=now, changed=now, role=account.role,
                                  boutiques=account.boutiques, regions=account.regions, brand=account.brand,
                                  active=not account.disabled, display=account.name)  # fmt: skip
        self._directory.put(replace(row, key=key_id, changed=now))
        self._directory.note(by, "handed an account over", account_id, f"to key {key_id}")

    # Within

    def _granted(self, key: Key, account: Account, wanted: Wanted, placed: object) -> Account:
        """The account with the rights that are wanted, where they may be given from here. placed: what is said of the
        person's work, who then need not be made."""
        people, role = self._house.people, wanted.role or USUAL
        if role not in self.roles:
            raise Wrong(
                f"{role[:40]!r} is no role that may be given from here; there are {', '.join(self.roles) or 'none'} "
                "(setting scim_roles)",
                pointer="/roles",
            )
        boutiques, regions, everywhere = wanted.boutiques, wanted.regions, EVERYWHERE in key.boutiques
        brand = wanted.brand if role == PARTNER else ""  # directories send the same attributes for everybody
        try:
            people.reach.check(role, boutiques=boutiques, regions=regions, brand=brand)
            person = people.reach.person(wanted.login, wanted.staff)
        except Refused as refused:
            place = {"--role": "/roles", "--boutique": f"/{OURS}/boutiques", "--region": f"/{OURS}/regions",
                     "--brand": f"/{OURS}/brand", "--person": f"/{OURS}/staffCode"}  # fmt: skip
            where = place.get(refused.pointer, "")
            raise Wrong(f"{where.rpartition('/')[2]}: {refused.reason}", pointer=where) from refused
        known = self._house.snapshot.person_on(person, self._house.today) if person else None
        if not boutiques and not regions:
            if role in ON_THE_FLOOR and known:
                boutiques = (known.boutique,)
            elif role in WHOLE and everywhere:
                regions = (EVERYWHERE,)
        if not everywhere and (regions or not all(reaches(key, code) for code in boutiques)):
            raise Wrong(f"this key reaches {', '.join(key.boutiques) or 'no boutique'} and gives no other",
                        pointer=f"/{OURS}/{'regions' if regions else 'boutiques'}")  # fmt: skip
        self._alone(person, account.id)
        person = person or account.person
        account = replace(account, role=role, boutiques=boutiques, regions=regions, brand=brand, person=person)
        engages = role in ON_THE_FLOOR and not person and boutiques and not isinstance(placed, Placed)
        return people.reach.engaged(account) if engages else account

    def _alone(self, person: str, account_id: str) -> None:
        """Nobody gets at a colleague's record by an account that says it is theirs."""
        others = self._directory.find(Account, person=person) if person else []
        if any(one.id != account_id and not one.disabled for one in others):
            raise Wrong("this staff member has an account already", "uniqueness", f"/{OURS}/staffCode", 409)

    def _free(self, login: str, but: str = "") -> None:
        if any(one.id != but for one in self._directory.find(Account, login=login)):
            raise Wrong("this userName has an account already; an administrator can hand it over on its page",
                        "uniqueness", "/userName", 409)  # fmt: skip
        if gone := self._house.trust.erasing.barred("login", login):
            raise Wrong(f"who signed in by this userName was erased on {gone}; give another, or have an administrator "
                        "let it in again", "uniqueness", "/userName", 409)  # fmt: skip

    def _touch(self, before: Account, after: Account, *, only_shut: bool) -> None:
        """Roles given by hand are out of reach, but for closing the account of who has left; administrators wholly."""
        if before.role in self.roles:
            return
        shuts = only_shut and replace(before, disabled=True) == replace(after, disabled=True) and after.disabled
        if before.role == ADMIN or not shuts:
            raise NotAllowed(SHUT.format(role=before.role))


def actor(key: Key) -> str:
    """Whom the audit names."""
    return f"key:{key.id}"


def replaced(wanted: dict[str, Any]) -> Wanted:
    """A whole user as a POST or PUT sends it; see `scim_user.heard`.

    Raises:
        Wrong: no object, or a value that cannot be.
    """
    if not isinstance(wanted, dict):
        raise Wrong("a user should be a JSON object", "invalidSyntax")
    return heard(wanted)


def _row(row: Provisioned, wanted: Wanted) -> Provisioned:
    active = row.active if wanted.active is None else wanted.active
    return replace(
        row, active=active, external=wanted.external, display=wanted.display, formatted=wanted.formatted,
        given=wanted.given, family=wanted.family, emails=wanted.emails, role=wanted.role, boutiques=wanted.boutiques,
        regions=wanted.regions, brand=wanted.brand, staff=wanted.staff, title=wanted.title,
        user_type=wanted.user_type, work=wanted.work, days=wanted.days,
    )  # fmt: skip
