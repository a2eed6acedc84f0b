"""Shrink as a panel of doors: what a count found, on its day, over the net sales since the count before."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from ..impact.panel import Panel
from ..measures.trees import Term
from .lots import Raw, Select

SHRINK = "shrink_rate"
COUNTED, SOLD = "previous is not null", "sale = 1"
DAY = timedelta(days=1)
Door = tuple[str, date]


def shrink(select: Select, since: date, until: date, *, group: str, last: Mapping[str, str]) -> Panel:
    """As measures/stocktaking.py tells it: both sides on the day of the count, a day's sales once, against the first
    count they are laid to; a zone's first count is left out.

    group, last: as in lots.worth.
    """
    by = ("boutique", "day", "previous", "currency", "rate")
    counts = select("stock", by, (Term("shrink", COUNTED),))
    counts = [row for row in counts if row[2] is not None and _worth(row, group, last)]
    x: dict[Door, float] = defaultdict(float)
    against: dict[Door, date] = {}
    for door, day, previous, code, rate, lost in counts:
        x[door, day] += float(lost or 0) * _worth((door, day, previous, code, rate), group, last)
        for n in range(1, (day - previous).days + 1):
            sold = door, previous + n * DAY
            against[sold] = min(day, against.get(sold, day))
    n_of: dict[Door, float] = defaultdict(float)
    if against:
        first = min(day for _, day in against)
        for door, day, code, rate, net in select("receipt", ("boutique", "day", "currency", "rate"),
                                                 (Term("net", SOLD),), since=first):  # fmt: skip
            if (door, day) in against:
                n_of[door, against[door, day]] += float(net or 0) * _worth((door, day, None, code, rate), group, last)
    units = tuple(sorted({door for door, _ in x}))
    place = {door: i for i, door in enumerate(units)}
    grid = np.zeros((2, len(units), (until - since).days + 1))
    for side, told in enumerate((x, n_of)):
        for (door, day), value in told.items():
            grid[side, place[door], (day - since).days] += value
    return Panel(grid[0], grid[1], np.arange(len(units), dtype=np.int64), since, units, units, None, True)


def _worth(row: Raw, group: str, last: Mapping[str, str]) -> float:
    door, code, rate = row[0], row[3], float(row[4] or 0)
    if group:
        return 1.0 if code == group else rate
    return float(code == last.get(door, code))
