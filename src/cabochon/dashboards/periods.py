"""The periods a page may look at, and the days each is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from ..languages import day as said_day
from ..languages import mark, say
from ..refusals import Refused
from ..retail import closed_weeks, fiscal
from .feast_words import called

LONGEST = 5 * 366  # days of a period that somebody chooses


@dataclass(frozen=True, slots=True)
class Period:
    """key: as in the address. days: its length. before: days it is compared with. beside: how those are called.

    until: its last day, where it does not end today.
    """

    key: str
    label: str
    days: int
    before: int
    beside: str
    until: date | None = None


# fmt: off
FLOOR = (
    Period("today", mark("Today"),        1,  28, mark("the 28 days before")),
    Period("7",     mark("Last 7 days"),  7,   7, mark("the seven days before")),
    Period("28",    mark("Last 28 days"), 28, 28, mark("the four weeks before")),
    Period("90",    mark("Last 90 days"), 90, 90, mark("the 90 days before")),
)
# Above the boutique only closed calendar weeks are shown, so that two looks cannot be subtracted: the last week,
# and lots of four (retail.closed_weeks).
CLOSED = (
    Period("w1",  mark("Last closed week"),     7,  28, mark("the four weeks before")),
    Period("w4",  mark("Last four-week period"), 28, 28, mark("the four weeks before")),
    Period("w12", mark("Last three four-week periods"), 84, 84, mark("the twelve weeks before")),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Span:
    """Business days, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


@dataclass(frozen=True, slots=True)
class Window:
    """A period laid on the calendar: the days shown and the days they are compared with."""

    period: Period
    now: Span
    before: Span


def periods(above: bool) -> tuple[Period, ...]:
    return CLOSED if above else FLOOR


def retail(today: date, above: bool, on: str = fiscal.USUAL) -> tuple[Period, ...]:
    """The 4-4-5 periods: the last one that is over, and on the floor the present one so far.

    on: month and day by which the retail year begins (setting fiscal_year_begins).
    """
    now = fiscal.period_of(closed_weeks.closed_week(today) if above else today, on)
    last = now if above and now.until <= closed_weeks.closed_week(today) else _before(now, on)
    earlier = _before(last, on)
    beside = mark("the retail period before")
    found = [Period("lp", called(last), last.weeks * 7, earlier.weeks * 7, beside, last.until)]
    if not above:
        days = (today - now.since).days + 1
        so_far = say("{period} so far", period=called(now))
        found.append(Period("p", so_far, days, last.weeks * 7, beside))
    return tuple(found)


def _before(period: fiscal.FiscalPeriod, on: str) -> fiscal.FiscalPeriod:
    return fiscal.period_of(period.since - timedelta(days=1), on)


def usual(above: bool) -> Period:
    """The one a page opens with."""
    return CLOSED[1] if above else FLOOR[2]


def custom(since: str, until: str, today: date, above: bool) -> Period:
    """The period of some chosen days, compared with as many before.

    Raises:
        Refused: no days, in the wrong order, yet to come, too many, or above the boutique no whole closed weeks.
    """
    first, last = _day(since, "since"), _day(until, "until")
    if first > last:
        raise Refused(say("lies before {day}, the first day; swap the two", day=first), "until")
    if first > today:
        raise Refused(say("is still to come; today is {day}", day=today), "since")
    if (last - first).days >= LONGEST:
        raise Refused("is more than five years from the first day; choose fewer", "until")
    if above and not closed_weeks.fits(first, last, today):
        near = closed_weeks.nearest(first, last, today)
        raise Refused(say("above the boutique numbers are told of whole closed weeks, Monday to Sunday; "
                          "the nearest are since {first} until {last}", first=near[0], last=near[1]),
                      "since")  # fmt: skip
    days = (last - first).days + 1
    called_so = say("{first} to {last}", first=short_day(first), last=short_day(last))
    return Period("custom", called_so, days, days, mark("as many days before"), last)


def _day(text: str, name: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Refused("is no day; write 2026-03-31", name) from None
    if not date(2000, 1, 1) <= found < date(2100, 1, 1):
        raise Refused("lies in another century", name)
    return found


def window(period: Period, today: date, above: bool) -> Window:
    """Lay the period so that it ends today, or above the boutique where the last closed week or lot does."""
    until = period.until or today
    since = until - timedelta(days=period.days - 1)
    if above and period.until is None:
        since, until = closed_weeks.latest(today, period.days // 7)
    return Window(period, Span(since, until), Span(since - timedelta(days=period.before), since - timedelta(days=1)))


def whole_weeks(since: date, until: date, today: date) -> Span | None:
    """The closed weeks that lie wholly within some days: what of them may be told above the boutique; None: none."""
    last = min(until, closed_weeks.closed_week(today))
    first, last = since + timedelta(days=-since.weekday() % 7), last - timedelta(days=(last.weekday() + 1) % 7)
    return Span(first, last) if first < last else None


def today_at(now: datetime, zones: Mapping[str, str], ends: Mapping[str, time]) -> date:
    """The latest business day in any of the boutiques, so that nothing of today is left out. None: the day of `now`.

    zones: boutique -> IANA zone. ends: boutique -> the wall clock its business day closes at; midnight unless named.
    """
    kinds = {(zone, ends.get(code)) for code, zone in zones.items()}  # thousands of boutiques share a few
    return max((_open(now.astimezone(_zone(zone)), end) for zone, end in kinds), default=now.date())


@cache
def _zone(name: str) -> ZoneInfo:
    """Kept for good: ZoneInfo itself keeps eight, and a maison has more."""
    return ZoneInfo(name)


def _open(local: datetime, ends: time | None) -> date:
    return local.date() - timedelta(days=ends is not None and local.time() < ends)


def long_day(day: date) -> str:
    """Friday 20 November"""
    return said_day(day)


def short_day(day: date) -> str:
    """20 Nov"""
    return said_day(day, "short")
