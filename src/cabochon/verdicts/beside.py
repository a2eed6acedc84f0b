"""What the facts know besides panels: days out of the ordinary, who worked where, leave, a door's currency."""

from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import Any

from sqlglot import exp

from ..measures.trees import placeholder
from ..warehouse import Warehouse
from . import Beside, Span, Tagged
from .listing import listed


def beside(warehouse: Warehouse, since: date, until: date) -> Beside:
    days = {"since": since, "until": until}
    spans: dict[str, list[Span]] = defaultdict(list)
    for who, *told in listed(warehouse, "staff", ("person", "boutique", "job_role", "hired", "since", "until")):
        spans[who].append(Span(*told))
    leave: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for who, first, last in listed(warehouse, "leave", ("person", "since", "until")):
        if (first or date.min) <= until and (last is None or last >= since):
            leave[who].append((first or date.min, last))
    tags = {Tagged(*row) for row in warehouse.select(_tags(), days)}
    return Beside(
        tuple(sorted(tags, key=lambda t: (t.day, t.boutique, t.tag))),
        {who: tuple(sorted(some, key=lambda s: s.since or date.min)) for who, some in spans.items()},
        {who: tuple(sorted(some, key=lambda pair: pair[0])) for who, some in leave.items()},
        currencies(warehouse, since, until),
    )  # fmt: skip


def currencies(warehouse: Warehouse, since: date, until: date) -> dict[str, tuple[tuple[date, str], ...]]:
    """Door -> (first day, currency) by the day on which it was last rung up in: the last one is the door's own."""
    found: dict[str, list[tuple[date, date, str]]] = defaultdict(list)
    for door, code, first, last in warehouse.select(_currencies(), {"since": since, "until": until}):
        found[door].append((last, first, code))
    return {door: tuple((first, code) for _, first, code in sorted(some)) for door, some in found.items()}


@lru_cache(maxsize=1)
def _tags() -> exp.Select:
    cuts = [exp.alias_(exp.column(name), f"cut_{i}") for i, name in enumerate(Tagged._fields)]
    return _within(exp.select(*cuts).from_("tag"))


@lru_cache(maxsize=1)
def _currencies() -> exp.Select:
    door, code, day = exp.column("boutique"), exp.column("currency"), exp.column("day")
    ends: list[Any] = [exp.alias_(exp.Min(this=day), "first_day"), exp.alias_(exp.Max(this=day), "last_day")]
    tree = exp.select(exp.alias_(door, "cut_0"), exp.alias_(code, "cut_1"), *ends).from_("receipt")
    return _within(tree).where(exp.column("net").neq(exp.Literal.number(0))).group_by(door, code)


def _within(tree: exp.Select) -> exp.Select:
    day = exp.column("day")
    return tree.where(day >= placeholder("since", "day"), day <= placeholder("until", "day"))
