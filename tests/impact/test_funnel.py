"""Funnel limits by hand and against the binomial; overdispersion; units apart in a mean; ranks together."""

import random
from math import sqrt

import pytest
from scipy import stats

from cabochon.impact import funnel
from cabochon.impact.apart import apart
from cabochon.impact.ranks import together


def test_the_limits_of_a_small_share_are_what_the_binomial_says_by_hand():
    """n = 4, one half: P(R <= 0..4) = 1/16, 5/16, 11/16, 15/16, 1. Level 0.75 cuts an eighth on either side: r = 1 and
    r = 3; a = (5/16 - 2/16) / (4/16) = 3/4 and (15/16 - 14/16) / (4/16) = 1/4, so (1 - 3/4) / 4 and (3 - 1/4) / 4."""
    assert funnel.limits_of_rate(0.5, 4, 0.75) == pytest.approx((0.0625, 0.6875))


@pytest.mark.parametrize(
    ("share", "n"), [(0.3, 25), (0.05, 400), (0.5, 50), (0.37, 5000), (0.97, 900), (0.002, 40_000)]
)
@pytest.mark.parametrize("level", [funnel.INNER, funnel.OUTER])
def test_the_limits_are_the_interpolated_quantiles_of_the_binomial(share, n, level):
    for p, limit in zip(((1 - level) / 2, (1 + level) / 2), funnel.limits_of_rate(share, n, level), strict=True):
        r = stats.binom.ppf(p, n, share)
        a = (stats.binom.cdf(r, n, share) - p) / stats.binom.pmf(r, n, share)
        assert limit == pytest.approx(max(0.0, (r - a) / n), abs=1e-9)


def test_with_many_events_the_limits_are_those_of_the_normal():
    low, high = funnel.limits_of_rate(0.4, 1_000_000, 0.95)
    half = 1.959964 * sqrt(0.4 * 0.6 / 1_000_000)
    assert (low, high) == pytest.approx((0.4 - half, 0.4 + half), abs=2e-6)


def test_nobody_and_everybody_leave_no_room_and_a_single_event_all_of_it():
    assert funnel.limits_of_rate(0.0, 30, 0.95) == (0.0, 0.0)
    assert funnel.limits_of_rate(1.0, 30, 0.95) == (1.0, 1.0)
    low, high = funnel.limits_of_rate(0.5, 1, 0.998)
    assert low == 0.0
    assert high > 0.99


def test_chance_alone_leaves_the_limits_as_often_as_they_say():
    chance = random.Random(11)
    low, high = funnel.limits_of_rate(0.3, 200, 0.95)
    out = sum(not low <= sum(chance.random() < 0.3 for _ in range(200)) / 200 <= high for _ in range(2000))
    assert 0.03 < out / 2000 < 0.07


def test_the_limits_of_a_mean_are_the_pooled_spread_over_the_root_of_n():
    """Two units, 1 2 3 and 5 7: squares within 2 and 2, three degrees of freedom, so sqrt(4 / 3)."""
    units = [(6.0, 3.0, 14.0), (12.0, 2.0, 74.0)]
    assert funnel.pooled(units) == pytest.approx(sqrt(4 / 3))
    assert funnel.limits_of_mean(4.0, 2.0, 100, 0.95) == pytest.approx((4 - 0.3919928, 4 + 0.3919928))
    assert funnel.pooled([(1.0, 1.0, 1.0)]) == 0.0


def test_the_limits_widen_only_where_units_differ_more_than_chance():
    chance = random.Random(3)
    quiet = [chance.gauss(0, 1) for _ in range(200)]
    assert funnel.dispersion(quiet) == 1.0
    assert funnel.dispersion([3 * z for z in quiet]) == pytest.approx(9 * 0.75, rel=0.2)  # the outer tenths drawn in
    assert funnel.dispersion([9.0] * 9) == 1.0
    assert funnel.widened((0.3, 0.5), 0.4, 4.0) == pytest.approx((0.2, 0.6))


def test_one_outlier_does_not_widen_the_limits_for_all():
    chance = random.Random(3)
    assert funnel.dispersion([*(chance.gauss(0, 1) for _ in range(40)), 60.0]) == 1.0


def test_the_score_of_a_share_is_a_z():
    assert funnel.score_of_rate(40, 100, 0.4) == pytest.approx(0.0)
    assert funnel.score_of_rate(50, 100, 0.4) == pytest.approx((0.5 - 0.4) / sqrt(0.25 / 100), rel=0.05)


def test_units_apart_in_a_mean_by_hand():
    """Means 2, 4, 6 of two each, apart by 1: MSB = 2 (4 + 0 + 4) / 2 = 8, MSW = 3 * 0.5 / 3 = 0.5, n0 = 2."""
    told = apart([(4.0, 2.0, 8.5), (8.0, 2.0, 32.5), (12.0, 2.0, 72.5)])
    assert told.sd == pytest.approx(sqrt((8 - 0.5) / 2))
    assert told.raw == pytest.approx(2.0)
    assert apart([(4.0, 2.0, 8.5)]) is None
    assert apart([(4.0, 2.0, 8.5), (8.0, 2.0, 32.5)]).low is None


def test_units_that_differ_by_chance_alone_are_not_apart_in_a_mean():
    chance, found = random.Random(9), []
    for _ in range(20):
        units = [[chance.gauss(4.3, 0.7) for _ in range(40)] for _ in range(30)]
        found.append(apart([(sum(one), 40.0, sum(v * v for v in one)) for one in units]))
    assert sum(one.sd for one in found) / 20 < 0.06
    assert sum(one.raw for one in found) / 20 > 0.09


def test_ranks_together_are_spearmans_with_ties():
    pairs = [(1, 2), (2, 1), (3, 4), (4, 3), (5, 7), (6, 5), (7, 8), (8, 6), (9, 10), (9, 9)]
    told = together(pairs)
    assert told.rho == pytest.approx(stats.spearmanr(*zip(*pairs, strict=True)).statistic)
    assert told.low < told.rho < told.high < 1


def test_too_few_units_or_one_that_never_changes_say_nothing():
    assert together([(n, n) for n in range(7)]) is None
    assert together([(n, 1.0) for n in range(12)]) is None
