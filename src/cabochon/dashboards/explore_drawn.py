"""A breakdown as a drawing, inside a page and as a file; what is not drawn is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from ..languages import count, say
from ..measures.kinds import Measure
from .breakdown import Breakdown, Part
from .cutting import LONG, TIMES
from .look import charts, figures, parts
from .look.figures import Spec
from .units import shown

MOST = 12  # series
ROWS = 30  # parts below each other
WIDE, NARROW = 700, 340
DAY = date(2000, 1, 1)  # the axis asks for one


@dataclass(frozen=True, slots=True)
class Drawing:
    """wide, narrow: for a page; rest: what is not in them, "" where all is."""

    wide: Markup
    narrow: Markup
    rest: str = ""


def drawing(of: Breakdown, what: Measure, label: str) -> Drawing | None:
    """None where there is nothing to draw."""
    wide, rest = spec(of, what, width=WIDE, columns=3)
    if wide is None:
        return None
    narrow, _ = spec(of, what, width=NARROW, columns=1)
    return Drawing(figures.svg(wide, label), figures.svg(narrow or wide, label), rest)


def spec(of: Breakdown, what: Measure, *, width: int, columns: int) -> tuple[Spec | None, str]:
    """The drawing of a breakdown by one or two cuts, and in words what it leaves out."""
    known = [part for part in of.parts if part.cell is not None]
    if not known:
        return None, ""
    first, second = _laid(of.cuts)
    series = _series(known, second, of.people)
    inside = [part for part in known if second is None or part.names[second] in series]
    rows = list(dict.fromkeys(part.names[first] for part in inside))
    over_time = of.cuts[first] in TIMES
    if not over_time and len(rows) > ROWS:
        rows = rows[:ROWS]
    inside = [part for part in inside if part.names[first] in rows]
    rest = count(
        len(known) - len(inside),
        "One part is not drawn; the table has it.", "{n} parts are not drawn; the table has them.",
    ) if len(known) > len(inside) else ""  # fmt: skip
    dots = [_dot(part, what, first, second, of.cuts[first] in LONG) for part in inside]
    axis = charts.axis_for([charts.Mark(DAY, dot.value, dot.low, dot.high, "") for dot in dots], what.unit)
    return parts.drawn(dots, axis, width=width, over_time=over_time, columns=columns), rest


def _laid(cuts: Sequence[str]) -> tuple[int, int | None]:
    """Which cut the parts stand along, and which one makes the series: time goes along."""
    if len(cuts) == 1:
        return 0, None
    return (1, 0) if cuts[1] in TIMES and cuts[0] not in TIMES else (0, 1)


def _series(known: Sequence[Part], second: int | None, people: bool) -> tuple[str, ...]:
    """Those drawn: with the most behind them where there are too many; of people by name, as none comes first."""
    if second is None:
        return ()
    behind: dict[str, int] = {}
    for part in known:
        behind[part.names[second]] = behind.get(part.names[second], 0) + part.n
    names = list(behind)
    kept = names if people or len(names) <= MOST else sorted(names, key=lambda name: -behind[name])
    kept = kept[:MOST]
    return tuple(name for name in names if name in kept)


def _dot(part: Part, what: Measure, first: int, second: int | None, dated: bool) -> parts.Dot:
    cell = part.cell
    value, low, high = ((shown(v, what.unit, cell.currency) for v in (cell.value, cell.low, cell.high))
                        if cell else (0.0, None, None))  # fmt: skip
    said = say("{part}: {value}, {counted}", part=", ".join(part.names), value=part.value, counted=part.counted)
    return parts.Dot(
        row=part.names[first], series=part.names[second] if second is not None else "", value=value or 0.0, low=low,
        high=high, says=said, day=part.key[first] if dated else "",
    )  # fmt: skip
