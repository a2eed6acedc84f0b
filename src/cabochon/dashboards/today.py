"""The morning view: client satisfaction, attach rates, behaviours, clients' words and what just came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import islice
from urllib.parse import quote

from ..languages import mark, say
from . import See, attempt, behaviours, beside_team, series, tiles, today_focus, words
from .ahead import together
from .beside_team import Beside
from .filters import LINES, Filters
from .numbers import NAMED, TOO_FEW, Number, on_one_scale
from .periods import Span
from .reach import FLOOR, Reach
from .series import Noted, Series
from .today_focus import Focused, Here
from .view import NEVER, View, view

COMMENTS, MOMENTS, LOOKED_THROUGH = 5, 8, 60
BEHIND = 100  # statements: more than what is just on its way
FEW_DAYS = mark("Too few colleagues stand behind single days. Choose your name above to see your own.")
NO_FOCUS = Focused()
__all__ = ["NAMED", "Listed", "Today", "today"]


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
    viewer's. golive: address of a door's go-live list, "" where it is not the viewer's. watermark: of the facts before
    they were asked, so that nothing is missed. focus: of the boutique looked at, or who works on what. mine: an
    associate's own numbers beside the boutique's.
    """

    view: View
    watermark: int
    state: str
    golive: str
    tiles: tuple[Number, ...]
    trend: Series | None
    top: behaviours.Top | None
    best: behaviours.Best | None
    comments: Listed | None
    moments: Listed | None
    focus: Focused = NO_FOCUS
    mine: tuple[Beside, ...] = ()


def today(
    see: See,
    filters: Filters,
    now: datetime,
    *,
    reach: Reach = FLOOR,
    ends: Mapping[str, time] = NEVER,
    behind: int = 0,
    noted: Sequence[Noted] = (),
    here: Here | None = None,
    held: Mapping[str, str] | None = None,
    myself: str = "",
) -> Today:
    """The page for these filters at this moment. Every part is asked for by itself: one that fails blanks no other.

    now: aware. ends: boutique -> when its business day closes. behind: statements the facts have not heard yet.
    noted: days out of the ordinary. here: the focus of the boutique looked at; held: of several, boutique -> behaviour;
    None where focuses are not the viewer's. myself: the viewer's own person id.

    Raises:
        Unknown: a filter names a boutique, region or person outside the viewer's reach.
        Refused: a filter's value does not exist.
    """
    watermark = see.changes()  # before the facts are asked, so that nothing is missed
    seen = view(see, filters, now, reach=reach, ends=ends)
    made = together(see, lambda see: _page(see, seen, now, behind=behind, noted=noted, myself=myself))
    return replace(made, watermark=watermark, focus=_focus(see, seen, here, held))


def _focus(see: See, view: View, here: Here | None, held: Mapping[str, str] | None) -> Focused:
    if not view.reach.behaviour:
        return Focused()
    if here is not None:
        return today_focus.focus(see, view, here)
    labels, region = see.labels, view.filters.region
    if not held:
        return Focused()
    doors = {code: name for code, name in labels.doors.items()
             if view.filters.boutique in ("", code) and region in ("", labels.regions.get(code, ""))}  # fmt: skip
    return today_focus.focuses(held, doors)


def _page(see: See, view: View, now: datetime, *, behind: int, noted: Sequence[Noted], myself: str) -> Today:
    reach, labels = view.reach, see.labels
    line = _trend(see, view, noted) if reach.client else None
    shown = on_one_scale(_tiles(see, view, line))
    top = _top(see, view) if reach.behaviour else None
    comments = _comments(see, view, now) if reach.comments else None
    moments = _moments(see, view, now) if reach.moments and not reach.above else None
    full = any(t.counted for t in shown) or any(part and part.rows for part in (top, comments, moments))
    state = "full" if full or _held(shown, top) else "nothing" if _anything(see, reach) else "first"
    return Today(
        view=view,
        watermark=0,
        state="nowhere" if not labels.doors else "retelling" if state != "full" and behind > BEHIND else state,
        golive=f"/doors/{quote(view.filters.boutique or next(iter(labels.doors)), safe='')}/golive"
        if reach.golive and labels.doors
        else "",
        tiles=shown,
        trend=line,
        top=top,
        best=behaviours.best(see, view.ask("behaviour")) if reach.behaviour else None,
        comments=comments,
        moments=moments,
        mine=beside_team.beside(see, view, myself),
    )


def _trend(see: See, view: View, noted: Sequence[Noted]) -> Series:
    drawn = series.series(see, view, "csat", noted=noted, title=say("Client satisfaction"))
    return replace(drawn, said=say(FEW_DAYS)) if drawn.said == say(TOO_FEW) and view.reach.own else drawn


def _tiles(see: See, view: View, drawn: Series | None) -> tuple[Number, ...]:
    found = list[Number]()
    if drawn:
        spark = drawn.spark(view.now) or drawn.spark(Span(view.before.since, view.now.until))
        found = [tiles.satisfaction(see, view, spark)]
    if view.reach.sales and view.filters.line:
        found += [tiles.attach(see, view, view.filters.line), tiles.enrolment(see, view)]
    elif view.reach.sales:
        found += [tiles.attach(see, view, line) for line in LINES]
    return tuple(found)


def _top(see: See, view: View) -> behaviours.Top:
    """The three seen most; where behaviours are all there is to see, all of them."""
    shown = behaviours.SHOWN if view.reach.client or view.reach.sales else len(behaviours.EVERY)
    asked = view.ask("behaviour")
    return attempt(lambda: behaviours.top(see, asked, shown=shown), lambda why: behaviours.Top(said=why))


def _comments(see: See, view: View, now: datetime) -> Listed:
    def make() -> Listed:
        rows = see.comments(view.where, since=view.now.since, until=view.now.until, limit=COMMENTS)
        zones = see.labels.zones
        found = tuple(words.comment(row, now, zones) for row in rows)
        return Listed(found, "" if found else say("No client wrote anything in this view."))

    return attempt(make, lambda why: Listed(said=why))


def _moments(see: See, view: View, now: datetime) -> Listed:
    def make() -> Listed:
        rows = filter(words.is_news, see.moments(view.where, limit=LOOKED_THROUGH))
        zones = see.labels.zones
        found = tuple(words.moment(row, now, zones) for row in islice(rows, MOMENTS))
        return Listed(found, "" if found else say("Nothing has come in for this view."))

    return attempt(make, lambda why: Listed(said=why))


def _held(shown: tuple[Number, ...], top: behaviours.Top | None) -> bool:
    """Whether something is there but may not be shown: then the page is not empty, it says so in each place."""
    few = say(TOO_FEW)
    return bool(top and top.said == few) or any(tile.said == few for tile in shown)


def _anything(see: See, reach: Reach) -> bool:
    """Whether anything at all has come in; one who may not look is not told to connect the till."""
    if reach.above or reach.own or not reach.moments:
        return True
    return attempt(lambda: bool(see.moments({}, limit=1)), lambda _: True)
