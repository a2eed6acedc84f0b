"""What a lift is worth and when it has paid for itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabochon.impact.value import worth


def test_worked_by_hand():
    """12.00 more a sale (3.00 to 21.00), 400 sales a month: 4,800 a month. 9,000 once and 1,200 a month: 2.5 months;
    at the upper end 8,400 a month, 1.25 months; at the lower end 1,200 a month never pays it back."""
    found = worth(1200, 300, 2100, volume=400, cost_once=900_000, cost_month=120_000)
    assert (found.month, found.month_low, found.month_high) == (480_000, 120_000, 840_000)
    assert found.break_even == pytest.approx(2.5)
    assert found.break_even_low == pytest.approx(1.25)
    assert found.break_even_high is None


def test_a_margin_counts_a_part():
    assert worth(1000, None, None, volume=100, cost_once=50_000, share=0.5).break_even == pytest.approx(1)


def test_without_an_interval_none_is_made_up():
    found = worth(1000, None, None, volume=100, cost_once=50_000)
    assert (found.month_low, found.month_high, found.break_even_low, found.break_even_high) == (None, None, None, None)


def test_a_loss_never_breaks_even_and_a_free_programme_is_even_at_once():
    assert worth(-5, -10, -1, volume=100, cost_once=1).break_even_low is None
    assert worth(5, 1, 9, volume=100).break_even == 0
    assert worth(0, -1, 1, volume=100).break_even is None


@pytest.mark.parametrize(
    "bad", [{"volume": -1}, {"cost_once": -1}, {"cost_month": -1}, {"share": 1.1}, {"share": -0.1}]
)
def test_nonsense_is_refused(bad):
    with pytest.raises(ValueError):
        worth(1, 0, 2, **{"volume": 1.0, **bad})


@given(st.floats(1, 1e5), st.floats(0, 1e4), st.floats(1, 1e4), st.floats(0, 1e7), st.floats(0, 1e5))
def test_at_break_even_what_came_in_is_what_was_spent(per_sale, half, volume, once, month):
    found = worth(per_sale, per_sale - half, per_sale + half, volume=volume, cost_once=once, cost_month=month)
    if found.break_even is not None and once:
        assert found.break_even * found.month == pytest.approx(once + found.break_even * month, rel=1e-6)
        assert found.break_even_low <= found.break_even
        assert found.break_even_high is None or found.break_even_high >= found.break_even
