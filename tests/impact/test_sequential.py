"""Bounds for several looks: published tables, and the multivariate normal of scipy."""

from math import log, sqrt

import numpy as np
import pytest

from cabochon.impact.sequential import always_valid, bounded, planned, quantile

THIRDS = (1 / 3, 2 / 3, 1.0)


def passed(bounds, times):
    """Chance that any bound is passed on either side (scipy 1.17)."""
    from scipy import stats

    t = np.array(times)
    between = stats.multivariate_normal(np.zeros(len(t)), np.sqrt(np.minimum.outer(t, t) / np.maximum.outer(t, t)))
    return 1 - between.cdf(np.array(bounds), lower_limit=-np.array(bounds))


def test_lan_and_demets_for_three_looks():
    """O'Brien-Fleming-type spending, one-sided 0.025: 3.7103, 2.5114, 1.9930 (gsDesign's sfLDOF; Jennison & Turnbull
    2000, chapter 7); Pocock-type: 2.279, 2.295, 2.296 (Jennison & Turnbull, as spent by alpha log(1 + (e-1) t))."""
    from scipy import stats

    spent = tuple(4 * (1 - stats.norm.cdf(stats.norm.ppf(1 - 0.05 / 4) / sqrt(t))) for t in THIRDS)
    assert bounded(THIRDS, spent) == pytest.approx((3.7103, 2.5114, 1.9930), abs=1e-4)
    spent = tuple(0.05 * log(1 + (np.e - 1) * t) for t in THIRDS)
    assert bounded(THIRDS, spent) == pytest.approx((2.279, 2.295, 2.296), abs=1e-3)


@pytest.mark.parametrize("bounds", [(2.289, 2.289, 2.289), (2.004 * sqrt(3), 2.004 * sqrt(1.5), 2.004)])
def test_jennison_and_turnbulls_constants_for_three_looks_spend_five_percent(bounds):
    """Tables 2.1 (Pocock, 2.289) and 2.3 (O'Brien & Fleming, 2.004), Group Sequential Methods (2000)."""
    spent = tuple(float(passed(bounds[: k + 1], THIRDS[: k + 1])) for k in range(3))
    assert spent[-1] == pytest.approx(0.05, abs=2e-4)
    assert bounded(THIRDS, spent) == pytest.approx(bounds, abs=2e-3)


def test_the_looks_at_3_10_and_20_shifts_pass_by_chance_in_five_of_a_hundred():
    bounds = planned()
    assert bounds == pytest.approx((3.257, 2.523, 2.020), abs=1e-3)
    assert passed(bounds, (0.15, 0.5, 1.0)) == pytest.approx(0.05, abs=5e-4)


def test_one_look_is_the_usual_bound_and_disorder_is_refused():
    assert planned((20,)) == pytest.approx((1.959964,), abs=1e-5)
    for looks in ((), (3, 3), (10, 3), (0, 3)):
        with pytest.raises(ValueError, match="rising"):
            planned(looks)


def test_the_t_of_any_alpha_is_scipys():
    from scipy import stats

    for alpha in (0.01, 0.038, 0.05):
        for freedom in (1, 2, 5, 11, 37, 300):
            assert quantile(alpha, freedom) == pytest.approx(stats.t.ppf(1 - alpha / 2, freedom), rel=1e-6)


def test_the_sequence_is_the_normal_mixture():
    """Howard et al., Ann. Statist. 49 (2021), eq. 14: sqrt((V + rho) log((V + rho) / (alpha^2 rho))), here of V = 100
    and rho = 10 (of sums; an estimate divides by V = 1/se^2, and tau^2 = 1/rho)."""
    v, rho = 100.0, 10.0
    edge = sqrt((v + rho) * log((v + rho) / (0.05**2 * rho)))
    low, high = always_valid(0.3, 1 / sqrt(v), 1 / sqrt(rho))
    assert (low, high) == pytest.approx((0.3 - edge / v, 0.3 + edge / v))
    assert (0.3 - low) * 10 > 3.0  # never below three standard errors


def test_the_sequence_holds_at_every_look_at_once():
    rng = np.random.default_rng(4)
    days = np.arange(1, 201)
    sums = rng.normal(0, 1, (2000, 200)).cumsum(axis=1) / days
    half = np.array([always_valid(0.0, 1 / sqrt(k), 0.3)[1] for k in days])
    ever = (np.abs(sums) > half).any(axis=1).mean()
    usual = (np.abs(sums) > 1.96 / np.sqrt(days)).any(axis=1).mean()
    assert ever < 0.05 < 0.3 < usual


def test_without_an_error_there_is_no_width():
    assert always_valid(0.1, 0.0, 0.06) == (0.1, 0.1)
