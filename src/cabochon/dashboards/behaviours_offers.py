"""Whose offers become a sale: for the boutique's own manager, by name in alphabetical order, for the conversation."""

from dataclasses import dataclass

from ..languages import mark, percent, say
from ..measures.question import Cell
from . import See, attempt
from .numbers import NONE_YET, TOO_FEW, between
from .things import of_things
from .view import View

NOBODY = mark("No accessory offered was observed in this view yet.")


@dataclass(frozen=True, slots=True)
class Seller:
    """One person: share (0..1) of visits with an accessory offered that carry one, with its interval; says: what stands
    behind it."""

    name: str
    share: float
    low: float
    high: float
    text: str
    says: str


@dataclass(frozen=True, slots=True)
class Offers:
    """The boutique first, then its people by name; or in their place the sentence `said`."""

    whole: Seller | None = None
    people: tuple[Seller, ...] = ()
    said: str = ""


def offers(see: See, view: View) -> Offers | None:
    """None for everybody but who leads the boutique."""
    if view.reach.above or view.reach.own:
        return None

    def make() -> Offers:
        whole = see.ask(view.ask("offer_to_sale")).whole
        names = see.labels.people
        found = {key[0]: cell for key, cell in see.ask(view.ask("offer_to_sale", "associate")).cells.items()}
        people = [(names[one], cell) for one, cell in found.items() if one in names and cell and cell.n]
        if not people:
            return Offers(said=say(TOO_FEW if None in found.values() else NOBODY))
        people.sort(key=lambda one: one[0].casefold())
        return Offers(_seller(say("The boutique"), whole) if whole and whole.n else None,
                      tuple(_seller(name, cell) for name, cell in people))  # fmt: skip

    made = attempt(make, lambda why: Offers(said=why))
    return Offers(said=say(NOBODY)) if made.said == say(NONE_YET) else made


def _seller(name: str, cell: Cell) -> Seller:
    low, high = cell.low, cell.high
    says = say("{counted}; {interval}", counted=of_things(cell.top, cell.n, "visits"),
               interval=between(low, high, "rate"))  # fmt: skip
    return Seller(name, cell.value, cell.value if low is None else low, cell.value if high is None else high,
                  percent(cell.value), says)  # fmt: skip
