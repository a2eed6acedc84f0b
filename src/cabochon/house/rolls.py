"""Master data on its way in: who a row of a people file is, and what of a file is news."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from ..connectors import Bad, PersonRow, Skipped
from ..directory.dated import key_of
from ..directory.lookup import Snapshot
from ..languages import mark
from ..retail.master import Door, Identifier, Person, Product, Rate, Target, Theme

FILE = "people"  # the source under which a people file's own numbers are kept
Master = Door | Product | Person | Identifier | Rate | Target | Theme
Codes = dict[tuple[str, str], list[PersonRow]]


def fate(rows: Sequence[Master], snapshot: Snapshot, since: date | None) -> str:
    """What keeping the rows of one line of a file, the first its subject, would be: new, repeated or corrected."""
    if not _versions(snapshot, rows[0]):
        return "new"
    return "repeated" if all(_valid(snapshot, row, since) == row for row in rows) else "corrected"


def staff(
    rows: Sequence[PersonRow],
    snapshot: Snapshot,
    today: date,
    since: date | None,
    *,
    barred: Callable[[str, str], date | None] = lambda *_: None,
) -> list[Bad | Skipped | list[Master]]:
    """What each row of a people file becomes: a person under the id they had, or a new random one, and their codes.

    A code that two boutiques use for two people belongs to each in their own boutique. A code that would name two
    people of one boutique, or change hands without a day, names nobody: its row is Bad. barred(source, code): the day
    somebody with that code was erased; such a row is passed over, and kept nowhere.
    """
    claimed: Codes = defaultdict(list)
    for row in rows:
        for pair in row.identifiers:
            claimed[pair].append(row)
    numbered = frozenset(one.person for one in snapshot.identifiers(today) if one.source == FILE)
    return [
        _erased(row, barred) or _one(row, claimed, snapshot, numbered=numbered, today=today, since=since)
        for row in rows
    ]


def _erased(row: PersonRow, barred: Callable[[str, str], date | None]) -> Skipped | None:
    codes = [(FILE, row.code), *([("login", row.login.lower())] if row.login else []), *row.identifiers]
    for source, code in codes:
        if gone := barred(source, code):
            column = {FILE: "code"}.get(source, source)
            reason = mark(f"the person with this {column} was erased on {gone}; give a new one if this is somebody new")
            return Skipped(f"person {row.code}", reason)
    return None


def _one(
    row: PersonRow,
    claimed: Codes,
    snapshot: Snapshot,
    *,
    numbered: frozenset[str],
    today: date,
    since: date | None,
) -> Bad | list[Master]:
    known = _known(row, snapshot, numbered=numbered, today=today)
    one = Person(id=known or secrets.token_hex(10), name=row.name, boutique=row.boutique, job_role=row.job_role,
                 hired=row.hired, left=row.left)  # fmt: skip
    made: list[Master] = [one, Identifier(source=FILE, code=row.code, person=one.id)]
    if row.login:
        made.append(Identifier(source="login", code=row.login.lower(), person=one.id))
    for source, code in row.identifiers:
        place = f"person {row.code}, column {source}"
        others = [other for other in claimed[source, code] if other.code != row.code]
        if any(other.boutique == row.boutique for other in others):
            reason = mark(f"{code!r} names {others[0].code} too; one code names one person of a boutique")
            return Bad(place, reason, _fields(row))
        here = row.boutique if others else ""
        held = snapshot.person_of(source, code, row.boutique, since or today)
        if held and held != one.id:
            holder = snapshot.person_on(held, since or today)
            if holder is None or holder.boutique != row.boutique:
                here = row.boutique
            elif since is None:
                reason = mark(
                    f"{code!r} belongs to another person of {row.boutique}; if it changed hands, import these rows "
                    "with --valid-from and the day it did"
                )
                return Bad(place, reason, _fields(row))
        made.append(Identifier(source=source, code=code, person=one.id, boutique=here))
    return made


def _known(row: PersonRow, snapshot: Snapshot, *, numbered: frozenset[str], today: date) -> str:
    """The id of the person a row is about: by the file's own number; by another code only where they have none yet."""
    own = _versions(snapshot, Identifier(source=FILE, code=row.code, person=""))
    if own:
        return str(own[-1].row.person)
    codes = (*row.identifiers, *([("login", row.login.lower())] if row.login else []))
    found = (snapshot.person_of(source, code, row.boutique, today) for source, code in codes)
    return next((person for person in found if person and person not in numbered), "")


def _versions(snapshot: Snapshot, row: Master) -> Sequence[Any]:
    return snapshot.kinds.get(type(row).__name__, {}).get(key_of(row), ())


def _valid(snapshot: Snapshot, row: Master, since: date | None) -> Master | None:
    """The version that keeping a row from that day on would be compared with."""
    steps = [v for v in _versions(snapshot, row) if v.since is None or (since is not None and v.since <= since)]
    return steps[-1].row if steps else None


def _fields(row: PersonRow) -> dict[str, str]:
    """The row as the people feed reads it again."""
    plain = {name: str(value) for name, value in asdict(row).items() if name != "identifiers" and value is not None}
    codes: dict[str, list[str]] = defaultdict(list)
    for source, code in row.identifiers:
        codes[f"identifier {source}"].append(code)
    return plain | {name: ";".join(found) for name, found in codes.items()}
