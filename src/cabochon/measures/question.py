"""What is asked, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import nan


@dataclass(frozen=True, slots=True)
class Question:
    """One measure by its key, cut by some columns, over some business days (both included; None: open), filtered.

    where maps a cut to the values it may have; an empty tuple means nothing (an empty scope sees nothing).
    """

    measure: str
    by: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """One number with what stands behind it.

    top / bottom is the value; n: events behind the bottom; people: distinct associates behind it (0 when the facts name
    nobody); squares: sum of squares of the top's terms; low, high: 95 % interval, None where none is defined.
    """

    top: float
    bottom: float
    n: int
    people: int = 0
    squares: float = 0.0
    low: float | None = None
    high: float | None = None

    @property
    def value(self) -> float:
        return self.top / self.bottom if self.bottom else nan


@dataclass(frozen=True, slots=True)
class Answer:
    """Cells by their cut values, in the order of `question.by`. A held-back cell is None: "too few to show"."""

    question: Question
    cells: Mapping[tuple[str, ...], Cell | None]
    notes: tuple[str, ...] = ()  # "parts may exceed the total", "money in CHF and EUR ..."

    @property
    def whole(self) -> Cell | None:
        """The single cell of an uncut question."""
        return self.cells.get(())
