"""Many verdicts on one screen: how many of those called found are false."""

from collections.abc import Sequence


def fdr(p: Sequence[float | None]) -> list[float | None]:
    """Benjamini-Hochberg q of each p, in the order given; None (nothing tested) stays None and does not count.

    q of the i-th smallest of m: the least over j >= i of m p_j / j, at most 1. Calling everything with q <= 0.05 found,
    at most 5 % of what is called so is false on average. Source: Benjamini & Hochberg, JRSS B 57 (1995) 289-300. Holds
    for independent and for positively dependent p; give it every verdict of the screen, not only the promising ones.
    """
    told = sorted((value, place) for place, value in enumerate(p) if value is not None)
    out: list[float | None] = [None] * len(p)
    least = 1.0
    for rank in range(len(told), 0, -1):
        value, place = told[rank - 1]
        least = min(least, value * len(told) / rank)
        out[place] = least
    return out
