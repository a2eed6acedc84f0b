"""Two short windows a day: where they are proposed, and as a calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from cabochon.refusals import Refused
from cabochon.retail import icalendar, windows

TEN, SEVEN = time(10), time(19)
DAY = {10: 9, 11: 12, 12: 30, 13: 28, 14: 6, 15: 18, 16: 20, 17: 25, 18: 10}


def test_quiet_hours_come_first_and_lie_apart():
    assert windows.proposed(TEN, SEVEN, traffic=DAY) == (time(10, 30), time(14, 30))


def test_an_hour_in_which_nobody_ever_comes_in_is_no_use_for_watching():
    assert time(14, 30) not in windows.proposed(TEN, SEVEN, traffic={**DAY, 14: 0})


def test_without_a_counter_it_is_mid_morning_and_mid_afternoon():
    assert windows.proposed(TEN, SEVEN) == (time(10, 30), time(15, 30))
    assert windows.proposed(time(12), time(20)) == (time(12, 30), time(15, 30))


def test_windows_lie_in_the_managers_shift():
    found = windows.proposed(TEN, SEVEN, traffic=DAY, staffed=[(time(14), time(19))])
    assert found
    assert all(at >= time(14) for at in found)


def test_a_day_too_short_for_two_has_one_or_none():
    assert len(windows.proposed(time(10), time(11, 30))) == 1
    assert windows.proposed(time(10), time(10, 30)) == ()


def test_a_window_keeps_its_quarter_of_an_hour_where_clocks_change():
    (span,) = windows.spans(date(2026, 3, 29), [time(10, 30)], "Europe/Zurich")
    assert span[1] - span[0] == timedelta(minutes=15)
    assert span[0].utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize("texts", [("9:99",), ("09:30",), ("18:50",), ("10:30", "10:40"), ("11:00", "13:00", "15:00")])
def test_times_that_do_not_fit_are_refused(texts):
    with pytest.raises(Refused):
        windows.read(texts, TEN, SEVEN)


def test_times_are_kept_in_order_and_empty_ones_left_out():
    assert windows.read(("15:00", "", "10:30"), TEN, SEVEN) == ("10:30", "15:00")


def calendar(title="Observation window", place="Rue du Rhône; Geneva, 1"):
    starts = datetime(2026, 3, 31, 10, 30, tzinfo=ZoneInfo("Europe/Zurich"))
    one = icalendar.Entry("GVA01-2026-03-31-1", starts, starts + timedelta(minutes=15), title, place)
    now = datetime(2026, 3, 30, 8, tzinfo=UTC)
    return icalendar.calendar("Windows", [one], now=now, home="https://maison.example/x")


def test_a_calendar_says_its_times_in_utc_under_a_lasting_name():
    text = calendar()
    assert "DTSTART:20260331T083000Z\r\n" in text
    assert "DTEND:20260331T084500Z\r\n" in text
    assert "UID:GVA01-2026-03-31-1@maison.example\r\n" in text
    assert calendar() == text


def test_text_in_a_calendar_cannot_begin_a_line_of_its_own():
    text = calendar(title="A\r\nATTENDEE:mailto:x@y.example", place="a;b,c\\d")
    assert "SUMMARY:A\\nATTENDEE" in text
    assert "LOCATION:a\\;b\\,c\\\\d" in text
    assert "\r\nATTENDEE" not in text


def test_lines_of_a_calendar_are_folded_between_characters():
    text = calendar(place="é" * 100)
    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert "é" * 100 in text.replace("\r\n ", "")
