"""The morning scan: one behaviour to put in focus next, with its reason; never a person.

A behaviour is proposed where what is seen falls furthest short of what it could be, counted from the upper end of its
95 % interval, so that a low rate of few visits does not win by chance. What it could be is the boutique's
rate in visits that clients scored five, drawn towards what those visits show on the whole where they are few.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..impact import intervals
from ..languages import count, percent, say, whole
from ..measures.question import Answer, Cell, Question
from ..programme.playbook import Behaviour
from ..retail.focusing import Course, rotation
from . import Refusal, See, gone

FORTNIGHT, BEST = timedelta(days=14), timedelta(days=56)
LEAST = 10  # observed visits behind a rate: the house's rule of events
ALIKE = 10.0  # visits' worth of what all behaviours show, mixed into a rate of few best visits
FELL = 0.05  # points' worth of a clear fall against the fortnight before
RESTED = 28  # days a behaviour rests after it was in focus before it is an even candidate again
REASON = 140  # characters an entry takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One behaviour. now, before: the last fortnight and the one before. best: in visits scored five, of eight weeks.

    could: what it is held against, 0..1. short: how far the upper end of its interval lies below, with what was added
    for a clear fall and taken off for having been in focus lately. rested: days since it was in focus, None for never.
    says: the reason as a sentence, short enough for an entry.
    """

    key: str
    title: str
    now: Cell
    before: Cell | None
    best: Cell | None
    could: float
    short: float
    rested: int | None
    says: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What to put in focus next, or in its place what is missing. others: the rest, for "choose another".

    missing: a sentence where there is too little to propose by; then `turn`, the rotation's next, is offered.
    """

    proposal: Candidate | None = None
    others: tuple[Candidate, ...] = ()
    missing: str = ""
    turn: Behaviour | None = None
    seen: int = 0  # observed visits behind the behaviour judged most

    @property
    def runner_up(self) -> Candidate | None:
        return self.others[0] if self.others else None


def scan(
    see: See, behaviours: Sequence[Behaviour], boutique: str, day: date, past: Course, *, least: int = LEAST
) -> Scan:
    """What this boutique's own facts propose on the morning of a day.

    behaviours: the playbook's, as the boutique reads them. past: its focuses; the present one is no candidate.
    """
    standing = past.on(day)
    hidden = {f"behaviour.{standing.behaviour}"} | gone(see) if standing else gone(see)
    open_to = [b for b in behaviours if f"behaviour.{b.key}" not in hidden]
    order = rotation([b.key for b in open_to], past, day)
    turn = next((b for key in order[:1] for b in open_to if b.key == key), None)
    told = _told(see, open_to, boutique, day)
    judged = {b.key: told[b.key] for b in open_to if told[b.key][0].n >= least}
    most = max((cells[0].n for cells in told.values()), default=0)
    if len(judged) < 2:
        return Scan(missing=_missing(most, least), turn=turn, seen=most)
    level = _level(best for _, _, best in told.values())
    found = [
        _candidate(b, *judged[b.key], level=level, last=past.last(b.key, day), day=day)
        for b in open_to
        if b.key in judged
    ]
    found.sort(key=lambda one: (-one.short, order.index(one.key)))
    return Scan(found[0], tuple(found[1:]), turn=turn, seen=most)


Cells = tuple[Cell, Cell | None, Cell | None]


def _told(see: See, behaviours: Sequence[Behaviour], boutique: str, day: date) -> Mapping[str, Cells]:
    """Each behaviour's last fortnight, the one before, and the best visits of eight weeks; asked in one go.

    The day itself has hardly begun: the windows end on the day before.
    """
    where, last = {"boutique": (boutique,)}, day - timedelta(days=1)
    asked = [
        Question(f"behaviour.{b.key}", by=by, since=since, until=until, where=where)
        for b in behaviours
        for by, since, until in (
            ((), day - FORTNIGHT, last),
            ((), day - 2 * FORTNIGHT, day - FORTNIGHT - timedelta(days=1)),
            (("scored",), day - BEST, last),
        )
    ]
    answers = iter(see.ask_many(asked))
    return {b.key: (_cell(next(answers)) or NOTHING, _cell(next(answers)), _cell(next(answers), ("five",)))
            for b in behaviours}  # fmt: skip


NOTHING = Cell(0.0, 0.0, 0)


def _cell(answer: Answer | Refusal, key: tuple[str, ...] = ()) -> Cell | None:
    found = answer.cells.get(key) if isinstance(answer, Answer) else None
    return found if found and found.n else None


def _level(cells: object) -> float:
    """What the best visits show on the whole; four in five where there are none yet."""
    found = [cell for cell in cells if isinstance(cell, Cell)]  # type: ignore[attr-defined]
    bottom = sum(cell.bottom for cell in found)
    return sum(cell.top for cell in found) / bottom if bottom else 0.8


def _candidate(
    behaviour: Behaviour, now: Cell, before: Cell | None, best: Cell | None, *, level: float, last: date | None,
    day: date,
) -> Candidate:  # fmt: skip
    top, bottom = (best.top, best.bottom) if best else (0.0, 0.0)
    could = (top + ALIKE * level) / (bottom + ALIKE)
    upper = (intervals.rate(now.top, now.bottom) or (0.0, 1.0))[1]
    rested = None if last is None else (day - last).days
    tired = 0.0 if rested is None else max(0, RESTED - rested) / RESTED / 10
    short = could - upper + (FELL if _change(now, before) == "down" else 0.0) - tired
    says = _sentence(behaviour, now, before, best)
    return Candidate(
        key=behaviour.key, title=behaviour.title, now=now, before=before, best=best, could=could, short=short,
        rested=rested, says=says,
    )  # fmt: skip


def _change(now: Cell, before: Cell | None) -> str:
    """up, down, or level: only what chance does not explain is a change; "" with nothing to compare."""
    between = intervals.difference(now.top, now.bottom, before.top, before.bottom) if before else None
    if between is None:
        return ""
    return "up" if between[0] > 0 else "down" if between[1] < 0 else "level"


def _sentence(behaviour: Behaviour, now: Cell, before: Cell | None, best: Cell | None) -> str:
    """As long as an entry takes: the trend goes first, then the best visits, should both not fit."""
    of, change = percent(now.value), _change(now, before)
    plain = count(now.n, "{seen} in {share} of {n} observed visit", "{seen} in {share} of {n} observed visits",
                  seen=behaviour.seen[:1].upper() + behaviour.seen[1:], share=of)  # fmt: skip
    trend = _trend(plain, change, before)
    full = [_fives(trend, best), _fives(plain, best), plain]
    for said in full:
        if len(ended := say("{said}.", said=said)) <= REASON:
            return ended
    short = count(now.n, "Seen in {share} of {n} observed visit", "Seen in {share} of {n} observed visits", share=of)
    return say("{said}.", said=_trend(short, change, before))[:REASON]


def _trend(said: str, change: str, before: Cell | None) -> str:
    was = percent(before.value) if before else ""
    match change:
        case "up":
            return say("{said}, up from {was}", said=said, was=was)
        case "down":
            return say("{said}, down from {was}", said=said, was=was)
        case "level":
            return say("{said}, before that {was}", said=said, was=was)
    return said


def _fives(said: str, best: Cell | None) -> str:
    if best is None or best.n < 5:
        return said
    return say("{said}; in visits that clients scored 5 it was {share}", said=said, share=percent(best.value))


def _missing(most: int, least: int) -> str:
    if not most:
        return say("No visit was observed in the last two weeks; from {least} on, the house can say which behaviour "
                   "falls short.", least=whole(least))  # fmt: skip
    return count(
        most,
        "{n} visit observed in the last two weeks; from {least} on, the house can say which behaviour falls short.",
        "{n} visits observed in the last two weeks; from {least} on, the house can say which behaviour falls short.",
        least=whole(least),
    )
