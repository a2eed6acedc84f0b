"""How long it takes to log an observation: the median by closed week and by region, for who keeps the checklist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..languages import again, mark, say
from ..measures.question import Answer, Cell, Question
from ..retail.closed_weeks import closed_week
from . import Refusal, See
from .periods import short_day

MEASURE = "logging_seconds"
WEEKS = 8
AIM = 60  # seconds: under a minute
HELD, NOTHING = mark("Too few to show"), mark("Nothing logged")


@dataclass(frozen=True, slots=True)
class Point:
    """A week or a region. seconds: the median, None where it is held back or nothing was logged; n: observations."""

    label: str
    seconds: int | None
    n: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class LoggingSeconds:
    """weeks: oldest first. regions: alphabetical, over all those weeks. said: why there is nothing to show."""

    weeks: tuple[Point, ...] = ()
    regions: tuple[Point, ...] = ()
    aim: int = AIM
    said: str = ""

    @property
    def last(self) -> Point | None:
        return next((one for one in reversed(self.weeks) if one.seconds is not None), None)


def logging_seconds(see: See, today: date) -> LoggingSeconds:
    """The last eight closed weeks; today: of the house."""
    until = closed_week(today)
    since = until - timedelta(days=7 * WEEKS - 1)
    by_week, by_region = see.ask_many([
        Question(MEASURE, by=(cut,), since=since, until=until) for cut in ("week", "region")
    ])  # fmt: skip
    if not isinstance(by_week, Answer):
        return LoggingSeconds(said=again(str(by_week)))
    mondays = [since + timedelta(weeks=n) for n in range(WEEKS)]
    weeks = tuple(_point(short_day(one), by_week, str(one)) for one in mondays)
    if not any(one.n or one.said == say(HELD) for one in weeks):
        return LoggingSeconds(said=say("No observation was logged in the last eight weeks."))
    return LoggingSeconds(weeks, _regions(by_region))


def _regions(answer: Answer | Refusal) -> tuple[Point, ...]:
    if not isinstance(answer, Answer):
        return ()
    return tuple(_point(key[0], answer, key[0]) for key in sorted(answer.cells, key=_folded) if key[0])


def _folded(key: Sequence[str]) -> str:
    return key[0].casefold()


def _point(label: str, answer: Answer, key: str) -> Point:
    cell: Cell | None = answer.cells.get((key,))
    if cell is None:
        return Point(label, None, said=say(HELD) if (key,) in answer.cells else say(NOTHING))
    return Point(label, round(cell.value), cell.n) if cell.n else Point(label, None, said=say(NOTHING))
