"""What is held of a person, whole, for that person: the answer to an access request (GDPR, article 15).

One structure for the page and for the download: sections with rows of plain values. Others' names stand in it only
where they wrote of the person, as the person reads them anyway.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from ..directory import Asked
from ..directory import board_rows as board
from ..directory import factor_rows as factors
from ..directory import package_rows as packages
from ..directory import path_rows as paths
from ..directory import rhythm_rows as rhythm
from ..directory import rows as kept
from ..directory import verdict_rows as verdict
from ..directory import weekly_rows as weekly
from ..directory.trust_rows import Hold
from ..facts.tables import FACTS
from ..languages import mark
from ..measures.cuts import PERSONS
from ..privacy.opening import opened
from ..retail.master import Identifier, Person
from ..stream import Query
from ..xapi.facets import agent_value
from . import stored
from .erasing_needles import Needles, Subject
from .held_words import Json, Telling, spared
from .looking import LOOKED

if TYPE_CHECKING:
    from . import House

SCHEMA, VERSION = "https://w3id.org/xapi/cabochon/access-report", 1
PAGE, MOST, LOOKS = 500, 200_000, 2_000
READ_BY_ADMIN = mark("access report")  # the page's name in "who looked"
SECRET = frozenset({"password", "hashed", "secret", "csrf", "token", "public", "state", "fetch_hash", "words", "key",
                    "step", "count"})  # fmt: skip
PLAIN = frozenset({"id", "account", "person"})  # of a row: names of rows of ours
Rowed = tuple[type[kept.Row], str, str]  # kind, the field that names the account or person, title

OF_ACCOUNT: tuple[Rowed, ...] = mark((
    (kept.Session, "account", "Where you are signed in"), (kept.Link, "account", "Sign-in links"),
    (kept.Pin, "id", "PIN for the boutique’s tablet"), (factors.Totp, "id", "Authenticator app"),
    (factors.Passkey, "account", "Passkeys"), (factors.Recovery, "account", "Recovery codes"),
    (factors.Federated, "account", "The company’s own sign-in"),
    (factors.Provisioned, "id", "Looked after by HR’s system"),
    (kept.Deputyship, "account", "Rights lent to you"), (kept.Deputyship, "lender", "Rights you lent"),
    (rhythm.Wishes, "id", "How you wish to be reminded"), (rhythm.Given, "account", "Reminders given"),
    (rhythm.Subscription, "account", "Browsers that may be knocked at"),
    (kept.ClockPutRight, "account", "Phone clocks put right"),
    (kept.LaunchCheck, "account", "Packages you tried"), (board.SavedView, "account", "Views you saved"),
    (weekly.WeeklyWish, "account", "Weekly snapshots you wished for"),
    (weekly.WeeklySent, "account", "Weekly snapshots sent"),
))  # fmt: skip
OF_PERSON: tuple[Rowed, ...] = mark((
    (packages.Enrolment, "person", "Training packages"), (packages.Launch, "person", "Packages opened"),
    (paths.Followed, "person", "Steps of learning paths"), (kept.Mentor, "id", "Asked to be a mentor"),
    (kept.Demo, "person", "Demos you recorded"), (verdict.Begun, "person", "When you were coached"),
    (verdict.Reached, "person", "What was said of it"),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """key: stable, for programs. why: what it is kept for; until: how long, in words, "" where it is not said."""

    key: str
    title: str
    why: str
    until: str
    rows: list[Json]


class Held:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def report(self, one: str, *, by: str, progress: Callable[[int], None] = lambda _: None) -> Json:
        """Everything, as one structure with stable keys (`schema`, `version`).

        Args:
            one: a person's or an account's id. by: the account that asks; noted unless it is their own.
            progress: told how many statements were read.
        Raises:
            Unknown: nobody by this id.
        """
        subject = self._house.trust.erasing.subject(one)
        if by not in subject.accounts:
            self._directory.note(by, LOOKED, subject.id, READ_BY_ADMIN)
        needles = self._house.trust.erasing.needles(subject)
        sections = [*self._master(subject), *self._accounts(subject), *self._statements(needles, progress),
                    *self._documents(needles), *self._rows(OF_PERSON, (subject.person,)),
                    *self._about(subject)]  # fmt: skip
        return {
            "schema": SCHEMA, "version": VERSION, "made": self._house.clock().isoformat(timespec="seconds"),
            "house": self._house.home, "person": subject.id, "name": subject.names[-1] if subject.names else "",
            "sections": [{f.name: getattr(s, f.name) for f in fields(s)} for s in sections if s.rows],
            "also": list(ALSO),
        }  # fmt: skip

    def _section(self, key: str, title: str, why: str, rows: Iterable[Json], until: str = "") -> Section:
        return Section(key, title, why, until or self._periods().get(key, ""), list(rows))

    def _periods(self) -> dict[str, str]:
        return dict(self._house.trust.retaining.periods())

    def _master(self, subject: Subject) -> Iterator[Section]:
        mine = [d for d in self._directory.dated(Person) if isinstance(d.row, Person) and d.row.id == subject.person]
        why = {kind: purpose for kind, (_, purpose) in stored.MASTER.items()}
        yield self._section(mark("Person"), mark("Who you are"), why[Person], (_dated(d) for d in mine))
        codes = [d for d in self._directory.dated(Identifier)
                 if isinstance(d.row, Identifier) and subject.person and d.row.person == subject.person]  # fmt: skip
        yield self._section(
            mark("Identifier"), mark("Codes you are known by"), why[Identifier], (_dated(d) for d in codes)
        )

    def _accounts(self, subject: Subject) -> Iterator[Section]:
        rows = [row for a in subject.accounts if (row := self._directory.get(kept.Account, a))]
        yield self._section(mark("Account"), mark("Your account"), stored.DIRECTORY[kept.Account], (
            _row(row) | {"has_password": bool(row.password)} for row in rows
        ))  # fmt: skip
        yield from self._rows(OF_ACCOUNT, subject.accounts)

    def _rows(self, kinds: tuple[Rowed, ...], names: tuple[str, ...]) -> Iterator[Section]:
        for kind, field, title in kinds:
            indexed = field == kind.KEY or field in kind.INDEXED
            found = [
                row for name in names if name
                for row in (self._directory.find(kind, **{field: name}) if indexed else self._directory.find(kind))
                if getattr(row, field) == name
            ]  # fmt: skip
            key = kind.__name__ if field != "lender" else f"{kind.__name__}.lent"
            rows = [_row(row) | self._words_of(row) for row in found]
            yield self._section(key, title, stored.DIRECTORY[kind], rows, self._periods().get(kind.__name__, ""))

    def _words_of(self, row: kept.Row) -> Json:
        return self._house.demos.words_of(row) if isinstance(row, kept.Demo) else {}

    def _statements(self, needles: Needles, progress: Callable[[int], None]) -> Iterator[Section]:
        agents = needles.agents()
        spoken = frozenset(str(a["account"]["name"]) for a in agents if "account" in a)
        telling = Telling(self._house.home, spoken, self._name, spared(agents))
        own = {agent_value(agent) for agent in agents}
        keys = frozenset(self._house.entrance.ref("related_agent", value) for value in own if value)
        found: dict[str, list[Json]] = {}
        cursor, more, read = None, bool(keys), 0
        while more and read < MOST:
            page = self._house.log.query(Query(refs=(keys,), limit=PAGE, cursor=cursor))
            for one in page.found:
                found.setdefault(one.entry.kind or "other", []).append(telling.told(one, opened(self._directory, one)))
                cursor, read = one.seq, read + 1
            progress(read)
            more = page.more
        kinds = {record.name: record for record in stored.stored(self._directory).events}
        for name in [*kinds, "other"]:
            if name in found:
                title = kinds[name].says if name in kinds else mark("from other systems, such as a learning platform")
                why = kinds[name].purpose if name in kinds else mark("keeps what other systems record of learning")
                yield self._section(name, title[:1].upper() + title[1:], why, found[name])

    def _documents(self, needles: Needles) -> Iterator[Section]:
        rows = [
            {"what": place.context.resource, "activity": place.context.activity, "name": place.name,
             "type": found.content_type, "changed": datetime.fromtimestamp(found.modified, UTC).isoformat(),
             "content": found.body.decode("utf-8", "replace")}
            for agent in needles.agents() for place, found in self._house.documents.held(agent)
        ]  # fmt: skip
        yield self._section("documents", mark("What learning tools noted"), stored.DOCUMENTS[0][1], rows)

    def _about(self, subject: Subject) -> Iterator[Section]:
        """Who looked, what was done, how many facts, which holds."""
        notes = self._directory.noted(Asked(abouts=(subject.id, *subject.accounts), limit=LOOKS))
        looks = [{"when": n.at, "who": self._account(n.actor), "page": n.detail or ""}
                 for n in notes if n.deed == LOOKED and n.actor not in subject.accounts]  # fmt: skip
        yield self._section("looked", mark("Who looked"), mark("lets you see who read of you"), looks)
        deeds = [{"when": n.at, "who": self._account(n.actor), "what": n.deed} for n in notes if n.deed != LOOKED]
        yield self._section(
            "audit", mark("What was done with your account and records"), mark("keeps who did what"), deeds
        )
        why = mark("is what numbers are added up from; without your name")
        yield self._section("facts", mark("Rows of figures about you"), why, self._facts(subject))
        holds = [row for row in self._directory.find(Hold) if row.about == subject.id and row.ended is None]
        yield self._section("holds", "Legal holds", stored.DIRECTORY[Hold],
                            ({"since": row.at.isoformat(), "reason": row.reason} for row in holds))  # fmt: skip

    def _facts(self, subject: Subject) -> list[Json]:
        counts: Counter[str] = Counter()
        for table in FACTS if subject.person else ():
            for column in table.columns:
                if column.name in PERSONS or column.name == "coach":
                    counts[table.name] += len(self._house.warehouse.fetch(table.name, {column.name: subject.person}))
        return [{"table": name, "rows": count} for name, count in counts.items() if count]

    def _name(self, person: str) -> str:
        found = self._house.snapshot.person_on(person, self._house.today)
        return found.name if found else ""

    def _account(self, account: str) -> str:
        known = self._directory.get(kept.Account, account)
        return f"{self._house.called.account(known)} ({known.role})" if known else account


ALSO = (
    mark("Counts of a region’s answers to the quarterly pulse name nobody and are not kept by person."),
    mark("Passwords, PINs and recovery codes are kept as hashes that cannot be read back, and are left out."),
    mark("What others wrote about others is left out, and who other people are, unless they wrote about you."),
)


def _dated(one: Any) -> Json:
    row = {f.name: _said(getattr(one.row, f.name)) for f in fields(one.row) if f.name not in ("id", "person")}
    return row | {
        "from": one.since.isoformat() if one.since else "",
        "until": one.until.isoformat() if one.until else "",
    }


def _row(row: kept.Row) -> Json:
    return {
        f.name: _said(value) for f in fields(row)
        if f.name not in SECRET | PLAIN and (value := getattr(row, f.name)) not in ("", None, (), b"")
        and not isinstance(value, bytes)
    }  # fmt: skip


def _said(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_said(one) for one in value]
    return "" if value is None else value
