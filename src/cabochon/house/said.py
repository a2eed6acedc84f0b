"""What closed weeks said, kept once when they closed, so that a number that changes later can say what it said before.

Additive measures alone, by their sums: of each boutique, of each region and of the company, for any view of whole weeks
of one of these (or of a few boutiques together). Nothing of a person is in it, and no rebuild of the facts touches it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from ..directory.said_rows import SaidWeek
from ..measures.answer import answers
from ..measures.catalogue import CATALOGUE
from ..measures.families import CLIENT, HEALTH, SALES
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell, Question
from ..retail.closed_weeks import closed_week
from ..retail.master import Door
from .said_packed import NOTHING, Opened, Sums, opened, packed

if TYPE_CHECKING:
    from . import House

KEPT = 53  # weeks: a year, and the same week of the year before
BACK = 26  # weeks at most that are caught up with, as far back as pages look
LINES = ("watch", "jewelry")  # product lines that boards are narrowed to
BY_LINE = (CLIENT, SALES)
COMPANY = "company:"
FEW = 30  # boutiques that are added up for a page, where they are no region
REMEMBERED = 2_000  # rows, opened
WEEK = timedelta(days=7)
Days = tuple[date | None, date | None]  # first and last day a boutique counts; None: since ever, and still


@dataclass(frozen=True, slots=True)
class Then:
    """What a week said. at: when that was written down. cell: its sums, without an interval."""

    at: datetime
    cell: Cell


@dataclass(frozen=True, slots=True)
class _Row:
    at: datetime
    doors: str
    sums: Opened


class Said:
    """One for a house; safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._known: dict[str, _Row] = {}
        self._absent: tuple[int | None, set[str]] = (None, set())  # of which version of the rows
        self._told: int | None = None

    # Write

    def level(self) -> bool:
        """Whether the facts hold what had come in when this was first asked: half a backlog is no week."""
        if self._told is None:
            self._told = self._house.log.position()
        return self._house.warehouse.bookmark().position >= self._told

    def missing(self) -> list[date]:
        """Mondays of the closed weeks since the last one written down, oldest first; at first the last one alone, as
        nobody was told of those before."""
        last = closed_week(self._house.today) - timedelta(days=6)
        found: list[date] = []
        for week in (last - n * WEEK for n in range(BACK)):
            if self._house.directory.get(SaidWeek, f"{COMPANY}/{week}"):
                return found[::-1]
            found.append(week)
        return [last]

    def keep(self, stop: Callable[[], bool] = lambda: False) -> bool:
        """Write down what is missing, and let go of what is too old; whether it came to the end before `stop`."""
        missing = self.missing()
        for week in missing:
            if stop():
                return False
            self._keep(week)
        if missing:
            self._let_go(closed_week(self._house.today) - KEPT * WEEK - timedelta(days=6))
        return True

    def _keep(self, week: date) -> None:
        """A week in which nothing was known yet is left out: there will be history to bring in."""
        house = self._house
        doors = {one.code: one.region for one in house.snapshot.doors(house.today) if counts(days_of(one), week)}
        places = {COMPANY: tuple(sorted(doors))}
        for region in sorted({*doors.values()} - {""}):
            places[f"region:{region}"] = tuple(code for code in places[COMPANY] if doors[code] == region)
        boutiques = self._boutiques(week, places[COMPANY]) if doors else {}
        if not boutiques:
            return
        made = {place: self._whole(week, codes, boutiques) for place, codes in places.items()}
        made |= {f"boutique:{code}": sums for code, sums in boutiques.items()}
        now, wide = house.clock(), {place: called(codes) for place, codes in places.items()}
        house.directory.put(*(
            SaidWeek(id=f"{place}/{week}", place=place, week=str(week), at=now, doors=wide.get(place, ""),
                     sums=packed(sums, NAMES, named=place == COMPANY)) for place, sums in made.items()
        ))  # fmt: skip

    def _let_go(self, last: date) -> None:
        for n in range(KEPT):
            for row in self._house.directory.find(SaidWeek, week=str(last - n * WEEK)):
                self._house.directory.delete(SaidWeek, row.id)

    def _boutiques(self, week: date, codes: tuple[str, ...]) -> dict[str, dict[str, Cell]]:
        """Those of which anything is known."""
        found: dict[str, dict[str, Cell]] = {}
        for measure, cuts, answer in self._asked(week, codes, ("boutique",), MEASURES):
            for key, cell in answer.cells.items():
                if cell and (cell.n or cell.top) and (name := _name(measure, key[1:], cuts[1:])):
                    found.setdefault(key[0], {})[name] = cell
        return found

    def _whole(self, week: date, codes: tuple[str, ...], boutiques: Mapping[str, Sums]) -> dict[str, Cell]:
        """Sums of the boutiques' own; amounts of several currencies as they are told together, converted."""
        here = [boutiques[code] for code in codes if code in boutiques]
        sums = {
            name: _added([one.get(name, NOTHING) for one in here]) for name in {name for one in here for name in one}
        }
        found = {name: cell for name, cell in sums.items() if cell}
        if len({cell.currency for one in here for cell in one.values() if cell.currency}) > 1:
            for measure, cuts, answer in self._asked(week, codes, (), MONEY):
                for key, cell in answer.cells.items():
                    if cell and (cell.n or cell.top) and (name := _name(measure, key, cuts)):
                        found[name] = cell
        return found

    def _asked(
        self, week: date, codes: tuple[str, ...], by: tuple[str, ...], measures: Iterable[Measure]
    ) -> Iterator[tuple[str, tuple[str, ...], Answer]]:
        span, where, some = (week, week + timedelta(days=6)), {"boutique": codes}, list(measures)
        asked = [Question(one.key, by, *span, where) for one in some]
        asked += [Question(one.key, (*by, "product_line"), *span, where) for one in some if _lined(one)]
        found = answers(asked, self._house.warehouse, people=False, currency=self._house.values["group_currency"])
        for question, answer in zip(asked, found, strict=True):
            yield question.measure, question.by, answer

    # Read

    def then(
        self, name: str, codes: Collection[str], weeks: Iterable[date], *, days: Mapping[str, Days],
        regions: Mapping[str, str],
    ) -> dict[date, Then]:  # fmt: skip
        """What these weeks of these boutiques together said when they closed; a week of which that is not known is
        left out.

        Args:
            name: of a measure, "csat", or of one product line, "csat|watch". days, regions: of each boutique.
        """
        found = {}
        for week in weeks:
            here = [code for code in codes if counts(days.get(code, (None, None)), week)]
            rows = self._rows(name, here, week, {regions.get(code, "") for code in here})
            if rows and (cell := _added([row.sums.get(name) for row in rows])) and _alike(name, rows):
                found[week] = Then(max(row.at for row in rows), cell)
        return found

    def boutiques(self, name: str, codes: Iterable[str], week: date) -> dict[str, Cell]:
        """What each boutique's week said, of a week that is known."""
        company = self._row(f"{COMPANY}/{week}")
        rows = {code: self._row(f"boutique:{code}/{week}", company) for code in codes}
        return {code: row.sums.get(name) if row else NOTHING for code, row in rows.items()}

    def _rows(self, name: str, codes: Sequence[str], week: date, regions: Collection[str]) -> list[_Row]:
        company = self._row(f"{COMPANY}/{week}")
        if company is None or name not in company.sums.places or not codes:
            return []
        if len(codes) == 1:
            row = self._row(f"boutique:{codes[0]}/{week}", company)
            return [row] if row else []
        together = called(tuple(codes))
        for whole in (company, self._row(f"region:{min(regions)}/{week}", company) if len(regions) == 1 else None):
            if whole and whole.doors == together:
                return [whole]
        if len(codes) > FEW:
            return []
        found = (self._row(f"boutique:{code}/{week}", company) for code in codes)
        return [row for row in found if row]  # of the others nothing was known

    def _row(self, name: str, company: _Row | None = None) -> _Row | None:
        """company: the row of the same week that has the names."""
        if (known := self._known.get(name)) is not None:
            return known
        version = self._house.directory.version(SaidWeek)
        if self._absent[0] != version:
            self._absent = version, set()
        absent = self._absent[1]
        row = None if name in absent else self._house.directory.get(SaidWeek, name)
        if row is None:
            if version is not None:
                absent.add(name)
            return None
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        # a row never changes
        known = self._known[name] = _Row(row.at, row.doors, opened(row.sums, company.sums if company else None))
        return known


def _lined(measure: Measure) -> bool:
    return measure.family in BY_LINE and "product_line" in measure.cuts


MEASURES = tuple(one for one in CATALOGUE
                 if one.additive and one.family != HEALTH and {"boutique", "week"} <= {*one.cuts}
                 and not {"outside", "staff"} & {*one.asks})  # fmt: skip
MONEY = tuple(one for one in MEASURES if one.top.money or one.bottom.money)
NAMES = tuple(name for one in MEASURES
              for name in (one.key, *(f"{one.key}|{line}" for line in LINES if _lined(one))))  # fmt: skip


def days_of(door: Door) -> Days:
    """As `labelling.Labels.counts` has them."""
    return max(filter(None, (door.open_date, door.go_live)), default=None), door.close_date


@lru_cache(maxsize=64)
def called(codes: tuple[str, ...]) -> str:
    """A short name of a set of boutiques."""
    return blake2b("\n".join(sorted(codes)).encode(), digest_size=12).hexdigest()


def counts(days: Days, week: date) -> bool:
    """Whether a boutique counts in some of a week."""
    first, last = days
    return (first is None or first <= week + timedelta(days=6)) and (last is None or last >= week)


def _name(key: str, cut: tuple[str, ...], by: tuple[str, ...]) -> str:
    """What the sums of a measure are called, "" for a product line that is not kept."""
    if not by:
        return key
    return f"{key}|{cut[0]}" if cut[0] in LINES else ""


def _alike(name: str, rows: Sequence[_Row]) -> bool:
    """Whether amounts may be added up, also those that a share is made of."""
    money = name.partition("|")[0] in {one.key for one in MONEY}
    return not money or len({code for row in rows for code in row.sums.currencies}) < 2


def _added(cells: Sequence[Cell]) -> Cell | None:
    """None where they are of several currencies: those are not added up without their rates."""
    codes = {cell.currency for cell in cells if cell.n or cell.top} or {""}
    if len(codes) > 1:
        return None
    top, bottom, n = (sum(getattr(cell, one) for cell in cells) for one in ("top", "bottom", "n"))
    return Cell(top, bottom, n, currency=codes.pop())
