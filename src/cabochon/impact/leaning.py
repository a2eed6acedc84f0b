"""Does a rater mark more kindly than the others, or more strictly? For the rater alone, never for a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import mean, stdev

from .intervals import student

SCORE = {"yes": 1.0, "partly": 0.5, "not_yet": 0.0}
LEAST = 7  # marks compared: one whole checklist; below that a leaning is chance


@dataclass(frozen=True, slots=True)
class Leaning:
    """by: mean of own mark less the mean of the others' marks of the same step, -1..1; above 0 is kinder. low, high:
    its 95 % interval (t, over the marks). marks: how many were compared."""

    by: float
    low: float
    high: float
    marks: int

    @property
    def clear(self) -> bool:
        return self.low > 0 or self.high < 0


def leaning(own: Mapping[object, str], others: Mapping[object, Iterable[str]]) -> Leaning | None:
    """
    Args:
        own: what was marked -> mark; others: the same -> marks of the other raters. "not applicable" says nothing.

    None with fewer than LEAST marks to compare. Marks of one clip are not independent of each other, so the interval is
    somewhat too narrow: it is a hint to talk, no finding.
    """
    apart = []
    for item, mark in own.items():
        theirs = [SCORE[one] for one in others.get(item, ()) if one in SCORE]
        if mark in SCORE and theirs:
            apart.append(SCORE[mark] - mean(theirs))
    if len(apart) < LEAST:
        return None
    middle = mean(apart)
    half = student(len(apart) - 1) * stdev(apart) / sqrt(len(apart))
    return Leaning(middle, max(-1.0, middle - half), min(1.0, middle + half), len(apart))
