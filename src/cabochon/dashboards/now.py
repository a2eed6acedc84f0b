"""The floor's front page: what this hour of the boutique's day asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..languages import count, mark, percent, say, whole
from ..measures.question import Cell
from ..programme.playbook import Behaviour
from ..retail.focusing import Course
from ..retail.master import Door
from . import See
from .focusing import Standing, seen_on, standing
from .scan import Scan, scan

CLOSING = timedelta(minutes=90)  # before the doors close it is time to look back on the day
STAGES = mark({
    "before": "Before opening",
    "opening": "The morning",
    "midday": "Midday",
    "evening": "End of the day",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Today:
    """What was seen of a behaviour on one day. n: observed visits, yes: marked so."""

    yes: int
    n: int

    @property
    def words(self) -> str:
        if not self.n:
            return say("not observed yet")
        return count(self.n, "seen in {yes} of {n} observed visit", "seen in {yes} of {n} observed visits",
                     yes=whole(self.yes))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Floor:
    """The front page's numbers. scan: where no focus stands, or it has lasted its time. huddled: today's was held."""

    stage: str
    focus: Standing | None
    scan: Scan | None
    today: Today | None
    huddled: bool
    began: bool  # whether anything was observed or set here at all


@dataclass(frozen=True, slots=True)
class Boutique:
    """A boutique of an area coach: no names, no tip, only whether the rhythm holds."""

    code: str
    name: str
    focus: str
    day: str
    huddled: bool
    contests: int


def stage(door: Door, now: datetime) -> str:
    """One of STAGES, by the door's own hours. now: in the door's zone."""
    opens, closes = (datetime.combine(now.date(), at, now.tzinfo) for at in (door.opens, door.closes))
    if closes <= opens:
        closes += timedelta(days=1)
    if now < opens:
        return "before"
    if now >= closes - CLOSING:
        return "evening"
    return "opening" if now < opens + (closes - opens) / 3 else "midday"


def floor(see: See, behaviours: Sequence[Behaviour], door: Door, now: datetime, past: Course, *, least: int) -> Floor:
    """For a boutique's manager."""
    day = now.date()
    held = past.on(day)
    focus = standing(see, behaviours, door.code, day, held) if held else None
    due = focus is None or focus.over > 0
    proposed = scan(see, behaviours, door.code, day, past, least=least) if due else None
    seen = today(see, door.code, day, focus) if focus else None
    began = bool(past.periods or past.huddles or (proposed and proposed.seen))
    return Floor(stage(door, now), focus, proposed, seen, day in past.huddles, began)


def today(see: See, boutique: str, day: date, focus: Standing) -> Today:
    key = focus.held.behaviour
    cell = seen_on(see, boutique, day, [key])[key]
    return counted(cell)


def counted(cell: Cell | None) -> Today:
    return Today(round(cell.top), cell.n) if cell else Today(0, 0)


def target(focus: Standing) -> str:
    """ "target 56%", "" without one."""
    return "" if focus.held.target is None else say("target {target}", target=percent(focus.held.target))
