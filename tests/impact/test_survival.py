"""Kaplan-Meier against the published example, and the crossing of a smoothed rate."""

import pytest

from cabochon.impact.survival import crossing, survival

# Freireich et al., Blood 21 (1963) 699-716: weeks of remission under 6-MP; the + are still in remission.
WEEKS = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".split()  # noqa: SIM905
TIMES, DONE = [float(w.rstrip("+")) for w in WEEKS], [not w.endswith("+") for w in WEEKS]


def test_the_curve_and_its_errors_are_the_published_ones():
    """Cox & Oakes, Analysis of Survival Data (1984), table 1.1 and 4.3, as R's survfit prints it."""
    told = [(s.time, s.at_risk, round(s.share, 3), round(s.error, 4)) for s in survival(TIMES, DONE).steps]
    assert told == [
        (6, 21, 0.857, 0.0764), (7, 17, 0.807, 0.0869), (10, 15, 0.753, 0.0963), (13, 12, 0.69, 0.1068),
        (16, 11, 0.627, 0.1141), (22, 7, 0.538, 0.1282), (23, 6, 0.448, 0.1346),
    ]  # fmt: skip


def test_the_median_and_its_interval():
    """23 weeks; on the log-log scale from 13 weeks upward without an end."""
    told = survival(TIMES, DONE)
    assert (told.median, told.low, told.high, told.n, told.events) == (23, 13, None, 21, 9)


def test_without_anybody_censored_it_is_the_plain_median():
    assert survival([1, 2, 3, 4, 5], [True] * 5).median == 3


def test_a_median_that_more_than_half_still_wait_for_is_none():
    assert survival([4, 5, 6, 7], [True, False, False, False]).median is None
    assert survival([], []).median is None


def test_a_lucky_week_crosses_no_target():
    assert crossing([(2, 2), (0, 4), (0, 4), (0, 10)], 0.5) is None


def test_the_crossing_is_of_the_last_four_weeks_or_of_twenty_events():
    rising = [(0, 10)] * 4 + [(5, 10)] * 4
    assert crossing(rising, 0.25) == 6  # 10 of 40
    assert crossing(rising, 0.5) == 8
    assert crossing([(1, 4)] * 4, 0.2) is None  # sixteen events are too few
    assert crossing([(1, 4)] * 5, 0.2) == 5


@pytest.mark.parametrize("n", [0, 3])
def test_nothing_counted_reaches_nothing(n):
    assert crossing([(0.0, 0.0)] * n, 0.1) is None
