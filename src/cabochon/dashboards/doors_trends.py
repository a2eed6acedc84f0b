"""Small multiples: a trend of twelve closed weeks for each boutique, all on one scale, with everybody's as a faint
line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor

from ..languages import say, short_day
from ..measures.kinds import Measure
from ..measures.question import Cell, Question
from ..retail.closed_weeks import closed_week
from . import See, attempt
from .look import charts
from .numbers import NONE_YET, TOO_FEW, opened
from .units import shown, written
from .view import View

WEEKS = 12
WIDE, HIGH, EDGE = 200, 72, 4  # a drawing's own units, and the room around it
Cells = Mapping[tuple[str, ...], Cell | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One boutique. lines, bands: of polylines and polygons, broken where a week is missing; dots: single weeks between
    gaps; last: the last known point. says: the whole in a sentence. said: in place of the drawing."""

    name: str
    address: str
    lines: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    dots: tuple[tuple[float, float], ...] = ()
    last: tuple[float, float] | None = None
    value: str = ""
    says: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Trends:
    """overall: everybody's polylines. caption: the weeks and the one scale. said: in place of all of it."""

    each: tuple[Trend, ...] = ()
    overall: tuple[str, ...] = ()
    caption: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    first: float
    last: float

    def x(self, place: int) -> float:
        return EDGE + place / (WEEKS - 1) * (WIDE - 2 * EDGE)

    def y(self, value: float) -> float:
        share = (value - self.first) / ((self.last - self.first) or 1.0)
        return HIGH - EDGE - min(max(share, 0.0), 1.0) * (HIGH - 2 * EDGE)


def trends(see: See, view: View, what: Measure, codes: Sequence[str]) -> Trends:
    """codes: the boutiques drawn, at most as many as fit a page."""
    until = closed_week(view.day)
    since = until - timedelta(days=7 * WEEKS - 1)
    named = {**view.where, "boutique": tuple(codes)}
    named.pop("region", None)
    each = Question(what.key, ("boutique", "week"), since, until, named)
    all_ = Question(what.key, ("week",), since, until, view.where)

    def make() -> Trends:
        cells = see.ask(each).cells
        overall = attempt(lambda: see.ask(all_).cells, lambda _: {})
        mondays = [since + timedelta(weeks=n) for n in range(WEEKS)]
        return drawn(see, view, what, codes, mondays, cells, overall)

    return attempt(make, lambda why: Trends(said=why))


def drawn(
    see: See, view: View, what: Measure, codes: Sequence[str], mondays: Sequence[date], cells: Cells, overall: Cells
) -> Trends:  # fmt: skip
    told = {code: [_cell(cells, code, str(monday)) for monday in mondays] for code in codes}
    whole = [_cell(overall, str(monday)) for monday in mondays]
    known = [cell for some in (*told.values(), whole) for cell in some if cell]
    if not known:
        held = any(cell is None for cell in cells.values())
        return Trends(said=say(TOO_FEW) if held else say(NONE_YET))
    scale = _scale(what, known, view.now.until)
    currencies = {cell.currency for cell in known}
    caption = say("Closed weeks, {since} to {until}; every drawing has the same scale, {low} to {high}. The band is "
                  "the 95% interval, the faint line all boutiques together.", since=short_day(mondays[0]),
                  until=short_day(mondays[-1] + timedelta(days=6)), **_ends(scale, what, currencies))  # fmt: skip
    each = tuple(_trend(see, view, what, code, told[code], whole, scale) for code in codes)
    return Trends(each, _lines(_values(whole, what), scale)[0] if len(currencies) < 2 else (), caption)


def _cell(cells: Cells, *key: str) -> Cell | None:
    cell = cells.get(key)
    return cell if cell and cell.n and cell.bottom else None


def _scale(what: Measure, known: Sequence[Cell], day: date) -> Scale:
    """One for all: as far as the values go; a band that goes further is cut off there. A share's ends are tens of a
    hundred, so that no drawing makes much of little."""
    raw = [v for one in known if (v := shown(one.value, what.unit, one.currency)) is not None]
    if what.unit == "rate" and max(raw) - min(raw) > 0.05:
        return Scale(max(0.0, floor(min(raw) * 10) / 10), min(1.0, ceil(max(raw) * 10) / 10))
    return Scale(*charts.axis_for([charts.Mark(day, v, None, None, "") for v in raw], what.unit).domain)


def _between(cell: Cell, what: Measure) -> tuple[float | None, float | None]:
    return shown(cell.low, what.unit, cell.currency), shown(cell.high, what.unit, cell.currency)


def _ends(scale: Scale, what: Measure, currencies: set[str]) -> dict[str, str]:
    """The scale's ends in words; amounts come as they are read, so they are turned back."""
    currency = next(iter(currencies)) if len(currencies) == 1 else ""
    back = 1 / (shown(1.0, what.unit, currency) or 1.0)
    low, high = scale.first * back, scale.last * back
    return {"low": written(low, what.unit, currency, bare=True), "high": written(high, what.unit, currency)}


def _values(cells: Sequence[Cell | None], what: Measure) -> list[float | None]:
    return [shown(one.value, what.unit, one.currency) if one else None for one in cells]


def _trend(
    see: See, view: View, what: Measure, code: str, cells: Sequence[Cell | None], whole: Sequence[Cell | None],
    scale: Scale,
) -> Trend:  # fmt: skip
    name, address = see.labels.doors[code], opened(view, what.key, boutique=code)
    values = _values(cells, what)
    last = next((place for place in range(len(values) - 1, -1, -1) if values[place] is not None), None)
    if last is None or (end := cells[last]) is None:
        return Trend(name=name, address=address, said=say(NONE_YET))
    lines, dots = _lines(values, scale)
    value, weeks = written(end.value, what.unit, end.currency), sum(one is not None for one in cells)
    told = {"boutique": name, "value": value, "weeks": weeks}
    beside = whole[last]
    says = say("{boutique}: {value} in the last of {weeks} weeks", **told)
    if beside and beside.currency == end.currency:
        says = say("{boutique}: {value} in the last of {weeks} weeks; all boutiques together {all}", **told,
                   all=written(beside.value, what.unit, beside.currency))  # fmt: skip
    y = values[last] or 0.0  # of the last week that has one
    return Trend(name=name, address=address, lines=lines, bands=_bands(cells, what, scale), dots=dots, value=value,
                 last=(scale.x(last), scale.y(y)), says=says)  # fmt: skip


def _runs(known: Sequence[bool]) -> list[range]:
    """Stretches without a gap."""
    found, first = [], None
    for place, one in enumerate((*known, False)):
        if one and first is None:
            first = place
        elif not one and first is not None:
            found.append(range(first, place))
            first = None
    return found


def _lines(values: Sequence[float | None], scale: Scale) -> tuple[tuple[str, ...], tuple[tuple[float, float], ...]]:
    runs = _runs([one is not None for one in values])
    at = [(scale.x(place), scale.y(one)) if one is not None else (0.0, 0.0) for place, one in enumerate(values)]
    return (
        tuple(_text([at[place] for place in run]) for run in runs if len(run) > 1),
        tuple(at[run[0]] for run in runs if len(run) == 1),
    )


def _bands(cells: Sequence[Cell | None], what: Measure, scale: Scale) -> tuple[str, ...]:
    ends = [_between(one, what) if one else (None, None) for one in cells]
    found = []
    for run in _runs([low is not None and high is not None for low, high in ends]):
        under = [(scale.x(place), scale.y(ends[place][0] or 0.0)) for place in run]
        over = [(scale.x(place), scale.y(ends[place][1] or 0.0)) for place in run]
        found.append(_text([*under, *reversed(over)]))
    return tuple(found)


def _text(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
