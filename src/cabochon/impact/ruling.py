"""The closed set of verdicts: which of its states a finding is in, and what stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from ..languages import mark
from . import words
from .needed import MOST, demos_needed
from .verdict import ENOUGH_AFTER, LEAST_AFTER, LEAST_DOORS, LIKELY, WEEKS, Needed, Side, Verdict

SHORT = 0.1  # weeks that may be missing of a full history
AGAIN = 2.8  # standard errors a lift must be, to be found four times out of five
YEAR = 365  # days: what takes longer is not waited for, nor is its day named
ROOM = 0.01  # of a rate below its ceiling, for a lift to be spoken of


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """estimate, se, low, high in the measure's unit; likely: posterior of a change for the better, 0..1. look: as in
    Verdict. ready: a look was reached. after: what the estimate is of, where that is not everything so far. fixed: the
    part of se that more events do not make smaller."""

    estimate: float
    n: float
    se: float | None = None
    low: float | None = None
    high: float | None = None
    likely: float | None = None
    p: float | None = None
    look: int = 0
    ready: bool = True
    after: Side | None = None
    fixed: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What surrounds a finding. rate: expected value an event; within: variance of one event of a mean. who: whose
    verdict, "" for several doors together; together: doors that could show it, 0 for none. alone: nothing to compare
    with. over: the last look is behind. then: what to do where there is no
    lift, else what is usual."""

    measure: str
    unit: str
    counts: str
    worthwhile: float
    rate: float
    after: Side
    within: float | None = None
    target: float | None = None
    pace: float | None = None
    day: date | None = None
    since: date | None = None
    until: date | None = None
    grave: Sequence[str] = ()
    warnings: Sequence[str] = ()
    before: Side | None = None
    baseline: tuple[date, date] | None = None
    better: str = "up"
    currency: str = ""
    who: str = ""
    together: int = 0
    doors: int = 0
    people: int = 0
    weeks: float = WEEKS
    alone: bool = False
    over: bool = False
    then: str = ""

    @property
    def lift(self) -> float:
        """What a plan counts on: up to the target, or twice the worthwhile lift; never beyond the ceiling of a rate."""
        sign = -1.0 if self.better == "down" else 1.0
        aim = (self.target - self.rate) * sign if self.target is not None else 0.0
        lift = aim if aim >= self.worthwhile else 2 * self.worthwhile
        if self.unit == "rate":
            lift = min(lift, self.rate if self.better == "down" else 1 - self.rate)
        return lift

    @property
    def few(self) -> bool:
        return not self.who and self.doors < LEAST_DOORS

    @property
    def ended(self) -> bool:
        return self.over or (self.day is not None and self.until is not None and self.day > self.until)


def judged(found: Finding | None, case: Case) -> Verdict:
    """The first rule that fits: grave -> not_comparable; no look or n < 30 -> too_early; bound above 0 ->
    likely_lifted, but promising with a short history or nothing to compare with; n >= 100 and upper bound below the
    worthwhile lift -> no_lift; posterior > 90 % -> promising; the sample cannot be had in time -> cannot_tell; else
    too_early. What is too early when its time is up is cannot_tell. Source: impact.md, Verdicts."""
    ready = found is not None and found.ready and found.n >= LEAST_AFTER
    total = _total(found, case)
    n = found.n if found is not None else case.after.n
    missing = None if total is None else max(0, ceil(total - n))
    needed = Needed(missing, _by(missing, case)) if missing else None
    state = _state(found if ready else None, case, missing)
    shown = found if ready else None
    before, after = case.before or Side(), (shown.after if shown and shown.after else case.after)
    raw = after.value - before.value if after.value is not None and before.value is not None else None
    estimate = shown.estimate if shown is not None and state != "not_comparable" else None
    expected: float | None
    if estimate is not None and raw is not None:
        expected = raw - estimate
    else:
        expected = case.rate - before.value if before.value is not None and found is not None else None
    told = shown if state != "not_comparable" else None
    return Verdict(
        state=state, measure=case.measure, unit=case.unit, estimate=estimate, low=told.low if told else None,
        high=told.high if told else None, posterior=told.likely if told else None, before=before, after=after, raw=raw,
        expected=expected, baseline=case.baseline, weeks=case.weeks, look=told.look if told else 0,
        needed=needed if state in ("too_early", "promising", "cannot_tell") else None, doors=case.doors,
        people=case.people, p=told.p if told else None, direction_only=case.few,
        warnings=tuple(dict.fromkeys((*case.grave, *case.warnings))), text=_text(state, found, case, total, needed),
    )  # fmt: skip


def _state(found: Finding | None, case: Case, missing: int | None) -> str:
    """found: None before the first look and below 30 events."""
    if case.grave:
        return "not_comparable"
    if found is None:
        return "cannot_tell" if case.ended else "too_early"
    low, high = _turned(found, case)
    if low is not None and low > 0:
        return "promising" if _capped(case) else "likely_lifted"
    if found.n >= ENOUGH_AFTER and high is not None and high < case.worthwhile:
        return "no_lift"
    if found.likely is not None and found.likely > LIKELY:
        return "promising"
    return "cannot_tell" if case.ended or _unmatched(found, case) or _out_of_reach(missing, case) else "too_early"


def _capped(case: Case) -> bool:
    return case.weeks < WEEKS - SHORT or case.alone


def _turned(found: Finding, case: Case) -> tuple[float | None, float | None]:
    """The bound, seen so that up is better."""
    if found.low is None or found.high is None:
        return None, None
    return (-found.high, -found.low) if case.better == "down" else (found.low, found.high)


def _total(found: Finding | None, case: Case) -> float | None:
    """Events it takes in all to show the lift; None when nobody can say, or when there is no room for one."""
    lift, total = case.lift, 0.0
    if lift <= 0 or (case.unit == "rate" and lift < ROOM):
        return None
    if case.unit == "rate" and case.rate > 0 and case.within is None:
        low, high = (case.rate - lift, case.rate) if case.better == "down" else (case.rate, case.rate + lift)
        total = float(demos_needed(low, high))
    elif case.within is not None and case.within > 0:
        total = float(demos_needed(case.rate, case.rate + lift, within=case.within))
    if found is not None and found.se is not None and found.n >= LEAST_AFTER:
        if _unmatched(found, case):
            return None
        fixed = found.fixed**2
        total = max(total, found.n * (found.se**2 - fixed) / ((lift / AGAIN) ** 2 - fixed))
    return total if 0 < total < MOST else None


def _unmatched(found: Finding | None, case: Case) -> bool:
    """Too few to compare with: however long it goes on, their own chance hides the lift."""
    return found is not None and 0 < case.lift <= AGAIN * found.fixed


def _by(missing: int | None, case: Case) -> date | None:
    if missing is None or case.day is None or not case.pace or case.pace <= 0 or missing / case.pace > YEAR:
        return None
    return case.day + timedelta(days=ceil(missing / case.pace))


def _out_of_reach(missing: int | None, case: Case) -> bool:
    if missing is None or case.day is None or case.pace is None:
        return False
    if case.until is None:  # of one, the last look is the end
        return not case.who and missing > case.pace * YEAR
    return missing > case.pace * max((case.until - case.day).days, 0)


def _text(state: str, found: Finding | None, case: Case, total: float | None, needed: Needed | None) -> str:
    size = max(abs(case.rate), abs(case.lift)) if case.unit in ("rate", "points", "score") else abs(case.lift)
    how = words.scale(case.unit, case.currency, size)
    match state:
        case "not_comparable":
            return words.not_comparable(case.grave[0])
        case "cannot_tell" if _unmatched(found, case):
            return words.UNMATCHED
        case "cannot_tell":
            days = (case.until - case.since).days if case.until and case.since else None
            who = case.who or ("boutique" if case.doors == 1 else "")
            return words.cannot_tell(who, days=days, doors=case.together)
        case "too_early":
            n = found.n if found is not None else case.after.n
            return words.too_early(n, case.counts, lift=how.amount(case.lift), total=total if needed else None)
        case "promising":
            low = _turned(found, case)[0] if found is not None else None
            lifted = low is not None and low > 0
            ahead = case.until if case.until and (case.day is None or case.until > case.day) else None
            return words.promising(
                ahead or (needed.by if needed else None),
                weeks=case.weeks if case.weeks < WEEKS - SHORT else WEEKS,
                doors=case.doors if case.few else 0,
                alone=case.alone and lifted,
            )
    return _proven(state, found, case, how) if found is not None else ""


def _proven(state: str, found: Finding, case: Case, how: words.Scale) -> str:
    side, doors = "above" if found.estimate > 0 else "below", case.doors if case.few else 0
    if state == "no_lift":
        high = _turned(found, case)[1]
        then = case.then or (mark("try another focus") if case.who else mark("change it or retire it"))
        return words.no_lift(found.estimate, high, how=how, side=side, then=then, doors=doors)
    return words.likely_lifted(found.estimate, found.low, found.high, how=how, side=side, doors=doors)
