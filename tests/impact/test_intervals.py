"""Intervals against published worked examples and tables."""

import random
import statistics
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabochon.impact import intervals


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_rate_has_the_interval_published_by_newcombe(x, n, low, high):
    """Statistics in Medicine 17 (1998) 857-872, table I, method 3."""
    assert intervals.rate(x, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("x1", "n1", "x0", "n0", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
        (10, 10, 0, 10, 0.6075, 1.0),
    ],
)
def test_a_difference_has_the_interval_published_by_newcombe(x1, n1, x0, n0, low, high):
    """Statistics in Medicine 17 (1998) 873-890, table II, method 10."""
    assert intervals.difference(x1, n1, x0, n0) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("freedom", "published"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (5, 2.5706), (10, 2.2281), (15, 2.1314), (30, 2.0423),
     (40, 2.0211), (60, 2.0003), (120, 1.9799)],
)  # fmt: skip
def test_students_t_is_the_printed_table(freedom, published):
    """Abramowitz & Stegun, table 26.10."""
    assert intervals.student(freedom) == pytest.approx(published, abs=6e-5)


def test_the_two_ways_to_students_t_meet():
    assert intervals.student(40) - intervals.student(41) == pytest.approx(0.00154, abs=2e-5)


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=60))
def test_a_mean_from_sums_is_the_mean_from_the_list(values):
    n, middle = len(values), statistics.fmean(values)
    half = intervals.student(n - 1) * statistics.stdev(values) / sqrt(n)
    found = intervals.mean(sum(values), sum(v * v for v in values), n)
    assert found == pytest.approx((middle - half, middle + half), abs=1e-2)


def test_a_ratio_is_worked_by_hand():
    """y = 2, 4, 9; x = 1, 2, 3: R = 2.5, residuals -0.5, -1, 1.5, so half = t(2) * sqrt(3/2 * 3.5) / 6."""
    half = intervals.student(2) * sqrt(1.5 * 3.5) / 6
    found = intervals.ratio(15, 6, squares=101, cross=37, bottom_squares=14, n=3)
    assert found == pytest.approx((2.5 - half, 2.5 + half))


@given(st.integers(1, 500), st.data())
def test_a_rate_lies_within_its_interval_and_between_none_and_all(n, data):
    x = data.draw(st.integers(0, n))
    low, high = intervals.rate(x, n)
    assert 0 <= low <= x / n <= high <= 1


def test_no_interval_where_none_is_defined():
    assert intervals.rate(0, 0) is None
    assert intervals.rate(5, 4) is None
    assert intervals.mean(5.0, 25.0, 1) is None
    assert intervals.ratio(5, 0, squares=25, cross=0, bottom_squares=0, n=4) is None
    assert intervals.difference(1, 2, 0, 0) is None


def test_a_ratio_by_clusters_is_what_the_textbook_works_out_by_hand():
    """Four doors: y = 2, 4, 6, 9 over x = 10, 20, 20, 40. R = 21/90; d = y - R x; se = sqrt(4/3 sum d^2) / 90."""
    terms = [(2, 10), (4, 20), (6, 20), (9, 40)]
    r = 21 / 90
    left = sum((y - r * x) ** 2 for y, x in terms)
    half = 3.182446 * sqrt(4 / 3 * left) / 90
    assert intervals.clustered(terms) == pytest.approx((r - half, r + half), rel=1e-6)
    assert intervals.clustered(terms[:1]) is None


def test_clusters_cover_what_single_events_do_not():
    """Twelve doors whose true rates differ, 2,000 worlds: the clustered interval holds the mean rate in about 95 %, one
    that takes every entry as independent in far fewer."""
    chance = random.Random(11)
    held = naive = 0
    for _ in range(2000):
        terms = []
        for _ in range(12):
            n = chance.randrange(150, 250)
            rate = min(0.5, max(0.02, chance.gauss(0.2, 0.05)))
            terms.append((round(chance.gauss(n * rate, sqrt(n * rate * (1 - rate)))), n))
        low, high = intervals.clustered(terms)
        held += low <= 0.2 <= high
        low, high = intervals.rate(sum(y for y, _ in terms), sum(x for _, x in terms))
        naive += low <= 0.2 <= high
    assert 0.93 < held / 2000 < 0.965
    assert naive / 2000 < 0.8


def test_a_median_has_the_interval_of_order_statistics():
    """Conover (1999), 3.2: of 16 values the 4th and the 13th hold the median with 97.9 %; of 10 the 2nd and the 9th."""
    assert intervals.median([(v, 1) for v in range(1, 17)]) == (8.5, 4, 13)
    assert intervals.median([(v, 1) for v in range(1, 11)]) == (5.5, 2, 9)
    assert intervals.median([(7, 3), (9, 2)]) == (7, None, None)
    assert intervals.median([]) is None


def test_the_median_of_many_values_covers_as_it_says():
    chance = random.Random(4)
    held = 0
    for _ in range(2000):
        values = [round(chance.expovariate(1), 6) for _ in range(41)]
        _, low, high = intervals.median([(v, 1) for v in values])
        held += low <= 0.693147 <= high
    assert 0.96 < held / 2000 < 0.985  # 97.2 % by the binomial


def test_the_rank_of_a_thousand_agrees_with_the_one_above():
    exact = intervals.median([(v, 1) for v in range(1000)])
    nearly = intervals.median([(v, 1) for v in range(1001)])
    assert abs(exact[1] - nearly[1]) <= 1
