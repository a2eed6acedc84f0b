"""The morning view: client satisfaction, attach rates, behaviours, clients' words and what just came in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ..measures.question import Question
from . import See, attempt, behaviours, tiles, trend, words
from .filters import LINES, SHIFTS, Choice, Filters, choices, settle
from .periods import Span, Window, long_day, periods, short_day, today_at, window

COMMENTS, MOMENTS = 5, 8
Where = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reach:
    """What the viewer may do, as the page needs it.

    above: sees sums above the boutique only (closed weeks, no names). observes: may log an observation. connects: may
    set up the house's feeds. comments: may read what clients wrote. moments: may see single events.
    """

    above: bool = False
    observes: bool = False
    connects: bool = False
    comments: bool = True
    moments: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """Comments or moments, or in their place the sentence `said`."""

    rows: tuple[words.Comment, ...] | tuple[words.Moment, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Everything the page draws.

    state: "full"; "first" (the house holds nothing yet); "nothing" (nothing in this view, but elsewhere). where: the
    filters in words, for the empty view and for paper. clear: address without filters. wider: address of a longer
    period, "" when this is the longest. golive: address of a door's go-live list, "" where it is not the viewer's.
    watermark: of the facts before they were asked, so that nothing is missed.
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
    trend: trend.Trend
    top: behaviours.Top
    best: behaviours.Best | None
    comments: Listed
    moments: Listed


def today(see: See, filters: Filters, now: datetime, *, reach: Reach = Reach()) -> Today:
    """The page for these filters at this moment. Every part is asked for by itself: one that fails blanks no other.

    now: aware.

    Raises:
        Unknown: a filter names a boutique or person outside the viewer's reach.
        Refused: a filter's value does not exist.
    """
    watermark, labels = see.changes(), see.labels
    filters, period = settle(filters, labels, above=reach.above)
    zones = {filters.boutique: labels.zones[filters.boutique]} if filters.boutique in labels.zones else labels.zones
    days = window(period, today_at(now, zones.values()), reach.above)
    where = filters.where()
    line = trend_of(see, Question("csat", where=where), days, above=reach.above)
    shown = tiles.on_one_scale(_tiles(see, where, days, filters.line, line))
    asked = Question("behaviour", since=days.now.since, until=days.now.until, where=where)
    top = attempt(lambda: behaviours.top(see, asked), lambda why: behaviours.Top(said=why))
    comments, moments = _comments(see, where, days, now, reach), _moments(see, where, now, reach)
    empty = not (comments.rows or moments.rows or top.rows or any(t.counted for t in shown))
    state = "full" if not empty or _held(shown, top) else "nothing" if reach.above or _anything(see) else "first"
    longer = {p.days: p for p in periods(reach.above) if p.days > period.days}
    return Today(
        day=long_day(today_at(now, zones.values())),
        place=_place(filters, labels.doors),
        clock=f"{_at_home(now, zones):%H:%M}",
        days=_days(days),
        beside=period.beside,
        watermark=watermark,
        state=state,
        where=_in_words(filters, labels.doors, labels.people, period.label),
        filtered=filters.narrowed,
        clear=Filters(period=filters.period).address(),
        wider=filters.address(period=longer[max(longer)].key) if longer else "",
        golive=f"/doors/{filters.boutique or next(iter(labels.doors))}/golive"
        if reach.connects and labels.doors
        else "",
        reach=reach,
        choices=choices(filters, labels, above=reach.above),
        tiles=shown,
        trend=line,
        top=top,
        best=behaviours.best(see, asked),
        comments=comments,
        moments=moments,
    )


def trend_of(see: See, question: Question, days: Window, *, above: bool) -> trend.Trend:
    draw = trend.by_week if above else trend.by_day
    return attempt(lambda: draw(see, question, days), lambda why: trend.Trend(said=why))


def _tiles(see: See, where: Where, days: Window, line: str, drawn: trend.Trend) -> tuple[tiles.Tile, ...]:
    question = Question("csat", where=where)
    spark = drawn.spark(days.now) or drawn.spark(Span(days.before.since, days.now.until))
    first = tiles.satisfaction(see, question, days, spark)
    if line:
        return first, tiles.attach(see, question, days, line), tiles.enrolment(see, question, days)
    return first, tiles.attach(see, question, days, "watch"), tiles.attach(see, question, days, "jewelry")


def _comments(see: See, where: Where, days: Window, now: datetime, reach: Reach) -> Listed:
    if not reach.comments:
        return Listed(said="Clients’ words are not part of your role.")

    def make() -> Listed:
        rows = see.comments(where, since=days.now.since, until=days.now.until, limit=COMMENTS)
        found = tuple(words.comment(row, now, see.labels.zones) for row in rows)
        return Listed(found, "" if found else "No client wrote anything in this view.")

    return attempt(make, lambda why: Listed(said=why))


def _moments(see: See, where: Where, now: datetime, reach: Reach) -> Listed:
    if reach.above or not reach.moments:
        return Listed(said="Single events stay in their boutique.")

    def make() -> Listed:
        found = tuple(words.moment(row, now, see.labels.zones) for row in see.moments(where, limit=MOMENTS))
        return Listed(found, "" if found else "Nothing has come in for this view.")

    return attempt(make, lambda why: Listed(said=why))


def _held(shown: tuple[tiles.Tile, ...], top: behaviours.Top) -> bool:
    """Whether something is there but may not be shown: then the page is not empty, it says so in each place."""
    return top.said == behaviours.TOO_FEW or any(tile.said == tiles.TOO_FEW for tile in shown)


def _anything(see: See) -> bool:
    """Whether anything at all has come in; one who may not look is not told to connect the till."""
    return attempt(lambda: bool(see.moments({}, limit=1)), lambda _: True)


def _place(filters: Filters, doors: Mapping[str, str]) -> str:
    if filters.boutique or len(doors) == 1:
        return doors[filters.boutique or next(iter(doors))]
    return f"{len(doors)} boutiques" if doors else "No boutique"


def _days(days: Window) -> str:
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
