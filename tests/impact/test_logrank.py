"""The log-rank test against lifelines and the published trial."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabochon.impact.survival import chi_squared, logrank

# Freireich et al., Blood 21 (1963) 699-716: weeks of remission under 6-MP and placebo; the + are still in remission.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".split()  # noqa: SIM905
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23".split()  # noqa: SIM905
TIMES = [float(w.rstrip("+")) for w in TREATED + PLACEBO]
DONE = [not w.endswith("+") for w in TREATED + PLACEBO]
ARMS = ["6-MP"] * 21 + ["placebo"] * 21


def test_the_published_trial():
    """Chi-squared 16.79 with one degree (Cox & Oakes (1984), 7.3; lifelines 0.30.3 logrank_test 16.792940989216547, p
    4.168809109e-05); 9 and 21 events against 19.3 and 10.7 expected."""
    found = logrank(TIMES, DONE, ARMS)
    assert found.statistic == pytest.approx(16.792940989216547)
    assert found.p == pytest.approx(4.168809109334511e-05, rel=1e-6)
    assert (found.groups, found.observed, found.freedom) == (("6-MP", "placebo"), (9, 21), 1)
    assert found.expected == pytest.approx((19.25, 10.75), abs=0.01)


@pytest.mark.parametrize(
    ("groups", "statistic", "p"),
    [(3, 0.7163805891691822, 0.6989400578427428), (4, 1.2510750945534075, 0.7407822311089738)],
)
def test_several_groups_are_those_of_lifelines(groups, statistic, p):
    """lifelines 0.30.3 multivariate_logrank_test, the same people dealt round."""
    found = logrank(TIMES, DONE, [k % groups for k in range(42)])
    assert (found.statistic, found.p) == pytest.approx((statistic, p))
    assert found.freedom == groups - 1


def test_what_tells_nothing_apart_is_none():
    assert logrank([1, 2], [True, True], ["a", "a"]) is None
    assert logrank([1, 2], [False, False], ["a", "b"]) is None
    assert logrank([], [], []) is None


@given(st.floats(0, 60), st.integers(1, 12))
def test_the_tail_of_chi_squared_is_that_of_scipy(value, freedom):
    from scipy import stats

    assert chi_squared(value, freedom) == pytest.approx(stats.chi2.sf(value, freedom), abs=1e-12, rel=1e-9)


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.booleans()), min_size=4, max_size=40))
def test_the_order_of_people_is_no_matter_and_events_add_up(people):
    times, done, group = zip(*people, strict=True)
    found, turned = logrank(times, done, group), logrank(times[::-1], done[::-1], group[::-1])
    assert (found is None) == (turned is None)
    if found:
        assert found.statistic == pytest.approx(turned.statistic)
        assert sum(found.observed) == pytest.approx(sum(found.expected)) == sum(done)
