"""The funnel plot: each boutique by how much stands behind it and its value, with limits that chance alone respects."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from markupsafe import Markup

from ..impact import funnel as chance
from ..languages import count, decimal, percent, say, whole
from ..measures.kinds import Measure
from ..measures.question import Cell
from .doors_rows import Counted
from .look import charts
from .look.doors import Mark, drawing, spec
from .look.figures import Spec
from .numbers import opened
from .things import things
from .units import shown, written
from .view import View

STEPS = 60  # of the limits drawn
NAMED, SPOKEN = 12, 60  # boutiques named in the drawing; points that carry a sentence each
NOT_DRAWN = Markup()


@dataclass(frozen=True, slots=True)
class Outside:
    """A boutique outside the limits. says: in words; far: outside the outer ones too."""

    name: str
    says: str
    address: str
    far: bool


@dataclass(frozen=True, slots=True)
class Funnel:
    """says: what lies outside, in one sentence; looking: how much of that chance alone makes.

    allowed: what the wider limits allow for, "" with the plain ones. could: whether wider ones would differ. spec: of
    the drawing, for a file.
    """

    wide: Markup
    narrow: Markup
    says: str
    looking: str
    outside: tuple[Outside, ...]
    allowed: str = ""
    could: bool = False
    spec: Spec = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """The middle, the SD of a single event (0 for shares), and how much wider the limits are."""

    what: Measure
    middle: float
    spread: float
    phi: float = 1.0

    def limits(self, n: float, level: float) -> chance.Limits:
        if self.what.kind == "mean":
            found = chance.limits_of_mean(self.middle, self.spread, n, level)
        else:
            found = chance.limits_of_rate(self.middle, n, level)
        low, high = chance.widened(found, self.middle, self.phi)
        if self.what.kind == "mean":
            return (max(1.0, low), min(5.0, high)) if self.what.unit == "score" else (low, high)
        return max(0.0, low), min(1.0, high)

    def score(self, cell: Cell) -> float:
        if self.what.kind == "mean":
            return (cell.value - self.middle) * float(np.sqrt(cell.bottom)) / self.spread if self.spread else 0.0
        return chance.score_of_rate(min(cell.top, cell.bottom), cell.bottom, min(max(self.middle, 1e-9), 1 - 1e-9))


def funnel(view: View, what: Measure, doors: Sequence[Counted], *, wide: bool = False) -> Funnel:
    """doors: those with a number. wide: limits as far out as boutiques differ anyway."""
    cells = [cell for one in doors if (cell := one.counted)]
    middle = sum(one.top for one in cells) / sum(one.bottom for one in cells)
    ground = Ground(what, middle, chance.pooled([(one.top, one.bottom, one.squares) for one in cells]))
    phi = chance.dispersion([ground.score(one) for one in cells])
    if wide:
        ground = Ground(what, middle, ground.spread, phi)
    placed = [(one, cell, _place(ground, cell)) for one in doors if (cell := one.counted)]
    outside = [_outside(view, ground, one, cell, place) for one, cell, place in placed if place]
    quiet = len(placed) > SPOKEN
    marks = [
        Mark(
            cell.bottom, shown(cell.value, what.unit, cell.currency) or 0.0, abs(place),
            one.name if place and len(outside) <= NAMED else "",
            "" if quiet and not place else says(ground, one, cell, place),
        )
        for one, cell, place in placed
    ]  # fmt: skip
    most = max(one.bottom for one in cells)
    label = say("{title} by boutique against how many events stand behind it: {outside} of {n} lie outside the limits",
                title=say(what.title), outside=whole(len(outside)), n=whole(len(placed)))  # fmt: skip
    currency = cells[0].currency
    curves = [_curve(ground, n, currency) for n in _grid(min(one.bottom for one in cells), most)]
    axis = charts.axis_for(
        [charts.Mark(view.now.until, m.value, None, None, "") for m in marks], what.unit,
    )  # fmt: skip
    return Funnel(
        drawing(marks, curves, shown(middle, what.unit, currency) or 0.0, axis, label, narrow=False),
        drawing(marks, curves, shown(middle, what.unit, currency) or 0.0, axis, label, narrow=True),
        _told(len(outside), len(placed)), _looking(len(placed)), tuple(outside),
        say("The limits are {times} times as wide as chance alone would make them: boutiques differ by that much "
            "anyway, in clientele, site and season.", times=decimal(phi**0.5, 1)) if wide and phi > 1 else "",
        phi > 1, spec(marks, curves, shown(middle, what.unit, currency) or 0.0, axis, narrow=False),
    )  # fmt: skip


def _grid(least: float, most: float) -> list[float]:
    """Counts of events the limits are drawn for; from far left of the smallest boutique, or from half of it where all
    are large."""
    first = least / 2 if least > most / 3 else max(1.0, min(least * 0.7, most * 0.05))
    return [float(n) for n in np.geomspace(max(1.0, first), most * 1.05, STEPS)]


def _curve(ground: Ground, n: float, currency: str) -> tuple[float, float, float, float, float]:
    ends = (*ground.limits(n, chance.INNER), *ground.limits(n, chance.OUTER))
    a, b, c, d = (shown(one, ground.what.unit, currency) or 0.0 for one in ends)
    return n, a, b, c, d


def _place(ground: Ground, cell: Cell) -> int:
    """0 within the limits; 1, 2 above the inner and the outer ones; -1, -2 below."""
    for size, level in ((2, chance.OUTER), (1, chance.INNER)):
        low, high = ground.limits(cell.bottom, level)
        if not low <= cell.value <= high:
            return size if cell.value > high else -size
    return 0


def _outside(view: View, ground: Ground, one: Counted, cell: Cell, place: int) -> Outside:
    return Outside(one.name, says(ground, one, cell, place), opened(view, ground.what.key, boutique=one.code),
                   abs(place) == 2)  # fmt: skip


def says(ground: Ground, one: Counted, cell: Cell, place: int) -> str:
    """ "Geneva: 51% of 412 qualifying receipts; above the outer limits, 31 to 45%"."""
    unit, currency = ground.what.unit, cell.currency
    low, high = ground.limits(cell.bottom, chance.OUTER if abs(place) == 2 else chance.INNER)
    value, least, most = _apart(cell.value, low, high, unit, currency)
    told = {"boutique": one.name, "value": value, "counted": things(cell.n, ground.what.counts), "low": least,
            "high": most}  # fmt: skip
    match place:
        case 2:
            return say("{boutique}: {value}, {counted}; above the 99.8% limits, {low} to {high}", **told)
        case 1:
            return say("{boutique}: {value}, {counted}; above the 95% limits, {low} to {high}", **told)
        case -1:
            return say("{boutique}: {value}, {counted}; below the 95% limits, {low} to {high}", **told)
        case -2:
            return say("{boutique}: {value}, {counted}; below the 99.8% limits, {low} to {high}", **told)
    return say("{boutique}: {value}, {counted}; within the 95% limits, {low} to {high}", **told)


def _apart(value: float, low: float, high: float, unit: str, currency: str) -> tuple[str, str, str]:
    """A value and its limits, with a digit more where a share would read as its own limit."""
    said = written(value, unit, currency), written(low, unit, currency, bare=True), written(high, unit, currency)
    if unit == "rate" and said[0] in (said[2], written(low, unit)):
        return percent(value, 1), decimal(low * 100, 1), percent(high, 1)
    return said


def _told(outside: int, total: int) -> str:
    if not outside:
        return say("All {n} boutiques lie where chance alone could have put them. That does not make them alike; it "
                   "means that this number cannot tell them apart one by one.", n=whole(total))  # fmt: skip
    return count(
        outside, "{n} of {total} boutiques lies where chance alone hardly puts one.",
        "{n} of {total} boutiques lie where chance alone hardly puts them.", total=whole(total),
    )  # fmt: skip


def _looking(total: int) -> str:
    inner = chance.by_chance(total, chance.INNER)
    many = decimal(inner, 0 if inner >= 10 else 1)
    return say("With {n} boutiques looked at together, about {inner} would lie outside the 95% limits by chance alone, "
               "and {outer} outside the 99.8% limits.", n=whole(total), inner=many,
               outer=decimal(chance.by_chance(total, chance.OUTER), 1 if total >= 50 else 2))  # fmt: skip
