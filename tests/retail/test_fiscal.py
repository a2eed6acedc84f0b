"""The retail year: where it begins, how its weeks are shared out, and the same period a year before."""

from datetime import date, timedelta

import pytest

from cabochon.refusals import Refused
from cabochon.retail import fiscal

DAY = timedelta(days=1)


@pytest.mark.parametrize(("year", "first"), [
    (2023, date(2023, 1, 30)), (2024, date(2024, 1, 29)), (2025, date(2025, 2, 3)), (2026, date(2026, 2, 2)),
    (2027, date(2027, 2, 1)),
])  # fmt: skip
def test_a_year_begins_on_the_monday_nearest_to_the_first_of_february(year, first):
    assert fiscal.begins(year) == first


@pytest.mark.parametrize("on", ["02-01", "01-01", "04-01", "07-01", "12-31"])
def test_periods_leave_no_gap_and_begin_on_mondays(on):
    last = None
    for year in range(2000, 2060):
        found = fiscal.periods(year, on)
        assert [one.number for one in found] == list(range(1, 13))
        assert abs(found[0].since - date(year, *fiscal.read(on))) <= timedelta(days=3)
        assert sum(one.weeks for one in found) in (52, 53)
        for one in found:
            assert one.since.weekday() == 0
            assert (one.until - one.since).days == 7 * one.weeks - 1
            assert last is None or one.since == last + DAY
            last = one.until


def test_quarters_have_four_four_and_five_weeks():
    found = fiscal.periods(2026)
    assert [one.weeks for one in found] == [4, 4, 5] * 4
    assert [one.quarter for one in found] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]


def test_the_last_period_of_a_year_of_53_weeks_has_six():
    long = [year for year in range(2020, 2036) if sum(p.weeks for p in fiscal.periods(year)) == 53]
    assert long == [2024, 2029, 2035]
    assert fiscal.periods(2024)[-1].weeks == 6


def test_every_day_lies_in_its_own_period():
    day = date(2023, 12, 1)
    while day < date(2026, 4, 1):
        one = fiscal.period_of(day)
        assert one.since <= day <= one.until
        assert one in fiscal.periods(fiscal.year_of(day))
        day += DAY


def test_january_belongs_to_the_year_before():
    assert fiscal.year_of(date(2026, 2, 1)) == 2025
    assert fiscal.year_of(date(2026, 2, 2)) == 2026


def test_a_period_says_what_it_is():
    one = fiscal.period_of(date(2026, 11, 23))
    assert (one.since, one.until) == (date(2026, 11, 2), date(2026, 11, 29))
    assert one.label == "P10 2026 (4 weeks)"


def test_the_same_period_a_year_before_may_have_another_number_of_weeks():
    ten = fiscal.period_of(date(2026, 11, 23))
    assert fiscal.same_last_year(ten) == fiscal.periods(2025)[9]
    assert fiscal.same_last_year(fiscal.periods(2025)[11]).weeks == 6


@pytest.mark.parametrize("on", ["", "2-1", "02-29", "02-30", "13-01", "first of May", "02-01-x"])
def test_a_day_not_every_year_has_is_refused(on):
    with pytest.raises(Refused):
        fiscal.begins(2026, on)
