"""Do raters see the same? Percent agreement, Gwet's AC1 and Krippendorff's alpha, side by side.

Alpha alone condemns good raters when nearly all answers are yes; percent agreement alone praises guessing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from .intervals import student

Unit = Mapping[str, str]  # rater -> mark, of one clip; a rater who did not mark it is not in it
FLAWLESS = 1e-12


@dataclass(frozen=True, slots=True)
class Agreement:
    """percent: chance that two raters of a clip say the same (0..1). ac1: Gwet's, low and high its 95 % interval (None
    with fewer than two clips). alpha: Krippendorff's; None when every mark is the same. units: clips with two marks or
    more; marks: the marks on them."""

    percent: float
    ac1: float
    low: float | None
    high: float | None
    alpha: float | None
    units: int
    marks: int


def agreement(units: Sequence[Unit], categories: Sequence[str] = (), *, ordinal: bool = False) -> Agreement | None:
    """
    Args:
        units: the marks of each clip. Clips with a single mark count for how frequent a mark is, in AC1 alone.
        categories: every mark the scale has, in order; () takes those that occur, sorted.
        ordinal: alpha weighs how far apart two marks are in that order; otherwise different is different.

    None when no clip has two marks.
    Sources: Gwet, Brit. J. Math. Stat. Psychol. 61 (2008) 29-48, with the missing marks and the variance of his
    Handbook of Inter-Rater Reliability, 4th ed. (2014), 2.6 and 5.3; Krippendorff, Computing alpha-reliability (2011).
    """
    told = [Counter(unit.values()) for unit in units if unit]
    scale = tuple(categories) or tuple(sorted({mark for counts in told for mark in counts}))
    paired = [counts for counts in told if counts.total() > 1]
    if not paired:
        return None
    percent = sum(map(_same, paired)) / len(paired)
    ac1, error = _ac1(told, scale, percent=percent, paired=len(paired))
    low = high = None
    if error is not None:
        half = student(len(told) - 1) * error
        low, high = max(-1.0, ac1 - half), min(1.0, ac1 + half)
    marks = sum(counts.total() for counts in paired)
    return Agreement(percent, ac1, low, high, alpha(paired, scale, ordinal=ordinal), len(paired), marks)


def alpha(paired: Sequence[Counter[str]], scale: Sequence[str], *, ordinal: bool = False) -> float | None:
    """1 - observed over expected disagreement, from the coincidences of clips with two marks or more."""
    together: Counter[tuple[str, str]] = Counter()
    for counts in paired:
        for c, n in counts.items():
            for k, m in counts.items():
                together[c, k] += n * (m - (c == k)) / (counts.total() - 1)  # type: ignore[assignment]
    margin = {c: sum(together[c, k] for k in scale) for c in scale}
    total = sum(margin.values())

    def apart(c: int, k: int) -> float:
        if not ordinal:
            return float(c != k)
        low, high = min(c, k), max(c, k)
        between = sum(margin[scale[g]] for g in range(low, high + 1))
        return (between - (margin[scale[low]] + margin[scale[high]]) / 2) ** 2

    places = range(len(scale))
    observed = sum(together[scale[c], scale[k]] * apart(c, k) for c in places for k in places)
    expected = sum(margin[scale[c]] * margin[scale[k]] * apart(c, k) for c in places for k in places)
    return 1 - (total - 1) * observed / expected if expected > FLAWLESS else None


def _same(counts: Counter[str]) -> float:
    """Chance that two different raters of one clip gave the same mark."""
    r = counts.total()
    return sum(n * (n - 1) for n in counts.values()) / (r * (r - 1))


def _ac1(
    told: Sequence[Counter[str]], scale: Sequence[str], *, percent: float, paired: int
) -> tuple[float, float | None]:
    """AC1 and its standard error over clips (of an endless population of clips); no error from a single clip."""
    n, q = len(told), len(scale)
    if q < 2:
        return 1.0, None
    frequent = {k: sum(counts[k] / counts.total() for counts in told) / n for k in scale}
    chance = sum(p * (1 - p) for p in frequent.values()) / (q - 1)
    if 1 - chance < FLAWLESS:
        return 1.0, None
    ac1 = (percent - chance) / (1 - chance)
    if n < 2:
        return ac1, None
    total = 0.0
    for counts in told:
        own = sum(counts[k] / counts.total() * (1 - frequent[k]) for k in scale) / (q - 1)
        part = n / paired * (_same(counts) - chance) / (1 - chance) if counts.total() > 1 else 0.0
        total += (part - 2 * (1 - ac1) * (own - chance) / (1 - chance) - ac1) ** 2
    return ac1, sqrt(total / (n * (n - 1)))
