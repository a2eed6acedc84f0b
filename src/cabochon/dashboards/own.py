"""One's own numbers beside one's own past: a figure, what it was before, and what the difference may mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..impact.intervals import difference
from ..languages import say, whole
from ..measures.catalogue import BY_KEY
from ..measures.question import Answer, Cell, Question
from ..programme.checklists import BY_NAME
from . import See, gone
from .changes import difference_of_means

LATELY, BEFORE = timedelta(days=14), timedelta(days=56)
OUTCOMES = ("attach_rate", "csat", "offer_to_sale")
STEPS = tuple(f"behaviour.{b.key}" for b in BY_NAME["client-visit"].behaviours)
PRACTICE = ("practice_count", "practice_streak", "module_completion", "coaching_moments", "coaching_actions_closed")
FEW = 8  # events below which a figure says nothing yet


@dataclass(frozen=True, slots=True)
class Figure:
    """now: the last two weeks; before: the eight weeks ahead of them; either None where nothing was counted. says: what
    to make of it, in words."""

    key: str
    title: str
    unit: str
    now: Cell | None
    before: Cell | None
    says: str


def figures(see: See, person: str, today: date, measures: Sequence[str] = (*OUTCOMES, *STEPS)) -> list[Figure]:
    """Of that person alone, in the order asked for; one that is not the viewer's to see is left out."""
    own = {"associate": (person,)}
    measures = [key for key in measures if key not in gone(see)]
    lately = [Question(key, (), today - LATELY + timedelta(days=1), today, own) for key in measures]
    before = [Question(key, (), today - LATELY - BEFORE + timedelta(days=1), today - LATELY, own) for key in measures]
    found = see.ask_many([*lately, *before])
    half = len(measures)
    made = []
    for key, now, then in zip(measures, found[:half], found[half:], strict=True):
        if isinstance(now, Answer) and isinstance(then, Answer):
            measure = BY_KEY[key]
            a, b = _counted(now), _counted(then)
            made.append(Figure(key, say(measure.title), measure.unit, a, b, _says(a, b, rate=measure.unit == "rate")))
    return made


def _counted(answer: Answer) -> Cell | None:
    cell = answer.whole
    return cell if cell and cell.bottom else None


def _says(now: Cell | None, before: Cell | None, *, rate: bool) -> str:
    if now is None:
        return say("Nothing counted in the last two weeks.")
    if now.n < FEW:
        return say("Too early to tell: {n} so far.", n=whole(now.n))
    if before is None or before.n < FEW:
        return say("There is no past to compare with yet.")
    between = difference(now.top, now.bottom, before.top, before.bottom) if rate else difference_of_means(now, before)
    if between is None:
        return ""
    if between[0] > 0:
        return say("Above your own past.")
    if between[1] < 0:
        return say("Below your own past: a good thing to practise.")
    return say("About as before: the difference may be chance.")
