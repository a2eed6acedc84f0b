"""How long a module takes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.programme import modules, reading_time
from cabochon.programme.module import EXERCISES, Block, Choice, Exercise
from cabochon.programme.reading_time import minutes, reading

ONE = replace(modules.starter()["warm-welcome"]["en"], exercises=(), see=())


@pytest.mark.parametrize(("language", "words"), [("en", 228), ("fr", 195), ("it", 188), ("de", 179), ("xx", 184)])
def test_a_minute_holds_as_many_words_as_one_reads_aloud(language, words):
    assert reading(["word " * words], language) == pytest.approx(1)


def test_where_words_are_not_set_apart_signs_are_counted():
    assert reading(["時計" * 178 + "輪", "。、「」"], "ja") == pytest.approx(1)


def test_what_is_not_read_is_not_counted():
    assert reading(["![a picture of a tray](media:tray)", "**—** … 「」"], "en") == 0
    assert reading(["[the guide](/kit/strap-guide)"], "en") == reading(["the guide"], "en")


def test_each_kind_takes_its_time():
    assert set(reading_time.DOING) == set(EXERCISES)
    for kind, seconds in reading_time.DOING.items():
        more = replace(ONE, exercises=(Exercise("a", kind, ""),))
        assert minutes(more) - minutes(ONE) == pytest.approx(seconds / 60)


def test_films_take_their_length_and_pictures_a_look():
    shown = replace(ONE, see=(Block("media", "A tray of rings.", media="tray"),))
    assert minutes(shown) - minutes(ONE) == pytest.approx(8 / 60)
    assert minutes(shown, media_seconds={"tray": 75.0, "other": 900}) - minutes(ONE) == pytest.approx(75 / 60)


def test_one_reads_what_is_told_to_the_right_and_to_one_wrong_answer():
    choices = (Choice("a", "", True, "yes " * 228), Choice("b", "", False, "no " * 228), Choice("c", "", False, "no"))
    asked = replace(ONE, exercises=(Exercise("a", "choose", "", choices),))
    assert minutes(asked) - minutes(ONE) == pytest.approx(2 + 15 / 60)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "fr", "ja", "ar", "xx"]))
def test_more_words_never_take_less(text, language):
    assert 0 <= reading([text], language) <= reading([text, "one more"], language)
