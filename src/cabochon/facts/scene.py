"""What one visit held, as the tables see it: receipts as they stand, observations, surveys, signals, bookings and
enrolments, with what the day's directory says of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ..retail.events import Booking, Enrolment, Line, Observation, Receipt, Signal, Survey
from ..retail.master import PRIMARY, SECONDARY
from ..retail.records import Link
from ..retail.sale_types import CARES
from .goods import NOTHING, Good
from .versions import Version

OTHER = "other"


class Place(NamedTuple):
    """Where and when something counts."""

    day: date
    boutique: str
    region: str
    door_type: str
    daypart: str
    hour: int


class Item(NamedTuple):
    """A line as it stands: what the catalogue of its day makes of it. kind is '' for a SKU it does not know."""

    number: int
    line: Line
    kind: str
    product_line: str
    brand: str
    collection: str

    @property
    def left(self) -> bool:
        return self.line.quantity > 0

    @property
    def paid(self) -> bool:
        return self.line.quantity > 0 and self.line.net > 0


class Turnover(NamedTuple):
    """Units of what was a sale when it was rung up, and those of them that came back within 30 days; of these the
    secondary ones."""

    sold: float = 0.0
    back: float = 0.0
    addon_sold: float = 0.0
    addon_back: float = 0.0


class Sold(NamedTuple):
    """A receipt that was not voided. sellers with their shares; sale, qualifying as in `measures.md`, Words."""

    version: Version
    receipt: Receipt  # with what corrections made of it
    place: Place
    sellers: tuple[tuple[str, float], ...]
    items: tuple[Item, ...]
    counted: bool  # of a sale type that is a sale
    link: Link

    sale: bool
    qualifying: bool
    net: int  # of all lines, those taken back without naming their receipt included
    goods: tuple[Good, ...]  # the primary goods left on it; of a sale without one what it has, as line `other`
    turnover: Turnover

    @property
    def handed_over(self) -> bool:
        """Whether the client has what it holds: a deposit or special order comes later, an exchange sells nothing."""
        return self.counted or self.receipt.sale_type in CARES


def sold_as(
    version: Version,
    receipt: Receipt,
    place: Place,
    *,
    sellers: tuple[tuple[str, float], ...],
    items: tuple[Item, ...],
    back: Sequence[float],
    counted: bool,
    link: Link,
) -> Sold:
    """A receipt with what its items make of it. back: the units of each line that soon came back."""
    paid = [i for i in items if i.line.quantity > 0 and i.line.net > 0 and i.kind]
    net = sum([i.line.net for i in items])
    primary = {i[3:] for i in paid if i.kind == PRIMARY}
    sale = counted and net > 0 and (bool(primary) or any(i.kind == "accessory" for i in paid))
    named = {Good._make(good) for good in primary if good[0]}
    others = {Good(OTHER, i.brand, i.collection) for i in paid} if sale and not named else ()
    goods = (*named,) if len(named) == 1 else tuple(sorted(named or others)) or (NOTHING,)
    turnover = _turnover(receipt, items, back) if counted else Turnover()
    return Sold(version, receipt, place, sellers, items, counted, link, sale, sale and bool(primary), net, goods,
                turnover)  # fmt: skip


def _turnover(receipt: Receipt, items: Sequence[Item], back: Sequence[float]) -> Turnover:
    """What was rung up, whatever came back later."""
    rung = [(line, i.kind, soon) for line, i, soon in zip(receipt.lines, items, back, strict=True)
            if line.quantity > 0 and line.net > 0 and i.kind]  # fmt: skip
    if sum([line.net for line in receipt.lines]) <= 0 or all(k not in (PRIMARY, "accessory") for _, k, _ in rung):
        return Turnover()
    units = back_units = addons = back_addons = 0.0
    for line, kind, soon in rung:
        units += line.quantity
        back_units += soon
        if kind != PRIMARY:
            addons += line.quantity
            back_addons += soon
    return Turnover(round(units, 6), round(back_units, 6), round(addons, 6), round(back_addons, 6))


class Seen(NamedTuple):
    version: Version
    observation: Observation
    place: Place
    associate: str
    coach: str
    link: Link


class Answered(NamedTuple):
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


class Noted(NamedTuple):
    """A signal, a booking or an enrolment."""

    version: Version
    event: Signal | Booking | Enrolment
    place: Place
    associate: str
    link: Link


@dataclass(slots=True)
class Scene:
    """One visit, or (id '') things that belong to none. Members are in order of their time, then their key; nothing is
    added once it is asked."""

    id: str = ""
    sold: list[Sold] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    unsure: int = 0
    _paid: frozenset[str] | None = None
    _people: tuple[str, ...] | None = None
    _goods: tuple[Good, ...] | None = None

    @property
    def place(self) -> Place | None:
        """The visit's day: its first receipt's, else its first observation's."""
        return self.sold[0].place if self.sold else self.seen[0].place if self.seen else None

    @property
    def booked(self) -> bool:
        return any(one.version.kind == "booking" for one in self.noted)

    @property
    def enrolled(self) -> bool:
        return any(one.version.kind == "enrolment" for one in self.noted)

    @property
    def paid(self) -> frozenset[str]:
        """Kinds of paid secondary items in it."""
        if self._paid is None:
            items = [i for s in self.sold if s.handed_over for i in s.items]
            self._paid = frozenset([i.kind for i in items if i.kind in SECONDARY and i.paid])
        return self._paid

    @property
    def people(self) -> tuple[str, ...]:
        if self._people is None:
            found = {who for s in self.sold for who, _ in s.sellers} | {o.associate for o in self.seen}
            self._people = tuple(sorted(found - {""}))
        return self._people

    @property
    def goods(self) -> tuple[Good, ...]:
        if self._goods is None:
            found = {good for s in self.sold for good in s.goods if good.line not in ("", OTHER)}
            found = found or {Good(o.observation.product_line) for o in self.seen if o.observation.product_line}
            found = found or {good for s in self.sold for good in s.goods if good.line}
            self._goods = tuple(sorted(found)) or (NOTHING,)
        return self._goods

    @property
    def segment(self) -> str:
        """Of its first receipt that has one."""
        return next((s.receipt.segment for s in self.sold if s.receipt.segment), "")

    @property
    def scores(self) -> list[float]:
        return [a.score for a in self.answered if a.survey.question == "satisfaction"]
