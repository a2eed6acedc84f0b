"""The spread of doors: sampling noise is taken out, a true spread stays."""

import random

import pytest

from cabochon.impact.variation import variation


def doors(chance, *, spread, n, k=60):
    rates = [min(0.95, max(0.05, chance.gauss(0.3, spread))) for _ in range(k)]
    return [(sum(chance.random() < rate for _ in range(n)), n) for rate in rates]


def test_it_is_the_analysis_of_variance_by_hand():
    """Three doors of ten: 2, 5 and 8. MSB = 10 (0.3^2 + 0 + 0.3^2) / 2 = 0.9, MSW = (1.6 + 2.5 + 1.6) / 27, n0 = 10."""
    told = variation([(2, 10), (5, 10), (8, 10)])
    assert told.sd == pytest.approx(((0.9 - 5.7 / 27) / 10) ** 0.5)
    assert told.raw == pytest.approx(0.3)
    assert told.doors == 3


def test_doors_that_differ_by_chance_alone_do_not_differ():
    chance = random.Random(4)
    found = [variation(doors(chance, spread=0.0, n=40)) for _ in range(30)]
    assert sum(one.sd for one in found) / 30 < 0.02
    assert sum(one.raw for one in found) / 30 > 0.06


def test_a_true_spread_is_found():
    chance = random.Random(5)
    found = [variation(doors(chance, spread=0.08, n=60)).sd for _ in range(30)]
    assert sum(found) / 30 == pytest.approx(0.08, abs=0.01)


def test_the_interval_is_the_same_each_time_and_holds_the_spread():
    told = variation(doors(random.Random(6), spread=0.08, n=60))
    assert told == variation(doors(random.Random(6), spread=0.08, n=60))
    assert told.low < told.sd < told.high


def test_one_door_has_no_spread_and_two_have_no_interval():
    assert variation([(1, 10), (0, 0)]) is None
    assert variation([(1, 10), (9, 10)]).low is None
