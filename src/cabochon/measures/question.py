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

    @property
    def name(self) -> tuple[object, ...]:
        """Equal for equal questions, to remember an answer by."""
        return self.measure, self.by, self.since, self.until, tuple(sorted(self.where.items()))


@dataclass(frozen=True, slots=True)
class Cell:
    """One number with what stands behind it.

    top / bottom is the value; n: events behind the bottom; people: distinct people concerned behind it (0 when the
    facts name nobody); squares: sum of squares of the top's terms; low, high: 95 % interval, None where none is
    defined. terms: what the interval took as independent: events, doors or days; "" without one. beside: further sums
    by name (marked partly, tried on the same shift, counted above book). currency: of an amount, ISO 4217.
    """

    top: float
    bottom: float
    n: int
    people: int = 0
    squares: float = 0.0
    low: float | None = None
    high: float | None = None
    terms: str = ""
    beside: tuple[tuple[str, float], ...] = ()
    currency: str = ""

    @property
    def value(self) -> float:
        return self.top / self.bottom if self.bottom else nan


@dataclass(frozen=True, slots=True)
class Answer:
    """Cells by their cut values, in the order of `question.by`. A held-back cell is None: "too few to show".

    currency: of amounts, when all cells have the same one; "" for what is no money.
    """

    question: Question
    cells: Mapping[tuple[str, ...], Cell | None]
    notes: tuple[str, ...] = ()  # "parts may exceed the total", "amounts are converted to CHF ..."
    currency: str = ""

    @property
    def whole(self) -> Cell | None:
        """The single cell of an uncut question."""
        return self.cells.get(())
