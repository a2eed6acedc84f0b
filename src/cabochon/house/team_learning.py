"""A team's modules: assigned by its manager to rostered days, taken back, and counted. Nobody is ranked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from ..languages import mark
from ..privacy.roles import may
from ..privacy.shutting import refuse
from ..privacy.viewer import Viewer
from ..programme.kit_reading import JOB_ROLES
from ..programme.paths import off_closed
from ..refusals import NotAllowed, Refused, Unknown
from ..retail.coaching import Assignment
from ..retail.who import person
from .path_crew import Floor, People
from .paths_following import REFRESHER

if TYPE_CHECKING:
    from . import House

BACK = timedelta(days=60)  # since their due day; what is older is not listed
REACH = timedelta(days=92)  # a due day further ahead is no plan
SUGGESTED = 3
DAY = timedelta(days=1)
ASKED, FLOOR = "asked", "floor"


@dataclass(frozen=True, slots=True)
class Due:
    """A module due of one person. entry: of the assignment. done: the day it was completed, None while it is open."""

    entry: str
    module: str
    person: str
    due: date
    since: date
    picked: str
    done: date | None

    @property
    def in_time(self) -> bool:
        return self.done is not None and self.done <= self.due


@dataclass(frozen=True, slots=True)
class Line:
    """One module of a team, by count. waiting: ids of who has it open, for who knows them by name."""

    module: str
    assigned: int
    done: int
    in_time: int
    overdue: int
    next_due: date | None
    waiting: tuple[str, ...]

    @property
    def open(self) -> int:
        return self.assigned - self.done


@dataclass(frozen=True, slots=True)
class Ask:
    """What a manager assigned themselves. associate or job_role: to whom. open: of how many it is open."""

    entry: str
    module: str
    associate: str
    job_role: str
    due: date
    open: int


class Team:
    def __init__(self, house: "House") -> None:
        self._house = house

    # Read: for who knows the team by name

    def floor(self, boutique: str) -> tuple[Floor, People]:
        """
        Raises:
            Unknown: no such boutique.
        """
        door = self._house.snapshot.door_on(boutique, self._house.today)
        if door is None:
            raise Unknown("there is no such boutique", "/boutique")
        people = People(self._house, self._house.clock(), boutique)
        return people.floor(door), people

    def dues(self, floor: Floor, people: People) -> list[Due]:
        """What is due of each person; of several asks for one module the latest. Who left or is away is left out."""
        found: dict[tuple[str, str], Due] = {}
        since = floor.day - BACK
        for told in self._house.record.of(floor.door.code, (Assignment,)):
            one = told.event
            if not isinstance(one, Assignment) or one.what != "module" or one.withdrawn or one.due < since:
                continue
            given = one.at.date()
            for who in self._asked(one, floor):
                if people.away(who, min(one.due, floor.day)):
                    continue
                days = [day for day in people.completed.get((who, one.item), ())
                        if one.picked != REFRESHER or day >= given]  # fmt: skip
                found[who, one.item] = Due(told.entry, one.item, who, one.due, given, one.picked,
                                           min(days, default=None))  # fmt: skip
        return sorted(found.values(), key=lambda due: (due.due, due.module, due.person))

    def lines(self, dues: Iterable[Due], today: date) -> list[Line]:
        """Modules by the next due day, those without one last."""
        by_module: dict[str, list[Due]] = {}
        for one in dues:
            by_module.setdefault(one.module, []).append(one)
        lines = [_line(module, some, today) for module, some in by_module.items()]
        return sorted(lines, key=lambda line: (line.next_due is None, line.next_due or today, line.module))

    def asks(self, floor: Floor, people: People) -> list[Ask]:
        """What was assigned to the team or one of them by hand and is open still, the next due first."""
        found = []
        for told in self._house.record.of(floor.door.code, (Assignment,)):
            one = told.event
            if isinstance(one, Assignment) and _by_hand(one) and not one.withdrawn:
                left = sum((who, one.item) not in people.completed for who in self._asked(one, floor))
                if left and one.due >= floor.day - BACK:
                    who = one.associate.name if one.associate else ""
                    found.append(Ask(told.entry, one.item, who, one.job_role, one.due, left))
        return sorted(found, key=lambda ask: (ask.due, ask.module, ask.entry))

    def open_of(self, viewer: Viewer, boutique: str) -> list[Due]:
        """One's own modules that are open, the next due first."""
        if not viewer.person or boutique not in viewer.boutiques:
            return []
        floor, people = self.floor(boutique)
        return [one for one in self.dues(floor, people) if one.person == viewer.person and one.done is None]

    def possible(self, floor: Floor, people: People, *, associate: str = "", job_role: str = "") -> list[date]:
        """Days on which a module may be due: rostered ones of that person, for a team those on which half of it is
        rostered. Where no roster is known yet: open days of the next four weeks."""
        crowd = [associate] if associate else self._team(floor, job_role)
        known = [floor.rostered(who) for who in crowd]
        days = sorted({day for some in known for day in some if not (associate and people.away(associate, day))})
        if days:
            return [day for day in days if 2 * sum(day in some for some in known) >= sum(map(bool, known))]
        ahead = (floor.day + n * DAY for n in range(1, 29))
        return [day for day in ahead if off_closed(day, day, floor.closed) == day]

    def _team(self, floor: Floor, job_role: str) -> list[str]:
        return sorted(one.person for one in floor.staff.values() if job_role in ("", one.job_role))

    def _asked(self, one: Assignment, floor: Floor) -> Sequence[str]:
        if one.associate is None:
            return self._team(floor, one.job_role)
        who = self._house.rhythm.rota.person(one.associate)
        return [who] if who in floor.staff else []

    # Write

    def give(
        self, viewer: Viewer, boutique: str, *, form: UUID, module: str, due: date | None, associate: str = "",
        job_role: str = "",
    ) -> str:  # fmt: skip
        """Assign a module to one of the team, or to everybody of a job role; its entry. The same form is kept once.

        Raises:
            Refused: a field that is missing or wrong, a day nobody is rostered on. NotAllowed: not the manager.
        """
        floor, people = self._own(viewer, boutique)
        refuse(viewer, boutique, associate, "/whom")
        if bool(associate) == bool(job_role):
            raise Refused("is missing; choose one person, or one job role", "/whom")
        if job_role and (job_role not in JOB_ROLES or not self._team(floor, job_role)):
            raise Refused("nobody of the team has this job role; choose another", "/whom")
        if associate and associate not in floor.staff:
            raise Refused("is not of your team today; choose somebody from the list", "/whom")
        if not self._house.library.open(module):
            raise Refused("is no module the floor has; choose one from the list", "/module")
        entry = str(form)
        if self._house.record.entry(boutique, entry) is not None:
            return entry
        self._check(floor, people, due, associate, job_role)
        now = self._house.clock()
        event = Assignment(
            id=form, at=floor.door.local(now), boutique=boutique, source=FLOOR, key=f"{ASKED}-{entry}",
            revision=now.astimezone(UTC).isoformat(), what="module",
            item=module, due=due or floor.day, associate=person(associate) if associate else None, job_role=job_role,
            by=person(viewer.person), picked=ASKED,
        )  # fmt: skip
        self._keep(viewer, event)
        return entry

    def take_back(self, viewer: Viewer, boutique: str, entry: str, *, again: bool = False) -> None:
        """Nobody need do it any more; again: they should after all (undo).

        Raises:
            Unknown: no module assigned by hand under this entry. NotAllowed: not the manager.
        """
        floor, _ = self._own(viewer, boutique)
        told = self._house.record.entry(boutique, entry)
        event = told.event if told else None
        if told is None or not isinstance(event, Assignment) or not _by_hand(event):
            raise Unknown("there is no such assignment; look at the list", "/entry")
        if event.withdrawn is not again:
            return
        now = self._house.clock()
        self._keep(viewer, replace(
            event, id=uuid5(UUID(told.entry), f"{told.statement}/{not again}"), at=floor.door.local(now),
            key=f"{ASKED}-{told.entry}", revision=now.astimezone(UTC).isoformat(), withdrawn=not again,
            due=max(event.due, floor.day), reason="",
        ))  # fmt: skip

    def _check(self, floor: Floor, people: People, due: date | None, associate: str, job_role: str) -> None:
        days = self.possible(floor, people, associate=associate, job_role=job_role)
        some = ", ".join(written(day) for day in days[:SUGGESTED]) or mark("none is known yet")
        if due is None:
            raise Refused(f"is missing; possible: {some}", "/due")
        if due <= floor.day:
            raise Refused(f"should be a day from tomorrow on; possible: {some}", "/due")
        if due > floor.day + REACH:
            raise Refused(f"lies more than three months ahead; possible: {some}", "/due")
        if due in days:
            return
        if floor.closed(due):
            raise Refused(f"the boutique is closed on {written(due)}; possible: {some}", "/due")
        if associate and people.away(associate, due):
            raise Refused(f"they are away on {written(due)}; possible: {some}", "/due")
        if days and due > days[-1]:
            raise Refused(f"the roster is known until {written(days[-1])}; possible: {some}", "/due")
        if associate:
            raise Refused(f"they are not rostered on {written(due)}; possible: {some}", "/due")
        raise Refused(f"not even half of them is rostered on {written(due)}; possible: {some}", "/due")

    def _keep(self, viewer: Viewer, event: Assignment) -> None:
        outcome = self._house.keep_as(viewer).events([event])
        if outcome.refused:
            raise outcome.refused[0][1]

    def _own(self, viewer: Viewer, boutique: str) -> tuple[Floor, People]:
        if not may(viewer, "rhythm.plan") or not viewer.person:
            raise NotAllowed("modules are assigned by the boutique's manager")
        if boutique not in viewer.boutiques:
            raise Unknown("there is no boutique by this code within your reach; choose one from the list", "/boutique")
        return self.floor(boutique)


def _by_hand(one: Assignment) -> bool:
    """Given by `Team.give`: by its key it can be taken back."""
    return one.what == "module" and one.source == FLOOR and bool(one.key) and one.by is not None


def written(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _line(module: str, some: Sequence[Due], today: date) -> Line:
    left = [one for one in some if one.done is None]
    return Line(
        module, len(some), len(some) - len(left), sum(one.in_time for one in some),
        sum(one.due < today for one in left), min((one.due for one in left if one.due >= today), default=None),
        tuple(one.person for one in left),
    )  # fmt: skip
