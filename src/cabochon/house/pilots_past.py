"""The past weeks of a plan's doors as its viewer may see them: what the power of a plan rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ..measures.catalogue import measure
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell, Question
from ..refusals import NotAllowed, Unanswerable, Unknown
from ..retail.closed_weeks import latest
from ..retail.operations import PROCESSES
from ..verdicts.planning import BEFORE, SHARES, Past
from .seeing import See

EMPTY = Cell(0.0, 0.0, 0)
# What a pilot may be judged by, besides the behaviour it is about.
OUTCOMES = ("attach_rate", "enrolment_rate", "offer_to_sale", "secondary_per_qualifying", "csat", "csat_top2",
            "conversion", "atv", "upt", "shrink_rate", "count_accuracy", "return_rate")  # fmt: skip
STEPS = tuple(f"sop.{process}" for process in PROCESSES)
ALWAYS = ("attach_rate", "csat", "secondary_per_qualifying", "conversion", "atv", "shrink_rate")  # said of every plan


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a measure cannot be looked at."""

    measure: str
    reason: str
    forbidden: bool = False


def pasts(see: See, keys: Sequence[str], doors: Sequence[str], today: date) -> dict[str, Past | Refusal]:
    """Measure -> its last eight closed weeks at these doors, asked for together, in all and week by week.

    A door too few stand behind is in `held` and its numbers nowhere; one without any is in `bare`.
    """
    since, until = latest(today, BEFORE)
    known = [what for key in dict.fromkeys(keys) if (what := measure(key))]
    where = {"boutique": tuple(dict.fromkeys(doors))}
    cuts = (("boutique",), ("boutique", "week"))
    asked = [Question(what.key, by, since, until, where) for by in cuts for what in known]
    found: dict[str, Past | Refusal] = {}
    answers = see.ask_many(asked) if doors else []
    for what, answer, weekly in zip(known, answers[: len(known)], answers[len(known) :], strict=True):
        if isinstance(answer, Answer):
            told = weekly if isinstance(weekly, Answer) else None
            found[what.key] = _past(what, answer, told, where["boutique"], since)
        elif isinstance(answer, NotAllowed):
            found[what.key] = Refusal(what.key, answer.reason, forbidden=True)
        else:
            found[what.key] = Refusal(what.key, str(answer) if isinstance(answer, Unanswerable) else _reason(answer))
    return found


def weeks(today: date) -> tuple[date, date]:
    """The days that are looked at, both included."""
    return latest(today, BEFORE)


def _past(what: Measure, answer: Answer, weekly: Answer | None, doors: Sequence[str], since: date) -> Past:
    whole = {door: answer.cells.get((door,), EMPTY) for door in doors}
    held = tuple(door for door, cell in whole.items() if cell is None)
    there = {door: cell for door, cell in whole.items() if cell and cell.bottom > 0}
    bare = tuple(door for door, cell in whole.items() if cell and not cell.bottom > 0)
    at = {door: i for i, door in enumerate(there)}
    x, n = np.zeros((len(at), BEFORE)), np.zeros((len(at), BEFORE))
    for (door, week), cell in weekly.cells.items() if weekly else ():
        number = (date.fromisoformat(week) - since).days // 7
        if door in at and cell and cell.bottom > 0 and 0 <= number < BEFORE:
            x[at[door], number], n[at[door], number] = cell.top, cell.bottom
    return Past(
        measure=what, x=np.array([cell.top for cell in there.values()]),
        n=np.array([cell.bottom for cell in there.values()]), weekly=(x, n), each=_each(what, tuple(there.values())),
        weeks=BEFORE, held=held, bare=bare,
    )  # fmt: skip


def _each(what: Measure, cells: Sequence[Cell]) -> float | None:
    """Variance of one event: a coin's of a rate, from the squares of a mean, else not known."""
    bottom = sum(cell.bottom for cell in cells)
    if not bottom:
        return None
    if what.kind in ("rate", "ratio") and what.unit == "rate":
        base = sum(cell.top for cell in cells) / bottom
        return base * (1 - base) if 0 < base < 1 else None
    over = freedom = 0.0
    for cell in cells:
        if cell.squares and cell.top > 0:
            over += (cell.squares - cell.top**2 / cell.bottom) / (cell.value**2 if what.unit in SHARES else 1.0)
            freedom += cell.bottom - 1
    return over / freedom if freedom > 0 and over > 0 else None


def _reason(refused: Unanswerable | NotAllowed | Unknown) -> str:
    return refused.reason if isinstance(refused, NotAllowed | Unknown) else str(refused)
