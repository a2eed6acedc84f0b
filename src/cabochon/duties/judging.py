"""The night after a week has closed: what leaders will ask of it is judged before they do."""

from collections.abc import Iterator
from threading import Event
from time import monotonic

from ..house import House
from ..house.cells import asked_of, weeks_of
from ..measures.kinds import Measure
from ..measures.question import Question
from ..privacy.ladder import EXTRA, behind
from ..retail.closed_weeks import closed_week, latest
from . import Duty

PAUSE = 600.0  # s
NIGHT = range(1, 5)  # hours of the house's clock
REST = 2.0  # s at most between two tables: half of a core at most goes into it
YEAR = 52  # weeks


def judging(house: House) -> Duty:
    """Once for each closed week, one table at a time, through the same way out as everybody's questions."""
    over, done = Event(), [""]

    def work() -> bool:
        week = str(closed_week(house.today))
        if done[0] == week or house.clock().hour not in NIGHT:
            return False
        with house.alone("judging") as mine:
            if mine and ahead(house, over):
                done[0] = week
        return False

    return Duty("judging", work, PAUSE, end=over.set)


def ahead(house: House, over: Event) -> bool:
    """Judge what is not judged yet; whether it came to the end before it was to stop."""
    see = house.see_as(house.operator())
    for question in questions(house):
        if over.is_set():
            return False
        began = monotonic()
        see.ask_many([question])  # a cut that the facts cannot make is refused, and nothing is lost
        over.wait(min(REST, monotonic() - began))
    return True


def questions(house: House) -> Iterator[Question]:
    """Each kind of people and events once, with each further cut: a year by week, or its lots and the last week.

    A judgement is of all places together, so the company alone is asked for.
    """
    today = house.today
    weeks, known = weeks_of(today), set[object]()
    for extra in ("", *EXTRA):
        for measure in asked_of(house.operator()):
            name = (behind(measure), measure.cuts, extra)
            if name in known or (extra and extra not in measure.cuts):
                continue
            known.add(name)
            by = _by(measure, extra)
            if "week" in measure.cuts:  # a week's lot is judged with it
                yield Question(measure.key, (*by, "week"), weeks.since, weeks.until)
            else:
                yield Question(measure.key, by, *latest(today, 1))
                yield Question(measure.key, by, *latest(today, YEAR))


def _by(measure: Measure, extra: str) -> tuple[str, ...]:
    if not extra:
        return ()
    return (extra, "module") if extra == "item" and "module" in measure.cuts else (extra,)
