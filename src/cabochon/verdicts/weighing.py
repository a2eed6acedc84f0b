"""One measure of one episode: both sides as they are, and the verdict where one may be given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from ..impact import judging
from ..impact.episodes import After, Episode, History, Peers, Reading, episode, gather
from ..impact.panel import Panel
from ..impact.verdict import Side, Verdict
from ..languages import mark
from ..measures.kinds import Measure
from ..retail.master import Door
from . import Sheets
from .guards import Days, Guard, place, sentences, side
from .panels import RECEIPTS
from .titles import CSAT_OF_ONE, NOT_HERE, OF_ONE, OF_ONE_DOOR
from .told import Change, Subject
from .untreated import Found, treated

ATTACH, CSAT = "attach_rate", "csat"
DAY, WINDOW = timedelta(days=1), timedelta(days=7)
JUDGED, UNITS = ("rate", "mean", "per100"), ("rate", "score", "points", "per100")  # of one door; ratios by several
RETIRE = mark("change it or retire it")  # of a module
SETTLED = 7  # days since the start before the pace is taken from them


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What all measures of one page share. together: doors in the same programme."""

    subject: Subject
    sheets: Sheets
    doors: Mapping[str, Door]
    others: Found
    before: Days
    after: Days
    together: int = 0
    guards: Sequence[Guard] = ()

    @property
    def unit(self) -> str:
        return f"{self.subject.person}/{self.subject.boutique}" if self.subject.person else self.subject.boutique

    @property
    def currency(self) -> str:
        told = self.sheets.beside().currencies.get(self.subject.boutique)
        door = self.doors.get(self.subject.boutique)
        return told[-1][1] if told else door.currency if door else ""

    def panel(self, key: str) -> Panel | None:
        return self.sheets.people(key) if self.subject.person else self.sheets.doors(key)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A change, the shifts it was looked at by, what was said at each look, and everything that went into it."""

    change: Change
    used: object
    days: tuple[date, ...] = ()
    states: Mapping[int, str] = field(default_factory=dict)


def attendance(page: Page) -> Panel | None:
    """The shifts of a person; of a door the days it rang up anything."""
    return page.sheets.shifts() if page.subject.person else page.sheets.doors(RECEIPTS)


def weigh(page: Page, what: Measure) -> Weighed:
    subject, panel = page.subject, page.panel(what.key)
    week = Days(subject.since - WINDOW, subject.since - DAY)
    sides = [side(panel, (page.unit,), days) for days in (week, page.before, page.after)]
    window, before, after = (one if one.n else Side() for one in sides)
    empty = not (before.n or after.n) and what.key not in (f"behaviour.{subject.about}", ATTACH)
    change = Change(
        measure=what.key, title=what.title, unit=what.unit, better=what.better, events=what.counts, window=window,
        after=after, withheld=NOT_HERE if empty else _withheld(subject, what, panel),
        currency=page.currency if what.unit == "money" else "",
    )  # fmt: skip
    used = (what.key, window, before, after)
    if change.withheld:
        return Weighed(change, used)
    told = _gathered(page, panel) if panel is not None else None
    found = _episode(page, what, told) if told else None
    verdict = _verdict(page, what, found, before, page.after.until)
    states = {one.shifts: _then(page, what, found, one, before) for one in found.looks} if found else {}
    return Weighed(replace(change, verdict=verdict), (used, told, verdict.state), told[1].days if told else (), states)


def _withheld(subject: Subject, what: Measure, panel: Panel | None) -> str:
    """Why no verdict may be given here; "" where one may."""
    if subject.person:
        return "" if what.key in (f"behaviour.{subject.about}", ATTACH) else CSAT_OF_ONE if what.key == CSAT else OF_ONE
    judged = what.kind in JUDGED and what.unit in UNITS
    if subject.kind == "focus":
        judged = what.key in (f"behaviour.{subject.about}", ATTACH, CSAT)
    return "" if judged and (panel is None or _share(what, panel)) else OF_ONE_DOOR


def _share(what: Measure, panel: Panel) -> bool:
    """Whether it can be looked at as a share: signals may outnumber the visits they are told for."""
    if panel.squares is not None or what.unit == "rate":
        return True
    return bool((panel.x.sum(axis=1) <= panel.n.sum(axis=1)).all())


def _gathered(page: Page, panel: Panel) -> tuple[History, After, Peers] | None:
    subject, row = page.subject, place(panel, page.unit)
    if row is None or not page.after.length:
        return None
    others = treated(panel, subject.about, page.others, people=bool(subject.person))
    return gather(panel, [(row, subject.since, page.after.until)], treated=others).one(0)


def _episode(page: Page, what: Measure, told: tuple[History, After, Peers]) -> Episode:
    target = page.subject.target if what.key == f"behaviour.{page.subject.about}" else None
    return episode(*told, target=target, unit=page.unit, door=page.subject.boutique)


def _then(page: Page, what: Measure, found: Episode, look: Reading, before: Side) -> str:
    """The state at an earlier look, as it was on that day."""
    looks = tuple(one for one in found.looks if one.shifts <= look.shifts)
    then = replace(found, at=look, now=look, look=look.shifts, looks=looks)
    return _verdict(page, what, then, before, look.day or page.after.until).state


def _verdict(page: Page, what: Measure, found: Episode | None, before: Side, day: date) -> Verdict:
    grave, warnings = sentences(page.guards, what)
    since = page.subject.since - DAY  # its length is said with both ends
    return judging.one(
        found, measure=what.key, unit=what.unit, counts=what.counts, target=found.target if found else None,
        pace=_pace(page, found, before, day), day=day, since=since, until=page.subject.until, grave=grave,
        warnings=warnings, before=before, baseline=(page.before.since, page.before.until), better=what.better,
        behaviour=what.key.startswith("behaviour."), who="associate" if page.subject.person else "boutique",
        doors=page.together, then=RETIRE if page.subject.kind == "module" else "",
    )  # fmt: skip


def _pace(page: Page, found: Episode | None, before: Side, day: date) -> float | None:
    """Events a day: since the start, else as over the baseline."""
    days = (day - page.subject.since).days
    if found is not None and found.now.n > 0 and days >= SETTLED:
        return found.now.n / days
    return before.n / page.before.length if before.n and page.before.length else None
