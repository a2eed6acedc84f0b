"""Power of a pilot: against statsmodels where it is a plain t test, against 2,000 pretended pilots where it is not."""

from dataclasses import replace
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.impact.power import Design, error, least_lift, power, smallest_p

PILOT = Design(doors=10, held_back=2, people=5, events=12, rate=0.18, spread=0.05, drift=0.02, weeks=2, baseline=8)


@pytest.mark.parametrize(("own", "other"), [(6, 6), (10, 2), (20, 10), (3, 3)])
@pytest.mark.parametrize("effect", [0.5, 1.0, 2.0])
def test_with_one_noise_a_door_it_is_the_t_test_of_statsmodels(own, other, effect):
    """statsmodels 0.15 TTestIndPower, one side of a two-sided 5 %. Drift alone varies: SD 1 point a door."""
    from statsmodels.stats.power import TTestIndPower

    design = Design(
        doors=own, held_back=other, people=1e9, events=1e9, rate=0.5, spread=0.0, drift=0.01, weeks=1, baseline=8
    )
    assert error(design) == pytest.approx(0.01 * sqrt(1 / own + 1 / other))
    published = TTestIndPower().power(effect, own, 0.025, other / own, alternative="larger")
    assert power(design, effect * 0.01) == pytest.approx(published, abs=1e-6)


def test_the_noncentral_t_is_that_of_scipy():
    """scipy 1.17 stats.nct, ten degrees; the variance of a rate that is lifted included."""
    from scipy import stats

    design = replace(PILOT, doors=6, held_back=6)
    for lift in (0.02, 0.05, 0.08):
        exact = stats.nct.sf(stats.t.ppf(0.975, 10), 10, lift / error(design, lift))
        assert power(design, lift) == pytest.approx(exact, abs=1e-6)


@pytest.mark.parametrize(("own", "other", "lift"), [(6, 6, 0.08), (10, 2, 0.08), (8, 4, 0.04)])
def test_two_thousand_pretended_pilots_show_it_as_often(own, other, lift):
    """Doors with their own level and drift; each door's two weeks less the best guess from its eight before."""
    from scipy import stats

    design = replace(PILOT, doors=own, held_back=other, design_effect=1.0)
    chance = np.random.default_rng(7)
    total, pilots = own + other, 2000
    treated = np.arange(total) < own
    level = chance.normal(design.rate, design.spread, (pilots, total, 1))
    weeks = np.clip(level + chance.normal(0, design.drift, (pilots, total, 10)), 0.0, 1.0)
    weeks[:, treated, 8:] += lift
    seen = chance.binomial(60, np.clip(weeks, 0, 1)) / 60
    before, after = seen[..., :8].mean(axis=2), seen[..., 8:].mean(axis=2)
    noise = (design.drift**2 + design.rate * (1 - design.rate) / 60) / 8
    share = design.spread**2 / (design.spread**2 + noise)
    left = after - (design.rate + share * (before - design.rate))
    _, p = stats.ttest_ind(left[:, treated], left[:, ~treated], axis=1, alternative="greater")
    assert (p < 0.025).mean() == pytest.approx(power(design, lift), abs=0.05)


def test_two_doors_held_back_of_twelve_show_less_than_six():
    """Sixty demonstrations a door and week, eight points: half the time against two doors, seven times in ten against
    six; eight weeks instead of two make it nearly sure."""
    even = replace(PILOT, doors=6, held_back=6)
    assert power(PILOT, 0.08) == pytest.approx(0.50, abs=0.01)
    assert power(even, 0.08) == pytest.approx(0.72, abs=0.01)
    assert power(replace(even, weeks=8), 0.08) > 0.95
    assert least_lift(even) < least_lift(PILOT) < 0.12


def test_the_least_lift_shows_with_that_chance():
    for chance in (0.5, 0.8, 0.95):
        assert power(PILOT, least_lift(PILOT, chance=chance)) == pytest.approx(chance, abs=1e-3)


def test_a_bound_for_every_day_asks_for_more():
    assert power(PILOT, 0.06, bound=3.5) < power(PILOT, 0.06)
    assert least_lift(PILOT, bound=3.5) > least_lift(PILOT)


def test_without_two_doors_on_each_side_nothing_is_promised():
    assert power(replace(PILOT, held_back=1), 0.08) is None
    assert power(replace(PILOT, doors=1), 0.08) is None
    assert least_lift(replace(PILOT, held_back=0)) is None
    assert power(replace(PILOT, events=0), 0.08) == 0
    assert error(replace(PILOT, people=0)) == float("inf")
    assert least_lift(replace(PILOT, events=0.001)) is None


def test_without_a_baseline_doors_differ_by_all_they_differ():
    bare = replace(PILOT, baseline=0)
    own = 0.02**2 / 2 + 1.3 * 0.18 * 0.82 / 120
    assert error(bare) == pytest.approx(sqrt((own + 0.05**2) * (1 / 10 + 1 / 2)))
    assert error(bare) > 1.3 * error(PILOT)
    assert error(replace(PILOT, baseline=1e9)) < error(PILOT)


@settings(deadline=None)
@given(st.integers(2, 40), st.integers(2, 40), st.floats(0.02, 0.9), st.floats(0.5, 12), st.floats(0.005, 0.09))
def test_more_of_anything_never_shows_less(doors, held, rate, weeks, lift):
    design = replace(PILOT, doors=doors, held_back=held, rate=rate, weeks=weeks)
    plain = power(design, lift)
    assert 0 <= plain <= 1
    for more in (replace(design, weeks=weeks * 2), replace(design, people=20), replace(design, held_back=held + 5)):
        assert power(more, lift) >= plain - 1e-3
    assert plain < 0.5 or power(replace(design, varying=0.05), lift) <= plain


@pytest.mark.parametrize(("doors", "treated", "ways"), [(12, 1, 12), (12, 2, 66), (12, 6, 924), (2, 1, 2)])
def test_the_smallest_p_counts_the_ways_to_choose(doors, treated, ways):
    assert smallest_p(doors, treated) == 1 / ways == 1 / comb(doors, treated)


def test_all_or_no_doors_have_no_p():
    for treated in (0, 5):
        with pytest.raises(ValueError):
            smallest_p(5, treated)
