"""The retail year: weeks from Monday to Sunday, quarters of 4, 4 and 5 weeks, begun on the Monday nearest to a day.

As the 4-5-4 calendar of the National Retail Federation (https://nrf.com/resources/4-5-4-calendar) names its years, by
the calendar year they begin in; but of whole weeks from Monday, as all closed weeks here are, and in the order 4-4-5. A
year has 52 weeks, and 53 where the next one would begin more than half a week too early; the last period has the sixth.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from ..refusals import Refused

USUAL = "02-01"
WEEKS = (4, 4, 5) * 4
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FiscalPeriod:
    """A retail month. number: 1..12. since: its first Monday; until: its last Sunday. weeks: 4, 5, or 6."""

    year: int
    number: int
    since: date
    until: date
    weeks: int

    @property
    def quarter(self) -> int:
        return (self.number - 1) // 3 + 1

    @property
    def label(self) -> str:
        """ "P10 2026 (4 weeks)"."""
        return f"P{self.number} {self.year} ({self.weeks} weeks)"


def begins(year: int, on: str = USUAL) -> date:
    """The Monday a retail year begins on: at most three days from the day it is named by.

    Args:
        on: month and day, "02-01".
    Raises:
        Refused: no day that every year has.
    """
    month, day = read(on)
    named = date(year, month, day)
    return named + timedelta(days=(3 - named.weekday()) % 7 - 3)


def periods(year: int, on: str = USUAL) -> tuple[FiscalPeriod, ...]:
    """The twelve periods of a retail year, without a gap from its first Monday to the next year's."""
    since, end = begins(year, on), begins(year + 1, on)
    over = (end - since) // WEEK - sum(WEEKS)
    found = []
    for number, usual in enumerate(WEEKS, 1):
        weeks = usual + (over if number == len(WEEKS) else 0)
        found.append(FiscalPeriod(year, number, since, since + weeks * WEEK - timedelta(days=1), weeks))
        since += weeks * WEEK
    return tuple(found)


def year_of(day: date, on: str = USUAL) -> int:
    """The retail year a day lies in."""
    return next(year for year in (day.year + 1, day.year, day.year - 1) if begins(year, on) <= day)


def period_of(day: date, on: str = USUAL) -> FiscalPeriod:
    return next(one for one in periods(year_of(day, on), on) if one.since <= day <= one.until)


def same_last_year(period: FiscalPeriod, on: str = USUAL) -> FiscalPeriod:
    """The period of that number a year before; after a year of 53 weeks it may have another number of weeks."""
    return periods(period.year - 1, on)[period.number - 1]


@lru_cache(maxsize=16)
def read(on: str) -> tuple[int, int]:
    """Month and day of "02-01".

    Raises:
        Refused: no day that every year has.
    """
    try:
        found = date.fromisoformat(f"2001-{on}")  # a year without 29 February
    except ValueError:
        found = None
    if found is None or on != found.strftime("%m-%d"):
        raise Refused(f"should be a month and a day that every year has, such as 02-01, not {on[:20]!r}", "begins")
    return found.month, found.day
