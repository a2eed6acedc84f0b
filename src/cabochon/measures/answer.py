"""From a question to its answer: the two sums are asked for, put side by side by their cuts, and divided last."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from math import inf
from typing import Any

from sqlglot import exp

from ..impact import intervals
from ..refusals import Unanswerable
from ..warehouse import Warehouse
from . import trees
from .catalogue import BY_KEY
from .cuts import ALIASES, CUTS, columns_of, why
from .kinds import Measure, Sum
from .question import Answer, Cell, Question
from .trees import Shape

Raw = tuple[Any, ...]
SCALES = {"score": (1.0, 5.0), "points": (-1.0, 1.0), "units": (0.0, inf)}  # an interval does not leave its scale
Select = Callable[[exp.Expression, Mapping[str, Any]], list[Raw]]

EXCEED = "Parts may exceed the total: an event counts once under each of its product lines and each of its sellers."


def answer(question: Question, warehouse: Warehouse, *, people: bool = True) -> Answer:
    """Cells by cut value, all as text (days as 2026-03-01), sorted; an uncut question always has its one cell.

    people: count the distinct associates behind each cell too; without it they are 0 and the answer costs half.

    Raises:
        Unanswerable: an unknown measure or cut, a cut the facts cannot make, a value that is none, days that run
            backwards.
    """
    measure = check(question)
    by = tuple(ALIASES.get(cut, cut) for cut in question.by)
    where = {ALIASES.get(cut, cut): _values(cut, values) for cut, values in question.where.items()}
    if not all(where.values()):  # an empty scope sees nothing
        return Answer(question, {} if by else {(): Cell(0.0, 0.0, 0)})
    where = {cut: _padded(values) for cut, values in sorted(where.items())}
    sizes = tuple((cut, len(values)) for cut, values in where.items())
    shape = Shape(by, question.since is not None, question.until is not None, sizes)
    binds: dict[str, Any] = {f"{cut}_{i}": v for cut, values in where.items() for i, v in enumerate(values)}
    binds |= {name: day for name, day in (("since", question.since), ("until", question.until)) if day is not None}
    raw = _cells(measure, shape, binds, warehouse.select, people=people)
    cells = {tuple(_text(part) for part in key): raw[key] for key in sorted(raw, key=_order)}
    if not by and not cells:
        cells = {(): Cell(0.0, 0.0, 0)}
    return Answer(question, cells, _notes(measure, shape, binds, warehouse.select))


def check(question: Question) -> Measure:
    """The question's measure, once every cut and filter is one that its facts can make.

    Raises:
        Unanswerable: says what cannot be asked, why, and what can.
    """
    measure = _measure(question.measure)
    for cut in (*question.by, *question.where):
        cut = ALIASES.get(cut, cut)
        if cut not in CUTS:
            raise Unanswerable(f"There is no cut called {cut[:40]!r}{_near(cut, (*CUTS, *ALIASES))}")
        if cut not in measure.cuts:
            deed = "cut" if cut in {ALIASES.get(c, c) for c in question.by} else "filtered"
            table = next(t for t in (measure.bottom.table, measure.top.table) if cut not in _cuts_of(t))
            able = f"it can be {deed} by {_list(measure.cuts)}"
            raise Unanswerable(f"{measure.title} cannot be {deed} by {cut}: {why(table, cut)}; {able}")
    for asked in (question.by, tuple(question.where)):
        if len({ALIASES.get(cut, cut) for cut in asked}) < len(asked):
            raise Unanswerable(f"The same cut is asked for twice: {', '.join(asked)}")
    if question.since and question.until and question.since > question.until:
        raise Unanswerable(f"The days run backwards: since {question.since} is after until {question.until}")
    return measure


def _measure(key: str) -> Measure:
    if key not in BY_KEY:
        raise Unanswerable(f"There is no measure called {key[:60]!r}{_near(key, tuple(BY_KEY))}")
    return BY_KEY[key]


def _cells(
    measure: Measure, shape: Shape, binds: Mapping[str, Any], select: Select, *, people: bool
) -> dict[Raw, Cell]:
    top, bottom, width = measure.top, measure.bottom, len(shape.by)
    persons = _persons(bottom, shape, binds, select) if people else lambda _: 0
    found: dict[Raw, Cell] = {}
    if top.table == bottom.table:
        for row in select(trees.both(top, bottom, shape), binds):
            key, (y, x, n, yy, yx, xx) = tuple(row[:width]), (float(v or 0) for v in row[width:])
            if x or y or n:
                ends = _interval(measure, (y, x, yy, yx, xx), round(n))
                found[key] = Cell(y, x, round(n), persons(key), yy, *ends)
        return found
    tops = {tuple(row[:width]): row[width:] for row in select(trees.one(top, shape), binds)}
    bottoms = {tuple(row[:width]): row[width:] for row in select(trees.one(bottom, shape), binds)}
    for key in tops.keys() | bottoms.keys():
        y, _, yy = (float(v or 0) for v in tops.get(key, (0, 0, 0)))
        x, n, _ = (float(v or 0) for v in bottoms.get(key, (0, 0, 0)))
        if x or y or n:
            ends = (intervals.rate(y, x) or (None, None)) if measure.unit == "rate" else (None, None)
            found[key] = Cell(y, x, round(n), persons(key), yy, *ends)
    return found


def _interval(measure: Measure, sums: tuple[float, ...], n: int) -> tuple[float | None, float | None]:
    y, x, yy, yx, xx = sums
    if n < 2:
        return None, None
    if measure.unit == "rate":
        return intervals.rate(y, x) or (None, None)
    ends = intervals.ratio(y, x, squares=yy, cross=yx, bottom_squares=xx, n=n)
    if ends is None:
        return None, None
    least, most = SCALES.get(measure.unit, (-inf, inf))
    return max(least, ends[0]), min(most, ends[1])


def _persons(total: Sum, shape: Shape, binds: Mapping[str, Any], select: Select) -> Callable[[Raw], int]:
    """Distinct associates behind a key, '' not counted; 0 where the facts name nobody."""
    if "associate" not in columns_of(total.table):
        return lambda _: 0
    if "associate" in shape.by:
        place = shape.by.index("associate")
        return lambda key: int(bool(key[place]))
    found = {tuple(row[:-1]): int(row[-1]) for row in select(trees.people(total, shape), binds)}
    return lambda key: found.get(key, 0)


def _notes(measure: Measure, shape: Shape, binds: Mapping[str, Any], select: Select) -> tuple[str, ...]:
    notes = []
    if not {"associate", "job_role", "product_line"}.isdisjoint(shape.by) and "grain" in columns_of(measure.top.table):
        notes.append(EXCEED)
    if measure.unit == "money" and "boutique" not in shape.by:
        codes = sorted(str(row[0]) for row in select(trees.currencies(measure.top, replace(shape, by=())), binds))
        if len(codes) > 1:
            names = f"{', '.join(codes[:-1])} and {codes[-1]}"
            notes.append(f"Amounts in {names} are added as they are; ask by boutique to keep them apart.")
    if measure.bottom.table == "traffic" and "boutique" not in shape.by:
        notes += _uncounted(measure, shape, binds, select)
    return tuple(notes)


def _uncounted(measure: Measure, shape: Shape, binds: Mapping[str, Any], select: Select) -> list[str]:
    """Says which doors sold while their counter counted nobody: they make the number too high."""
    by_door = replace(shape, by=("boutique",))
    sold, counted = (
        {r[0] for r in select(trees.one(s, by_door), binds) if r[1]} for s in (measure.top, measure.bottom)
    )
    silent = ", ".join(sorted(sold - counted))
    return [f"No entries were counted in {silent} while it sold: {measure.title} is too high."] if silent else []


def _values(cut: str, values: tuple[str, ...]) -> tuple[Any, ...]:
    """Filter values as their column holds them."""
    kind = trees.TYPES.get(cut)
    try:
        if kind == "Date":
            return tuple(date.fromisoformat(v) for v in values)
        return tuple(int(v) for v in values) if kind == "Int64" else tuple(values)
    except ValueError:
        raise Unanswerable(f"{cut} is asked as {CUTS[cut]}; not as {', '.join(values)[:60]!r}") from None


def _padded(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The last value repeated up to a power of two, so that few shapes of a filter are ever rendered."""
    size = 1 << (len(values) - 1).bit_length()
    return values + values[-1:] * (size - len(values))


def _text(part: Any) -> str:
    return "" if part is None else part.isoformat() if isinstance(part, date) else str(part)


def _order(key: Raw) -> tuple[tuple[bool, Any], ...]:
    return tuple((part is not None, part if part is not None else "") for part in key)


def _cuts_of(table: str) -> set[str]:
    return {cut for cut in CUTS if trees.column(cut).find(exp.Column).name in columns_of(table)}  # type: ignore[union-attr]


def _near(word: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(word.lower(), known, n=3, cutoff=0.55)
    return f"; did you mean {' or '.join(close)}?" if close else f"; there are {_list(known)}"


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(words)
