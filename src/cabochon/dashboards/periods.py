"""The periods a page may look at, and the days each is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..retail import closed_weeks


@dataclass(frozen=True, slots=True)
class Period:
    """key: as in the address. days: its length. before: days it is compared with. beside: how those are called."""

    key: str
    label: str
    days: int
    before: int
    beside: str


# fmt: off
FLOOR = (
    Period("today", "Today",        1,  28, "the 28 days before"),
    Period("7",     "Last 7 days",  7,   7, "the seven days before"),
    Period("28",    "Last 28 days", 28, 28, "the four weeks before"),
    Period("90",    "Last 90 days", 90, 90, "the 90 days before"),
)
# Above the boutique only closed calendar weeks are shown, so that two looks cannot be subtracted: the last week,
# and lots of four (retail.closed_weeks).
CLOSED = (
    Period("w1",  "Last closed week",     7,  28, "the four weeks before"),
    Period("w4",  "Last four-week period", 28, 28, "the four weeks before"),
    Period("w12", "Last three four-week periods", 84, 84, "the twelve weeks before"),
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


def usual(above: bool) -> Period:
    """The one a page opens with."""
    return CLOSED[1] if above else FLOOR[2]


def window(period: Period, today: date, above: bool) -> Window:
    """Lay the period so that it ends today, or above the boutique where the last closed week or lot does."""
    since, until = today - timedelta(days=period.days - 1), today
    if above:
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
    return max((_open(now.astimezone(ZoneInfo(zone)), end) for zone, end in kinds), default=now.date())


def _open(local: datetime, ends: time | None) -> date:
    return local.date() - timedelta(days=ends is not None and local.time() < ends)


def long_day(day: date) -> str:
    """Friday 20 November"""
    return f"{day:%A} {day.day} {day:%B}"


def short_day(day: date) -> str:
    """20 Nov"""
    return f"{day.day} {day:%b}"
