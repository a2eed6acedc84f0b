"""The weekly snapshot: one page of a place and a week, as what it says. Drawn by `look.paper`, told by `weekly_letter`.

It names nobody. A change is named where the interval of the difference leaves zero out; anything else is called noise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_interval

from ..languages import SOURCE, count, mark, percent, say, spoken
from ..languages import day as said_day
from ..languages.marks import LOCALES
from ..measures.question import Question
from ..retail.closed_weeks import closed_week
from . import See, attempt, gone
from .review import BEFORE
from .weekly_numbers import WEEKS, Asked, Figure, Step, Trend, figure, restated, step, trend

MOST_COMMENTS, MOST_SENTENCES = 2, 2
BOUTIQUE = "boutique"
HEADLINES: tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...] = (
    ("csat", {}), ("attach_rate", {"product_line": ("watch",)}), ("attach_rate", {"product_line": ("jewelry",)}),
    ("conversion", {}), ("atv", {}), ("enrolment_rate", {}),
)  # fmt: skip
OF_LINE = {"watch": mark("Secondary sales rate, watches"), "jewelry": mark("Secondary sales rate, jewelry")}
SHAPES = {"csat": "disc", "watch": "circle", "jewelry": "diamond"}
RHYTHM = ("coaching_moments", "observation_coverage", "huddle_days", "module_completion", "shrink_rate")
TRENDS = ("csat", "attach_rate")
WHERE_COUNTED = frozenset({"shrink_rate"})  # left out of a week in which nothing was counted
NOT_CLOSED = mark(
    "This week is not closed yet: above the boutique a week is told two days after its Sunday, when every boutique’s "
    "late entries are in."
)
EVERYTHING_MOVED = mark("Several numbers are looked at every week, so now and then one looks clear by chance alone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """kind: boutique, region or company. where: as a question narrows to it."""

    key: str
    kind: str
    name: str
    where: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """What is known besides the numbers, in the language spoken: made by the house. focus: key of its behaviour."""

    focus: str = ""
    aim: float | None = None
    since: date | None = None
    decisions: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()


NOTHING = Besides()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A client's words. footing: score and day."""

    text: str
    footing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything the page says, in one language. shut: in place of it all, why there is no page yet.

    eyebrow: place and week; subject: of its letter. outstanding: what stands out, sentences. caveats: what to know of
    the data. foot: how to read it. figures: what was restated says so in `was`.
    """

    place: Place
    monday: date
    eyebrow: str
    title: str
    week: str
    subject: str
    shut: str = ""
    figures: tuple[Figure, ...] = ()
    outstanding: tuple[str, ...] = ()
    trends: tuple[Trend, ...] = ()
    steps: tuple[Step, ...] = ()
    focus: str = ""
    rhythm: tuple[Figure, ...] = ()
    decisions: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    comments: tuple[Words, ...] = ()
    caveats: tuple[str, ...] = ()
    foot: str = ""


def snapshot(
    see: See, place: Place, monday: date, *, behaviours: Mapping[str, str], above: bool, shut: str = "",
    besides: Besides = NOTHING, earlier: Mapping[str, float] | None = None, mask: Callable[[str], str] = str,
) -> Snapshot:  # fmt: skip
    """
    Args:
        behaviours: key -> title of the client visit's steps, in the language spoken.
        above: whether the viewer is above the boutique and reads no comments here.
        shut: why there is no page of this week yet, "" where there is.
        earlier: what its figures were when it was first sent, by `Figure.id`.
        mask: takes the names of staff out of what clients wrote.
    """
    empty: dict[str, Any] = {
        "place": place, "monday": monday, "title": say("Weekly snapshot"), "week": _week(monday, "yMMMMd"),
        "eyebrow": say("{place}, week {number}", place=place.name, number=monday.isocalendar().week),
        "subject": say("{place}: week {days}", place=place.name, days=_week(monday, "MMMMd")),
    }  # fmt: skip
    if shut:
        return Snapshot(**empty, shut=shut)
    told = _asked(see, place.where, monday, behaviours)
    figures = tuple(figure(one, _titled(one), _shape(one)) for one in told["headline"] if one.seen)
    figures = tuple(restated(one, (earlier or {}).get(one.id)) for one in figures)
    steps = [step(one, behaviours[one.key.removeprefix("behaviour.")], besides.focus) for one in told["steps"]
             if one.seen]  # fmt: skip
    steps.sort(key=lambda one: (one.share is None, -(one.share or 0.0), one.title))
    rhythm = [figure(one, _titled(one)) for one in told["rhythm"] if one.seen]
    return Snapshot(
        **empty, figures=figures, steps=tuple(steps), outstanding=_outstanding(figures, steps),
        trends=tuple(trend(see, key, place.where, monday) for key in TRENDS if key not in gone(see)),
        focus=_focus(steps, besides), decisions=besides.decisions, waits=besides.waits,
        rhythm=tuple(one for one in rhythm if one.key not in WHERE_COUNTED or one.value),
        comments=() if above or place.kind != BOUTIQUE else _comments(see, place, monday, mask),
        caveats=_caveats(see, place, monday, figures),
        foot=say("Rates carry their 95% interval. A rise or fall is named when the interval of its difference from the "
                 "four weeks before leaves zero out; the rest is noise."),
    )  # fmt: skip


def why_shut(monday: date, *, here: date, today: date, above: bool) -> str:
    """Why a week cannot be told yet, "" where it can. here: the place's business day; today: of the house."""
    sunday = monday + timedelta(days=6)
    if sunday >= here:
        return say("This week is not over yet.")
    return say(NOT_CLOSED) if above and sunday > closed_week(today) else ""


def _asked(
    see: See, where: Mapping[str, tuple[str, ...]], monday: date, behaviours: Mapping[str, str]
) -> dict[str, list[Asked]]:  # fmt: skip
    """Every number of the page beside the four weeks before, asked together."""
    shut = gone(see)
    parts: list[tuple[str, str, Mapping[str, tuple[str, ...]]]] = [
        *(("headline", key, more) for key, more in HEADLINES),
        *(("steps", f"behaviour.{key}", {}) for key in behaviours),
        *(("rhythm", key, {}) for key in RHYTHM),
    ]
    parts = [one for one in parts if one[1] not in shut]
    spans = ((monday, monday + timedelta(days=6)), (monday - timedelta(weeks=BEFORE), monday - timedelta(days=1)))
    answers = see.ask_many([Question(key, (), *span, {**where, **more}) for _, key, more in parts for span in spans])
    found: dict[str, list[Asked]] = {"headline": [], "steps": [], "rhythm": []}
    for n, (part, key, more) in enumerate(parts):
        line = next(iter(more.get("product_line", ())), "")
        found[part].append(Asked(key, line, answers[2 * n], answers[2 * n + 1]))
    return found


def _week(monday: date, form: str) -> str:
    """ "16–22 November 2026", in the way of the language; form: a skeleton of CLDR."""
    if spoken() != SOURCE:
        return str(format_interval(monday, monday + timedelta(days=6), form, locale=LOCALES[spoken()]))
    sunday = monday + timedelta(days=6)
    first = f"{monday.day}" if monday.month == sunday.month else f"{monday.day} {monday:%B}"
    return f"{first} to {sunday.day} {sunday:%B}" + (f" {sunday.year}" if form.startswith("y") else "")


def _titled(one: Asked) -> str:
    if one.key == "csat":
        return say("Client satisfaction")
    return say(OF_LINE[one.line]) if one.line else say(one.what.title)


def _shape(one: Asked) -> str:
    return SHAPES.get(one.line or one.key, "")


def _outstanding(figures: tuple[Figure, ...], steps: list[Step]) -> tuple[str, ...]:
    """One or two sentences, of clear changes alone; clients and sales before the steps of the visit."""
    found = [one.stands for one in figures if one.stands] + [one.stands for one in steps if one.stands]
    if found:
        return (*found[:MOST_SENTENCES], say(EVERYTHING_MOVED))
    if not any(one.value for one in figures):
        return (say("There is too little to tell of this week."),)
    return (say("No number moved clear of noise this week. What moved a little may well come back by itself."),)


def _focus(steps: list[Step], besides: Besides) -> str:
    one = next((one for one in steps if one.focus), None)
    if one is None or besides.since is None:
        return ""
    since = said_day(besides.since, "short")
    if besides.aim is None or not one.value:
        return say("In focus since {day}: {step}.", day=since, step=one.title)
    aim = percent(besides.aim)
    return say("In focus since {day}: {step}. This week {value}, aim {aim}.", day=since, step=one.title,
               value=one.value, aim=aim)  # fmt: skip


def _comments(see: See, place: Place, monday: date, mask: Callable[[str], str]) -> tuple[Words, ...]:
    def make() -> list[dict[str, Any]]:
        return see.comments(place.where, since=monday, until=monday + timedelta(days=6), limit=12)

    found = [(mask(" ".join(str(row.get("text", "")).split())), row) for row in attempt(make, lambda _: [])]
    found = [(text, row) for text, row in found if 20 <= len(text) <= 240] or found[:MOST_COMMENTS]
    return tuple(Words(text=text[:240], footing=_footing(row)) for text, row in found[:MOST_COMMENTS])


def _footing(row: Mapping[str, Any]) -> str:
    day = row.get("day")
    when = said_day(day, "short") if isinstance(day, date) else ""
    if row.get("score") is None:
        return when
    score = max(0, min(5, round(float(row["score"]))))
    return say("{score} of 5, {day}", score=score, day=when) if when else say("{score} of 5", score=score)


def _caveats(see: See, place: Place, monday: date, figures: tuple[Figure, ...]) -> tuple[str, ...]:
    """What a reader must know of the data behind the page."""
    span = (monday, monday + timedelta(days=6))
    keys = [key for key in ("unlinked_surveys", "late_feeds") if key not in gone(see)]
    said = []
    for key, answer in zip(keys, see.ask_many([Question(key, (), *span, place.where) for key in keys]), strict=True):
        cell = getattr(answer, "whole", None)
        if cell is None or not cell.top:
            continue
        if key == "late_feeds":
            said.append(count(cell.top, "One feed is late: some of this week may still come in.",
                              "{n} feeds are late: some of this week may still come in."))  # fmt: skip
        elif cell.value >= 0.1:
            said.append(say("{share} of surveys belong to no visit that is known.", share=percent(cell.value)))
    if any(one.was for one in figures):
        said.append(say("What came in late changed a number since this page was first sent."))
    return tuple(said)


__all__ = ["NOTHING", "WEEKS", "Besides", "Place", "Snapshot", "snapshot"]
