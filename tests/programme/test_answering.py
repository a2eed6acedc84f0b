"""Whether an answer is right, by the rules the player has."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabochon.programme import answering
from cabochon.refusals import Refused
from seven_ways import MODULE

JUDGED = [one for one in MODULE.exercises if one.judged]


@pytest.mark.parametrize("exercise", JUDGED, ids=lambda one: one.kind)
def test_the_model_answer_is_right(exercise):
    assert answering.right(exercise, answering.model(exercise)) is True


@pytest.mark.parametrize(
    ("item", "response"),
    [("which-line", "a"), ("the-order", "b,a,c,d"), ("the-words", "the sea | second watch"), ("the-place", "b"),
     ("the-count", "45")],
)  # fmt: skip
def test_another_answer_is_not(item, response):
    assert answering.right(MODULE.exercise(item), response) is False


def test_saying_it_aloud_is_neither_right_nor_wrong():
    assert answering.right(MODULE.exercise("aloud"), "a,b") is None
    assert answering.right(MODULE.exercise("aloud"), "") is None


@pytest.mark.parametrize(
    ("item", "response"),
    [("which-line", "z"), ("which-line", ""), ("the-order", "a,b"), ("the-order", "a,a,b,c"), ("the-words", "the sea"),
     ("the-words", "the sea | a yacht"), ("the-count", "many"), ("aloud", "a,a")],
)  # fmt: skip
def test_what_nobody_can_have_answered_is_refused_with_its_place(item, response):
    with pytest.raises(Refused) as fault:
        answering.right(MODULE.exercise(item), response)
    assert fault.value.pointer == "/response"


@pytest.mark.parametrize("written", ["27", " 27 ", "27.0", "27,0", "２７"])
def test_a_number_may_be_written_as_people_write_it(written):
    assert answering.right(MODULE.exercise("the-count"), written) is True


def test_a_comma_may_part_thousands_or_fractions():
    assert answering.numbers("1,234") == (Decimal("1.234"), Decimal(1234))
    assert answering.numbers("1’234") == (Decimal(1234),)


@given(st.text(max_size=60))
def test_no_response_is_a_bug(response):
    for exercise in MODULE.exercises:
        with suppress(Refused):
            assert answering.right(exercise, response) in (True, False, None)
