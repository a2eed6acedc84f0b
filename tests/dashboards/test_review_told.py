"""The numbers of a weekly review and what came of a decision, in words: noise is called noise."""

from dataclasses import replace
from datetime import date

import pytest

from cabochon.dashboards import review, review_moved
from cabochon.dashboards.review_moved import Baseline
from cabochon.impact import intervals
from cabochon.measures.catalogue import measure
from cabochon.measures.question import Answer, Cell, Question
from cabochon.refusals import NotAllowed, Unanswerable

MONDAY, LOOKED = date(2026, 3, 2), date(2026, 3, 9)
STEPS = {"welcome": "Greeting", "accessory": "Accessories offered", "try_on": "Try-on"}
EMPTY = Cell(0.0, 0.0, 0)
FALLS_TO_ZERO = Unanswerable("is told of whole closed weeks")


def share(top, n):
    low, high = intervals.rate(top, n)
    return Cell(top, n, n, people=9, low=low, high=high, terms="events")


def score(mean, n):
    total, squares = mean * n, n * (mean**2 + 0.3)
    low, high = intervals.mean(total, squares, n)
    return Cell(total, n, n, people=9, squares=squares, low=low, high=high)


class Told:
    """Answers from a table: measure -> (the week, the weeks before); what is not in it is nothing."""

    def __init__(self, **cells):
        self.cells = {name.replace("__", "."): pair for name, pair in cells.items()}
        self.asked = []

    def ask_many(self, questions):
        self.asked += questions
        return [self._of(one) for one in questions]

    def _of(self, one):
        now, before = self.cells.get(one.measure, (EMPTY, EMPTY))
        cell = now if one.since == MONDAY else before
        return Answer(one, {(): cell}) if cell is None or isinstance(cell, Cell) else cell


def lines(see, where=None):
    return {one.key: one for one in review.numbers(see, where or {}, MONDAY, STEPS)}


def test_the_week_is_set_beside_the_four_weeks_before_at_the_same_place():
    see = Told()
    lines(see, {"boutique": ("GVA01",)})
    spans = {(q.since, q.until, tuple(q.where.items())) for q in see.asked}
    assert spans == {(MONDAY, date(2026, 3, 8), (("boutique", ("GVA01",)),)),
                     (date(2026, 2, 2), date(2026, 3, 1), (("boutique", ("GVA01",)),))}  # fmt: skip


def test_a_small_difference_is_called_noise_and_a_large_one_clear_of_it():
    see = Told(csat=(score(4.5, 40), score(4.45, 160)), attach_rate=(share(60, 100), share(120, 400)))
    found = lines(see)
    assert (found["csat"].direction, found["csat"].good, found["csat"].says) == ("none", None, "Noise: no clear change")
    assert found["attach_rate"].says == "Up 30 points, clear of noise"
    assert found["attach_rate"].good is True
    assert found["attach_rate"].counted == "60 of 100 qualifying receipts"
    assert found["attach_rate"].before == "30%"


def test_up_is_not_always_better():
    assert review.better(measure("return_rate"), "up") is False
    assert review.better(measure("addon_availability"), "up") is None
    assert review.better(measure("csat"), "none") is None


def test_too_few_is_said_and_nothing_of_them():
    found = lines(Told(csat=(None, score(4.5, 100))))["csat"]
    assert (found.said, found.value, found.before) == ("Too few to show.", "", "")


def test_weeks_before_that_are_held_back_are_not_told():
    found = lines(Told(csat=(score(4.5, 30), None)))["csat"]
    assert (found.value, found.before, found.direction) == ("4.50", "", "unknown")


def test_what_a_role_does_not_see_is_left_out_and_a_week_not_closed_says_so():
    refused = NotAllowed("your role does not see what clients say")
    found = lines(Told(csat=(refused, refused), attach_rate=(FALLS_TO_ZERO, FALLS_TO_ZERO)))
    assert "csat" not in found
    assert found["attach_rate"].said == "Shown once the week is closed."


def test_shrink_stands_there_only_where_something_was_counted():
    assert "shrink_rate" not in lines(Told())
    assert "shrink_rate" in lines(Told(shrink_rate=(share(1, 100), share(4, 400))))


def test_a_count_is_set_beside_a_weeks_mean_and_never_called_noise():
    found = lines(Told(coaching_moments=(Cell(3, 1, 3), Cell(10, 1, 10))))["coaching_moments"]
    assert (found.value, found.before, found.says, found.good) == ("3", "2.5 a week", "A plain count", None)


def test_the_steps_seen_most_and_least_are_picked_and_said_to_be():
    see = Told(behaviour__welcome=(share(18, 20), share(60, 80)), behaviour__accessory=(share(8, 20), share(30, 80)),
               behaviour__try_on=(share(0, 3), share(1, 9)))  # fmt: skip
    found = [one for one in review.numbers(see, {}, MONDAY, STEPS) if one.part == "behaviour"]
    assert [one.title for one in found] == ["Seen most: Greeting", "Seen least: Accessories offered"]
    assert "Picked out of 2 steps" in found[0].note


def moved(then, now, baseline=None, days=(date(2026, 3, 9), date(2026, 3, 15)), key="attach_rate"):
    asked = Question(key)
    answers = tuple(Answer(asked, {(): one}) if one is None or isinstance(one, Cell) else one for one in (then, now))
    first = Baseline(since=date(2026, 2, 9), until=date(2026, 3, 8), cell=then if baseline is None else baseline)
    return review_moved.moved(key, "Geneva", first, answers, days)


@pytest.mark.parametrize(("now", "says"), [
    (share(60, 100), "Up 30 points, clear of noise; not proof that this did it"),
    (share(5, 100), "Down 25 points, clear of noise; not proof that this did it"),
    (share(32, 100), "No clear change"), (EMPTY, "Nothing has been counted since."), (None, "Too few to show."),
])  # fmt: skip
def test_what_came_of_a_decision_is_told_honestly(now, says):
    assert moved(share(120, 400), now).says == says


def test_the_frozen_number_stands_whatever_is_told_of_those_weeks_now():
    found = moved(share(200, 400), share(60, 100), share(120, 400))
    assert found.was == "30%"
    assert found.was_days == "9 Feb to 8 Mar"


def test_what_may_not_be_seen_now_is_not_read_from_what_was_frozen():
    frozen = share(120, 400)
    held = moved(None, share(60, 100), frozen)
    assert (held.was, held.direction, held.says) == ("", "unknown", "Too few to show.")
    other = moved(NotAllowed("no"), NotAllowed("no"), frozen)
    assert (other.was, other.now, other.says) == ("", "", "Not shown to your role.")


def test_before_a_week_is_over_nothing_is_said_to_have_come_of_it():
    answers = (Answer(Question("attach_rate"), {(): share(120, 400)}),)
    first = Baseline(since=date(2026, 2, 9), until=date(2026, 3, 8), cell=share(120, 400))
    found = review_moved.moved("attach_rate", "Geneva", first, answers, None)
    assert (found.was, found.now, found.says) == ("30%", "", "The first week after it is not over yet.")


def test_a_baseline_comes_back_as_it_was_and_a_spoilt_one_is_none():
    one = Baseline(since=MONDAY, until=LOOKED, cell=replace(share(3, 9), beside=(("partly", 2.0),)))
    assert review_moved.read(review_moved.written_down(one)) == one
    assert review_moved.read("") is None
    assert review_moved.read("{masked}") is None


def test_the_weeks_since_begin_after_the_week_it_was_decided_on():
    assert review_moved.first_span(MONDAY) == (date(2026, 2, 9), date(2026, 3, 8))
    assert review_moved.later_span(MONDAY, MONDAY) is None
    assert review_moved.later_span(MONDAY, LOOKED) == (date(2026, 3, 9), date(2026, 3, 15))
