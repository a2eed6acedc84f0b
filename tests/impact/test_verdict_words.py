"""What a manager reads, word for word."""

from datetime import date

import pytest

from cabochon.impact import words


def test_days_are_named_in_english_whatever_the_machine_speaks():
    assert words.day(date(2026, 3, 14)) == "14 March"
    assert words.day(date(2026, 12, 1)) == "1 December"


@pytest.mark.parametrize(
    ("value", "unit", "currency", "text"),
    [
        (0.0812, "rate", "", "8 points"),
        (-0.014, "rate", "", "1 point"),
        (0.29, "score", "", "0.3"),
        (4_200, "money", "CHF", "CHF 42"),
        (420, "money", "CHF", "CHF 4.2"),
        (4_200, "money", "JPY", "JPY 4,200"),
        (0.013, "per100", "", "1.3 per 100 visits"),
        (1.24, "units", "", "1.2"),
        (0.06, "points", "", "6 points"),
    ],
)
def test_a_size_carries_the_digits_it_can(value, unit, currency, text):
    assert words.amount(value, unit, currency) == text


@pytest.mark.parametrize(
    ("n", "text"), [(11, "11"), (60, "60"), (99.2, "100"), (158, "160"), (1234, "1,200"), (0, "0")]
)
def test_a_count_to_be_reached_is_rounded_to_two_figures(n, text):
    assert words.count(n) == text


@pytest.mark.parametrize(
    ("days", "text"), [(14, "two weeks"), (7, "one week"), (10, "ten days"), (26, "26 days"), (1, "one day")]
)
def test_spans_are_words(days, text):
    assert words.span(days) == text


def test_the_sentences_of_the_plan():
    rate = words.scale("rate")
    assert (
        words.too_early(11, "demos", lift=rate.amount(0.08), total=210)
        == "Too early to tell: 11 demos so far; a lift of 8 points needs about 210."
    )
    assert (
        words.likely_lifted(0.08, 0.03, 0.13, how=rate, side="above")
        == "Likely lifted: about 8 points above what we expected (3 to 13)."
    )
    assert words.promising(date(2026, 3, 14)) == "Promising, not proven: keep going until 14 March."
    assert (
        words.no_lift(0.0, 0.03, how=rate, side="above", then="try another focus")
        == "No useful lift seen; try another focus."
    )
    assert (
        words.cannot_tell("associate", days=14, doors=12)
        == "One associate cannot show this in two weeks. The 12 boutiques together can."
    )
    assert (
        words.not_comparable("Survey answers fell from 31 % to 18 %.")
        == "Not comparable: survey answers fell from 31 % to 18 %."
    )


def test_the_sentences_where_there_is_less():
    rate = words.scale("rate")
    assert words.too_early(1, "demos", lift="8 points", total=None) == "Too early to tell: 1 demo so far."
    assert words.too_early(1, "entries", lift="8 points", total=None) == "Too early to tell: 1 entry so far."
    assert words.too_early(9e8, "", lift="8 points", total=None) == "Too early to tell: keep going."
    assert words.likely_lifted(0.05, 0.002, 0.11, how=rate, side="above").endswith("(just over 0 to 11).")
    assert words.likely_lifted(-0.05, -0.11, -0.02, how=rate, side="below").endswith(
        "below what we expected (2 to 11)."
    )
    assert (
        words.likely_lifted(0.05, 0.01, 0.11, how=rate, side="above", doors=3)
        == "Likely lifted in these three boutiques: about 5 points above what we expected (1 to 11). "
        "A direction only: deciding takes six boutiques."
    )
    assert words.promising(doors=1) == "Promising, a direction only: one boutique; deciding takes six."
    assert (
        words.cannot_tell("boutique", days=None)
        == "One boutique cannot show this in the time of a focus. Several boutiques together can."
    )
    assert (
        words.cannot_tell("", days=28)
        == "These boutiques cannot show this in four weeks. More boutiques or more time can."
    )
    assert (
        words.cannot_tell("", days=None)
        == "These boutiques cannot show this within a year: more of them, or more held back to compare with, can."
    )
    assert (
        words.no_lift(-0.05, -0.01, how=rate, side="below", then="change it or retire it", doors=3)
        == "No lift in these three boutiques: about 5 points below what we expected. "
        "A direction only: deciding takes six boutiques."
    )
    assert words.not_comparable("CSAT was asked otherwise") == "Not comparable: CSAT was asked otherwise."
    assert words.short_history(5.3) == "Only five weeks of history instead of eight."
    assert words.short_history(0.4) == "No history before the start."


def test_a_bracket_over_nothing_has_a_true_minus():
    assert words.likely_lifted(0.05, -0.01, 0.11, how=words.scale("rate"), side="above").endswith("(−1 to 11).")


def test_money_is_said_with_its_currency_once_an_end():
    how = words.scale("money", "CHF", 4_200)
    assert words.likely_lifted(4_200, 1_000, 7_400, how=how, side="above").endswith(
        "about CHF 42 above what we expected (CHF 10 to 74)."
    )


def test_the_smallest_possible_chance_is_said_in_whole_cases():
    assert words.smallest(1 / 12) == "With one boutique a false alarm is never less likely than 1 in 12."


def test_who_was_left_out_is_said():
    assert words.left_out(1) == "One was left out: less than eight weeks of history."
    assert words.left_out(14) == "14 were left out: less than eight weeks of history."
