"""What a verdict is: a closed set of states, and everything that must stand beside one."""

from dataclasses import dataclass
from datetime import date

STATES = ("too_early", "likely_lifted", "promising", "no_lift", "cannot_tell", "not_comparable")
WORTHWHILE = 0.04  # points of a rate that are worth the work, unless somebody sets another
LOOKS = (3, 10, 20)  # shifts after the start at which one person or one door is looked at
WEEKS = 8  # of history
LEAST_AFTER, ENOUGH_AFTER, LEAST_DOORS = 30, 100, 6
POOLED_LOOKS = (14, 28)  # days after each start at which pooled doors are looked at
LIKELY = 0.9  # posterior probability of a lift from which it is promising
SHARE = 0.02  # of the value before: the worthwhile lift of money and counts


def worthwhile_of(unit: str, base: float = 0.0) -> float:
    """The least lift worth the work, in the measure's own unit: 4 points of a rate, 0.1 of a score, 2 % of the rest."""
    match unit:
        case "rate" | "points":
            return WORTHWHILE
        case "score":
            return 0.1
        case _:
            return SHARE * abs(base) or WORTHWHILE


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison. x / n is the value; n: events; None as value when nothing stands behind it."""

    x: float = 0.0
    n: float = 0.0

    @property
    def value(self) -> float | None:
        return self.x / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Needed:
    """What is missing for a lift to show: so many more of `counts` (the measure's own word), by `by` at this pace.

    by: None when the pace is not known or zero, or it would be more than a year off.
    """

    n: int
    by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """estimate: after less expected, in the measure's own unit (rates 0..1); low, high: its bound at this look (planned
    looks for one unit, always valid for pooled ones), None where none exists. posterior: probability of a lift, 0..1.

    before: over the baseline; raw: after less before; expected: the change that would have come anyway, so that
    raw = expected + estimate. look: which planned look was used (0: none yet). p: smallest possible or found p, for
    false discovery. direction_only: too few doors to scale or retire on. warnings: closed sentences, the guard rails.
    """

    state: str  # one of STATES
    measure: str
    unit: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    posterior: float | None = None
    before: Side = Side()
    after: Side = Side()
    raw: float | None = None
    expected: float | None = None
    baseline: tuple[date, date] | None = None
    weeks: float = 0.0  # of history that were there
    look: int = 0
    needed: Needed | None = None
    doors: int = 0
    people: int = 0
    p: float | None = None
    q: float | None = None  # after Benjamini-Hochberg over the screen
    direction_only: bool = False
    warnings: tuple[str, ...] = ()
    text: str = ""
