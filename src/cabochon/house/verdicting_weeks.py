"""An episode as it is told from far: of closed calendar weeks alone, with who stands behind each side.

The week an episode begins in counts from the next Monday on; the days before, the locked ones too, are whole weeks. So
no two pages differ by a day, and what is told adds up with what other pages tell of the same weeks.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..facts.roster import band
from ..impact.panel import Panel
from ..impact.verdict import Side
from ..measures.catalogue import measure as measure_of
from ..privacy.groups import Group, Least
from ..verdicts import Sheets, Span
from ..verdicts.one import ends
from ..verdicts.starts import Starts
from ..verdicts.told import Subject
from .verdicting_rows import BEFORE, LOCKED, WEEK, WINDOW, Rows

DAY = timedelta(days=1)
BOTH = ("locked", "after")
Hides = Callable[[str, date, date], frozenset[str]]  # a measure and days: doors whose cell is held back elsewhere
SOLD = "attach_rate"  # whose panel names the sellers of receipts that a door’s measure counts
RECEIPTS = "receipt"


class Part(NamedTuple):
    """A door, job role or tenure band: its two locked weeks, since its start, and who stands behind each."""

    before: Side
    after: Side
    behind: tuple[Group, Group]


def monday(day: date) -> date:
    """The first Monday on or after it."""
    return day + timedelta(days=-day.weekday() % 7)


def aligned(subject: Subject, closed: date) -> Subject | None:
    """The same, begun on the Sunday before its first whole week, which stands on neither side; None while no whole week
    of it is over. closed: the last Sunday that is."""
    starts = dict(zip(subject.doors, subject.began, strict=False)) if subject.doors else {}
    began = {door: monday(day) - DAY for door, day in starts.items() if monday(day) <= closed}
    since = min(began.values(), default=monday(subject.since) - DAY)
    if since >= closed or (subject.doors and not began):
        return None
    until = subject.until if subject.doors else _last(ends(subject))
    if not subject.doors and until is not None and until <= since:
        return None
    days = LOCKED
    if subject.baseline_since and subject.baseline_until:
        days = max(1, round((subject.baseline_until - subject.baseline_since + DAY) / WEEK)) * WEEK
    return replace(
        subject, since=since, until=until, baseline_since=since + DAY - days, baseline_until=since,
        doors=tuple(began), began=tuple(began.values()),
    )  # fmt: skip


def within(subject: Subject, doors: Collection[str], found: Iterable[Subject]) -> Subject:
    """What is told of several doors, of these alone."""
    began = {door: day for door, day in zip(subject.doors, subject.began, strict=False) if door in doors}
    if len(began) == len(subject.doors):
        return subject
    there = {one.key for one in found if one.boutique in began}
    return replace(
        subject, doors=tuple(began), began=tuple(began.values()), since=min(began.values(), default=subject.since),
        parts=tuple(key for key in subject.parts if key in there),
    )  # fmt: skip


class Counted:
    """One measure of an aligned subject: sums of its closed weeks, and the people and events behind them.

    parts: of a pooled one, its aligned episodes. last: the last Sunday to count. apart: a person who is not counted
    among the people, for who knows their own numbers. panel: of doors, where it is not the sheets' own.
    """

    def __init__(
        self, measure: str, subject: Subject, sheets: Sheets, *, parts: Collection[Subject] = (), last: date,
        apart: str = "", panel: Panel | None = None,
    ) -> None:  # fmt: skip
        self._sheets, self._apart, what = sheets, apart, measure_of(measure)
        whole = replace(subject, doors=(subject.boutique,), began=(subject.since,)) if subject.boutique else subject
        starts = Starts(whole, last, tuple(parts))
        self._began, self.last = starts.doors, starts.last
        self.measure = measure
        self._panel = panel if panel is not None else sheets.doors(measure)
        named = what is not None and (what.person or what.bottom.table == RECEIPTS)
        self._crew = sheets.people(measure if what and what.person else SOLD) if named else None
        coached = starts.people.values() if what is not None and what.person and what.kind == "rate" else ()
        self._coached = {f"{one.person}/{one.boutique}": one for one in coached}
        self._regions = {one.boutique: one.region for one in parts}
        self._apart_doors = {one.boutique for one in coached}  # where single people were coached, they alone are meant

    @property
    def first(self) -> date:
        return min(self._began.values(), default=self.last) + DAY

    def baseline(self, span: str) -> tuple[date, date]:
        """The days before the first start."""
        return self._days(span, self.first - DAY)

    # All of it

    def side(self, span: str) -> Side:
        """span: window, locked, history, early (history without the window) or after."""
        told = [some.sums(span) for some in self._meant]
        return Side(sum(float(x.sum()) for x, _ in told), sum(float(n.sum()) for _, n in told))

    def group(self, span: str) -> Group:
        return self._group(self.side(span).n, self._people.active(span) if self._people else ())

    def weeks(self) -> list[Group]:
        """Who and what stands behind each closed week since the first start."""
        found, people = [], self._people
        for low in range(self.first.toordinal(), self.last.toordinal() + 1, WEEK.days):
            n = sum(float(some.week(low)[1].sum()) for some in self._meant)
            found.append(self._group(n, people.row[people.week(low)[1] > 0].tolist() if people else ()))
        return found

    @cached_property
    def _meant(self) -> list[Rows]:
        """Rows whose sums it is: of coached people, and of all other doors."""
        found = []
        if (panel := self._panel) is not None:
            rows = [row for row in self._rows(panel) if panel.units[row] not in self._apart_doors]
            found.append(Rows.of(panel, [(row, self._began[panel.units[row]], self.last) for row in rows]))
        if self._crew is not None and self._coached:
            found.append(Rows.of(self._crew, self._of_coached(self._crew)))
        return found

    @cached_property
    def _people(self) -> Rows | None:
        """Rows of the crew that stand behind it."""
        if (crew := self._crew) is None:
            return None
        told = self._of_coached(crew)
        coached = {row for row, _, _ in told}
        doors = [self._began.get(door) if door not in self._apart_doors else None for door in crew.doors]
        others = [(row, day, self.last) for row, door in enumerate(crew.door.tolist())
                  if row not in coached and (day := doors[door]) is not None]  # fmt: skip
        return Rows.of(crew, [*told, *others])

    def _of_coached(self, crew: Panel) -> list[tuple[int, date, date]]:
        found = [(crew.places[unit], one) for unit, one in self._coached.items() if unit in crew.places]
        return [(row, one.since, min(self.last, one.until or self.last)) for row, one in found
                if self._door(row) in self._apart_doors]  # fmt: skip

    def hidden(self, span: str, hides: Hides) -> frozenset[str]:
        """Doors of which these weeks are told nowhere. hides: the doors whose cell is held back on other pages."""
        gone: set[str] = set()
        for day in {*self._began.values()}:
            there = hides(self.measure, *self._days(span, day))
            gone |= {door for door, began in self._began.items() if began == day and door in there}
        return frozenset(gone)

    def rest(self, span: str, hides: Hides, least: Least) -> tuple[Group, Group]:
        """What is left of the whole once what other pages tell of it is taken off, and what is left of those pages once
        the whole is: each must be nobody or enough people.

        The first is the coached of regions that have few of them, and whole doors that are told of nowhere; the second
        such doors of which nothing is told here either.
        """
        gone, regions, crew = self.hidden(span, hides), dict[str, list[int]](), self._crew
        for row in self._people.active(span) if self._people else ():
            door = self._door(row)
            if door in self._apart_doors:
                regions.setdefault(self._regions.get(door, ""), []).append(row)
            elif door in gone:
                regions.setdefault("", []).append(row)
        small = [rows for place, rows in regions.items() if not place or self._group(0, rows).size < least.people]
        inside = [row for rows in small for row in rows]
        days = self._days(span, self.first - DAY)
        others = hides(self.measure, *days) - self._began.keys()
        there = np.flatnonzero(crew.sums(*days)[1] > 0).tolist() if crew is not None and others else []
        outside = [row for row in there if self._door(row) in others]
        return self._group(len(inside), inside), self._group(len(outside), outside)

    # Its parts

    def doors(self) -> dict[str, Part]:
        """Each door whole, whoever was coached there."""
        behind = [self._sorted(span, lambda row, _: self._door(row)) for span in BOTH]
        rows = {self._panel.units[row]: [row] for row in self._rows(self._panel)} if self._panel is not None else {}
        return {
            door: self._part(self._panel, some, [one.get(door, ()) for one in behind]) for door, some in rows.items()
        }

    def by(self, cut: str) -> dict[str, Part]:
        """By job role or tenure, as it was a week before the start and is on the last day."""
        panel, spans = self._sheets.cut(self.measure, cut), self._sheets.beside().spans
        if panel is None or self._crew is None:
            return {}
        behind = [self._sorted(span, lambda row, day: _standing(spans, self._unit(row), day, cut)) for span in BOTH]
        rows: dict[str, list[int]] = {}
        for row, unit in enumerate(panel.units):
            rows.setdefault(unit.rpartition("/")[2], []).append(row)
        return {part: self._part(panel, some, [one.get(part, ()) for one in behind]) for part, some in rows.items()}

    def _part(self, panel: Panel | None, rows: Sequence[int], behind: Sequence[Sequence[int]]) -> Part:
        before, after = (self._sum(panel, rows, span) for span in BOTH)
        return Part(before, after, (self._group(before.n, behind[0]), self._group(after.n, behind[1])))

    # Rows and days

    def _days(self, span: str, began: date, until: date | None = None) -> tuple[date, date]:
        if span == "after":
            return began + DAY, min(self.last, until or self.last)
        return began + DAY - BEFORE[span], began - (WINDOW if span == "early" else timedelta())

    def _rows(self, panel: Panel | None) -> list[int]:
        """Of a panel of doors, those that began."""
        places = panel.places if panel is not None else {}
        return [places[door] for door in self._began if door in places]

    def _sum(self, panel: Panel | None, rows: Sequence[int], span: str) -> Side:
        """Each row around its own door's start."""
        if panel is None:
            return Side()
        doors = [self._began.get(panel.doors[door]) for door in panel.door[list(rows)].tolist()]
        told = [(row, day, self.last) for row, day in zip(rows, doors, strict=True) if day is not None]
        x, n = Rows.of(panel, told).sums(span)
        return Side(float(x.sum()), float(n.sum()))

    @cached_property
    def _everyone(self) -> Rows | None:
        """The crew of all its doors, whoever was coached there."""
        if (crew := self._crew) is None:
            return None
        days = [self._began.get(door) for door in crew.doors]
        told = [(row, day, self.last) for row, door in enumerate(crew.door.tolist()) if (day := days[door]) is not None]
        return Rows.of(crew, told)

    def _sorted(self, span: str, named: Callable[[int, date], str]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for row in self._everyone.active(span) if self._everyone else ():
            day = self.last if span == "after" else self._began[self._door(row)] - WEEK
            found.setdefault(named(row, day), []).append(row)
        return found

    def _group(self, n: float, rows: Iterable[int]) -> Group:
        people = frozenset(self._unit(row).rpartition("/")[0] for row in rows)
        return Group(round(n), people - {self._apart})

    def _unit(self, row: int) -> str:
        return self._crew.units[row] if self._crew is not None else ""

    def _door(self, row: int) -> str:
        return self._crew.doors[self._crew.door[row]] if self._crew is not None else ""


def _standing(spans: Mapping[str, Sequence[Span]], unit: str, day: date, cut: str) -> str:
    person, _, door = unit.rpartition("/")
    for one in spans.get(person, ()):
        if one.boutique == door and (one.since is None or one.since <= day) and (one.until is None or day < one.until):
            return one.job_role if cut == "job_role" else band(one.hired, day)
    return ""


def _last(day: date) -> date:
    """The last Sunday on or before it."""
    return day - timedelta(days=(day.weekday() + 1) % 7)
