"""What else changed in the figures: survey answers, mix, staffing, data, discounts, returns, add-ons in stock.

Both sides are compared as they are. Only a change beyond chance and beyond a size that matters is said.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..impact.intervals import difference
from ..impact.panel import F1, I1, Panel
from ..impact.verdict import Side
from ..languages import mark
from ..measures.kinds import Measure
from . import Sheets
from .panels import RECEIPTS
from .told import Circumstance

LEAST = 30  # events on each side before anything is said
SOONEST = 5  # days since the start before staffing and data are compared
RESPONSE, MIX, DISCOUNT, RETURNS, STOCK = 0.05, 0.10, 0.02, 0.05, 0.10  # points: smaller changes are not said
FEWER_ANSWERS = 2 / 3  # of the response before, or the inverse: other clients answer now
OTHER_MIX = 0.20  # points more than elsewhere: other things are sold here now
STAFFING, OTHER_STAFFING = 0.80, 0.65  # of the people a day before, against elsewhere; or the inverse
COMPLETE, INCOMPLETE = 0.85, 0.70  # of the share of days with receipts before
MONEY = "money"
FLOOR_OF, HEARD = "people on the floor", "days with receipts"  # what panels keep
NONE: F1 = np.zeros(0)


class Days(NamedTuple):
    """Both included."""

    since: date
    until: date

    @property
    def length(self) -> int:
        return max(0, (self.until - self.since).days + 1)

    def meets(self, since: date, until: date | None) -> bool:
        return self.since <= (until or date.max) and since <= self.until


@dataclass(frozen=True, slots=True)
class Guard:
    """A circumstance, and what it makes impossible to compare: measures of these fact tables, or of MONEY."""

    circumstance: Circumstance
    harms: frozenset[str] = frozenset()

    def forbids(self, measure: Measure) -> bool:
        of = {measure.top.table, measure.bottom.table} | ({MONEY} if measure.unit == MONEY else set())
        return not self.harms.isdisjoint(of)


TILL, SURVEYS, FLOOR = frozenset({"receipt"}), frozenset({"survey"}), frozenset({"receipt", "traffic", "survey"})


def guards(sheets: Sheets, doors: Collection[str], before: Days, after: Days, *, person: str = "") -> list[Guard]:
    """Of one person, whose own figures are read where there are any, or of doors together."""
    some = [*_response(sheets, doors, before, after), *_mix(sheets, doors, before, after),
            *_staffing(sheets, doors, before, after, person), *_data(sheets, doors, before, after),
            *_stock(sheets, doors, before, after)]  # fmt: skip
    return [*some, *_bought(sheets, doors, before, after, person), *_pushed(sheets, doors, before, after, person)]


def guard(kind: str, text: str, harms: frozenset[str] = frozenset()) -> Guard:
    return Guard(Circumstance(kind, text, bool(harms)), harms)


def side(panel: Panel | None, named: Collection[str], days: Days) -> Side:
    """Sums of the named units; nothing where there are none of them."""
    return _sides(panel, named, days)[0]


def _sides(panel: Panel | None, named: Collection[str], *sides: Days) -> tuple[Side, ...]:
    """The same on each of these days."""
    if panel is None:
        return tuple(Side() for _ in sides)
    rows = _rows(panel, named)
    told = [panel.sums(*days) if days.length else (NONE, NONE) for days in sides]
    return tuple(Side(float(x[rows].sum()), float(n[rows].sum())) if len(x) else Side() for x, n in told)


def _rows(panel: Panel, named: Collection[str]) -> I1:
    place = panel.places
    return np.array([place[unit] for unit in named if unit in place], np.int64)


def place(panel: Panel, unit: str) -> int | None:
    """Which row a unit is."""
    return panel.places.get(unit)


def _elsewhere(panel: Panel, was: Side, now: Side, before: Days, after: Days) -> float:
    """What the value did at all other units."""
    sums = [panel.sums(*days) for days in (before, after)]
    there = [Side(float(x.sum()) - own.x, float(n.sum()) - own.n)
             for (x, n), own in zip(sums, (was, now), strict=True)]  # fmt: skip
    return _value(there[1]) - _value(there[0]) if min(one.n for one in there) >= LEAST else 0.0


def _unit(sheets: Sheets, key: str, doors: Collection[str], person: str) -> tuple[Panel | None, Collection[str]]:
    if person:
        return sheets.people(key), {f"{person}/{door}" for door in doors}
    return sheets.doors(key), doors


def _response(sheets: Sheets, doors: Collection[str], before: Days, after: Days) -> Iterator[Guard]:
    was, now = _sides(sheets.doors("response_rate"), doors, before, after)
    if not _clear(was, now, RESPONSE):
        return
    ratio = _value(now) / _value(was) if was.x else np.inf
    if ratio < 1:
        text = mark(f"Survey answers fell from {share(was)} to {share(now)}.")
    else:
        text = mark(f"Survey answers rose from {share(was)} to {share(now)}.")
    yield guard("response", text, SURVEYS if not FEWER_ANSWERS <= ratio <= 1 / FEWER_ANSWERS else frozenset())


def _mix(sheets: Sheets, doors: Collection[str], before: Days, after: Days) -> Iterator[Guard]:
    """The line that moved most; only what moved more than elsewhere makes it another comparison."""
    moved: list[tuple[float, float, str, Side, Side]] = []
    for line, panel in sheets.lines().items():
        was, now = _sides(panel, doors, before, after)
        if _clear(was, now, MIX):
            change = _value(now) - _value(was)
            elsewhere = _elsewhere(panel, was, now, before, after)
            moved.append((abs(change - elsewhere), abs(change), line, was, now))
    if moved:
        apart, _, line, was, now = max(moved)
        text = _was_in(line, share(was), share(now))
        yield guard("mix", text, TILL if apart >= OTHER_MIX else frozenset())


def _was_in(line: str, before: str, since: str) -> str:
    if line == "watch":
        return mark(f"Watches were in {before} of qualifying sales before, {since} since.")
    if line == "jewelry":
        return mark(f"Jewelry was in {before} of qualifying sales before, {since} since.")
    return mark(f"{line.capitalize()} was in {before} of qualifying sales before, {since} since.")


def _staffing(sheets: Sheets, doors: Collection[str], before: Days, after: Days, person: str) -> Iterator[Guard]:
    floor = _floor(sheets.shifts())
    here = np.zeros(len(floor.units), bool)
    here[_rows(floor, doors)] = True
    was, now = _a_day(floor, here, before), _a_day(floor, here, after)
    if not was or not now:
        return
    there = _a_day(floor, ~here, before), _a_day(floor, ~here, after)
    ratio = now / was / (there[1] / there[0] if all(there) else 1.0)
    if STAFFING <= ratio <= 1 / STAFFING:
        return
    grave = not person and not OTHER_STAFFING <= ratio <= 1 / OTHER_STAFFING
    text = mark(f"People on the floor a day went from {was:.1f} to {now:.1f}.")
    yield guard("staffing", text, FLOOR if grave else frozenset())


def _floor(shifts: Panel) -> Panel:
    """Of each door how many are on a shift, x, and whether anybody is, n."""
    if FLOOR_OF not in shifts.kept:
        people = np.zeros((len(shifts.doors), shifts.days))
        order = np.argsort(shifts.door, kind="stable")
        there, begins = np.unique(shifts.door[order], return_index=True)
        if len(there):
            people[there] = np.add.reduceat(shifts.n[order], begins, axis=0)
        door = np.arange(len(shifts.doors), dtype=np.int64)
        opened = (people > 0).astype(np.float64)
        shifts.kept[FLOOR_OF] = Panel(people, opened, door, shifts.first, shifts.doors, shifts.doors, rate=False)
    floor: Panel = shifts.kept[FLOOR_OF]
    return floor


def _a_day(floor: Panel, rows: NDArray[np.bool_], days: Days) -> float:
    """People on a shift for each door and day that had any; 0 where that says nothing."""
    x, n = (side[rows] for side in floor.sums(*days)) if days.length else (NONE, NONE)
    if not n.any():
        return 0.0
    if n.max() < SOONEST:  # no door was open so often, all of them may have been
        low, high = max(floor.column(days.since), 0), floor.column(days.until) + 1
        if int(floor.n[rows, low:high].any(axis=0).sum()) < SOONEST:
            return 0.0
    return float(x.sum() / n.sum())


def _data(sheets: Sheets, doors: Collection[str], before: Days, after: Days) -> Iterator[Guard]:
    """Days with a receipt, from the first one on: a feed that stopped, a till that was not told of."""
    panel = sheets.doors(RECEIPTS)
    if panel is None or after.length < SOONEST:
        return
    was, now = _sides(_heard(panel), doors, before, after)
    if was.n < SOONEST or not was.x:
        return
    ratio = _value(now) / _value(was)
    missing = _value(was) * now.n - now.x
    if ratio < COMPLETE and missing >= 2 * len(doors):
        harms = TILL if ratio < INCOMPLETE else frozenset[str]()
        here, there = share(now), share(was)
        text = mark(f"Receipts are there for {here} of the days since, before for {there}: data may be missing.")
        yield guard("data", text, harms)


def _heard(receipts: Panel) -> Panel:
    """Of each door the days with a receipt, x, of all since its first, n."""
    if HEARD not in receipts.kept:
        days = receipts.n > 0
        since = np.logical_or.accumulate(days, axis=1)
        door, first, units, doors = receipts.door, receipts.first, receipts.units, receipts.doors
        receipts.kept[HEARD] = Panel(days.astype(np.float64), since.astype(np.float64), door, first, units, doors)
    heard: Panel = receipts.kept[HEARD]
    return heard


def _bought(sheets: Sheets, doors: Collection[str], before: Days, after: Days, person: str) -> Iterator[Guard]:
    rung = _sides(*_unit(sheets, "attach_rate", doors, person), before, after)
    was, now = _sides(*_unit(sheets, "discount_share", doors, person), before, after)
    if min(rung[0].n, rung[1].n) >= LEAST and was.n > 0 and now.n > 0 and _value(now) - _value(was) >= DISCOUNT:
        text = mark(f"Discounts rose from {fine(was)} to {fine(now)} of sales: was the lift bought?")
        yield guard("discount", text)


def _pushed(sheets: Sheets, doors: Collection[str], before: Days, after: Days, person: str) -> Iterator[Guard]:
    was, now = _sides(*_unit(sheets, "secondary_return_rate", doors, person), before, after)
    if _clear(was, now, RETURNS) and _value(now) > _value(was):
        yield guard("returns", mark(f"Add-on returns rose from {fine(was)} to {fine(now)}: was it pushed?"))


def _stock(sheets: Sheets, doors: Collection[str], before: Days, after: Days) -> Iterator[Guard]:
    was, now = _sides(sheets.doors("addon_availability"), doors, before, after)
    if was.n and now.n and abs(_value(now) - _value(was)) >= STOCK:
        if _value(now) < _value(was):
            text = mark(f"Add-ons in stock fell from {share(was)} to {share(now)}.")
        else:
            text = mark(f"Add-ons in stock rose from {share(was)} to {share(now)}.")
        yield guard("availability", text)


def _clear(was: Side, now: Side, least: float) -> bool:
    """Whether two shares differ by so much, and beyond chance (Newcombe)."""
    if min(was.n, now.n) < LEAST or abs(_value(now) - _value(was)) < least:
        return False
    between = difference(min(max(now.x, 0.0), now.n), now.n, min(max(was.x, 0.0), was.n), was.n)
    return between is not None and (between[0] > 0 or between[1] < 0)


def _value(one: Side) -> float:
    return one.x / one.n if one.n else 0.0


def share(one: Side) -> str:
    return f"{_value(one) * 100:.0f}%"


def fine(one: Side) -> str:
    """Of what is small."""
    return f"{_value(one) * 100:.1f}%"


def sentences(found: Sequence[Guard], measure: Measure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What makes a measure impossible to compare, and what is said beside it."""
    grave = tuple(one.circumstance.text for one in found if one.forbids(measure))
    return grave, tuple(one.circumstance.text for one in found if not one.forbids(measure))
