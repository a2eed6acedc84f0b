"""Audit entries as sentences: who, what, about whom; ids become names only for whom names are shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ..directory import Note
from ..directory.rows import Account, Key
from ..languages import mark
from .looking import LOOKED

if TYPE_CHECKING:
    from . import House

KEY = "key:"
OTHERS = {"anonymous": mark("Somebody not signed in"), "operator": mark("The operator at the command line"),
          "house": mark("The house itself")}  # fmt: skip
# Deeds that were noted in another form of the word.
PAST = mark({"publish": "published", "roll back": "rolled back", "retire": "retired", "restore": "put back",
             "discard": "discarded", "propose": "proposed", "review": "reviewed", "sign": "signed",
             "withdraw sign-off": "withdrew the sign-off of"})  # fmt: skip
ONE_WORD = (mark("published"), mark("retired"), mark("discarded"), mark("proposed"), mark("reviewed"), mark("signed"))
MOST = 20  # accounts and people one name may mean


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is read. who, about: a name, or the id where no name may be shown or is known any more.

    page: where somebody looked, "" for any other deed. gone: its detail was forgotten with whom it was about.
    """

    number: int
    at: datetime
    who: str
    role: str
    deed: str
    about: str
    page: str
    detail: str
    gone: bool
    actor: str
    subject: str
    looked: bool


class Names:
    """What ids are called, as far as `shown`; looked up once each."""

    def __init__(self, house: "House", *, shown: bool) -> None:
        self._house, self._shown = house, shown
        self._known: dict[str, tuple[str, str]] = {}

    def of(self, one: str) -> tuple[str, str]:
        """(what to call it, its access role or "")."""
        if one not in self._known:
            self._known[one] = self._looked_up(one)
        return self._known[one]

    def line(self, entry: Note) -> Line:
        who, role = self.of(entry.actor)
        about = self.of(entry.about)[0] if entry.about and entry.about != entry.actor else ""
        looked = entry.deed == LOOKED
        detail = entry.detail or ""
        return Line(
            entry.seq, datetime.fromisoformat(entry.at), who, role, PAST.get(entry.deed, entry.deed), about,
            detail if looked else "", "" if looked else detail, entry.detail is None, entry.actor, entry.about, looked,
        )  # fmt: skip

    def ids(self, text: str) -> tuple[str, ...]:
        """The ids somebody means by a name, a login or an id: accounts and the people they belong to, and keys."""
        text = " ".join(text.split())
        directory, wanted = self._house.directory, text.casefold()
        found, people = {text: None}, self._house.snapshot.people(self._house.today)
        names = [wanted] if self._shown and wanted else []
        persons = {one.id for one in people if one.id == text or one.name.casefold() in names}
        accounts = [
            one for one in directory.find(Account)
            if text in (one.id, one.person) or one.person in persons or {one.name.casefold(), one.login} & set(names)
        ]  # fmt: skip
        for account in accounts[:MOST]:
            found |= {account.id: None} | ({account.person: None} if account.person else {})
        found |= dict.fromkeys(sorted(persons)[:MOST])
        keys = [
            one for one in directory.find(Key) if text in (one.id, f"{KEY}{one.id}") or one.name.casefold() == wanted
        ]
        for key in keys[:MOST]:
            found |= {key.id: None, f"{KEY}{key.id}": None}
        return tuple(found)

    def _looked_up(self, one: str) -> tuple[str, str]:
        if one in OTHERS:
            return OTHERS[one], ""
        directory = self._house.directory
        if one.startswith(KEY) or directory.get(Key, one):
            key = directory.get(Key, one.removeprefix(KEY))
            return (mark(f"The key {key.name}") if key else one), ""
        account = directory.get(Account, one)
        if account:
            return (account.name if self._shown and account.name else account.id), account.role
        person = self._house.snapshot.person_on(one, self._house.today) if self._shown else None
        return (person.name if person else one), ""
