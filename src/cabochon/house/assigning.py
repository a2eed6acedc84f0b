"""Coaching moments that leaders assign to boutiques: said once for each, seen done or open, taken back.

A leader at headquarters need not be a person of the house: `by` is then empty, and the credential of the statement says
which account it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed, Refused, Unknown
from ..retail.coaching import Assignment
from ..retail.week_plan import PICKED, Planned
from ..retail.who import person

if TYPE_CHECKING:
    from . import House

BACK = timedelta(days=60)  # days of assignments that are listed
AHEAD = timedelta(days=92)  # a coaching moment further ahead is no plan


@dataclass(frozen=True, slots=True)
class Assigned:
    """One ask of a leader, over the boutiques it went to: code -> how it stands there."""

    behaviour: str
    due: date
    reason: object
    doors: dict[str, Planned]

    @property
    def done(self) -> int:
        return sum(one.done is not None for one in self.doors.values())


class Assigning:
    def __init__(self, house: "House") -> None:
        self._house = house

    def give(
        self, viewer: Viewer, boutiques: Iterable[str], *, form: UUID, behaviour: str, due: date | None, reason: str,
        picked: str = "", withdrawn: bool = False,
    ) -> int:  # fmt: skip
        """Assign a coaching moment to boutiques, or take it back there; how many were new. The same form is kept once.

        Raises:
            Refused: a field that is missing or wrong, a reason that tells of a client. NotAllowed: not a leader.
        """
        if not may(viewer, "rhythm.assign"):
            raise NotAllowed("is assigned by an area coach or a leader")
        house, doors = self._house, sorted(set(boutiques))
        if not doors:
            raise Refused("is missing; choose at least one boutique", "/boutique")
        if not viewer.boutiques.issuperset(doors):
            raise Unknown("there is no boutique by this code within your reach; choose one from the list", "/boutique")
        visit = house.programme.checklist("client-visit")
        if visit is None or behaviour not in {b.key for b in visit.behaviours}:
            raise Refused("is no behaviour of the playbook; choose one from the list", "/behaviour")
        if picked and picked not in PICKED:
            raise Refused(f"should be one of {', '.join(PICKED)}", "/picked")
        today = house.today
        if due is None or (not withdrawn and not today <= due <= today + AHEAD):
            raise Refused("should be a day from today on, within three months", "/due")
        house.rhythm.screened(reason, "/reason")
        snapshot, now = house.snapshot, house.clock()
        events = [
            Assignment(
                id=uuid5(form, code), at=door.local(now), boutique=code, source="floor", what="moment", item=behaviour,
                due=due, by=person(viewer.person) if viewer.person else None, picked=picked, reason=reason.strip(),
                withdrawn=withdrawn,
            )
            for code in doors if (door := snapshot.door_on(code, today)) is not None
        ]  # fmt: skip
        outcome = house.keep_as(viewer).events(events)
        if outcome.refused:
            raise outcome.refused[0][1]
        return outcome.new

    def listed(self, viewer: Viewer, boutiques: Sequence[str] | None = None) -> list[Assigned]:
        """What leaders assigned within reach, the latest due first; asks that say the same are one line."""
        see = self._house.see_as(viewer)
        found: dict[tuple[str, date, str], dict[str, Planned]] = {}
        for code in sorted(viewer.boutiques if boutiques is None else viewer.boutiques & set(boutiques)):
            for one in self._house.rhythm.standing(see, code, self._house.today - BACK):
                if not one.associate:
                    reason = one.reason if isinstance(one.reason, str) else ""
                    found.setdefault((one.behaviour, one.due, reason), {})[code] = one
        lines = [Assigned(behaviour, due, reason, doors) for (behaviour, due, reason), doors in found.items()]
        return sorted(lines, key=lambda one: (-one.due.toordinal(), one.behaviour))
