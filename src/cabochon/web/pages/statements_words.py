"""The words of the statement pages: times in a zone, kinds, what became of a statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from ...house.eye import Row
from ...house.launches import NAMED
from ...languages import again, mark, say, wall_clock, whole
from ...languages import day as said_day
from ...privacy.viewer import Viewer

# fmt: off
KINDS = mark({"observation": "Checklist", "receipt": "Till", "survey": "Survey", "traffic": "Door count",
         "coaching": "Coaching", "coaching_step": "Action", "feedback": "Feedback", "contest": "Contest",
         "huddle": "Huddle", "focus": "Focus", "praise": "Praise", "calibration": "Calibration",
         "assignment": "Assignment", "learning": "Module", "job_aid": "Job aid", "signal": "Signal",
         "step_done": "Process step", "till_closing": "Till closing", "booking": "Booking", "enrolment": "Enrolment",
         "stock_count": "Stock count", "stock_exception": "Exception", "availability": "Availability",
         "employment": "Staff", "shift": "Shift", "annotation": "Annotation", "decision": "Decision", "plan": "Plan",
         "other": "Other"})
PRESETS = mark({"today": "Today", "7": "Last 7 days", "30": "Last 30 days", "90": "Last 90 days"})
STATES = mark({"facts": "Counted", "kept": "Kept", "behind": "Being counted", "waits": "In quarantine",
          "voided": "Taken back"})
MEANS = mark({"facts": "facts were made of it", "kept": "kept as it came; no facts are made of it",
         "behind": "the facts have not read it yet", "waits": "it breaks its template and waits",
         "voided": "a later statement took it back"})
RULES = mark({"reference": "it names the other", "basket": "same client or basket at the till",
         "window": "the only one within the time set for it", "nearest": "the nearest of several",
         "ambiguous": "two were equally near, so none was taken", "none": "what the others joined"})
# fmt: on


@dataclass(frozen=True, slots=True)
class Told:
    """A row as it is read. came: the time it came in; happened: when it happened, "" where that is the same minute."""

    id: str
    came: str
    stamp: str
    happened: str
    boutique: str
    says: str
    kind: str
    state: str
    means: str
    mark: str
    reason: str


def days(rows: Iterable[Row], *, zone: str, now: datetime) -> list[tuple[str, list[Told]]]:
    """Rows under the day they came in, in the list's zone, newest first."""
    place = ZoneInfo(zone)

    def day_of(row: Row) -> date:
        return row.stored.astimezone(place).date()

    today = now.astimezone(place).date()
    found = []
    for day, group in groupby(rows, key=day_of):
        found.append((_day(day, today), [row(one, zone=zone, now=now) for one in group]))
    return found


def row(one: Row, *, zone: str, now: datetime) -> Told:
    came = one.stored.astimezone(ZoneInfo(zone))
    local = one.at.astimezone(ZoneInfo(one.zone or zone))
    apart = abs((one.stored - one.at).total_seconds()) >= 60
    same_day = local.date() == came.date()
    when = wall_clock(local) if same_day else _short(local, now)
    return Told(
        one.id, wall_clock(came), came.isoformat(), when if apart else "", one.boutique,
        one.says[:1].upper() + one.says[1:], say(KINDS.get(one.kind, one.kind)), say(STATES[one.state]),
        say(MEANS[one.state]), one.state, again(one.reason),
    )  # fmt: skip


def long_time(at: datetime, zone: str) -> str:
    """22 November 2026, 14:32 (Europe/Paris)"""
    local = at.astimezone(ZoneInfo(zone))
    return f"{said_day(local, 'full')}, {wall_clock(local)} ({zone})"


def kinds() -> dict[str, str]:
    return {key: say(word) for key, word in KINDS.items()}


def key(one: Any, viewer: Viewer) -> str:
    """A key as an option; whose launch check it is is nobody's business but an administrator's."""
    if one.name.startswith(NAMED) and viewer.role != "admin":
        return say("A launch check, {day} {time}", day=said_day(one.created, "short"), time=wall_clock(one.created))
    return say("Key: {name}", name=one.name)


def cell(value: Any) -> str:
    """A fact's value."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def apart(minutes: float | None) -> str:
    """A distance in minutes as one reads it; a dash where nothing was compared."""
    if minutes is None:
        return "–"
    if minutes < 120:
        return say("{n} min", n=whole(minutes))
    return say("{n} h", n=whole(minutes / 60)) if minutes < 48 * 60 else say("{n} days", n=whole(minutes / 1440))


def _day(day: date, today: date) -> str:
    if day == today:
        return say("Today, {day}", day=said_day(day))
    return said_day(day, "long" if day.year == today.year else "full")


def _short(at: datetime, now: datetime) -> str:
    return f"{said_day(at, 'short' if at.year == now.year else 'year')}, {wall_clock(at)}"
