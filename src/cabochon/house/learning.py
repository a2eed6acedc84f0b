"""Where learners are: what is begun, done and due, for the player and its list; the actions a module gave."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from .. import vocabulary
from ..directory.path_rows import LearningPath
from ..facts.strands import COMPLETED
from ..privacy.viewer import Viewer
from ..programme.kit_reading import BASE
from ..programme.module import Module
from ..refusals import NotAllowed, Refused, Unknown
from ..retail.coaching import Assignment
from ..retail.events import Learning as Step
from ..retail.who import person
from ..stream import Query
from ..vocabulary.learning import WHAT
from ..vocabulary.places import account, address
from ..xapi.facets import agent_value
from .learning_state import Kept, State, read, together

if TYPE_CHECKING:
    from . import House

NAME = "lesson"  # the stateId; without a registration it says which attempt is the latest
BACK = timedelta(days=400)
PAGE = 500
STEPS = frozenset(WHAT) - {"practised"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """A module as one person has it. state: due, begun, refresh (was done, and is asked for again), done, or new.

    due: None where nobody asked for it. done: when it was last completed. again: when it will be asked for again.
    step: how many exercises are answered in the attempt that is open.
    """

    module: Module
    state: str
    due: date | None = None
    late: bool = False
    done: datetime | None = None
    again: date | None = None
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An action of a module that was taken on and not tried yet, in the words of then. text: Markdown."""

    module: str
    title: str
    item: str
    text: str
    attempt: str
    version: str
    language: str
    boutique: str
    at: datetime


class Learning:
    """One for a house; safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house = house

    def mine(self, viewer: Viewer, *, language: str = "") -> tuple[Mine, ...]:
        """Everything open to the viewer's job role, and what is due beside it: what is due first, then as the library
        has it."""
        library, language = self._house.library, language or viewer.language
        role, today = self.job_role(viewer), self._house.today
        done = {one.module: one.at for one in self.steps(viewer) if one.what in COMPLETED}
        asked = self._asked(viewer, role, done)
        shelf = {one.key: one for one in library.shelf(language=language, role=role)}
        for key in asked:
            if key not in shelf and library.number(key) and library.open(key):
                shelf[key] = library.module(key, language)
        found = [self._mine(viewer, one, done.get(one.key), asked.get(one.key), today) for one in shelf.values()]
        return tuple(sorted(found, key=lambda one: (one.due is None, one.due or today)))

    def steps(self, viewer: Viewer) -> list[Step]:
        """What the viewer did in modules of late, but for single answers, in the order it happened."""
        return sorted(self._steps(viewer), key=lambda one: one.at)

    def actions(self, viewer: Viewer) -> tuple[Taken, ...]:
        """What was taken on from modules and not tried since, the oldest first; of one action the latest promise."""
        taken: dict[tuple[str, str], Step] = {}
        for one in self.steps(viewer):
            if one.what == "took_on":
                taken[one.module, one.item] = one
            elif one.what == "tried":
                taken.pop((one.module, one.item), None)
        return tuple(found for one in taken.values() if (found := self._taken(one)))

    def job_role(self, viewer: Viewer) -> str:
        """ "" for who is nobody of a team: they see what there is for all roles."""
        one = self._house.snapshot.person_on(viewer.person, self._house.today) if viewer.person else None
        return one.job_role if one else ""

    # Where one left off: the state document of the standard, one for each attempt

    def state(self, viewer: Viewer, module: str) -> Kept | None:
        """The latest attempt; None where there is none."""
        attempt = self._latest(viewer, module)
        found = self._read(viewer, module, attempt) if attempt else None
        return Kept(attempt, found) if found else None

    def keep(self, viewer: Viewer, module: str, body: bytes) -> Kept:
        """Bring what a phone knows together with what is here; both then say the same.

        An attempt begun on another device while one is open goes on as that one.
        Raises:
            Refused: not a state. Unknown: no such module. NotAllowed: nobody of the house.
        """
        sent = read(body)
        if not viewer.person:
            raise NotAllowed("only a person of a team learns here; sign in with your own account")
        self._house.library.module(module)  # Unknown
        latest = self._latest(viewer, module)
        attempt = sent.attempt
        if latest and latest != attempt and self._read(viewer, module, attempt) is None:
            open_one = self._read(viewer, module, latest)
            attempt = latest if open_one and not open_one.done else attempt
        if not latest or (latest != attempt and self._read(viewer, module, attempt) is None):
            self._house.documents.change_own(
                viewer.person, self._activity(module), NAME,
                after=lambda _: msgspec.json.encode({"attempt": attempt}),
            )  # fmt: skip

        def after(before: bytes | None) -> bytes:
            there = _state(before)
            return msgspec.json.encode(together(there, sent.state) if there else sent.state)

        kept = self._house.documents.change_own(
            viewer.person, self._activity(module), NAME, registration=attempt, after=after
        )
        return Kept(attempt, _state(kept) or sent.state)

    def _latest(self, viewer: Viewer, module: str) -> str:
        found = viewer.person and self._house.documents.read_own(viewer.person, self._activity(module), NAME)
        said = _json(found) if found else None
        attempt = said.get("attempt", "") if isinstance(said, dict) else ""
        return attempt if isinstance(attempt, str) else ""

    def _read(self, viewer: Viewer, module: str, attempt: str) -> State | None:
        return _state(self._house.documents.read_own(viewer.person, self._activity(module), NAME, registration=attempt))

    def _activity(self, module: str) -> str:
        return address(self._house.home, "modules", module)

    # What was done, what is asked

    def _mine(
        self, viewer: Viewer, module: Module, done: datetime | None, asked: Assignment | None, today: date
    ) -> Mine:
        kept = self.state(viewer, module.key)
        begun = kept.state if kept and not kept.state.done else None
        state = "begun" if begun else "new"
        if asked:
            state = "refresh" if done else "due"
        elif done and not begun:
            state = "done"
        return Mine(
            module=module, state=state, due=asked.due if asked else None, late=bool(asked and asked.due < today),
            done=done, again=self._again(viewer, module, done, today) if done and not asked else None,
            step=len(begun.answers) if begun else 0,
        )  # fmt: skip

    def _asked(self, viewer: Viewer, role: str, done: dict[str, datetime]) -> dict[str, Assignment]:
        """Module -> the earliest assignment of it that no later completion has met."""
        found = dict[str, Assignment]()
        since = self._house.today - BACK
        for told in self._house.see_as(viewer).record((Assignment,), since=since) if viewer.person else ():
            one = told.event
            if not isinstance(one, Assignment) or one.what != "module" or one.withdrawn:
                continue
            if one.associate is not None and one.associate.name != viewer.person:
                continue
            if one.associate is None and one.job_role not in ("", role):
                continue
            if (last := done.get(one.item)) is not None and last >= one.at:
                continue
            if one.item not in found or one.due < found[one.item].due:
                found[one.item] = one
        return found

    def _again(self, viewer: Viewer, module: Module, done: datetime, today: date) -> date | None:
        """The next refresher of a path the viewer is on."""
        role = self.job_role(viewer)
        days = [
            done.date() + timedelta(days=after)
            for path in self._house.directory.find(LearningPath)
            if path.on and (not path.roles or role in path.roles) and module.key in {step[0] for step in path.steps}
            and (not path.boutiques or viewer.boutiques & set(path.boutiques))
            for after in path.refresh
        ]  # fmt: skip
        return min((day for day in days if day > today), default=None)

    def _taken(self, one: Step) -> Taken | None:
        library, number = self._house.library, int(one.version) if one.version.isdecimal() else None
        try:
            module = library.module(one.module, one.language or BASE, number=number)
        except Unknown:
            return None
        if module.action.key != one.item:
            return None
        return Taken(
            module=one.module, title=module.title, item=one.item, text=module.action.text,
            attempt=str(one.attempt or ""), version=one.version, language=one.language, boutique=one.boutique,
            at=one.at,
        )  # fmt: skip

    def _steps(self, viewer: Viewer) -> Iterator[Step]:
        if not viewer.person:
            return
        house, home = self._house, self._house.home
        agent = agent_value({"account": account(person(viewer.person), home)}) or ""
        ref, since = house.entrance.ref, house.clock() - BACK
        asked = Query(
            refs=(frozenset({ref("agent", agent)}), frozenset(ref("verb", WHAT[what].iri) for what in STEPS)),
            since=since, limit=PAGE,
        )  # fmt: skip
        cursor, more = None, True
        while more:
            page = house.log.query(replace(asked, cursor=cursor))
            for kept in page.found:
                cursor = kept.seq
                try:
                    event = vocabulary.hear(msgspec.json.decode(kept.entry.clear or b"{}"), home)
                except Refused:
                    continue
                if isinstance(event, Step) and event.associate.known and event.associate.name == viewer.person:
                    yield event
            more = page.more


def _json(body: bytes) -> object:
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:  # somebody else's client wrote it
        return None


def _state(body: bytes | None) -> State | None:
    try:
        return msgspec.json.decode(body, type=State) if body else None
    except msgspec.DecodeError:
        return None
