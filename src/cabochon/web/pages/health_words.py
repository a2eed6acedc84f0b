"""Data health in words: what each number counts, what it means, and what is said when nothing waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ...house.health import Count

DAYS = {"7": "The last 7 days", "28": "The last 28 days", "91": "The last 91 days", "all": "Everything"}


@dataclass(frozen=True, slots=True)
class Words:
    """title: of the number. unit: what is counted, one and several. says: what it means, in a sentence or two.

    thing: what it comes down to, one and several ("" for the same). good: said when there is none. deed: of the link.
    known: nothing to mend, good to know.
    """

    title: str
    unit: tuple[str, str]
    says: str
    good: str
    deed: str = "See the rows"
    thing: tuple[str, str] = ("", "")
    known: bool = False


WORDS: Mapping[str, Words] = {
    "unmapped": Words(
        "Unmapped SKUs", ("line", "lines"),
        "The catalogue did not know them on the day they were sold. They count as sold, never as a secondary sale.",
        "Every SKU is mapped", "See the SKUs", ("SKU", "SKUs"),
    ),
    "receipts": Words(
        "Receipts without an associate", ("receipt", "receipts"),
        "The till named nobody, so they count for the boutique and for no one in it. Ask the till to send the seller.",
        "Every receipt names its seller",
    ),
    "codes": Words(
        "Codes nobody has claimed", ("event", "events"),
        "A till or survey tool names somebody by a code that belongs to no one here yet.",
        "Every code belongs to somebody", "See the codes", ("code", "codes"),
    ),
    "surveys": Words(
        "Unlinked surveys", ("survey", "surveys"),
        "They count for the boutique, on the day they were answered, and say nothing of a visit.",
        "Every survey belongs to a visit",
    ),
    "feeds": Words(
        "Late feeds", ("feed", "feeds"),
        "A source that used to tell of a boutique has been silent for longer than is usual there, open days counted.",
        "Every feed is on time", "See the feeds",
    ),
    "skew": Words(
        "Clocks that run ahead", ("statement", "statements"),
        "Their own time lies after the moment they were kept: the sender’s clock is wrong. Set it, or its time zone.",
        "No clock runs ahead", "See the sources",
    ),
    "quarantine": Words(
        "In quarantine", ("row", "rows"),
        "What could not be used waits with its reason until somebody mends it.",
        "Nothing waits in quarantine",
    ),
    "till": Words(
        "Till closings that differ", ("day", "days"),
        "What the till counted for its day is not what arrived here: other receipts, or another net.",
        "Every till closing agrees with what arrived", "See the days",
    ),
    "missing": Words(
        "Missing currency rates", ("amount", "amounts"),
        "No rate converts them, so group totals leave them out.",
        "Every currency has its rate", "See the currencies", ("currency", "currencies"),
    ),
    "duplicates": Words(
        "Repeats dropped", ("repeat", "repeats"),
        "The same came in again and was kept once. Nothing is to be done; many may mean a sender that tries too often.",
        "Nothing came in twice", known=True,
    ),
}  # fmt: skip

UNDATED = frozenset({"feeds", "skew", "quarantine"})  # as they stand now, whatever days are chosen

RULES = {
    "ambiguous": "Two visits were equally near",
    "none": "No visit of that associate was near enough",
    "reference": "The receipt it names has not arrived",
    "": "No visit of that associate was near enough",
}


def counted(count: Count) -> str:
    """ "12 lines, 3 SKUs"."""
    words = WORDS[count.key]
    said = f"{count.n:,} {words.unit[count.n != 1]}"
    if words.thing[0]:
        said = f"{count.things:,} {words.thing[count.things != 1]}, in {said}"
    return f"{said} of {count.of:,}" if count.of else said


def lateness(days: int) -> str:
    return f"{days} open day{'s' if days != 1 else ''} late" if days else "On time"


def rhythm(every: float) -> str:
    """How often a source tells something, over open days."""
    if every <= 2 / 3:
        return f"about {round(1 / every):,} an open day"
    return "about one an open day" if every < 1.5 else f"about one in {round(every)} open days"


def span(much: timedelta) -> str:
    seconds = round(much.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"


def day(value: date) -> str:
    return f"{value.day} {value:%b %Y}"


def time(value: datetime) -> str:
    return f"{value.day} {value:%b %Y, %H:%M}"


def share(top: int, bottom: int) -> str:
    return f"{100 * top / bottom:.0f} %" if bottom else "–"
