"""Many parts looked at: by hand, and against what scipy and statsmodels say (fixed figures)."""

import pytest

from cabochon.impact.many import holm, two_rates


def test_two_rates_are_compared_by_the_pooled_normal_test():
    # 30 of 40 against 70 of 160: p = 100/200, se = sqrt(0.25 (1/40 + 1/160)) = 0.0883883, z = 0.3125 / se = 3.5355
    assert two_rates(30, 40, 70, 160) == pytest.approx(0.000407, abs=1e-6)
    assert two_rates(70, 160, 30, 40) == pytest.approx(two_rates(30, 40, 70, 160))


def test_where_nothing_varies_nothing_differs():
    assert two_rates(5, 5, 9, 9) == 1.0
    assert two_rates(0, 5, 0, 9) == 1.0


def test_of_nothing_there_is_nothing_to_say():
    assert two_rates(0, 0, 3, 9) is None
    assert two_rates(6, 5, 3, 9) is None


def test_holm_steps_down_and_never_falls():
    # sorted 0.01 x 3 = 0.03; 0.03 x 2 = 0.06; 0.04 x 1 = 0.04, not below the one before
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])


def test_what_was_not_looked_at_is_not_counted():
    assert holm([None, 0.02, None]) == [None, 0.02, None]
    assert holm([]) == []
