"""A person's shifts: their rostered days; in a week without a roster of theirs, the days on which they did something.

Leave is no shift. A code nobody has claimed is nobody's shift: it may be a second code of somebody counted already.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from .asking import Raw
from .frame import Frame

ACTIVE = ("receipt", "learnt", "watched", "coached")  # what says that somebody was there
NAMED = "associate <> '' and not associate like '%/%'"
Shift = tuple[Raw, str, date]  # cut values, person, day


def shifts(frame: Frame, *, only: str = "") -> set[Shift]:
    """The shifts inside the question's days, by its cuts. only: little SQL over job_role, as "job_role = 'manager'"."""
    rows = f"{NAMED} and {only}" if only else NAMED
    rostered = set(_read(frame, "shift", rows))
    active = {shift for table in ACTIVE for shift in _read(frame, table, rows)}
    return rostered | without_roster(frame, active)


def manager_shifts(frame: Frame) -> set[Shift]:
    """Shifts of managers; without a roster also the days on which somebody coached or observed. Cut by place, day and
    `coach`, who is then the manager."""
    only = "job_role = 'manager'"
    names = {"coach": "associate"}
    rostered = set(_read(frame, "shift", f"{NAMED} and {only}", names))
    active = {shift for table in ("receipt", "learnt") for shift in _read(frame, table, f"{NAMED} and {only}", names)}
    coached = "coach <> '' and not coach like '%/%'"
    active |= {shift for table in ("coached", "watched") for shift in _read(frame, table, coached, who="coach")}
    return rostered | without_roster(frame, active)


def without_roster(frame: Frame, active: set[Shift]) -> set[Shift]:
    """Active days of people who have no roster that week and were not on leave."""
    if not active:
        return set()
    planned = _planned(frame)
    away = leave(frame)
    return {
        (key, who, day)
        for key, who, day in active
        if (who, monday(day)) not in planned and not any(since <= day <= until for since, until in away.get(who, ()))
    }


def leave(frame: Frame) -> dict[str, list[tuple[date, date]]]:
    """Person -> (first, last) day of each absence."""
    bare = frame.within(keep=frozenset(), since=None, until=None)
    found: dict[str, list[tuple[date, date]]] = {}
    for who, since, until, _ in bare.rows("leave", ("person", "since", "until")):
        found.setdefault(who, []).append((since or date.min, until or date.max))
    return found


def weeks(found: set[Shift]) -> set[tuple[Raw, str, date]]:
    """Person-weeks with a shift, named by their Monday."""
    return {(key, who, monday(day)) for key, who, day in found}


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _planned(frame: Frame) -> set[tuple[str, date]]:
    """Person-weeks with a roster, of whole weeks: the question's days may begin in the middle of one."""
    days = frame.question
    since = monday(days.since) if days.since else None
    until = monday(days.until) + timedelta(days=6) if days.until else None
    wide = frame.within(since=since, until=until)
    return {(who, week) for who, week, _ in wide.rows("shift", ("associate", "week"), rows="associate <> ''")}


def _read(
    frame: Frame, table: str, rows: str, names: dict[str, str] | None = None, *, who: str = "associate"
) -> Iterator[Shift]:
    for row in frame.rows(table, (who, "day"), rows=rows, names=names):
        yield tuple(row[: frame.width]), row[-3], row[-2]
