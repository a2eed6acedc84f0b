"""Which cells of an answer may be shown, held against what was judged of its weeks and lots."""

from collections.abc import Collection, Mapping
from datetime import date

from ..measures.question import Question
from ..retail.closed_weeks import Window
from .judged import Judged, Key, Some
from .ladder import at_of


def let(
    question: Question, cells: Collection[Key], weeks: Mapping[Window, Judged], *, doors: Some
) -> set[Key]:  # fmt: skip
    """The cells that may be shown: in each of their weeks and lots, in one of which something of it was judged.

    cells: keys in the order of `question.by`. doors: every boutique there is; a filter of all of them is none.
    """
    where = {cut: frozenset(values) for cut, values in question.where.items()}
    if where["boutique"] >= doors:
        del where["boutique"]
    if not where and "week" not in question.by and not {"boutique", "region"} <= {*question.by}:
        return _plain(question.by, cells, list(weeks.values()))
    found: set[Key] = set()
    meant: dict[date | None, list[Judged]] = {None: list(weeks.values())}
    for key in cells:
        at, week = at_of(question.by, key)
        since = week.since if week else None
        if since not in meant:
            meant[since] = [judged for window, judged in weeks.items() if window == week]
        some = meant[since]
        if all(one.lets(at, where) for one in some) and not all(one.empty(at, where) for one in some):
            found.add(key)
    return found


def _plain(by: Key, cells: Collection[Key], weeks: Collection[Judged]) -> set[Key]:
    """The same of cells that are cells of the judged tables themselves: these say it at once."""
    dims = tuple(sorted(by))
    if not all(dims in one.shown for one in weeks):
        return set()
    places = [by.index(cut) for cut in dims]
    held = frozenset[Key]().union(*(one.held.get(dims, frozenset()) for one in weeks))
    shown = frozenset[Key]().union(*(one.shown[dims] for one in weeks))
    named = ((key, tuple(key[i] for i in places)) for key in cells)
    return {key for key, name in named if name in shown and name not in held}
