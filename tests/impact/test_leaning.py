"""A rater's leaning against the others."""

from math import sqrt

import pytest

from cabochon.impact.leaning import leaning


def marks(*given: str) -> dict[object, str]:
    return dict(enumerate(given))


def test_who_marks_as_the_others_leans_nowhere():
    own = marks("yes", "yes", "not_yet", "partly", "yes", "not_yet", "yes", "partly")
    found = leaning(own, {item: [mark, mark] for item, mark in own.items()})
    assert (found.by, found.low, found.high, found.marks, found.clear) == (0, 0, 0, 8, False)


def test_by_hand():
    own = marks(*["yes"] * 8)
    others = {item: ["yes"] if item < 4 else ["not_yet"] for item in own}
    found = leaning(own, others)
    half = 2.364624 * (sqrt(8 * 0.25 / 7)) / sqrt(8)  # t with 7 degrees of freedom; sd of four zeros and four ones
    assert found.by == 0.5
    assert (found.low, found.high) == (pytest.approx(0.5 - half, abs=1e-5), pytest.approx(0.5 + half, abs=1e-5))
    assert found.clear


def test_a_strict_rater_lies_below():
    own = marks(*["not_yet"] * 6, "partly", "partly")
    assert leaning(own, {item: ["yes", "partly"] for item in own}).high < 0


@pytest.mark.parametrize("others", [{}, {0: ["yes"]}, {i: ["not_applicable"] for i in range(9)}])
def test_too_few_marks_say_nothing(others):
    assert leaning(marks(*["yes"] * 9), others) is None


def test_not_applicable_is_no_mark():
    assert leaning(marks(*["not_applicable"] * 9), {i: ["yes"] for i in range(9)}) is None
