"""Staff as an identity system says it: who a user is among the people of the house, where they work, from which day.

Written as a people file is, into the dated rows; nothing of it enters the stream. What cannot be used waits in the
quarantine, and is tried again with every change of the user, of the mapping, and by hand.
"""

import json
import re
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from ..connectors.mapping import default_text
from ..directory.factor_rows import Provisioned, Staffing
from ..directory.rows import Account, Key, Quarantined
from ..languages import mark
from ..privacy.keys import reaches
from ..refusals import Refused, Unknown
from ..retail.master import Door, Identifier, Person
from . import rolls
from .people_reach import ON_THE_FLOOR
from .quarantine import Held
from .scim_known import Known
from .scim_steps import Step, said
from .scim_work import ALWAYS, EMPLOYEE, FEED, LOGIN, MAIL, OFF, Work, settings_of, spoken, work_of

if TYPE_CHECKING:
    from . import House

TABLES = {"boutiques": "boutique", "job_roles": "job_role"}  # table of words -> which attributes hold them
ELSEWHERE = "this key reaches {reach} and says nothing of other boutiques"
TAKEN = "this staff member has an account already; close one of the two, or hand it over to the identity system"


@dataclass(frozen=True, slots=True)
class Placed:
    """What is to be kept of a user. rows: each with the day it holds from."""

    person: str
    boutique: str  # the door they work at today, "" for one who left
    places: frozenset[str] = frozenset()  # every door they ever worked at
    rows: tuple[tuple[Person | Identifier, date | None], ...] = ()
    back: tuple[date, ...] = ()  # first days of versions to come that are not said any more
    told: str = ""  # for the audit, "" where nothing changes


class Staff:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def mapping(self, key: str) -> str:
        """The text of a key's mapping; the default's where none was declared."""
        row = self._directory.get(Staffing, key)
        return row.mapping if row else default_text(FEED)

    def settings(self, key: str) -> Mapping[str, Any]:
        row = self._directory.get(Staffing, key)
        return settings_of(row.mapping if row else "")

    def judged(self, key: Key, account: Account, row: Provisioned) -> Placed | Refused | None:
        """What follows from what is said of a user's work; None where nothing does; Refused is why it has to wait.

        Args:
            account: as it will be, but for the person it may yet be bound to.
        """
        settings = self.settings(key.id)
        if settings["employment"] == OFF or (row.role or "associate") not in ON_THE_FLOOR:
            return None
        snapshot, today = self._house.called.named(), self._house.today
        doors = {door.code: door for door in snapshot.doors(today)}
        try:
            work = work_of(row, account.login, account.name, settings=settings, doors=doors)
            if work and not reaches(key, work.boutique):
                raise Refused(ELSEWHERE.format(reach=", ".join(key.boutiques) or mark("no boutique")), "department")
        except Refused as refused:
            return refused if row.active else self._gone(account, settings)
        if work is None:
            return None if row.active else self._gone(account, settings)
        try:
            return self._placed(work, account, row, settings=settings, door=doors[work.boutique])
        except Refused as refused:
            return refused

    def keep(self, key: Key, account: Account, found: Placed | Refused | None) -> None:
        """Write it; what has to wait waits, what waited before and need not any more does so no longer."""
        if isinstance(found, Refused):
            return self._hold(key, account.id, found)
        if found is not None:
            for day in found.back:
                self._directory.take_back(Person, found.person, day)
            for since in dict.fromkeys(since for _, since in found.rows):
                self._directory.keep([row for row, day in found.rows if day == since], since)
            if found.told:
                self._directory.note(f"key:{key.id}", mark("said where somebody works"), found.person, found.told)
        return self._release(account.id)

    def again(self, account_id: str) -> str:
        """Try a user once more that waits.

        Raises:
            Refused: it still cannot be used, and why. Unknown: the account or its key is gone.
        """
        account, row = self._directory.get(Account, account_id), self._directory.get(Provisioned, account_id)
        key = self._directory.get(Key, row.key) if row else None
        if account is None or row is None or key is None:
            raise Unknown("the account is not looked after by an identity system any more; discard this")
        found = self.applied(key, account, row)
        if isinstance(found, Refused):
            raise Refused(self._house.imports.safe(found.reason), found.pointer)
        return mark("kept")

    def applied(self, key: Key, account: Account, row: Provisioned) -> Placed | Refused | None:
        """Judge and keep, and bind the account to its person."""
        changing = self._house.people.changing
        with changing.turn:
            found = self.judged(key, account, row)
            after = bound(account, row, found)
            changing.write(account, after, by=f"key:{key.id}")
            self.keep(key, after, found)
        return found

    def declare(self, key: Key, text: str, *, by: str) -> int:
        """Read what a key says of people's work by another mapping from now on; how many of its users still wait.

        Raises:
            Refused: it is no mapping; with the line to mend.
        """
        settings_of(text)
        if text != self.mapping(key.id):
            self._directory.put(Staffing(id=key.id, mapping=text))
            self._directory.note(by, mark("changed how staff are read"), key.id)
        users = self._house.trust.scim.users(key.id)
        return sum(isinstance(self.applied(key, *one), Refused) for one in users)

    def meaning(self, key: Key, table: str, word: str, code: str) -> str:
        """The text of the mapping with what one word means: a code, or "" for nothing.

        Raises:
            Refused: another table, or no word.
        """
        if table not in TABLES or not word.strip() or not word.isprintable():
            raise Refused("should be a word of a boutique or of a job role", "word")
        quoted, text = json.dumps(word, ensure_ascii=False), self.mapping(key.id)
        head, named, rest = text.partition(f"\n[{table}]")
        if not named:
            return f"{text.rstrip()}\n\n[{table}]\n{quoted} = {json.dumps(code)}\n"
        line, _, rest = rest.partition("\n")
        own, then, others = rest.partition("\n[")  # only in its own table may the word have stood before
        own = re.sub(rf"^{re.escape(quoted)}[ \t]*=.*\n?", "", own, flags=re.MULTILINE)
        return f"{head}{named}{line}\n{quoted} = {json.dumps(code)}\n{own}{then}{others}"

    def unknown(self, key: Key) -> tuple[list[tuple[tuple[str, str], int]], list[tuple[str, str]]]:
        """What users of a key wait for: ((table, word), how many) that nobody knows, the most frequent first; and
        (account, reason) of what waits for another reason."""
        settings, words, others = self.settings(key.id), Counter[tuple[str, str]](), list[tuple[str, str]]()
        users = {account.id: row for account, row in self._house.trust.scim.users(key.id)}
        for held in self._house.quarantined.waiting():
            row = users.get(held.id.removeprefix("scim:")) if held.id.startswith("scim:") else None
            if row is None:
                continue
            attribute = held.place.partition(", ")[2]
            table = next((one for one, of in TABLES.items() if attribute in settings[of]), "")
            said = spoken(row).get(attribute, "")
            if table and said and said not in settings["boutiques" if table == "boutiques" else "job_roles"]:
                words[table, said] += 1
            else:
                others.append((row.id, held.reason))
        return words.most_common(), others

    def differing(self, key: Key) -> Iterator[tuple[Account, Person, Work]]:
        """Users of whom the people file says another boutique or job role, which counts."""
        settings, snapshot, today = self.settings(key.id), self._house.called.named(), self._house.today
        if settings["employment"] in (OFF, ALWAYS):
            return
        doors = {door.code: door for door in snapshot.doors(today)}
        known = Known(snapshot, today, settings["known_as"])
        for account, row in self._house.trust.scim.users(key.id):
            person = snapshot.person_on(account.person, today) if account.person else None
            if person is None or not row.active or not known.of_file(person.id):
                continue
            try:
                work = work_of(row, account.login, account.name, settings=settings, doors=doors)
            except Refused:
                continue
            if work and (work.boutique, work.job_role) != (person.boutique, person.job_role):
                yield account, person, work

    # Within

    def _placed(self, work: Work, account: Account, row: Provisioned, *, settings: Mapping[str, Any],
                door: Door) -> Placed | None:  # fmt: skip
        snapshot, today = self._house.called.named(), door.local(self._house.clock()).date()
        known = Known(snapshot, today, settings["known_as"])
        for source, code in ((rolls.FILE, work.number), (EMPLOYEE, work.number), (LOGIN, work.login),
                             *((MAIL, one) for one in work.mails)):  # fmt: skip
            if code and (gone := self._house.trust.erasing.barred(source, code)):
                raise Refused(f"the person with this {source} was erased on {gone}; give a new one if this is "
                              "somebody new", source)  # fmt: skip
        one = known.one(work, account.person)
        if one and any(o.id != account.id and not o.disabled for o in self._directory.find(Account, person=one)):
            raise Refused(TAKEN, "employeeNumber")
        if not one and not row.active:
            return None
        person = snapshot.person_on(one, today) if one else None
        one = one or secrets.token_hex(10)
        rows: list[tuple[Person | Identifier, date | None]] = [*known.codes(work, one)]
        if account.person not in ("", one) and (double := known.double(account.person)):
            rows.append((replace(double, left=today), today))
        history = snapshot.kinds.get("Person", {}).get(one, ())
        places = frozenset(step.row.boutique for step in history if isinstance(step.row, Person))
        filed = known.of_file(one)
        if person and filed and settings["employment"] != ALWAYS:
            return Placed(one, person.boutique if person.left is None or person.left >= today else "", places,
                          tuple(rows))  # fmt: skip
        steps, back = said(work, one, history, active=row.active, filed=filed, today=today)
        news = [step for step in steps if rolls.fate([step[0]], snapshot, step[1]) != "repeated"]
        now = next((one.boutique for one, since in reversed(steps) if since is None or since <= today), "")
        boutique = (now or (person.boutique if person else "")) if row.active else ""
        return Placed(one, boutique, places, (*rows, *news), tuple(back), _told(news))

    def _gone(self, account: Account, settings: Mapping[str, Any]) -> Placed | None:
        """The end of an employment, of whom nothing else is said any more."""
        snapshot, today = self._house.called.named(), self._house.today
        person = snapshot.person_on(account.person, today) if account.person else None
        if person is None or (person.left and person.left <= today):
            return None
        known = Known(snapshot, today, settings["known_as"])
        if not known.by_system(person.id) or (settings["employment"] != ALWAYS and known.of_file(person.id)):
            return None
        steps = [(replace(person, left=today), today)]
        return Placed(person.id, "", rows=tuple(steps), told=_told(steps))

    def _hold(self, key: Key, account_id: str, refused: Refused) -> None:
        name, reason = f"scim:{account_id}", self._house.imports.safe(refused.reason)
        place = f"account {account_id}, {refused.pointer}" if refused.pointer else f"account {account_id}"
        known = self._directory.get(Quarantined, name)
        if known and known.state == "waiting" and (known.reason, known.place) != (reason, place):
            self._directory.put(replace(known, reason=reason, place=place))
        body = msgspec.json.encode({"user": account_id}).decode()
        self._house.quarantined.hold(Held(name=name, source=f"scim:{key.name}", place=place, reason=reason, body=body))

    def _release(self, account_id: str) -> None:
        row = self._directory.get(Quarantined, f"scim:{account_id}")
        if row and row.state == "waiting":
            self._directory.put(replace(row, state="replayed", body=b""))


def bound(account: Account, row: Provisioned, found: Placed | Refused | None) -> Account:
    """The account with the person it belongs to. Its reach follows them, where it was one boutique of theirs and the
    identity system says no other."""
    if not isinstance(found, Placed):
        return account
    follows = not row.boutiques and not row.regions and not account.regions and len(account.boutiques) <= 1
    if found.boutique and follows and found.places.issuperset(account.boutiques):
        account = replace(account, boutiques=(found.boutique,))
    return replace(account, person=found.person)


def _told(steps: Sequence[Step]) -> str:
    if not steps:
        return ""
    person, since = steps[-1]
    if person.left:
        return mark(f"{person.boutique}, until {person.left}")
    return mark(f"{person.boutique} as {person.job_role}, from {since or person.hired}")
