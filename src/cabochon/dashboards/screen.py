"""The screen of a back room: one boutique as a whole, read from three metres away; nobody by name, nobody's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ..languages import count, percent, say, wall_clock
from ..measures.question import Answer, Cell, Question
from ..programme.playbook import Behaviour
from ..retail.focusing import Held
from ..retail.master import Door
from . import See, attempt, behaviours, focusing, tiles
from .ahead import together
from .filters import Filters
from .numbers import TOO_FEW, Number
from .periods import long_day
from .pilot_mode import told
from .reach import Reach
from .view import View, view

WEEKS = 12  # points of the sparkline: each week holds each weekday once, and enough people for a point
ENOUGH = 10  # observed visits from which on a share begins to mean something
LOOK = Reach(own=True, comments=False, moments=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """The focus. day: which of its days this is. share, low, high: 0..1 of the observed visits, None where it may not
    be shown or nothing was observed; target likewise. says: the progress in words."""

    title: str
    good: str
    day: str
    says: str
    early: bool = False
    share: float | None = None
    low: float = 0.0
    high: float = 0.0
    target: float | None = None
    aim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number: of the last seven days, which are read first, and of the last 28 beside them; where seven days are
    too few to show, the other way round."""

    week: Number
    month: Number

    @property
    def weekly(self) -> bool:
        return not self.week.said or bool(self.month.said)

    @property
    def first(self) -> Number:
        return self.week if self.weekly else self.month

    @property
    def second(self) -> Number:
        return self.month if self.weekly else self.week


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Everything the screen draws. now: of the house, aware; zone: of the clock on the wall. pilot: the sentence of
    pilot mode, "" outside of it; there the parts below `figures` are None or ""."""

    place: str
    now: datetime
    zone: str
    day: str
    clock: str
    watermark: int
    figures: tuple[Figure, ...]
    pilot: str = ""
    focus: Aim | None = None
    tip: str = ""
    top: behaviours.Top | None = None
    best: behaviours.Best | None = None
    praise: str = ""


def screen(
    see: See, door: Door, now: datetime, *, held: Held | None, behaviours: Sequence[Behaviour], line: str = "",
    tip: str = "",
) -> Screen:  # fmt: skip
    """see: of the screen itself (house.screens). line: the one product line of a door in pilot mode, "" for all.

    held: the boutique's focus today. tip: the line the team tries today, without a name.
    """
    watermark = see.changes()  # before the facts are asked, so that nothing is missed
    made = together(see, lambda see: _screen(see, door, now, held=held, playbook=behaviours, line=line, tip=tip))
    return replace(made, watermark=watermark)


def _screen(
    see: See, door: Door, now: datetime, *, held: Held | None, playbook: Sequence[Behaviour], line: str, tip: str
) -> Screen:  # fmt: skip
    ends = {door.code: door.day_ends}
    week, month = (view(see, Filters(boutique=door.code, period=p), now, reach=LOOK, ends=ends) for p in ("7", "28"))
    local = door.local(now)
    shown = Screen(
        place=door.name, now=now, zone=door.zone, day=long_day(week.day), clock=wall_clock(local), watermark=0,
        figures=_figures(see, week, month, door, line),
    )  # fmt: skip
    if line:
        return replace(shown, pilot=told(door.name, line))
    asked = replace(month.ask("behaviour"), where=_where(door))
    return replace(
        shown,
        focus=_aim(see, door, week.day, held, playbook) if held else None,
        tip=tip,
        top=attempt(lambda: behaviours.top(see, asked), lambda why: behaviours.Top(said=why)),
        best=behaviours.best(see, asked),
        praise=_praise(see, month, door),
    )


def _figures(see: See, week: View, month: View, door: Door, line: str) -> tuple[Figure, ...]:
    spark = _weeks(see, door, week.day)
    found = [Figure(week=tiles.satisfaction(see, week, spark), month=tiles.satisfaction(see, month, ()))]
    found += [
        Figure(week=tiles.attach(see, week, one), month=tiles.attach(see, month, one))
        for one in ((line,) if line else tiles.LINES)
    ]
    return tuple(found)


def _weeks(see: See, door: Door, day: date) -> tuple[float, ...]:
    """Means of calendar weeks, this one last; a week of too few people is left out."""
    since = day - timedelta(days=day.weekday() + 7 * (WEEKS - 1))
    asked = Question("csat", ("week",), since, day, _where(door))
    cells = attempt(lambda: dict(see.ask(asked).cells), lambda _: dict[tuple[str, ...], Cell | None]())
    found = [(key, cell.value) for key, cell in cells.items() if cell is not None and cell.n]
    return tuple(value for _, value in sorted(found)) if len(found) > 1 else ()


def _aim(see: See, door: Door, day: date, held: Held, playbook: Sequence[Behaviour]) -> Aim:
    known = focusing.named(playbook, held.behaviour)
    aim = Aim(
        title=known.title, good=known.good, target=held.target,
        day=say("Day {day} of {length}", day=held.number(day), length=held.length)
        if held.number(day) <= held.length else say("Day {day}", day=held.number(day)),
        aim="" if held.target is None else say("target {target}", target=percent(held.target)), says="",
    )  # fmt: skip
    asked = Question(f"behaviour.{held.behaviour}", (), held.since, day, _where(door))
    (answer,) = see.ask_many([asked])
    cell = answer.cells.get((), Cell(0.0, 0.0, 0)) if isinstance(answer, Answer) else None
    if cell is None:
        return replace(aim, says=say(TOO_FEW))
    if not cell.n:
        return replace(aim, says=say("Nothing observed in this focus yet."))
    share = cell.value
    return replace(
        aim, says=count(cell.n, "Seen in {top} of {n} observed visit", "Seen in {top} of {n} observed visits",
                        top=round(cell.top)),
        early=cell.n < ENOUGH, share=share, low=share if cell.low is None else cell.low,
        high=share if cell.high is None else cell.high,
    )  # fmt: skip


def _praise(see: See, month: View, door: Door) -> str:
    (answer,) = see.ask_many([replace(month.ask("recognitions"), where=_where(door))])
    cell = answer.cells.get((), Cell(0.0, 0.0, 0)) if isinstance(answer, Answer) else None
    if cell is None:
        return ""
    times = round(cell.top)
    if not times:
        return say("No praise in the last 28 days yet. Who did something well today?")
    return count(times, "Praised once in the last 28 days", "Praised {n} times in the last 28 days")


def _where(door: Door) -> Mapping[str, tuple[str, ...]]:
    return {"boutique": (door.code,)}
