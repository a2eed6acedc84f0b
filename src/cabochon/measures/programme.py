"""Derived measures of the programme: how far doors differ, how long new people take, whether managers see the same."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from ..impact.agreement import agreement as agreed
from ..impact.survival import crossing, survival
from ..impact.variation import variation
from ..refusals import Unanswerable
from ..retail.events import MARKS
from .asking import Raw
from .frame import Found, Frame
from .question import Cell, Question
from .shifts import leave, monday

RATE = "attach_rate"
WEEK = timedelta(days=7)


def of_rate(key: str) -> str:
    """The rate a spread or a ramp is about: "door_spread.csat_top2" -> csat_top2; without one the attach rate."""
    return key.partition(".")[2] or RATE


def door_spread(frame: Frame) -> Found:
    """Between-door standard deviation of a rate, the sampling noise taken out; n: events behind all doors."""
    q = frame.question
    if "boutique" in q.by:
        raise Unanswerable(f"{frame.measure.title} is made over doors: it can be filtered by boutique, not cut by it")
    found = frame.ask(replace(q, measure=of_rate(q.measure), by=(*q.by, "boutique")))
    doors: dict[Raw, list[Cell]] = defaultdict(list)
    for key, cell in found.cells.items():
        if cell and cell.bottom > 0:
            doors[key[:-1]].append(cell)
    cells: dict[Raw, Cell] = {}
    for part, some in doors.items():
        if spread := variation([(cell.top, cell.bottom) for cell in some]):
            n = sum(cell.n for cell in some)
            beside = (("doors", float(spread.doors)), ("raw", spread.raw))
            cells[part] = Cell(spread.sd, 1.0, n, 0, 0.0, spread.low, spread.high, "doors", beside)
    lonely = any(len(some) < 2 for some in doors.values())
    return Found(cells, ("Two doors or more are needed to say how far doors differ.",) if lonely else ())


def agreement(frame: Frame) -> Found:
    """Gwet's AC1 of who scored the same clip; percent agreement and Krippendorff's alpha beside it. n: marks."""
    behaviour = of_rate(frame.question.measure)
    clips: dict[Raw, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in frame.rows("rating", ("clip", "rater", "mark"), rows=f"behaviour = '{behaviour}' and rater <> ''"):
        key, (clip, rater, mark) = tuple(row[: frame.width]), row[-4:-1]
        clips[key][clip][rater] = mark
    cells: dict[Raw, Cell] = {}
    for key, units in clips.items():
        people = len({rater for unit in units.values() for rater in unit})
        if told := agreed(list(units.values()), MARKS):
            beside = [("percent", told.percent), ("clips", float(told.units))]
            beside += [("alpha", told.alpha)] if told.alpha is not None else []
            cells[key] = Cell(told.ac1, 1.0, told.marks, people, 0.0, told.low, told.high, "clips", tuple(beside))
        else:  # marks there are, but nobody to agree with
            cells[key] = Cell(0.0, 0.0, sum(map(len, units.values())), people)
    return Found(cells)


def ramp_weeks(frame: Frame) -> Found:
    """Median weeks from the hire until the smoothed rate reaches the target. The days asked for are those of the hire;
    somebody is seen until they left, or until the last week anything was counted."""
    q, about = frame.question, of_rate(frame.question.measure)
    hired = _hired(frame)
    if not hired:
        return Found({})
    if frame.targets is None or not any(_target(frame, about, door) for _, door, _ in hired.values()):
        raise Unanswerable(f"{frame.measure.title} needs a target for {about}; set one in the master data")
    first = monday(min(since for since, _, _ in hired.values()))
    doors = {"boutique": q.where["boutique"]} if "boutique" in q.where else {}
    told = frame.ask(Question(about, ("associate", "week"), first, None, doors))
    seen: dict[str, dict[date, tuple[float, float]]] = defaultdict(dict)
    for (who, week), cell in told.cells.items():
        if cell:
            seen[who][date.fromisoformat(week)] = cell.top, cell.bottom
    last = max((week for weeks in seen.values() for week in weeks), default=first)
    parts: dict[Raw, list[tuple[float, bool]]] = defaultdict(list)
    people: dict[Raw, set[str]] = defaultdict(set)
    aimless, away = set(), leave(frame)
    for (key, who), (since, door, left) in hired.items():
        if (target := _target(frame, about, door)) is None:
            aimless.add(door)
            continue
        weeks = _worked(since, min(last, left - timedelta(days=1)) if left else last, away.get(who, []))
        reached = crossing([seen[who].get(week, (0.0, 0.0)) for week in weeks], target)
        if weeks:
            parts[key].append((float(reached or len(weeks)), reached is not None))
            people[key].add(who)
    cells: dict[Raw, Cell] = {}
    for key, some in parts.items():
        made = survival([weeks for weeks, _ in some], [done for _, done in some])
        beside = (("reached", float(made.events)),)
        if made.median is None:
            cells[key] = Cell(0.0, 0.0, made.n, len(people[key]), 0.0, made.low, None, "people", beside)
        else:
            cells[key] = Cell(made.median, 1.0, made.n, len(people[key]), 0.0, made.low, made.high, "people", beside)
    notes = [f"No target for {about} is set in {', '.join(sorted(aimless))}; they are left out."] if aimless else []
    if any(not cell.bottom for cell in cells.values()):
        notes.append("Where no median is given, fewer than half have reached the target so far.")
    return Found(cells, tuple(notes))


def _hired(frame: Frame) -> dict[tuple[Raw, str], tuple[date, str, date | None]]:
    """(cuts, person) -> day of the hire, its door, first day away for good; hires within the question's days."""
    q = frame.question
    bare = replace(frame, asked=replace(frame.asked, shape=replace(frame.asked.shape, since=False, until=False)))
    spans: dict[tuple[Raw, str], list[tuple[date, date, str, date | None]]] = defaultdict(list)
    for row in bare.rows("staff", ("person", "boutique", "hired", "since", "until"), rows="hired is not null"):
        who, door, hired, since, until = row[-6:-1]
        if (q.since is None or hired >= q.since) and (q.until is None or hired <= q.until):
            spans[tuple(row[: frame.width]), who].append((since or hired, hired, door, until))
    found = {}
    for name, some in spans.items():
        some.sort(key=lambda span: span[0])
        found[name] = some[-1][1], some[0][2], some[-1][3]
    return found


def _target(frame: Frame, about: str, door: str) -> float | None:
    return frame.targets(about, door) if frame.targets else None


def _worked(since: date, until: date, away: list[tuple[date, date]]) -> list[date]:
    """The Mondays of the weeks since the hire that were not spent on leave whole."""
    week, found = monday(since), []
    while week <= until:
        if not any(first <= week and week + WEEK - timedelta(days=1) <= last for first, last in away):
            found.append(week)
        week += WEEK
    return found
