"""What a derived measure is made in: the question, and a way to ask the facts for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from . import trees
from .asking import Asked, Raw, Select
from .kinds import Measure
from .question import Answer, Cell, Question
from .trees import EVERY, Term

if TYPE_CHECKING:
    from .outside import Health, Targets

PLACE = frozenset({"boutique", "region", "door_type"})


@dataclass(slots=True)
class Found:
    """Cells by their raw cut values, and what must be said beside them."""

    cells: dict[Raw, Cell]
    notes: tuple[str, ...] = ()
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """question: without aliases. ask: answers another question of the same round, without any limit."""

    measure: Measure
    question: Question
    asked: Asked
    select: Select
    ask: Callable[[Question], Answer]
    currency: str = ""
    health: "Health | None" = None
    targets: "Targets | None" = None
    names: Mapping[str, str] = field(default_factory=dict)  # cut -> column it is read from here

    @property
    def width(self) -> int:
        """How many cuts lead each row."""
        return len(self.question.by)

    def rows(
        self, table: str, keys: Sequence[str], sums: Sequence[str] = ("1",), *, rows: str = EVERY,
        names: Mapping[str, str] | None = None,
    ) -> list[Raw]:  # fmt: skip
        """Rows of a table under the question's cuts and filters, added up: (cuts..., keys..., sums...).

        keys: further columns to add up by. names: cut -> column, where this table calls it otherwise.
        """
        shape, called = self.asked.shape, {**self.names, **(names or {})}
        finer = replace(shape, by=(*shape.by, *keys), names=tuple(sorted(called.items())))
        return self.select(trees.summed(table, tuple(Term(value, rows) for value in sums), finer), self.asked.binds)

    def within(self, *, by: tuple[str, ...] = (), keep: frozenset[str] = PLACE, **days: Any) -> "Frame":
        """The same frame cut by `by`, with only the filters in `keep`; since and until replaced where given."""
        shape, binds = self.asked.shape, dict(self.asked.binds)
        where = tuple((cut, size) for cut, size in shape.where if cut in keep)
        held = {f"{cut}_{i}" for cut, size in where for i in range(size)} | {"since", "until"}
        binds = {name: value for name, value in binds.items() if name in held}
        for end in ("since", "until"):
            if end in days:
                binds.pop(end, None)
                binds |= {} if days[end] is None else {end: days[end]}
        shape = replace(shape, by=by, where=where, since="since" in binds, until="until" in binds)
        kept = {cut: values for cut, values in self.question.where.items() if cut in keep}
        question = Question(self.question.measure, by, binds.get("since"), binds.get("until"), kept)
        return replace(self, question=question, asked=Asked.of(shape, binds))
