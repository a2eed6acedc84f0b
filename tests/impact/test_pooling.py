"""Several coached together: by hand, against statsmodels, and by simulation (12 doors, 14 days)."""

from dataclasses import replace
from datetime import timedelta
from math import sqrt

import numpy as np
import pytest

from cabochon.impact.episodes import After, History, Peers, episode, episodes
from cabochon.impact.judging import several
from cabochon.impact.pooling import pool
from cabochon.impact.shrinking import Prior
from coached_chain import START, chain

PEERS = Peers(np.array([1800.0]), np.array([1800.0]), 44, 1.0, np.array([10000.0]), doors=11)


def coached(x, n, door, *, base=0.2, peers=PEERS, unit=""):
    """One whose base is known and whose peers did as expected."""
    history = History(base * 1e6, 1e6, 8, Prior(base, 50, 60))
    after = After(np.array([float(x)]), np.array([float(n)]), (START,))
    return episode(history, after, peers, unit=unit or f"{x}/{door}", door=door)


def test_it_is_the_sum_over_the_sum_and_never_the_mean_of_the_rates():
    made = pool([coached(5, 10, "a"), coached(20, 100, "b"), coached(30, 200, "c")])
    assert made.estimate == pytest.approx((55 - 0.2 * 310) / 310)
    assert (made.doors, made.people, made.n, made.x) == (3, 3, 310, 55)
    assert [group[0] for group in made.groups] == ["a", "b", "c"]
    assert made.groups[1][1] == pytest.approx(0.0, abs=1e-9)


def test_the_error_is_the_jackknife_of_statsmodels_by_door():
    """statsmodels 0.15: weighted least squares on a constant, clustered by door (CV1), near the jackknife with equal
    doors: exactly G/(G-1) instead of ((N-1)/N of) it when every door weighs the same."""
    import statsmodels.api as sm
    from scipy import stats

    rng = np.random.default_rng(1)
    x, doors = rng.binomial(60, 0.25, 24), [f"d{k // 2}" for k in range(24)]
    steady = Peers(np.array([1.8e9]), np.array([1.8e9]), 44, 1.0, np.array([1e10]), doors=11)
    made = pool([coached(k, 60, d, peers=steady, unit=f"u{i}") for i, (k, d) in enumerate(zip(x, doors, strict=True))])
    gain = np.repeat(np.add.reduceat(x, range(0, 24, 2)) / 120 - 0.2, 1)
    assert made.se == pytest.approx(float(np.std(gain, ddof=1)) / sqrt(12), rel=1e-4)
    told = sm.OLS(x / 60 - 0.2, np.ones(24)).fit(
        cov_type="cluster", cov_kwds={"groups": np.arange(24) // 2, "use_correction": False}
    )
    assert made.se == pytest.approx(float(told.bse[0]) * sqrt(12 / 11), rel=1e-4)
    assert made.freedom == 11
    assert made.low == pytest.approx(made.estimate - stats.t.ppf(0.975, 11) * made.se, rel=1e-6)
    assert made.p == pytest.approx(2 * stats.t.sf(abs(made.estimate / made.se), 11), rel=1e-6)


def test_what_all_share_is_added_to_the_error_and_to_the_freedom():
    thin = Peers(np.array([90.0]), np.array([90.0]), 10, 1.0, np.array([500.0]), doors=4)
    same = [coached(6 + 6 * (k % 3), 60, f"d{k}") for k in range(9)]
    loose = [coached(6 + 6 * (k % 3), 60, f"d{k}", peers=thin) for k in range(9)]
    narrow, wide = pool(same), pool(loose)
    shared = sum(sqrt(one.now.shared) for one in loose) / (9 * 60)
    own = pool(same).se ** 2 - (sum(sqrt(one.now.shared) for one in same) / 540) ** 2
    assert wide.se == pytest.approx(sqrt(own + shared**2))
    assert wide.freedom > narrow.freedom >= 8


def test_one_door_has_no_interval_but_the_smallest_possible_p():
    made = pool([coached(20, 60, "a", unit="u1"), coached(22, 60, "a", unit="u2")])
    assert (made.se, made.low, made.high, made.p, made.posterior) == (None, None, None, None, None)
    assert (made.doors, made.people, made.smallest_p) == (1, 2, pytest.approx(1 / 12))
    assert pool([coached(20, 60, "a")], of=40).smallest_p == pytest.approx(1 / 40)
    both = [coached(20, 60, "a"), coached(9, 60, "b")]
    assert pool(both, of=10).smallest_p == pytest.approx(1 / 45)
    assert pool(both, of=2).smallest_p == 0.5


def test_a_new_hire_is_left_out_and_does_not_hold_back_the_others():
    def young(one):
        return replace(one, weeks=3.0)

    told = [coached(12 + 3 * (k % 3), 60, f"d{k}", unit=f"u{k}") for k in range(8)]
    made = pool([young(told[0]), young(told[1]), *told[2:]])
    assert (made.doors, made.people, made.left_out, made.weeks) == (6, 6, 2, 8)
    said = several(made, measure="attach_rate", unit="rate", counts="demos")
    assert "Two were left out: less than eight weeks of history." in said.warnings
    few = pool([young(told[0]), *told[1:4]])
    assert (few.doors, few.left_out, few.weeks) == (4, 0, 3)
    beside = pool([*told[:4], young(coached(9, 60, "d0", unit="u9"))])
    assert (beside.doors, beside.left_out, beside.weeks) == (4, 1, 8)


def test_all_yes_everywhere_is_not_proof():
    """Leaving out a door moves nothing; half of what chance alone would do stays."""
    made = pool([coached(60, 60, f"d{k}", base=0.999) for k in range(6)])
    assert made.se >= 0.5 * made.chance - 1e-12
    assert made.low < 0


def test_nothing_after_the_start_is_nothing():
    empty = Peers(np.zeros(0), np.zeros(0), 0, 1.0)
    nothing = episode(History(2, 9, 8, Prior(0.2, 50, 60)), After(np.zeros(0), np.zeros(0), ()), empty, door="a")
    assert pool([]) is None
    assert pool([nothing]) is None
    assert pool([nothing, coached(3, 20, "b")]).doors == 1


def test_units_can_be_taken_as_independent_instead():
    told = [coached(10 + k, 60, "a", unit=f"u{k}") for k in range(5)]
    made = pool(told, by="unit")
    assert made.freedom >= 4
    assert made.doors == 1


def test_twelve_doors_find_eight_points_in_fourteen_days_and_nothing_where_there_is_nothing():
    """Over 300 worlds each: bias 0.0 and -0.1 points, coverage 96 and 97 %, planned look above 0 in 1.7 and 91 %; the
    always-valid bound at 5 % alone finds 55 %."""
    rng, off, covered, found, wrong, daily = np.random.default_rng(2), [], [], [], [], []
    for world in range(160):
        lift = 0.08 * (world % 2)
        made, picked, treated = chain(rng, lift=lift, days=72)
        known = pool(episodes(made, [(unit, START, START + timedelta(14)) for unit in picked], treated=treated))
        off.append(known.estimate - lift)
        covered.append(known.low <= lift <= known.high)
        kind = {"measure": "attach_rate", "unit": "rate", "counts": "demos"}
        (found if lift else wrong).append(several(known, looks=[known], **kind).state == "likely_lifted")
        if lift:
            daily.append(several(known, **kind).state == "likely_lifted")
    assert abs(np.mean(off)) < 0.005
    assert 0.92 < np.mean(covered) < 0.995
    assert np.mean(wrong) <= 0.04
    assert np.mean(found) >= 0.85
    assert np.mean(daily) < np.mean(found) - 0.15
