"""Measures that are retired: off the pages and the checklist from a day, with a reason and a name, and back again."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from .. import vocabulary
from ..directory.rows import Account
from ..facts.tables_beside import FOCUS
from ..languages import mark
from ..measures.catalogue import BY_KEY
from ..privacy import notes
from ..privacy.opening import opened
from ..privacy.roles import may, right
from ..privacy.viewer import Viewer
from ..programme.playbook import Checklist
from ..refusals import NotAllowed, Refused, Unknown
from ..retail.closed_weeks import latest
from ..retail.events import Decision
from ..retail.who import person
from ..stream import Kept, Query
from ..verdicts import signals as asked
from ..verdicts.told import Retired, Signal
from ..vocabulary.programme import DECISION
from .correcting import within_shift

if TYPE_CHECKING:
    from . import House

SUBJECT, BEHAVIOUR = "measure:", "behaviour."
RETIRE, BACK = "retire_metric", "reinstate"
REASON = 280  # characters
MOST = 500  # decisions of a house that are read
AHEAD, FRESH = timedelta(days=366), timedelta(minutes=1)
HELD = 32  # sets of boutiques whose signals are kept at hand
UNKNOWN = mark("there is no such measure to retire; choose one from the page")


@dataclass(frozen=True, slots=True)
class _Said:
    """A decision on a measure, without its reason."""

    kept: Kept
    event: Decision

    @property
    def measure(self) -> str:
        return self.event.about.removeprefix(SUBJECT)


@dataclass(frozen=True, slots=True)
class _Told:
    """Signals as they were worked out, when, and from what state of the facts."""

    at: datetime
    watermark: int
    signals: list[Signal]


class Retiring:
    """One for a house."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._heard: dict[str, Decision | None] = {}  # by statement; of what never changes: what, about, since, when
        self._said: tuple[int, tuple[_Said, ...]] = (-1, ())
        self._found: dict[tuple[object, ...], _Told] = {}

    # What is hidden

    def gone(self, day: date) -> frozenset[str]:
        """Keys of the measures that are hidden on that day. Cheap: decisions are read once a change of the stream."""
        state: dict[str, str] = {}
        for one in self._decisions():
            if one.event.since <= day:
                state[one.measure] = one.event.decision
        return frozenset(key for key, what in state.items() if what == RETIRE)

    def shown(self, checklist: Checklist | None, day: date | None = None) -> Checklist | None:
        """A checklist without the behaviours that are retired: for lists and forms. What is entered is judged by the
        whole one, so that an old phone's entry and a running focus still name them."""
        gone = self.gone(day or self._house.today) if checklist else frozenset()
        if checklist is None or not any(f"{BEHAVIOUR}{b.key}" in gone for b in checklist.behaviours):
            return checklist
        left = tuple(b for b in checklist.behaviours if f"{BEHAVIOUR}{b.key}" not in gone)
        return replace(checklist, behaviours=left or checklist.behaviours)

    # What goes with what

    def signals(self, viewer: Viewer) -> list[Signal]:
        """Which behaviours, process steps and signals go with which outcomes, of the measures this role sees.

        Over the boutiques within reach; a manager, whose own one cannot tell, reads what all of them together say.
        """
        if not may(viewer, "signals.see"):
            raise NotAllowed("what goes with what is read by managers and above")
        every = frozenset(door.code for door in self._house.snapshot.doors(self._house.today))
        doors = every if right(viewer, "signals.see") == "boutique" else viewer.boutiques & every
        found = [one for one in self._told(frozenset(doors)) if _sees(viewer, one.behaviour)]
        if may(viewer, "measures.retire"):  # who decides reads every state; numbers only of what the role sees
            return [one if _sees(viewer, one.outcome) else _pared(one) for one in found]
        return [one for one in found if _sees(viewer, one.outcome)]

    def focused(self, measure: str) -> int:
        """How many boutiques have the behaviour in focus today: their focus runs on when it is retired."""
        if not measure.startswith(BEHAVIOUR):
            return 0
        names, today = [column.name for column in FOCUS.columns], self._house.today
        rows = self._house.warehouse.fetch(FOCUS.name, {"behaviour": (measure.removeprefix(BEHAVIOUR),)})
        told = [dict(zip(names, row, strict=True)) for row in rows]
        return len({one["boutique"] for one in told if not one["outcome"] and one["since"] <= today})

    # Deciding

    def listed(self, viewer: Viewer | None = None) -> list[Retired]:
        """Every measure that is or was retired, the newest first. Names where the viewer sees names."""
        spans: dict[str, list[Retired]] = {}
        for one in self._decisions():
            event, own = one.event, spans.setdefault(one.measure, [])
            undoable = viewer is not None and event.by.name == _who(viewer) and self._today(event)
            last = own[-1] if own else None
            if event.decision == RETIRE and (last is None or last.ended is not None):
                own.append(Retired(measure=one.measure, title=_title(one.measure), since=event.since,
                                   reason=self._reason(one.kept), who=self._name(viewer, event.by.name),
                                   id=one.kept.entry.id, undoable=undoable))  # fmt: skip
            elif event.decision == BACK and last is not None and last.ended is None:
                own[-1] = replace(last, ended=event.since, ended_reason=self._reason(one.kept), undoable=undoable,
                                  ended_who=self._name(viewer, event.by.name), id=one.kept.entry.id)  # fmt: skip
        for own in spans.values():
            own[:-1] = [replace(one, undoable=False) for one in own[:-1]]
        found = [one for own in spans.values() for one in own]
        return sorted(found, key=lambda one: (one.ended is None, one.since), reverse=True)

    def retire(self, viewer: Viewer, measure: str, *, since: date, reason: str, form: UUID) -> None:
        """A measure off the pages and the checklist from a day on; what was observed stays and is still accepted.

        Args:
            form: the id of the filled-in form; sent twice it is kept once.
        Raises:
            Refused: no reason, one that tells of somebody, a day gone by, a measure that may not be retired yet, the
            last behaviour. Unknown: no such measure. NotAllowed: not a leader or L&D author.
        """
        self._may(viewer, measure)
        today = self._house.today
        if self._house.log.by_id([str(form)]):
            return
        if not today <= since <= today + AHEAD:
            raise Refused("should be a day from today on, within a year: what was shown stays as it was", "since")
        if self._in_force(measure) == RETIRE:
            raise Refused("is retired already", "measure")
        told = [one for one in self.signals(viewer) if one.behaviour == measure]
        if not told or not all(one.may_retire for one in told):
            why = next((one.why for one in told if one.why), mark("nothing is known of it"))
            raise Refused(f"may not be retired yet: {why.rstrip('.')}", "measure")
        behaviours = {key for key in asked.MEASURES if key.startswith(BEHAVIOUR)}
        if measure in behaviours and len(behaviours - self.gone(since)) <= 1:
            raise Refused("is the last behaviour of the checklist; one has to stay", "measure")
        self._decide(viewer, RETIRE, measure, since=since, reason=reason, form=form)

    def reinstate(self, viewer: Viewer, measure: str, *, reason: str, form: UUID) -> None:
        """Back on the pages and the checklist from today.

        Raises:
            Refused: it is not retired, no reason, one that tells of somebody. Unknown: no such measure.
        """
        self._may(viewer, measure)
        if self._house.log.by_id([str(form)]):
            return
        if self._in_force(measure) != RETIRE:
            raise Refused("is not retired", "measure")
        self._decide(viewer, BACK, measure, since=self._house.today, reason=reason, form=form)

    def undo(self, viewer: Viewer, decision: str) -> None:
        """One's own last decision on a measure, of today, is taken back; what was before is in force again.

        Raises:
            Unknown: no such decision. Refused: somebody else's, of another day, or not the last one.
        """
        if not may(viewer, "measures.retire"):
            raise NotAllowed("is decided by an HQ leader or an L&D author")
        found = next((one for one in self.listed(viewer) if one.id == decision), None)
        if found is None:
            raise Unknown("there is no such decision")
        if not found.undoable:
            raise Refused("only one’s own decision is taken back, on the day it was taken; decide anew", "decision")
        self._house.keep_as(replace(viewer, person=_who(viewer))).take_back(decision)

    # Below

    def _told(self, doors: frozenset[str]) -> list[Signal]:
        """Worked out once a day and again when facts of these weeks have moved, but not more than once a minute."""
        house, now = self._house, self._house.clock()
        name = house.today, doors, self.gone(house.today)
        mark = house.following.back.before(latest(house.today, asked.WEEKS)[1] + timedelta(days=1))
        held = self._found.get(name)
        if held is None or (held.watermark != mark and now - held.at >= FRESH):
            if len(self._found) >= HELD:
                self._found.clear()
            made = asked.signals(
                house.warehouse, today=house.today, doors=doors, currency=str(house.values["group_currency"]),
                gone=name[2],
            )  # fmt: skip
            held = self._found[name] = _Told(now, mark, made)
        return held.signals

    def _may(self, viewer: Viewer, measure: str) -> None:
        if not may(viewer, "measures.retire"):
            raise NotAllowed("is decided by an HQ leader or an L&D author")
        if measure not in asked.MEASURES:
            raise Unknown(UNKNOWN, "measure")

    def _in_force(self, measure: str) -> str:
        """The last decision, whether its day has come or not."""
        return next((one.event.decision for one in reversed(self._decisions()) if one.measure == measure), "")

    def _decide(self, viewer: Viewer, what: str, measure: str, *, since: date, reason: str, form: UUID) -> None:
        house, reason = self._house, " ".join(reason.split())
        if not reason:
            raise Refused("is missing; say why, so that whoever reads it later can judge it", "reason")
        notes.refuse(reason, "reason", staff=house.entrance.staff(), words=house.entrance.words(), most=REASON)
        doors = house.snapshot.doors(house.today)
        door = next((one for one in doors if one.code in viewer.boutiques), doors[0] if doors else None)
        event = Decision(
            id=form, at=door.local(house.clock()) if door else house.clock(), boutique=door.code if door else "",
            source="programme", decision=what, about=f"{SUBJECT}{measure}", since=since, group="all",
            by=person(_who(viewer)), reason=reason,
        )  # fmt: skip
        if outcome := house.keep_as(viewer).events([event]).refused:
            raise outcome[0][1]

    def _decisions(self) -> tuple[_Said, ...]:
        """Those on measures that stand, in the order they were taken; read anew when the stream has moved."""
        log = self._house.log
        position = log.position()
        if self._said[0] != position:
            verb = self._house.entrance.ref("verb", DECISION.verbs[0].iri)
            kept = [one for one in log.query(Query(refs=(frozenset({verb}),), limit=MOST)).found if not one.voided]
            told = [_Said(one, event) for one in kept if (event := self._hear(one))]
            told.sort(key=lambda one: (one.event.at, one.kept.seq))
            self._said = position, tuple(told)
        return self._said[1]

    def _hear(self, kept: Kept) -> Decision | None:
        if kept.entry.id not in self._heard:
            event = self._read(kept)
            about = event is not None and event.about.startswith(SUBJECT) and event.decision in (RETIRE, BACK)
            self._heard[kept.entry.id] = replace(event, reason="") if event is not None and about else None
        return self._heard[kept.entry.id]

    def _read(self, kept: Kept) -> Decision | None:
        raw = opened(self._house.directory, kept) or kept.entry.clear
        if raw is None:
            return None
        try:
            event = vocabulary.hear(msgspec.json.decode(raw), self._house.home)
        except Refused:
            return None
        return event if isinstance(event, Decision) else None

    def _reason(self, kept: Kept) -> str:
        event = self._read(kept)
        return event.reason if event is not None and isinstance(event.reason, str) else ""

    def _today(self, event: Decision) -> bool:
        return within_shift(event, self._house.clock(), self._house.snapshot.door_on)

    def _name(self, viewer: Viewer | None, who: str) -> str:
        """Whoever decided, where the viewer sees names; to themselves always."""
        if viewer is None:
            return ""
        directory, mine = self._house.directory, who == _who(viewer)
        account = directory.get(Account, who) or next(iter(directory.find(Account, person=who)), None)
        if account is None or not (mine or may(viewer, "names.see")):
            return ""
        return str(account.name if mine else self._house.called.account(account))


def _title(key: str) -> str:
    return BY_KEY[key].title if key in BY_KEY else key


def _sees(viewer: Viewer, key: str) -> bool:
    return may(viewer, f"measure.{BY_KEY[key].family}")


def _pared(one: Signal) -> Signal:
    """The state without a number."""
    why = "" if one.may_retire or not one.why else mark("it may not be said yet, or it goes with a result.")
    bare = one.state in ("retired", "cannot_tell")  # said without a number of the outcome
    text = one.text if bare else mark("The figures of this result are not shown to your role.")
    return replace(one, slope=None, low=None, high=None, p=None, q=None, worth=None, why=why, text=text)


def _who(viewer: Viewer) -> str:
    return viewer.person or viewer.account
