"""Pilot plans: drafted, judged for power, frozen with their hash before the fact, and reported against."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from ..directory.rows import Account
from ..directory.verdict_rows import Pilot
from ..facts.tables_beside import PLAN
from ..languages import mark
from ..measures.catalogue import measure
from ..privacy import notes
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import Conflict, NotAllowed, Refused, Unknown
from ..retail.programme import Plan as Registered
from ..retail.who import person
from ..verdicts.planning import Chance, Plan
from .pilots_form import Faulty, Form, Read, Shelf, freezable, read
from .pilots_outlook import Outlook, outlook, proposed
from .pilots_past import OUTCOMES, STEPS
from .pilots_report import Report, report
from .pilots_text import Kept, canonical, digest, heard, said

if TYPE_CHECKING:
    from . import House

DRAFT, FROZEN, DROPPED, WITHDRAWN = "draft", "frozen", "dropped", "withdrawn"
REASON = 280  # characters
WRITTEN = timedelta(minutes=15)  # by which a frozen plan has come into the facts
MOST = 200  # plans that are kept open
USUAL = {"measure": "attach_rate", "lift": "5", "weeks": "8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A plan as the list and its page show it. by, withdrawn_by: names where the viewer may see them, else "".

    digest: of the frozen text. agrees: whether text, row and register say the same; None before the facts know it.
    """

    id: str
    state: str
    kept: Kept
    by: str
    row: Pilot
    role: str = ""
    withdrawn_by: str = ""
    withdrawn_role: str = ""
    agrees: bool | None = None
    inside: bool = True  # every door of it is within reach

    @property
    def plan(self) -> Plan:
        return self.kept.plan


class Pilots:
    """One for a house."""

    def __init__(self, house: "House") -> None:
        self._house = house

    def shelf(self, viewer: Viewer) -> Shelf:
        """What a plan of this viewer's may name."""
        house = self._house
        doors = {door.code: door for door in house.snapshot.doors(house.today) if door.code in viewer.boutiques}
        visit = house.programme.checklist("client-visit", language=viewer.language)
        behaviours = visit.behaviours if visit else ()
        abouts = {f"focus:{one.key}": one.title for one in behaviours}
        abouts |= {f"module:{one.key}": one.title for one in house.library.shelf(language=viewer.language)}
        keys = (*(f"behaviour.{one.key}" for one in behaviours), *OUTCOMES, *STEPS)
        known = [what for key in keys if (what := measure(key)) and may(viewer, f"measure.{what.family}")]
        return Shelf(doors, abouts, {what.key: what for what in known})

    def proposal(self, viewer: Viewer) -> dict[str, str | list[str]]:
        """A form to begin with: a mix of doors, one or two held back, from the Monday after next."""
        shelf, today = self.shelf(viewer), self._house.today
        doors, held = proposed(shelf.doors, today)
        usual = USUAL["measure"] if USUAL["measure"] in shelf.measures else next(iter(shelf.measures), "")
        monday = today + timedelta(days=14 - today.weekday())
        return {**USUAL, "measure": usual, "since": monday.isoformat(), "door": list(doors), "held": list(held),
                "groups": "1", "apart": "1"}  # fmt: skip

    def listed(self, viewer: Viewer) -> list[Listed]:
        """Plans whose doors this viewer reaches, the newest first; drafts and dropped ones for planners alone."""
        rows = sorted(self._house.directory.find(Pilot), key=lambda row: row.at, reverse=True)
        return [self._told(viewer, row) for row in rows if self._may(viewer, row)]

    def one(self, viewer: Viewer, name: str) -> Listed:
        """
        Raises:
            Unknown: no such plan, or not one this viewer may know of.
        """
        return self._told(viewer, self._row(viewer, name), checked=True)

    def read(self, viewer: Viewer, form: Form, name: str, before: Plan | None = None) -> Read:
        """The form as a plan, or what is wrong with it; nothing is kept."""
        return read(form, self.shelf(viewer), lot=name, before=before)

    def outlook(self, viewer: Viewer, plan: Plan, but: str = "") -> Outlook:
        """What it can show. but: the plan's own id, so that it is not held against itself."""
        frozen = self._house.directory.find(Pilot, state=FROZEN)
        taken = [(row.title, heard(row.plan).plan) for row in frozen if row.id != but]
        return outlook(self._house, self._house.see_as(viewer), plan, taken)

    def report(self, viewer: Viewer, one: Listed) -> Report:
        """A frozen plan against what happened."""
        return report(self._house, viewer, one.kept, inside=one.inside)

    def draft(self, viewer: Viewer, form: Form, name: str) -> str:
        """Keep a new draft; sent twice it is kept once.

        Raises:
            Faulty: what is wrong, field by field.
        """
        self._allowed(viewer)
        if len(self._house.directory.find(Pilot, state=DRAFT)) >= MOST:
            raise Refused(f"is one draft too many; drop some of the {MOST} there are", "/title")
        kept = Kept(plan=self._plan(viewer, form, name))
        row = Pilot(id=name, title=kept.plan.title, plan=said(kept), by=viewer.account, at=self._house.clock())
        if self._house.directory.add(row):
            self._note(viewer, mark("drafted a pilot plan"), name)
        return name

    def change(self, viewer: Viewer, name: str, form: Form, turn: str) -> None:
        """turn: digest of the draft as it was read, so that nobody undoes what another just did.

        Raises:
            Faulty: what is wrong. Conflict: it was changed or frozen meanwhile.
        """
        row = self._draft(viewer, name, turn)
        plan = self._plan(viewer, form, name, heard(row.plan).plan)
        self._swap(row, replace(row, title=plan.title, plan=said(Kept(plan=plan)), at=self._house.clock()))
        self._note(viewer, mark("changed a pilot plan"), name)

    def freeze(self, viewer: Viewer, name: str, turn: str, *, form: UUID) -> None:
        """Fix its text and register its digest in the stream; from now on it cannot be changed.

        Args:
            form: the id of the filled-in form; sent twice it is kept once.
        Raises:
            Faulty: it starts in the past, a door does not have the measure. Conflict: changed meanwhile.
        """
        house, row = self._house, self._draft(viewer, name, turn)
        plan = heard(row.plan).plan
        faults, seen = freezable(plan, house.today), self.outlook(viewer, plan, name)
        if seen.missing:
            faults["measure"] = mark(
                f"is not counted at {'; '.join(seen.missing)}; take them out or choose another measure"
            )
        if gone := [code for code in plan.codes if code not in viewer.boutiques]:
            faults["door"] = mark(f"include {gone[0]}, which is no boutique within your reach")
        if faults:
            raise Faulty(faults)
        expected = seen.primary if isinstance(seen.primary, Chance) else None
        text = canonical(plan, house=house.home, role=viewer.role, expected=expected)
        now = house.clock()
        kept = Kept(plan=plan, text=text, role=viewer.role)
        frozen = replace(row, plan=said(kept), state=FROZEN, digest=digest(text), frozen=now, by=viewer.account)
        place = next(door for door in house.snapshot.doors(house.today) if door.code in plan.codes)
        event = Registered(
            id=form, at=place.local(now), boutique=place.code, source="programme", plan=name,
            digest=frozen.digest, about=plan.about, since=plan.since, until=plan.until, group="all",
            by=person(viewer.person or viewer.account), doors=tuple(code for code, _ in plan.doors),
            held_back=plan.held_back,
        )  # fmt: skip
        self._swap(row, frozen)
        if refused := house.keep_as(viewer).events([event]).refused:
            self._swap(frozen, row)
            raise refused[0][1]
        self._note(viewer, mark("froze a pilot plan"), name, frozen.digest)

    def drop(self, viewer: Viewer, name: str, turn: str) -> None:
        """Put a draft away; `restore` brings it back."""
        row = self._draft(viewer, name, turn)
        self._swap(row, replace(row, state=DROPPED, at=self._house.clock()))
        self._note(viewer, mark("dropped a pilot plan"), name)

    def restore(self, viewer: Viewer, name: str) -> None:
        self._allowed(viewer)
        row = self._row(viewer, name)
        if row.state != DROPPED:
            raise Conflict("is not dropped; there is nothing to bring back", "/do")
        self._swap(row, replace(row, state=DRAFT))
        self._note(viewer, mark("brought back a pilot plan"), name)

    def withdraw(self, viewer: Viewer, name: str, reason: str) -> None:
        """A frozen plan is given up. Text, digest and register stay, and the reason stands beside them for good.

        Raises:
            Refused: no reason, one that tells of somebody. Conflict: it is not frozen.
        """
        self._allowed(viewer)
        row, reason = self._row(viewer, name), " ".join(reason.split())
        if row.state != FROZEN:
            raise Conflict("is not frozen; a draft is dropped instead", "/reason")
        if not reason:
            raise Refused("is missing; whoever reads the plan later must know why it was given up", "/reason")
        self._screen(reason, "reason", REASON)
        kept = replace(heard(row.plan), withdrawn=reason, withdrawn_by=viewer.account, withdrawn_at=self._house.clock())
        self._swap(row, replace(row, plan=said(kept), state=WITHDRAWN))
        self._note(viewer, mark("withdrew a pilot plan"), name)

    def _plan(self, viewer: Viewer, form: Form, name: str, before: Plan | None = None) -> Plan:
        found = self.read(viewer, form, name, before)
        if found.plan is None:
            raise Faulty(found.faults)
        self._screen(found.plan.title, "title", 80)
        return found.plan

    def _screen(self, text: str, field: str, most: int) -> None:
        entrance = self._house.entrance
        notes.refuse(text, f"/{field}", staff=entrance.staff(), words=entrance.words(), most=most)

    def _draft(self, viewer: Viewer, name: str, turn: str) -> Pilot:
        self._allowed(viewer)
        row = self._row(viewer, name)
        if row.state != DRAFT:
            raise Conflict("is no draft any more; it cannot be changed", "/title")
        if turn != turn_of(row):
            raise Conflict("was changed by somebody else meanwhile; look at it as it is now", "/title")
        return row

    def _row(self, viewer: Viewer, name: str) -> Pilot:
        row = self._house.directory.get(Pilot, name)
        if row is None or not self._may(viewer, row):
            raise Unknown("there is no such plan")
        return row

    def _may(self, viewer: Viewer, row: Pilot) -> bool:
        if not may(viewer, "pilots.see") or (row.state in (DRAFT, DROPPED) and not may(viewer, "pilots.plan")):
            return False
        return row.by == viewer.account or bool(viewer.boutiques & set(heard(row.plan).plan.codes))

    def _told(self, viewer: Viewer, row: Pilot, *, checked: bool = False) -> Listed:
        kept = heard(row.plan)
        agrees = self._agrees(row, kept) if checked and row.digest else None
        (by, role), (gave_up, gave_up_role) = self._name(viewer, row.by), self._name(viewer, kept.withdrawn_by)
        return Listed(
            id=row.id, state=row.state, kept=kept, by=by, role=role, row=row, agrees=agrees, withdrawn_by=gave_up,
            withdrawn_role=gave_up_role, inside=viewer.boutiques >= set(kept.plan.codes),
        )  # fmt: skip

    def _agrees(self, row: Pilot, kept: Kept) -> bool | None:
        """Whether the text still has the digest that the stream registered; None while the facts do not know it yet."""
        at = [column.name for column in PLAN.columns].index("digest")
        told = {found[at] for found in self._house.warehouse.fetch(PLAN.name, {"plan": row.id})}
        if not told and row.frozen and self._house.clock() - row.frozen < WRITTEN:
            return None
        return told == {row.digest} and digest(kept.text) == row.digest

    def _name(self, viewer: Viewer, account: str) -> tuple[str, str]:
        """Name, where the viewer may know it, and role of an account."""
        found = self._house.directory.get(Account, account) if account else None
        if found is None:
            return (mark("somebody who has no account any more") if account else ""), ""
        seen = account == viewer.account or may(viewer, "names.see")
        return (self._house.called.account(found) if seen else ""), found.role

    def _swap(self, old: Pilot, new: Pilot) -> None:
        if not self._house.directory.swap(old, new):
            raise Conflict("was changed by somebody else meanwhile; look at it as it is now", "/title")

    def _note(self, viewer: Viewer, deed: str, name: str, detail: str = "") -> None:
        self._house.directory.note(viewer.account, deed, name, detail)

    def _allowed(self, viewer: Viewer) -> None:
        if not may(viewer, "pilots.plan"):
            raise NotAllowed("pilots are planned by L&D and leaders")


def turn_of(row: Pilot) -> str:
    """What a draft said when it was read."""
    return digest(row.plan)[:16]
