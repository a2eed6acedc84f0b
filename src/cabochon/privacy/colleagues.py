"""An associate's look at the own boutique: its range, where enough colleagues stand behind it; who asks is none."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations

from ..measures.cuts import OVERLAP
from ..measures.kinds import Measure
from ..measures.question import Answer, Question
from .groups import Dims, Group, Key, Least, grouped, rolled, shown


def tables(question: Question, measure: Measure, boutiques: frozenset[str]) -> dict[Dims, Question]:
    """Tables of an associate's boutique, by the people concerned: leaving itself asks the coarser cells it needs.

    With and without each cut whose parts overlap (a receipt counts under each of its lines), and with the region in
    place of the boutique. The rest are added up from these, which gives the same.
    """
    widest = frozenset({*question.by, *question.where})
    overlap = sorted(widest & OVERLAP)
    bases = {widest - {*some} for n in range(len(overlap) + 1) for some in combinations(overlap, n)}
    bases |= {base - {"boutique"} | {"region"} for base in bases if "boutique" in base and "region" not in base}
    reach = {"boutique": tuple(sorted(boutiques))}
    named = {tuple(sorted(base)) for base in bases}
    return {dims: replace(question, by=(*dims, measure.who), where=reach) for dims in sorted(named)}


def allowed(
    question: Question, told: Mapping[Dims, Answer], boutiques: frozenset[str], *, regions: Mapping[str, str],
    least: Least, myself: str,
) -> set[Key]:  # fmt: skip
    """The cells that may be shown. told: the answers to `tables`. myself: does not make the group larger."""
    widest = frozenset({*question.by, *question.where})

    @cache
    def grown(dims: Dims) -> dict[Key, Group]:
        counted = ((key, max(c.n, 1 if c.top else 0)) for key, c in told[dims].cells.items() if c)
        return grouped(counted, lambda person: person != myself)

    @cache
    def table_of(dims: Dims) -> Mapping[Key, Group]:
        base = widest - (OVERLAP - set(dims))
        if not base.issuperset(dims):
            base = base - {"boutique"} | {"region"}
        return rolled(grown(tuple(sorted(base))), tuple(sorted(base)), dims)

    where = {cut: frozenset(values) for cut, values in question.where.items()}
    if where.get("boutique") == boutiques:
        del where["boutique"]  # everything within reach is no filter
    return shown(question.by, where, table_of=table_of, regions=regions, least=least)
