"""Data health in words: what each number counts, what it means, and what is said when nothing waits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ... import languages
from ...house.health import Count
from ...languages import count, forms, mark, percent, say, wall_clock, whole

DAYS = mark({"7": "The last 7 days", "28": "The last 28 days", "91": "The last 91 days", "all": "Everything"})


@dataclass(frozen=True, slots=True)
class Words:
    """In English. title: of the number. says: what it means, in a sentence or two. good: said when there is none.

    deed: of the link. known: nothing to mend, good to know.
    """

    title: str
    says: str
    good: str
    deed: str = mark("See the rows")
    known: bool = False


WORDS: Mapping[str, Words] = mark({
    "unmapped": Words(
        "Unmapped SKUs",
        "The catalogue did not know them on the day they were sold. They count as sold, never as a secondary sale.",
        "Every SKU is mapped", "See the SKUs",
    ),
    "receipts": Words(
        "Receipts without an associate",
        "The till named nobody, so they count for the boutique and for no one in it. Ask the till to send the seller.",
        "Every receipt names its seller",
    ),
    "codes": Words(
        "Codes nobody has claimed",
        "A till or survey tool names somebody by a code that belongs to no one here yet.",
        "Every code belongs to somebody", "See the codes",
    ),
    "surveys": Words(
        "Unlinked surveys",
        "They count for the boutique, on the day they were answered, and say nothing of a visit.",
        "Every survey belongs to a visit",
    ),
    "feeds": Words(
        "Late feeds",
        "A source that used to tell of a boutique has been silent for longer than is usual there, open days counted.",
        "Every feed is on time", "See the feeds",
    ),
    "skew": Words(
        "Clocks that run ahead",
        "Their own time lies after the moment they were kept: the sender’s clock is wrong. Set it, or its time zone.",
        "No clock runs ahead", "See the sources",
    ),
    "quarantine": Words(
        "In quarantine",
        "What could not be used waits with its reason until somebody mends it.",
        "Nothing waits in quarantine",
    ),
    "till": Words(
        "Till closings that differ",
        "What the till counted for its day is not what arrived here: other receipts, or another net.",
        "Every till closing agrees with what arrived", "See the days",
    ),
    "missing": Words(
        "Missing currency rates",
        "No rate converts them, so group totals leave them out.",
        "Every currency has its rate", "See the currencies",
    ),
    "duplicates": Words(
        "Repeats dropped",
        "The same came in again and was kept once. Nothing is to be done; many may mean a sender that tries too often.",
        "Nothing came in twice", known=True,
    ),
})  # fmt: skip

# So many of what is counted; then of what it comes down to, where that is another thing.
UNITS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "unmapped": (forms("{n} line", "{n} lines"), forms("{n} SKU", "{n} SKUs")),
    "receipts": (forms("{n} receipt", "{n} receipts"),),
    "codes": (forms("{n} event", "{n} events"), forms("{n} code", "{n} codes")),
    "surveys": (forms("{n} survey", "{n} surveys"),),
    "feeds": (forms("{n} feed", "{n} feeds"),),
    "skew": (forms("{n} statement", "{n} statements"),),
    "quarantine": (forms("{n} row", "{n} rows"),),
    "till": (forms("{n} day", "{n} days"),),
    "missing": (forms("{n} amount", "{n} amounts"), forms("{n} currency", "{n} currencies")),
    "duplicates": (forms("{n} repeat", "{n} repeats"),),
}

UNDATED = frozenset({"feeds", "skew", "quarantine"})  # as they stand now, whatever days are chosen

RULES = mark({
    "ambiguous": "Two visits were equally near",
    "none": "No visit of that associate was near enough",
    "reference": "The receipt it names has not arrived",
    "": "No visit of that associate was near enough",
})  # fmt: skip


def told(key: str) -> Words:
    """The words of a number in the language spoken."""
    one = WORDS[key]
    return replace(one, title=say(one.title), says=say(one.says), good=say(one.good), deed=say(one.deed))


def days() -> dict[str, str]:
    return {key: say(words) for key, words in DAYS.items()}


def rule(key: str) -> str:
    """Why a survey is not linked."""
    return say(RULES.get(key, RULES[""]))


def figure(number: Count) -> str:
    """The one figure of it: of the things where it counts any, else of the rows."""
    return whole(number.things if UNITS[number.key][1:] else number.n)


def counted(number: Count) -> str:
    """ "3 SKUs, in 12 lines of 100"."""
    unit, *thing = UNITS[number.key]
    said = count(number.n, *unit)
    if thing:
        said = say("{things}, in {rows}", things=count(number.things, *thing[0]), rows=said)
    return say("{part} of {all}", part=said, all=whole(number.of)) if number.of else said


def lateness(days: int) -> str:
    return count(days, "{n} open day late", "{n} open days late") if days else say("On time")


def rhythm(every: float) -> str:
    """How often a source tells something, over open days."""
    if every <= 2 / 3:
        return say("about {n} an open day", n=whole(round(1 / every)))
    return say("about one an open day") if every < 1.5 else say("about one in {n} open days", n=round(every))


def span(much: timedelta) -> str:
    seconds = round(much.total_seconds())
    if seconds < 120:
        return say("{n} s", n=seconds)
    minutes = seconds // 60
    if minutes < 120:
        return say("{n} min", n=minutes)
    return say("{n} h", n=minutes // 60) if minutes < 2880 else count(minutes // 1440, "{n} day", "{n} days")


def day(value: date) -> str:
    return languages.day(value, "year")


def time(value: datetime) -> str:
    return say("{day}, {time}", day=day(value), time=wall_clock(value))


def share(top: int, bottom: int) -> str:
    return percent(top / bottom) if bottom else "–"
