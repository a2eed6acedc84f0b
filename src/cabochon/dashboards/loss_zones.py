"""Counts by zone: how many were equal to book, when each zone was last counted, which are due by their rhythm."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from ..languages import count, percent, say
from ..languages import day as said_day
from ..measures.question import Cell, Question
from . import See, attempt
from .numbers import NONE_YET, TOO_FEW
from .things import things
from .view import View

BACK = 182  # days looked back on for the rhythm
GAPS = 2  # between counts, from which on there is a rhythm


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone of one boutique. last, rhythm: in words. due: older than its rhythm. at: 0..1 of 0 to 100 %."""

    boutique: str
    zone: str
    value: str
    between: str
    counted: str
    last: str
    rhythm: str
    due: bool
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Zones:
    """rows: by boutique and zone. due: how many are, in a sentence. said: in place of it all."""

    rows: tuple[Zone, ...] = ()
    due: str = ""
    said: str = ""


def zones(see: See, view: View, here: Sequence[str]) -> Zones:
    """Of the boutiques listed; days looked back on for the rhythm end today: a count names nobody."""
    of_these = {"boutique": tuple(here)}
    counted = Question("count_accuracy", ("boutique", "zone"), view.now.since, view.now.until, of_these)
    back = Question("count_accuracy", ("boutique", "zone", "day"), view.day - timedelta(days=BACK), view.day, of_these)

    def make() -> Zones:
        cells = see.ask(counted).cells
        days = attempt(lambda: see.ask(back).cells, lambda _: {})
        times: dict[tuple[str, str], list[date]] = defaultdict(list)
        for key in sorted(days):
            times[key[0], key[1]].append(date.fromisoformat(key[2]))
        places = sorted({*((key[0], key[1]) for key in cells), *times}, key=lambda p: (here.index(p[0]), p[1]))
        rows = tuple(_zone(see, view, *place, cells.get(place, Cell(0.0, 0.0, 0)), times[place]) for place in places)
        late = sum(one.due for one in rows)
        said = count(late, "{n} zone was last counted longer ago than is its rhythm.",
                     "{n} zones were last counted longer ago than is their rhythm.")  # fmt: skip
        return Zones(rows, said if late else "", "" if rows else say(NONE_YET))

    return attempt(make, lambda why: Zones(said=why))


def _zone(see: See, view: View, code: str, zone: str, cell: Cell | None, times: Sequence[date]) -> Zone:
    value, between, counted, at = _accuracy(cell)
    last, rhythm, due = _rhythm(times, view.day)
    return Zone(see.labels.doors[code], zone or say("No zone named"), value, between, counted, last, rhythm, due, at)


def _accuracy(cell: Cell | None) -> tuple[str, str, str, float]:
    if cell is None:
        return say(TOO_FEW), "", "", 0.0
    if not cell.n or not cell.bottom:
        return say("Not counted in these days"), "", "", 0.0
    between = ""
    if cell.low is not None and cell.high is not None:
        between = say("{low} to {high}", low=percent(max(0.0, cell.low), 1), high=percent(min(1.0, cell.high), 1))
    return percent(cell.value, 1), between, things(cell.n, "SKUs counted"), cell.value


def _rhythm(times: Sequence[date], today: date) -> tuple[str, str, bool]:
    """The last count and the rhythm in words, and whether the zone is due: its median gap between counts is over."""
    if not times:
        return "–", say("not counted for half a year"), True
    last, ago = times[-1], (today - times[-1]).days
    words = say("{day}, today", day=said_day(last, "short")) if ago < 1 else count(
        ago, "{day}, {n} day ago", "{day}, {n} days ago", day=said_day(last, "short")
    )  # fmt: skip
    gaps = [(after - before).days for before, after in pairwise(times)]
    if len(gaps) < GAPS:
        return words, say("too few counts to tell"), False
    usual = median(gaps)
    return words, count(usual, "every {n} day", "every {n} days"), ago > usual
