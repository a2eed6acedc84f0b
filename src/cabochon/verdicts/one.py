"""One episode as its page tells it: a coached person, a focus period, a module at a door."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from ..impact.ruling import SHORT
from ..impact.verdict import WEEKS
from ..impact.words import short_history
from ..measures.catalogue import measure as measure_of
from ..retail.master import Door
from . import Sheets
from .circumstances import around
from .finding import LASTS
from .guards import Days
from .hashing import digest
from .looking import looks, shift_days
from .titles import next_step, title
from .told import Change, Circumstance, Subject, Told
from .untreated import Found
from .weighing import ATTACH, CSAT, Page, attendance, weigh

DAY = timedelta(days=1)
BESIDE = ("secondary_per_qualifying", "conversion", "atv")  # of a focus, as they are
OUTCOMES = (ATTACH, CSAT, "conversion", "atv", "shrink_rate")  # of a module, beside those of its skill
WHY_SHORT = frozenset({"opened", "transfer"})
LOCKED = timedelta(days=14)  # where no baseline was set


def keys(subject: Subject, measures: Collection[str] = ()) -> tuple[str, ...]:
    """The measures of an episode's page, the leading one first."""
    own = f"behaviour.{subject.about}"
    told = {"person": (own, ATTACH, CSAT), "focus": (own, ATTACH, CSAT, *BESIDE)}.get(
        subject.kind, (*measures, *OUTCOMES)
    )
    return tuple(dict.fromkeys(key for key in told if measure_of(key) is not None))


def ends(subject: Subject) -> date:
    """The last day that is looked at: also after a focus, whether it held."""
    planned = subject.since + timedelta(days=LASTS - 1)
    return max(planned, subject.until or planned)


def tell(
    subject: Subject, sheets: Sheets, *, today: date, doors: Mapping[str, Door], measures: Collection[str] = (),
    others: Collection[Subject] = (), named: str = "",
) -> Told:  # fmt: skip
    """
    Args:
        sheets: days from eight weeks before the episode at least.
        today: facts up to the day before are counted; today is not over.
        measures: of a module at a door: its skill's, the leading one first.
        others: all episodes that were found: who else was coached, what overlaps. As `Found` they are sorted once.
        named: what `about` is called, where it is a module.
    """
    found, last = Found.of(others), min(today - DAY, sheets.until, ends(subject))
    before = Days(subject.baseline_since or subject.since - LOCKED, subject.baseline_until or subject.since - DAY)
    after = Days(subject.since + DAY, last)
    page = Page(
        subject=subject, sheets=sheets, doors=doors, others=found, before=before, after=after,
        together=found.doors(subject.about),
        guards=around(subject, sheets, before=before, after=after, doors=doors, others=found),
    )  # fmt: skip
    weighed = [weigh(page, what) for key in keys(subject, measures) if (what := measure_of(key))]
    changes = tuple(one.change for one in weighed)
    shifts = attendance(page)
    days = weighed[0].days if weighed else ()
    days = days or (shift_days(shifts, page.unit, *after) if shifts else ())
    says = weighed[0].states if weighed else {}
    timeline = looks(days, subject.since, last, shifts=shifts, unit=page.unit, says=says)
    around_it = tuple(one.circumstance for one in page.guards)
    return Told(
        subject=subject, title=title(subject, named), changes=changes, looks=timeline,
        circumstances=(*around_it, *_short(changes, around_it)),
        next_step=next_step(subject, changes, timeline, last), until=last,
        inputs=digest(subject, tuple(one.used for one in weighed), around_it),
    )  # fmt: skip


def _short(changes: Sequence[Change], said: Sequence[Circumstance]) -> Iterator[Circumstance]:
    """The history of the leading measure, where it is short for no reason that is said already."""
    leading = next((one.verdict for one in changes if one.verdict is not None), None)
    if leading and leading.before.n and leading.weeks < WEEKS - SHORT and not {one.kind for one in said} & WHY_SHORT:
        yield Circumstance("history", short_history(leading.weeks))
