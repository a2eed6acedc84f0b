"""Whom an erasure or a report is about: found by name, code or sign-in, with all by which they are known."""

from collections.abc import Callable
from dataclasses import dataclass

from ..directory import Directory
from ..directory.rows import Account
from ..privacy.naming import ERASED
from ..refusals import Refused, Unknown
from ..retail.master import Identifier, Person
from .erasing_needles import NAMELESS, Subject


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody there ever was: every version of people and identifiers, and the accounts."""

    people: list[Person]
    codes: list[Identifier]
    accounts: list[Account]


def roll(directory: Directory) -> Roll:
    return Roll(directory.ever(Person), directory.ever(Identifier), directory.find(Account))


def subject(one: str, known: Roll) -> Subject:
    """All by which a person (or an account that belongs to nobody on the floor) is known. one: an id of either.

    Raises:
        Unknown: there is no such id.
    """
    account = next((a for a in known.accounts if a.id == one), None)
    person = account.person if account and account.person else one
    own = [row for row in known.people if row.id == person]
    accounts = [a for a in known.accounts if a.person == person] if own or not account else [account]
    if not own and not accounts:
        raise Unknown("there is no such person", one)
    codes = list(dict.fromkeys(c for c in known.codes if c.person == person and not gone(c)))
    others = {(c.source, c.code) for c in known.codes if c.person != person}
    logins = {a.login for a in accounts} | {c.code for c in codes if c.source == "login"}
    names = dict.fromkeys([*(row.name for row in own), *(a.name for a in accounts)])
    return Subject(
        id=person if own else accounts[0].id, person=person if own else "",
        accounts=tuple(a.id for a in accounts), logins=tuple(sorted(logins)),
        names=tuple(name for name in names if name not in ("", NAMELESS)), codes=tuple(codes),
        shared=frozenset((c.source, c.code) for c in codes if (c.source, c.code) in others),
        boutiques=tuple(sorted({row.boutique for row in own})),
        others=frozenset(
            part for row in known.people if row.id != person for part in row.name.replace(".", " ").split()
        ),
    )  # fmt: skip


def found(words: str, known: Roll, *, most: int = 50) -> list[Subject]:
    """Whom a name, a part of it, a code or a sign-in may mean, by name; [] for nobody, and for an empty word."""
    wanted = " ".join(words.split()).casefold()
    if not wanted:
        return []
    ids = {p.id for p in known.people if p.name != NAMELESS and wanted in p.name.casefold()}
    ids |= {c.person for c in known.codes if c.code.casefold() == wanted}
    ids |= {a.person or a.id for a in known.accounts
            if wanted in (a.login.casefold(), a.id) or wanted in a.name.casefold()}  # fmt: skip
    some = [subject(one, known) for one in sorted(ids)[:most]]
    return sorted((s for s in some if s.known), key=lambda s: ("".join(s.names[-1:]).casefold(), s.id))


def meant(words: str, known: Roll, was_erased: Callable[[str], bool]) -> Subject:
    """The one meant by an id, a code or a sign-in.

    Raises:
        Unknown: nobody, or somebody erased. Refused: several.
    """
    if was_erased(words):
        raise Unknown("this person was erased", words)
    try:
        return subject(words, known)
    except Unknown:
        some = found(words, known)
    if len(some) > 1:
        raise Refused(f"may mean {len(some)} people; give a code or a sign-in that only one of them has", words)
    if not some:
        raise Unknown("nobody is known by this code or sign-in", words)
    return some[0]


def gone(row: Identifier) -> bool:
    """Whether its code was erased."""
    return row.code.startswith(ERASED)
