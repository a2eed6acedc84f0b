"""Accounts and keys: who may come in. Every change is audited."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..directory.rows import Account, Key
from ..privacy.viewer import ROLES, Viewer
from ..refusals import Conflict, Refused, Unknown
from ..retail.master import Identifier, Person

if TYPE_CHECKING:
    from . import House

ON_THE_FLOOR = {"manager": "manager", "associate": "advisor"}  # access role -> job role of a person made for it


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

        Raises:
            Conflict: the login is taken. Refused: an unknown role, boutique, region or person, or no boutique.
        """
        login = login.strip().lower()
        if self._directory.find(Account, login=login):
            raise Conflict(f"{login} has an account already; `cabochon link {login}` signs it in")
        if role not in ROLES:
            raise Refused(f"there is no role {role!r}; there are {', '.join(ROLES)}", "--role")
        doors = {d.code: d for d in self._house.snapshot.doors(self._house.today)}
        for code in boutiques:
            if code not in doors:
                raise Refused(
                    f"there is no boutique {code!r}; import doors first, or use one of {_some(doors)}", "--boutique"
                )
        known = {d.region for d in doors.values()}
        for region in regions:
            if region not in known:
                raise Refused(f"there is no region {region!r}; there are {_some(known)}", "--region")
        account = Account(
            id=secrets.token_hex(8), login=login, name=name or login.partition("@")[0], role=role,
            boutiques=tuple(boutiques), regions=tuple(regions), person=self._person(login, role, name, boutiques, person),
        )  # fmt: skip
        self._directory.put(account)
        self._directory.note("operator", "made an account", account.id, f"{login}: {role} {' '.join(boutiques)}")
        return account

    def _person(self, login: str, role: str, name: str, boutiques: Sequence[str], code: str) -> str:
        snapshot, today = self._house.snapshot, self._house.today
        for wanted in (code, login):
            if wanted and snapshot.person_on(wanted, today):
                return wanted
            if wanted and (found := snapshot.person_by_code(wanted, today)):
                return str(found)
        if code:
            raise Refused(f"no staff member has the code {code!r}; import people first", "--person")
        if role not in ON_THE_FLOOR:
            return ""
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
            self._house.doorman.end_all(account)

    def keys(self) -> list[Key]:
        return self._directory.find(Key)

    def revoke(self, key: str) -> None:
        found = self._directory.get(Key, key) or next(iter(self._directory.find(Key, name=key)), None)
        if found is None:
            raise Unknown(f"there is no key {key!r}; `cabochon key list` shows them")
        self._directory.put(replace(found, revoked=True))
        self._directory.note("operator", "revoked a key", found.id)
        self._house.keyring.forget()

    def viewer(self, login: str) -> Viewer | None:
        found = self._directory.find(Account, login=login.strip().lower())
        return self._house.viewer(found[0].id) if found else None


def _some(names: object) -> str:
    listed = sorted(names)  # type: ignore[call-overload]
    return ", ".join(listed[:8]) + (" ..." if len(listed) > 8 else "") if listed else "none yet"
