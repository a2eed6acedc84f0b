"""The page of one number: what it is, what it says here, over time, broken down, and the rows behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from ..languages import again, count, day, decimal, listed, mark, percent, say, signed, wall_clock
from ..measures.catalogue import measure
from ..measures.kinds import Measure, Sum
from ..measures.question import Cell, Question
from ..measures.reference import TITLES as FAMILIES
from ..measures.words import WORDS
from ..refusals import NotAllowed, Unknown
from . import Labels, attempt
from .breakdown import Breakdown, breakdown
from .cutting import Sounding, offered, title, value
from .numbers import Number, number
from .refused_cuts import gathered, plainly
from .series import Noted, Series, series
from .units import written
from .view import View, in_words

MOST = 50  # rows that are listed
HERE = "/numbers/"
UNITS = mark({
    "rate": "A share, in per cent", "score": "A score from 1 to 5", "money": "An amount of money", "units": "Units",
    "points": "Points, from −100 to 100", "per100": "For every 100 visits", "count": "A count", "minutes": "Minutes",
    "seconds": "Seconds", "days": "Days", "weeks": "Weeks", "index": "From −1 to 1",
})  # fmt: skip
BETTER = mark({"up": "More is better", "down": "Less is better", "none": "Neither more nor less is better"})
TABLES = mark({"receipt": "Receipts", "survey": "Surveys", "step": "Observed steps", "visit": "Visits",
               "traffic": "Door counts", "signal": "Signals", "appointment": "Appointments",
               "follow_up": "Follow-ups", "line": "Receipt lines", "link": "Events", "huddle": "Huddles"})  # fmt: skip
STAYS = mark("The rows behind a number stay in the boutique: its manager sees them, and everybody their own.")


class Deep(Sounding, Protocol):
    """A way out that knows the rows behind a number too."""

    def behind(self, question: Question, *, limit: int = MOST) -> Sequence[Mapping[str, Any]] | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What is counted, of what, in words. bottom: "" where nothing is divided. cuts: what it can be broken down by."""

    says: str
    top: str
    bottom: str
    counts: str
    unit: str
    better: str
    family: str
    cuts: str
    whose: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to break it down. address: the page broken down so."""

    cut: str
    title: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A single event: when, of which product line, and what it adds. adds: "yes", "no" or "" where it is an amount."""

    when: str
    stamp: str
    line: str
    shift: str
    place: str
    says: str
    adds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows behind a number, by what they are; or the sentence why there are none to see."""

    said: str = ""
    groups: tuple[tuple[str, tuple[Row, ...]], ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberPage:
    """refusals: cuts that cannot be asked here, each with why. beside: sums shown beside it. sentence: to be copied.

    leaves: whether it may leave as a file; nothing about one person does.
    """

    key: str
    title: str
    number: Number
    meaning: Meaning
    series: Series
    tabs: tuple[Tab, ...]
    by: Breakdown | None
    refusals: tuple[tuple[str, str], ...]
    rows: Rows
    sentence: str
    notes: tuple[str, ...]
    beside: tuple[str, ...]
    leaves: bool


def known(key: str) -> Measure:
    """
    Raises:
        Unknown: no measure has this key.
    """
    found = measure(key)
    if found is None:
        raise Unknown(say("There is no number by this name; open one from a dashboard, or from Explore."))
    return found


def number_page(see: Deep, view: View, key: str, by: str = "", *, noted: Sequence[Noted] = ()) -> NumberPage:
    """
    Raises:
        Unknown: no such measure. NotAllowed: the role does not see numbers of its family.
    """
    what = known(key)
    (refusal,) = see.refused([Question(key)])
    if isinstance(refusal, NotAllowed):
        raise refusal
    cuts = offered(see, view, what)
    may = [cut for cut, why in cuts.items() if not why]
    chosen = by if by in may else may[0] if may and not by else ""
    made = number(see, view, key)
    broken = breakdown(see, view, what, chosen, here=f"{HERE}{key}") if chosen else None
    if by and not chosen:
        why = None if cuts.get(by) else see.refused([view.ask(key, by)])[0]
        shut = cuts.get(by) or (plainly(why, (by,)) if why else say("This cannot be broken down so here."))
        broken = Breakdown(cuts=(by,), heads=(by,), said=shut)
    return NumberPage(
        key=key, title=say(what.title), number=made, meaning=meaning(what), series=series(see, view, key, noted=noted),
        tabs=tuple(Tab(cut, title(cut), f"{HERE}{key}{with_by(view, cut)}", cut == chosen) for cut in may),
        by=broken, rows=rows(see, view, what),
        refusals=gathered((title(cut), why) for cut, why in cuts.items() if why),
        sentence=sentence(see.labels, view, made), notes=_notes(see, view, key), beside=_beside(see, view, what),
        leaves=not view.filters.associate,
    )  # fmt: skip


def with_by(view: View, cut: str) -> str:
    address = view.filters.address()
    return f"{address}{'' if address == '?' else '&'}by={cut}" if cut else address


def meaning(what: Measure) -> Meaning:
    """Its definition, in the words of the catalogue."""
    words = WORDS.get(what.key)
    more = words.more if words else what.says
    return Meaning(
        says=say(more) if more else "", top=say(words.top) if words else "",
        bottom=say(words.bottom) if words and words.bottom else "",
        counts=say(what.counts), unit=say(UNITS[what.unit]), better=say(BETTER[what.better]),
        family=say(FAMILIES[what.family]), cuts=listed([title(cut) for cut in what.cuts if cut != "rater"]),
        whose=say("About people: above the boutique groups are kept large.") if what.person
        else say("A door’s number: it names nobody."),
    )  # fmt: skip


def sentence(labels: Labels, view: View, one: Number) -> str:
    """The number as a sentence that stands alone: "Secondary sales rate, Geneva, 27 Oct to 23 Nov: 42% (...)"."""
    words = in_words(view.filters, labels, "")
    if one.said:
        return say("{title}, {words}, {days}: {said}", title=one.title, words=words, days=view.days, said=one.said)
    behind = "; ".join(part for part in (one.between, one.counted) if part)
    change = _changed(one, view.beside)
    if not change:
        return say("{title}, {words}, {days}: {value} ({behind}).", title=one.title, words=words, days=view.days,
                   value=one.value, behind=behind)  # fmt: skip
    return say("{title}, {words}, {days}: {value} ({behind}), {change}.", title=one.title, words=words,
               days=view.days, value=one.value, behind=behind, change=change)  # fmt: skip


def _changed(one: Number, beside: str) -> str:
    change = one.change
    if change is None or not change.bold:
        return ""
    match change.direction:
        case "up":
            return say("up {size} on {days} ({words})", size=change.bold, days=beside, words=change.words)
        case "down":
            return say("down {size} on {days} ({words})", size=change.bold, days=beside, words=change.words)
    return say("no clear change on {days} ({words})", days=beside, words=change.words)


def _notes(see: Deep, view: View, key: str) -> tuple[str, ...]:
    return attempt(lambda: tuple(map(again, see.ask(view.ask(key)).notes)), lambda _: ())


def _beside(see: Deep, view: View, what: Measure) -> tuple[str, ...]:
    """Further sums of the same rows, such as what was marked partly."""

    def make() -> tuple[str, ...]:
        cell = see.ask(view.ask(what.key)).cells.get(())
        return _said_beside(cell) if cell and cell.n else ()

    return attempt(make, lambda _: ())


def _said_beside(cell: Cell) -> tuple[str, ...]:
    partly = dict(cell.beside).get("partly")
    if partly is None or not cell.bottom:
        return ()
    return (say("Marked partly: {n} ({share}); it does not count as done.", n=decimal(partly, 0),
                share=percent(partly / cell.bottom)),)  # fmt: skip


def rows(see: Deep, view: View, what: Measure) -> Rows:
    """The latest rows behind it, a part of the page by itself."""

    def make() -> Rows:
        if view.reach.above or not view.reach.moments:
            return Rows(said=say(STAYS))
        found = see.behind(view.ask(what.key), limit=MOST)
        if found is None:
            return Rows(said=say(STAYS))
        if not found:
            return Rows(said=say("There are no rows behind it to show in this view."))
        groups: dict[tuple[str, bool], list[Row]] = {}
        for one in found:
            groups.setdefault((str(one["table"]), bool(one["top"])), []).append(_row(see.labels, what, one))
        several = len({row.place for some in groups.values() for row in some}) > 1
        told = tuple(
            (say(TABLES[table]) if table in TABLES else "", tuple(some)) for (table, _), some in groups.items()
        )
        most = max(len(some) for some in groups.values())
        caption = count(most, "The latest one", "The latest {n}")
        if not several:
            told = tuple((name, tuple(_placeless(row) for row in some)) for name, some in told)
        return Rows(groups=told, caption=caption)

    return attempt(make, lambda why: Rows(said=why))


def _called(table: str) -> str:
    return say(TABLES[table]) if table in TABLES else ""


def _row(labels: Labels, what: Measure, one: Mapping[str, Any]) -> Row:
    at, code = one["at"], str(one["boutique"])
    zone = ZoneInfo(labels.zones.get(code, "UTC"))
    when, stamp = day(one["day"], "short"), str(one["day"])
    if isinstance(at, datetime):
        local = at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        when = say("{day}, {time}", day=day(local.date(), "short"), time=wall_clock(local))
        stamp = local.isoformat(timespec="minutes")
    line, shift = str(one["product_line"] or ""), str(one["daypart"] or "")
    says, adds = _adds(what, what.top if one["top"] else what.bottom, one)
    return Row(
        when=when, stamp=stamp, line=value("product_line", line, labels) if line else "",
        shift=value("daypart", shift, labels) if shift else "", place=labels.doors.get(code, ""), says=says, adds=adds,
    )  # fmt: skip


def _adds(what: Measure, of: Sum, one: Mapping[str, Any]) -> tuple[str, str]:
    """What a row adds to the number, in words, and its shape."""
    given = float(one["adds"] or 0)
    if what.kind == "rate":
        return (say("Counts"), "yes") if given else (say("Does not count"), "no")
    if of.money:
        return written(given, "money", str(one["currency"] or "")), ""
    if what.unit == "points":
        return signed(given), ""
    return decimal(given, 0 if given == int(given) else 2), ""


def _placeless(row: Row) -> Row:
    return Row(row.when, row.stamp, row.line, row.shift, "", row.says, row.adds)
