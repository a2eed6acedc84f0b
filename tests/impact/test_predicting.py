"""Behaviours and outcomes within door and week, and how much of a behaviour its observations carry."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.impact.predicting import carried, from_sums, predicts, reliability


def cells(chance, *, doors=12, weeks=10, slope=0.3, own=0.12, entries=20, outcomes=60):
    door, week = np.meshgrid(np.arange(doors), np.arange(weeks), indexing="ij")
    shape = door.shape
    level, season = chance.normal(0, 0.1, doors)[:, None], chance.normal(0, 0.05, weeks)
    true = np.clip(0.5 + level + season + chance.normal(0, own, shape), 0.02, 0.98)
    b_n = chance.integers(entries // 2, entries * 2, shape)
    o_n = chance.integers(outcomes // 2, outcomes * 2, shape)
    outcome = np.clip(0.2 - level + season + slope * (true - 0.5), 0.01, 0.99)  # doors good at one are bad at the other
    b, o = chance.binomial(b_n, true) / b_n, chance.binomial(o_n, outcome) / o_n
    flat = [part.ravel() for part in (b, o, door, week)]
    return flat, {"behaviour_n": b_n.ravel().astype(float), "outcome_n": o_n.ravel().astype(float)}


def test_the_slope_and_its_error_are_weighted_least_squares_with_dummies():
    """statsmodels 0.15 WLS with a dummy a door and a week, then once more without each door."""
    import statsmodels.api as sm

    (b, o, door, week), n = cells(np.random.default_rng(2))
    weight = n["behaviour_n"] * n["outcome_n"] / (n["behaviour_n"] + n["outcome_n"])

    def plain(keep):
        columns = np.column_stack([b, np.eye(12)[door], np.eye(10)[week][:, 1:]])[keep]
        columns = columns[:, columns.any(axis=0)]
        return sm.WLS(o[keep], columns, weights=weight[keep]).fit().params[0]

    middle = plain(np.ones(120, bool))
    out = np.array([plain(door != one) for one in range(12)])
    found = predicts(b, o, door, week, **n)
    assert found.slope == pytest.approx(middle)
    assert found.se == pytest.approx(np.sqrt(11 / 12 * ((out - middle) ** 2).sum()))
    assert (found.doors, found.weeks, found.cells) == (12, 10, 120)
    assert found.low < found.slope < found.high


def test_doors_that_are_good_at_both_are_no_evidence():
    """Across doors the two go against each other; within door and week they go together."""
    (b, o, door, week), n = cells(np.random.default_rng(3), doors=40)
    means = [np.array([part[door == one].mean() for one in range(40)]) for part in (b, o)]
    assert np.corrcoef(*means)[0, 1] < -0.4
    assert predicts(b, o, door, week, **n).low > 0.05


def test_the_slope_shrinks_by_the_reliability_that_is_said():
    found = []
    for seed in range(60):
        (b, o, door, week), n = cells(np.random.default_rng(seed), doors=20, entries=8)
        found.append(predicts(b, o, door, week, **n))
    slope, said = np.mean([one.slope for one in found]), np.mean([one.reliability for one in found])
    assert slope < 0.15
    assert slope / 0.3 == pytest.approx(said, abs=0.04)


def test_nothing_is_found_in_about_five_of_a_hundred():
    chance = np.random.default_rng(4)
    seen = 0
    for _ in range(400):
        (b, o, door, week), n = cells(chance, slope=0.0, doors=8, weeks=8)
        seen += predicts(b, o, door, week, **n).p < 0.05
    assert 6 <= seen <= 34


def test_many_doors_are_left_out_in_a_hundred_groups():
    import statsmodels.api as sm

    (b, o, door, week), n = cells(np.random.default_rng(7), doors=300, weeks=6)
    found = predicts(b, o, door, week, **n)
    assert found.doors == 300
    half = (found.high - found.low) / 2
    assert half / found.se == pytest.approx(1.9842, abs=1e-3)  # t with 99 degrees
    naive = sm.OLS(o, np.column_stack([b, np.eye(300)[door], np.eye(6)[week][:, 1:]])).fit()
    assert found.se == pytest.approx(naive.bse[0], rel=0.25)


def test_a_count_is_noisier_than_a_share():
    (b, o, door, week), n = cells(np.random.default_rng(5))
    share, count = predicts(b, o, door, week, **n), predicts(b, o, door, week, **n, binary=False)
    assert count.reliability < share.reliability
    assert predicts(b, o, door, week, **n, design_effect=1.3).reliability < share.reliability
    assert count.slope == share.slope


@pytest.mark.parametrize("kept", ["two doors", "one week", "flat", "no surveys"])
def test_what_cannot_tell_says_nothing(kept):
    (b, o, door, week), n = cells(np.random.default_rng(6))
    take = {"two doors": door < 2, "one week": week < 1, "flat": door < 99, "no surveys": door < 99}[kept]
    b = np.full_like(b, 0.5) if kept == "flat" else b
    n = {key: value * (key != "outcome_n" or kept != "no surveys") for key, value in n.items()}
    assert predicts(b[take], o[take], door[take], week[take], **{key: value[take] for key, value in n.items()}) is None


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.floats(-1, 1), st.floats(0.1, 10))
def test_a_door_a_season_and_a_scale_change_nothing_but_the_scale(seed, shift, scale):
    (b, o, door, week), n = cells(np.random.default_rng(seed), doors=6, weeks=6)
    plain = predicts(b, o, door, week, **n)
    moved = predicts(b, scale * (o + shift * (door == 2) - shift * (week == 4)), door, week, **n)
    assert moved.slope == pytest.approx(scale * plain.slope, abs=1e-8)
    assert moved.p == pytest.approx(plain.p, abs=1e-6)


def test_three_observations_a_person_carry_a_quarter():
    """Associates whose true rate of a behaviour varies by 15.4 points around one half (single reliability 0.095): the
    mean of three observations carries 0.24, and so do two sets of three agree with each other."""
    assert carried(0.095, 3) == pytest.approx(0.24, abs=0.002)
    chance = np.random.default_rng(24)
    true = np.clip(chance.normal(0.5, 0.154, 40_000), 0, 1)
    first, second = chance.binomial(3, true).astype(float), chance.binomial(3, true).astype(float)
    found = reliability(first, np.full(40_000, 3.0))
    assert found.of == pytest.approx(0.24, abs=0.015)
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(found.of, abs=0.02)
    assert (found.each, found.units, found.n) == (3, 40_000, 120_000)


def test_reliability_by_hand():
    """Three people of ten: 2, 5, 8 yes. MSB 0.9, MSW 5.7/27, between^2 (0.9 - 0.2111)/10, so single 0.246 and of 0.765,
    which is 1 - MSW/MSB."""
    found = reliability(np.array([2.0, 5, 8, 0]), np.array([10.0, 10, 10, 0]))
    assert found.of == pytest.approx(1 - (5.7 / 27) / 0.9)
    assert found.single == pytest.approx(0.068889 / (0.068889 + 0.211111), abs=1e-5)


def test_people_who_differ_by_chance_alone_carry_nothing():
    x = np.random.default_rng(1).binomial(3, 0.5, 20_000).astype(float)
    assert reliability(x, np.full(20_000, 3.0)).of < 0.02


@given(st.lists(st.integers(0, 8).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=30))
def test_sums_are_enough(pairs):
    x, n = np.array([p[0] for p in pairs], float), np.array([p[1] for p in pairs], float)
    found, told = reliability(x, n), n > 0
    sums = from_sums(
        units=int(told.sum()), n=n.sum(), n_squares=(n * n).sum(), x=x.sum(), x_squares=(x[told] ** 2 / n[told]).sum()
    )
    assert found == sums
    assert found is None or 0 <= found.of <= 1
