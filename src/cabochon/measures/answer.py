"""From questions to answers: many are asked in few selects; sums are put side by side by their cuts, divided last."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlglot.expressions import Expression

from ..refusals import Unanswerable
from ..warehouse import Warehouse
from . import cells, money, notes, trees
from .asking import Asked, Asking, Binds, Raw, Select
from .checking import check, plain
from .cuts import CUTS
from .frame import Found, Frame
from .kinds import Measure
from .outside import Health, Targets
from .question import Answer, Cell, Question
from .trees import Shape

__all__ = ["answer", "answers", "check"]

GROUP = "CHF"


def answer(
    question: Question,
    warehouse: Warehouse,
    *,
    people: bool = True,
    currency: str = GROUP,
    health: Health | None = None,
    targets: Targets | None = None,
) -> Answer:
    """Cells by cut value, all as text (days as 2026-03-01), sorted; an uncut question always has its one cell.

    people: count the distinct people behind each cell too; without it they are 0 and the answer costs less.
    currency: the group's, for amounts of several currencies together. health: counts from outside the facts. targets:
    what a measure should reach.

    Raises:
        Unanswerable: an unknown measure or cut, a cut the facts cannot make, a value that is none, days that run
            backwards, a number that needs what was not handed in.
    """
    return answers(
        [question], warehouse, people=people, currency=currency, health=health, targets=targets
    )[0]  # fmt: skip


def answers(
    questions: Iterable[Question],
    warehouse: Warehouse,
    *,
    people: bool = True,
    currency: str = GROUP,
    health: Health | None = None,
    targets: Targets | None = None,
) -> list[Answer]:
    """Many questions in as few selects as there are tables, cuts and filters among them; each answer as `answer` gives.

    Raises:
        Unanswerable: one of them cannot be answered.
    """
    if not (currency.isascii() and currency.isalpha() and currency.isupper()):
        raise Unanswerable(f"The group's currency should be a code such as CHF, not {currency[:20]!r}")
    desk = _Desk(_remembered(warehouse.select), people=people, currency=currency, health=health, targets=targets)
    return desk.all(list(questions))


class _Desk:
    """One round of questions: their selects are gathered, asked together and shared out."""

    def __init__(
        self, select: Select, *, people: bool, currency: str, health: Health | None, targets: Targets | None
    ) -> None:
        self._asking, self._people, self._currency = Asking(select), people, currency
        self._health, self._targets = health, targets

    def all(self, questions: Sequence[Question]) -> list[Answer]:
        measures = [check(question) for question in questions]
        asked = [asked_of(plain(question)) for question in questions]
        pairs = list(zip(measures, asked, strict=True))
        purses = self._purses(pairs)
        found: list[cells.Sums | None] = []
        for (measure, one), purse in zip(pairs, purses, strict=True):
            if one is None or not measure.additive:
                found.append(None)
                continue
            meant = money.converted(measure, purse.group) if purse.group else measure
            found.append(cells.want(meant, one, self._asking, people=self._people))
        self._asking.run()
        for sums in found:
            if sums and cells.alone(sums):
                sums.days = cells.clusters(sums.measure, sums.asked, self._asking, "day")
        self._asking.run()
        return [
            self._answer(question, measure, one, sums, purse=purse)
            for question, (measure, one), sums, purse in zip(questions, pairs, found, purses, strict=True)
        ]

    def _purses(self, pairs: Sequence[tuple[Measure, Asked | None]]) -> list[money.Purse]:
        wanted = [money.want(measure, one, self._asking) if one else None for measure, one in pairs]
        self._asking.run()
        return [
            money.settled(some, one, self._currency) if some and one else money.Purse()
            for some, (_, one) in zip(wanted, pairs, strict=True)
        ]

    def _answer(
        self, question: Question, measure: Measure, asked: Asked | None, sums: cells.Sums | None, *, purse: money.Purse
    ) -> Answer:
        nothing = Cell(0.0, 1.0 if measure.kind == "count" else 0.0, 0)
        if asked is None:  # an empty scope sees nothing
            return Answer(question, {} if question.by else {(): nothing})
        if sums is None:
            found = self._derived(question, measure, asked)
        else:
            says = (*purse.notes, *notes.of(measure, asked, sums))
            found = Found(cells.made(sums), says, purse.all if measure.unit == "money" else "")
            if measure.unit == "money":
                codes = dict(purse.cells)
                found.cells = {key: replace(c, currency=codes.get(key, purse.all)) for key, c in found.cells.items()}
        raw = found.cells
        ordered = {tuple(_text(part) for part in key): raw[key] for key in sorted(raw, key=_order)}
        if not question.by and not ordered:
            ordered = {(): nothing}
        return Answer(question, ordered, found.notes, found.currency)

    def _derived(self, question: Question, measure: Measure, asked: Asked) -> Found:
        frame = Frame(
            measure=measure, question=plain(question), asked=asked, select=self._asking.select, ask=self._again,
            currency=self._currency, health=self._health, targets=self._targets,
        )  # fmt: skip
        if measure.derive is None:
            raise Unanswerable(f"{measure.title} has nothing it could be made of")
        found: Found = measure.derive(frame)
        return found

    def _again(self, question: Question) -> Answer:
        return self.all([question])[0]


def asked_of(question: Question) -> Asked | None:
    """The shape and the values of a question without aliases; None where a filter leaves nothing."""
    where = {cut: _values(cut, values) for cut, values in question.where.items()}
    if not all(where.values()):
        return None
    where = {cut: _padded(values) for cut, values in sorted(where.items())}
    sizes = tuple((cut, len(values)) for cut, values in where.items())
    shape = Shape(question.by, question.since is not None, question.until is not None, sizes)
    binds: dict[str, Any] = {f"{cut}_{i}": v for cut, values in where.items() for i, v in enumerate(values)}
    days = (("since", question.since), ("until", question.until))
    return Asked.of(shape, binds | {name: day for name, day in days if day is not None})


def _remembered(select: Select) -> Select:
    """The same select twice in one round is asked once."""
    known: dict[tuple[int, frozenset[tuple[str, Any]]], tuple[Expression, list[Raw]]] = {}

    def ask(tree: Expression, binds: Binds) -> list[Raw]:
        name = id(tree), frozenset(binds.items())
        if name not in known:
            known[name] = tree, select(tree, binds)  # the tree is kept, so that its id stays its own
        return known[name][1]

    return ask


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
