"""What a page looks at: its filters settled and laid on the calendar, in words. Every dashboard begins so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from ..languages import count, day, listed, mark, say, short_day
from ..measures.question import Question
from ..retail import feasts
from ..retail.closed_weeks import said
from ..retail.fiscal import USUAL
from . import Labels, See
from .choosing import Choice, choices, settle
from .feast_words import sentences
from .filters import LINES, ROLES, SHIFTS, TAGS, TENURES, Filters
from .periods import Span, Window, long_day, periods, today_at, window
from .reach import FLOOR, Reach

Where = Mapping[str, tuple[str, ...]]
NEVER: Mapping[str, time] = MappingProxyType({})
YEAR = timedelta(weeks=52)
BESIDE = {"year": mark("the same weeks last year"), "feast": mark("last year, feasts aligned")}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """filters: as far as they can be meant. window: days shown and days compared with. where: the filters as a question
    takes them. day: of the house; clock: on the wall of the one boutique shown. place, days, words: what is looked at,
    in words. beside: how the days compared with are called. notes: what a reader must know of this view; feasts: which
    fell into these days and not into those.

    clear, wider: addresses without filters, and of a longer period ("" when this is the longest).
    """

    filters: Filters
    reach: Reach
    window: Window
    where: Where
    day: date
    title_day: str
    clock: str
    place: str
    days: str
    words: str
    beside: str
    choices: tuple[Choice, ...]
    clear: str
    wider: str
    notes: tuple[str, ...] = ()
    feasts: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        return self.filters.narrowed

    @property
    def now(self) -> Span:
        return self.window.now

    @property
    def before(self) -> Span:
        return self.window.before

    def ask(self, measure: str, *by: str, **where: str) -> Question:
        """A question about the days shown. where: further values by cut."""
        return self._ask(measure, by, where, self.now)

    def ask_before(self, measure: str, *by: str, **where: str) -> Question:
        """The same about the days compared with."""
        return self._ask(measure, by, where, self.before)

    def _ask(self, measure: str, by: Sequence[str], where: Mapping[str, str], span: Span) -> Question:
        more = {cut: (value,) for cut, value in where.items()}
        return Question(measure, tuple(by), span.since, span.until, {**self.where, **more})


def view(
    see: See, filters: Filters, now: datetime, *, reach: Reach = FLOOR, ends: Mapping[str, time] = NEVER,
    year: str = USUAL,
) -> View:  # fmt: skip
    """now: aware. ends: boutique -> when its business day closes. year: the day a retail year begins by, "02-01".

    Raises:
        Unknown: a filter names a boutique, region or person outside the viewer's reach.
        Refused: a filter's value does not exist, or its days are no period.
    """
    labels = see.labels
    zones = {filters.boutique: labels.zones[filters.boutique]} if filters.boutique in labels.zones else labels.zones
    today = today_at(now, zones, ends)
    filters, period = settle(filters, labels, above=reach.above, today=today, year=year)
    laid = window(period, today, reach.above)
    beside = say(BESIDE[filters.compare]) if filters.compare else say(period.beside)
    if filters.compare:
        laid = Window(period, laid.now, _last_year(laid.now, filters.compare))
    where, notes = _like(filters, labels, laid)
    longer = {p.days: p for p in periods(reach.above) if p.days > period.days}
    return View(
        filters=filters, reach=reach, window=laid, where=where, day=today, title_day=long_day(today),
        clock=f"{_at_home(now, zones):%H:%M}", place=_place(filters, labels), days=_days(laid, reach.above),
        words=in_words(filters, labels, say(period.label)), beside=beside,
        choices=choices(filters, labels, above=reach.above, today=today, own=reach.own, year=year),
        clear=Filters(period=filters.period, since=filters.since, until=filters.until).address(),
        wider=replace(filters, since="", until="").address(period=longer[max(longer)].key) if longer else "",
        notes=(*notes, *_closed(filters, labels, laid)), feasts=_feasts(laid),
    )  # fmt: skip


def in_words(filters: Filters, labels: Labels, period: str) -> str:
    """The filters as a list of words: "Geneva, M. Rossi, Watch, Last 7 days"."""
    parts = (
        _place(filters, labels), labels.people.get(filters.associate, ""),
        *(say(known[value]) for known, value in (
            (ROLES, filters.role), (TENURES, filters.tenure), (LINES, filters.line), (SHIFTS, filters.shift),
            (TAGS, filters.tag)) if value),
        period,
    )  # fmt: skip
    return ", ".join(part for part in parts if part)


def _last_year(now: Span, compare: str) -> Span:
    """The same weekdays 52 weeks before, or as many weeks that the chief feast lies at the same place."""
    key = feasts.chief(now.since, now.until) if compare == "feast" else ""
    if key:
        return Span(*feasts.aligned(now.since, now.until, key))
    return Span(now.since - YEAR, now.until - YEAR)


def _feasts(laid: Window) -> tuple[str, ...]:
    """What fell into the days shown and not into those compared with; of short looks at ordinary days nothing."""
    now, before = laid.now, laid.before
    return sentences((now.since, now.until), (before.since, before.until)) if now.days >= 7 else ()


def _like(filters: Filters, labels: Labels, laid: Window) -> tuple[Where, tuple[str, ...]]:
    """The filters as a question takes them; like for like only with boutiques that counted in all of both periods."""
    where = filters.where()
    if not filters.like or filters.boutique:
        return where, ()
    since, until = min(laid.before.since, laid.now.since), laid.now.until
    here = [code for code in labels.doors if filters.region in ("", labels.regions.get(code, ""))]
    alike = [code for code in here if _counted(labels, code, since, until)]
    if len(alike) == len(here):
        return where, (say("Like for like: every boutique counted in both periods."),)
    left = listed(sorted(labels.doors[code] for code in here if code not in alike)[:6])
    note = count(
        len(here) - len(alike),
        "Like for like: one boutique is left out ({left}), it did not count in both periods.",
        "Like for like: {n} boutiques are left out ({left}), they did not count in both periods.",
        left=left,
    )
    where.pop("region", None)
    return {**where, "boutique": tuple(sorted(alike))}, (note,)


def _counted(labels: Labels, code: str, since: date, until: date) -> bool:
    first, last = labels.counts.get(code, (None, None))
    return (first is None or first <= since) and (last is None or last >= until)


def _closed(filters: Filters, labels: Labels, laid: Window) -> tuple[str, ...]:
    """What is said of a boutique that does not count in all of these days."""
    if not filters.boutique:
        return ()
    first, last = labels.counts.get(filters.boutique, (None, None))
    name = labels.doors[filters.boutique]
    if last is not None and last < laid.now.until:
        return (say("{boutique} closed on {day}; its numbers end there.", boutique=name, day=day(last, "year")),)
    if first is not None and first > laid.now.since:
        return (say("{boutique} counts from {day} on.", boutique=name, day=day(first, "year")),)
    return ()


def _place(filters: Filters, labels: Labels) -> str:
    doors = labels.doors
    if filters.boutique or len(doors) == 1:
        return doors[filters.boutique or next(iter(doors))]
    if filters.region:
        return filters.region
    return count(len(doors), "{n} boutique", "{n} boutiques") if doors else say("No boutique")


def _days(laid: Window, above: bool) -> str:
    since, until = laid.now.since, laid.now.until
    if above:
        days = said(since, until)
        if laid.now.days > 7:
            return say("{days}, closed weeks", days=days)
        return say("{days}, closed week", days=days)
    if laid.now.days == 1:
        return short_day(until)
    return say("{since} to {until}", since=short_day(since), until=short_day(until))


def _at_home(now: datetime, zones: Mapping[str, str]) -> datetime:
    """The clock on the wall of the one boutique shown; with several, as `now` came."""
    alone = set(zones.values())
    return now.astimezone(ZoneInfo(alone.pop())) if len(alone) == 1 else now
