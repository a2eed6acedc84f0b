"""Accounts and keys: who may come in. Every change is audited, with who made it."""

import secrets
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..directory.rows import Account, Key
from ..languages import mark
from ..privacy.viewer import Viewer
from ..refusals import Conflict, Refused, Unknown
from .people_changing import Changing
from .people_listing import Listing
from .people_reach import ON_THE_FLOOR, Reach

if TYPE_CHECKING:
    from . import House

LONGEST = 200  # characters of a login or a name


class People:
    """Accounts and keys. `reach` knows what an account may be given, `changing` changes it, `listing` shows it."""

    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self.reach, self.changing, self.listing = Reach(house), Changing(house), Listing(house)

    def accounts(self) -> list[Account]:
        return sorted(self._directory.find(Account), key=lambda a: a.login)

    def account(self, login: str) -> Account:
        """
        Raises:
            Unknown: nobody signs in by that name.
        """
        found = self._directory.find(Account, login=login.strip().lower())
        if not found:
            raise Unknown(f"there is no account {login!r}; `cabochon user list` shows them")
        return found[0]

    def add(self, login: str, *, role: str, name: str = "", boutiques: Sequence[str] = (), regions: Sequence[str] = (),
            brand: str = "", person: str = "", language: str = "", by: str = "operator",
            account_id: str = "") -> Account:  # fmt: skip
        """Make an account. A manager or associate without a known person becomes one, in the first boutique given.

        Args:
            boutiques, regions: how far it reaches; region "*" is every door, those of tomorrow included. Neither: every
                door for the roles of headquarters, the person's own boutique on the floor.
            brand: of a brand partner, as the catalogue writes it. person: any code of the staff member, or their id.
            by: the account that makes it, "operator" for the command line, "key:<id>" for an identity system.
            account_id: 16 hexadecimal digits a form was given, so that sent twice it makes one account.
        Raises:
            Conflict: the login is taken. Refused: an unknown role, boutique, region, brand or person, or no boutique.
        """
        login, name = checked_login(login), checked_name(name)
        self.reach.check(role, boutiques=boutiques, regions=regions, brand=brand)
        with self.changing.turn:
            self.free(login)
            found = self.reach.person(login, person)
            if not boutiques and not regions:
                boutiques, regions = self.reach.usual(role, found)
            if role in ON_THE_FLOOR and not found and not boutiques:
                raise Refused(f"a {role} needs a boutique, or a staff member who is of one", "--boutique")
            account = Account(
                id=account_id or secrets.token_hex(8), login=login, name=name or login.partition("@")[0], role=role,
                boutiques=tuple(boutiques), regions=tuple(regions), brand=brand, language=language, person=found,
            )  # fmt: skip
            if role in ON_THE_FLOOR and not found:
                account = self.reach.engaged(account)
            self.put_new(account, by=by)
        return account

    def put_new(self, account: Account, *, by: str) -> None:
        """
        Raises:
            Conflict: the account was made already.
        """
        if not self._directory.add(account):
            raise Conflict("this account was made already; look at the list", "LOGIN")
        reach = " ".join((*account.boutiques, *account.regions, account.brand)).strip()
        self._directory.note(by, mark("made an account"), account.id, f"{account.role} {reach}".rstrip())

    def free(self, login: str, *, but: str = "") -> None:
        """
        Raises:
            Conflict: another account than `but` signs in by that name, or somebody who was erased did.
        """
        if any(one.id != but for one in self._directory.find(Account, login=login)):
            raise Conflict(f"{login} has an account already", "LOGIN")
        if gone := self._house.trust.erasing.barred("login", login):
            raise Conflict(f"was erased on {gone}; give another, or let it in: cabochon forget --let-in", "LOGIN")

    def check_boutiques(self, codes: Iterable[str]) -> None:
        """
        Raises:
            Refused: a code that no door has.
        """
        self.reach.check_boutiques(codes)

    def link(self, account: str, *, base: str = "", by: str = "operator") -> str:
        """The address of a one-use sign-in link; it is good once, for `link_minutes`."""
        token = self._house.doorman.link(account)
        self._directory.note(by, mark("made a sign-in link"), account)
        return f"{(base or self._house.values['public_url'] or 'http://127.0.0.1:8000').rstrip('/')}/link/{token}"

    def disable(self, account: str, disabled: bool, *, by: str = "operator") -> None:
        """Close an account, or open it again; nothing happens where there is none. See `Changing.disable`."""
        if self._directory.get(Account, account):
            self.changing.disable(account, disabled, by=by)

    def key(self, key: str) -> Key:
        """A key, named by itself or by what it is for; of those of one name, the one that is not revoked.

        Raises:
            Unknown: there is none. Conflict: several have that name.
        """
        one = self._directory.get(Key, key)
        found = [one] if one else [k for k in self._directory.find(Key, name=key) if not k.revoked]
        if not found:
            raise Unknown(f"there is no key {key!r}; `cabochon key list` shows them")
        if len(found) > 1:
            raise Conflict(f"several keys are called {key!r}; say which of {', '.join(k.id for k in found)}")
        return found[0]

    def revoke(self, key: str) -> str:
        """Close a key, named as in `key`; its id."""
        found = self.key(key).id
        self._house.keyring.revoke(found)
        return found

    def viewer(self, login: str) -> Viewer | None:
        found = self._directory.find(Account, login=login.strip().lower())
        return self._house.viewer(found[0].id) if found else None


def checked_login(login: str) -> str:
    """In lower case, without spaces around.

    Raises:
        Refused: none, too long, or with spaces.
    """
    login = login.strip().lower()
    if not login or len(login) > LONGEST or not login.isprintable() or " " in login:
        raise Refused("should be an e-mail address or a short name, without spaces", "LOGIN")
    return login


def checked_name(name: str) -> str:
    """
    Raises:
        Refused: too long, or with what cannot be printed.
    """
    name = name.strip()
    if len(name) > LONGEST or not name.isprintable():
        raise Refused(f"should be a name of at most {LONGEST} characters", "--name")
    return name
