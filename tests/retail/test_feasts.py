"""Feasts: known days, which span they fall into, and a year before laid beside by whole weeks."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from cabochon.retail import feasts

WEEK = timedelta(days=7)


def of(key, year):
    return [(f.since, f.until) for f in feasts.between(date(year, 1, 1), date(year, 12, 31)) if f.key == key]


@pytest.mark.parametrize(("year", "day"), [
    (1961, date(1961, 4, 2)), (2000, date(2000, 4, 23)), (2008, date(2008, 3, 23)), (2024, date(2024, 3, 31)),
    (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)), (2038, date(2038, 4, 25)),
])  # fmt: skip
def test_easter_is_computed(year, day):
    assert feasts.easter(year) == day
    assert of("easter", year) == [(day - timedelta(days=2), day + timedelta(days=1))]


@pytest.mark.parametrize(("key", "since", "until"), [
    ("lunar_new_year", date(2026, 2, 16), date(2026, 2, 22)),
    ("lunar_new_year", date(2027, 2, 5), date(2027, 2, 11)),
    ("ramadan", date(2026, 2, 18), date(2026, 3, 19)),
    ("eid_al_fitr", date(2026, 3, 20), date(2026, 3, 22)),
    ("eid_al_adha", date(2026, 5, 27), date(2026, 5, 30)),
    ("golden_week_jp", date(2026, 4, 29), date(2026, 5, 5)),
    ("golden_week_cn", date(2026, 10, 1), date(2026, 10, 7)),
    ("qixi", date(2026, 8, 19), date(2026, 8, 19)),
    ("diwali", date(2026, 11, 6), date(2026, 11, 10)),
    ("valentine", date(2026, 2, 14), date(2026, 2, 14)),
    ("mothers_day", date(2026, 5, 10), date(2026, 5, 10)),
    ("singles_day", date(2026, 11, 11), date(2026, 11, 11)),
    ("thanksgiving", date(2026, 11, 26), date(2026, 11, 30)),
    ("christmas", date(2026, 12, 15), date(2026, 12, 31)),
])  # fmt: skip
def test_known_days(key, since, until):
    assert (since, until) in of(key, since.year)


def test_every_year_of_the_tables_has_every_feast():
    for year in range(2020, 2037):
        assert {key for key in feasts.NAMES if not of(key, year)} == set(), year


def test_ramadan_lasts_29_or_30_days_and_a_year_can_see_two():
    every = [one for year in range(2020, 2037) for one in of("ramadan", year)]
    assert {(until - since).days + 1 for since, until in every} == {29, 30}
    assert len(of("ramadan", 2030)) == 2


def test_lunar_days_move_by_whole_months():
    for table in (feasts.NEW_YEAR, feasts.QIXI, feasts.DIWALI):
        days = [date.fromisoformat(f"{year}-{day}") for year, day in table.items()]
        assert {(b - a).days for a, b in pairwise(days)} <= {353, 354, 355, 383, 384, 385}


def test_outside_of_the_tables_only_what_is_computed_is_said():
    found = {one.key for one in feasts.between(date(2045, 1, 1), date(2045, 12, 31))}
    assert {"easter", "christmas", "mothers_day"} <= found
    assert not found & {"ramadan", "qixi", "lunar_new_year", "diwali"}


def test_a_feast_that_goes_over_the_turn_of_the_year_is_found_from_both_sides():
    assert "ramadan" in {one.key for one in feasts.between(date(2031, 1, 10), date(2031, 1, 12))}
    assert "ramadan" in {one.key for one in feasts.between(date(2030, 12, 26), date(2030, 12, 26))}


def test_one_that_lies_in_one_span_alone_is_told():
    now, before = (date(2026, 3, 2), date(2026, 3, 29)), (date(2025, 3, 31), date(2025, 4, 27))
    told = {one.key: which for one, which in feasts.told(now, before)}
    assert told["ramadan"] == feasts.NOW
    assert told["easter"] == feasts.BEFORE


def test_one_with_more_days_on_one_side_is_told_as_more():
    found = feasts.told((date(2026, 2, 16), date(2026, 3, 1)), (date(2025, 2, 17), date(2025, 3, 2)))
    told = {one.key: (one.since.year, which) for one, which in found}
    assert told["ramadan"] == (2026, feasts.MORE_NOW)
    assert told["lunar_new_year"] == (2026, feasts.NOW)
    both = feasts.told((date(2026, 12, 14), date(2027, 1, 3)), (date(2025, 12, 15), date(2026, 1, 4)))
    assert [(one.key, one.since.year, which) for one, which in both] == [("christmas", 2026, feasts.BOTH)]


@pytest.mark.parametrize("key", list(feasts.NAMES))
def test_an_aligned_span_is_whole_weeks_away_and_its_feast_within_half_a_week_of_its_place(key):
    for year in range(2021, 2037):
        since = of(key, year)[0][0]
        monday = since - timedelta(days=since.weekday())
        span = monday, monday + 4 * WEEK - timedelta(days=1)
        moved = feasts.aligned(*span, key)
        assert (span[0] - moved[0]).days % 7 == 0
        assert span[1] - span[0] == moved[1] - moved[0]
        times = [one for y in (year - 2, year - 1, year) for one in of(key, y)]
        near = min(abs((one[0] - moved[0]) - (since - span[0])) for one in times)
        assert near <= timedelta(days=3), (year, moved)
        assert timedelta(days=340) <= span[0] - moved[0] <= timedelta(days=390)


def test_the_new_year_of_2026_is_55_weeks_after_the_one_before():
    span = date(2026, 2, 9), date(2026, 3, 8)
    assert feasts.aligned(*span, "lunar_new_year") == (span[0] - 55 * WEEK, span[1] - 55 * WEEK)
    assert feasts.aligned(*span, "ramadan") == (span[0] - 51 * WEEK, span[1] - 51 * WEEK)


def test_without_a_table_it_is_52_weeks():
    span = date(2050, 2, 7), date(2050, 3, 6)
    assert feasts.aligned(*span, "ramadan") == (span[0] - 52 * WEEK, span[1] - 52 * WEEK)
    with pytest.raises(KeyError):
        feasts.aligned(*span, "carnival")


def test_the_feast_a_comparison_may_stumble_over():
    assert feasts.chief(date(2026, 2, 23), date(2026, 3, 22)) == "ramadan"
    assert feasts.chief(date(2026, 4, 6), date(2026, 5, 3)) == "easter"
    assert feasts.chief(date(2026, 6, 15), date(2026, 7, 12)) == ""
