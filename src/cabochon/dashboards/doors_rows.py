"""Each boutique's number beside what may be expected of it, and groups of boutiques: rows, by the alphabet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..impact import intervals
from ..impact.intervals import Z
from ..impact.shrinking import Shrunk, prior, settle, shrink
from ..languages import count, say
from ..measures.kinds import Measure
from ..measures.question import Cell
from .doors_spread import SHARES
from .numbers import NONE_YET, TOO_FEW, between, opened
from .things import things
from .units import written
from .view import View

CLUSTERED = 3  # boutiques from which on a group's interval is over boutiques


class Counted(Protocol):
    """What is read of `doors.Door`."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def cell(self) -> Cell | None: ...
    @property
    def note(self) -> str: ...
    @property
    def counted(self) -> Cell | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One boutique. value, between, expected, likely: in words. at, drawn, low, high: raw, expected and its interval on
    0..1 of the rows' one scale. raw: value, low, high and the expected three as numbers, for a file."""

    code: str
    name: str
    region: str
    kind: str
    address: str
    note: str = ""
    said: str = ""
    n: int = 0
    counted: str = ""
    value: str = ""
    between: str = ""
    expected: str = ""
    likely: str = ""
    at: float = 0.0
    drawn: float | None = None
    low: float = 0.0
    high: float = 0.0
    raw: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    rows: tuple[Row, ...]
    unit: str
    counts: str

    def whole(self, cell: Cell) -> str:
        """ "38% (95% interval 36 to 40%), 1,210 qualifying receipts"."""
        value, n = written(cell.value, self.unit, cell.currency), things(cell.n, self.counts)
        ends = between(cell.low, cell.high, self.unit, cell.currency)
        if not ends:
            return say("{value}, {counted}", value=value, counted=n)
        return say("{value} ({interval}), {counted}", value=value, interval=ends, counted=n)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Boutiques of one region or door type. what: "region" or "type". at, low, high: 0..1 of one scale."""

    what: str
    label: str
    boutiques: str
    value: str
    between: str
    counted: str
    at: float
    low: float | None
    high: float | None
    address: str = ""


def rows(view: View, what: Measure, doors: Sequence[Counted]) -> Rows:
    """Every boutique with its number and, where it is a share or a mean, with what may be expected of it: drawn towards
    all of them by as much as chance may have moved it."""
    told = [one for one in doors if one.counted]
    known = _shrunk(what, [one.counted for one in told if one.counted])
    place = {one.code: i for i, one in enumerate(told)}
    ends = [v for one in told if (c := one.counted) for v in (c.value, *_expected(known, place[one.code]))]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = (high - low or abs(high) or 1.0) * 0.04
    low, size = low - room, (high - low) + 2 * room
    made = [_row(view, what, one, _expected(known, place.get(one.code, -1)), low, size) for one in doors]
    return Rows(tuple(made), what.unit, what.counts)


def _shrunk(what: Measure, cells: Sequence[Cell]) -> Shrunk | None:
    if len(cells) < CLUSTERED or len({one.currency for one in cells}) > 1:
        return None
    x, n = np.array([one.top for one in cells]), np.array([one.bottom for one in cells])
    if what.kind == "mean":
        return shrink(x, n, settle(x, n, np.array([one.squares for one in cells])))
    if what.kind == "rate" or what.key in SHARES:
        return shrink(np.minimum(x, n), n, prior(np.minimum(x, n), n))
    return None


def _expected(known: Shrunk | None, place: int) -> tuple[float, ...]:
    """Expected value and its 95 % interval; nothing where it is not made."""
    if known is None or place < 0:
        return ()
    middle, half = float(known.rate[place]), Z * float(known.sd[place])
    if known.prior.within is None:
        return middle, max(0.0, middle - half), min(1.0, middle + half)
    return middle, middle - half, middle + half


def _row(view: View, what: Measure, one: Counted, expected: Sequence[float], low: float, size: float) -> Row:
    address = opened(view, what.key, boutique=one.code)
    bare = Row(code=one.code, name=one.name, region=one.region, kind=one.kind, address=address, note=one.note)
    if (cell := one.counted) is None:
        said = say(TOO_FEW) if one.cell is None else say(NONE_YET)
        return Row(code=one.code, name=one.name, region=one.region, kind=one.kind, address=address, note=one.note,
                   said=said)  # fmt: skip
    unit, currency = what.unit, cell.currency
    middle = expected[0] if expected else None
    return Row(
        code=bare.code, name=bare.name, region=bare.region, kind=bare.kind, address=address, note=one.note,
        n=cell.n, counted=things(cell.n, what.counts), value=written(cell.value, unit, currency),
        between=_ends(cell.low, cell.high, unit, currency),
        expected="" if middle is None else written(middle, unit, currency),
        likely=_ends(expected[1], expected[2], unit, currency) if expected else "",
        at=(cell.value - low) / size, drawn=None if middle is None else (middle - low) / size,
        low=(expected[1] - low) / size if expected else 0.0, high=(expected[2] - low) / size if expected else 0.0,
        raw=(cell.value, cell.low, cell.high, *(expected or (None, None, None))),
    )  # fmt: skip


def _ends(low: float | None, high: float | None, unit: str, currency: str) -> str:
    if low is None or high is None:
        return ""
    return say("{low} to {high}", low=written(low, unit, currency, bare=True), high=written(high, unit, currency))


def cohorts(view: View, what: Measure, doors: Sequence[Counted]) -> tuple[Cohort, ...]:
    """Regions and door types, where there are several of them: sums of what is shown of their boutiques."""
    told = [one for one in doors if one.counted]
    currencies = {one.counted.currency for one in told if one.counted}
    if len(currencies) > 1 or (what.kind == "derived" and what.unit != "rate"):
        return ()
    groups: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for one in told:
        if cell := one.counted:
            groups["region", one.region].append(cell)
            groups["type", one.kind].append(cell)
    kept = [w for w in ("region", "type") if sum(name[0] == w for name in groups) > 1]
    found = sorted((name for name in groups if name[0] in kept and name[1]), key=lambda n: (n[0], n[1].casefold()))
    made = [(name, groups[name], _sum(what, groups[name])) for name in found]
    ends = [v for _, _, one in made for v in one if v is not None]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    size = (high - low) or 1.0
    return tuple(_cohort(view, what, name, cells, sums, low - size * 0.04, size * 1.08) for name, cells, sums in made)


def _sum(what: Measure, cells: Sequence[Cell]) -> tuple[float, float | None, float | None]:
    """Value and interval of several boutiques together: over boutiques from three on, else over their events."""
    top, bottom = sum(one.top for one in cells), sum(one.bottom for one in cells)
    if len(cells) >= CLUSTERED:
        ends = intervals.clustered([(one.top, one.bottom) for one in cells])
    elif what.kind == "mean":
        ends = intervals.mean(top, sum(one.squares for one in cells), sum(one.n for one in cells))
    else:
        ends = intervals.rate(top, bottom) if what.kind == "rate" or what.key in SHARES else None
    low, high = ends or (None, None)
    if what.unit == "rate" and low is not None and high is not None:
        low, high = max(0.0, low) if what.key != "shrink_rate" else low, min(1.0, high)
    if what.unit == "score" and low is not None and high is not None:
        low, high = max(1.0, low), min(5.0, high)
    return top / bottom, low, high


def _cohort(
    view: View, what: Measure, name: tuple[str, str], cells: Sequence[Cell],
    sums: tuple[float, float | None, float | None], least: float, size: float,
) -> Cohort:  # fmt: skip
    value, low, high = sums
    currency = cells[0].currency
    address = f"/doors{view.filters.address(region=name[1])}&measure={what.key}" if name[0] == "region" else ""

    def at(one: float | None) -> float | None:
        return None if one is None else (one - least) / size

    return Cohort(
        name[0], name[1], count(len(cells), "{n} boutique", "{n} boutiques"), written(value, what.unit, currency),
        _ends(low, high, what.unit, currency), things(sum(one.n for one in cells), what.counts), at(value) or 0.0,
        at(low), at(high), "" if view.filters.region else address,
    )  # fmt: skip
