"""Feasts and retail periods in words."""

from datetime import date

from cabochon.dashboards import feast_words
from cabochon.languages import speaking
from cabochon.retail import feasts, fiscal

MARCH = (date(2026, 3, 2), date(2026, 3, 29))
APRIL = (date(2025, 3, 31), date(2025, 4, 27))


def test_every_feast_has_its_name():
    assert feast_words.CALLED == feasts.NAMES


def test_what_lies_on_one_side_alone_is_said():
    assert feast_words.sentences(MARCH, APRIL) == (
        "In these days, not in those they are compared with: Ramadan.",
        "In the days compared with, not in these: Easter.",
        "More of it in these days than before: Eid al-Fitr.",
    )


def test_equal_days_say_nothing():
    assert feast_words.sentences(MARCH, MARCH) == ()
    assert feast_words.sentences((date(2026, 7, 6), date(2026, 7, 12)), (date(2025, 7, 7), date(2025, 7, 13))) == ()


def test_more_days_are_said_as_more():
    said = feast_words.sentences((date(2026, 2, 16), date(2026, 3, 1)), (date(2025, 2, 17), date(2025, 3, 2)))
    assert said[1] == "More of it in these days than before: Ramadan."


def test_a_period_is_called_as_its_label_in_english():
    one = fiscal.period_of(date(2026, 11, 23))
    with speaking("en"):
        assert feast_words.called(one) == one.label
