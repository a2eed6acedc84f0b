"""What changed since the days before, in words: a rise or fall only where the difference's interval leaves zero out."""

from dataclasses import dataclass
from math import sqrt

from ..impact import intervals as impact
from ..measures.question import Cell

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


def change_of_rate(now: Cell, before: Cell | None, beside: str) -> Change:
    """Two proportions against each other by Newcombe's interval, in percentage points."""
    if (unknown := _unknown(before, beside)) or before is None:
        return unknown or Change("unknown", "", "")
    between = impact.difference(now.top, now.bottom, before.top, before.bottom)
    if between is None:
        return Change("unknown", "", f"{_percent(before.value)} in {beside}; the two cannot be compared")
    low, high = (_points(end) for end in between)
    size = abs(now.value - before.value) * 100
    since = f"since {_percent(before.value)}; between {low} and {high} points"
    return _named(between, f"{size:.0f} point{'' if f'{size:.0f}' == '1' else 's'}", since)


def change_of_mean(now: Cell, before: Cell | None, beside: str) -> Change:
    """Two means against each other, in their own unit (stars, francs)."""
    if (unknown := _unknown(before, beside)) or before is None:
        return unknown or Change("unknown", "", "")
    between = difference_of_means(now, before)
    if between is None:
        return Change("unknown", "", f"{before.value:.2f} in {beside}; too few to say whether that is a change")
    low, high = (f"{_sign(end)}{abs(end):.2f}" for end in between)
    since = f"since {before.value:.2f}; between {low} and {high}"
    return _named(between, f"{abs(now.value - before.value):.2f}", since)


def difference_of_means(now: Cell, before: Cell) -> Interval | None:
    """95 % interval of the difference of two independent means; None when one of them has none.

    Each mean's own interval gives its share of the width: d - sqrt((m1-l1)^2 + (u0-m0)^2) and so on, the recovery of
    variances that Newcombe's method 10 does for proportions (Zou & Donner, Statistics in Medicine 27 (2008) 1693-1702).
    """
    one = impact.mean(now.top, now.squares, now.n)
    other = impact.mean(before.top, before.squares, before.n)
    if one is None or other is None:
        return None
    d = now.value - before.value
    low = d - sqrt((now.value - one[0]) ** 2 + (other[1] - before.value) ** 2)
    high = d + sqrt((one[1] - now.value) ** 2 + (before.value - other[0]) ** 2)
    return low, high


def interval_of_mean(total: float, n: int, squares: float) -> tuple[float | None, float | None]:
    """95 % interval of a satisfaction mean, kept inside its scale of 1 to 5; nothing from fewer than two."""
    between = impact.mean(total, squares, n)
    return (None, None) if between is None else (max(1.0, between[0]), min(5.0, between[1]))


def lift(more: Cell, less: Cell) -> Lift:
    """The gap between two shares in points, with its interval."""
    gap = (more.value - less.value) * 100
    between = impact.difference(more.top, more.bottom, less.top, less.bottom)
    points = f"{_sign(gap)}{abs(gap):.0f} pts"
    if between is None:
        return Lift(points, "", False)
    low, high = (_points(end) for end in between)
    return Lift(points, f"{low} to {high}", between[0] > 0 or between[1] < 0)


def _unknown(before: Cell | None, beside: str) -> Change | None:
    if before is None:
        return Change("unknown", "", f"Too few in {beside} to compare with")
    return None if before.n else Change("unknown", "", f"Nothing in {beside} to compare with")


def _named(between: Interval, size: str, since: str) -> Change:
    if between[0] > 0:
        return Change("up", size, since)
    if between[1] < 0:
        return Change("down", size, since)
    return Change("none", "No clear change", since)


def _percent(rate: float) -> str:
    return f"{rate * 100:.0f}%"


def _points(end: float) -> str:
    """An end of an interval in points: "+19"; beside zero with a decimal, as its side of zero is what it says."""
    points = end * 100
    size = f"{abs(points):.0f}" if abs(points) >= 0.5 else f"{abs(points):.1f}"
    return "0" if size == "0.0" else f"{_sign(points)}{size}"


def _sign(value: float) -> str:
    return "−" if value < 0 else "+"
