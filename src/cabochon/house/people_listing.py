"""Accounts as an administrator looks at them: who reaches what, how each proves itself, when it was last here."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ..directory.factor_rows import Federated, Passkey, Provisioned, Totp
from ..directory.rows import Account, Key, Session
from ..languages import mark
from ..privacy.roles import EVERYWHERE

if TYPE_CHECKING:
    from . import House

STATES = {
    "open": mark("may sign in"),
    "disabled": "disabled",
    "bare": mark("without a second factor"),
    "never": mark("never signed in"),
    "scim": mark("from an identity system"),
}
ACTORS = {"operator": mark("The command line"), "anonymous": mark("Somebody not signed in"), "house": mark("The house")}


@dataclass(frozen=True, slots=True)
class Line:
    """One account. factors: how it proves itself besides a password, as words. scim: the key that looks after it."""

    account: Account
    reach: str
    factors: tuple[str, ...]
    seen: datetime | None
    scim: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """lines: one page of them; count: how many fit at all."""

    lines: list[Line]
    count: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What is looked up once for all accounts, by their ids."""

    apps: set[str]
    passkeys: Counter[str]
    single: set[str]
    scim: dict[str, str]
    seen: dict[str, datetime]


@dataclass(frozen=True, slots=True)
class Deed:
    """An audit entry in words. who: a name; detail: names nobody."""

    at: datetime
    who: str
    deed: str
    detail: str


class Listing:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def lines(self, *, words: str = "", role: str = "", state: str = "", first: int = 0, most: int = 50) -> Found:
        """Accounts by name, those that fit. words: in name or login; state: one of STATES; "" is any."""
        wanted, known = words.strip().casefold(), self._known()
        fits = [
            one
            for one in self._directory.find(Account)
            if (not role or one.role == role)
            and (not wanted or wanted in one.name.casefold() or wanted in one.login)
            and self._is(one, state, known)
        ]
        fits.sort(key=lambda one: (one.name.casefold(), one.login))
        return Found([self._line(one, known) for one in fits[first : first + most]], len(fits))

    def line(self, account: Account) -> Line:
        return self._line(account, self._known())

    def staff(self, *, names: bool) -> list[tuple[str, list[tuple[str, str]]]]:
        """Who works where today: (boutique, (id, words)), both in order; without names by their codes."""
        snapshot, today = self._house.snapshot, self._house.today
        doors = {d.code: d.name or d.code for d in snapshot.doors(today)}
        codes: dict[str, list[str]] = {}
        for code in snapshot.identifiers(today):
            codes.setdefault(code.person, []).append(code.code)
        has = {one.person for one in self._directory.find(Account) if not one.disabled}
        found: dict[str, list[tuple[str, str]]] = {}
        for one in snapshot.people(today):
            if one.left and one.left < today:
                continue
            called = one.name if names else ", ".join(sorted(codes.get(one.id, [])[:3])) or one.id
            words = mark(f"{called}, has an account") if one.id in has else called
            found.setdefault(doors.get(one.boutique, one.boutique), []).append((one.id, words))
        return [(door, sorted(people, key=lambda one: one[1].casefold())) for door, people in sorted(found.items())]

    def history(self, account_id: str, *, limit: int = 50) -> list[Deed]:
        """What was done to an account and by it signing in, newest first."""
        notes = self._directory.notes(about=account_id, limit=limit)
        names = self._actors({actor for _, actor, *_ in notes})
        return [Deed(datetime.fromisoformat(at), names[actor], deed, detail) for at, actor, deed, _, detail in notes]

    def _known(self) -> _Known:
        keys = {one.id: one.name for one in self._directory.find(Key)}
        seen: dict[str, datetime] = {}
        for session in self._directory.find(Session):
            seen[session.account] = max(session.seen, seen.get(session.account, session.seen))
        return _Known(
            apps={one.id for one in self._directory.find(Totp) if one.confirmed},
            passkeys=Counter(one.account for one in self._directory.find(Passkey)),
            single={one.account for one in self._directory.find(Federated)},
            scim={one.id: keys.get(one.key, mark("a key that is gone")) for one in self._directory.find(Provisioned)},
            seen=seen,
        )

    def _is(self, account: Account, state: str, known: _Known) -> bool:
        match state:
            case "open":
                return not account.disabled
            case "disabled":
                return account.disabled
            case "bare":
                return not account.disabled and not self._factors(account, known)
            case "never":
                return not account.disabled and self._seen(account, known) is None
            case "scim":
                return account.id in known.scim
        return True

    def _line(self, account: Account, known: _Known) -> Line:
        factors, scim = self._factors(account, known), known.scim.get(account.id, "")
        return Line(account, self.reach(account), factors, self._seen(account, known), scim)

    def _factors(self, account: Account, known: _Known) -> tuple[str, ...]:
        count = known.passkeys[account.id]
        return (
            *([mark("authenticator app")] if account.id in known.apps else []),
            *([f"{count} passkeys" if count > 1 else "passkey"] if count else []),
            *([mark("single sign-on")] if account.id in known.single else []),
        )

    def reach(self, account: Account) -> str:
        """How far it reaches, in words; "" for not at all."""
        if EVERYWHERE in account.regions:
            where = "every boutique"
        else:
            doors = {d.code: d.name for d in self._house.snapshot.doors(self._house.today)}
            where = ", ".join((*account.regions, *(doors.get(code) or code for code in account.boutiques)))
        return " · ".join(part for part in (where, account.brand) if part)

    def _seen(self, account: Account, known: _Known) -> datetime | None:
        """When it was last here; without a session, when it last did something that was noted."""
        if found := known.seen.get(account.id):
            return found
        notes = self._directory.notes(actor=account.id, limit=1)
        return datetime.fromisoformat(notes[0][0]) if notes else None

    def _actors(self, actors: Iterable[str]) -> Mapping[str, str]:
        names = {}
        for actor in actors:
            kind, _, key = actor.partition(":")
            if kind == "key":
                found = self._directory.get(Key, key)
                names[actor] = mark(f"The key {found.name}") if found else mark("A key that is gone")
            else:
                account = self._directory.get(Account, actor)
                names[actor] = (
                    account.name or account.login if account else ACTORS.get(actor, mark("An account that is gone"))
                )
        return names
