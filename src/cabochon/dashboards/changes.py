"""What changed since the days before, in words: a rise or fall only where the difference's interval leaves zero out."""

from dataclasses import dataclass
from math import sqrt

from ..impact import intervals as impact
from ..languages import decimal, say
from ..measures.kinds import Measure
from ..measures.question import Cell
from .units import difference, written

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Change:
    """direction: up, down, none (zero lies inside) or unknown. bold: the change itself; words: the rest."""

    direction: str
    bold: str
    words: str


@dataclass(frozen=True, slots=True)
class Lift:
    """How much more often something is seen in one group than in another, in points: "+32 pts", "9 to 52"."""

    points: str
    between: str
    clear: bool


def change(now: Cell, before: Cell | None, what: Measure, beside: str) -> Change:
    """What became of a number since the days before. Proportions are compared by Newcombe's interval, anything else by
    the intervals of the two numbers; a number without one is set beside the other, and no change is named.

    beside: how the days before are called, in the language spoken.
    """
    if before is None:
        return Change("unknown", "", say("Too few in {days} to compare with", days=beside))
    if not before.n:
        return Change("unknown", "", say("Nothing in {days} to compare with", days=beside))
    between = _between(now, before, what)
    unit, currency = what.unit, now.currency
    was = written(before.value, unit, currency)
    if what.kind == "count":
        return Change("unknown", "", say("{was} in {days}", was=was, days=beside))
    if between is None:
        return Change(
            "unknown", "", say("{was} in {days}; too few to say whether that is a change", was=was, days=beside)
        )
    low, high = (_end(one, unit, currency) for one in between)
    since = say("since {was}; between {low} and {high}", was=was, low=low, high=high)
    if unit == "rate":
        since = say("since {was}; between {low} and {high} points", was=was, low=low, high=high)
    if between[0] <= 0 <= between[1]:
        return Change("none", say("No clear change"), since)
    return Change("up" if between[0] > 0 else "down", difference(now.value - before.value, unit, currency), since)


def _between(now: Cell, before: Cell, what: Measure) -> Interval | None:
    if what.kind == "rate":
        return impact.difference(now.top, now.bottom, before.top, before.bottom)
    if None in (now.low, now.high, before.low, before.high):
        return None
    return recovered(
        (now.value, now.low or 0.0, now.high or 0.0), (before.value, before.low or 0.0, before.high or 0.0)
    )


def recovered(one: tuple[float, float, float], other: tuple[float, float, float]) -> Interval:
    """95 % interval of the difference of two independent numbers, each given as value, low, high.

    Each number's own interval gives its share of the width: d - sqrt((m1-l1)^2 + (u0-m0)^2) and so on, the recovery of
    variances that Newcombe's method 10 does for proportions (Zou & Donner, Statistics in Medicine 27 (2008) 1693-1702).
    """
    (m1, l1, u1), (m0, l0, u0) = one, other
    d = m1 - m0
    return d - sqrt((m1 - l1) ** 2 + (u0 - m0) ** 2), d + sqrt((u1 - m1) ** 2 + (m0 - l0) ** 2)


def difference_of_means(now: Cell, before: Cell) -> Interval | None:
    """95 % interval of the difference of two independent means; None when one of them has none."""
    one = impact.mean(now.top, now.squares, now.n)
    other = impact.mean(before.top, before.squares, before.n)
    if one is None or other is None:
        return None
    return recovered((now.value, *one), (before.value, *other))


def interval_of_mean(total: float, n: int, squares: float) -> tuple[float | None, float | None]:
    """95 % interval of a satisfaction mean, kept inside its scale of 1 to 5; nothing from fewer than two."""
    between = impact.mean(total, squares, n)
    return (None, None) if between is None else (max(1.0, between[0]), min(5.0, between[1]))


def lift(more: Cell, less: Cell) -> Lift:
    """The gap between two shares in points, with its interval."""
    gap = (more.value - less.value) * 100
    between = impact.difference(more.top, more.bottom, less.top, less.bottom)
    points = say("{n} pts", n=f"{_sign(gap)}{decimal(abs(gap), 0)}")
    if between is None:
        return Lift(points, "", False)
    low, high = (_points(end) for end in between)
    return Lift(points, say("{low} to {high}", low=low, high=high), between[0] > 0 or between[1] < 0)


def _end(end: float, unit: str, currency: str) -> str:
    """An end of the interval of a difference, with its sign."""
    if unit == "rate":
        return _points(end)
    size = written(abs(end), unit, currency, bare=unit != "money").lstrip("+−")
    return f"{_sign(end)}{size}"


def _points(end: float) -> str:
    """An end of an interval in points: "+19"; beside zero with a decimal, as its side of zero is what it says."""
    points = end * 100
    size = abs(points)
    digits = next((n for n, least in enumerate((0.5, 0.05, 0.005)) if size >= least), 3)
    return "0" if size < 0.0005 else f"{_sign(points)}{decimal(size, digits)}"


def _sign(value: float) -> str:
    return "−" if value < 0 else "+"
