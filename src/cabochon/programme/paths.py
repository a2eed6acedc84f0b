"""Learning paths: modules in order, for whom, by when. Pure: days, rosters and people are arguments."""

import tomllib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

from ..refusals import Refused
from .kit_reading import JOB_ROLES

DAY = timedelta(days=1)
FIRST = 1  # days after the start before which nothing is due
LONGEST = 730  # days a path may take
STEPS, ROUNDS, TITLE = 40, 5, 80
AHEAD = timedelta(days=60)  # in which an open day is looked for


@dataclass(frozen=True, slots=True)
class Step:
    """A module and how many days after the start it is due."""

    module: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """roles, boutiques, regions: empty is all of them. refresh: days after completion, ascending."""

    title: str
    steps: tuple[Step, ...]
    roles: tuple[str, ...] = ()
    boutiques: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    hired_since: date | None = None
    refresh: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Starter:
    """A path that ships. newcomers: meant for who joins from now on. why: one line for who chooses."""

    key: str
    why: str
    newcomers: bool
    path: Path


def due_on(
    start: date, days: int, shifts: Collection[date] = (), closed: Callable[[date], bool] = lambda _: False
) -> date:
    """The day a step is due: the last rostered day on or before so many days after the start, else the first after it.

    Without a roster the target itself, moved off closed days. Never before the day after the start.

    Args:
        shifts: days the person is rostered, as far as they are known.
    """
    earliest = start + FIRST * DAY
    target = max(start + days * DAY, earliest)
    rostered = sorted(day for day in shifts if day >= earliest and not closed(day))
    if rostered:
        return max((day for day in rostered if day <= target), default=rostered[0])
    return off_closed(target, earliest, closed)


def off_closed(target: date, earliest: date, closed: Callable[[date], bool]) -> date:
    """The last open day on or before the target, else the first after it; the target where none is near."""
    day = target
    while day >= earliest:
        if not closed(day):
            return day
        day -= DAY
    day = target
    while day <= target + AHEAD:
        if not closed(day):
            return day
        day += DAY
    return target


def refresh_on(completed: date, spacing: Sequence[int], round: int) -> date | None:  # noqa: A002
    """The day of a refresher, counted from the first completion; None where there is no such round (from 1 on)."""
    return completed + spacing[round - 1] * DAY if 1 <= round <= len(spacing) else None


def refresher(completed: Sequence[date], spacing: Sequence[int], today: date) -> tuple[int, date] | None:
    """The latest refresher whose day has come and that nobody went through since: (round, its day)."""
    if not completed:
        return None
    first, last = min(completed), max(completed)
    for round in range(len(spacing), 0, -1):  # noqa: A001
        day = refresh_on(first, spacing, round)
        if day is not None and day <= today:
            return None if last >= day else (round, day)
    return None


def starts_on(begins: date, hired: date | None) -> date:
    """Whoever joins later starts the day they join."""
    return max(begins, hired) if hired else begins


def meant_for(path: Path, *, job_role: str, boutique: str, region: str, hired: date | None) -> bool:
    """A boutique or a region is enough where both are named."""
    if path.roles and job_role not in path.roles:
        return False
    if (path.boutiques or path.regions) and boutique not in path.boutiques and region not in path.regions:
        return False
    return path.hired_since is None or (hired is not None and hired >= path.hired_since)


def check(path: Path, modules: Collection[str]) -> None:
    """
    Raises:
        Refused: what is missing or out of bounds; the pointer names the field.
    """
    if not path.title.strip():
        raise Refused("is missing; how shall it be called?", "/title")
    if len(path.title) > TITLE:
        raise Refused(f"is longer than {TITLE} characters", "/title")
    if not path.steps:
        raise Refused("are missing; add at least one module", "/steps")
    if len(path.steps) > STEPS:
        raise Refused(f"are more than {STEPS}; make two paths of it", "/steps")
    seen: set[str] = set()
    for number, step in enumerate(path.steps):
        if step.module not in modules:
            raise Refused("is no module of the library; choose one from the list", f"/module-{number}")
        if step.module in seen:
            raise Refused("stands in the path already; for another time use a refresher", f"/module-{number}")
        seen.add(step.module)
        if not FIRST <= step.days <= LONGEST:
            raise Refused(f"should be {FIRST} to {LONGEST} days after the start", f"/days-{number}")
    if strange := [role for role in path.roles if role not in JOB_ROLES]:
        raise Refused(f"is no job role: {strange[0][:40]}", "/roles")
    if len(path.refresh) > ROUNDS or any(not FIRST <= days <= LONGEST for days in path.refresh):
        raise Refused(f"should be up to {ROUNDS} numbers of days, each {FIRST} to {LONGEST}", "/refresh")
    if list(path.refresh) != sorted(set(path.refresh)):
        raise Refused("should grow: 30, 90, 180", "/refresh")


@lru_cache(maxsize=1)
def starters() -> tuple[Starter, ...]:
    """The paths that ship, in order."""
    read = tomllib.loads((files("cabochon.programme") / "starter" / "paths.toml").read_text("utf-8"))
    return tuple(
        Starter(key, one["why"], bool(one.get("newcomers")), Path(
            title=one["title"], steps=tuple(Step(*step) for step in one["steps"]), roles=tuple(one["roles"]),
            refresh=tuple(one.get("refresh", ())),
        ))
        for key, one in read.items()
    )  # fmt: skip
