"""Partial pooling against scipy and the batters of Efron and Morris."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.impact.shrinking import LOOSE, prior, settle, shrink

HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7], float)
REST = np.array(
    [.346, .298, .276, .222, .273, .270, .263, .210, .269, .230, .264, .256, .303, .264, .226, .286, .316, .200]
)  # fmt: skip


def test_the_batters_of_efron_and_morris_are_foretold_three_times_better():
    """45 times at bat, then the rest of the season: JASA 70 (1975) 311-319, table 1, where the gain is 3.5; drawn to
    the mean by 0.212 in Scientific American 236 (1977) 119-127: 0.294 of Clemente, 0.242 of Alvis."""
    shrunk = shrink(HITS, np.full(18, 45.0)).rate
    raw = float(((HITS / 45 - REST) ** 2).sum())
    assert raw == pytest.approx(0.0755, abs=1e-3)
    assert raw / float(((shrunk - REST) ** 2).sum()) > 3
    assert shrunk[0] == pytest.approx(0.294, abs=0.01)
    assert shrunk[-1] == pytest.approx(0.242, abs=0.01)


def test_moments_come_near_the_greatest_likelihood():
    """Beta-binomial by scipy 1.17: mean 0.1639, strength 99.7 for these; with many units both find what was planted."""
    from scipy import optimize, stats

    rng = np.random.default_rng(1)
    n = rng.integers(60, 200, 400).astype(float)
    x = rng.binomial(n.astype(int), rng.beta(0.18 * 58, 0.82 * 58, 400)).astype(float)

    def against(t):
        a, b = np.exp(t)
        return -stats.betabinom.logpmf(x, n, a, b).sum()

    a, b = np.exp(optimize.minimize(against, [2, 4], method="Nelder-Mead").x)
    made = prior(x, n)
    assert made.mean == pytest.approx(a / (a + b), abs=0.002)
    assert made.strength == pytest.approx(a + b, rel=0.15)
    assert made.strength == pytest.approx(58, rel=0.3)


def test_a_shrunken_rate_is_the_mean_of_the_posterior_and_covers():
    rng = np.random.default_rng(2)
    n = np.full(4000, 60.0)
    true = rng.beta(0.18 * 58, 0.82 * 58, 4000)
    x = rng.binomial(60, true).astype(float)
    made = shrink(x, n)
    inside = np.abs(made.rate - true) <= 1.96 * made.sd
    assert 0.93 < inside.mean() < 0.97
    low = x / n < np.quantile(x / n, 0.1)  # picked because they were low
    assert abs(float((made.rate - true)[low].mean())) < 0.006
    assert float((x / n - true)[low].mean()) < -0.03


def test_means_are_shrunk_by_their_variances():
    rng = np.random.default_rng(3)
    true = rng.normal(4.4, 0.15, 300)
    n = rng.integers(20, 80, 300).astype(float)
    scores = [rng.normal(m, 0.8, int(k)) for m, k in zip(true, n, strict=True)]
    x, squares = np.array([s.sum() for s in scores]), np.array([(s * s).sum() for s in scores])
    made = settle(x, n, squares)
    assert made.mean == pytest.approx(4.4, abs=0.04)
    assert made.within == pytest.approx(0.64, rel=0.05)
    assert made.strength == pytest.approx(0.64 / 0.0225, rel=0.35)
    inside = np.abs(shrink(x, n, made).rate - true) <= 1.96 * shrink(x, n, made).sd
    assert 0.92 < inside.mean() < 0.98


def test_nothing_and_one_unit_make_a_loose_prior():
    none, single = prior(np.zeros(0), np.zeros(0)), prior(np.array([3.0]), np.array([10.0]))
    assert (none.units, none.mean, none.strength) == (0, 0.5, LOOSE)
    assert (single.units, single.strength) == (1, LOOSE)
    assert prior(np.array([3.0, 0.0]), np.array([10.0, 0.0])) == single
    assert settle(np.array([8.0]), np.array([2.0]), np.array([32.0])).units == 1


def test_all_yes_is_not_certainty():
    made = shrink(np.full(5, 20.0), np.full(5, 20.0))
    assert 0.98 < made.rate[0] < 1
    assert made.sd[0] > 0


def test_few_units_are_never_believed_to_be_all_the_same():
    made = prior(np.array([20.0, 20.0, 20.0, 20.0]), np.array([100.0, 100.0, 100.0, 100.0]))
    assert made.strength < 500
    assert made.error > 0


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=12))
def test_a_shrunken_rate_lies_between_the_own_and_the_mean(pairs):
    x = np.array([min(a, b) for a, b in pairs], float)
    n = np.array([max(a, b) for a, b in pairs], float)
    made = shrink(x, n)
    own = np.divide(x, n, out=np.full(len(n), made.prior.mean), where=n > 0)
    low, high = np.minimum(own, made.prior.mean), np.maximum(own, made.prior.mean)
    assert np.all(made.rate >= low - 1e-12)
    assert np.all(made.rate <= high + 1e-12)
    assert np.all(np.isfinite(made.sd))
