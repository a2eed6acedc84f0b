"""Rolling up: what was said of a unit becomes satisfaction up the tree, and steps of learning of our own.

It follows the log by a bookmark in the directory and does nothing twice, so that it may run at any time and place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING

import msgspec

from ..directory.package_rows import Enrolment, Launch
from ..directory.rows import Value
from ..programme import cmi5
from ..programme.move_on import blocks, satisfied
from ..programme.package import CMI5
from ..refusals import Unknown
from ..stream import Kept, Query
from .hosting_words import one_time, part_activity, person_actor, tell, told_of, unit_activity, vouched

if TYPE_CHECKING:
    from . import House
    from .elsewhere import Elsewhere

BOOKMARK, PAGE = "packages:position", 200
Known = dict[str, dict[str, str]]  # unit -> what is known of it -> since when


class Rolling:
    def __init__(self, house: "House", elsewhere: "Elsewhere") -> None:
        self._house, self.elsewhere, self._lock = house, elsewhere, RLock()

    def follow(self) -> bool:
        """Take in what the stream says since the last time; True when something was new."""
        with self._lock:
            self.elsewhere.retry()
            position, before = self._house.log.position(), self._bookmark()
            missed = self.elsewhere.missed()
            if missed and before:
                self._take(self._found(missed, 0, before))
            if position <= before:
                return False
            self._take(self._found(self.elsewhere.watched(), before, position))
            self.elsewhere.take_back(self._house.log.voidings(before))
            self._house.directory.put(Value(id=BOOKMARK, value=str(position)))
            return True

    def roll(self, registration: str, more: Mapping[str, Mapping[str, str]]) -> None:
        """Bring an enrolment up to what was told of it. more: what is known besides, by the publisher's unit id."""
        with self._lock:
            while (row := self._house.directory.get(Enrolment, registration)) is not None:
                try:
                    course = self._house.packages.course(row.package)
                except Unknown:
                    return
                known = msgspec.json.decode(row.done, type=Known)
                for unit, said in (*self._known(row).items(), *more.items()):
                    known[unit] = {**said, **known.get(unit, {})}
                met = satisfied(course, known)
                self._tell_satisfied(row, met)
                done = msgspec.json.encode(known, order="sorted").decode()
                reached = tuple(dict.fromkeys((*row.satisfied, *met)))
                if (done, reached) == (row.done, row.satisfied):
                    return
                if self._house.directory.swap(row, replace(row, done=done, satisfied=reached, turn=row.turn + 1)):
                    return

    def _take(self, found: Iterator[Kept]) -> None:
        touched: dict[str, None] = {}
        for kept in found:
            self.elsewhere.hear(kept)
            for launch in self._launch(kept):
                touched[launch.registration] = None
        for registration in touched:
            self.roll(registration, {})

    def _launch(self, kept: Kept) -> list[Launch]:
        key = vouched(self._house, kept)
        return self._house.directory.find(Launch, key=key) if key else []

    def _found(self, activities: frozenset[int], after: int, until: int) -> Iterator[Kept]:
        """Statements about any of these, in order: after < seq <= until."""
        cursor = after or None
        while activities:
            page = self._house.log.query(
                Query(refs=(activities,), ascending=True, limit=PAGE, cursor=cursor, bound=until)
            )
            yield from (kept for kept in page.found if after < kept.seq <= until)
            if not page.more or not page.found or page.found[-1].seq >= until:
                return
            cursor = page.found[-1].seq

    def _known(self, row: Enrolment) -> Known:
        course = self._house.packages.course(row.package)
        units = {unit_activity(self._house.home, course, row.package, one): one.id for one in course.units}
        known: Known = {}
        for said in told_of(self._house, row.id):
            if said.verb in cmi5.DONE and said.activity in units:
                known.setdefault(units[said.activity], {}).setdefault(said.verb, said.at.isoformat())
        return known

    def _tell_satisfied(self, row: Enrolment, met: tuple[str, ...]) -> None:
        """For blocks and the course of a cmi5 package, once in a registration (cmi5 9.3.9)."""
        course = self._house.packages.course(row.package)
        if course.kind != CMI5:
            return
        groups = blocks(course)
        titles = {course.id: course.title} | {one.id: one.title for one in groups}
        for part in met:
            if part in titles and part not in row.satisfied:
                said = cmi5.satisfied(
                    actor=person_actor(self._house.home, row.person), registration=row.id,
                    session=one_time(row.id, "satisfied", part, "session"), publisher=part, title=titles[part],
                    about=part_activity(self._house.home, row.package, groups, part), course=part == course.id,
                )  # fmt: skip
                tell(self._house, one_time(row.id, "satisfied", part), said, self._house.clock())

    def _bookmark(self) -> int:
        kept = self._house.directory.get(Value, BOOKMARK)
        return int(kept.value) if kept else 0
