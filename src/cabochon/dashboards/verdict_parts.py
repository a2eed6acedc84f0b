"""Several boutiques together, part by part: doors, job roles, cohorts on one axis; the effect week by week."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

from markupsafe import Markup

from ..languages import again, say, signed, whole
from . import verdict_charts as charts
from . import verdict_words as words
from .verdict_told import Change, EventTime, Line
from .verdicts import events_of

FINE = 20  # steps: the places of many small drawings, close around what is there


@dataclass(frozen=True, slots=True)
class Part:
    """A door, job role or cohort: before -> after as written, and drawn; held: too few to show."""

    label: str
    began: str
    held: bool
    before: str = ""
    after: str = ""
    footing: str = ""
    rest: str = ""
    expected: str = ""
    pair: charts.Pair | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """One measure over all of them, on one axis. ends: the axis' first and last level, as written."""

    measure: str
    title: str
    ends: tuple[str, str]
    parts: tuple[Part, ...]

    @property
    def tells(self) -> bool:
        """Whether any part shows a number."""
        return any(one.pair for one in self.parts)


@dataclass(frozen=True, slots=True)
class Week:
    """Of an effect since the start; without the interval where that says nothing."""

    week: int
    estimate: float
    low: float | None
    high: float | None
    doors: int


@dataclass(frozen=True, slots=True)
class Weeks:
    """Effect by week since the start; rows: (week, effect, interval, boutiques) for the table beside the drawing."""

    measure: str
    title: str
    unit: str
    wide: Markup
    narrow: Markup
    rows: tuple[tuple[str, str, str, int], ...]


def parts(
    by: Mapping[str, Sequence[Line]], changes: Iterable[Change], today: date, *, names: Mapping[str, str] | None = None,
    ordered: bool = False,
) -> list[Parts]:  # fmt: skip
    """The lines of each measure on one axis; alphabetical, never by how well they did, unless they have an order.

    names: of what goes by a code.
    """
    found = []
    for one in changes:
        lines = [((names or {}).get(line.label) or again(line.label), line) for line in by.get(one.measure, ())]
        if lines:
            found.append(_parts(one, lines if ordered else sorted(lines, key=lambda x: x[0].casefold()), today))
    return found


def weeks(events: Mapping[str, Sequence[EventTime]], changes: Iterable[Change]) -> list[Weeks]:
    """The drawing of each measure that has two weeks or more."""
    found = []
    for one in changes:
        told = sorted(events.get(one.measure, ()), key=lambda event: event.week)
        if len(told) < 2:
            continue
        scale = words.scale_of(one.unit, one.currency, [event.estimate for event in told])
        known = [_week(event, scale) for event in told]
        rows = tuple(
            (signed(week.week), scale.change(scale.shown(week.estimate)),
             words.NONE if week.low is None or week.high is None else scale.between(week.low, week.high), week.doors)
            for week in known
        )  # fmt: skip
        title = say(one.title)
        found.append(Weeks(one.measure, title, scale.unit, *charts.by_week(known, scale, title), rows))
    return found


def _week(one: EventTime, scale: words.Scale) -> Week:
    low, high = (one.low, one.high) if scale.known(one.low, one.high) else (None, None)
    return Week(one.week, one.estimate, low, high, one.doors)


def _parts(one: Change, lines: Sequence[tuple[str, Line]], today: date) -> Parts:
    shown = [
        line for _, line in lines if not line.held and line.before.value is not None and line.after.value is not None
    ]
    levels = [v for line in shown for v in (line.before.value, line.after.value) if v is not None]
    scale = words.scale_of(one.unit, one.currency, levels)
    drawn = [_drawn(line, scale, one) for line in shown]
    every = [v for before, after, expected, ends in drawn for v in (before, after, expected, *(ends or ()))]
    axis = charts.axis_of([v for v in every if v is not None], steps=FINE)
    of = {id(line): numbers for line, numbers in zip(shown, drawn, strict=True)}
    ends = (scale.level(axis.low), scale.level(axis.high)) if shown else ("", "")
    return Parts(
        one.measure,
        say(one.title),
        ends,
        tuple(_part(label, line, of.get(id(line)), axis, scale, one, today) for label, line in lines),
    )


Drawn = tuple[float, float, float | None, tuple[float, float] | None]  # before, after, expected, band; as shown


def _drawn(line: Line, scale: words.Scale, one: Change) -> Drawn:
    before, after = scale.shown(line.before.value or 0.0), scale.shown(line.after.value or 0.0)
    if line.estimate is None:
        return before, after, None, None
    most = scale.times if one.unit == "rate" else inf  # no share lies below nothing or above all
    expected = round(after - scale.shown(line.estimate), scale.digits)
    if line.low is None or line.high is None or not scale.known(line.low, line.high):
        return before, after, expected, None
    least = 0.0 if one.unit == "rate" else -inf
    low, high = (min(most, max(least, expected + scale.shown(end))) for end in (line.low, line.high))
    return before, after, min(most, max(least, expected)), (low, high)


def _part(
    label: str, line: Line, numbers: Drawn | None, axis: charts.Axis, scale: words.Scale, one: Change, today: date,
) -> Part:  # fmt: skip
    began = words.day(line.began, today) if line.began else ""
    if numbers is None:
        return Part(label, began, held=line.held)
    before, after, expected, ends = numbers
    rest = ""
    if line.estimate is not None:
        rest = scale.change(scale.shown(line.estimate))
        if line.low is not None and line.high is not None and scale.known(line.low, line.high):
            rest += f" ({scale.between(line.low, line.high)})"
    events = events_of(one)
    stands = say("{things} before, {n} since", things=words.counted(line.before.n, events),
                 n=whole(line.after.n)) if events else ""  # fmt: skip
    return Part(label, began, held=False, before=scale.level(before), after=scale.level(after), footing=stands,
                rest=rest, expected="" if expected is None else scale.level(expected),
                pair=charts.pair(axis, before, after, expected, ends))  # fmt: skip
