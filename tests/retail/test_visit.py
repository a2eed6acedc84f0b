"""One visit out of several sources: the rules, one by one."""

import random

import pytest

from cabochon.retail.visit import Link, Windows, link

from .worlds import observation, receipt, survey


def linked(*records):
    return link(records, Windows())


def test_a_reference_wins_over_the_nearest_in_time():
    world = linked(receipt("r1", 0), receipt("r2", 300), observation("o", -10, 5, refs=frozenset({"r2"})))
    assert world.links["o"] == Link("o", "reference", 295)
    assert world.visits == {"o": ("o", "r2"), "r1": ("r1",)}


def test_a_survey_that_names_a_receipt_joins_it_and_no_other():
    named = frozenset({"r1"})
    world = linked(receipt("r1", 0), receipt("r2", 60), survey("s", 90, refs=named, awaits="r1"))
    assert world.links["s"] == Link("r1", "reference", 90)
    waiting = linked(receipt("r2", 60), survey("s", 90, refs=named, awaits="r1"))
    assert waiting.links["s"] == Link("", "none")


def test_things_that_name_one_appointment_are_one_visit():
    name = frozenset({"appointment"})
    world = linked(receipt("r", 0, "ana", names=name, refs=name), observation("o", 900, 930, "ben", refs=name))
    assert world.visits == {"o": ("o", "r")}


@pytest.mark.parametrize(("minutes", "visits"), [(30, 1), (31, 2)])
def test_receipts_of_one_basket_within_half_an_hour_are_one_visit(minutes, visits):
    world = linked(receipt("r1", 0, basket="b"), receipt("r2", minutes, basket="b"))
    assert len(world.visits) == visits


def test_receipts_of_different_clients_or_associates_are_separate():
    world = linked(
        receipt("r1", 0), receipt("r2", 5), receipt("r3", 6, "ben", basket="b"), receipt("r4", 7, basket="b")
    )
    assert len(world.visits) == 4


@pytest.mark.parametrize(
    ("at", "rule"), [(-16, "none"), (-15, "window"), (10, "window"), (110, "window"), (111, "none")]
)
def test_an_observation_and_a_receipt_within_the_window(at, rule):
    world = linked(observation("o", 0, 20), receipt("r", at))
    assert world.links["o"].rule == world.links["r"].rule == rule


def test_any_of_the_sellers_will_do():
    world = linked(observation("o", 0, 20, "ben"), receipt("r", 10, "ana", "ben"))
    assert world.visits == {"o": ("o", "r")}


def test_the_nearest_in_time_takes_it():
    world = linked(observation("o", 0, 20), receipt("r1", 25), receipt("r2", 40))
    assert world.links["r1"] == Link("o", "nearest", 5)
    assert world.links["r2"] == Link("r2", "none")


def test_a_tie_goes_to_the_same_product_line():
    watch, ring = frozenset({"watch"}), frozenset({"jewelry"})
    world = linked(observation("o", 0, 20, lines=watch), receipt("r1", 5, lines=ring), receipt("r2", 9, lines=watch))
    assert world.visits["o"] == ("o", "r2")


def test_what_stays_ambiguous_is_left_unlinked_and_counted():
    world = linked(observation("o", 0, 20), receipt("r1", 5), receipt("r2", 9))
    assert {key: found.rule for key, found in world.links.items()} == dict.fromkeys(("o", "r1", "r2"), "ambiguous")
    assert world.unsure == {"o", "r1", "r2"}


def test_receipts_of_one_visit_do_not_make_each_other_ambiguous():
    world = linked(observation("o", 0, 20), receipt("r1", 5, basket="b"), receipt("r2", 9, basket="b"))
    assert world.visits == {"o": ("o", "r1", "r2")}


def test_a_survey_joins_the_most_recent_receipt_of_fourteen_days():
    day = 1440
    world = linked(receipt("r1", 0), receipt("r2", 60), survey("s", 14 * day + 60), survey("late", 14 * day + 61))
    assert world.links["s"] == Link("r2", "window", 14 * day)
    assert world.links["late"] == Link("", "none")


def test_of_two_surveys_the_nearer_has_the_receipt():
    world = linked(receipt("r1", 0), receipt("r2", 60), survey("s1", 100), survey("s2", 200))
    assert world.links["s1"] == Link("r2", "nearest", 40)
    assert world.links["s2"] == Link("", "none")


def test_surveys_equally_near_are_ambiguous():
    world = linked(receipt("r", 0), survey("s1", 100), survey("s2", 100))
    assert {world.links[key].rule for key in ("s1", "s2")} == {"ambiguous"}
    assert world.unsure == {"r"}


def test_a_receipt_takes_one_survey_of_each_question():
    world = linked(receipt("r", 0), survey("s1", 100), survey("s2", 100, question="nps"))
    assert world.visits == {"r": ("r", "s1", "s2")}


def test_a_survey_without_a_receipt_joins_the_nearest_observation():
    world = linked(observation("o1", 0, 20), observation("o2", 200, 220), survey("s", 300))
    assert world.links["s"].visit == "o2"


def test_a_survey_of_nobody_joins_nothing():
    assert linked(receipt("r", 0), survey("s", 9, "")).links["s"] == Link("", "none")


def test_the_order_of_records_does_not_matter():
    chance = random.Random(5)
    world = [receipt(f"r{i}", chance.randrange(600), chance.choice(("ana", "ben"))) for i in range(20)]
    world += [observation(f"o{i}", at := chance.randrange(600), at + 20) for i in range(9)]
    world += [survey(f"s{i}", chance.randrange(3000)) for i in range(9)]
    first = linked(*world)
    for _ in range(5):
        chance.shuffle(world)
        again = linked(*world)
        assert (again.links, again.visits, again.unsure) == (first.links, first.visits, first.unsure)
