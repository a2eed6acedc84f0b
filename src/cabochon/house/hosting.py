"""Packages at work: launches, their tokens, what their statements mean, satisfaction up the tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from ..directory.package_rows import Enrolment, Launch, Package
from ..languages import mark
from ..privacy.roles import may, right
from ..privacy.viewer import Viewer
from ..programme.cmi5 import BROWSE, NORMAL, REASONS, REVIEW, Session, waived
from ..programme.move_on import criterion, met
from ..programme.package import CMI5, Course, Unit
from ..refusals import Refused, Unknown
from . import hosting_launching as launching
from .elsewhere import Elsewhere
from .hosting_rolling import Rolling
from .hosting_taking import LaunchKeys
from .hosting_words import content_origin, one_time, person_actor, tell, unit_activity, unit_of

if TYPE_CHECKING:
    from . import House

STATES = (mark("not begun"), mark("in progress"), "failed", "completed", "passed", "satisfied", "waived")


@dataclass(frozen=True, slots=True)
class Offered:
    """A package in somebody's list. state: one of STATES; done, of: units that are satisfied, and all."""

    key: str
    title: Mapping[str, str]
    says: Mapping[str, str]
    address: str
    state: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit as its page shows it. state: one of STATES. counts: whether it has a criterion at all."""

    unit: Unit
    state: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A package before one person. enrolment: None before the first launch."""

    package: Package
    course: Course
    units: tuple[UnitState, ...]
    enrolment: Enrolment | None
    satisfied: bool


class Hosting:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self.keys = LaunchKeys(house)
        self.rolling = Rolling(house, Elsewhere(house))

    # Where content runs

    def origin(self, base: str) -> str:
        """The web address packages run at, for who came by `base`; "" where none can be hosted."""
        return content_origin(self._house.values, base)

    # What is offered, and how far one is

    def offered(self, viewer: Viewer) -> tuple[Offered, ...]:
        """Packages offered to the viewer's job role, to a manager those of the team; each with how far they are."""
        if not viewer.person:
            return ()
        open_to = {one.id: one for one in self._house.packages.offered(self._roles(viewer))}
        for row in self._directory.find(Enrolment, person=viewer.person):
            if row.package not in open_to and (kept := self._directory.get(Package, row.package)) is not None:
                open_to[row.package] = kept  # who is in it may finish
        return tuple(self._listed(package, viewer) for package in open_to.values())

    def standing(self, viewer: Viewer, package: str) -> Standing:
        """
        Raises:
            Unknown: no such package, or it is not offered to the viewer.
        """
        return self._standing(self._open(viewer, package), viewer)

    # Launches

    def launch(self, viewer: Viewer, package: str, unit: str, *, base: str) -> launching.Launched:
        """Launch a unit for the viewer: their registration is made or continued, an earlier session is closed.

        Args:
            unit: the publisher's id of it. base: the address of this house the viewer came by.
        Raises:
            Unknown: no such package or unit, or it is not offered to the viewer. Refused: nothing can be hosted here.
        """
        found = self._open(viewer, package)
        course = self._house.packages.course(package)
        enrolment = self.enrol(found, viewer.person)
        launching.close_others(self._house, enrolment.id)
        one = self._unit(course, unit)
        known = msgspec.json.decode(enrolment.done, type=dict[str, dict[str, str]]).get(one.id, {})
        want = criterion(course, one)
        over = "completed" in known if want == "NotApplicable" else bool(known.keys() - {"waived"}) and met(want, known)
        mode = REVIEW if over and course.kind == CMI5 and "waived" not in known else NORMAL  # said once, it stays said
        return launching.launch(
            self._house, found, course, one, registration=enrolment.id, viewer=viewer, base=base, mode=mode
        )

    def try_out(self, viewer: Viewer, package: str, unit: str, *, base: str) -> launching.Launched:
        """Look at a unit as L&D: launch mode Browse, a learner who is nobody, nothing counted.

        Raises:
            as `launch`.
        """
        found = self._directory.get(Package, package)
        if found is None or right(viewer, "packages.manage") == "no":
            raise Unknown("there is no such package")
        course = self._house.packages.course(package)
        return launching.launch(
            self._house, found, course, self._unit(course, unit), registration="", viewer=viewer, base=base,
            mode=BROWSE,
        )  # fmt: skip

    def play(self, viewer: Viewer, package: str, session: str) -> launching.Launched:
        """A running launch of the viewer's, to be shown again as its page is loaded anew.

        Raises:
            Unknown: none of theirs, or it is over.
        """
        return launching.again(self._house, viewer, package, session)

    def session(self, viewer: Viewer, package: str, session: str) -> Launch:
        """
        Raises:
            Unknown: it is none of the viewer's.
        """
        return launching.found(self._house, viewer, package, session)

    def is_of(self, launch: Launch, unit: Unit, course: Course) -> bool:
        """Whether a launch is of that unit."""
        return launch.unit == unit_activity(self._house.home, course, launch.package, unit)

    def starts(self, launch: Launch) -> str:
        """The file a launch opens, by its name in the package."""
        return unit_of(self._house, self._house.packages.course(launch.package), launch).launch

    def fetch(self, token: str) -> dict[str, str]:
        """What a unit's one-use fetch address answers (cmi5 8.2): its token, or an error of that section."""
        if (given := self._house.launches.fetched(token)) is not None:
            return given
        return launching.fetch(self._house, token)

    def running(self, segment: str) -> Launch | None:
        """The launch a path segment of the content origin stands for, while it runs."""
        return launching.running(self._house, segment)

    # Units that need not be taken

    def waive(self, viewer: Viewer, enrolment: str, unit: str, reason: str) -> None:
        """Let somebody off a unit, with a reason the record keeps: it counts as satisfied.

        Raises:
            Unknown: no such enrolment or unit, or not the viewer's to do. Refused: no reason.
        """
        row = self._directory.get(Enrolment, enrolment)
        if row is None or not self._lets_off(viewer, row.person):
            raise Unknown("there is no such enrolment")
        reason = " ".join(reason.split())
        if not reason or len(reason) > 200:
            raise Refused("say in at most 200 characters why this unit need not be taken", "reason")
        course = self._house.packages.course(row.package)
        one = self._unit(course, unit)
        session = Session(
            id=one_time(row.id, "waived", one.id), registration=row.id, kind=course.kind, unit=one,
            activity=unit_activity(self._house.home, course, row.package, one),
            actor=person_actor(self._house.home, row.person),
        )  # fmt: skip
        said = one_time(row.id, "waived", one.id, "statement")
        tell(self._house, said, waived(session, reason), self._house.clock())
        self._directory.note(viewer.account, mark("waived a unit"), row.person, f"{row.package}: {one.id[:200]}")
        self.rolling.roll(row.id, {one.id: {"waived": self._house.clock().isoformat()}})

    def let_off(self, viewer: Viewer, package: str, person: str, *, unit: str, reason: str) -> None:
        """A manager lets somebody of the team off a unit, begun or not, for one of cmi5's reasons.

        Raises:
            Unknown: no such package or unit, nobody of the viewer's team. Refused: a reason that is none.
        """
        if not self._lets_off(viewer, person):
            raise Unknown("this is nobody of your team", "person")
        self._house.trust.agreements.stop(viewer, person, "person")
        if reason not in REASONS:
            raise Refused(f"should be one of {', '.join(REASONS)}", "reason")
        row = self._house.packages.one(package)
        self._unit(self._house.packages.course(row.id), unit)
        self.waive(viewer, self.enrol(row, person).id, unit, reason)

    def _lets_off(self, viewer: Viewer, person: str) -> bool:
        """L&D and administrators whom they like; a manager the own team, and not themselves."""
        if right(viewer, "packages.manage") != "no":
            return True
        one = self._house.snapshot.person_on(person, self._house.today)
        own = one is not None and one.boutique in viewer.boutiques and person != viewer.person
        return own and may(viewer, "learn.assign")

    def enrol(self, package: Package, person: str) -> Enrolment:
        """One registration for a person and a package, made at the first launch (cmi5 8.1.3)."""
        made = one_time(package.id, person, "registration", home=self._house.home)
        if self._directory.get(Enrolment, made) is None:
            self._directory.add(Enrolment(id=made, package=package.id, person=person, begun=self._house.clock()))
            self.rolling.roll(made, {})
        enrolment = self._directory.get(Enrolment, made)
        if enrolment is None:
            raise Unknown("the package was deleted meanwhile")
        return enrolment

    def expire(self) -> int:
        """Close sessions whose time is over, and away with their keys; how many."""
        return launching.expire(self._house)

    # Inside

    def _open(self, viewer: Viewer, package: str) -> Package:
        found = self._directory.get(Package, package) if viewer.person else None
        if found is not None:
            offered = self._house.packages.offered(self._roles(viewer))
            if found in offered or self._directory.find(Enrolment, package=found.id, person=viewer.person):
                return found
        raise Unknown("there is no such package, or it is not offered to your job role")

    def _roles(self, viewer: Viewer) -> str:
        """The job role whose packages they have; "" for a manager, who has what anybody of the team has."""
        return "" if may(viewer, "learn.assign") else self._job_role(viewer)

    def _listed(self, package: Package, viewer: Viewer) -> Offered:
        one = self._standing(package, viewer)
        done = sum(unit.state in ("satisfied", "waived") for unit in one.units)
        address = f"/floor/packages/{package.id}"
        return Offered(package.id, one.course.title, one.course.says, address, _overall(one), done, len(one.units))

    def _standing(self, package: Package, viewer: Viewer) -> Standing:
        course = self._house.packages.course(package.id)
        made = one_time(package.id, viewer.person, "registration", home=self._house.home)
        enrolment = self._directory.get(Enrolment, made)
        known = msgspec.json.decode(enrolment.done, type=dict[str, dict[str, str]]) if enrolment else {}
        launched = {row.unit for row in self._directory.find(Launch, registration=made)} if enrolment else set[str]()
        units = tuple(
            self._state(course, one, known.get(one.id, {}),
                        begun=unit_activity(self._house.home, course, package.id, one) in launched)
            for one in course.units
        )  # fmt: skip
        return Standing(package, course, units, enrolment, bool(enrolment and course.id in enrolment.satisfied))

    def _state(self, course: Course, unit: Unit, known: Mapping[str, Any], *, begun: bool) -> UnitState:
        want = criterion(course, unit)
        counts = want != "NotApplicable"
        if "waived" in known:
            return UnitState(unit, "waived", counts)
        if counts and met(want, known):
            return UnitState(unit, "satisfied", counts)
        for name in ("passed", "completed", "failed"):
            if name in known:
                return UnitState(unit, name, counts)
        return UnitState(unit, mark("in progress") if begun else mark("not begun"), counts)

    @staticmethod
    def _unit(course: Course, unit: str) -> Unit:
        for one in course.units:
            if one.id == unit:
                return one
        raise Unknown("there is no such unit in this package")

    def _job_role(self, viewer: Viewer) -> str:
        row = self._house.snapshot.person_on(viewer.person, self._house.today)
        return row.job_role if row else ""


def _overall(one: Standing) -> str:
    states = {unit.state for unit in one.units}
    if one.satisfied:
        return "satisfied"
    return mark("not begun") if states <= {mark("not begun")} else mark("in progress")
