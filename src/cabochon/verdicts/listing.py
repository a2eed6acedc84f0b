"""Rows of a fact table as they are, some of its columns."""

from functools import lru_cache

from sqlglot import exp

from ..measures.trees import placeholder
from ..warehouse import Warehouse
from .lots import Raw


def listed(
    warehouse: Warehouse, table: str, columns: tuple[str, ...], where: tuple[tuple[str, str], ...] = ()
) -> list[Raw]:  # fmt: skip
    """Different rows, in no order. where: (column, text it equals)."""
    return warehouse.select(_tree(table, columns, tuple(name for name, _ in where)), dict(where))


@lru_cache(maxsize=64)
def _tree(table: str, columns: tuple[str, ...], where: tuple[str, ...]) -> exp.Select:
    """Made once and shared: an adapter renders a tree by its identity."""
    cuts = [exp.alias_(exp.column(name), f"cut_{i}") for i, name in enumerate(columns)]
    tree = exp.select(*cuts).distinct().from_(exp.to_table(table))
    for name in where:
        tree = tree.where(exp.column(name).eq(placeholder(name, name)), copy=False)
    return tree
