"""Learning paths: kept, switched on and off, followed; and what somebody has of learning beside their shifts."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING

import msgspec

from ..directory.path_rows import Followed, LearningPath
from ..languages import mark
from ..privacy import notes
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..programme import paths as plans
from ..refusals import Conflict, NotAllowed, Refused, Unknown
from .learning_moments import Moment, moments, streak
from .path_crew import People
from .paths_following import LEAD, audience, due_of, finished, follow, plan_of, wanted
from .team_learning import Team

if TYPE_CHECKING:
    from . import House

__all__ = ["Here", "LearningPath", "Paths", "Preview", "Progress"]

NEW = "new"
AT_ONCE = 60  # boutiques up to which a change is followed before the page answers: about three seconds


@dataclass(frozen=True, slots=True)
class Here:
    """What a path would mean for one boutique, by count. people: whom it is for. now, later: assignments made at once
    and as their days come near. first, last: days on which they are due; None where there are none."""

    boutique: str
    people: int
    now: int
    later: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A path before it is switched on: at most, for what was completed before is not taken off boutique by boutique,
    where it would tell of somebody. done: about how many steps that is, in tens; 0 where too few are meant.
    closed: modules that are retired, or wait for a signature."""

    doors: tuple[Here, ...]
    done: int
    closed: tuple[str, ...]

    @property
    def people(self) -> int:
        return sum(one.people for one in self.doors)

    @property
    def asked(self) -> int:
        return sum(one.now + one.later for one in self.doors)


@dataclass(frozen=True, slots=True)
class Progress:
    """By count. people: 0 and the rest unknown (None) where a person could be told."""

    people: int
    assigned: int | None
    done: int | None


class Paths:
    """One for a house; safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house, self.team = house, Team(house)

    # Read

    def listed(self) -> list[LearningPath]:
        return sorted(self._house.directory.find(LearningPath), key=lambda one: (one.title.casefold(), one.id))

    def one(self, key: str) -> LearningPath:
        """
        Raises:
            Unknown: no such path.
        """
        if (found := self._house.directory.get(LearningPath, key)) is None:
            raise Unknown("there is no such path; choose one from the list")
        return found

    def writer(self, account: str) -> str:
        return str(self._house.called.account(account, otherwise=account.title()))

    def starters(self) -> list[plans.Starter]:
        """Paths that ship, each with the modules the library has; without any it is left out."""
        known = self.modules()
        found = []
        for one in plans.starters():
            if steps := tuple(step for step in one.path.steps if step.module in known):
                found.append(replace(one, path=replace(one.path, steps=steps)))
        return found

    def modules(self) -> dict[str, str]:
        """Key -> title of every module, open to the floor or not."""
        return {one.key: one.title for one in self._house.library.shelf(closed=True)}

    def preview(self, viewer: Viewer, row: LearningPath) -> Preview:
        """Who would get what and by when, by count; nothing is kept. Whether it is on is of no matter."""
        self._allowed(viewer)
        house, now = self._house, self._house.clock()
        people, found, done = People(house, now), list[Here](), 0
        shut = tuple(step[0] for step in row.steps if not house.library.open(step[0]))
        is_open = {step[0] for step in row.steps} - set(shut)
        for door in house.snapshot.doors(now.date()):
            floor = people.floor(door)
            if not (crowd := audience(row, floor)):
                continue
            some = [one for one in wanted(row, floor, is_open, {}) if not people.away(one.person, floor.day)]
            done += sum((who, module) in people.completed for who in crowd for module in is_open)
            dues = [(one, due_of(one, floor, people)) for one in some]
            near = sum(one.target <= floor.day + LEAD for one, _ in dues)
            days = [day for _, day in dues]
            found.append(Here(door.code, len(crowd), near, len(dues) - near, min(days, default=None),
                              max(days, default=None)))  # fmt: skip
        enough = sum(one.people for one in found) >= 2 * house.values["least_people"]
        return Preview(tuple(found), round(done, -1) if enough else 0, shut)

    def progress(self, row: LearningPath) -> Progress:
        """How far those are to whom it was assigned."""
        people = People(self._house, self._house.clock())
        rows = [one for one in self._house.directory.find(Followed, path=row.id) if not one.withdrawn]
        behind = len({one.person for one in rows})
        if behind < self._house.values["least_people"]:
            return Progress(0, None if behind else 0, None)
        return Progress(behind, len(rows), sum(finished(one, people) for one in rows))

    # Write

    def save(self, viewer: Viewer, row: LearningPath, turn: int) -> LearningPath:
        """Keep what somebody wrote, as the next turn. A path that is on is followed at once; in a large house soon.

        Args:
            row: id "" or "new" for a new one. turn: that of the path as it was read.
        Raises:
            Refused: a field that is missing or wrong. Conflict: it was changed since. NotAllowed: not L&D or HQ.
        """
        self._allowed(viewer)
        self._check(row)
        now = self._house.clock()
        if row.id in ("", NEW):
            fresh = replace(row, on=False, by=viewer.account, changed=now, turn=1, before="")
            named = (replace(fresh, id=_named(row.title, number)) for number in count(1))
            made = next(one for one in named if self._house.directory.add(one))
            self._house.directory.note(viewer.account, "wrote", "path", made.id)
            return made
        before = self._at(row.id, turn)
        return self._put(viewer, before, replace(row, on=before.on), "changed")

    def switch(self, viewer: Viewer, key: str, turn: int, *, on: bool) -> LearningPath:
        """On: assignments are made from now on. Off: what is open of it is withdrawn.

        Raises:
            as `save`; Refused: none of its modules is open to the floor.
        """
        self._allowed(viewer)
        before = self._at(key, turn)
        if on and not any(self._house.library.open(module) for module, _ in before.steps):
            raise Refused(
                "none of its modules is open to the floor: they are retired or wait for a signature", "/steps"
            )
        return self._put(viewer, before, replace(before, on=on), mark("switched on") if on else mark("switched off"))

    def undo(self, viewer: Viewer, key: str, turn: int) -> LearningPath:
        """Back to what it said before the last change; undone twice it says the same again.

        Raises:
            as `save`; Refused: there is nothing to undo.
        """
        self._allowed(viewer)
        before = self._at(key, turn)
        if not before.before:
            raise Refused("nothing was changed since it was made", "/turn")
        former = msgspec.json.decode(before.before, type=LearningPath)
        return self._put(viewer, before, former, mark("undid a change of"))

    def follow(self, now: datetime | None = None, doors: frozenset[str] | None = None) -> int:
        """Bring all assignments up to now; how many were said. See `paths_following`."""
        return follow(self._house, now or self._house.clock(), doors)

    # One's own

    def moments(self, viewer: Viewer) -> tuple[Moment, ...]:
        """Quiet hours of one's coming shifts, good for a module."""
        return moments(self._house, viewer)

    def streak(self, viewer: Viewer) -> tuple[int, int]:
        """(shifts in a row with practice up to the last one, shifts of the last four weeks), of the viewer's own."""
        return streak(self._house, viewer)

    def _allowed(self, viewer: Viewer) -> None:
        if not may(viewer, "paths.edit"):
            raise NotAllowed("are written by learning and development or headquarters")

    def _at(self, key: str, turn: int) -> LearningPath:
        found = self.one(key)
        if found.turn != turn:
            raise Conflict(f"{self.writer(found.by)} changed it meanwhile; look at what stands now", "turn")
        return found

    def _put(self, viewer: Viewer, before: LearningPath, row: LearningPath, deed: str) -> LearningPath:
        said = msgspec.json.encode(replace(before, before="")).decode()
        fresh = replace(row, id=before.id, by=viewer.account, changed=self._house.clock(), turn=before.turn + 1,
                        before=said)  # fmt: skip
        if not self._house.directory.swap(before, fresh):
            raise Conflict("was changed at the same moment; look at what stands now", "turn")
        self._house.directory.note(viewer.account, deed, "path", fresh.id)
        if (before.on or fresh.on) and len(self._house.snapshot.doors(self._house.today)) <= AT_ONCE:
            self.follow()  # else the duty does, within a minute
        return fresh

    def _check(self, row: LearningPath) -> None:
        plans.check(plan_of(row), self.modules())
        doors = {door.code: door.region for door in self._house.snapshot.doors(self._house.today)}
        if strange := set(row.boutiques) - set(doors):
            raise Refused(f"there is no boutique {min(strange)[:40]}; choose one from the list", "/boutiques")
        if strange := set(row.regions) - set(doors.values()):
            raise Refused(f"there is no region {min(strange)[:40]}; choose one from the list", "/regions")
        entrance = self._house.entrance
        notes.refuse(row.title, "/title", staff=entrance.staff(), words=entrance.words(), most=plans.TITLE)


def _named(title: str, number: int) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:50] or "path"
    slug = f"{slug}-path" if slug == NEW else slug
    return slug if number == 1 else f"{slug}-{number}"
