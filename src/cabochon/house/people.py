"""Accounts and keys: who may come in. Every change is audited."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..directory.rows import Account, Key
from ..privacy.roles import EVERYWHERE
from ..privacy.viewer import ROLES, Viewer
from ..refusals import Conflict, Refused, Unknown
from ..retail.master import Identifier, Person

if TYPE_CHECKING:
    from . import House

ON_THE_FLOOR = {"manager": "manager", "associate": "advisor"}  # access role -> job role of a person made for it
WHOLE = frozenset({"hq_leader", "analyst", "ld_author", "lp_lead", "brand_partner"})  # every door unless told otherwise
LONGEST = 200  # characters of a login


class People:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

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
            person: str = "") -> Account:  # fmt: skip
        """Make an account. A manager or associate without a known person becomes one, in the first boutique given.

        Args:
            boutiques, regions: how far it reaches; region "*" is every door, those of tomorrow included. Neither: every
                door for the roles of headquarters, the person's own boutique on the floor.
            person: any code of the staff member, or their id.
        Raises:
            Conflict: the login is taken. Refused: an unknown role, boutique, region or person, or no boutique.
        """
        login = login.strip().lower()
        if not login or len(login) > LONGEST or not login.isprintable() or " " in login:
            raise Refused("should be an e-mail address or a short name, without spaces", "LOGIN")
        if self._directory.find(Account, login=login):
            raise Conflict(f"{login} has an account already; `cabochon link {login}` signs it in")
        if role not in ROLES or role == "key":
            raise Refused(f"there is no role {role!r}; there are {', '.join(r for r in ROLES if r != 'key')}", "--role")
        self.check_boutiques(boutiques)
        self._check_regions(regions)
        found = self._person(login, person)
        if not boutiques and not regions:
            boutiques, regions = self._reach(role, found)
        if role in ON_THE_FLOOR and not found:
            found = self._engaged(login, role, name, boutiques)
        account = Account(
            id=secrets.token_hex(8), login=login, name=name or login.partition("@")[0], role=role,
            boutiques=tuple(boutiques), regions=tuple(regions), person=found,
        )  # fmt: skip
        self._directory.put(account)
        reach = " ".join((*boutiques, *regions))
        self._directory.note("operator", "made an account", account.id, f"{login}: {role} {reach}".rstrip())
        return account

    def check_boutiques(self, codes: Iterable[str]) -> None:
        """
        Raises:
            Refused: a code that no door has.
        """
        doors = {d.code for d in self._house.snapshot.doors(self._house.today)}
        for code in codes:
            if code not in doors:
                raise Refused(
                    f"there is no boutique {code!r}; import doors first, or use one of {_some(doors)}", "--boutique"
                )

    def _check_regions(self, regions: Iterable[str]) -> None:
        known = {d.region for d in self._house.snapshot.doors(self._house.today)} - {""}
        for region in regions:
            if region not in known and region != EVERYWHERE:
                raise Refused(
                    f"there is no region {region!r}; there are {_some(known)}, and '*' for every door", "--region"
                )

    def _reach(self, role: str, person: str) -> tuple[Sequence[str], Sequence[str]]:
        """(boutiques, regions) of an account made without any."""
        if role in WHOLE:
            return (), (EVERYWHERE,)
        if role == "area_coach":
            raise Refused(
                "an area coach needs a region or boutiques; say which with --region or --boutique", "--region"
            )
        known = self._house.snapshot.person_on(person, self._house.today) if person else None
        return ((known.boutique,) if known and role in ON_THE_FLOOR else ()), ()

    def _person(self, login: str, code: str) -> str:
        """The id of the staff member meant by a code, or by the login itself; "" when there is none."""
        snapshot, today = self._house.snapshot, self._house.today
        for wanted in (code, login):
            if wanted and snapshot.person_on(wanted, today):
                return wanted
            if wanted and (found := snapshot.person_by_code(wanted, today)):
                return str(found)
            if wanted and wanted == code:
                raise Refused(
                    f"no one staff member has the code {code!r}: none has it, or several; import people first, "
                    "or give another of their codes",
                    "--person",
                )
        return ""

    def _engaged(self, login: str, role: str, name: str, boutiques: Sequence[str]) -> str:
        if not boutiques:
            raise Refused(f"a {role} needs a boutique; say which with --boutique CODE", "--boutique")
        one = Person(id=secrets.token_hex(10), name=name or login.partition("@")[0], boutique=boutiques[0],
                     job_role=ON_THE_FLOOR[role])  # fmt: skip
        self._directory.keep([one, Identifier(source="login", code=login, person=one.id)])
        return one.id

    def link(self, account: str, *, base: str = "") -> str:
        token = self._house.doorman.link(account)
        self._directory.note("operator", "made a sign-in link", account)
        return f"{(base or self._house.values['public_url'] or 'http://127.0.0.1:8000').rstrip('/')}/link/{token}"

    def disable(self, account: str, disabled: bool) -> None:
        found = self._directory.get(Account, account)
        if found:
            self._directory.put(replace(found, disabled=disabled))
            self._directory.note("operator", "disabled" if disabled else "enabled", account)
            if disabled:
                self._house.doorman.shut(account)
            else:
                self._house.doorman.end_all(account)

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


def _some(names: object) -> str:
    listed = sorted(names)  # type: ignore[call-overload]
    return ", ".join(listed[:8]) + (" ..." if len(listed) > 8 else "") if listed else "none yet"
