"""Who worked where, in which role, since when: what the stream says from a day on, the directory for the rest.

A person's history is cut at every day on which either says something new; between two cuts nothing changes. The last
word that is in force on a day counts; a word with an end is in force until then, and what was said before it returns.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ..retail.events import Employment
from ..retail.master import Dated, Person
from .strands import token
from .versions import Version

DAY = timedelta(days=1)
BANDS = ((3, "0-3"), (6, "3-6"), (12, "6-12"))  # months since the hire, below
ORDER = {what: n for n, what in enumerate(("left", "on_leave", "changed_role", "moved", "joined"))}  # of one day


class Word(NamedTuple):
    """One thing the stream says of somebody's employment, in the order in which the last one counts."""

    since: date
    order: int
    at: float
    event: str
    what: str
    until: date | None
    boutique: str
    job_role: str
    said: date  # the day it was said on, by which its code is read

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Span(NamedTuple):
    """Days on which one door and role held: from since (None: ever) to before until (None: it lasts)."""

    since: date | None
    until: date | None
    boutique: str
    job_role: str
    hired: date | None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class Leave(NamedTuple):
    since: date
    until: date | None  # last day away; None: nobody said


class Roster:
    """What the stream says of employment, by the token it says it of. Built from versions in force, in any order."""

    def __init__(self, versions: Iterable[Version] = ()) -> None:
        self._words: dict[str, list[Word]] = defaultdict(list)
        for v in versions:
            if isinstance(e := v.told, Employment) and not e.cancelled:
                said = e.at.timestamp(), v.event, e.what, e.until, e.boutique, e.job_role, e.at.date()
                self._words[token(e.associate)].append(Word(e.since, ORDER.get(e.what, 0), *said))

    @property
    def words(self) -> Mapping[str, Sequence[Word]]:
        return self._words


def spans(words: Sequence[Word], rows: Sequence[Dated]) -> list[Span]:
    """
    Args:
        words: what the stream says of one person, in order.
        rows: the directory's versions of that person, by day.
    """
    people = [(d, d.row) for d in rows if isinstance(d.row, Person)]
    cuts = {day for d, row in people for day in (d.since, d.until, row.hired, _after(row.left)) if day}
    cuts |= {day for w in words for day in (w.since, _after(w.until)) if day}
    found: list[Span] = []
    ordered = sorted(cuts)
    for since, until in zip([None, *ordered], [*ordered, None], strict=True):
        day = since or (until - DAY if until and until > date.min else date.min)
        valid = next((row for d, row in people if _valid(d, day)), None)
        if (standing := _standing(words, valid, day)) is None:
            continue
        last = found[-1] if found else None
        if last and last.until == since and last[2:] == standing:
            found[-1] = last._replace(until=until)
        else:
            found.append(Span(since, until, *standing))
    return found


def leaves(words: Sequence[Word]) -> list[Leave]:
    """Days away, without overlaps. A leave without an end lasts until the next word that says somebody works."""
    told: list[Leave] = []
    for w in words:
        if w.what != "on_leave":
            continue
        back = [other.since - DAY for other in words if other.what in ("joined", "moved") and other.since > w.since]
        told.append(Leave(w.since, w.until or min(back, default=None)))
    found: list[Leave] = []
    for one in sorted(told, key=lambda leave: leave.since):
        last = found[-1] if found else None
        if last and (last.until is None or one.since <= last.until + DAY):
            until = None if last.until is None or one.until is None else max(last.until, one.until)
            found[-1] = Leave(last.since, until)
        else:
            found.append(one)
    return found


def band(hired: date | None, day: date) -> str:
    """Whole months since the hire as one of 0-3, 3-6, 6-12, 12+; '' before it and where it is not known."""
    if hired is None or day < hired:
        return ""
    months = 12 * (day.year - hired.year) + day.month - hired.month - (day.day < hired.day)
    if day.day < hired.day and (day + DAY).month != day.month:  # hired on the 31st: a month is full on its last day
        months += 1
    return next((name for below, name in BANDS if months < below), "12+")


def _standing(words: Sequence[Word], row: Person | None, day: date) -> tuple[str, str, date | None] | None:
    """Door, role and hire on a day; None while not employed."""
    door = role = ""
    hired, works, spoke = None, None, None
    for w in (w for w in words if w.holds(day)):
        if w.what == "left" and (not door or w.boutique in ("", door)):  # who moved on first did not leave the house
            works, spoke, door = False, w.since, ""
        elif w.what in ("joined", "moved"):
            works, spoke, door, role = True, w.since, w.boutique, w.job_role or role
            hired = w.since if w.what == "joined" else hired
        elif w.what == "changed_role":
            role = w.job_role or role
            if works is None:
                works, spoke, door = True, w.since, w.boutique
    if works is False:
        return None
    if works is None:
        if row is None or (row.hired and day < row.hired) or (row.left and day > row.left):
            return None
        first = next((w for w in words if w.what != "on_leave"), None)
        if first and first.what == "joined" and (row.hired is None or row.hired >= first.since):
            return None  # the stream says when it began
        return row.boutique, row.job_role, row.hired
    if row and row.left and spoke and spoke <= row.left < day:
        return None
    return door or (row.boutique if row else ""), role or (row.job_role if row else ""), hired or (
        row.hired if row else None
    )  # fmt: skip


def _valid(dated: Dated, day: date) -> bool:
    return (dated.since is None or dated.since <= day) and (dated.until is None or day < dated.until)


def _after(day: date | None) -> date | None:
    return day + DAY if day and day < date.max else None
