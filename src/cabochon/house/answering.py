"""Answers given before are given again as long as nothing they were made of has moved.

What a page asks is mostly of days gone by, and of few boutiques: what is told of today moves none of that.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock

from ..measures.catalogue import measure
from ..measures.kinds import Measure
from ..measures.question import Answer, Question
from .reaching_back import Back

MOST = 400_000  # cells kept, some 200 bytes each
FEW = 30  # boutiques up to which each is looked at by itself
BESIDE = {"appointment": ("receipt",)}  # a table -> others whose rows its sums look at
LAST, DAY = date(9999, 12, 30), timedelta(days=1)
Name = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """at: the watermark before it was asked."""

    at: int
    answer: Answer


class Answering:
    """One for a house; safe from several threads."""

    def __init__(self, back: Back, *, most: int = MOST) -> None:
        self._back, self._most, self._lock = back, most, Lock()
        self._kept: OrderedDict[Name, _Kept] = OrderedDict()
        self._cells = 0

    def answers(
        self, questions: Sequence[Question], ask: Callable[[Sequence[Question]], Sequence[Answer]], *, people: bool
    ) -> list[Answer]:  # fmt: skip
        """Each question's answer, in their order; `ask` is asked only for what is not known or has moved.

        people: whether distinct people are counted in them, as then they are other answers.

        Raises:
            Unanswerable: as `ask` does.
        """
        names = [(people, *question.name) for question in questions]
        asked = list(zip(names, questions, strict=True))
        found = {name: one for name, question in asked if (one := self._known(name, question))}
        missing = {name: question for name, question in asked if name not in found}
        if missing:
            at = self._back.last  # before the facts are read, so that no move in between is missed
            for name, answer in zip(missing, ask(list(missing.values())), strict=True):
                found[name] = answer
                self._keep(name, at, answer)
        return [found[name] for name in names]

    def _known(self, name: Name, question: Question) -> Answer | None:
        with self._lock:
            kept = self._kept.get(name)
            if kept is None:
                return None
            self._kept.move_to_end(name)
        what = measure(question.measure)
        if what is None or self._moved(what, question, kept.at):
            return None
        return kept.answer

    def _moved(self, what: Measure, question: Question, at: int) -> bool:
        if not what.additive:  # it may look into any table
            return self._back.before((question.until or LAST) + DAY) > at
        tables = {*what.asks, *(more for table in what.asks for more in BESIDE.get(table, ()))}
        if "tag" in question.by or "tag" in question.where:
            tables.add("tag")
        doors = question.where.get("boutique", ())
        last = question.until or LAST
        return any(self._back.moved(at, table, doors if len(doors) <= FEW else (), last) for table in tables)

    def _keep(self, name: Name, at: int, answer: Answer) -> None:
        what = measure(answer.question.measure)
        if what is None or {"outside", "staff"} & {*what.asks}:  # looks at more than the facts: feeds, targets
            return
        with self._lock:
            if (before := self._kept.pop(name, None)) is not None:
                self._cells -= 1 + len(before.answer.cells)
            self._kept[name] = _Kept(at, answer)
            self._cells += 1 + len(answer.cells)
            while self._cells > self._most:
                _, old = self._kept.popitem(last=False)
                self._cells -= 1 + len(old.answer.cells)
