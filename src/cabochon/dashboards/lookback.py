"""The look back on a week: a few numbers against the eight weeks before, with what may be said of one week.

One week of one boutique is few visits, so a number is called out only where the interval of the week leaves the earlier
mean outside; anything else is said to be noise.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from ..languages import count, decimal, mark, percent, say, whole
from ..measures.question import Answer, Cell, Question
from ..refusals import NotAllowed
from . import Refusal, See

WEEKS = 8
TOO_FEW, NOTHING = mark("Too few to show"), mark("Nothing this week")


@dataclass(frozen=True, slots=True)
class Compared:
    """One number of the week. figure, interval, before: in words; says: what may be made of it. noise: None where it
    cannot be said."""

    key: str
    title: str
    figure: str
    interval: str = ""
    counted: str = ""
    before: str = ""
    says: str = ""
    noise: bool | None = None


@dataclass(frozen=True, slots=True)
class Count:
    title: str
    figure: str
    fine: str = ""


def compared(see: See, boutique: str, monday: date, *, behaviour: str = "", title: str = "") -> list[Compared]:
    """CSAT, attach rate and, where there is one, the behaviour in focus."""
    asked = [("csat", say("Client satisfaction")), ("attach_rate", say("Secondary sales rate"))]
    if behaviour:
        asked.insert(0, (f"behaviour.{behaviour}", title))
    where, sunday = {"boutique": (boutique,)}, monday + timedelta(days=6)
    spans = ((monday, sunday), (monday - timedelta(weeks=WEEKS), monday - timedelta(days=1)))
    answers = see.ask_many([Question(key, (), *span, where) for key, _ in asked for span in spans])
    return [_compared(key, words, answers[2 * n], answers[2 * n + 1]) for n, (key, words) in enumerate(asked)]


def counts(see: See, boutique: str, since: date, until: date) -> list[Count]:
    """What was held, praised and scored high."""
    where = {"boutique": (boutique,)}
    keys = ("coaching_moments", "recognitions", "csat_top2")
    moments, praise, high = see.ask_many([Question(key, (), since, until, where) for key in keys])
    return [
        Count(say("Coaching moments"), _number(moments)),
        Count(say("Praise sent"), _number(praise)),
        Count(say("Bright spots"), _number(high), say("visits scored 4 or 5 of 5")),
    ]


def _compared(key: str, title: str, now: Answer | Refusal, before: Answer | Refusal) -> Compared:
    if not isinstance(now, Answer):
        return Compared(key, title, _refused(now))
    cell = now.whole
    if cell is None and () in now.cells:
        return Compared(key, title, say(TOO_FEW))
    if cell is None or not cell.n:
        return Compared(key, title, say(NOTHING))
    said = Compared(key, title, _figure(key, cell.value), _interval(key, cell), _counted(key, cell.n))
    past = before.whole if isinstance(before, Answer) else None
    if past is None or not past.n or cell.low is None or cell.high is None:
        says = (
            say("There is nothing from the eight weeks before to hold it against.")
            if past is None or not past.n
            else say("One visit says nothing by itself.")
        )
        return Compared(key, title, said.figure, said.interval, said.counted, "", says)
    earlier = say("{figure} in the eight weeks before, {counted}", figure=_figure(key, past.value),
                  counted=_counted(key, past.n))  # fmt: skip
    noise = cell.low <= past.value <= cell.high
    if noise:
        says = say("The week’s interval holds the earlier mean: on its own this week is noise.")
    elif cell.value > past.value:
        says = say("The earlier mean lies outside the week’s interval: above it, and worth a closer look.")
    else:
        says = say("The earlier mean lies outside the week’s interval: below it, and worth a closer look.")
    return Compared(key, title, said.figure, said.interval, said.counted, earlier, says, noise)


def _refused(why: Refusal) -> str:
    return say("Not shown to your role") if isinstance(why, NotAllowed) else say("Shown once the week is closed")


def _figure(key: str, value: float) -> str:
    return decimal(value, 2) if key == "csat" else percent(value)


def _interval(key: str, cell: Cell) -> str:
    if cell.low is None or cell.high is None:
        return ""
    return say("95% interval {low} to {high}", low=_figure(key, cell.low), high=_figure(key, cell.high))


def _counted(key: str, n: int) -> str:
    match key:
        case "csat":
            return count(n, "{n} survey", "{n} surveys")
        case "attach_rate":
            return count(n, "{n} qualifying receipt", "{n} qualifying receipts")
    return count(n, "{n} observed visit", "{n} observed visits")


def _number(answer: Answer | Refusal) -> str:
    if not isinstance(answer, Answer):
        return _refused(answer)
    cell = answer.whole
    if cell is None:
        return say(TOO_FEW) if () in answer.cells else whole(0)
    return whole(cell.top)
