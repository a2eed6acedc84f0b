"""How many more: against statsmodels, and where nobody can say."""

import numpy as np
import pytest

from cabochon.impact.needed import MOST, demos_needed


def test_what_it_says_is_found_four_times_out_of_five():
    rng = np.random.default_rng(5)
    n = demos_needed(0.18, 0.26, 0, 1.0)
    assert n == 197
    x = rng.binomial(n, 0.26, 20000)
    z = (x / n - 0.18) / np.sqrt(0.18 * 0.82 / n)
    assert (z > 1.96).mean() == pytest.approx(0.8, abs=0.03)


def test_a_mean_is_the_usual_formula():
    """statsmodels 0.15: NormalIndPower with ratio=0 is one sample, effect 0.1 / 0.8."""
    from statsmodels.stats.power import NormalIndPower

    wanted = NormalIndPower().solve_power(0.1 / 0.8, power=0.8, alpha=0.05, ratio=0)
    assert demos_needed(4.4, 4.5, 0, 1.0, within=0.64) == pytest.approx(wanted, abs=1)


def test_what_is_there_is_taken_off():
    assert demos_needed(0.18, 0.26) == 256
    assert demos_needed(0.18, 0.26, 56) == 200
    assert demos_needed(0.18, 0.26, 1000) == 0


def test_a_target_that_is_already_reached_is_the_least_worthwhile_lift():
    assert demos_needed(0.30, 0.20) == demos_needed(0.30, 0.34)


def test_where_there_is_no_room_nobody_waits():
    assert demos_needed(1.0, 1.0) == MOST
    assert demos_needed(0.0, 0.08) > 0
    assert demos_needed(0.5, 0.5, within=1.0) == MOST
