"""A tree of ours as an engine's SQL: mended for its dialect, rendered once, kept by the tree's identity."""

from collections.abc import Callable
from threading import Lock

from sqlglot import exp

SHAPES = 1024  # rendered questions kept
HALF = exp.Literal.number("0.5")


class Rendering:
    """mend(tree) changes a copy of a tree into what the dialect can say; it may name more placeholders."""

    def __init__(self, dialect: str, mend: Callable[[exp.Expression], exp.Expression]) -> None:
        self._dialect, self._mend, self._lock = dialect, mend, Lock()
        self._known: dict[int, tuple[exp.Expression, str, frozenset[str]]] = {}

    def __call__(self, tree: exp.Expression) -> tuple[str, frozenset[str]]:
        """SQL and the names of its placeholders. The tree must not be changed after its first use."""
        known = self._known.get(id(tree))
        if known is None or known[0] is not tree:
            mended = self._mend(tree.copy())
            names = frozenset(str(p.this) for p in mended.find_all(exp.Placeholder))
            known = (tree, mended.sql(dialect=self._dialect, identify=True), names)
            with self._lock:
                if len(self._known) >= SHAPES:
                    self._known.clear()
                self._known[id(tree)] = known
        return known[1], known[2]


def quantiles(tree: exp.Expression, said: Callable[[exp.Expr, exp.Expr], exp.Expr]) -> exp.Expression:
    """Medians and interpolated quantiles as said(value, fraction): each engine has another name for the exact one."""
    for found in list(tree.find_all(exp.WithinGroup, exp.PercentileCont, exp.Median)):
        if isinstance(found, exp.WithinGroup) and isinstance(found.this, exp.PercentileCont):
            value, fraction = found.expression.expressions[0].this, found.this.this
        elif isinstance(found, exp.PercentileCont) and found.expression:
            value, fraction = found.this, found.expression
        elif isinstance(found, exp.Median):
            value, fraction = found.this, HALF
        else:
            continue
        found.replace(said(value.copy(), fraction.copy()))
    return tree
