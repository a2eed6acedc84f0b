"""Answers given before are given again as long as nothing they were made of has moved; so are rows of the facts.

What a page asks is mostly of days gone by, and of few boutiques: what is told of today moves none of that. Kept is what
the facts say, before anybody's rights are looked at.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, Protocol, TypeVar

from sqlglot import exp

from ..measures.catalogue import measure
from ..measures.question import Answer, Question
from .reaching_back import Back

MOST = 1_000_000  # cells kept, some 200 bytes each: a house of a thousand boutiques fills them, others do not
FEW = 30  # boutiques up to which each is looked at by itself
BESIDE = {"appointment": ("receipt",)}  # a table -> others whose rows its sums look at
LAST = date(9999, 12, 30)
Name = tuple[object, ...]
T = TypeVar("T", bound=Sized)


class Selecting(Protocol):
    """What is needed of the warehouse."""

    def select(self, tree: exp.Expression, binds: Mapping[str, Any]) -> list[tuple[Any, ...]]: ...


Ask = Callable[[Sequence[Question], Selecting], Sequence[Answer]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """at: the watermark before it was asked. tables, doors: what it was made of; no doors: all. size: in cells."""

    at: int
    made: Any
    tables: Collection[str]
    doors: Sequence[str]
    until: date
    size: int


class Answering:
    """One for a house; safe from several threads."""

    def __init__(self, back: Back, *, most: int = MOST) -> None:
        self._back, self._most, self._lock = back, most, Lock()
        self._kept: OrderedDict[Name, _Kept] = OrderedDict()
        self._cells = 0

    def answers(
        self, questions: Sequence[Question], ask: Ask, warehouse: Selecting, *, people: bool
    ) -> list[Answer]:  # fmt: skip
        """Each question's answer, in their order; `ask` is asked only for what is not known or has moved.

        people: whether distinct people are counted in them, as then they are other answers.

        Raises:
            Unanswerable: as `ask` does.
        """
        names = [(people, *question.name) for question in questions]
        found: dict[Name, Answer] = {}
        missing: dict[Name, Question] = {}
        for name, question in zip(names, questions, strict=True):
            if name in found or name in missing:
                continue
            if (one := self._known(name)) is not None:
                found[name] = one
            else:
                missing[name] = question
        at = self._back.last  # before the facts are read, so that no move in between is missed
        together = {name: one for name, one in missing.items() if _additive(one)}
        for name, answer in zip(together, ask(list(together.values()), warehouse) if together else (), strict=True):
            found[name] = answer
            self._keep_answer(name, at, answer, _tables(answer.question), answer.question.until or LAST)
        reading = _Reading(warehouse)
        for name in missing.keys() - together.keys():  # each by itself, to know which days of which tables it looks at
            reading.tables, reading.until = set(), missing[name].until or LAST
            (answer,) = ask([missing[name]], reading)
            found[name] = answer
            self._keep_answer(name, at, answer, reading.tables, reading.until)
        return [found[name] for name in names]

    def rows(
        self, name: Name, read: Callable[[], T], *, tables: Collection[str], doors: Sequence[str], until: date | None
    ) -> T:  # fmt: skip
        """What `read` reads, as long as no day up to `until` moved in these tables at these boutiques.

        name: equal for what reads the same. Whoever is given it must not change it.
        """
        if (known := self._known(name)) is not None:
            return known  # type: ignore[no-any-return]
        at = self._back.last
        made = read()
        self._keep(name, _Kept(at, made, tables, _few(doors), until or LAST, 1 + len(made)))
        return made

    def _known(self, name: Name) -> Any:
        with self._lock:
            kept = self._kept.get(name)
            if kept is None:
                return None
            self._kept.move_to_end(name)
        moved = any(self._back.moved(kept.at, table, kept.doors, kept.until) for table in kept.tables)
        return None if moved else kept.made

    def _keep_answer(self, name: Name, at: int, answer: Answer, tables: Collection[str], until: date) -> None:
        question = answer.question
        what = measure(question.measure)
        if what is None or {"outside", "staff"} & {*what.asks}:  # looks at more than the facts: feeds, targets
            return
        doors = _few(question.where.get("boutique", ())) if what.additive else ()
        self._keep(name, _Kept(at, answer, tables, doors, until, 1 + len(answer.cells)))

    def _keep(self, name: Name, one: _Kept) -> None:
        with self._lock:
            if (before := self._kept.pop(name, None)) is not None:
                self._cells -= before.size
            self._kept[name] = one
            self._cells += one.size
            while self._cells > self._most:
                _, old = self._kept.popitem(last=False)
                self._cells -= old.size


class _Reading:
    """A round of questions: the same rows are read once in it, and of which tables and up to which day is noted."""

    def __init__(self, warehouse: Selecting) -> None:
        self._warehouse, self.tables, self.until = warehouse, set[str](), date.min
        self._known: dict[tuple[int, frozenset[tuple[str, Any]]], tuple[exp.Expression, list[tuple[Any, ...]]]] = {}
        self._of: dict[int, set[str]] = {}

    def select(self, tree: exp.Expression, binds: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        name = id(tree), frozenset(binds.items())
        if name not in self._known:
            self._known[name] = tree, self._warehouse.select(tree, binds)  # the tree is kept, so its id stays its own
        if id(tree) not in self._of:
            self._of[id(tree)] = {table.name for table in tree.find_all(exp.Table)}
        self.tables |= self._of[id(tree)]
        self.until = max(self.until, binds.get("until", LAST))
        return self._known[name][1]


def _additive(question: Question) -> bool:
    what = measure(question.measure)
    return what is None or what.additive


def _tables(question: Question) -> frozenset[str]:
    """What the sums of an additive measure are of."""
    what = measure(question.measure)
    asks = what.asks if what else ()
    tag = ("tag",) if "tag" in question.by or "tag" in question.where else ()
    return frozenset((*asks, *(more for table in asks for more in BESIDE.get(table, ())), *tag))


def _few(doors: Sequence[str]) -> Sequence[str]:
    return doors if len(doors) <= FEW else ()
