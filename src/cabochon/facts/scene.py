"""What one visit held, as the tables see it: receipts as they stand, observations, surveys, with what the day's
directory says of them."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ..retail.events import Line, Observation, Receipt, Survey
from ..retail.master import PRIMARY, SECONDARY
from ..retail.records import Link
from .staging import Version

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when something counts."""

    day: date
    boutique: str
    region: str
    daypart: str
    hour: int


@dataclass(frozen=True, slots=True)
class Item:
    """A line as it stands: what the catalogue of its day makes of it. kind is '' for a SKU it does not know."""

    number: int
    line: Line
    kind: str
    product_line: str
    brand: str

    @property
    def left(self) -> bool:
        return self.line.quantity > 0

    @property
    def paid(self) -> bool:
        return self.left and self.line.net > 0


@dataclass(frozen=True, slots=True)
class Sold:
    """A receipt that was not voided. sellers with their shares; sale, qualifying as in `measures.md`, Words."""

    version: Version
    receipt: Receipt
    place: Place
    sellers: tuple[tuple[str, float], ...]
    items: tuple[Item, ...]
    counted: bool  # of a sale type that is a sale
    link: Link

    sale: bool
    qualifying: bool
    net: int  # of all lines, those taken back without naming their receipt included
    lines: tuple[str, ...]  # the primary product lines left on it; `other` for a sale without one, else ''

    @property
    def handed_over(self) -> bool:
        """Whether the client has what it holds: a deposit or special order comes later, an exchange sells nothing."""
        return self.counted or self.receipt.sale_type == "service"


def sold_as(
    version: Version,
    receipt: Receipt,
    place: Place,
    *,
    sellers: tuple[tuple[str, float], ...],
    items: tuple[Item, ...],
    counted: bool,
    link: Link,
) -> Sold:
    """A receipt with what its items make of it."""
    paid = {i.kind for i in items if i.paid}
    net = sum(i.line.net for i in items)
    sale = counted and net > 0 and (PRIMARY in paid or "accessory" in paid)
    lines = sorted({i.product_line for i in items if i.paid and i.kind == PRIMARY and i.product_line})
    listed = tuple(lines) or ((OTHER,) if sale else ("",))
    return Sold(version, receipt, place, sellers, items, counted, link, sale, sale and PRIMARY in paid, net, listed)


@dataclass(frozen=True, slots=True)
class Seen:
    version: Version
    observation: Observation
    place: Place
    associate: str
    link: Link


@dataclass(frozen=True, slots=True)
class Answered:
    version: Version
    survey: Survey
    place: Place  # of the response
    associate: str
    link: Link

    @property
    def score(self) -> float:
        """Satisfaction on 1..5, anything else as it was given."""
        s = self.survey
        if s.question != "satisfaction" or s.high <= s.low:
            return s.raw
        return round(1 + 4 * (s.raw - s.low) / (s.high - s.low), 6)


@dataclass
class Scene:
    """One visit, or (id '') things that belong to none. Members are in order of their time, then their key; nothing is
    added once it is asked."""

    id: str = ""
    sold: list[Sold] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    unsure: int = 0

    @property
    def place(self) -> Place | None:
        """The visit's day: its first receipt's, else its first observation's."""
        return self.sold[0].place if self.sold else self.seen[0].place if self.seen else None

    @cached_property
    def paid(self) -> frozenset[str]:
        """Kinds of paid secondary items in it."""
        handed_over = (s for s in self.sold if s.handed_over)
        return frozenset(i.kind for s in handed_over for i in s.items if i.paid and i.kind in SECONDARY)

    @cached_property
    def people(self) -> tuple[str, ...]:
        found = {who for s in self.sold for who, _ in s.sellers} | {o.associate for o in self.seen}
        return tuple(sorted(found - {""}))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        found = {line for s in self.sold for line in s.lines} - {"", OTHER}
        found = found or {o.observation.product_line for o in self.seen} - {""}
        return tuple(sorted(found)) or ((OTHER,) if any(s.sale for s in self.sold) else ("",))

    @cached_property
    def scores(self) -> list[float]:
        return [a.score for a in self.answered if a.survey.question == "satisfaction"]
