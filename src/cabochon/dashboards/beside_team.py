"""An associate's own numbers beside the boutique's: what Today begins with for who is looked at alone."""

from dataclasses import dataclass

from ..languages import mark, say
from ..measures.catalogue import measure
from ..measures.question import Cell
from . import See, attempt
from .behaviours_steps import every, measured
from .numbers import TOO_FEW, between, opened
from .things import things
from .units import written
from .view import View

OUTCOMES = ("csat", "attach_rate", "offer_to_sale")
NONE = mark("Nothing yet")


@dataclass(frozen=True, slots=True)
class Told:
    """text: "42%", or why there is none; says: its interval and what is behind it."""

    text: str
    says: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    title: str
    mine: Told
    team: Told
    address: str


def beside(see: See, view: View, myself: str) -> tuple[Beside, ...]:
    """Satisfaction, add-ons and the steps: one's own, and the boutique's where enough colleagues stand behind it.

    Nothing where a name is chosen already, or nobody is known by this person's id.
    """
    if not (view.reach.own and view.reach.behaviour and myself) or view.filters.associate:
        return ()
    keys = (*OUTCOMES, *(measured(one.key) for one in every(see)))
    rows = (_row(see, view, key, myself) for key in keys)
    return tuple(row for row in rows if not (row.mine.quiet and row.team.quiet))


def _row(see: See, view: View, key: str, myself: str) -> Beside:
    what = measure(key)
    return Beside(say(what.title) if what else key, _told(see, view, key, associate=myself), _told(see, view, key),
                  opened(view, key, associate=myself))  # fmt: skip


def _told(see: See, view: View, key: str, **where: str) -> Told:
    def make() -> Told:
        answer = see.ask(view.ask(key, **where))
        if () in answer.cells and answer.whole is None:
            return Told(say(TOO_FEW))
        return _written(key, answer.whole) if answer.whole and answer.whole.n else Told(say(NONE), quiet=True)

    return attempt(make, lambda _: Told(say(NONE), quiet=True))


def _written(key: str, cell: Cell) -> Told:
    what = measure(key)
    unit, counts = (what.unit, what.counts) if what else ("rate", "")
    ends = between(cell.low, cell.high, unit, cell.currency)
    behind = things(cell.n, counts)
    says = say("{things}; {interval}", things=behind, interval=ends) if ends else behind
    return Told(written(cell.value, unit, cell.currency), says)
