"""How sure a number is: 95 % intervals of a rate, a mean, a ratio of sums, a median and a difference of two rates."""

from collections.abc import Sequence
from functools import lru_cache
from math import atan, comb, cos, pi, sin, sqrt
from statistics import NormalDist

Z = 1.959964  # 97.5 % point of the normal distribution
SERIES_UP_TO = 40  # degrees of freedom; above it the expansion is exact to 7 digits


def rate(x: float, n: float, z: float = Z) -> tuple[float, float] | None:
    """Wilson score interval of x out of n, both ends within 0..1; None when n is 0 or x lies outside 0..n.

    centre = (p + z^2/2n) / (1 + z^2/n), half = z/(1 + z^2/n) * sqrt(p(1-p)/n + z^2/4n^2), p = x/n.
    x and n may be fractions (shares, corrected entries).
    Source: Wilson, JASA 22 (1927) 209-212; method 3 of Newcombe, Statistics in Medicine 17 (1998) 857-872.
    """
    if n <= 0 or not 0 <= x <= n:
        return None
    p, spread = x / n, z * z / n
    centre = (p + spread / 2) / (1 + spread)
    half = z * sqrt(p * (1 - p) / n + spread / (4 * n)) / (1 + spread)
    return (0.0 if x == 0 else max(0.0, centre - half)), (1.0 if x == n else min(1.0, centre + half))


def mean(total: float, squares: float, n: int) -> tuple[float, float] | None:
    """Student's t interval of a mean from the sum, the sum of squares and the count; None when n < 2.

    total/n +- t(n-1) * s / sqrt(n), s^2 = (squares - total^2/n) / (n-1). Source: Student, Biometrika 6 (1908) 1-25.
    """
    return ratio(total, n, squares=squares, cross=total, bottom_squares=n, n=n)


def ratio(
    top: float, bottom: float, *, squares: float, cross: float, bottom_squares: float, n: int
) -> tuple[float, float] | None:
    """Interval of a ratio of two sums over the same rows, linearised; None when n < 2 or the bottom is not positive.

    R +- t(n-1) * sqrt(n/(n-1) * sum((y - R x)^2)) / sum(x), R = sum(y)/sum(x). Rows are taken as independent.
    squares = sum(y^2), cross = sum(xy), bottom_squares = sum(x^2). With every x = 1 it is the interval of a mean.
    Source: Cochran, Sampling Techniques, 3rd ed. (1977), 2.11 and 6.3.
    """
    if n < 2 or bottom <= 0:
        return None
    middle = top / bottom
    left = max(0.0, squares - 2 * middle * cross + middle * middle * bottom_squares)  # rounding may go below 0
    half = student(n - 1) * sqrt(left * n / (n - 1)) / bottom
    return middle - half, middle + half


def clustered(terms: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Interval of a ratio of two sums from (top, bottom) of each cluster (door or day), linearised.

    R +- t(G-1) * sqrt(G/(G-1) * sum((y_g - R x_g)^2)) / sum(x). Clusters are taken as independent, what is inside one
    is not; the two sums may come of different tables. None with fewer than two clusters or without a positive bottom.
    Source: Cochran, Sampling Techniques, 3rd ed. (1977), 9A.1 and 6.3 (a ratio to size of sums of whole clusters).
    """
    y, x = sum(top for top, _ in terms), sum(bottom for _, bottom in terms)
    squares, cross = sum(top * top for top, _ in terms), sum(top * bottom for top, bottom in terms)
    bottom_squares = sum(bottom * bottom for _, bottom in terms)
    return ratio(y, x, squares=squares, cross=cross, bottom_squares=bottom_squares, n=len(terms))


def median(counts: Sequence[tuple[float, int]]) -> tuple[float, float | None, float | None] | None:
    """Median of values given as (value, how often), with its interval by order statistics; None of nothing.

    The interval is from the j-th smallest to the j-th largest, j the largest rank for which the chance that so few of n
    lie below the median, binomial(n, 1/2), is at most 2.5 % on each side: it covers at least 95 %. No interval below 6.
    Source: Conover, Practical Nonparametric Statistics, 3rd ed. (1999), 3.2.
    """
    counts = sorted((value, times) for value, times in counts if times > 0)
    n = sum(times for _, times in counts)
    if not n:
        return None
    middle = (_ranked(counts, (n + 1) // 2) + _ranked(counts, n // 2 + 1)) / 2
    j = _rank(n)
    return (middle, None, None) if j < 1 else (middle, _ranked(counts, j), _ranked(counts, n + 1 - j))


def _ranked(counts: Sequence[tuple[float, int]], rank: int) -> float:
    for value, times in counts:
        rank -= times
        if rank <= 0:
            return value
    return counts[-1][0]


@lru_cache(maxsize=4096)
def _rank(n: int) -> int:
    """The largest j with P(binomial(n, 1/2) < j) <= 2.5 %; above 1,000 by the normal approximation."""
    if n > 1000:
        return int((n - Z * sqrt(n)) / 2)
    below, j = 0, 0
    while (below + comb(n, j)) * 40 <= 1 << n:
        below += comb(n, j)
        j += 1
    return j


def difference(x1: float, n1: float, x0: float, n0: float) -> tuple[float, float] | None:
    """Newcombe's hybrid score interval of x1/n1 - x0/n0; None where one of the two rates has no interval.

    d - sqrt((p1-l1)^2 + (u0-p0)^2), d + sqrt((u1-p1)^2 + (p0-l0)^2) with Wilson's l and u.
    Source: method 10 of Newcombe, Statistics in Medicine 17 (1998) 873-890.
    """
    one, other = rate(x1, n1), rate(x0, n0)
    if one is None or other is None:
        return None
    p1, p0 = x1 / n1, x0 / n0
    low = p1 - p0 - sqrt((p1 - one[0]) ** 2 + (other[1] - p0) ** 2)
    high = p1 - p0 + sqrt((one[1] - p1) ** 2 + (p0 - other[0]) ** 2)
    return low, high


@lru_cache(maxsize=4096)
def student(freedom: int) -> float:
    """97.5 % point of Student's t distribution; `freedom` is degrees of freedom, 1 or more.

    Up to 40 the closed series is bisected (Abramowitz & Stegun 26.7.3, 26.7.4), above it 26.7.5 is used.
    """
    if freedom > SERIES_UP_TO:
        z = NormalDist().inv_cdf(0.975)
        g1 = (z**3 + z) / 4
        g2 = (5 * z**5 + 16 * z**3 + 3 * z) / 96
        g3 = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
        return z + g1 / freedom + g2 / freedom**2 + g3 / freedom**3
    low, high = 1.9, 13.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < 0.95 else (low, middle)
    return (low + high) / 2


def beyond(t: float, freedom: int) -> float:
    """Probability that Student's t lies further from 0 than t, on either side: the p value of a two-sided test.

    Abramowitz & Stegun 26.7.3 and 26.7.4, closed series; freedom is 1 or more.
    """
    return max(0.0, 1.0 - _within(abs(t), freedom))


def _within(t: float, freedom: int) -> float:
    """Probability that Student's t lies within -t..t."""
    angle = atan(t / sqrt(freedom))
    odd = freedom % 2
    term, total = (cos(angle), cos(angle)) if odd else (1.0, 1.0)
    for k in range(3 if odd else 2, freedom - 1, 2):
        term *= cos(angle) ** 2 * (k - 1) / k
        total += term
    if not odd:
        return sin(angle) * total
    return 2 / pi * (angle + (sin(angle) * total if freedom > 1 else 0.0))
