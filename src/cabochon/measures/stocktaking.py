"""Derived measures of counts and tills: shrink between two counts, and whether the till agrees with what arrived."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from ..impact import intervals
from ..retail.closings import agree
from ..retail.sale_types import NO_RECEIPT
from . import money
from .asking import Raw
from .frame import Found, Frame
from .question import Cell

RUNG_UP = " and ".join(f"sale_type <> '{name}'" for name in sorted(NO_RECEIPT, reverse=True))
Net = dict[tuple[str, date], dict[str, tuple[float, float]]]  # door, day -> currency -> net sales, the same converted


class Count(NamedTuple):
    """Counts of one door and day with the same one before. rate: the group's minor units for one of its; 0: none."""

    door: str
    day: date
    previous: date | None
    currency: str
    rate: float
    shrink: float
    over: float
    times: int

    @property
    def days(self) -> list[date]:
        """The days since the previous count, its own included."""
        if self.previous is None:
            return []
        return [self.previous + timedelta(days=i) for i in range(1, (self.day - self.previous).days + 1)]

    def worth(self, group: str) -> float:
        """What one minor unit counts: 1 while amounts stay as they are."""
        return 1.0 if not group or self.currency == group else self.rate


def shrink_rate(frame: Frame) -> Found:
    """Book less counted at cost, over the door's net sales between the counts. A zone's first count has nothing to be
    counted from: it is left out and said so. Where zones' intervals overlap a day's sales count once."""
    keys = ("boutique", "day", "previous", "currency", "rate")
    told: dict[Raw, list[Count]] = defaultdict(list)
    firsts = 0
    for row in frame.rows("stock", keys, ("shrink", "over", "1")):
        door, day, previous, code, rate, shrink, over, times = row[frame.width :]
        one = Count(door, day, previous, code, float(rate or 0), float(shrink or 0), float(over or 0), int(times))
        if previous is None:
            firsts += one.times
        else:
            told[tuple(row[: frame.width])].append(one)
    notes = ["At cost; what was counted above book is netted."] if told else []
    if firsts:
        notes.append(f"{firsts} first count{'s' if firsts != 1 else ''} of a zone left out: nothing came before.")
    net = _net(frame, [one for some in told.values() for one in some])
    purse = _purse(frame, told, net)
    cells = {key: _shrink(some, net, purse.group) for key, some in told.items()}
    return Found({key: cell for key, cell in cells.items() if cell.n}, (*notes, *purse.notes))


def _shrink(told: Iterable[Count], net: Net, group: str) -> Cell:
    """Clusters of the interval: doors, or the days one door counted on, each with the sales up to it."""
    counts: dict[tuple[str, date], list[float]] = defaultdict(lambda: [0.0, 0.0])
    covered: dict[tuple[str, date], date] = {}  # a door's day -> the first count it is laid against
    over, n = 0.0, 0
    for one in told:
        if not (worth := one.worth(group)):
            continue
        counts[one.door, one.day][0] += one.shrink * worth
        over, n = over + one.over * worth, n + one.times
        for day in one.days:
            covered[one.door, day] = min(one.day, covered.get((one.door, day), one.day))
    for (door, day), counted in covered.items():
        for code, (plain, converted) in net.get((door, day), {}).items():
            counts[door, counted][1] += converted if group and code != group else plain
    doors: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (door, _), (y, x) in counts.items():
        doors[door][0] += y
        doors[door][1] += x
    several = len(doors) > 1
    pairs = [(y, x) for y, x in (doors.values() if several else counts.values())]
    low, high = intervals.clustered(pairs) or (None, None)
    terms = "" if low is None else "doors" if several else "days"
    top, bottom = sum(y for y, _ in pairs), sum(x for _, x in pairs)
    return Cell(top, bottom, n, 0, 0.0, low, high, terms, (("over", over),))


def _net(frame: Frame, told: list[Count]) -> Net:
    """Net sales of the doors on the days between the counts."""
    found: Net = defaultdict(dict)
    if not told:
        return found
    since, until = min(one.days[0] for one in told if one.days), max(one.day for one in told)
    wide = frame.within(since=since, until=until)
    for row in wide.rows("receipt", ("boutique", "day", "currency"), ("net", "net * rate"), rows="sale = 1"):
        door, day, code, plain, converted = row
        found[door, day][code] = float(plain), float(converted)
    return found


def _purse(frame: Frame, told: dict[Raw, list[Count]], net: Net) -> money.Purse:
    codes: dict[str, tuple[int, int]] = {}
    parts: dict[Raw, set[str]] = defaultdict(set)
    for key, some in told.items():
        for one in some:
            seen, unrated = codes.get(one.currency, (0, 0))
            codes[one.currency] = seen + one.times, unrated + (0 if one.rate else one.times)
            parts[key] |= {one.currency}.union(*(net.get((one.door, day), {}) for day in one.days))
    for code in set().union(*parts.values()) if parts else set():
        codes.setdefault(code, (0, 0))
    return money.purse(codes, parts, by_door="boutique" in frame.question.by, group=frame.currency)


def till_difference(frame: Frame) -> Found:
    """Door-days whose receipts or net differ from what the till counted itself, of those the till closed."""
    rung = {
        tuple(row[:-2]): (int(row[-2]), round(float(row[-1])))
        for row in frame.rows("ticket", ("boutique", "day", "currency"), ("1", "net"),
                              rows=RUNG_UP)
    }  # fmt: skip
    apart: dict[Raw, float] = defaultdict(float)
    differs: dict[Raw, bool] = defaultdict(bool)
    for row in frame.rows("closing", ("boutique", "day", "currency"), ("receipts", "net")):
        name, (receipts, net) = tuple(row[:-2]), (int(row[-2]), round(float(row[-1])))
        here = rung.get(name, (0, 0))
        differs[name[:-1]] |= not agree(here, (receipts, net))
        apart[name[: frame.width]] += abs(here[0] - receipts)
    days: dict[Raw, list[bool]] = defaultdict(list)
    for name, wrong in differs.items():
        days[name[: frame.width]].append(wrong)
    cells = {}
    for key, some in days.items():
        y, n = float(sum(some)), len(some)
        low, high = (intervals.rate(y, n) if n > 1 else None) or (None, None)
        cells[key] = Cell(y, float(n), n, 0, y, low, high, "events", (("receipts", apart[key]),))
    return Found(cells)
