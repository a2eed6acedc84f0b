"""What a lift is worth: a number only where the verdict says so, with its interval carried to the last month."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.impact.verdict import STATES, Side, Verdict
from cabochon.verdicts.told import Change, Pooled, Subject
from cabochon.verdicts.worth import MEASURE, worth


def pooled(state="likely_lifted", estimate=1800.0, low=900.0, high=2700.0, currency="USD"):
    verdict = Verdict(state=state, measure=MEASURE, unit="money", estimate=estimate, low=low, high=high)
    change = Change(measure=MEASURE, title="", unit="money", better="up", events="", window=Side(), after=Side(),
                    verdict=verdict, currency=currency)  # fmt: skip
    return Pooled(subject=Subject(key="k", kind="rollout", about="adding-on"), title="", changes=(change,))


def test_the_case_study_eighteen_dollars_a_sale_over_a_thousand_sales():
    made = worth(pooled(), volume=1000)
    assert made.month == pytest.approx(18_000_00)  # $18 x 1,000 qualifying transactions = $18,000
    assert (made.month_low, made.month_high) == (pytest.approx(9_000_00), pytest.approx(27_000_00))
    assert (made.currency, made.state, made.why) == ("USD", "likely_lifted", "")


def test_break_even_carries_the_interval():
    made = worth(pooled(), volume=1000, cost_once=36_000_00, cost_month=6_000_00)
    assert made.break_even == pytest.approx(3.0)  # 36,000 / (18,000 - 6,000)
    assert made.break_even_low == pytest.approx(36 / 21)
    assert made.break_even_high == pytest.approx(12.0)


def test_a_programme_that_costs_more_than_it_brings_never_pays():
    made = worth(pooled(), volume=100, cost_once=1.0, cost_month=2_000_00)
    assert made.break_even is None
    assert "costs more" in made.why


def test_a_lower_bound_that_never_pays_says_so():
    made = worth(pooled(), volume=1000, cost_once=36_000_00, cost_month=12_000_00)
    assert made.break_even == pytest.approx(6.0)
    assert made.break_even_high is None


@pytest.mark.parametrize("state", [state for state in STATES if state != "likely_lifted"])
def test_no_number_without_a_likely_lift(state):
    made = worth(pooled(state=state), volume=1000, cost_once=10.0)
    assert (made.per_sale, made.month, made.break_even) == (None, None, None)
    assert made.state == state
    assert made.why
    assert made.cost_once == 10.0


def test_no_number_without_an_interval():
    made = worth(pooled(low=None, high=None), volume=1000)
    assert made.month is None
    assert "interval" in made.why


def test_nothing_to_rest_on_says_so():
    for one in (None, Pooled(subject=Subject(key="k", kind="wave", about="a"), title="", changes=())):
        made = worth(one, volume=10, currency="EUR")
        assert (made.month, made.currency, made.state) == (None, "EUR", "too_early")
        assert "not judged" in made.why


def test_costs_in_another_currency_are_not_set_against_it():
    made = worth(pooled(currency="CHF"), volume=10, cost_once=5.0, currency="EUR")
    assert made.month is None
    assert made.why == "The lift is in CHF, the costs in EUR."


def test_a_negative_volume_is_a_mistake():
    with pytest.raises(ValueError):
        worth(pooled(), volume=-1)


@settings(deadline=None, max_examples=60)
@given(st.floats(1, 1e6), st.floats(0.1, 0.9), st.floats(0, 1e5), st.floats(0, 1e9), st.floats(0, 1e7))
def test_the_interval_stays_around_the_middle(estimate, part, volume, once, month):
    made = worth(pooled(estimate=estimate, low=estimate * part, high=estimate * (2 - part)), volume=volume,
                 cost_once=once, cost_month=month)  # fmt: skip
    assert made.month_low <= made.month <= made.month_high
    ends = [one for one in (made.break_even_low, made.break_even, made.break_even_high) if one is not None]
    assert ends == sorted(ends)
