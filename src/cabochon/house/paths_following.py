"""Paths followed: each step assigned once to everybody it is for, moved to rostered days, withdrawn when it is over.

One process at a time follows them. The row is written first, and the assignment is made from the row alone: one that
died in between says the same statement again, and it is kept once.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from ..directory.path_rows import Followed, LearningPath
from ..programme import paths as plans
from ..programme.paths import Path, Step, due_on
from ..retail.coaching import Assignment
from ..retail.who import person
from .path_crew import Floor, People
from .record import BACK as REMEMBERED

if TYPE_CHECKING:
    from . import House

log = logging.getLogger("cabochon.paths")
LEAD = timedelta(days=14)  # before its day a step is assigned: as far as most rosters reach
GRACE, APART = 7, 3  # days given to a step whose day has passed, and more for each further one
Completed = Mapping[tuple[str, str], Sequence[date]]  # (person, module) -> days
REFRESHER, STEP = "refresher", "path"  # Assignment.picked


@dataclass(frozen=True, slots=True)
class Wanted:
    """A step somebody should have. late: days to give from today where its own day has passed, else 0."""

    person: str
    module: str
    round: int
    target: date
    late: int = 0


def plan_of(row: LearningPath) -> Path:
    steps = tuple(Step(*step) for step in row.steps)
    return Path(title=row.title, steps=steps, roles=row.roles, boutiques=row.boutiques, regions=row.regions,
                hired_since=row.hired_since, refresh=row.refresh)  # fmt: skip


def audience(row: LearningPath, floor: Floor) -> list[str]:
    """Everybody at a boutique the path is for, by id."""
    path = plan_of(row)
    return sorted(
        one.person for one in floor.staff.values()
        if plans.meant_for(path, job_role=one.job_role, boutique=floor.door.code, region=floor.door.region,
                           hired=one.hired)
    )  # fmt: skip


def wanted(row: LearningPath, floor: Floor, is_open: Collection[str], completed: Completed) -> Iterator[Wanted]:
    """What the path asks of a boutique's people, whenever it is due; what they have completed is left out."""
    for who in audience(row, floor):
        starts, late = plans.starts_on(row.begins, floor.staff[who].hired), 0
        for module, days in row.steps:
            if module not in is_open:
                continue
            done = completed.get((who, module), [])
            if again := plans.refresher(done, row.refresh, floor.day):
                yield Wanted(who, module, again[0], again[1], GRACE)
            if done:
                continue
            target = starts + timedelta(days=days)
            passed = target <= floor.day
            yield Wanted(who, module, 0, target, GRACE + APART * late if passed else 0)
            late += passed


def due_of(one: Wanted, floor: Floor, people: People) -> date:
    shut = people.shut(floor, one.person)
    days = one.late or (one.target - floor.day).days
    return due_on(floor.day, days, floor.near(one.person, floor.day + timedelta(days=days)), shut)


def follow(house: "House", now: datetime, doors: Collection[str] | None = None) -> int:
    """Bring the assignments of every path up to this moment; how many were said.

    doors: codes of the boutiques to look at; None: all of them.
    """
    with house.alone("paths") as mine:
        paths = house.directory.find(LearningPath) if mine else []
        if not paths:
            return 0
        people, said = People(house, now), 0
        rows = _rows(house, paths)
        is_open = {step[0] for path in paths for step in path.steps if house.library.open(step[0])}
        for door in house.snapshot.doors(now.date()):
            if doors is None or door.code in doors:
                said += _door(house, people.floor(door), people, paths, rows, is_open)
        return said


def _rows(house: "House", paths: Sequence[LearningPath]) -> dict[str, dict[str, Followed]]:
    """Boutique -> id -> row."""
    found: dict[str, dict[str, Followed]] = defaultdict(dict)
    for path in paths:
        for row in house.directory.find(Followed, path=path.id):
            found[row.boutique][row.id] = row
    return found


def _door(house: "House", floor: Floor, people: People, paths: Sequence[LearningPath],
          rows: dict[str, dict[str, Followed]], is_open: Collection[str]) -> int:  # fmt: skip
    here, now, news = rows.get(floor.door.code, {}), people.now, dict[str, Followed]()
    keep: set[str] = set()
    for path in paths:
        for one in wanted(path, floor, is_open, people.completed) if path.on else ():
            key = f"{path.id}/{one.module}/{one.round}/{one.person}/{floor.door.code}"
            keep.add(key)
            if (row := _upheld(path, one, key, here.get(key), floor, people)) is not None:
                news[key] = row
    for key, row in here.items():
        if key not in keep and not row.withdrawn and not finished(row, people):
            news[key] = replace(row, withdrawn=True, revision=row.revision + 1, at=now)
    if news:
        house.directory.put(*news.values())
    return _say(house, floor, list((here | news).values()), now)


def finished(row: Followed, people: People) -> bool:
    done = people.completed.get((row.person, row.module), ())
    return any(day >= row.target for day in done) if row.round else bool(done)


def _upheld(
    path: LearningPath, one: Wanted, key: str, row: Followed | None, floor: Floor, people: People
) -> Followed | None:
    """The row as it should be; None where it is as it should be, or nothing is to be done yet."""
    now, away = people.now, people.away(one.person, floor.day)
    if row is None or row.withdrawn:
        if away or one.target - LEAD > floor.day:
            return None
        return Followed(
            id=key, path=path.id, module=one.module, round=one.round, person=one.person, boutique=floor.door.code,
            target=one.target, due=due_of(one, floor, people), at=now,
            reason=f"{REFRESHER if one.round else STEP}: {path.title}", revision=row.revision + 1 if row else 1,
        )  # fmt: skip
    if row.due <= floor.day or away:
        return None
    shut = people.shut(floor, one.person)
    near = floor.near(one.person, row.due)
    if (row.due in near or not near) and not shut(row.due):
        return None
    due = due_on(floor.day, (row.due - floor.day).days, near, shut)
    return replace(row, due=due, revision=row.revision + 1, at=now) if due != row.due else None


def _say(house: "House", floor: Floor, rows: Sequence[Followed], now: datetime) -> int:
    told = {one.statement for one in house.record.of(floor.door.code, (Assignment,))}
    lately = now - REMEMBERED + LEAD
    events = [said(house, row, floor) for row in rows if row.at >= lately]
    news = [one for one in events if str(one.id) not in told]
    outcome = house.keep_as().events(news, fresh=True) if news else None  # ids are their own proof
    for event, refusal in outcome.refused if outcome else ():
        log.warning("a step of a path at %s could not be assigned: %s", event.boutique, refusal.reason)
    return outcome.new if outcome else 0


def key_of(home: str, row: Followed) -> UUID:
    return uuid5(NAMESPACE_URL, f"{home}/paths/{row.id}")


def said(house: "House", row: Followed, floor: Floor) -> Assignment:
    """The assignment a row stands for; the same row makes the same statement."""
    name = key_of(house.home, row)
    return Assignment(
        id=uuid5(name, str(row.revision)), at=floor.door.local(row.at), boutique=row.boutique, source="floor",
        key=f"path-{name.hex}", revision=f"{row.revision:06}", what="module", item=row.module, due=row.due,
        associate=person(row.person), picked=REFRESHER if row.round else STEP, reason=row.reason,
        withdrawn=row.withdrawn,
    )  # fmt: skip
