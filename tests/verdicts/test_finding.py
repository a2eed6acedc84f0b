"""Episodes are found by themselves, once each, and stay what they are when facts come in late."""

from datetime import timedelta

import pytest
from chain import START, Chain, day

from cabochon.verdicts.finding import parts, subjects

TODAY = day(60)
MODULE = "natural-add-on"


def found(chain, *, today=TODAY, known=()):
    return subjects(chain.warehouse(), today=today, doors=chain.made, known=known)


def of(kind, some):
    return [one for one in some if one.kind == kind]


def test_nothing_is_found_in_nothing():
    assert found(Chain.of(2)) == []


def test_a_coached_person_is_one_episode_until_it_is_over():
    chain = Chain.of(2)
    for n in (0, 3, 41, 43):
        chain.coached("d00p0", day(n))
    chain.coached("d00p0", day(5), about="discovery")
    chain.coached("d00p1", day(5))
    some = of("person", found(chain))
    assert {(one.person, one.about, one.since) for one in some} == {
        ("d00p0", "accessory", day(0)), ("d00p0", "accessory", day(43)), ("d00p0", "discovery", day(5)),
        ("d00p1", "accessory", day(5)),
    }  # fmt: skip
    assert [one.since for one in some] == sorted((one.since for one in some), reverse=True)
    assert len({one.key for one in some}) == 4


def test_an_episode_says_why_and_on_which_days_the_person_was_picked():
    chain = Chain.of(1)
    chain.coached("d00p0", day(0), picked="low_rate", picked_since=day(-7), picked_until=day(-1), statement="s1")
    chain.coached("d00p0", day(2), picked="rotation", statement="s2")
    (one,) = of("person", found(chain))
    assert (one.picked, one.picked_since, one.picked_until, one.statement) == ("low_rate", day(-7), day(-1), "s1")
    assert (one.boutique, one.region) == ("D00", "Europe")


def test_the_baseline_is_the_eight_weeks_before_the_day_it_began():
    chain = Chain.of(1)
    chain.coached("d00p0", day(0))
    (one,) = of("person", found(chain))
    assert (one.baseline_since, one.baseline_until) == (day(-56), day(-1))


def test_coaching_of_nobody_known_or_on_nothing_is_no_episode():
    chain = Chain.of(1)
    chain.coached("till:csv/x9", day(0), door="D00")
    chain.coached("", day(0), door="D00")
    chain.coached("d00p0", day(0), about="")
    assert found(chain) == []


def test_a_focus_keeps_the_baseline_it_was_set_with():
    chain = Chain.of(2)
    chain.focus("D00", day(0), day(13), target=0.6, baseline_since=day(-28), baseline_until=day(-1), outcome="kept")
    chain.focus("D01", day(3))
    chain.focus("D01", day(9), about="welcome", baseline_since=day(-5), baseline_until=day(12))  # not before it
    one, other, third = sorted(of("focus", found(chain)), key=lambda s: s.since)
    assert (one.baseline_since, one.baseline_until, one.target, one.outcome) == (day(-28), day(-1), 0.6, "kept")
    assert (other.baseline_since, other.baseline_until, other.until) == (day(3 - 56), day(2), None)
    assert (third.baseline_since, third.baseline_until) == (day(9 - 56), day(8))


def test_a_module_came_to_a_door_when_three_people_completed_it_within_four_weeks():
    chain = Chain.of(3)
    for who, n in (("d00p0", 0), ("d00p1", 2), ("d00p2", 9), ("d00p3", 20)):
        chain.completed(who, day(n))
    chain.completed("d00p0", day(30))  # again: he has had it
    for who, n in (("d01p0", 0), ("d01p1", 2)):
        chain.completed(who, day(n))
    for who, n in (("d02p0", -40), ("d02p1", 2), ("d02p2", 9), ("d02p3", 12)):
        chain.completed(who, day(n))
    some = {one.boutique: one for one in of("module", found(chain)) if not one.doors}
    assert {door: one.since for door, one in some.items()} == {"D00": day(0), "D02": day(2)}
    assert (some["D00"].baseline_since, some["D00"].baseline_until) == (day(-14), day(-1))
    assert some["D00"].about == MODULE


def test_what_begins_later_is_not_there_yet():
    chain = Chain.of(1)
    chain.focus("D00", day(10))
    assert found(chain, today=day(9)) == []
    assert of("focus", found(chain, today=day(10)))


def test_episodes_of_several_are_also_taken_together():
    chain = Chain.of(4)
    for n, door in enumerate(chain.doors):
        chain.focus(door, day(14 * (n // 2)), day(60))
    chain.coached("d03p1", day(1))
    some = found(chain)
    (behaviour,), (rollout,) = of("behaviour", some), of("rollout", some)
    assert (behaviour.doors, len(behaviour.parts)) == (("D00", "D01", "D02", "D03"), 5)
    assert behaviour.began == (day(0), day(0), day(14), day(1))  # coaching came to the last door first
    assert rollout.began == (day(0), day(0), day(14), day(14))
    assert {(one.since, one.doors) for one in of("wave", some)} == {
        (day(0), ("D00", "D01")), (day(14), ("D02", "D03")),
    }  # fmt: skip
    assert {(one.region, one.doors) for one in of("region", some)} == {
        ("Europe", ("D00", "D02")), ("Asia", ("D01", "D03")),
    }  # fmt: skip
    assert {one.boutique for one in parts(rollout, some)} == set(chain.doors)


def test_doors_that_began_in_one_week_are_no_rollout_and_one_door_is_nothing_together():
    chain = Chain.of(3)
    chain.focus("D00", day(0))
    chain.focus("D01", day(2))
    chain.focus("D02", day(0), about="welcome")
    some = found(chain)
    assert of("rollout", some) == []
    assert {one.about for one in some if one.doors} == {"accessory"}


def test_keys_are_short_safe_and_the_same_again():
    chain = Chain.of(2)
    for door in chain.doors:
        chain.focus(door, day(0))
        for i in range(3):
            chain.completed(f"{door.lower()}p{i}", day(0))
            chain.coached(f"{door.lower()}p{i}", day(0))
    some = found(chain)
    assert all(one.key.isalnum() and len(one.key) < 30 for one in some)
    assert len({one.key for one in some}) == len(some)
    assert [one.key for one in found(chain)] == [one.key for one in some]


@pytest.mark.parametrize("late", [-3, 2, 20])
def test_coaching_that_comes_in_late_moves_neither_key_nor_baseline_of_an_episode(late):
    chain = Chain.of(1)
    chain.coached("d00p0", day(0))
    known = found(chain)
    chain.coached("d00p0", day(late))
    (one,) = found(chain, known=known)
    assert one == known[0]


def test_a_later_episode_does_not_move_either():
    chain = Chain.of(1)
    chain.coached("d00p0", day(0))
    chain.coached("d00p0", day(42))
    known = of("person", found(chain))
    chain.coached("d00p0", day(-10))
    some = of("person", found(chain, known=known))
    assert {one.key for one in known} == {one.key for one in some}
    assert {one.since for one in some} == {day(0), day(42)}


def test_a_module_stays_with_the_day_it_was_first_found_to_have_come():
    chain = Chain.of(1)
    for i in range(3):
        chain.completed(f"d00p{i}", day(i))
    known = found(chain)
    chain.completed("d00p3", day(-5))
    (one,) = found(chain, known=known)
    assert (one.since, one.baseline_since) == (day(0), day(-14))


def test_an_episode_whose_facts_were_taken_back_is_gone():
    chain = Chain.of(1)
    chain.coached("d00p0", day(0))
    known = found(chain)
    assert found(Chain.of(1), known=known) == []


def test_a_focus_that_is_closed_later_ends_then():
    chain, closed = Chain.of(1), Chain.of(1)
    chain.focus("D00", START)
    closed.focus("D00", START, START + timedelta(days=9), outcome="dropped")
    (one,) = found(closed, known=found(chain))
    assert (one.until, one.outcome) == (day(9), "dropped")
