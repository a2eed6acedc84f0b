"""What boards above the boutique ask is asked before anybody looks: their first look of a day is no slower than others.

Answers are remembered of the facts alone (`house.answering`), by what was asked; so it is enough to ask as somebody of
the same role and boutiques would. Pages that show no number are left out, so are boutiques by themselves: those are
quick.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain
from threading import Event
from time import monotonic

from ..dashboards import behaviours_page, doors, loss, number_page, programme, review, today, upskilling
from ..dashboards.filters import Filters
from ..dashboards.view import view
from ..house import House
from ..house.boards import above, reach_of
from ..house.ramping import ramp
from ..measures.families import FAMILIES
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed, Refused, Unanswerable, Unknown
from ..retail.closed_weeks import closed_week
from ..retail.week_plan import monday
from . import Duty

PAUSE = 60.0  # s
NIGHT = range(1, 5)  # hours of the house's clock
REST = 5.0  # s at most between two pages: half of a core at most goes into it
MANY = 60  # boutiques from which on a first look takes seconds
NUMBERS = ("attach_rate", "csat")


def warming(house: House) -> Duty:
    """Once after a start and once each night, in every process: each remembers for itself."""
    over, done = Event(), [""]

    def work() -> bool:
        day = house.today.isoformat()
        if done[0] == day or (done[0] and house.clock().hour not in NIGHT):
            return False
        if ahead(house, over):
            done[0] = day
        return False

    return Duty("warming", work, PAUSE, end=over.set)


def ahead(house: House, over: Event) -> bool:
    """Ask what is not known yet; whether it came to the end before it was to stop."""
    some = viewers(house)
    for look in chain(*(looks(house, one) for one in some), *(worth(house, one) for one in some)):
        if over.is_set():
            return False
        began = monotonic()
        with suppress(NotAllowed, Refused, Unanswerable, Unknown):  # a part that cannot be told says so on its page
            look()
        over.wait(min(REST, monotonic() - began))
    return not over.is_set()


def viewers(house: House) -> list[Viewer]:
    """One for each role above the boutique and set of boutiques that an account has, the widest first; in nobody's
    name."""
    return above(house) if len(house.snapshot.doors(house.today)) >= MANY else []


def looks(house: House, viewer: Viewer) -> Iterator[Callable[[], object]]:
    """The boards as they are opened, with nothing chosen."""
    see, now, chosen, reach = house.see_as(viewer), house.clock(), Filters(), reach_of(viewer)
    here = house.snapshot.doors(house.today)
    ends = {door.code: door.day_ends for door in here}
    families = frozenset(one for one in FAMILIES if may(viewer, f"measure.{one}"))
    seen = view(see, chosen, now, reach=reach, ends=ends, year=house.values["fiscal_year_begins"])
    yield lambda: today.today(see, chosen, now, reach=reach, ends=ends)
    if may(viewer, "behaviours.see"):
        yield lambda: behaviours_page.behaviours(
            see, seen, now, signals=house.effects.retiring.signals(viewer) if may(viewer, "signals.see") else ()
        )
    if may(viewer, "upskilling.see"):
        yield lambda: upskilling.upskilling(
            see, seen, modules=house.library.shelf(closed=True), skills=house.skills.in_force(), by="boutique",
            result=upskilling.RISEN[0], cohort=upskilling.COHORTS[0], seen=families,
        )  # fmt: skip
    if may(viewer, "doors.see"):
        kinds = {door.code: door.type for door in here}
        yield lambda: doors.doors(see, chosen, now, families=families, kinds=kinds, reach=reach, ends=ends)
    if may(viewer, "loss.see"):
        group = str(house.values.get("group_currency", ""))
        currencies = {door.code: door.currency for door in here}
        yield lambda: loss.loss(see, chosen, now, reach=reach, ends=ends, currencies=currencies, group=group)
    for key in NUMBERS if may(viewer, "numbers.see") else ():
        yield lambda key=key: number_page.number_page(see, seen, key)  # type: ignore[misc]
    if may(viewer, "review.see"):
        week, where = monday(closed_week(house.today)), {"boutique": tuple(sorted(viewer.boutiques))}
        yield lambda: house.effects.verdicts.heads(viewer)
        yield lambda: review.numbers(see, where, week, {})
    if may(viewer, "programme.see"):
        yield lambda: programme.spread(see, house.today)
        yield lambda: programme.agreement(see, house.today)
        yield lambda: programme.rhythm(see, house.today)
        yield lambda: ramp(house, viewer)


def worth(house: House, viewer: Viewer) -> Iterator[Callable[[], object]]:
    """What the whole programme is worth takes minutes over a thousand boutiques: last, and of all of them alone."""
    if may(viewer, "programme.see") and len(viewer.boutiques) == len(house.snapshot.doors(house.today)):
        yield lambda: house.effects.worth.of(viewer)
