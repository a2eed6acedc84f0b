"""The group at a glance: main numbers of a week by house, side by side; or one number by house, region and week.

Nothing is added up over houses: what each let out is shown as it said it, and what is missing says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ..languages import mark, say
from ..measures.catalogue import measure
from .module_figures import HELD, NOTHING, Figure
from .module_figures import told as worded

MAIN = ("csat", "attach_rate", "conversion", "atv", "upt", "enrolment_rate", "offer_to_sale", "behaviour.welcome",
        "behaviour.accessory", "coaching_moments", "module_completion", "practice_count", "shrink_rate",
        "count_accuracy")  # fmt: skip
MISSING = mark("missing")


class Told(Protocol):
    """What is read of `house.group_cells.Told`."""

    @property
    def measure(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def n(self) -> int | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def held_back(self) -> bool: ...


Weeks = Mapping[tuple[str, date], tuple[Sequence[Told], datetime | None]]  # house, Monday -> cells, when restated


@dataclass(frozen=True, slots=True)
class House:
    """id: "" for this one. called: its jurisdiction. pulled: when it last answered; reason: why it does not."""

    id: str
    called: str
    pulled: datetime | None
    reason: str
    paused: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One number of a week, a figure a house. key: of the measure."""

    key: str
    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A house, or a region of one, and its figures by week. restated: for each week, whether it said others before."""

    called: str
    whole: bool
    figures: tuple[Figure, ...]
    restated: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class One:
    """One number over weeks, the oldest first."""

    key: str
    title: str
    says: str
    weeks: tuple[date, ...]
    lines: tuple[Line, ...]


def rows(houses: Sequence[House], week: date, told: Weeks) -> list[Row]:
    """Main numbers that any house tells of that week."""
    found = []
    for key in MAIN:
        what = measure(key)
        figures = tuple(_of(told.get((one.id, week)), key, "company", "") for one in houses)
        if what and any(one.said not in (say(NOTHING), say(MISSING)) for one in figures):
            found.append(Row(key, say(what.title), figures))
    return found


def one(key: str, houses: Sequence[House], weeks: Sequence[date], told: Weeks) -> One | None:
    """One number by house and week, with the house's regions below it; None for a measure there is not."""
    if (what := measure(key)) is None:
        return None
    days, lines = tuple(reversed(weeks[:6])), []
    for house in houses:
        found = [told.get((house.id, day)) for day in days]
        restated = tuple(bool(one and one[1]) for one in found)
        lines.append(Line(house.called, True, tuple(_of(one, key, "company", "") for one in found), restated))
        regions = {c.place for one in found if one for c in one[0] if c.measure == key and c.step == "region"}
        for place in sorted(regions, key=str.casefold):
            figures = tuple(_of(one, key, "region", place) for one in found)
            lines.append(Line(place, False, figures, (False,) * len(days)))
    return One(key, say(what.title), say(what.says), days, tuple(lines))


def _of(told: tuple[Sequence[Told], datetime | None] | None, key: str, step: str, place: str) -> Figure:
    if told is None:
        return Figure(said=say(MISSING))
    cell = next((c for c in told[0] if (c.measure, c.step, c.place) == (key, step, place)), None)
    if cell is None:
        return Figure(said=say(NOTHING))
    if cell.held_back or cell.value is None:
        return Figure(said=say(HELD))
    return worded(cell.value, cell.low, cell.high, cell.n or 0, unit=cell.unit, currency=cell.currency)
