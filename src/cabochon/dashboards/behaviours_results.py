"""A step beside what came of its visits: how often clients scored five where it was done and where it was not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..impact import intervals
from ..languages import again, mark, percent, say
from ..measures.question import Answer, Cell
from . import See, attempt
from .behaviours_steps import every, measured, title
from .changes import Lift, lift
from .numbers import TOO_FEW, Number, between, number
from .signals import WORDS, Signal
from .things import things
from .view import View

ENOUGH, ABOVE = 5, 10  # visits on each side before they are held against each other; above the boutique
FEW_LINKED = mark("Too few visits to compare.")


@dataclass(frozen=True, slots=True)
class Side:
    """Visits where a step was done, or not: share scored five (0..1), with its interval in words and what is behind."""

    share: float
    says: str
    n: int


@dataclass(frozen=True, slots=True)
class Linked:
    """How a step goes with an outcome over the weeks of all boutiques: word and mark, and the sentence."""

    outcome: str
    word: str
    tone: str
    mark: str
    says: str


@dataclass(frozen=True, slots=True)
class Beside:
    """One step; or in place of its sides the sentence `said`."""

    key: str
    title: str
    done: Side | None = None
    left: Side | None = None
    lift: Lift | None = None
    linked: tuple[Linked, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """offers: how often an accessory offered became a sale."""

    rows: tuple[Beside, ...]
    offers: Number
    said: str = ""


def results(see: See, view: View, signals: Sequence[Signal] = ()) -> Results:
    """signals: what goes with what, as this viewer may read it; () where they may not."""
    by_key: dict[str, list[Signal]] = {}
    for one in signals:
        by_key.setdefault(one.behaviour, []).append(one)
    rows = tuple(_row(see, view, one.key, by_key.get(measured(one.key), ())) for one in every(see))
    alike = {row.said for row in rows}
    said = alike.pop() if len(alike) == 1 and "" not in alike else ""
    return Results(rows, number(see, view, "offer_to_sale"), said)


def _row(see: See, view: View, key: str, signals: Sequence[Signal]) -> Beside:
    linked = tuple(_linked(one) for one in signals if one.state != "retired")
    bare = Beside(key, title(key), linked=linked)

    def make() -> Beside:
        cells = scored(see.ask(view.ask(measured(key), "scored")))
        if cells is None:
            return Beside(key, bare.title, linked=linked, said=say(TOO_FEW))
        done, left = cells
        if min(done.n, left.n) < (ABOVE if view.reach.above else ENOUGH):
            return Beside(key, bare.title, linked=linked, said=say(FEW_LINKED))
        return Beside(key, bare.title, _side(done), _side(left), lift(done, left), linked)

    return attempt(make, lambda why: Beside(key, bare.title, linked=linked, said=why))


def scored(answer: Answer) -> tuple[Cell, Cell] | None:
    """Surveyed visits where the step was done and where it was not, each with those scored five; None: held back.

    The facts tell how often it was done among visits scored five and among the others: the same four counts, turned.
    """
    cells: Mapping[tuple[str, ...], Cell | None] = answer.cells
    five, other = (cells.get((name,), Cell(0.0, 0.0, 0)) for name in ("five", "other"))
    if five is None or other is None:
        return None
    done, left = five.top + other.top, five.n + other.n - five.top - other.top
    return _cell(five.top, done), _cell(five.n - five.top, left)


def _cell(top: float, n: float) -> Cell:
    low, high = intervals.rate(top, n) or (None, None)
    return Cell(top, n, round(n), squares=top, low=low, high=high)


def _side(cell: Cell) -> Side:
    says = say("{share} of {things}; {interval}", share=percent(cell.value), things=things(cell.n, "visits"),
               interval=between(cell.low, cell.high, "rate"))  # fmt: skip
    return Side(cell.value, says, cell.n)


def _linked(one: Signal) -> Linked:
    word, tone, shape = WORDS[one.state]
    return Linked(say(one.outcome_title), say(word), tone, shape, again(one.text))
