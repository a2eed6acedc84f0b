"""Signals, bookings and enrolments: they join a visit and never make one."""

import pytest

from cabochon.retail.records import BOOKING, ENROLMENT, SIGNAL
from cabochon.retail.visit import Link, Windows, link

from .worlds import observation, receipt, signal, survey

KINDS = pytest.mark.parametrize("kind", [SIGNAL, BOOKING, ENROLMENT])


def linked(*records):
    return link(records, Windows())


@KINDS
@pytest.mark.parametrize(
    ("at", "rule"), [(-16, "none"), (-15, "window"), (5, "window"), (110, "window"), (111, "none")]
)
def test_it_joins_an_observation_within_its_windows(kind, at, rule):
    assert linked(observation("o", 0, 20), signal("s", at, kind=kind)).links["s"].rule == rule


@KINDS
def test_alone_it_makes_no_visit_and_joins_no_receipt_it_does_not_name(kind):
    world = linked(receipt("r", 0), signal("s", 1, kind=kind))
    assert world.links["s"] == Link("", "none")
    assert world.visits == {"r": ("r",)}


@KINDS
def test_a_name_wins_over_what_is_near_and_over_the_associate(kind):
    named = frozenset({"r"})
    world = linked(receipt("r", 0, "ben"), observation("o", 200, 220), signal("s", 210, kind=kind, refs=named))
    assert world.links["s"] == Link("r", "reference", 210)


def test_a_booking_that_names_a_receipt_not_there_joins_no_other():
    waiting = signal("b", 5, kind=BOOKING, refs=frozenset({"r9"}), awaits="r9")
    assert linked(observation("o", 0, 20), waiting).links["b"] == Link("", "none")


def test_a_name_of_an_appointment_nobody_else_names_leaves_it_to_the_time():
    named = frozenset({"appointment"})
    assert linked(observation("o", 0, 20), signal("s", 5, refs=named)).links["s"] == Link("o", "window", 0)


def test_it_never_brings_two_visits_together():
    world = linked(observation("o1", 0, 20), observation("o2", 30, 50), signal("s", 22))
    assert world.visits == {"o1": ("o1", "s"), "o2": ("o2",)}


def test_a_visit_takes_one_signal_of_each_name_and_the_nearest_has_it():
    world = linked(
        observation("o", 0, 20), signal("s1", 30), signal("s2", 22), signal("s3", 40, question="add_on_prompted"),
        signal("s4", 30, kind=BOOKING),
    )  # fmt: skip
    assert world.visits == {"o": ("o", "s2", "s3", "s4")}
    assert world.links["s2"] == Link("o", "nearest", 2)
    assert world.links["s1"] == Link("", "none")


def test_who_loses_the_nearest_visit_takes_the_next():
    world = linked(observation("o1", 0, 20), observation("o2", 40, 60), signal("s1", 22), signal("s2", 26))
    assert (world.links["s1"].visit, world.links["s2"].visit) == ("o1", "o2")


def test_a_tie_goes_to_the_same_product_line_else_nobody_has_it():
    watch, ring = frozenset({"watch"}), frozenset({"jewelry"})
    seen = observation("o1", 0, 20, lines=ring), observation("o2", 0, 20, lines=watch)
    assert linked(*seen, signal("s", 5, lines=watch)).links["s"].visit == "o2"
    open_ = linked(*seen, signal("s", 5))
    assert open_.links["s"] == Link("", "ambiguous")
    assert open_.unsure == {"o1", "o2"}


def test_the_place_in_a_visit_that_was_taken_by_name_is_not_to_be_had():
    visit = observation("o", 0, 20, names=frozenset({"v"}))
    world = linked(visit, signal("far", 900, refs=frozenset({"v"})), signal("near", 5))
    assert world.visits == {"o": ("far", "o")}


def test_a_visit_takes_one_survey_of_a_question_however_many_receipts_it_has():
    world = linked(receipt("r1", 0, basket="b"), receipt("r2", 10, basket="b"), survey("s1", 5), survey("s2", 11))
    assert world.visits == {"r1": ("r1", "r2", "s2")}


def test_a_survey_tool_may_put_the_visit_a_little_early():
    assert linked(observation("o", 0, 20), survey("s", -15)).links["s"].visit == "o"
    assert linked(observation("o", 0, 20), survey("s", -16)).links["s"].visit == ""
