"""Feasts that move what is sold: when they are, which of two spans they fall into, and a year before laid beside.

Where a rule makes the date it is computed: Easter by the Gregorian computus (J. Meeus, Astronomical Algorithms, chapter
8), weekdays of a month, fixed days. Where none does there is a table of 2020 to 2036, and outside of it nothing is said
of that feast: the Chinese calendar of the Purple Mountain Observatory (New Year and Qixi, days in Beijing time); the
Umm al-Qura calendar of Saudi Arabia for Ramadan and both Eids (R. H. van Gent,
https://webspace.science.uu.nl/~gent0113/islam/ummalqura.htm), which runs ahead of the sighting, so that a country may
keep a day one earlier or later; Lakshmi Puja by the Indian almanac, which some places keep a day later.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from ..languages import mark

DAY, WEEK = timedelta(days=1), timedelta(days=7)
YEAR = 52 * WEEK
Span = tuple[date, date]  # first and last day
NOW, BEFORE, MORE_NOW, MORE_BEFORE, BOTH = (
    mark("only now"),
    mark("only before"),
    mark("more now"),
    mark("more before"),
    "both",
)


@dataclass(frozen=True, slots=True)
class Feast:
    """One time of it. key: "ramadan"; name: in English; since, until: first and last day."""

    key: str
    name: str
    since: date
    until: date


# fmt: off
NEW_YEAR = {
    2020: "01-25", 2021: "02-12", 2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17",
    2027: "02-06", 2028: "01-26", 2029: "02-13", 2030: "02-03", 2031: "01-23", 2032: "02-11", 2033: "01-31",
    2034: "02-19", 2035: "02-08", 2036: "01-28",
}
QIXI = {
    2020: "08-25", 2021: "08-14", 2022: "08-04", 2023: "08-22", 2024: "08-10", 2025: "08-29", 2026: "08-19",
    2027: "08-08", 2028: "08-26", 2029: "08-16", 2030: "08-05", 2031: "08-24", 2032: "08-12", 2033: "08-01",
    2034: "08-20", 2035: "08-10", 2036: "08-28",
}
DIWALI = {
    2020: "11-14", 2021: "11-04", 2022: "10-24", 2023: "11-12", 2024: "10-31", 2025: "10-20", 2026: "11-08",
    2027: "10-29", 2028: "10-17", 2029: "11-05", 2030: "10-26", 2031: "11-14", 2032: "11-02", 2033: "10-22",
    2034: "11-10", 2035: "10-30", 2036: "10-18",
}
# Of an Islamic year: the first of Ramadan, the first of Shawwal, the tenth of Dhu al-Hijja.
ISLAMIC = (
    ("2020-04-24", "2020-05-24", "2020-07-31"), ("2021-04-13", "2021-05-13", "2021-07-20"),
    ("2022-04-02", "2022-05-02", "2022-07-09"), ("2023-03-23", "2023-04-21", "2023-06-28"),
    ("2024-03-11", "2024-04-10", "2024-06-16"), ("2025-03-01", "2025-03-30", "2025-06-06"),
    ("2026-02-18", "2026-03-20", "2026-05-27"), ("2027-02-08", "2027-03-09", "2027-05-16"),
    ("2028-01-28", "2028-02-26", "2028-05-05"), ("2029-01-16", "2029-02-14", "2029-04-24"),
    ("2030-01-05", "2030-02-04", "2030-04-13"), ("2030-12-26", "2031-01-24", "2031-04-02"),
    ("2031-12-15", "2032-01-14", "2032-03-22"), ("2032-12-04", "2033-01-02", "2033-03-11"),
    ("2033-11-23", "2033-12-23", "2034-03-01"), ("2034-11-12", "2034-12-12", "2035-02-18"),
    ("2035-11-01", "2035-12-01", "2036-02-07"), ("2036-10-20", "2036-11-19", "2037-01-26"),
)
# fmt: on


def easter(year: int) -> date:
    """Easter Sunday of the Western churches."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _table(days: dict[int, str], before: int, after: int) -> Callable[[int], list[Span]]:
    """The days around the one of a table."""

    def of(year: int) -> list[Span]:
        if year not in days:
            return []
        chief = date.fromisoformat(f"{year}-{days[year]}")
        return [(chief - before * DAY, chief + after * DAY)]

    return of


def _islamic(place: int, days: int) -> Callable[[int], list[Span]]:
    """days: how many it has; 0 is until the next of its row. Some years see one twice, as 2030 sees Ramadan."""

    def of(year: int) -> list[Span]:
        rows = [[date.fromisoformat(day) for day in row] for row in ISLAMIC]
        return [
            (row[place], row[place] + (days - 1) * DAY if days else row[place + 1] - DAY)
            for row in rows if row[place].year == year
        ]  # fmt: skip

    return of


def _fixed(since: str, until: str) -> Callable[[int], list[Span]]:
    return lambda year: [(date.fromisoformat(f"{year}-{since}"), date.fromisoformat(f"{year}-{until}"))]


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th Monday (0) to Sunday (6) of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _easter(year: int) -> list[Span]:
    sunday = easter(year)
    return [(sunday - 2 * DAY, sunday + DAY)]


def _mothers(year: int) -> list[Span]:
    sunday = _nth(year, 5, 6, 2)
    return [(sunday, sunday)]


def _thanks(year: int) -> list[Span]:
    thursday = _nth(year, 11, 3, 4)
    return [(thursday, thursday + 4 * DAY)]


# fmt: off
FEASTS: tuple[tuple[str, str, Callable[[int], list[Span]]], ...] = (
    ("lunar_new_year", "Lunar New Year",                 _table(NEW_YEAR, 1, 5)),
    ("valentine",      "Valentine’s Day",                _fixed("02-14", "02-14")),
    ("ramadan",        "Ramadan",                        _islamic(0, 0)),
    ("eid_al_fitr",    "Eid al-Fitr",                    _islamic(1, 3)),
    ("eid_al_adha",    "Eid al-Adha",                    _islamic(2, 4)),
    ("easter",         "Easter",                         _easter),
    ("golden_week_jp", "Golden Week in Japan",           _fixed("04-29", "05-05")),
    ("mothers_day",    "Mother’s Day",                   _mothers),
    ("qixi",           "Qixi",                           _table(QIXI, 0, 0)),
    ("golden_week_cn", "Golden Week in China",           _fixed("10-01", "10-07")),
    ("diwali",         "Diwali",                         _table(DIWALI, 2, 2)),
    ("singles_day",    "Singles’ Day",                   _fixed("11-11", "11-11")),
    ("thanksgiving",   "Thanksgiving to Cyber Monday",   _thanks),
    ("christmas",      "The weeks of Christmas",         _fixed("12-15", "12-31")),
)
# fmt: on
NAMES = {key: name for key, name, _ in FEASTS}
# Those that lie more than some days elsewhere each year: what a comparison with last year may stumble over.
MOVING = ("lunar_new_year", "ramadan", "eid_al_fitr", "eid_al_adha", "easter", "qixi", "diwali")


def between(since: date, until: date) -> tuple[Feast, ...]:
    """Feasts of which a day at least lies within, in the order they begin."""
    found = (one for year in range(since.year - 1, until.year + 1) for one in _of(year))
    return tuple(sorted((one for one in found if _days(one, (since, until))), key=lambda one: (one.since, one.key)))


def told(now: Span, before: Span) -> tuple[tuple[Feast, str], ...]:
    """Which feasts fall into two spans that are compared: only now, only before, more now, more before, both (as much).

    Of a feast that falls into both the time in `now` is given.
    """
    first, second = between(*now), between(*before)
    found = {one.key: one for one in (*second, *reversed(first))}
    said = [(one, _which(_sum(key, first, now), _sum(key, second, before))) for key, one in found.items()]
    return tuple(sorted(said, key=lambda pair: (pair[0].since, pair[0].key)))


def aligned(since: date, until: date, key: str) -> Span:
    """The span a year before, shifted by whole weeks so that the feast lies at its place as closely as weeks allow.

    The time of the feast that counts is the one that has most days in the span, else the nearest to it. Where no table
    knows it, the span of 52 weeks before.

    Raises:
        KeyError: a key that is none.
    """
    years = range(since.year - 2, until.year + 2)
    _ = NAMES[key]
    times = [one for year in years for one in _of(year) if one.key == key]
    span, shift = (since, until), YEAR
    place = min(range(len(times)), key=lambda n: (-_days(times[n], span), _apart(times[n], span)), default=0)
    if place > 0:
        shift = round((times[place].since - times[place - 1].since) / WEEK) * WEEK
    return since - shift, until - shift


def chief(since: date, until: date) -> str:
    """Key of the moving feast that has most days in the span or in that of 52 weeks before; "" where none falls."""
    spans = ((since, until), (since - YEAR, until - YEAR))
    days = {key: max(_sum(key, between(*span), span) for span in spans) for key in MOVING}
    found = max(days, key=lambda key: days[key])
    return found if days[found] else ""


@lru_cache(maxsize=64)
def _of(year: int) -> tuple[Feast, ...]:
    """Those that begin in a year."""
    return tuple(Feast(key, name, *span) for key, name, spans in FEASTS for span in spans(year))


def _days(one: Feast, span: Span) -> int:
    return max(0, (min(one.until, span[1]) - max(one.since, span[0])).days + 1)


def _apart(one: Feast, span: Span) -> timedelta:
    return abs((one.since - span[0]) + (one.until - span[1]))


def _sum(key: str, some: Iterable[Feast], span: Span) -> int:
    return sum(_days(one, span) for one in some if one.key == key)


def _which(now: int, before: int) -> str:
    if not now or not before:
        return NOW if now else BEFORE
    return BOTH if now == before else MORE_NOW if now > before else MORE_BEFORE
