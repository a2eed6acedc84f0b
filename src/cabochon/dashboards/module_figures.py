"""A number of a module's results as it is read: its value, its interval and n, or the reason why it is missing."""

from dataclasses import dataclass
from math import isnan

from ..measures.catalogue import measure
from ..measures.question import Answer
from ..refusals import NotAllowed
from ..retail.currencies import EXPONENTS
from . import Refusal

HELD, NOTHING, NOT_YOURS = "too few to show", "nothing yet", "not for your role"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is read, with its interval and how many stand behind it; or in its place the sentence `said`.

    done: of a share, how many of the n.
    """

    value: str = ""
    between: str = ""
    n: int = 0
    said: str = ""
    done: int = 0


def figure(answer: Answer | Refusal | None, key: tuple[str, ...]) -> Figure:
    """A cell in words; what is held back, refused or empty says so."""
    if answer is None:
        return Figure(said=NOTHING)
    if not isinstance(answer, Answer):
        return Figure(said=NOT_YOURS if isinstance(answer, NotAllowed) else str(answer))
    if key not in answer.cells:
        return Figure(said=NOTHING)
    cell = answer.cells[key]
    if cell is None:
        return Figure(said=HELD)
    if not cell.n or isnan(cell.value):
        return Figure(said=NOTHING)
    what = measure(answer.question.measure)
    unit = what.unit if what else ""
    ends = (cell.low, cell.high)
    return Figure(_written(cell.value, unit, cell.currency), _between(*ends, unit, cell.currency), cell.n,
                  done=round(cell.top))  # fmt: skip


def told(value: float, low: float | None, high: float | None, n: int, *, unit: str, currency: str) -> Figure:
    """A number that was told by another house."""
    return Figure(_written(value, unit, currency), _between(low, high, unit, currency), n)


def _between(low: float | None, high: float | None, unit: str, currency: str) -> str:
    if low is None or high is None:
        return ""
    return f"{_written(low, unit, currency).removesuffix(_tail(unit))} to {_written(high, unit, currency)}"


def _written(value: float, unit: str, currency: str) -> str:
    match unit:
        case "rate":
            return f"{value * 100:.1f}%" if 0 < abs(value) < 0.1 else f"{value * 100:.0f}%"
        case "per100":
            return f"{value * 100:.1f}{_tail(unit)}"
        case "points":
            return f"{value * 100:+.0f}"
        case "money":
            return f"{currency} {value / 10 ** EXPONENTS.get(currency, 2):,.0f}".strip()
        case "count" | "seconds" | "minutes" | "days" | "weeks":
            return f"{value:,.0f}{_tail(unit)}"
        case _:
            return f"{value:.2f}"


def _tail(unit: str) -> str:
    return {"rate": "%", "per100": " per 100", "seconds": " s", "minutes": " min", "days": " days",
            "weeks": " weeks"}.get(unit, "")  # fmt: skip
