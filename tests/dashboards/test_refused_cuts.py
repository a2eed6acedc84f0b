"""Why a number is not broken down so: short, without a column's name, each reason once."""

from datetime import date

import pytest

from cabochon.dashboards.cutting import TITLES
from cabochon.dashboards.refused_cuts import gathered, plainly
from cabochon.measures.catalogue import BY_KEY
from cabochon.measures.question import Question
from cabochon.privacy import ladder
from cabochon.refusals import NotAllowed, Unanswerable

CSAT = BY_KEY["csat"]
RAW = {cut for cut in TITLES if "_" in cut} | {"daypart", "weekday"}


def of_the_ladder(*cuts: str) -> Unanswerable:
    question = Question("csat", cuts, date(2026, 10, 5), date(2026, 11, 1))
    with pytest.raises(Unanswerable) as refusal:
        ladder.windows_of(CSAT, question, ladder.extra_of(CSAT, question), date(2026, 11, 23))
    return refusal.value


@pytest.mark.parametrize("cuts", [("weekday",), ("door_type",), ("boutique", "hour"), ("segment", "daypart"),
                                  ("boutique", "week", "daypart"), ("tenure", "week")])  # fmt: skip
def test_what_the_ladder_refuses_is_said_shortly_and_by_titles(cuts):
    said = plainly(of_the_ladder(*cuts), cuts)
    assert len(said) < 140
    assert not [cut for cut in RAW if cut in said]


def test_days_that_are_no_closed_weeks_still_name_the_nearest():
    with pytest.raises(Unanswerable) as refusal:
        ladder.windows_of(CSAT, Question("csat", (), date(2026, 10, 6), date(2026, 11, 1)), (), date(2026, 11, 23))
    assert "the nearest are since" in plainly(refusal.value, ())


def test_single_people_stay_in_their_boutique():
    said = plainly(NotAllowed("numbers of single associates stay in their boutique", "associate"), ("associate",))
    assert said == "Numbers of single people stay in their boutique. Choose Boutique or Role."


def test_any_other_refusal_stays_as_it_came():
    assert plainly(Unanswerable("cannot be asked by hour; by boutique it can"), ("hour",)) == (
        "cannot be asked by hour; by boutique it can"
    )


def test_one_reason_is_said_once_for_all_it_holds_for():
    assert gathered([("Hour", "Too fine."), ("Zone", "Not counted."), ("Day", "Too fine.")]) == (
        ("Hour and Day", "Too fine."),
        ("Zone", "Not counted."),
    )
