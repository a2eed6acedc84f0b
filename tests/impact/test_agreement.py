"""Agreement of raters against the published worked examples."""

from collections import Counter

import pytest

from cabochon.impact.agreement import agreement, alpha

RATERS = (  # Krippendorff, Computing Krippendorff's alpha-reliability (2011), C: four observers, twelve units, gaps
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
UNITS = [
    {str(rater): mark for rater, mark in enumerate(column) if mark != "."}
    for column in zip(*(row.split() for row in RATERS), strict=True)
]


def test_alpha_is_the_published_one():
    """0.743 nominal and 0.815 ordinal."""
    assert agreement(UNITS).alpha == pytest.approx(0.743, abs=5e-4)
    assert agreement(UNITS, ordinal=True).alpha == pytest.approx(0.815, abs=5e-4)


def test_ac1_is_the_published_one():
    """The same table in Gwet's irrCAC (cac.raw4raters): agreement 0.81818, AC1 0.77544, interval 0.461 to 1."""
    told = agreement(UNITS)
    assert told.percent == pytest.approx(0.8181818)
    assert told.ac1 == pytest.approx(0.77544, abs=5e-6)
    assert (told.low, told.high) == pytest.approx((0.461, 1.0), abs=5e-4)
    assert (told.units, told.marks) == (11, 40)


def test_alpha_condemns_and_ac1_does_not_when_nearly_every_answer_is_yes():
    """Two raters, 118 times both yes, twice one no each: Gwet (2008), the paradox of high agreement."""
    units = [{"a": "yes", "b": "yes"}] * 118 + [{"a": "yes", "b": "no"}, {"a": "no", "b": "yes"}]
    told = agreement(units)
    assert told.percent > 0.98
    assert told.ac1 > 0.98
    assert told.alpha < 0.01


def test_one_mark_for_all_is_full_agreement_without_an_alpha():
    told = agreement([{"a": "yes", "b": "yes"}] * 5)
    assert (told.percent, told.ac1, told.alpha) == (1.0, 1.0, None)
    assert agreement([{"a": "yes", "b": "yes"}] * 5, ("yes", "partly", "not_yet")).ac1 == 1.0


def test_nobody_agrees_with_nobody():
    assert agreement([{"a": "yes"}, {"b": "no"}]) is None
    assert agreement([]) is None


def test_ordinal_alpha_weighs_how_far_apart_marks_are():
    near = [Counter(yes=1, partly=1), Counter(yes=2), Counter(not_yet=2), Counter(partly=2)]
    far = [Counter(yes=1, not_yet=1), Counter(yes=2), Counter(not_yet=2), Counter(partly=2)]
    scale = ("yes", "partly", "not_yet")
    assert alpha(near, scale, ordinal=True) > alpha(far, scale, ordinal=True)
