"""A number of a module's results as it is read: its value, its interval and n, or the reason why it is missing."""

from dataclasses import dataclass
from math import isnan

from ..languages import again, decimal, mark, money, percent, say, signed, whole
from ..measures.catalogue import measure
from ..measures.question import Answer
from ..refusals import NotAllowed
from ..retail.currencies import EXPONENTS
from . import Refusal

HELD, NOTHING, NOT_YOURS = mark("too few to show"), mark("nothing yet"), mark("not for your role")


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
        return Figure(said=say(NOTHING))
    if not isinstance(answer, Answer):
        return Figure(said=say(NOT_YOURS) if isinstance(answer, NotAllowed) else again(str(answer)))
    if key not in answer.cells:
        return Figure(said=say(NOTHING))
    cell = answer.cells[key]
    if cell is None:
        return Figure(said=say(HELD))
    if not cell.n or isnan(cell.value):
        return Figure(said=say(NOTHING))
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
    return say("{low} to {high}", low=_written(low, unit, currency, bare=unit != "money"),
               high=_written(high, unit, currency))  # fmt: skip


def _written(value: float, unit: str, currency: str, *, bare: bool = False) -> str:
    """bare: without its unit, for the first of two ends."""
    match unit:
        case "rate":
            digits = 1 if 0 < abs(value) < 0.1 else 0
            return decimal(value * 100, digits) if bare else percent(value, digits)
        case "per100":
            return decimal(value * 100, 1) if bare else say("{n} per 100", n=decimal(value * 100, 1))
        case "points":
            return signed(value * 100)
        case "money":
            return money(value / 10 ** EXPONENTS.get(currency, 2), currency)
        case "count" | "seconds" | "minutes" | "days" | "weeks":
            return whole(value) if bare else _timed(whole(value), unit)
        case _:
            return decimal(value, 2)


def _timed(n: str, unit: str) -> str:
    match unit:
        case "seconds":
            return say("{n} s", n=n)
        case "minutes":
            return say("{n} min", n=n)
        case "days":
            return say("{n} days", n=n)
        case "weeks":
            return say("{n} weeks", n=n)
    return n
