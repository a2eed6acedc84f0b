"""Master data on its way in: who a row of a people file is, from which day it holds, and what of a file is news."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import asdict, dataclass, replace
from datetime import date

from ..connectors import Bad, PersonRow, Skipped
from ..directory.lookup import Snapshot
from ..languages import mark
from ..retail.master import Identifier, Person
from .as_told import AsTold, Master, valid, versions_of
from .rolls_undated import holds

FILE = "people"  # the source under which a people file's own numbers are kept
LOGIN = "login"  # the source of sign-in names
EMPLOYEE = "employee"  # the source of an identity system's employee numbers
LAST = "\U0010ffff"  # sorts behind every code
Codes = dict[tuple[str, str], list[PersonRow]]
Claims = list[tuple[Identifier, date | None]]
Kept = tuple[tuple[Person | Identifier, date | None], ...]
WAITS = mark("waits for another row of the same person, which cannot be used; they are kept together")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a row becomes: rows to keep and from when, the person first; new, repeated or corrected."""

    rows: Kept
    fate: str


def fate(rows: Sequence[Master], snapshot: Snapshot, since: date | None) -> str:
    """What keeping the rows of one line of a file, the first its subject, would be: new, repeated or corrected."""
    if not versions_of(snapshot, rows[0]):
        return "new"
    return "repeated" if all(valid(snapshot, row, since) == row for row in rows) else "corrected"


def staff(
    rows: Sequence[PersonRow],
    snapshot: Snapshot,
    today: date,
    since: date | None,
    *,
    barred: Callable[[str, str], date | None] = lambda *_: None,
    heard: Callable[[str], date] | None = None,
) -> list[Bad | Skipped | Taken]:
    """What each row of a people file becomes, by day: a person under the id they had, or a new random one, their codes.

    A code that two boutiques use for two people belongs to each in their own boutique. A code that would name two
    people of one boutique, or change hands without a day, names nobody: its row is Bad. Where one of several rows of
    somebody is Bad, all wait, as what stands before it would else be said of its days too.

    Args:
        since: the day of rows that say none; None: see `rolls_undated`.
        barred: (source, code): the day somebody with that code was erased; such a row is passed over, kept nowhere.
        heard: the file's own day at a boutique; today where it is not given.
    """
    dated = [replace(row, since=row.since or since) for row in rows]
    several = {code for code, times in Counter(row.code for row in rows).items() if times > 1}
    # of one day first who may have moved, so that a code they leave behind is judged by where they are
    dated.sort(key=lambda row: (row.since or date.min, row.code if row.code in several else LAST))
    roll = Roll(dated, several, snapshot, today, heard or (lambda _: today), barred)
    while True:  # again without those who turned out to wait: what they would have held is free
        made = list(roll.read())
        if not roll.found:
            return made
        roll.wrong |= roll.found


class Roll:
    """A people file's rows, by day."""

    def __init__(self, rows: Sequence[PersonRow], several: Set[str], snapshot: Snapshot, today: date,
                 heard: Callable[[str], date], barred: Callable[[str, str], date | None]) -> None:  # fmt: skip
        self._rows, self._before, self._today, self._heard, self._barred = rows, snapshot, today, heard, barred
        self._several = several  # codes of those with more than one row
        self._claimed: Codes = defaultdict(list)
        for row in rows:
            for pair in _pairs(row):
                self._claimed[pair].append(row)
        self.wrong: dict[str, tuple[PersonRow, Bad]] = {}  # code -> whose rows wait, and why
        self.found: dict[str, tuple[PersonRow, Bad]] = {}

    def read(self) -> Iterator[Bad | Skipped | Taken]:
        self._told, self.found = AsTold(self._before), {}
        self._now = self._told.snapshot
        self._numbered = {one.person for one in self._before.identifiers(self._today) if one.source == FILE}
        days = set[tuple[str, date | None]]()
        for row in self._rows:
            if row.code in self.wrong:
                cause, bad = self.wrong[row.code]
                yield bad if row is cause else Bad(f"person {row.code}", WAITS, _fields(row))
                continue
            made = _erased(row, self._barred) or self._one(row)
            if (row.code, row.since) in days and not isinstance(made, Skipped):
                reason = mark("two rows of this person hold from the same day; keep one")
                made = Bad(f"person {row.code}", reason, _fields(row))
            days.add((row.code, row.since))
            if isinstance(made, Bad) and row.code in self._several:
                self.found.setdefault(row.code, (row, made))
            if isinstance(made, Taken):
                for one, since in made.rows:
                    self._told.keep(one, since)
            yield made

    def _one(self, row: PersonRow) -> Bad | Taken:
        known = self._known(row)
        one = Person(id=known or secrets.token_hex(10), name=row.name, boutique=row.boutique, job_role=row.job_role,
                     hired=row.hired, left=row.left)  # fmt: skip
        since = row.since
        if known and since is None and row.code not in self._several:
            told = holds(one, versions_of(self._before, one), self._heard(row.boutique))
            if isinstance(told, str):
                return Bad(f"person {row.code}", told, _fields(row))
            one, since = told
        codes = self._codes(row, one.id)
        if isinstance(codes, Bad):
            return codes
        self._numbered.add(one.id)
        made: Kept = ((one, since), *codes)
        if all(valid(self._now, each, day) == each for each, day in made):
            return Taken(made, "repeated")
        return Taken(made, "corrected" if versions_of(self._before, one) else "new")

    def _codes(self, row: PersonRow, one: str) -> Claims | Bad:
        """The codes a row gives somebody, each with its day; Bad where one names somebody else."""
        made = [self._claim(Identifier(source=FILE, code=row.code, person=one), row)]
        if row.login:
            if reason := self._signs_in(row, one):
                return Bad(f"person {row.code}, column login", reason, _fields(row))
            made.append(self._claim(Identifier(source=LOGIN, code=row.login.lower(), person=one), row))
        for source, code in row.identifiers:
            claim = self._code(row, one, source, code)
            if isinstance(claim, str):
                return Bad(f"person {row.code}, column {source}", claim, _fields(row))
            made.append(claim)
        return made

    def _code(self, row: PersonRow, one: str, source: str, code: str) -> tuple[Identifier, date | None] | str:
        others = [other for other in self._claimed[source, code] if other.code != row.code]
        if twin := next((each for each in others if (each.boutique, each.since) == (row.boutique, row.since)), None):
            return mark(f"{code!r} names {twin.code} too; one code names one person of a boutique")
        here = row.boutique if any(other.boutique != row.boutique for other in others) else ""
        day = row.since or self._today
        held = self._now.person_of(source, code, row.boutique, day)
        if held == one and not here and self._now.person_of(source, code, "", day) != one:
            here = row.boutique  # theirs there already
        if held and held != one:
            for place in (row.boutique, ""):
                claim = Identifier(source=source, code=code, person=one, boutique=place)
                if row.since is None and valid(self._now, claim, None) == claim:  # theirs until it was handed on
                    return claim, None
            holder = self._now.person_on(held, day)
            if holder is None or holder.boutique != row.boutique:
                here = row.boutique
            elif row.since is None:
                return mark(
                    f"{code!r} belongs to another person of {row.boutique}; if it changed hands, import these rows "
                    "with --valid-from and the day it did"
                )
        return self._claim(Identifier(source=source, code=code, person=one, boutique=here), row)

    def _claim(self, claim: Identifier, row: PersonRow) -> tuple[Identifier, date | None]:
        """A code with the day it is theirs from: without a day from ever, or since when it is known to be."""
        if row.since is None and not valid(self._now, claim, None):
            steps = [step for step in versions_of(self._now, claim) if step.since and step.since <= self._today]
            if steps and steps[-1].row == claim:
                return claim, steps[-1].since
        return claim, row.since

    def _signs_in(self, row: PersonRow, one: str) -> str:
        """Why a sign-in name cannot be theirs; "" where it can. It is one in the whole house."""
        login, day = row.login.lower(), row.since or self._today
        if any(other.code != row.code and other.since == row.since for other in self._claimed[LOGIN, login]):
            return mark("two rows have this sign-in name; it is one person’s")
        held = self._now.person_of(LOGIN, login, "", day)
        holder = self._now.person_on(held, day) if held and held != one else None
        if holder is None or (holder.left and holder.left < day):
            return ""
        return mark("another person signs in by this name, who has not left")

    def _known(self, row: PersonRow) -> str:
        """The id of the person a row is about: by the file's own number; by another code only where they have none."""
        own = versions_of(self._now, Identifier(source=FILE, code=row.code, person=""))
        if own and isinstance(own[-1].row, Identifier):
            return own[-1].row.person
        found = (
            self._now.person_of(source, code, row.boutique, self._today)
            for source, code in ((EMPLOYEE, row.code), *_pairs(row))
        )
        return next((person for person in found if person and person not in self._numbered), "")


def _pairs(row: PersonRow) -> Iterator[tuple[str, str]]:
    yield from row.identifiers
    if row.login:
        yield LOGIN, row.login.lower()


def _erased(row: PersonRow, barred: Callable[[str, str], date | None]) -> Skipped | None:
    for source, code in ((FILE, row.code), *_pairs(row)):
        if gone := barred(source, code):
            column = {FILE: "code"}.get(source, source)
            reason = mark(f"the person with this {column} was erased on {gone}; give a new one if this is somebody new")
            return Skipped(f"person {row.code}", reason)
    return None


def absent(rows: Sequence[PersonRow], snapshot: Snapshot, today: date, besides: Set[str] = frozenset()) -> int:
    """How many people of the boutiques a file names have a number of a people file, have not left, and lack in it.

    A file may be one boutique's alone: whose boutique it does not name is not missed. besides: codes of rows that could
    not be read.
    """
    codes, places = {row.code for row in rows} | besides, {row.boutique for row in rows}
    numbers = snapshot.identifiers(today)
    named = {one.person for one in numbers if one.source == FILE and one.code in codes}
    missed = {one.person for one in numbers if one.source == FILE} - named
    found = (snapshot.person_on(one, today) for one in missed)
    return sum(one is not None and one.boutique in places and not (one.left and one.left < today) for one in found)


def _fields(row: PersonRow) -> dict[str, str]:
    """The row as the people feed reads it again."""
    named = {"valid_from" if name == "since" else name: value for name, value in asdict(row).items()}
    plain = {name: str(value) for name, value in named.items() if name != "identifiers" and value is not None}
    codes: dict[str, list[str]] = defaultdict(list)
    for source, code in row.identifiers:
        codes[f"identifier {source}"].append(code)
    return plain | {name: ";".join(found) for name, found in codes.items()}
