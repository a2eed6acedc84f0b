"""The numbers of a weekly review: one week of a place beside the four before, each with what may be said of it.

Several numbers are looked at every week, so that now and then one looks clear of noise by chance alone; the page says
so once, and nothing is ordered by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..languages import decimal, mark, say
from ..measures.catalogue import measure
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell, Question
from ..refusals import NotAllowed, Unknown
from . import Refusal, See, gone
from .changes import change
from .numbers import between, counted
from .units import difference, written

BEFORE = 4  # weeks a week is set beside
OUTCOMES = ("csat", "attach_rate", "conversion", "atv", "shrink_rate")
RHYTHM = ("coaching_moments", "observation_coverage", "huddle_days", "module_completion")
WHERE_COUNTED = frozenset({"shrink_rate"})  # left out of a week in which nothing was counted
FEWEST = 5  # times a step was judged in the week, before it may be called the one seen most or least
NOT_CLOSED, HELD, NOTHING = mark("Shown once the week is closed."), mark("Too few to show."), mark("Nothing this week.")
UP, DOWN, NOISE, UNTOLD = "up", "down", "none", "unknown"

Asked = Answer | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One number of the review, or in place of its figure the sentence `said`.

    part: "outcome", "behaviour" or "rhythm". before, before_counted: the four weeks before. direction: up, down, none
    (noise) or unknown; good: whether that is the better way, None where there is none. says: what may be said of it;
    since: the interval of the difference. note: why this one is shown.
    """

    key: str
    title: str
    part: str
    value: str = ""
    between: str = ""
    counted: str = ""
    before: str = ""
    before_counted: str = ""
    direction: str = UNTOLD
    good: bool | None = None
    says: str = ""
    since: str = ""
    said: str = ""
    note: str = ""


def numbers(
    see: See, where: Mapping[str, tuple[str, ...]], monday: date, behaviours: Mapping[str, str]
) -> list[Line]:  # fmt: skip
    """The week's lines; what the viewer's role may not see is left out, what too few stand behind says so.

    where: the place, by cut; nothing for the company. behaviours: key -> title, in the language spoken.
    """
    shut = gone(see)
    steps = [key for one in behaviours if (key := f"behaviour.{one}") not in shut]
    keys = [one for one in (*OUTCOMES, *RHYTHM) if one not in shut]
    known = [what for key in (*keys, *steps) if (what := measure(key))]
    spans = ((monday, monday + timedelta(days=6)), (monday - timedelta(weeks=BEFORE), monday - timedelta(days=1)))
    answers = see.ask_many([Question(what.key, (), *span, where) for what in known for span in spans])
    told = {what.key: (what, answers[2 * n], answers[2 * n + 1]) for n, what in enumerate(known)}
    lines = [_line(*told[key], "outcome") for key in OUTCOMES if _shown(told, key)]
    lines += _most_and_least([told[key] for key in steps if _shown(told, key)], behaviours)
    return lines + [_line(*told[key], "rhythm") for key in RHYTHM if _shown(told, key)]


def whole(answer: Asked) -> Cell | None:
    """The cell, None where it is held back or refused; nothing there is a cell of n = 0."""
    if not isinstance(answer, Answer):
        return None
    return answer.whole if () in answer.cells else Cell(0.0, 0.0, 0)


def why_not(answer: Asked) -> str:
    """Why there is no figure."""
    return say(HELD) if isinstance(answer, Answer) else say(NOT_CLOSED)


def compared(what: Measure, now: Cell, before: Cell | None) -> tuple[str, str, str]:
    """Direction, what may be said of it, and the interval of the difference; before: None when it is held back."""
    beside = say("the four weeks before")
    told = change(now, before, what, beside)
    if told.direction == UP:
        return UP, say("Up {size}, clear of noise", size=_size(what, now, before)), told.words
    if told.direction == DOWN:
        return DOWN, say("Down {size}, clear of noise", size=_size(what, now, before)), told.words
    if told.direction == NOISE:
        return NOISE, say("Noise: no clear change"), told.words
    if before is not None and before.n and now.low is None:
        return UNTOLD, say("Told without an interval: set beside the weeks before, not compared"), ""
    return UNTOLD, told.words, ""


def better(what: Measure, direction: str) -> bool | None:
    """Whether that is the way one wants it to go; None where it went nowhere or there is no such way."""
    return None if direction not in (UP, DOWN) or what.better == "none" else direction == what.better


def figure(what: Measure, cell: Cell) -> tuple[str, str, str]:
    """Value, interval and what stands behind it."""
    kind = "rate" if what.unit == "rate" and what.kind == "rate" else "plain"
    low, high = (cell.low, cell.high) if cell.low is not None and cell.high is not None else (None, None)
    if low is not None and high is not None and what.unit == "score":
        low, high = max(1.0, low), min(5.0, high)
    elif low is not None and what.unit != "points":
        low = max(0.0, low)
    return (written(cell.value, what.unit, cell.currency), between(low, high, what.unit, cell.currency),
            "" if what.kind == "count" else counted(cell, what.counts, kind))  # fmt: skip


def _shown(told: Mapping[str, tuple[Measure, Asked, Asked]], key: str) -> bool:
    if key not in told or isinstance(told[key][1], NotAllowed | Unknown):
        return False
    cell = whole(told[key][1])
    return key not in WHERE_COUNTED or (cell is not None and cell.n > 0)


def _line(what: Measure, now: Asked, before: Asked, part: str, title: str = "") -> Line:
    line = Line(key=what.key, title=title or say(what.title), part=part)
    cell, past = whole(now), whole(before)
    if cell is None:
        return replace(line, said=why_not(now))
    if what.kind == "count":
        return _counted(line, what, cell, past)
    if not cell.n:
        return replace(line, said=say(NOTHING))
    value, interval, stands = figure(what, cell)
    was = figure(what, past) if past is not None and past.n else ("", "", "")
    direction, says, since = compared(what, cell, past)
    return replace(line, value=value, between=interval, counted=stands, before=was[0], before_counted=was[2],
                   direction=direction, good=better(what, direction), says=says, since=since)  # fmt: skip


def _counted(line: Line, what: Measure, now: Cell, before: Cell | None) -> Line:
    """How many of a week beside a week's mean of those before; a count of things done is no sample and has no noise."""
    was = "" if before is None else say("{n} a week", n=decimal(before.top / BEFORE, 1))
    return replace(line, value=written(now.top, what.unit), before=was, says=say("A plain count"))


def _most_and_least(
    told: Sequence[tuple[Measure, Asked, Asked]], behaviours: Mapping[str, str]
) -> list[Line]:  # fmt: skip
    """The steps of the visit seen most and least often that week."""
    found = [(cell.value, one) for one in told if (cell := whole(one[1])) is not None and cell.n >= FEWEST]
    if not found:
        return []
    ordered = sorted(found, key=lambda pair: (-pair[0], pair[1][0].key))
    note = say("Picked out of {n} steps: what is picked for being far out comes back by itself.", n=len(found))

    def line(one: tuple[Measure, Asked, Asked], most: bool) -> Line:
        step = behaviours.get(one[0].key.removeprefix("behaviour."), one[0].title)
        title = say("Seen most: {step}", step=step) if most else say("Seen least: {step}", step=step)
        return replace(_line(*one, "behaviour", title), note=note)

    lines = [line(ordered[0][1], most=True)]
    return lines if len(ordered) == 1 else [*lines, line(ordered[-1][1], most=False)]


def _size(what: Measure, now: Cell, before: Cell | None) -> str:
    return difference(now.value - (before.value if before else 0.0), what.unit, now.currency)
