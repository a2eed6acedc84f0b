"""Shrink between counts beside the process steps done in the same weeks, by boutique; what may be said of the two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ..impact import intervals
from ..impact.ranks import LEAST, Together
from ..impact.ranks import together as ranked
from ..languages import decimal, mark, percent, say, whole
from ..measures.question import Answer, Cell, Question
from ..retail.operations import PROCESSES
from . import See, attempt
from .look.loss import Dot, scatter
from .numbers import NONE_YET, TOO_FEW
from .units import written
from .view import View

STEPS = mark(("Receiving", "Transfers", "Returns", "End-of-day count"))
KEYS = tuple(f"sop.{process}" for process in PROCESSES)
NOT_DRAWN = Markup()


@dataclass(frozen=True, slots=True)
class Share:
    """Steps done of those due. at: 0..1; value "" where there is nothing, and `said` why."""

    value: str = ""
    counted: str = ""
    at: float = 0.0
    said: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One boutique: its shrink with interval, what was counted above book, steps done in all and by process."""

    name: str
    address: str
    shrink: str
    between: str
    over: str
    counts: str
    every: Share
    steps: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """says: what can and cannot be said of shrink and steps. columns: the processes. said: in place of it all."""

    rows: tuple[Row, ...] = ()
    columns: tuple[str, ...] = ()
    wide: Markup = NOT_DRAWN
    narrow: Markup = NOT_DRAWN
    says: str = ""
    said: str = ""


def beside(
    see: See, view: View, codes: Sequence[str], here: Sequence[str], currencies: Mapping[str, str]
) -> Beside:  # fmt: skip
    """codes: every boutique in the view, drawn; here: those of them listed. currencies: boutique -> its currency."""

    def make() -> Beside:
        shrink = see.ask(view.ask("shrink_rate", "boutique"))
        steps = [_steps(see, view.ask(key, "boutique")) for key in KEYS]
        told = [one for one in steps if isinstance(one, Answer)]
        if not any(cell and cell.n for one in (shrink, *told) for cell in one.cells.values()):
            held = any(None in one.cells.values() for one in (shrink, *told))
            return Beside(said=say(TOO_FEW) if held else say(NONE_YET))
        rows = tuple(_row(see, view, code, shrink, steps, currencies.get(code, "")) for code in here)
        drawn = [dot for code in codes if (dot := _dot(see, code, shrink, steps))]
        return Beside(rows, tuple(say(one) for one in STEPS), *_drawn(drawn), says=_says(drawn))

    return attempt(make, lambda why: Beside(said=why))


def _steps(see: See, question: Question) -> Answer | str:
    return attempt(lambda: see.ask(question), _none)


def _none(why: str) -> Answer | str:
    return why


def _row(
    see: See, view: View, code: str, shrink: Answer, steps: Sequence[Answer | str], currency: str
) -> Row:  # fmt: skip
    cell = shrink.cells.get((code,), Cell(0.0, 0.0, 0))
    value, between, over, counts = _shrink(cell, currency)
    return Row(see.labels.doors[code], f"/loss{view.filters.address(boutique=code)}", value, between, over, counts,
               _share(_every(steps, code)), tuple(_share(_step(one, code)) for one in steps))  # fmt: skip


def _shrink(cell: Cell | None, currency: str) -> tuple[str, str, str, str]:
    """Shrink, its interval, what was above book, and how many counts; in words."""
    if cell is None:
        return say(TOO_FEW), "", "", ""
    if not cell.n or not cell.bottom:
        return "–", "", "", ""
    between = ""
    if cell.low is not None and cell.high is not None:
        between = say("{low} to {high}", low=finely(cell.low), high=finely(cell.high))
    over = written(dict(cell.beside).get("over", 0.0), "money", cell.currency or currency)
    return finely(cell.value), between, over, whole(cell.n)


def _step(answer: Answer | str, code: str) -> Cell | None:
    if not isinstance(answer, Answer):
        return Cell(0.0, 0.0, 0)
    return answer.cells.get((code,), Cell(0.0, 0.0, 0))


def _every(steps: Sequence[Answer | str], code: str) -> Cell | None:
    """Steps of every process together; None where one of them is held back, as a rest is no whole."""
    cells = [_step(one, code) for one in steps]
    if any(one is None for one in cells):
        return None
    known = [one for one in cells if one and one.n]
    return Cell(sum(c.top for c in known), sum(c.bottom for c in known), sum(c.n for c in known))


def _share(cell: Cell | None) -> Share:
    if cell is None:
        return Share(said=say(TOO_FEW))
    if not cell.n or not cell.bottom:
        return Share(said="–")
    counted = say("{done} of {due}", done=whole(cell.top), due=whole(cell.bottom))
    return Share(percent(cell.value), counted, cell.value)


def finely(value: float) -> str:
    """Shrink is small: "1.3%", "0.42%", "0.004%", or one sees zero."""
    size = abs(value)
    return percent(value, 0 if not size else 3 if size < 0.0005 else 2 if size < 0.01 else 1)


def _dot(see: See, code: str, shrink: Answer, steps: Sequence[Answer | str]) -> Dot | None:
    lost, done = shrink.cells.get((code,)), _every(steps, code)
    if not lost or not done or not lost.n or not lost.bottom or not done.bottom:
        return None
    name, ends = see.labels.doors[code], intervals.rate(done.top, done.bottom)
    says = say("{boutique}: shrink {shrink}, {share} of {due} steps done", boutique=name, shrink=finely(lost.value),
               share=percent(done.value), due=whole(done.bottom))  # fmt: skip
    return Dot(done.value, lost.value, lost.low, lost.high, name, says, *(ends or (None, None)))


def _drawn(dots: Sequence[Dot]) -> tuple[Markup, Markup]:
    if len(dots) < 3:
        return NOT_DRAWN, NOT_DRAWN
    label = say("Shrink against process steps done, {n} boutiques", n=whole(len(dots)))
    return scatter(dots, label, narrow=False), scatter(dots, label, narrow=True)


def _says(dots: Sequence[Dot]) -> str:
    """What the drawing can and cannot tell."""
    if len(dots) < 3:
        return say("Shrink and steps of fewer than three boutiques are known: nothing can be said of how they go "
                   "together.")  # fmt: skip
    if len(dots) < LEAST:
        return say("{n} boutiques are too few to say whether shrink and steps go together. Read the drawing as a list.",
                   n=whole(len(dots)))  # fmt: skip
    found = ranked([(dot.x, dot.y) for dot in dots])
    return _told(found, len(dots)) if found else say("Shrink or steps are the same everywhere: nothing can be said.")


def _told(found: Together, n: int) -> str:
    said = {"n": whole(n), "rho": _signed(found.rho), "low": _signed(found.low), "high": _signed(found.high)}
    if found.high < 0:
        return say("Over {n} boutiques, those that do more of their steps lose less (rank correlation {rho}, between "
                   "{low} and {high}). That is an association: it does not say that the steps are why.",
                   **said)  # fmt: skip
    if found.low > 0:
        return say("Over {n} boutiques, those that do more of their steps lose more (rank correlation {rho}, between "
                   "{low} and {high}). That is an association: where more is lost, more may be asked for.",
                   **said)  # fmt: skip
    return say("Over {n} boutiques nothing clear can be said of shrink and steps together (rank correlation {rho}, "
               "between {low} and {high}).", **said)  # fmt: skip


def _signed(value: float) -> str:
    return f"{'−' if round(value, 2) < 0 else ''}{decimal(abs(value), 2)}"
