"""What must be said beside the cells of an additive measure."""

from collections.abc import Mapping

from ..languages import mark
from . import cells
from .asking import Asked
from .cuts import OVERLAP, SELLERS, columns_of
from .kinds import Measure
from .question import Cell

EXCEED = mark(
    "Parts may exceed the total: an event counts once under each of its product lines and each of its sellers."
)
TAGGED = mark("Parts may exceed the total: a day with several tags counts once under each of them.")


def of(measure: Measure, asked: Asked, sums: cells.Sums) -> tuple[str, ...]:
    notes = []
    by = frozenset(asked.shape.by)
    if by & (SELLERS | OVERLAP - {"tag"}) and "grain" in columns_of(measure.top.table):
        notes.append(EXCEED)
    if "tag" in by:
        notes.append(TAGGED)
    if measure.bottom.table == "traffic" and "boutique" not in by:
        sold, counted = set(), set()
        for key, (top, bottom) in cells.by_door(sums).items():
            sold |= {str(key[-1])} if top else set()
            counted |= {str(key[-1])} if bottom else set()
        if silent := ", ".join(sorted(sold - counted)):
            notes.append(mark(f"No entries were counted in {silent} while it sold: {measure.title} is too high."))
    return tuple(notes)


def basis(found: Mapping[tuple[str, ...], Cell | None]) -> str:
    """What the intervals of a ratio of two tables took as independent, as a sentence; "" where that is the events."""
    terms = {cell.terms for cell in found.values() if cell} & {"doors", "days"}
    if not terms:
        return ""
    return f"The intervals take {' or '.join(sorted(terms, reverse=True))} as independent, not single events."
