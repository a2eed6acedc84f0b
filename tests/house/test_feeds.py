"""Which feeds are late: open days are counted, and what is usual there."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cabochon.house.feeds import feeds, usual_weekdays

FRIDAY = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def days(back, *closed):
    """The days before Friday 20 November, without the weekdays that are closed."""
    found = (FRIDAY.date() - DAY * n for n in range(back, 0, -1))
    return [day for day in found if day.weekday() not in closed]


def one(
    *,
    at=FRIDAY,
    stored=None,
    statements=400,
    came=56,
    opened=(),
    late_days=2,
    ahead=0,
    mean=None,
    now=FRIDAY,
    zone="UTC",
):
    row = ("GVA01", "till:csv", "receipt", statements, at, stored or at, ahead, mean, came)
    (found,) = feeds([row], {"GVA01": opened}, now=now, late_days=late_days, zone_of=lambda _: ZoneInfo(zone))
    return found


@pytest.mark.parametrize(("silent", "late"), [(0, 0), (1, 0), (2, 0), (3, 0), (4, 1), (10, 7)])
def test_days_without_news_count_from_the_day_after_and_today_is_not_over(silent, late):
    assert one(at=FRIDAY - DAY * silent, opened=days(56)).late == late


def test_days_on_which_the_boutique_is_closed_do_not_make_a_feed_late():
    thursday_before = FRIDAY - DAY * 8
    assert one(at=thursday_before, opened=days(56)).silent == 7
    assert one(at=thursday_before, opened=days(56, 5, 6)).silent == 5


def test_what_comes_seldom_is_late_later():
    seldom = one(at=FRIDAY - DAY * 8, came=7, opened=days(56))
    assert (seldom.every, seldom.silent, seldom.late) == (7.0, 7, 0)
    assert one(at=FRIDAY - DAY * 15, came=6, opened=days(56)).late == 6


def test_a_weekly_file_of_many_rows_is_still_weekly():
    assert one(at=FRIDAY - DAY * 8, statements=9_000, came=7, opened=days(56)).late == 0


def test_a_clock_that_runs_ahead_hides_no_silence():
    found = one(at=FRIDAY + DAY * 30, stored=FRIDAY - DAY * 10, opened=days(56))
    assert found.last == FRIDAY - DAY * 10
    assert found.late == 7


def test_the_boutiques_own_day_decides():
    late_evening = datetime(2026, 11, 15, 16, tzinfo=UTC)  # the 16th in Tokyo
    assert one(at=late_evening, opened=days(56)).silent == 4
    assert one(at=late_evening, opened=days(56), zone="Asia/Tokyo").silent == 3


def test_the_skew_is_told_in_time():
    assert one(ahead=3, mean=7_200_000_000.0).skew == timedelta(hours=2)
    assert one().skew == timedelta()


def test_a_boutique_too_little_is_known_of_is_taken_to_be_open_every_day():
    assert usual_weekdays([date(2026, 11, 18)], date(2026, 11, 20)) == frozenset(range(7))
    assert usual_weekdays(days(56, 6), date(2026, 11, 20)) == frozenset(range(6))
    assert usual_weekdays([*days(56, 6), date(2026, 11, 15)], date(2026, 11, 20)) == frozenset(range(6))
