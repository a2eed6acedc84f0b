"""Days, times of day and numbers as they are written in eight languages; what could be two things stays so."""

from datetime import UTC, date, datetime, time

import pytest

from cabochon.connectors.amounts import bared, numeric, signs
from cabochon.connectors.dates import clock_of, read_as, tidied
from cabochon.connectors.orders import days_of, put_first, read

DAYS = [
    ("2026年3月31日 14時05分", "2026-03-31 14:05"), ("2026/03/31(火) 14:05", "2026/03/31 14:05"),
    ("2026/03/31 下午02:05:00", "2026/03/31 02:05:00 PM"), ("٣١/٠٣/٢٠٢٦ ١٤:٠٥", "31/03/2026 14:05"),
    ("31/03/2026 02:05 م", "31/03/2026 02:05 PM"), ("Tue 31.03.2026 14:05", "31.03.2026 14:05"),
    ("31.03.2026, 14:05 Uhr", "31.03.2026 14:05"), ("31/03/2026 14h05", "31/03/2026 14:05"),
    ("31/03/2026 14.05", "31/03/2026 14:05"), ("31-MAR-26 14:05", "2026-03-31 14:05"),
    ("Mar 31, 2026 02:05 PM", "2026-03-31 02:05 PM"), ("31. März 2026", "2026-03-31"),
    ("31 mars 2026 à 14:05", "2026-03-31 14:05"), ("31 de marzo de 2026", "2026-03-31"),
    ("2026-03-31 12:05:00 UTC", "2026-03-31 12:05:00+00:00"), ("3/4/2026 2:05 p.m.", "3/4/2026 02:05 PM"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "bare"), DAYS)
def test_what_stands_around_a_day_is_taken_off_and_its_order_is_kept(written, bare):
    assert tidied(written) == bare


@pytest.mark.parametrize(
    "text",
    ["14:05", "2:05 PM", "02:05pm", "2:05 p.m.", "14h05", "1405", "14.05", "14時05分", "0.586805", "下午2:05", "١٤:٠٥"],
)
def test_times_of_day_of_every_sort_are_five_past_two(text):
    assert clock_of(text) == time(14, 5)


@pytest.mark.parametrize("text", ["", "25:00", "13:05 PM", "fast", "14:75", "1.5", "2026-03-31"])
def test_what_is_no_time_of_day_is_none(text):
    assert clock_of(text) is None


def test_serials_and_epochs_are_moments_and_an_hour_with_a_point_is_none_of_iso():
    assert read_as("46112.5868055556", "excel") == datetime(2026, 3, 31, 14, 5)  # noqa: DTZ001 - it has no zone
    assert (
        read_as("1774958700", "epoch")
        == read_as("1774958700000", "epoch_ms")
        == datetime(2026, 3, 31, 12, 5, tzinfo=UTC)
    )
    assert read_as("2026-03-31 14.05", "iso") is None
    assert read_as("123", "excel") is None


NUMBERS = [
    ("CHF 1'200.–", "1200"), ("€ 1.200,00", "1.200,00"), ("1 200,00\u00a0€", "1200,00"), ("(1,250.50)", "-1,250.50"),
    ("−1250.50", "-1250.50"), ("1250.50-", "1250.50-"), ("-$12.00", "-12.00"), ("١٢٣٤٫٥٠", "1234.50"),
    ("１２３", "123"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "bare"), NUMBERS)
def test_what_stands_around_a_number_is_taken_off(written, bare):
    assert bared(written) == bare
    assert numeric(written)


@pytest.mark.parametrize("text", ["12 abc", "1e5", "=1+1", "A100", "", "-", "9" * 50])
def test_what_is_no_number_is_none(text):
    assert not numeric(text)


def test_the_decimal_sign_is_what_the_numbers_show_and_three_digits_alone_are_in_doubt():
    assert signs(["1.200,50", "3"]).sign == ","
    assert signs(["1'200.50"]).sign == "."
    assert signs(["1.234.567"]).sign == ","
    assert signs(["1", "2"]).sign == ""
    assert (signs(["1.200", "8.000"]).sign, signs(["1.200", "8.000"]).thousands) == (",", "1.200")
    assert signs(["0.943"]).sign == "."
    assert signs(["1,50", "2,50", "8.25"]).other == "8.25"


def order(cells, **more):
    return days_of({"sold_at": cells}, past=frozenset({"sold_at"}), **more)


def test_one_day_decides_the_order_of_a_column_and_a_broken_cell_does_not_hide_it():
    assert order(["03/04/2026"] * 9 + ["31/03/2026"]).formats == ("%d/%m/%Y",)
    assert order(["03/04/2026"] * 9 + ["03/31/2026"]).formats == ("%m/%d/%Y",)
    found = order(["03/04/2026"] * 9 + ["n/a"])
    assert found.guess
    assert order(["03/04/2026"] * 9 + ["31/03/2026", "n/a"]).guess == ""


def test_days_of_both_orders_in_one_file_are_said():
    assert "31/03/2026 and 03/31/2026" in order(["31/03/2026", "03/31/2026", *["03/04/2026"] * 9]).notes[0]


def test_what_nothing_decides_is_guessed_by_today_then_by_how_close_days_lie_then_by_the_country():
    same = ["03/04/2026"]
    assert order(same).guess == order(same, country="CH").guess == "%d/%m/%Y"
    assert order(same, country="US").guess == "%m/%d/%Y"
    assert order(same, today=date(2026, 3, 10)).guess == "%m/%d/%Y"
    assert order(["03/04/2026", "03/05/2026", "03/06/2026"]).guess == "%m/%d/%Y"
    assert order(["26/03/04"], country="JP").guess == "%y/%m/%d"
    assert order(same).others == ("%m/%d/%Y",)


def test_days_with_the_year_first_or_with_dots_are_in_no_doubt():
    for cells in (("2026-03-04",), ("2026/03/04",), ("03.04.2026",), ("4 Mar 2026",), ("2026年3月4日",)):
        assert read(cells).others == ()
        assert read(cells).form


def test_a_chosen_order_turns_every_format_that_would_read_days_the_other_way_round():
    usual = ("%d/%m/%Y %H:%M", "%d/%m/%Y", "iso", "%d.%m.%Y")
    assert put_first("%m/%d/%Y", usual) == ["%m/%d/%Y", "%m/%d/%Y %H:%M", "iso", "%d.%m.%Y"]
    assert put_first("%d-%m-%Y", ["%m-%d-%Y %H:%M"]) == ["%d-%m-%Y", "%d-%m-%Y %H:%M"]
    assert put_first("%d/%m/%y", ["%m/%d/%Y"]) == ["%d/%m/%y", "%m/%d/%Y"]
    assert put_first("%y/%m/%d", ["%d/%m/%y", "epoch"]) == ["%y/%m/%d", "epoch"]
