"""An answer as lines for a terminal: names instead of ids, amounts in their currency."""

from collections.abc import Collection, Mapping
from math import isnan

from ..measures.catalogue import BY_KEY
from ..measures.question import Answer, Cell
from ..retail.currencies import EXPONENTS
from .command import table

NOTHING = "nothing to count yet in these days and filters"
Money = Mapping[tuple[str, ...], str]


def money_of(answer: Answer, currencies: Mapping[str, str], reach: Collection[str]) -> dict[tuple[str, ...], str]:
    """Cell key -> its currency, "" where several boutiques with different ones are added; empty for what is no money.

    currencies: door -> currency. reach: the doors asked for when the question names none.
    """
    question = answer.question
    if BY_KEY[question.measure].unit != "money":
        return {}
    found = {}
    for key in answer.cells:
        cut = dict(zip(question.by, key, strict=True))
        doors = [cut["boutique"]] if "boutique" in cut else question.where.get("boutique", reach)
        several = {currencies[door] for door in doors if door in currencies}
        found[key] = several.pop() if len(several) == 1 else ""
    return found


def lines(answer: Answer, names: Mapping[str, str], money: Money) -> list[str]:
    """The table, its notes below; one sentence where there is nothing."""
    measure, q = BY_KEY[answer.question.measure], answer.question
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
    notes = [f"Note: {note.rstrip('.')}." for note in answer.notes]
    if len(rows) == 1:
        return [f"{measure.title}: {NOTHING}.", *notes]
    return [*table(rows, frozenset(range(len(q.by), len(rows[0])))), *notes]


def _span(cell: Cell, unit: str, currency: str) -> str:
    if cell.low is None or cell.high is None:
        return ""
    return f"{written(cell.low, unit, currency)} to {written(cell.high, unit, currency)}"


def written(value: float, unit: str, currency: str = "") -> str:
    """A value as it is read: 43.4 %, +31, CHF 7,900.00. Mixed currencies have two decimals and no name."""
    if isnan(value):
        return "-"
    if unit == "rate":
        return f"{value * 100:.1f} %"
    if unit == "points":
        return f"{value * 100:+.0f}"
    if unit == "money":
        decimals = EXPONENTS.get(currency, 2)
        return f"{currency} {value / 10**decimals:,.{decimals}f}".strip()
    return f"{value:.2f}"
