"""Seven-day means from daily sums."""

from datetime import date, timedelta

from handmade import mean_cell

from cabochon.dashboards.periods import CLOSED, FLOOR, Span, window
from cabochon.dashboards.trend import rolling
from cabochon.measures.question import Cell

DAY = date(2026, 11, 20)


def test_a_point_is_the_mean_of_its_seven_days():
    cells = {DAY - timedelta(days=ago): mean_cell(4.0 if ago else 5.0, 2) for ago in range(8)}
    (point,) = rolling(cells, Span(DAY, DAY))
    assert point.n == 14
    assert round(point.mean, 4) == round((5.0 * 2 + 4.0 * 12) / 14, 4)
    assert 1 <= point.low < point.mean < point.high <= 5


def test_a_held_back_day_makes_the_means_over_it_unknown():
    cells: dict[date, Cell | None] = {DAY: mean_cell(4.5, 20), DAY - timedelta(days=6): None}
    points = rolling(cells, Span(DAY, DAY + timedelta(days=1)))
    assert [p.mean is None for p in points] == [True, False]


def test_days_without_surveys_leave_a_gap_not_a_zero():
    (point,) = rolling({}, Span(DAY, DAY))
    assert (point.mean, point.n, point.says) == (None, 0, "20 Nov: no surveys")


def test_one_survey_has_no_interval():
    (point,) = rolling({DAY: mean_cell(4, 1)}, Span(DAY, DAY))
    assert (point.mean, point.low, point.says) == (4.0, None, "20 Nov: 4.00, 1 survey")


def test_a_period_and_the_days_before_touch_and_do_not_overlap():
    for period in FLOOR:
        laid = window(period, DAY, above=False)
        assert laid.now.until == DAY
        assert laid.now.days == period.days
        assert laid.before.days == period.before
        assert laid.before.until + timedelta(days=1) == laid.now.since


def test_closed_weeks_end_on_the_sunday_that_is_over():
    for day, sunday in ((16, 8), (17, 15), (22, 15)):  # two days later it is over everywhere
        assert window(CLOSED[0], date(2026, 11, day), above=True).now.until == date(2026, 11, sunday)
