"""Weekly reviews: what was decided for a boutique, a region or the company, who sees to it, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..directory.review_rows import ReviewDecision, ReviewHeld
from ..languages import mark, say
from ..privacy.roles import may
from ..privacy.rows import masking
from ..privacy.viewer import Viewer
from ..refusals import Conflict, NotAllowed, Refused, Unknown
from ..retail.week_plan import monday
from ..verdicts.told import Head
from .pilots_form import Faulty
from .reviews_form import read, unfit
from .reviews_places import Spot, last_week, measures, owners, spot, spots, today_at, within
from .reviews_told import DONE, DROPPED, OPEN, Masked, Past, Told, past, stands, told, turn_of

if TYPE_CHECKING:
    from . import House

MOST = 12  # open decisions of a place: more are a list, not decisions
BACK = timedelta(weeks=4)  # weeks before the last one that may still be written in
HISTORY, RHYTHM = 12, 8  # reviews that are listed; weeks whose reviews are counted
KEPT = timedelta(days=30)  # that a decision taken back can be brought back


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The review of a place and week. earlier: last week's decisions and what is carried over; fresh: this week's.

    latest: the Monday of the last week there is to look at. held: by whom and when, None while it was not. kept: how
    many of the last `of` reviews were held. owners, measures, places: what a decision may name, value -> words.
    """

    spot: Spot
    spots: list[Spot]
    week: date
    latest: date
    today: date
    earlier: list[Told]
    fresh: list[Told]
    held: Past | None
    history: list[Past]
    kept: int
    of: int
    writes: bool
    owners: Mapping[str, str]
    measures: Mapping[str, str]
    places: Mapping[str, str]


class Reviews:
    """One for a house."""

    def __init__(self, house: "House") -> None:
        self._house = house

    def page(self, viewer: Viewer, place: str, week: date | None = None, *, heads: Iterable[Head] = ()) -> Page:
        """
        Args:
            place: "boutique:GVA01", "region:Europe", "company:"; "" for the widest within reach. week: any day of the
                week that is looked at; None for the last one that is over.
            heads: of verdicts, to link those about a decision.
        Raises:
            Unknown: no such place, or not within reach. Refused: a week that is not over.
        """
        house, see = self._house, self._house.see_as(viewer)
        here = spot(house, viewer, place)
        found, today = spots(house, viewer), today_at(self._house, here)
        looked = monday(week) if week else last_week(house, viewer, here)
        latest = monday(today) - timedelta(days=7)
        if looked > latest:
            raise Refused(say("is not over yet; a review looks at a week that is"), "week")
        rows, writes = self._rows(here), may(viewer, "review.write")
        known = {one.key: one.name for one in found}
        shown = told(
            house, see, here, [row for row in rows if row.week == looked or stands(row, looked)], looked=looked,
            today=today, named=known, masked=self._masked(viewer), heads=heads, writes=writes,
        )  # fmt: skip
        held = self._house.directory.find(ReviewHeld, place=here.key)
        history = past(house, see, rows, held, HISTORY)
        recent = {looked - timedelta(weeks=n) for n in range(RHYTHM)}
        return Page(
            spot=here, spots=found, week=looked, latest=latest, today=today, writes=writes, history=history,
            earlier=[one for one in shown if one.week < looked], fresh=[one for one in shown if one.week == looked],
            held=next((one for one in history if one.week == looked and one.at), None), of=RHYTHM,
            kept=len(recent & {one.week for one in held}), owners=owners(see, here) if writes else {},
            measures=measures(house, viewer), places={one.key: one.name for one in within(found, here)},
        )  # fmt: skip

    def decided(self, viewer: Viewer, place: str, monday: date) -> tuple[str, ...]:
        """What the review of that week goes over, one sentence each: the decisions of the week before and those still
        open, and how they stand; for paper.

        Raises:
            Unknown: no such place, or not within reach.
        """
        house, see = self._house, self._house.see_as(viewer)
        here = spot(house, viewer, place)
        rows = [row for row in self._rows(here) if stands(row, monday)]
        found = told(
            house, see, here, rows, looked=monday, today=today_at(house, here), masked=self._masked(viewer),
            named={one.key: one.name for one in spots(house, viewer)},
        )  # fmt: skip
        return tuple(
            f"{one.sentence} {one.moved.title}: {one.moved.says}." if one.moved and one.moved.now else one.sentence
            for one in found
        )

    def decide(self, viewer: Viewer, name: str, place: str, week: date, sent: Mapping[str, str]) -> str:
        """Write a decision down; its id. Sent twice it is kept once.

        Args:
            name: the form's id. sent: `reviews_form.FIELDS` as typed; what its number came to is frozen with it.
        Raises:
            Faulty: what is wrong, field by field. Unknown: no place of the viewer's. NotAllowed: no writer there.
        """
        here, looked = self._writing(viewer, place, week)
        known = self._house.directory.get(ReviewDecision, name)
        if known is not None:
            if (known.place, known.by) != (here.key, viewer.account):
                raise Unknown(say("there is no such form"), "/id")
            return name
        if sum(row.state == OPEN for row in self._rows(here)) >= MOST:
            raise Faulty({"text": say("is one decision too many; close some of the {n} that are open first", n=MOST)})
        blank = ReviewDecision(
            id=name, place=here.key, week=looked, text="", due=date.min, by=viewer.account, at=self._house.clock()
        )
        row = read(self._house, viewer, here, sent, blank)
        if self._house.directory.add(row):
            self._note(viewer, mark("decided in a review"), name, here.key)
        return name

    def edit(self, viewer: Viewer, name: str, sent: Mapping[str, str], turn: str) -> None:
        """Change an open decision.

        Args:
            turn: what it said when it was read, so that nobody undoes what another just did.
        Raises:
            Faulty: what is wrong, field by field. Conflict: closed or changed meanwhile.
        """
        here, row = self._row(viewer, name, turn)
        if row.state != OPEN:
            raise Conflict(say("is closed; open it again to change it"), "/text")
        if self._masked(viewer)(row.text) != row.text:
            raise NotAllowed(say("names somebody you may not read the name of; it is changed by who wrote it"), "/text")
        self._swap(row, replace(read(self._house, viewer, here, sent, row), changed=self._house.clock()))
        self._note(viewer, mark("changed a decision of a review"), name, here.key)

    def close(self, viewer: Viewer, name: str, state: str, outcome: str, week: date, turn: str) -> None:
        """Close a decision as done or dropped, with a sentence on what came of it.

        Args:
            week: of the review in which that was said.
        Raises:
            Faulty: no outcome, one that tells of somebody. Conflict: closed or changed meanwhile.
        """
        here, row = self._row(viewer, name, turn)
        if row.state != OPEN:
            raise Conflict(say("is closed already"), "/outcome")
        faults, outcome = {}, " ".join(outcome.split())
        if state not in (DONE, DROPPED):
            faults["state"] = say("is missing; choose done or dropped")
        if fault := unfit(self._house, here, outcome, say("is missing; say in a line what came of it")):
            faults["outcome"] = fault
        if faults:
            raise Faulty(faults)
        self._swap(row, replace(row, state=state, outcome=outcome, closed_by=viewer.account,
                                closed_at=self._house.clock(), closed_week=max(monday(week), row.week)))  # fmt: skip
        self._note(viewer, mark("closed a decision of a review"), name, state)

    def reopen(self, viewer: Viewer, name: str) -> None:
        """Take back that it was closed."""
        here, row = self._row(viewer, name)
        if row.state == OPEN:
            raise Conflict(say("is open already"), "/text")
        self._swap(row, replace(row, state=OPEN, outcome="", closed_by="", closed_at=None, closed_week=None))
        self._note(viewer, mark("opened a decision of a review again"), name, here.key)

    def remove(self, viewer: Viewer, name: str) -> None:
        """Take back a decision that should not have been written down; `restore` brings it back for 30 days."""
        here, row = self._row(viewer, name)
        if row.state != OPEN:
            raise Conflict(say("is closed; what came of it stays on record"), "/text")
        self._swap(row, replace(row, gone=self._house.clock()))
        self._note(viewer, mark("took back a decision of a review"), name, here.key)

    def restore(self, viewer: Viewer, name: str) -> None:
        here, row = self._row(viewer, name, gone=True)
        self._swap(row, replace(row, gone=None))
        self._note(viewer, mark("brought back a decision of a review"), name, here.key)

    def held(self, viewer: Viewer, place: str, week: date, *, undo: bool = False) -> None:
        """Mark the review of that place and week as held; said twice the first stays. undo: take the mark away."""
        here, looked = self._writing(viewer, place, week)
        name, directory = f"{here.key}/{looked}", self._house.directory
        if undo:
            if directory.delete(ReviewHeld, name):
                self._note(viewer, mark("took back that a review was held"), name)
        elif directory.add(ReviewHeld(id=name, place=here.key, week=looked, by=viewer.account, at=self._house.clock())):
            self._note(viewer, mark("held a review"), name)

    def _masked(self, viewer: Viewer) -> Masked:
        """Words as the viewer may read them: above the boutique without anybody's name."""
        if not viewer.above_boutique and not viewer.shut:
            return lambda text: text
        return masking(self._house.called.staff())

    def _rows(self, here: Spot) -> list[ReviewDecision]:
        return [row for row in self._house.directory.find(ReviewDecision, place=here.key) if row.gone is None]

    def _row(self, viewer: Viewer, name: str, turn: str = "", *, gone: bool = False) -> tuple[Spot, ReviewDecision]:
        row = self._house.directory.get(ReviewDecision, name)
        here = next((one for one in spots(self._house, viewer) if row and one.key == row.place), None)
        if row is None or here is None or (row.gone is not None) != gone:
            raise Unknown(say("there is no such decision"))
        if row.gone is not None and self._house.clock() - row.gone > KEPT:
            raise Unknown(say("there is no such decision"))
        if not may(viewer, "review.write"):
            raise NotAllowed(say("decisions are written by a boutique’s manager and the leaders above"))
        if turn and turn != turn_of(row):
            raise Conflict(say("was changed by somebody else meanwhile; look at it as it is now"), "/text")
        return here, row

    def _writing(self, viewer: Viewer, place: str, week: date) -> tuple[Spot, date]:
        here, looked = spot(self._house, viewer, place), monday(week)
        if not may(viewer, "review.write"):
            raise NotAllowed(say("decisions are written by a boutique’s manager and the leaders above"))
        last = monday(today_at(self._house, here)) - timedelta(days=7)
        if not last - BACK <= looked <= last:
            raise Refused(say("is no week to write in any more; go to the last one"), "/week")
        return here, looked

    def _swap(self, old: ReviewDecision, new: ReviewDecision) -> None:
        if not self._house.directory.swap(old, new):
            raise Conflict(say("was changed by somebody else meanwhile; look at it as it is now"), "/text")

    def _note(self, viewer: Viewer, deed: str, name: str, detail: str = "") -> None:
        self._house.directory.note(viewer.account, deed, name, detail)
