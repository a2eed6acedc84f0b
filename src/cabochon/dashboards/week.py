"""A manager's week at a glance: each person's week, and the boutique's rhythm beside what good looks like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ..languages import count, forms, mark, say, whole
from ..measures.question import Answer, Cell, Question
from ..retail.week_plan import Planned
from . import Refusal, See

TOO_FEW, NOTHING = mark("Too few to show"), mark("Nothing yet")
WITHIN, BELOW, ABOVE = "within", "below", "above"


class OnShift(Protocol):
    @property
    def person(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def ends(self) -> datetime | None: ...


class Week(Protocol):
    """What is needed of `house.rhythm.Week`."""

    @property
    def boutique(self) -> str: ...
    @property
    def monday(self) -> date: ...
    @property
    def sunday(self) -> date: ...
    @property
    def today(self) -> date: ...
    @property
    def team(self) -> Sequence[str]: ...
    @property
    def rostered(self) -> bool: ...
    @property
    def shifts(self) -> Sequence[OnShift]: ...
    @property
    def seen(self) -> Mapping[str, int]: ...
    @property
    def planned(self) -> Sequence[Planned]: ...


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """One person's week. minutes: observed, None where nothing was; left: shifts still to come with today's, None
    without a roster."""

    person: str
    name: str
    seen: int
    coached: int
    minutes: float | None
    left: int | None
    planned: Sequence[Planned]


@dataclass(frozen=True, slots=True)
class Mark:
    """One number of the rhythm. figure: in words; aim: what good looks like; how: within, below, above, "" untold."""

    key: str
    title: str
    figure: str
    counted: str
    aim: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Aim:
    measure: str
    title: str
    aim: str
    low: float
    high: float
    unit: str
    terms: tuple[str, str]


AIMS = (
    Aim("observation_coverage", mark("Observed twice or more"), mark("everybody, two to three times a week"), 1.0, 1.0,
        "share", forms("rostered person", "rostered people")),
    Aim("coaching_minutes", mark("Coaching on a manager’s shift"), mark("20 to 30 minutes"), 20.0, 30.0, "minutes",
        forms("over {n} shift", "over {n} shifts")),
    Aim("observed_minutes", mark("Observed, each associate"), mark("10 to 15 minutes a week"), 10.0, 15.0, "minutes",
        forms("over {n} person’s week", "over {n} people’s weeks")),
    Aim("feedback_lag", mark("From observation to feedback"), mark("on the spot: within half an hour"), 0.0, 30.0,
        "minutes", forms("median of {n}", "median of {n}")),
    Aim("huddle_days", mark("Days with a huddle"), mark("every day the boutique is open"), 1.0, 1.0, "share",
        forms("open day", "open days")),
)  # fmt: skip


def people(see: See, week: Week) -> list[PersonWeek]:
    """By name; nobody is ranked."""
    where = {"boutique": (week.boutique,)}
    asked = [Question(key, ("associate",), week.monday, week.sunday, where)
             for key in ("observed_minutes", "coaching_moments")]  # fmt: skip
    minutes, coached = (_cells(answer) for answer in see.ask_many(asked))
    found = []
    for one in week.team:
        watched, held = minutes.get((one,)), coached.get((one,))
        days = {shift.day for shift in week.shifts if shift.person == one and shift.day >= week.today}
        found.append(PersonWeek(
            one, see.labels.people.get(one, one), week.seen.get(one, 0), round(held.top) if held else 0,
            watched.top if watched and watched.top else None, len(days) if week.rostered else None,
            [p for p in week.planned if p.associate == one],
        ))  # fmt: skip
    return found


def rhythm(see: See, boutique: str, since: date, until: date) -> list[Mark]:
    """The boutique's own numbers of some days."""
    where = {"boutique": (boutique,)}
    answers = see.ask_many([Question(aim.measure, (), since, until, where) for aim in AIMS])
    return [_mark(aim, answer) for aim, answer in zip(AIMS, answers, strict=True)]


def _mark(aim: Aim, answer: Answer | Refusal) -> Mark:
    title, goal = say(aim.title), say(aim.aim)
    if not isinstance(answer, Answer):
        return Mark(aim.measure, title, say("Not shown to your role"), "", goal)
    cell = answer.whole
    if cell is None:
        return Mark(aim.measure, title, say(TOO_FEW) if () in answer.cells else say(NOTHING), "", goal)
    if not cell.n:
        return Mark(aim.measure, title, say(NOTHING), "", goal)
    if aim.unit == "share":
        figure = say("{n} of {total}", n=whole(cell.top), total=whole(cell.n))
    else:
        figure = say("{n} min", n=whole(cell.value))
    how = BELOW if cell.value < aim.low - 0.5 * (aim.unit == "minutes") else ABOVE if cell.value > aim.high else WITHIN
    return Mark(aim.measure, title, figure, count(cell.n, *aim.terms), goal, how)


def _cells(answer: Answer | Refusal) -> Mapping[tuple[str, ...], Cell | None]:
    return answer.cells if isinstance(answer, Answer) else {}
