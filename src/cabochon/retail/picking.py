"""Why a person is picked for coaching, and on which days that was found: recorded by itself, one reason a person.

Without the window regression to the mean is invisible: who is picked for a low week looks better the week after. People
are never put in an order; each has at most one reason, by the same questions in the same order.
"""

from dataclasses import dataclass
from datetime import date, timedelta

PICKED = ("asked", "not_seen", "low_rate", "new_hire", "follow_up", "rotation")
NEW = timedelta(days=90)  # since the day of hire
ENOUGH = 5  # judged observations before a rate says anything of one person
WINDOW = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Pick:
    """reason: one of PICKED. since, until: the days it was found on, both included; None where there are none."""

    reason: str = "rotation"
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one person. asked: the day of a question nobody came back to. seen: last observed.

    high: upper end of the 95 % interval of their own rate of the focus in the window, with n judged; bar: what that is
    held against (the boutique's target, else its own rate of those days).
    """

    asked: date | None = None
    seen: date | None = None
    hired: date | None = None
    high: float | None = None
    n: int = 0
    bar: float | None = None


def window(reason: str, known: Known, today: date) -> Pick:
    """The days a reason is about; `today` is the boutique's."""
    match reason:
        case "asked":
            return Pick(reason, known.asked or today, today)
        case "not_seen":
            return Pick(reason, unseen_since(today), today)
        case "low_rate":
            return Pick(reason, today - WINDOW, today - timedelta(days=1))
        case "new_hire":
            return Pick(reason, known.hired, today) if known.hired else Pick(reason)
    return Pick(reason)


def suggested(known: Known, today: date) -> Pick:
    """The one reason to spend a moment with somebody; `rotation` is none in particular."""
    for reason, holds in (
        ("asked", known.asked is not None),
        ("not_seen", known.seen is None or known.seen < unseen_since(today)),
        ("low_rate", low(known)),
        ("new_hire", new(known, today)),
    ):
        if holds:
            return window(reason, known, today)
    return Pick()


def opened(known: Known, today: date, *, by: str = "") -> Pick:
    """What is recorded when the page is opened. by: the reason of the suggestion it was opened from, "" for none."""
    if by in PICKED:
        return window(by, known, today)
    if known.asked is not None:
        return window("asked", known, today)
    return window("new_hire", known, today) if new(known, today) else Pick()


def unseen_since(today: date) -> date:
    """The Monday since which somebody should have been seen; until Tuesday evening the week before still counts."""
    monday = today - timedelta(days=today.weekday())
    return monday if today.weekday() > 1 else monday - timedelta(days=7)


def low(known: Known) -> bool:
    """Clearly below: the whole interval, not the point, lies under the bar."""
    return known.n >= ENOUGH and known.high is not None and known.bar is not None and known.high < known.bar


def new(known: Known, today: date) -> bool:
    return known.hired is not None and timedelta() <= today - known.hired <= NEW
