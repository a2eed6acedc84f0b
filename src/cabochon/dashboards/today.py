"""The morning view: client satisfaction, attach rates, behaviours, clients' words and what just came in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import islice
from types import MappingProxyType
from urllib.parse import quote
from zoneinfo import ZoneInfo

from ..measures.question import Question
from ..retail.closed_weeks import said
from . import See, attempt, behaviours, tiles, trend, words
from .ahead import together
from .filters import LINES, SHIFTS, Choice, Filters, choices, settle
from .periods import Span, Window, long_day, periods, short_day, today_at, window
from .reach import FLOOR, Reach

COMMENTS, MOMENTS, LOOKED_THROUGH = 5, 8, 60
NEVER: Mapping[str, time] = MappingProxyType({})
BEHIND = 100  # statements: more than what is just on its way
FEW_DAYS = "Too few colleagues stand behind single days. Choose your name above to see your own."
Where = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Listed:
    """Comments or moments, or in their place the sentence `said`."""

    rows: tuple[words.Comment, ...] | tuple[words.Moment, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Everything the page draws.

    state: "full"; "first" (the house holds nothing yet); "nothing" (nothing in this view, but elsewhere); "nowhere" (no
    boutique is within reach); "retelling" (the facts have yet to hear what is kept). Panels that are None are not the
    viewer's. where: the filters in words, for the empty view and for paper. clear: address without filters. wider:
    address of a longer period, "" when this is the longest. golive: address of a door's go-live list, "" where it is
    not the viewer's. watermark: of the facts before they were asked, so that nothing is missed.
    """

    day: str
    place: str
    clock: str
    days: str
    beside: str
    watermark: int
    state: str
    where: str
    filtered: bool
    clear: str
    wider: str
    golive: str
    reach: Reach
    choices: tuple[Choice, ...]
    tiles: tuple[tiles.Tile, ...]
    trend: trend.Trend | None
    top: behaviours.Top | None
    best: behaviours.Best | None
    comments: Listed | None
    moments: Listed | None


def today(
    see: See,
    filters: Filters,
    now: datetime,
    *,
    reach: Reach = FLOOR,
    ends: Mapping[str, time] = NEVER,
    behind: int = 0,
) -> Today:
    """The page for these filters at this moment. Every part is asked for by itself: one that fails blanks no other.

    now: aware. ends: boutique -> when its business day closes. behind: statements the facts have not heard yet.

    Raises:
        Unknown: a filter names a boutique or person outside the viewer's reach.
        Refused: a filter's value does not exist.
    """
    watermark = see.changes()  # before the facts are asked, so that nothing is missed
    made = together(see, lambda see: _page(see, filters, now, reach=reach, ends=ends, behind=behind))
    return replace(made, watermark=watermark)


def _page(see: See, filters: Filters, now: datetime, *, reach: Reach, ends: Mapping[str, time], behind: int) -> Today:
    labels = see.labels
    filters, period = settle(filters, labels, above=reach.above)
    zones = {filters.boutique: labels.zones[filters.boutique]} if filters.boutique in labels.zones else labels.zones
    day = today_at(now, zones, ends)
    days = window(period, day, reach.above)
    where = filters.where()
    line = trend_of(see, Question("csat", where=where), days, reach=reach) if reach.client else None
    shown = tiles.on_one_scale(_tiles(see, where, days, line, filters=filters, reach=reach))
    asked = Question("behaviour", since=days.now.since, until=days.now.until, where=where)
    top = _top(see, asked, reach) if reach.behaviour else None
    comments = _comments(see, where, days, now) if reach.comments else None
    moments = _moments(see, where, now) if reach.moments and not reach.above else None
    full = any(t.counted for t in shown) or any(part and part.rows for part in (top, comments, moments))
    state = "full" if full or _held(shown, top) else "nothing" if _anything(see, reach) else "first"
    longer = {p.days: p for p in periods(reach.above) if p.days > period.days}
    return Today(
        day=long_day(day),
        place=_place(filters, labels.doors),
        clock=f"{_at_home(now, zones):%H:%M}",
        days=_days(days, reach.above),
        beside=period.beside,
        watermark=0,
        state="nowhere" if not labels.doors else "retelling" if state != "full" and behind > BEHIND else state,
        where=_in_words(filters, labels.doors, labels.people, period.label),
        filtered=filters.narrowed,
        clear=Filters(period=filters.period).address(),
        wider=filters.address(period=longer[max(longer)].key) if longer else "",
        golive=f"/doors/{quote(filters.boutique or next(iter(labels.doors)), safe='')}/golive"
        if reach.golive and labels.doors
        else "",
        reach=reach,
        choices=choices(filters, labels, above=reach.above),
        tiles=shown,
        trend=line,
        top=top,
        best=behaviours.best(see, asked) if reach.behaviour else None,
        comments=comments,
        moments=moments,
    )


def trend_of(see: See, question: Question, days: Window, *, reach: Reach) -> trend.Trend:
    draw = trend.by_week if reach.above else trend.by_day
    drawn = attempt(lambda: draw(see, question, days), lambda why: trend.Trend(said=why))
    return replace(drawn, said=FEW_DAYS) if drawn.said == tiles.TOO_FEW and reach.own else drawn


def _tiles(
    see: See, where: Where, days: Window, drawn: trend.Trend | None, *, filters: Filters, reach: Reach
) -> tuple[tiles.Tile, ...]:
    question, found = Question("csat", where=where), []
    if drawn:
        spark = drawn.spark(days.now) or drawn.spark(Span(days.before.since, days.now.until))
        found = [tiles.satisfaction(see, question, days, spark)]
    if reach.sales and filters.line:
        found += [tiles.attach(see, question, days, filters.line), tiles.enrolment(see, question, days)]
    elif reach.sales:
        found += [tiles.attach(see, question, days, line) for line in LINES]
    return tuple(found)


def _top(see: See, question: Question, reach: Reach) -> behaviours.Top:
    """The three seen most; where behaviours are all there is to see, all of them."""
    shown = behaviours.SHOWN if reach.client or reach.sales else len(behaviours.EVERY)
    return attempt(lambda: behaviours.top(see, question, shown=shown), lambda why: behaviours.Top(said=why))


def _comments(see: See, where: Where, days: Window, now: datetime) -> Listed:
    def make() -> Listed:
        rows = see.comments(where, since=days.now.since, until=days.now.until, limit=COMMENTS)
        zones = see.labels.zones
        found = tuple(words.comment(row, now, zones) for row in rows)
        return Listed(found, "" if found else "No client wrote anything in this view.")

    return attempt(make, lambda why: Listed(said=why))


def _moments(see: See, where: Where, now: datetime) -> Listed:
    def make() -> Listed:
        rows = filter(words.is_news, see.moments(where, limit=LOOKED_THROUGH))
        zones = see.labels.zones
        found = tuple(words.moment(row, now, zones) for row in islice(rows, MOMENTS))
        return Listed(found, "" if found else "Nothing has come in for this view.")

    return attempt(make, lambda why: Listed(said=why))


def _held(shown: tuple[tiles.Tile, ...], top: behaviours.Top | None) -> bool:
    """Whether something is there but may not be shown: then the page is not empty, it says so in each place."""
    return bool(top and top.said == behaviours.TOO_FEW) or any(tile.said == tiles.TOO_FEW for tile in shown)


def _anything(see: See, reach: Reach) -> bool:
    """Whether anything at all has come in; one who may not look is not told to connect the till."""
    if reach.above or reach.own or not reach.moments:
        return True
    return attempt(lambda: bool(see.moments({}, limit=1)), lambda _: True)


def _place(filters: Filters, doors: Mapping[str, str]) -> str:
    if filters.boutique or len(doors) == 1:
        return doors[filters.boutique or next(iter(doors))]
    return f"{len(doors)} boutiques" if doors else "No boutique"


def _days(days: Window, above: bool) -> str:
    if above:
        return f"{said(days.now.since, days.now.until)}, closed week{'s' if days.now.days > 7 else ''}"
    if days.now.days == 1:
        return short_day(days.now.until)
    return f"{short_day(days.now.since)} to {short_day(days.now.until)}"


def _in_words(filters: Filters, doors: Mapping[str, str], people: Mapping[str, str], period: str) -> str:
    parts = (
        _place(filters, doors),
        people.get(filters.associate, ""),
        LINES.get(filters.line, ""),
        SHIFTS.get(filters.shift, ""),
        period,
    )
    return ", ".join(part for part in parts if part)


def _at_home(now: datetime, zones: Mapping[str, str]) -> datetime:
    """The clock on the wall of the one boutique shown; with several, as `now` came."""
    alone = set(zones.values())
    return now.astimezone(ZoneInfo(alone.pop())) if len(alone) == 1 else now
