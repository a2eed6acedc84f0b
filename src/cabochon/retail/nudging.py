"""Gentle nudges: what may be said to somebody now, and when nothing is.

At most two a shift, an hour and a half apart, inside rostered hours alone, never on a quiet day, never about who does
better than whom, never to a client and never by where somebody stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..languages import mark
from ..refusals import Refused

MOST = 2  # nudges a shift
APART = timedelta(minutes=90)
DIGEST = timedelta(minutes=30)  # after the shift began the letter of the day may still be sent
WEEKDAYS = ("1", "2", "3", "4", "5", "6", "7")
MANAGER, ASSOCIATE, COACH = ("manager",), ("associate",), ("area_coach",)
BOTH = (*ASSOCIATE, *MANAGER)


@dataclass(frozen=True, slots=True)
class Kind:
    """title: on the settings page. plain: what a letter or a knock says: nobody is named. roles: whom it is for."""

    key: str
    title: str
    plain: str
    roles: tuple[str, ...]
    address: str


# The first that is due is said first.
# fmt: off
KINDS = mark((
    Kind("window", "An observation window begins", "An observation window begins soon.", MANAGER, "/floor/observe"),
    Kind("huddle", "The huddle is not logged yet", "Today’s huddle is not logged yet.", MANAGER, "/floor/huddle"),
    Kind("contest", "A contested entry waits", "A contested entry waits for your decision.", COACH, "/contests"),
    Kind("feedback", "An observation waits for feedback", "Feedback to an observation waits.", MANAGER, "/floor/coach"),
    Kind("action", "A coaching action is due", "A coaching action is due.", BOTH, "/floor/actions"),
    Kind("module", "A module is due", "A module is due.", BOTH, "/floor/learn"),
    Kind("refresher", "A refresher is due", "A short refresher is due.", BOTH, "/floor/learn"),
    Kind("unseen", "Somebody was not observed yet", "Some were not observed twice this week.", MANAGER, "/floor/week"),
    Kind("plan", "The week is not planned yet", "This week’s support is not planned yet.", MANAGER, "/floor/week"),
    Kind("modules", "Modules open in the team", "Some modules of the team are open.", MANAGER, "/floor/team-learning"),
    Kind("checkin", "The end-of-day check", "Time for the end-of-day check.", MANAGER, "/floor/checkin"),
    Kind("tip", "The tip of the day", "Today’s tip is on the floor page.", ASSOCIATE, "/floor"),
    Kind("pulse", "Two questions, if you like", "This quarter’s two questions are open.", BOTH, "/me"),
))
# fmt: on
BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing that is due. says: in the product, where names may stand; why: the reason; about: what it is about, so
    that the same is not said twice in a shift."""

    kind: str
    says: str
    why: str
    about: str = ""

    @property
    def address(self) -> str:
        return BY_KEY[self.kind].address

    @property
    def plain(self) -> str:
        return BY_KEY[self.kind].plain


@dataclass(frozen=True, slots=True)
class Hours:
    """A rostered shift, in the boutique's zone."""

    starts: datetime
    ends: datetime

    def holds(self, now: datetime) -> bool:
        return self.starts <= now < self.ends


@dataclass(frozen=True, slots=True)
class Said:
    """A nudge that was given before. shift: when the shift began in which it was."""

    kind: str
    about: str
    at: datetime
    shift: datetime


def wanted(due: Iterable[Nudge], off: Iterable[str]) -> list[Nudge]:
    """Without what was switched off, in the order of KINDS."""
    order, shut = {kind.key: n for n, kind in enumerate(KINDS)}, set(off)
    return sorted((one for one in due if one.kind not in shut), key=lambda one: order[one.kind])


def quiet(hours: Hours, days: Iterable[str]) -> bool:
    """Whether the shift begins on a quiet day: "1" (Monday) to "7", or a date."""
    day = hours.starts.date()
    return bool({str(day.isoweekday()), day.isoformat()} & set(days))


def may_speak(now: datetime, hours: Hours | None, said: Sequence[Said], days: Iterable[str]) -> bool:
    """Whether anything may be said now: inside the shift, no quiet day, fewer than two so far, the last long enough
    ago (that of the shift before counts too)."""
    if hours is None or not hours.holds(now) or quiet(hours, days):
        return False
    here = [one for one in said if one.shift == hours.starts]
    return len(here) < MOST and all(now - one.at >= APART for one in said)


def chosen(
    due: Iterable[Nudge], *, now: datetime, hours: Hours | None, said: Sequence[Said], off: Iterable[str] = (),
    days: Iterable[str] = (),
) -> Nudge | None:  # fmt: skip
    """What to say now, or None."""
    if hours is None or not may_speak(now, hours, said, days):
        return None
    known = {(one.kind, one.about) for one in said if one.shift == hours.starts}
    return next((one for one in wanted(due, off) if (one.kind, one.about) not in known), None)


def standing(due: Iterable[Nudge], hours: Hours | None, said: Sequence[Said], off: Iterable[str] = ()) -> list[Nudge]:
    """What was said in this shift and is still due."""
    known = {(one.kind, one.about) for one in said if hours and one.shift == hours.starts}
    return [one for one in wanted(due, off) if (one.kind, one.about) in known]


def digest_due(now: datetime, hours: Hours | None, said: Sequence[Said], days: Iterable[str]) -> bool:
    """Whether the letter of a shift may go: in its first half hour, once."""
    return hours is not None and now - hours.starts <= DIGEST and may_speak(now, hours, said, days)


def kinds_of(role: str) -> list[Kind]:
    return [kind for kind in KINDS if role in kind.roles]


def check_off(keys: Iterable[str]) -> tuple[str, ...]:
    """
    Raises:
        Refused: a kind that is none.
    """
    found = tuple(dict.fromkeys(keys))
    if strange := [key for key in found if key not in BY_KEY]:
        raise Refused(f"is no kind of nudge: {strange[0][:40]}", "/kinds")
    return found


def check_days(days: Iterable[str]) -> tuple[str, ...]:
    """
    Raises:
        Refused: neither a weekday nor a date.
    """
    found = tuple(dict.fromkeys(day for day in days if day))
    for day in found:
        if day not in WEEKDAYS:
            try:
                datetime.fromisoformat(f"{day}T00:00:00")
            except ValueError:
                raise Refused("is no day; write 2026-03-31", "/quiet") from None
    return found
