"""Looking at many parts at once: which of them differ from the rest, and which only seem to."""

from collections.abc import Sequence
from math import erfc, sqrt


def two_rates(x1: float, n1: float, x0: float, n0: float) -> float | None:
    """Two-sided p value of x1/n1 against x0/n0, by the pooled normal test; None where it cannot be told.

    z = (p1 - p0) / sqrt(p (1 - p) (1/n1 + 1/n0)), p = (x1 + x0) / (n1 + n0). Events are taken as independent.
    Source: Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003), 3.1.
    """
    if n1 <= 0 or n0 <= 0 or not (0 <= x1 <= n1 and 0 <= x0 <= n0):
        return None
    pooled = (x1 + x0) / (n1 + n0)
    spread = pooled * (1 - pooled) * (1 / n1 + 1 / n0)
    if spread <= 0:
        return 1.0
    return erfc(abs(x1 / n1 - x0 / n0) / sqrt(2 * spread))


def holm(p: Sequence[float | None]) -> list[float | None]:
    """Each p after Holm's step-down correction, in the order given; None (not looked at) stays None and is not counted.

    The i-th smallest of m becomes the largest of (m - j + 1) p_j over j <= i, at most 1: the chance that anything
    called different at 0.05 is not is at most 5 %, however the parts hang together.
    Source: Holm, Scandinavian Journal of Statistics 6 (1979) 65-70.
    """
    told = sorted((value, place) for place, value in enumerate(p) if value is not None)
    out: list[float | None] = [None] * len(p)
    most = 0.0
    for rank, (value, place) in enumerate(told):
        most = max(most, min(1.0, (len(told) - rank) * value))
        out[place] = most
    return out
