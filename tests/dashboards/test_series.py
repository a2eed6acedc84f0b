"""Seven-day points from daily sums, and the axis each unit is drawn on."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from handmade import NOW, busy, mean_cell, rate_cell

from cabochon.dashboards.filters import Filters
from cabochon.dashboards.look import charts
from cabochon.dashboards.periods import CLOSED, FLOOR, Span, window
from cabochon.dashboards.reach import Reach
from cabochon.dashboards.series import rolling, says, series
from cabochon.dashboards.view import view
from cabochon.measures.catalogue import BY_KEY
from cabochon.measures.question import Cell

DAY = date(2026, 11, 20)
CSAT, ATTACH = BY_KEY["csat"], BY_KEY["attach_rate"]


@dataclass(frozen=True)
class Launch:
    since: date
    until: date
    title: str


def test_a_point_is_the_mean_of_its_seven_days():
    cells = {DAY - timedelta(days=ago): mean_cell(4.0 if ago else 5.0, 2) for ago in range(8)}
    (point,) = rolling(cells, Span(DAY, DAY), CSAT)
    assert point.n == 14
    assert round(point.value, 4) == round((5.0 * 2 + 4.0 * 12) / 14, 4)
    assert 1 <= point.low < point.value < point.high <= 5


def test_a_rate_over_seven_days_is_its_sums_divided_last():
    cells = {DAY - timedelta(days=ago): rate_cell(ago, 10) for ago in range(7)}
    (point,) = rolling(cells, Span(DAY, DAY), ATTACH)
    assert (point.value, point.n) == (21 / 70, 70)
    assert 0 < point.low < point.value < point.high < 1


def test_a_held_back_day_makes_the_points_over_it_unknown():
    cells: dict[date, Cell | None] = {DAY: mean_cell(4.5, 20), DAY - timedelta(days=6): None}
    points = rolling(cells, Span(DAY, DAY + timedelta(days=1)), CSAT)
    assert [p.value is None for p in points] == [True, False]


def test_days_without_surveys_leave_a_gap_not_a_zero():
    (point,) = rolling({}, Span(DAY, DAY), CSAT)
    assert (point.value, point.n, says(point, CSAT)) == (None, 0, "20 Nov: nothing")


def test_one_survey_has_no_interval():
    (point,) = rolling({DAY: mean_cell(4, 1)}, Span(DAY, DAY), CSAT)
    assert (point.value, point.low, says(point, CSAT)) == (4.0, None, "20 Nov: 4.00, 1 survey")


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


def test_what_happened_stands_on_the_time_axis_and_below_the_drawing():
    see = busy()
    launch = Launch(DAY - timedelta(days=5), DAY - timedelta(days=3), "Winter launch")
    long_ago = Launch(date(2020, 1, 1), date(2020, 1, 2), "Long ago")
    drawn = series(see, view(see, Filters(), NOW), "csat", noted=[launch, long_ago])
    assert drawn.noted == ("Winter launch, 15 Nov to 17 Nov",)
    assert "Winter launch" in drawn.wide
    assert "Long ago" not in drawn.wide


def test_above_the_boutique_there_is_a_point_a_closed_week():
    see = busy()
    drawn = series(see, view(see, Filters(), NOW, reach=Reach(above=True)), "attach_rate")
    asked = [question for question in see.asked if question.by == ("week",)]
    assert asked
    assert drawn.caption.startswith("One value a week")


@pytest.mark.parametrize(
    ("unit", "values", "last"),
    [
        ("rate", (0.33, 0.41), 0.5),
        ("rate", (0.004, 0.011), 0.02),
        ("money", (3_100.0, 4_800.0), 6_000.0),
        ("minutes", (12.0, 31.0), 40.0),
        ("points", (-20.0, 35.0), 40.0),
        ("units", (1.1, 1.9), 2.0),
    ],
)  # fmt: skip
def test_an_axis_holds_all_and_ends_on_a_round_number(unit, values, last):
    marks = [charts.Mark(DAY, v, v, v, "") for v in values]
    axis = charts.axis_for(marks, unit)
    assert axis.values[0] <= min(0.0, *values)
    assert axis.values[-1] == last
    assert 2 <= len(axis.values) <= 8
