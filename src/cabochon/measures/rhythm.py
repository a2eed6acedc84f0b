"""Derived measures of coaching and learning: medians, streaks, coverage, minutes a week, what was tried in time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from ..impact import intervals
from .asking import Raw
from .frame import Found, Frame
from .question import Cell
from .shifts import Shift, manager_shifts, shifts, weeks

STAFF = "job_role <> 'manager'"
TRIES = 3  # shifts within which an action is to be tried
ENOUGH = 2  # observations of a person in a week


def median(frame: Frame, value: str) -> Found:
    """Median of a column, with its interval by order statistics; people: whose values they are."""
    behind = frame.measure.bottom
    counts: dict[Raw, list[tuple[float, int]]] = defaultdict(list)
    people: dict[Raw, set[str]] = defaultdict(set)
    for row in frame.rows(behind.table, (value, "associate"), rows=behind.rows):
        key = tuple(row[: frame.width])
        counts[key].append((float(row[-3]), int(row[-1])))
        people[key].add(row[-2])
    found = {}
    for key, some in counts.items():
        if middle := intervals.median(some):
            n = sum(times for _, times in some)
            found[key] = Cell(middle[0], 1.0, n, len(people[key] - {""}), 0.0, *middle[1:], "events")
    return Found(found)


def logging_seconds(frame: Frame) -> Found:
    return median(frame, "seconds")


def feedback_lag(frame: Frame) -> Found:
    return median(frame, "lag")


def practice_streak(frame: Frame) -> Found:
    """Shifts in a row with practice, counted back from each person's last shift; the mean of the people."""
    practised = {
        (row[0], row[1])
        for row in frame.within(keep=frozenset()).rows("learnt", ("associate", "day"), rows="what = 'practised'")
    }
    days: dict[tuple[Raw, str], set[date]] = defaultdict(set)
    for key, who, day in shifts(frame):
        days[key, who].add(day)
    runs: dict[Raw, list[int]] = defaultdict(list)
    looked: dict[Raw, int] = defaultdict(int)
    for (key, who), worked in days.items():
        run = 0
        for day in sorted(worked, reverse=True):
            if (who, day) not in practised:
                break
            run += 1
        runs[key].append(run)
        looked[key] += len(worked)
    found = {}
    for key, some in runs.items():
        total, squares = float(sum(some)), float(sum(run * run for run in some))
        ends = intervals.mean(total, squares, len(some)) or (None, None)
        low = None if ends[0] is None else max(0.0, ends[0])
        found[key] = Cell(total, float(len(some)), looked[key], len(some), squares, low, ends[1], "events")
    return Found(found)


def action_applied(frame: Frame) -> Found:
    """Actions tried on the day they were given or within the person's next three shifts; by the day they were given."""
    keys = ("action", "associate", "given", "tried")
    rows = [r[:-1] for r in frame.rows("action", keys, rows="associate <> ''", names={"day": "given"})]
    late = [(given, tried) for *_, given, tried in rows if tried and tried > given]
    worked: dict[str, list[date]] = defaultdict(list)
    if late:
        first, last = min(given for given, _ in late), max(tried for _, tried in late)
        for _, who, day in shifts(frame.within(since=first + timedelta(days=1), until=last)):
            worked[who].append(day)
    sums: dict[Raw, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    people: dict[Raw, set[str]] = defaultdict(set)
    for row in rows:
        key, (who, given, tried) = tuple(row[: frame.width]), row[-3:]
        between = sum(given < day <= tried for day in worked[who]) if tried else 0
        sums[key][0] += bool(tried) and between <= TRIES
        sums[key][1] += 1
        sums[key][2] += tried == given
        people[key].add(who)
    return Found({
        key: _rate(done, given, len(people[key]), beside=(("same_shift", same),))
        for key, (done, given, same) in sums.items()
    })  # fmt: skip


def observation_coverage(frame: Frame) -> Found:
    """Rostered person-weeks with two observations or more, of all of them; managers are not counted."""
    seen = _by_week(frame, "watched", "1", STAFF)
    return _of_weeks(
        weeks(shifts(frame, only=STAFF)),
        lambda some: _rate(float(sum(seen.get(one, 0.0) >= ENOUGH for one in some)), float(len(some)), _people(some)),
    )


def observed_minutes(frame: Frame) -> Found:
    return _minutes_a_week(frame, "watched", STAFF)


def learning_minutes(frame: Frame) -> Found:
    return _minutes_a_week(frame, "learnt", "")


def coaching_minutes(frame: Frame) -> Found:
    """Minutes of coaching on each manager's shift; what was coached outside a shift is in the sum all the same."""
    minutes: dict[Shift, float] = defaultdict(float)
    rows = "minutes is not null"
    for row in frame.rows("coached", ("coach", "day"), ("minutes",), rows=rows):
        minutes[tuple(row[: frame.width]), row[-3], row[-2]] += float(row[-1])
    return _means(minutes, manager_shifts(frame), people=False)


def quiet_share(frame: Frame) -> Found:
    """Minutes learnt in hours in which the door counted fewer entries than in its average hour, of all minutes."""
    hours: dict[str, dict[int, float]] = defaultdict(dict)
    for boutique, hour, entries in frame.within().rows("traffic", ("boutique", "hour"), ("entries",)):
        hours[boutique][hour] = float(entries)
    means = {door: sum(some.values()) / len(some) for door, some in hours.items()}
    sums: dict[Raw, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    people: dict[Raw, set[str]] = defaultdict(set)
    uncounted = set()
    for row in frame.rows("learnt", ("boutique", "hour", "associate"), ("minutes", "1"), rows="minutes is not null"):
        key, (door, hour, who, minutes, steps) = tuple(row[: frame.width]), row[-5:]
        if door not in means:
            uncounted.add(door)
            continue
        sums[key][0] += float(minutes) if hours[door].get(hour, 0.0) < means[door] else 0.0
        sums[key][1] += float(minutes)
        sums[key][2] += int(steps)
        people[key].add(who)
    notes = (f"No entries were counted in {', '.join(sorted(uncounted))}: which hours are quiet is not known there.",)
    cells = {key: Cell(y, x, round(n), len(people[key] - {""})) for key, (y, x, n) in sums.items()}
    return Found(cells, notes if uncounted else ())


def huddle_days(frame: Frame) -> Found:
    """Door-days with a huddle, of those on which the door was open: something was rung up, counted or observed."""

    def days(table: str, rows: str = "1 = 1") -> set[tuple[Raw, str, date]]:
        found = frame.rows(table, ("boutique", "day"), rows=rows)
        return {(tuple(row[: frame.width]), row[-3], row[-2]) for row in found}

    held = days("huddle")
    opened = held | days("ticket") | days("traffic", "entries > 0") | days("watched")
    return _of_weeks(opened, lambda some: _rate(float(sum(one in held for one in some)), float(len(some)), 0))


def _minutes_a_week(frame: Frame, table: str, only: str) -> Found:
    return _means(_by_week(frame, table, "minutes", only), weeks(shifts(frame, only=only)), people=True)


def _by_week(frame: Frame, table: str, value: str, only: str) -> dict[Shift, float]:
    rows = " and ".join(
        part for part in ("associate <> ''", only, f"{value} is not null" if value != "1" else "") if part
    )
    found: dict[Shift, float] = defaultdict(float)
    for row in frame.rows(table, ("associate", "week"), (value,), rows=rows):
        found[tuple(row[: frame.width]), row[-3], row[-2]] += float(row[-1])
    return found


def _means(amounts: Mapping[Shift, float], units: set[Shift], *, people: bool) -> Found:
    """Amount for each unit (a person's week or shift), with the interval of a ratio over them."""
    terms: dict[Raw, list[tuple[float, float]]] = defaultdict(list)
    who: dict[Raw, set[str]] = defaultdict(set)
    for one in units | amounts.keys():
        terms[one[0]].append((amounts.get(one, 0.0), float(one in units)))
        who[one[0]].add(one[1])
    found = {}
    for key, some in terms.items():
        y, x = sum(top for top, _ in some), sum(bottom for _, bottom in some)
        ends = (intervals.clustered(some) if x > 1 else None) or (None, None)
        low = None if ends[0] is None else max(0.0, ends[0])
        squares = sum(top * top for top, _ in some)
        found[key] = Cell(y, x, round(x), len(who[key]) if people else 0, squares, low, ends[1], "events")
    return Found(found)


def _of_weeks(units: Iterable[Shift], cell: Callable[[list[Shift]], Cell]) -> Found:
    parts: dict[Raw, list[Shift]] = defaultdict(list)
    for one in units:
        parts[one[0]].append(one)
    return Found({key: cell(some) for key, some in parts.items()})


def _people(some: Iterable[Shift]) -> int:
    return len({who for _, who, _ in some})


def _rate(x: float, n: float, people: int, *, beside: tuple[tuple[str, float], ...] = ()) -> Cell:
    low, high = (intervals.rate(x, n) if n > 1 else None) or (None, None)
    return Cell(x, n, round(n), people, x, low, high, "events", beside)
