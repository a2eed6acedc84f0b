"""A number broken down by one or two cuts: each part with its interval and its n, on one scale, leading deeper."""

from dataclasses import dataclass, replace
from datetime import date

from ..languages import again, count, say
from ..measures.cuts import PERSONS
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell, Question
from . import See, attempt
from .cutting import deeper, order, title, value
from .look import charts
from .numbers import NONE_YET, TOO_FEW, between, counted
from .units import shown, written
from .view import View

SORTS = ("name", "value", "n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part. key: its values by cut; names: what they are called. held: too few stand behind it.

    at, low, high: where they stand on the drawing, 0..1; None where there is none. address: the page narrowed to it.
    """

    key: tuple[str, ...]
    names: tuple[str, ...]
    held: bool = False
    value: str = ""
    between: str = ""
    counted: str = ""
    n: int = 0
    at: float | None = None
    low: float | None = None
    high: float | None = None
    address: str = ""
    cell: Cell | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """cuts: by which; heads: what they are called. scale: the two ends of the drawing. people: it is by person, so it
    is neither sorted nor exported. held: parts that too few stand behind. said: why there is none."""

    cuts: tuple[str, ...]
    heads: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    total: Part | None = None
    scale: tuple[str, str] = ("", "")
    notes: tuple[str, ...] = ()
    held: str = ""
    said: str = ""
    people: bool = False
    question: Question | None = None


def breakdown(see: See, view: View, what: Measure, *cuts: str, sort: str = "", here: str = "") -> Breakdown:
    """A part of a page by itself. sort: one of SORTS, "-" before it for the other way; never of people.

    here: the address of the page a part opens, without its filters.
    """
    people = bool(PERSONS.intersection(cuts))
    empty = Breakdown(cuts=cuts, heads=tuple(map(title, cuts)), people=people)

    def make() -> Breakdown:
        question = view.ask(what.key, *cuts)
        answer, whole = see.ask(question), see.ask(view.ask(what.key)).cells.get(())
        if not answer.cells:
            return replace(empty, said=say(NONE_YET), question=question)
        parts = _parts(see, view, what, answer, here=here)
        if all(part.held for part in parts):
            return replace(empty, said=say(TOO_FEW), question=question, notes=tuple(map(again, answer.notes)))
        axis = _axis(parts, what.unit)
        parts = tuple(_placed(part, axis, what.unit) for part in parts)
        total = _placed(_part(what, (), (say("All together"),), whole), axis, what.unit)
        return replace(
            empty, parts=parts if people else sorted_by(parts, sort), total=total, question=question,
            scale=(_end(axis, 0, what.unit, parts), _end(axis, -1, what.unit, parts)),
            notes=tuple(map(again, answer.notes)), held=_held(parts),
        )  # fmt: skip

    return attempt(make, lambda why: replace(empty, said=why))


def sorted_by(parts: tuple[Part, ...], sort: str) -> tuple[Part, ...]:
    """By value or n; what is held back stays at the end. By name is the order they came in."""
    name, backwards = sort.lstrip("-"), sort.startswith("-")
    if name not in SORTS or (name == "name" and not backwards):
        return parts
    if name == "name":
        return tuple(reversed(parts))
    known = [part for part in parts if part.cell is not None]
    known.sort(key=lambda part: part.n if name == "n" else part.cell.value if part.cell else 0.0, reverse=backwards)
    return (*known, *(part for part in parts if part.cell is None))


def _parts(see: See, view: View, what: Measure, answer: Answer, *, here: str) -> tuple[Part, ...]:
    cuts, labels = answer.question.by, see.labels

    def placed(key: tuple[str, ...]) -> tuple[object, ...]:
        return tuple(order(cut, one, labels) for cut, one in zip(cuts, key, strict=True))

    found = []
    for key in sorted(answer.cells, key=placed):
        names = tuple(value(cut, one, labels) for cut, one in zip(cuts, key, strict=True))
        part = _part(what, key, names, answer.cells[key])
        narrower = [deeper(cut, one, view) for cut, one in zip(cuts, key, strict=True)]
        if here and all(narrower):
            more = {field: one for some in narrower if some for field, one in some.items()}
            part = replace(part, address=f"{here}{view.filters.address(**more)}")
        elif here and cuts == ("day",) and not view.reach.above:
            part = replace(part, address=f"{here}{_of_day(view, key[0])}")
        found.append(part)
    return tuple(found)


def _of_day(view: View, day: str) -> str:
    return view.filters.address(period="custom", since=day, until=day)


def _part(what: Measure, key: tuple[str, ...], names: tuple[str, ...], cell: Cell | None) -> Part:
    if cell is None:
        return Part(key=key, names=names, held=True)
    if not cell.n:
        return Part(key=key, names=names, counted=say("nothing"))
    kind = "rate" if what.kind == "rate" else "plain"
    return Part(
        key=key, names=names, value=written(cell.value, what.unit, cell.currency), n=cell.n, cell=cell,
        between=between(cell.low, cell.high, what.unit, cell.currency), counted=counted(cell, what.counts, kind),
    )  # fmt: skip


def _axis(parts: tuple[Part, ...], unit: str) -> charts.Axis:
    """One scale for all of them."""
    today = date(2000, 1, 1)
    marks = [
        charts.Mark(today, shown(one.value, unit, one.currency), shown(one.low, unit, one.currency),
                    shown(one.high, unit, one.currency), "")
        for one in (part.cell for part in parts) if one is not None
    ]  # fmt: skip
    return charts.axis_for(marks, unit)


def _placed(part: Part, axis: charts.Axis, unit: str) -> Part:
    if part.cell is None:
        return part
    first, last = axis.domain

    def at(raw: float | None) -> float | None:
        on = shown(raw, unit, part.cell.currency if part.cell else "")
        return None if on is None or last <= first else min(1.0, max(0.0, (on - first) / (last - first)))

    return replace(part, at=at(part.cell.value), low=at(part.cell.low), high=at(part.cell.high))


def _end(axis: charts.Axis, which: int, unit: str, parts: tuple[Part, ...]) -> str:
    """An end of the scale as it is read."""
    currency = next((part.cell.currency for part in parts if part.cell), "")
    one = shown(1.0, unit, currency) or 1.0
    return written(axis.values[which] / one, unit, currency)


def _held(parts: tuple[Part, ...]) -> str:
    held = sum(part.held for part in parts)
    return count(
        held, "One part is not shown: too few stand behind it.", "{n} parts are not shown: too few stand behind each."
    ) if held else ""  # fmt: skip
