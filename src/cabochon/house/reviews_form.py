"""A decision of a weekly review as it is typed: every field read, and what is wrong with it said at the field."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..dashboards import review_moved as after
from ..dashboards.review import whole
from ..directory.review_rows import ReviewDecision
from ..languages import say
from ..measures.question import Question
from ..privacy import notes
from ..privacy.viewer import Viewer
from ..refusals import Refused
from .pilots_form import Faulty
from .reviews_places import BOUTIQUE, Spot, measures, owners, spots, today_at, within
from .seeing import See

if TYPE_CHECKING:
    from . import House

WORDS = 140  # characters of a decision, and of its outcome
AHEAD = timedelta(days=92)  # a decision that is due later is a plan
AS_IT_IS = "as-it-is"  # an owner the writer may not name, left as they are
FIELDS = ("text", "owner", "due", "measure", "measured")


def read(house: "House", viewer: Viewer, here: Spot, sent: Mapping[str, str], row: ReviewDecision) -> ReviewDecision:
    """The decision as typed, with its number frozen where that is another than before.

    Raises:
        Faulty: what is wrong, field by field.
    """
    see, faults = house.see_as(viewer), dict[str, str]()
    text, who = " ".join(sent.get("text", "").split()), sent.get("owner", "")
    if fault := unfit(house, here, text, say("is missing; say what will be done, as something one can see")):
        faults["text"] = fault
    if who == AS_IT_IS and row.owner:
        who = row.owner
    elif who not in owners(see, here):
        faults["owner"] = say("is missing; choose who sees to it from the list")
    due, today = _day(sent.get("due", "")), today_at(house, here)
    if due is None or (due != row.due and not today <= due <= today + AHEAD):
        faults["due"] = say("should be a day from today on, within three months")
    key, at = sent.get("measure", ""), sent.get("measured", "") or here.key
    places = {one.key: one for one in within(spots(house, viewer), here)}
    if key and key not in measures(house, viewer):
        faults["measure"] = say("is no number of the list; choose one, or none")
    if key and at not in places:
        faults["measured"] = say("is no place of the list; choose one from it")
    if faults or due is None:
        raise Faulty(faults)
    frozen = row.baseline if (key, at) == (row.measure, row.measured) else ""
    if key and not frozen:
        frozen = _frozen(see, key, places[at], row.week)
    return replace(row, text=text, owner=who, due=due, measure=key, measured=at if key else "", baseline=frozen)


def unfit(house: "House", here: Spot, text: str, missing: str) -> str:
    """What is wrong with words: none, too many, a client's; above the boutique also a colleague's name. "" if nothing.

    missing: what is said of none.
    """
    if not text:
        return missing
    entrance = house.entrance
    try:
        notes.refuse(text, "/text", staff=entrance.staff(), words=entrance.words(), most=WORDS)
    except Refused as fault:
        return fault.reason
    if here.kind != BOUTIQUE and any(name in text for name in house.called.staff() if " " in name):
        return say("names somebody of the staff; say “the team” instead, and choose who sees to it below")
    return ""


def _frozen(see: See, key: str, where: Spot, week: date) -> str:
    """What a number comes to now, with its interval and n, as the writer may see it."""
    since, until = after.first_span(week)
    (answer,) = see.ask_many([Question(key, (), since, until, where.where)])
    return after.written_down(after.Baseline(since=since, until=until, cell=whole(answer)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
