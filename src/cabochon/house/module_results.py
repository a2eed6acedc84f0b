"""What was decided of a module and by whom, and since when each door has had it. Nothing is decided by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from sqlglot import exp

from .. import vocabulary
from ..directory.rows import Account
from ..facts.tables_beside import LEARNT
from ..languages import mark
from ..privacy import notes
from ..privacy.opening import opened
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed, Refused, Unknown
from ..retail.events import Decision
from ..retail.master import Door
from ..retail.who import person
from ..stream import Kept, Query
from ..vocabulary.programme import DECISION
from .correcting import within_shift

if TYPE_CHECKING:
    from . import House

CHOICES = ("scale", "tune", "retire")
REASON = 280  # characters
MOST = 500  # decisions of a house that are read
SUBJECT = "module:"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it stands. who: a name where the viewer sees names, else ""; role: of the account. mine: the
    viewer's own; undoable: and of today."""

    id: str
    module: str
    decision: str
    day: date
    reason: str
    who: str
    role: str
    mine: bool
    undoable: bool


class Results:
    """One for a house."""

    def __init__(self, house: "House") -> None:
        self._house = house

    def came(self, viewer: Viewer, module: str) -> Mapping[str, date]:
        """Door within reach -> the Monday of the week its first person completed the module."""
        boutique, day = exp.column("boutique"), exp.column("day")
        tree = (
            exp.select(boutique, exp.Alias(this=exp.Min(this=day), alias="first"))
            .from_(LEARNT.name)
            .where(
                exp.column("module").eq(exp.Placeholder(this="module", kind="varchar")),
                exp.column("what").eq(exp.Literal.string("completed")),
            )
            .group_by(boutique)
        )
        found = self._house.warehouse.select(tree, {"module": module})
        return {
            door: first - timedelta(days=first.weekday()) for door, first in found if door in viewer.boutiques
        }  # fmt: skip

    def decisions(self, viewer: Viewer, module: str = "") -> list[Decided]:
        """The newest first; of one module or of all."""
        if not may(viewer, "results.see"):
            raise NotAllowed("what became of a module is read by L&D, leaders and area coaches")
        house = self._house
        verb = house.entrance.ref("verb", DECISION.verbs[0].iri)
        kept = house.log.query(Query(refs=(frozenset({verb}),), limit=MOST)).found
        told = [(one, event) for one in kept if (event := self._heard(one)) and event.about.startswith(SUBJECT)]
        told = [pair for pair in told if module in ("", pair[1].about.removeprefix(SUBJECT))]
        told.sort(key=lambda pair: (pair[1].at, pair[0].seq), reverse=True)
        return [self._told(viewer, one, event) for one, event in told]

    def in_force(self, viewer: Viewer) -> dict[str, Decided]:
        """Module -> its last decision: a later one supersedes."""
        found: dict[str, Decided] = {}
        for one in self.decisions(viewer):
            found.setdefault(one.module, one)
        return found

    def decide(self, viewer: Viewer, module: str, decision: str, reason: str, *, form: UUID) -> None:
        """A human's decision, with its reason; to retire takes the module off the floor, any other brings it back.

        Args:
            form: the id of the filled-in form; sent twice it is kept once.
        Raises:
            Refused: no such decision, no reason, one that tells of somebody. Unknown: no such module.
        """
        house = self._house
        if not may(viewer, "results.decide"):
            raise NotAllowed("what becomes of a module is decided by L&D or a leader")
        house.library.module(module)
        if decision not in CHOICES:
            raise Refused(f"should be one of {', '.join(CHOICES)}", "decision")
        if decision == "retire" and house.library.state(module) == "draft":
            raise Refused("is for what the floor has; nothing of this module was published", "decision")
        reason = " ".join(reason.split())
        if not reason:
            raise Refused("is missing; say why, so that whoever reads it later can judge it", "reason")
        notes.refuse(reason, "reason", staff=house.entrance.staff(), words=house.entrance.words(), most=REASON)
        door = self._door(viewer)
        now = door.local(house.clock()) if door else house.clock()
        event = Decision(
            id=form, at=now, boutique=door.code if door else "", source="programme", decision=decision,
            about=f"{SUBJECT}{module}", since=now.date(), group="all", by=person(_who(viewer)), reason=reason,
        )  # fmt: skip
        if outcome := house.keep_as(viewer).events([event]).refused:
            raise outcome[0][1]
        self._follow(viewer, module, reason)

    def undo(self, viewer: Viewer, module: str, decision: str) -> None:
        """One's own decision of today is taken back; the one before it is in force again.

        Raises:
            Unknown: no such decision of this module. Refused: somebody else's, or of another day.
        """
        if not may(viewer, "results.decide"):
            raise NotAllowed("what becomes of a module is decided by L&D or a leader")
        found = next((one for one in self.decisions(viewer, module) if one.id == decision), None)
        if found is None:
            raise Unknown("there is no such decision of this module")
        if not found.undoable:
            raise Refused("only one’s own decision is taken back, on the day it was taken; decide anew", "decision")
        self._house.keep_as(replace(viewer, person=_who(viewer))).take_back(decision)
        if found.decision == "retire" or self.in_force(viewer).get(module, found).decision == "retire":
            self._follow(viewer, module, mark("the decision was taken back"))

    def _follow(self, viewer: Viewer, module: str, reason: str) -> None:
        """The library as the decision in force says."""
        library = self._house.library
        now = next(iter(self.decisions(viewer, module)), None)
        retired = library.state(module) == "retired"
        if now is not None and now.decision == "retire":
            if not retired:
                library.retire(viewer, module, now.reason or reason)
        elif retired:
            library.restore(viewer, module)

    def _heard(self, kept: Kept) -> Decision | None:
        raw = opened(self._house.directory, kept) or kept.entry.clear
        if kept.voided or raw is None:
            return None
        try:
            event = vocabulary.hear(msgspec.json.decode(raw), self._house.home)
        except Refused:
            return None
        return event if isinstance(event, Decision) else None

    def _told(self, viewer: Viewer, kept: Kept, event: Decision) -> Decided:
        account = self._account(event.by.name)
        mine = event.by.name == _who(viewer)
        house = self._house
        return Decided(
            id=kept.entry.id, module=event.about.removeprefix(SUBJECT), decision=event.decision, day=event.since,
            reason=event.reason if isinstance(event.reason, str) else "",
            who=(account.name if mine else house.called.account(account))
            if account and (mine or may(viewer, "names.see")) else "",
            role=account.role if account else "", mine=mine,
            undoable=mine and within_shift(event, house.clock(), house.snapshot.door_on),
        )  # fmt: skip

    def _account(self, who: str) -> Account | None:
        directory = self._house.directory
        return directory.get(Account, who) or next(iter(directory.find(Account, person=who)), None)

    def _door(self, viewer: Viewer) -> Door | None:
        """The boutique a decision is noted at: it is about the whole house all the same."""
        doors: list[Door] = self._house.snapshot.doors(self._house.today)
        return next((one for one in doors if one.code in viewer.boutiques), doors[0] if doors else None)


def _who(viewer: Viewer) -> str:
    return viewer.person or viewer.account
