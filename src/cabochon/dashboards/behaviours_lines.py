"""Which product line needs other talking points: each step with a watch and with a piece of jewelry, side by side."""

from dataclasses import dataclass, replace

from ..impact import intervals, many
from ..languages import count, mark, percent, say
from ..measures.question import Cell
from . import See, attempt
from .behaviours_steps import every, measured, title
from .changes import Lift, lift
from .filters import LINES as NAMED
from .numbers import TOO_FEW, between
from .things import things
from .view import View

LINES = ("watch", "jewelry")
ENOUGH, SURE = 5, 0.05
NONE_CLEAR = mark("No step differs clearly between watches and jewelry.")
FEW = mark("Too few observations with each line to compare.")
ONE = mark("One product line is chosen above; clear it to see both.")


@dataclass(frozen=True, slots=True)
class Pair:
    """One step. shares 0..1 with a watch and with jewelry, their sentences, and what lies between them. less: the line
    with which it is clearly done less, "" where chance may have made it; moment: address of its talking points."""

    key: str
    title: str
    watch: float = 0.0
    jewelry: float = 0.0
    watch_says: str = ""
    jewelry_says: str = ""
    lift: Lift | None = None
    p: float | None = None
    less: str = ""
    moment: str = ""
    named: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """looked: over how many steps; said: in place of everything."""

    rows: tuple[Pair, ...] = ()
    looked: str = ""
    said: str = ""

    @property
    def named(self) -> tuple[Pair, ...]:
        return tuple(one for one in self.rows if one.less)


def lines(see: See, view: View) -> Lines:
    """A step is named where the interval of the difference leaves zero out, all steps looked at taken together."""
    rows = [_pair(see, view, one.key) for one in every(see)]
    if view.filters.line:
        return Lines(said=say(ONE))
    sure = many.holm([row.p for row in rows])
    told = tuple(_named(row, p) for row, p in zip(rows, sure, strict=True))
    looked = sum(row.p is not None for row in told)
    alike = {row.said for row in told}
    said = alike.pop() if len(alike) == 1 and "" not in alike else ""
    return Lines(told, count(looked, "{n} step was compared.", "{n} steps were compared; what is named is clear of "
                             "chance with that many looks.") if looked else "", said)  # fmt: skip


def _pair(see: See, view: View, key: str) -> Pair:
    bare = Pair(key, title(key))

    def make() -> Pair:
        cells = see.ask(view.ask(measured(key), "product_line")).cells
        watch, jewelry = (cells.get((line,), Cell(0.0, 0.0, 0)) for line in LINES)
        if watch is None or jewelry is None:
            return replace(bare, said=say(TOO_FEW))
        if min(watch.n, jewelry.n) < ENOUGH:
            return replace(bare, said=say(FEW))
        return replace(
            bare, watch=watch.value, jewelry=jewelry.value, watch_says=_says("watch", watch),
            jewelry_says=_says("jewelry", jewelry), lift=lift(jewelry, watch),
            p=many.two_rates(jewelry.top, jewelry.bottom, watch.top, watch.bottom)
            if _apart(jewelry, watch) else 1.0,
        )  # fmt: skip

    return attempt(make, lambda why: replace(bare, said=why))


def _apart(one: Cell, other: Cell) -> bool:
    """Whether the interval of the difference leaves zero out."""
    ends = intervals.difference(one.top, one.bottom, other.top, other.bottom)
    return ends is not None and not ends[0] <= 0 <= ends[1]


def _named(row: Pair, p: float | None) -> Pair:
    if p is None or p > SURE:
        return row
    shares = {"watch": percent(row.watch), "jewelry": percent(row.jewelry)}
    if row.jewelry < row.watch:
        says = say("{step}, less with jewelry: {jewelry} against {watch}", step=row.title, **shares)
    else:
        says = say("{step}, less with watches: {watch} against {jewelry}", step=row.title, **shares)
    less = "jewelry" if row.jewelry < row.watch else "watch"
    return replace(row, less=less, named=says, moment=f"/playbook?line={less}#{row.key}")


def _says(line: str, cell: Cell) -> str:
    return say("{line}: {share} of {things}; {interval}", line=say(NAMED[line]), share=percent(cell.value),
               things=things(cell.n, "observations"), interval=between(cell.low, cell.high, "rate"))  # fmt: skip
