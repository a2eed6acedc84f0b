"""Finds episodes, asks `impact`, keeps verdicts with the hash of what they were made from.

`Sheets` is what a verdict is made from; `panels.Panels` reads one from the facts, a simulation may hold one of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from ..impact.panel import Panel

CUTS = ("job_role", "tenure")


class Span(NamedTuple):
    """Where somebody worked in which role: from `since` (None: ever) to before `until` (None: it lasts)."""

    boutique: str
    job_role: str
    hired: date | None
    since: date | None
    until: date | None


class Tagged(NamedTuple):
    """A day out of the ordinary. tag: launch, holiday, promotion, staffing, other."""

    tag: str
    boutique: str
    day: date


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known besides the panels, of all doors. currencies: door -> (first day, ISO 4217), in order, one entry
    a change; leave: person -> (first, last day away), None while it is open."""

    tags: tuple[Tagged, ...] = ()
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    leave: Mapping[str, tuple[tuple[date, date | None], ...]] = field(default_factory=dict)
    currencies: Mapping[str, tuple[tuple[date, str], ...]] = field(default_factory=dict)


class Sheets(Protocol):
    """Facts of some days as panels (units x days). None: the measure has none of that kind."""

    @property
    def since(self) -> date: ...

    @property
    def until(self) -> date:
        """The last day, itself included."""

    def people(self, measure: str) -> "Panel | None":
        """Units are people at a door, "person/door"."""

    def doors(self, measure: str, *, group: bool = False) -> "Panel | None":
        """Units are doors. `receipts` is the receipts of a day, x = n. group: amounts in the group's currency, else in
        the door's own (its last, where it changed)."""

    def cut(self, measure: str, by: str) -> "Panel | None":
        """Units are "door/part" by one of CUTS; None too where the measure does not know it."""

    def roles(self, measure: str) -> "Panel | None":
        """Units are "door/job role"."""

    def shifts(self) -> "Panel":
        """x = n = 1 on a person's rostered days, in weeks without a roster of theirs on their active days."""

    def lines(self) -> "Mapping[str, Panel]":
        """Product line -> doors: qualifying receipts of that line / qualifying receipts."""

    def beside(self) -> Beside: ...
