"""Selects asked together: what several measures want of one table under the same cuts and filters is one pass."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from . import trees
from .trees import Shape, Term

Raw = tuple[Any, ...]
Binds = Mapping[str, Any]
Select = Callable[[exp.Expression, Binds], list[Raw]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter of a question as trees and values: what `Shape` is about, and what is bound."""

    shape: Shape
    binds: Binds
    name: frozenset[tuple[str, Any]]

    @classmethod
    def of(cls, shape: Shape, binds: Binds) -> "Asked":
        return cls(shape, binds, frozenset(binds.items()))


@dataclass(slots=True)
class Wanted:
    """Terms somebody waits for: filled by `Asking.run`. rows: cut values -> one number a term."""

    terms: tuple[Term, ...]
    rows: dict[Raw, tuple[Any, ...]] = field(default_factory=dict)


class Asking:
    """Gathers what is wanted, then asks it in as few selects as there are tables, grains and filters."""

    def __init__(self, select: Select) -> None:
        self.select = select
        self._waiting: dict[tuple[Any, ...], list[tuple[Wanted, Binds]]] = {}

    def want(self, table: str, terms: Sequence[Term], asked: Asked) -> Wanted:
        wanted = Wanted(tuple(terms))
        grain = trees.grain(table, wanted.terms, asked.shape)
        beside = any(trees.reads(t.value) | trees.reads(t.rows) >= {"sold_appointment"} for t in terms)
        self._waiting.setdefault((table, grain, beside, asked.shape, asked.name), []).append((wanted, asked.binds))
        return wanted

    def run(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for (table, _, _, shape, _), some in waiting.items():
            terms = tuple(dict.fromkeys(term for wanted, _ in some for term in wanted.terms))
            place = {term: len(shape.by) + i for i, term in enumerate(terms)}
            found = self.select(trees.summed(table, terms, shape), some[0][1])
            for wanted, _ in some:
                places = [place[term] for term in wanted.terms]
                wanted.rows = {tuple(row[: len(shape.by)]): tuple(row[i] for i in places) for row in found}
