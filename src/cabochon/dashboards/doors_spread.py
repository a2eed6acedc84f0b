"""How far boutiques truly differ in a number: what the eye sees, less what chance alone would make of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..impact.apart import apart
from ..impact.variation import Spread, variation
from ..languages import decimal, say
from ..measures.catalogue import measure
from ..measures.kinds import Measure
from ..measures.question import Cell, Question
from ..refusals import NotAllowed, Unanswerable
from . import See
from .units import difference, written
from .view import View

SHARES = frozenset({"conversion", "count_accuracy", "huddle_days", "observation_coverage"})  # so many out of so many


@dataclass(frozen=True, slots=True)
class Apart:
    """says: the whole; truly, with its interval, and raw: standard deviations in words. at, low, high, eye: 0..1 of one
    scale, for a drawing. was: in the days compared with."""

    says: str
    truly: str
    raw: str
    at: float
    low: float
    high: float
    eye: float
    was: str = ""


def spread(see: See, view: View, what: Measure, cells: Sequence[Cell] = ()) -> Apart | None:
    """Of the measure door_spread where there is one, else of these cells; None where it cannot be said.

    A standard deviation: about two in three boutiques lie within it of the middle, either way.
    """
    if cells:
        found = _of_cells(what, cells)
        return _told(found, what, next((one.currency for one in cells if one.currency), "")) if found else None
    if measure(f"door_spread.{what.key}") is None:
        return None
    now = _asked(see, view.ask(f"door_spread.{what.key}"))
    if now is None:
        return None
    was = _asked(see, view.ask_before(f"door_spread.{what.key}"))
    return _told(now, what, "", was, view.beside)


def _asked(see: See, question: Question) -> Spread | None:
    try:
        cell = see.ask(question).whole
    except (Unanswerable, NotAllowed):
        return None
    if cell is None or not cell.n or not cell.bottom:
        return None
    beside = dict(cell.beside)
    return Spread(cell.value, beside.get("raw", cell.value), cell.low, cell.high, round(beside.get("doors", 0)))


def _of_cells(what: Measure, cells: Sequence[Cell]) -> Spread | None:
    if what.kind == "mean":
        return apart([(one.top, one.bottom, one.squares) for one in cells])
    return variation([(min(one.top, one.bottom), one.bottom) for one in cells])


def _told(found: Spread, what: Measure, currency: str, was: Spread | None = None, beside: str = "") -> Apart:
    def size(value: float) -> str:
        return difference(value, what.unit, currency)

    top = max(found.raw, found.sd, found.high or 0.0, 1e-9) * 1.05
    between = say("Truly apart: {spread}", spread=size(found.sd))
    if found.low is not None and found.high is not None:
        low = decimal(found.low * 100, 0) if what.unit == "rate" else written(found.low, what.unit, currency, bare=True)
        between = say("Truly apart: {spread} (95% interval {low} to {high})", spread=size(found.sd), low=low,
                      high=size(found.high))  # fmt: skip
    return Apart(
        _words(found, size(found.sd), size(found.raw)), between, size(found.raw), found.sd / top,
        (found.low if found.low is not None else found.sd) / top,
        (found.high if found.high is not None else found.sd) / top, found.raw / top,
        say("It was {spread} in {days}", spread=size(was.sd), days=beside) if was else "",
    )  # fmt: skip


def _words(found: Spread, truly: str, raw: str) -> str:
    if not found.sd:
        return say("What the eye sees, {raw} either way, is no more than chance alone makes: nothing here says that "
                   "these boutiques differ.", raw=raw)  # fmt: skip
    if found.low is not None and found.low <= 0:
        return say("Boutiques may truly differ by about {truly} either way, or not at all. What the eye sees is {raw}; "
                   "the rest is chance.", truly=truly, raw=raw)  # fmt: skip
    return say("Boutiques truly differ by about {truly} either way. What the eye sees is {raw}; the rest is chance.",
               truly=truly, raw=raw)  # fmt: skip
