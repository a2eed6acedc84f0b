"""An answer as lines for a terminal: names instead of ids, amounts in their currency."""

from collections.abc import Mapping
from math import isnan

from ..measures.catalogue import BY_KEY, measure
from ..measures.kinds import Measure
from ..measures.notes import basis
from ..measures.question import Answer, Cell
from ..retail.currencies import EXPONENTS
from .command import table

NOTHING = "nothing to count yet in these days and filters"
WHOLE = {"count": (0, ""), "minutes": (1, " min"), "seconds": (1, " s"), "days": (1, " days"), "weeks": (0, " weeks")}
Money = Mapping[tuple[str, ...], str]


def measured(answer: Answer) -> Measure:
    """The measure an answer is of; it was asked, so it is there."""
    key = answer.question.measure
    return measure(key) or BY_KEY[key]


def money_of(answer: Answer) -> dict[tuple[str, ...], str]:
    """Cell key -> the currency of its amount; empty for what is no money."""
    if measured(answer).unit != "money":
        return {}
    return {key: (cell.currency if cell else "") or answer.currency for key, cell in answer.cells.items()}


def lines(answer: Answer, names: Mapping[str, str], money: Money) -> list[str]:
    """The table, its notes below; one sentence where there is nothing."""
    measure, q = measured(answer), answer.question
    rows: list[tuple[str, ...]] = [(*q.by, measure.title, "95 % interval", "n")]
    cells = answer.cells.items()
    if "associate" in q.by:  # people stand in the order of their names, never of their numbers
        cells = sorted(cells, key=lambda one: tuple(names.get(part, part) for part in one[0]))  # type: ignore[assignment]
    for key, cell in cells:
        cuts = tuple(names.get(part, part) or "-" for part in key)
        currency = money.get(key, "")
        if cell is None:
            rows.append((*cuts, "too few to show", "", ""))
        elif not cell.n and isnan(cell.value):
            continue
        else:
            rows.append(
                (*cuts, written(cell.value, measure.unit, currency), _span(cell, measure.unit, currency), f"{cell.n:,}")
            )
    said = (*answer.notes, *filter(None, [basis(answer.cells)]))
    notes = [f"Note: {note.rstrip('.')}." for note in said]
    if len(rows) == 1:
        return [f"{measure.title}: {NOTHING}.", *notes]
    return [*table(rows, frozenset(range(len(q.by), len(rows[0])))), *notes]


def _span(cell: Cell, unit: str, currency: str) -> str:
    if cell.low is None or cell.high is None:
        return ""
    return f"{written(cell.low, unit, currency)} to {written(cell.high, unit, currency)}"


def written(value: float, unit: str, currency: str = "") -> str:
    """A value as it is read: 43.4 %, +31, CHF 7,900.00, 12 min."""
    if isnan(value):
        return "-"
    if unit == "rate":
        return f"{value * 100:.2g} %" if 0 < abs(value) < 0.001 else f"{value * 100:.1f} %"  # shrink may be 0.04 %
    if unit == "points":
        return f"{value * 100:+.0f}"
    if unit in WHOLE:
        return f"{value:,.{WHOLE[unit][0]}f}{WHOLE[unit][1]}"
    if unit == "per100":
        return f"{value * 100:.1f} per 100"
    if unit == "money":
        decimals = EXPONENTS.get(currency, 2)
        return f"{currency} {value / 10**decimals:,.{decimals}f}".strip()
    return f"{value:.2f}"
