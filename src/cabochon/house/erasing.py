"""Erasing a person: names, identifiers, text keys, documents, caches; facts stay, so past totals do not move.

See docs/decisions/0033-forgetting.md. Every step can be done again without harm, and what the steps look for is taken
away last: so an erasure that was cut off is finished by beginning it anew.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from ..directory.rows import Demo, Session
from ..directory.trust_rows import Erasure
from ..privacy.naming import ERASED
from ..privacy.sealing import drop_ciphers
from ..refusals import Refused, Unknown
from ..retail.master import Identifier, Person
from ..stream import Query
from ..vocabulary import KINDS
from ..xapi.agents import identifier
from ..xapi.facets import agent_value
from . import erasing_who as who
from .erasing_needles import NAMELESS, Needles, Subject
from .erasing_rows import Rows
from .erasing_words import Swept, Words
from .holding import BESIDE

if TYPE_CHECKING:
    from . import House

log = logging.getLogger("cabochon.forgetting")
PAGE = 1_000
COUNTED = 20_000  # statements counted for the page that shows what will go; beyond that it is "more than"
Progress = Callable[[str, int, int], None]  # what is being done, how far, of how many


@dataclass(frozen=True, slots=True)
class Plan:
    """What erasing somebody would do. statements: those about and by them, by kind; more: there are more than were
    counted. held: sentences of the holds that stand in the way.
    """

    subject: Subject
    statements: dict[str, int]
    more: bool
    documents: int
    sessions: int
    demos: int
    names: int
    codes: int
    held: tuple[str, ...] = ()


class Erasing:
    """One for a house. One erasure at a time."""

    def __init__(self, house: "House") -> None:
        self._house, self._directory, self._turn = house, house.directory, Lock()

    # Who

    def find(self, words: str) -> list[Subject]:
        """Whom a name, a part of it, a code or a sign-in may mean, by name."""
        return who.found(words, who.roll(self._directory))

    def one(self, words: str) -> Subject:
        """The one meant by an id, a code or a sign-in. Raises: as `erasing_who.meant`."""
        return who.meant(words, who.roll(self._directory), self.was_erased)

    def subject(self, one: str) -> Subject:
        """By id. Raises: Unknown."""
        return who.subject(one, who.roll(self._directory))

    def was_erased(self, one: str) -> bool:
        """Whether a person or an account was, by id."""
        return (
            self._directory.buried(f"person:{one}") is not None or self._directory.buried(f"account:{one}") is not None
        )

    def barred(self, source: str, code: str) -> date | None:
        """The day somebody a source knew by this code was erased: it may not bring them back. source: "login" too."""
        if found := self._directory.buried(f"code:{source}/{self._house.entrance.naming.code(source, code)}"):
            return found
        return self._directory.buried(f"login:{code.lower()}") if source == "login" else None

    def readmit(self, login: str, *, by: str) -> None:
        """Let a sign-in that was erased be given again: somebody came back, or it is somebody else's now.

        Raises:
            Unknown: no such sign-in was erased.
        """
        login = login.strip().lower()
        if not self.barred("login", login):
            raise Unknown("nobody who was erased signed in by that name", "LOGIN")
        needles = Needles(Subject(id="", logins=(login,)), self._house.home)
        hashed = self._house.entrance.naming.code("login", login)
        self._directory.exhume([f"login:{login}", f"code:login/{hashed}", *self._agent_keys(needles)])
        self._directory.note(by, "readmitted an erased sign-in", "")

    # What would go

    def plan(self, one: str) -> Plan:
        """
        Raises:
            Unknown: nobody is known by this id.
        """
        subject = self.subject(one)
        counts, more = self._statements(subject)
        needles = self.needles(subject)
        documents = sum(len(self._house.documents.held(agent)) for agent in needles.agents())
        return Plan(
            subject, counts, more, documents,
            sessions=sum(len(self._directory.find(Session, account=a)) for a in subject.accounts),
            demos=len(self._directory.find(Demo, person=subject.person)) if subject.person else 0,
            names=len(subject.names), codes=len(subject.own_codes), held=self._held(subject, counts),
        )  # fmt: skip

    def _statements(self, subject: Subject) -> tuple[dict[str, int], bool]:
        """Statements that name them by the id, by kind."""
        counts: Counter[str] = Counter()
        if not subject.person:
            return {}, False
        agent = self.needles(subject).pseudonym()
        key, cursor, more = self._house.entrance.ref("related_agent", agent_value(agent) or ""), None, True
        while more and counts.total() < COUNTED:
            page = self._house.log.query(Query(refs=(frozenset({key}),), limit=PAGE, cursor=cursor))
            for kept in page.found:
                counts[kept.entry.kind or "other"] += 1
                cursor = kept.seq
            more = page.more
        order = [kind.name for kind in KINDS]
        return dict(sorted(counts.items(), key=lambda p: order.index(p[0]) if p[0] in order else len(order))), more

    def _held(self, subject: Subject, kinds: Iterable[str]) -> tuple[str, ...]:
        holds = self._house.trust.holds
        about = (
            subject.id,
            *subject.accounts,
            *(f"door:{d}" for d in subject.boutiques),
            *(f"kind:{k}" for k in (*kinds, *BESIDE)),
        )
        return tuple(f"{holds.says(one.about)}: {one.reason}" for one in holds.standing(*about))

    # Doing it

    def erase(self, one: str, *, by: str, progress: Progress = lambda *_: None) -> Erasure:
        """Names, identifiers, sign-ins, keys of texts, documents and what was written down of a person or an account.

        Raises:
            Unknown: nobody by this id. Refused: 409, a hold stands in the way, or another erasure runs.
        """
        subject = self.subject(one)
        if held := self._held(subject, self._statements(subject)[0]):
            raise Refused(f"is under a legal hold ({held[0]}); end it first", "person", 409)
        if not self._turn.acquire(blocking=False):
            raise Refused("another erasure is running; try again in a minute", "person", 409)
        try:
            with self._house.alone("erase") as mine:
                if not mine:
                    raise Refused("another erasure is running; try again in a minute", "person", 409)
                return self._erased(subject, by, progress)
        finally:
            self._turn.release()

    def again(self, progress: Progress = lambda *_: None) -> int:
        """Erase once more whoever was erased and is here again, as after a restore, and finish what was cut off.

        Returns: how many there were.
        """
        known = who.roll(self._directory)
        held = {(c.source, c.code): set[str]() for c in known.codes}
        for code in known.codes:
            held[code.source, code.code].add(code.person)
        alone = (c for c in known.codes if not who.gone(c) and len(held[c.source, c.code]) == 1)
        back = {p.id for p in known.people if p.name != NAMELESS and self.was_erased(p.id)}
        back |= {c.person for c in alone if self.was_erased(c.person)}
        back |= {a.person or a.id for a in known.accounts
                 if self.was_erased(a.id) or (a.person and self.was_erased(a.person))}  # fmt: skip
        begun = {row.id: row.by for row in self._directory.find(Erasure, state="begun")}
        for one in sorted(back | begun.keys()):
            try:
                subject = self.subject(one)
            except Unknown:  # an account alone, of which the last step is all that was left
                subject = Subject(id=one)
            with self._turn:
                self._erased(subject, begun.get(one, "restore"), progress)
        return len(back | begun.keys())

    def finish(self) -> int:
        """Finish what was cut off, as at a start; how many there were. Nothing while an erasure runs."""
        waits = bool(self._directory.find(Erasure, state="begun"))
        return self.again() if waits and not self._turn.locked() else 0

    def done(self) -> list[Erasure]:
        """Every erasure, the newest first."""
        return sorted(self._directory.find(Erasure), key=lambda one: one.at, reverse=True)

    def _erased(self, subject: Subject, by: str, progress: Progress) -> Erasure:
        known = self._directory.get(Erasure, subject.id)
        row = replace(known, state="begun") if known else Erasure(id=subject.id, by=by, at=self._house.clock())
        self._directory.put(row)
        needles = self.needles(subject)
        rows, keys, swept = Rows(self._house, needles), self._keys(subject, needles), Swept()
        rows.shut_out()
        self._read_what_waits()
        words = Words(self._house, needles, keys)
        if subject.known:
            words.sweep(swept, progress=lambda at, end: progress("statements", at, end))
        self._directory.bury([*keys, *self._graves(subject)])  # from here on nothing more is sealed that can be opened
        words.sweep(swept)
        met = [a for agent in swept.met if (a := agent) not in needles.agents()]
        self._directory.bury(self._agent_keys(needles, met))
        progress("rows", 0, 1)
        counts = Counter({"texts": swept.own, "others": swept.others})
        for agent in [*needles.agents(), *met]:
            counts["documents"] += self._house.documents.forget(agent)
        rows.remove()
        counts["names"], counts["codes"] = self._nameless(subject)
        rows.drop_accounts()
        self._directory.scrub()
        drop_ciphers()
        if swept.clear:
            self._house.rebuild()  # an address named them: what was made of it is told anew
        counts.update(rows.counts)
        before = dict(known.counts) if known else {}
        total = {name: max(before.get(name, 0), counts[name]) for name in {*before, *counts}}
        row = replace(row, state="done", done=self._house.clock(),
                      counts=tuple(sorted((name, n) for name, n in total.items() if n)))  # fmt: skip
        self._directory.put(row)
        self._directory.note(by, "erased a person", subject.id)
        return row

    def _read_what_waits(self) -> None:
        """Deliveries are read first, so that none of their receipts is lost."""
        try:
            for _ in range(100):
                if not self._house.deliveries.read_waiting():
                    break
        except Refused as refusal:
            log.warning("deliveries could not be read before an erasure: %s", refusal.reason)

    def _nameless(self, subject: Subject) -> tuple[int, int]:
        """The master data without name and codes: dates, boutique and job role stay, on which facts stand."""
        if not subject.person:
            return 0, 0
        today = self._house.today
        person = self._house.called.named().person_on(subject.person, today)
        if person and (person.left is None or person.left > today):
            self._directory.keep([replace(person, name=NAMELESS, left=today)], today)
        names = codes = 0

        def without_name(row: Person) -> Person:
            nonlocal names
            if row.id != subject.person or row.name == NAMELESS:
                return row
            names += 1
            return replace(row, name=NAMELESS)

        def without_code(row: Identifier) -> Identifier:
            nonlocal codes
            if row.person != subject.person or who.gone(row) or (row.source, row.code) in subject.shared:
                return row
            codes += 1
            return replace(row, code=f"{ERASED}{self._house.entrance.naming.code(row.source, row.code)}")

        self._directory.rewrite(Person, without_name)
        self._directory.rewrite(Identifier, without_code)
        return names, codes

    def _keys(self, subject: Subject, needles: Needles) -> list[str]:
        """Names of the text keys that go."""
        naming = self._house.entrance.naming
        found = [f"person:{subject.person}"] if subject.person else []
        found += [f"code:{c.source}/{naming.code(c.source, c.code)}" for c in subject.own_codes]
        found += [f"audit:{one}" for one in dict.fromkeys((subject.id, *subject.accounts))]
        return [*found, *self._agent_keys(needles)]

    def _agent_keys(self, needles: Needles, more: Iterable[dict[str, object]] = ()) -> list[str]:
        naming, known = self._house.entrance.naming, (identifier(agent) for agent in (*needles.agents(), *more))
        return [f"agent:{naming.agent(one)}" for one in known if one is not None]

    def _graves(self, subject: Subject) -> list[str]:
        """What else may not come back."""
        return [
            f"person:{subject.id}", *(f"account:{a}" for a in subject.accounts),
            *(f"login:{login}" for login in subject.logins),
        ]  # fmt: skip

    def needles(self, subject: Subject) -> Needles:
        """What to look for, of somebody."""
        naming = self._house.entrance.naming
        hashes = {(c.source, c.code): naming.code(c.source, c.code) for c in subject.own_codes}
        return Needles(subject, self._house.home, hashes)
