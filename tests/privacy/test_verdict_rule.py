"""Who may see which verdicts, and from how near; and which parts of one are too small to show."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.privacy.groups import Group, Least
from cabochon.privacy.roles import MAY
from cabochon.privacy.verdict_rule import (
    FAR,
    NEAR,
    NOT,
    asked_of,
    distance,
    enough,
    held,
    rough,
    sees,
    weeks_told,
)
from cabochon.privacy.viewer import ROLES, Viewer

LEAST = Least(5, 10)
DOORS = ("GVA01", "PAR01", "ZRH01")


def viewer(role, *doors, person="", shut=()):
    return Viewer(account="a", role=role, boutiques=frozenset(doors), person=person, shut=frozenset(shut))


def some(*names, n=None):
    return Group(len(names) * 4 if n is None else n, frozenset(names))


def crowd(prefix, size, n=None):
    return some(*(f"{prefix}{i}" for i in range(size)), n=n)


# One person's


def test_ones_own_and_the_managers_of_the_boutique_from_near():
    assert distance(viewer("associate", "GVA01", person="p"), person="p", boutique="GVA01") == NEAR
    assert distance(viewer("manager", "GVA01", person="m"), person="p", boutique="GVA01") == NEAR


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("manager", "key")])
def test_nobody_else_sees_one_persons_whatever_they_reach(role):
    assert distance(viewer(role, *DOORS, person="x"), person="p", boutique="GVA01") == NOT


def test_a_manager_of_another_boutique_does_not():
    assert distance(viewer("manager", "PAR01", person="m"), person="p", boutique="GVA01") == NOT


def test_where_a_country_is_shut_only_the_person_does():
    assert distance(viewer("manager", "GVA01", shut=("GVA01",)), person="p", boutique="GVA01") == NOT
    own = viewer("associate", "GVA01", person="p", shut=("GVA01",))
    assert distance(own, person="p", boutique="GVA01") == NEAR
    assert distance(viewer("manager", "GVA01", shut=("GVA01",)), boutique="GVA01") == NEAR


# A door's and several doors'


@pytest.mark.parametrize("role", [role for role in ROLES if role != "key"])
def test_a_doors_is_near_to_its_manager_and_far_to_whoever_reaches_it(role):
    here = distance(viewer(role, "GVA01"), boutique="GVA01")
    assert here == (NOT if MAY[role]["verdicts.see"] == "no" else NEAR if role == "manager" else FAR)
    assert distance(viewer(role, "PAR01"), boutique="GVA01") == NOT


def test_of_several_together_two_must_be_within_reach_and_associates_see_none():
    assert distance(viewer("hq_leader", *DOORS), doors=DOORS) == FAR
    assert distance(viewer("area_coach", "GVA01", "PAR01"), doors=DOORS) == FAR
    assert distance(viewer("area_coach", "GVA01"), doors=DOORS) == NOT
    assert distance(viewer("associate", *DOORS), doors=DOORS) == NOT
    assert distance(viewer("auditor", *DOORS), doors=DOORS) == NOT


def test_a_family_that_the_role_is_not_told_of_is_left_out():
    author = viewer("ld_author", *DOORS)
    assert sees(author, "behaviour.accessory")
    assert not any(sees(author, key) for key in ("attach_rate", "csat", "atv", "conversion", "shrink_rate"))
    assert sees(viewer("hq_leader"), "shrink_rate")
    assert not sees(viewer("associate"), "shrink_rate")
    assert not sees(viewer("hq_leader"), "no such measure")


# How many stand behind it


def test_both_sides_need_people_and_events():
    assert enough([crowd("a", 5), crowd("a", 6)], LEAST)
    assert not enough([crowd("a", 5), crowd("a", 4)], LEAST)
    assert not enough([crowd("a", 5, n=9), crowd("a", 5)], LEAST)
    assert enough([Group(), crowd("a", 5)], LEAST)


def test_a_doors_own_number_is_about_nobody():
    assert asked_of("conversion", LEAST) == Least(0, 10)
    assert asked_of("csat", LEAST) == LEAST


def test_a_small_part_takes_the_next_smallest_with_it():
    doors = {"A": [crowd("a", 8)] * 2, "B": [crowd("b", 6)] * 2, "C": [crowd("c", 3)] * 2}
    assert held({"doors": doors}, LEAST) == {"doors": {"B", "C"}}
    two = {"A": [crowd("a", 8)] * 2, "B": [crowd("b", 3)] * 2, "C": [crowd("c", 3)] * 2}
    assert held({"doors": two}, LEAST) == {"doors": {"B", "C"}}


def test_what_is_small_on_one_side_alone_is_held_back_too():
    doors = {"A": [crowd("a", 8), crowd("a", 8)], "B": [crowd("b", 6), crowd("b", 2)], "C": [crowd("c", 7)] * 2}
    assert "B" in held({"doors": doors}, LEAST)["doors"]
    assert len(held({"doors": doors}, LEAST)["doors"]) == 2


def test_a_role_that_lies_within_a_door_and_leaves_one_person_is_held_back():
    five, all_six = crowd("a", 5), crowd("a", 6)
    tables = {"doors": {"A": [all_six] * 2, "B": [crowd("b", 9)] * 2},
              "roles": {"cashier": [five] * 2, "advisor": [some("a5") + crowd("b", 9)] * 2}}  # fmt: skip
    assert "cashier" in held(tables, LEAST)["roles"]


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.tuples(st.integers(0, 9), st.integers(0, 9)),
                       min_size=1, max_size=8))  # fmt: skip
def test_what_is_held_back_of_a_table_is_nobody_or_enough(sizes):
    table = {key: tuple(crowd(f"{key}-", size, n=size * 4) for size in both) for key, both in sizes.items()}
    gone = held({"t": table}, LEAST)["t"]
    for side in (0, 1):
        rest = sum((table[key][side] for key in gone), Group())
        whole = sum((sides[side] for sides in table.values()), Group())
        assert rest.size == 0 or rest.size >= 5 or rest == whole
    assert all(enough(table[key], LEAST) for key in table if key not in gone)


def test_a_week_that_few_stand_behind_waits_for_the_next():
    busy, quiet = crowd("a", 6), crowd("a", 2)
    assert weeks_told([busy, busy, quiet], LEAST) == 2
    assert weeks_told([busy, quiet, quiet], LEAST) == 1
    assert weeks_told([busy, quiet, crowd("b", 5)], LEAST) == 3
    assert weeks_told([quiet], LEAST) == 0
    assert weeks_told([], LEAST) == 0
    assert weeks_told([busy, Group()], LEAST) == 2


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 8), max_size=10))
def test_what_one_more_look_adds_is_nothing_or_enough(sizes):
    weeks = [crowd("p", size) for size in sizes]
    told = [weeks_told(weeks[:n], LEAST) for n in range(len(weeks) + 1)]
    for before, after in pairwise(told):
        added = sum(weeks[before:after], Group())
        assert after >= before
        assert not LEAST.small(added)


def test_a_doors_numbers_are_told_as_its_sentence_tells_them():
    assert rough(0.0837, "rate") == 0.08
    assert rough(-0.001, "rate") == 0.0
    assert rough(1234.5, "money") == 1200.0
    assert rough(None, "rate") is None
