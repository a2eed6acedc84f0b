"""What a launch's key may do at the record store: its own statements in cmi5's order, its own state, little else."""

from collections.abc import Mapping
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from ..directory.package_rows import Launch
from ..directory.rows import Key
from ..languages import mark
from ..privacy.enclosing import NOTHING, Enclosed
from ..privacy.entering import Prepared
from ..programme.cmi5 import LAUNCH_DATA, PREFERENCES, Session, Told
from ..programme.cmi5_rules import judge
from ..refusals import NotAllowed, Refused
from ..stream import Appended
from ..xapi.agents import same
from ..xapi.documents import Named, Resource
from ..xapi.versions import Version
from .hosting_words import actor_of, session_of, told_of

if TYPE_CHECKING:
    from . import House

OVER = mark("this launch is over; launch the unit again")
STEPS = {"initialized": "initialized", "terminated": "terminated"}


class LaunchKeys:
    """One for a house. Statements of launches are judged and kept one request after the other, as order counts."""

    def __init__(self, house: "House") -> None:
        self._house, self._lock = house, Lock()

    def take(self, key: Key, body: bytes, version: Version, *, put: str = "", came: Enclosed = NOTHING) -> Appended:
        """Judge and keep what a launch sent; what follows from it is told at once. put: the one id a PUT names.

        Raises:
            NotAllowed: of somebody else, another registration, out of order. Refused: as `Statements.hold`; 401.
        """
        launch = self._launch(key)
        store = self._house.statements
        with self._lock:
            held, many = store.hold_raw(key, body, version, put=put, came=came)
            if put and many:
                raise Refused("holds an array; a PUT keeps one statement, POST keeps many")
            said = [one for one in held.prepared if isinstance(one, Prepared)]
            known = {kept.entry.id for kept in self._house.log.by_id([one.id for one in said])}
            steps = self._judged(launch, [one for one in said if one.id not in known], many=many)
            done = store.enter(held).result()
            for step in steps:
                launch = self._moved(launch, step)
        self._house.hosting.rolling.follow()
        return done

    def may(self, key: Key, named: Named, *, reading: bool) -> None:
        """
        Raises:
            NotAllowed: another's document, another registration's, or one the LMS alone writes.
        """
        launch = self._launch(key)
        actor = actor_of(self._house.home, launch)
        if named.resource is Resource.ACTIVITY_PROFILE:
            raise NotAllowed("a launch keeps no activity profiles; keep what it needs as state", "activityId")
        if named.agent is None or not same(named.agent, actor):
            raise NotAllowed("should be the actor of this launch", "agent")
        if named.resource is Resource.AGENT_PROFILE:
            if not reading:
                raise NotAllowed("a launch reads the learner’s preferences and does not change them", "profileId")
            if named.name not in ("", PREFERENCES):
                raise NotAllowed(f"a launch reads {PREFERENCES} alone", "profileId")
            return
        tin_can = named.activity == launch.unit and not named.registration and not self._session(launch).cmi5
        if named.registration != launch.registration and not tin_can:
            raise NotAllowed(f"should be the registration of this launch, {launch.registration}", "registration")
        if not reading and named.name in ("", LAUNCH_DATA):
            raise NotAllowed(f"{LAUNCH_DATA} is the LMS’s to write; name a document of your own", "stateId")

    def _judged(self, launch: Launch, said: list[Prepared], *, many: bool) -> list[str]:
        session = self._session(launch)
        before = [t for t in told_of(self._house, launch.registration) if t.activity == launch.unit]
        steps = []
        for place, one in enumerate(said):
            at = f"/{place}" if many and len(said) > 1 else ""
            try:
                verb = self._one(one.statement, session, before)
            except NotAllowed as fault:
                raise NotAllowed(fault.reason, at + fault.pointer) from None
            if verb:
                before.append(Told(verb, session.activity, session.id, self._house.clock()))
                steps.append(verb)
        return steps

    @staticmethod
    def _one(statement: Mapping[str, Any], session: Session, before: list[Told]) -> str:
        if not same(statement["actor"], session.actor):
            raise NotAllowed("should be the actor of this launch, as its address gave it", "/actor")
        return judge(statement, session, before)

    def _session(self, launch: Launch) -> Session:
        return session_of(self._house, launch, self._house.packages.course(launch.package))

    def _launch(self, key: Key) -> Launch:
        found = next(iter(self._house.directory.find(Launch, key=key.id)), None)
        if found is None or found.state in ("abandoned", "closed"):
            raise Refused(OVER, "Authorization", 401)
        return found

    def _moved(self, launch: Launch, verb: str) -> Launch:
        if verb not in STEPS:
            return launch
        moved = replace(launch, state=STEPS[verb])
        while not self._house.directory.swap(launch, moved):
            launch = self._house.directory.get(Launch, launch.id) or launch
            moved = replace(launch, state=STEPS[verb])
        return moved
