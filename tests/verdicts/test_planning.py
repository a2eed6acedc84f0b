"""What a plan can show, and what came of it by the planned method: pure, from numbers whose answer is known."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.impact.panel import Panel
from cabochon.measures.catalogue import measure
from cabochon.verdicts.planned import came_out, wider
from cabochon.verdicts.planning import STAGGERED, Past, Plan, chance, drawn, running, smallest, useful

MONDAY = date(2026, 3, 2)
ATTACH = measure("attach_rate")
CODES = tuple(f"D{n:02d}" for n in range(12))


def plan(doors=CODES[2:], held=CODES[:2], weeks=8, groups=1, apart=0, **more):
    begun = drawn(doors, since=MONDAY, groups=groups, apart=apart, lot=7)
    return Plan(title="t", about="focus:accessory", measure="attach_rate", lift=0.08, since=MONDAY, weeks=weeks,
                doors=begun, held_back=tuple(held), groups=groups, apart=apart, **more)  # fmt: skip


def past(what=ATTACH, doors=12, rate=0.2, events=40.0, noise=0.0, seed=1, each=None):
    dice = np.random.default_rng(seed)
    n = np.full((doors, 8), events)
    x = n * (rate + noise * dice.standard_normal((doors, 8)))
    return Past(measure=what, x=x.sum(axis=1), n=n.sum(axis=1), weekly=(x, n),
                each=rate * (1 - rate) if each is None else each)  # fmt: skip


def test_more_weeks_more_doors_and_larger_lifts_show_more_surely():
    some = [chance(plan(weeks=weeks), past(), lift=0.05).power for weeks in (2, 4, 8, 16)]
    assert all(a < b for a, b in pairwise(some))
    few = chance(plan(doors=CODES[2:6]), past(doors=6), lift=0.05).power
    assert few < chance(plan(), past(), lift=0.05).power
    assert chance(plan(), past(), lift=0.04).power < chance(plan(), past(), lift=0.08).power


def test_the_least_lift_is_the_one_that_shows_eight_times_in_ten():
    told = chance(plan(), past())
    assert chance(plan(), past(), lift=told.least).power == pytest.approx(0.8, abs=0.002)
    assert told.shows == (told.least <= told.useful)


def test_how_many_weeks_would_do_is_the_first_number_that_does():
    told = chance(plan(weeks=2), past(), lift=0.09)
    assert told.weeks > 2
    assert chance(plan(weeks=told.weeks), past(), lift=0.09).power >= 0.8
    assert chance(plan(weeks=told.weeks - 1), past(), lift=0.09).power < 0.8


def test_weeks_that_move_by_themselves_make_it_harder():
    assert chance(plan(), past(noise=0.15), lift=0.08).power < chance(plan(), past(noise=0.02), lift=0.08).power


@pytest.mark.parametrize(("held", "power"), [((), None), (CODES[:1], None), (CODES[:2], float)])
def test_without_two_doors_held_back_there_is_no_power(held, power):
    told = chance(plan(held=held), past())
    assert (told.power is None) == (power is None)


def test_the_smallest_p_counts_the_ways_it_could_have_been_drawn():
    assert smallest(plan(held=CODES[:1], doors=CODES[1:])) == pytest.approx(1 / 12)
    assert smallest(plan()) == pytest.approx(1 / comb(12, 2))
    assert smallest(plan(held=())) is None
    three = plan(doors=CODES[:3], held=(), groups=3, apart=1)
    assert smallest(three) == pytest.approx(1 / 6)


def test_doors_one_after_the_other_count_as_the_average_number():
    some = plan(doors=CODES, held=(), groups=4, apart=2, weeks=8)
    on, waiting, weeks = running(some)
    assert on + waiting == 12
    assert weeks == pytest.approx(6 * STAGGERED)  # from the seventh week on everybody runs
    assert on == 6


def test_a_mean_and_an_amount_are_judged_on_their_own_scale():
    csat = chance(plan(), past(measure("csat"), rate=4.4, each=0.4))
    assert 0.05 < csat.least < 1
    atv = chance(plan(), past(measure("atv"), rate=1e6, each=0.37))
    assert 0.02 < atv.least < 0.5  # a share of what it was


def test_what_is_counted_too_rarely_says_nothing():
    rare = replace(past(measure("shrink_rate"), each=0.0), weekly=(np.zeros((12, 8)), np.zeros((12, 8))), each=None)
    told = chance(plan(), rare)
    assert told.power is None
    assert told.least is None
    empty = Past(measure=ATTACH, x=np.zeros(0), n=np.zeros(0), weekly=(np.zeros((0, 8)), np.zeros((0, 8))), each=None)
    assert chance(plan(), empty).power is None


def test_a_useful_change_never_exceeds_the_room_there_is():
    assert useful(measure("count_accuracy"), 0.99) == pytest.approx(0.005)
    assert useful(measure("return_rate"), 0.004) == pytest.approx(0.002)
    assert useful(ATTACH, 0.3) == 0.05


@settings(deadline=None, max_examples=40)
@given(doors=st.integers(2, 20), groups=st.integers(1, 12), apart=st.integers(0, 4), lot=st.integers(0, 2**32 - 1))
def test_the_lot_draws_every_door_once_and_always_alike(doors, groups, apart, lot):
    codes = [f"D{n}" for n in range(doors)]
    first = drawn(codes, since=MONDAY, groups=groups, apart=apart, lot=lot)
    assert first == drawn(codes, since=MONDAY, groups=groups, apart=apart, lot=lot)
    assert [code for code, _ in first] == codes
    assert min(day for _, day in first) == MONDAY
    assert all(day.weekday() == 0 for _, day in first)
    sizes = [sum(day == one for _, day in first) for one in {day for _, day in first}]
    assert max(sizes) - min(sizes) <= 1


# What came of it


def world(some, lift=0.0, seed=3, n=30, rate=0.2, base=None):
    """A panel of doors by day: 8 weeks before and the plan's; `lift` from each door's first day."""
    dice = np.random.default_rng(seed)
    days = (8 + some.weeks) * 7
    first = some.baseline[0]
    level = np.full(len(CODES), rate) if base is None else base
    shared = 0.03 * np.sin(np.arange(days) / 9.0)
    p = level[:, None] + shared[None, :]
    for code, day in some.doors:
        p[CODES.index(code), (day - first).days :] += lift
    counts = np.full((len(CODES), days), float(n))
    x = dice.binomial(n, np.clip(p, 0, 1)).astype(float)
    return Panel(x, counts, np.arange(len(CODES)), first, CODES, CODES)


def test_a_true_lift_is_found_and_its_size_is_right():
    some = plan()
    told = came_out(some, world(some, lift=0.08), ATTACH, some.until, shown=CODES)
    assert told.state == "likely_lifted"
    assert told.effect == pytest.approx(0.08, abs=0.02)
    assert told.low < 0.08 < told.high
    assert told.expected == pytest.approx(told.after.value - told.effect)
    assert (told.doors, told.compared) == (10, 2)


def test_nothing_is_called_nothing():
    some = plan(weeks=12)
    told = came_out(some, world(some, lift=0.0, n=60), ATTACH, some.until, shown=CODES)
    assert told.state == "no_lift"
    assert told.low < 0 < told.high


def test_a_fall_of_what_should_fall_is_a_lift():
    some = replace(plan(), measure="return_rate")
    told = came_out(some, world(some, lift=-0.08), measure("return_rate"), some.until, shown=CODES)
    assert told.state == "likely_lifted"
    assert told.effect < 0


def test_without_a_comparison_there_is_no_verdict():
    some = plan(doors=CODES, held=())
    told = came_out(some, world(some, lift=0.3), ATTACH, some.until, shown=CODES)
    assert (told.state, told.effect) == ("cannot_tell", None)
    assert told.after.value > told.before.value


def test_doors_in_groups_are_compared_with_those_that_wait():
    some = plan(doors=CODES, held=(), groups=4, apart=2, weeks=8)
    told = came_out(some, world(some, lift=0.08), ATTACH, some.until, shown=CODES)
    assert told.effect == pytest.approx(0.08, abs=0.03)


def test_too_few_events_and_too_many_gaps_are_said():
    some = plan()
    assert came_out(some, world(some, n=0), ATTACH, some.until, shown=CODES).state == "too_early"
    holes = world(some, lift=0.08)
    n = holes.n.copy()
    n[2:, 56 : 56 + 21] = 0  # three of eight weeks at every door that took part
    told = came_out(some, replace(holes, x=np.minimum(holes.x, n), n=n), ATTACH, some.until, shown=CODES)
    assert (told.state, told.empty, told.cells) == ("not_comparable", 30, 80)


def test_doors_too_few_stand_behind_are_left_out_of_everything():
    some = plan()
    told = came_out(some, world(some, lift=0.08), ATTACH, some.until, shown=CODES[:-1])
    assert told.left_out == (CODES[-1],)
    assert told.doors == 9
    assert came_out(some, None, ATTACH, some.until, shown=()).effect is None


def test_a_look_half_way_widens_both_intervals():
    some = plan(half_way=True)
    assert some.looks == (MONDAY + timedelta(days=27), some.until)
    first, last = (wider(some, day) for day in some.looks)
    assert first > last > 1
    assert wider(plan(), plan().until) == 1
    panel = world(some, lift=0.05)
    both = [came_out(one, panel, ATTACH, one.until, shown=CODES) for one in (some, plan())]
    assert both[0].high - both[0].low > both[1].high - both[1].low


def test_false_lifts_are_as_rare_as_they_should_be():
    some = plan(weeks=4)
    dice = np.random.default_rng(11)
    lifted = 0
    for seed in range(120):
        base = 0.2 + 0.04 * dice.standard_normal(len(CODES))
        panel = world(some, seed=seed, base=np.clip(base, 0.05, 0.5))
        lifted += came_out(some, panel, ATTACH, some.until, shown=CODES).state == "likely_lifted"
    assert lifted <= 9  # one side of 5 %: 3 expected, more than 9 once in a thousand times


@pytest.mark.parametrize("groups", [1, 4])
def test_the_power_that_is_told_is_there(groups):
    """Worlds as the plan's past has them: as many show the lift as was told, or a few more."""
    some = plan(weeks=8, groups=groups, apart=2 if groups > 1 else 0)
    told = chance(some, past(events=70.0, each=0.16), lift=0.05).power
    dice = np.random.default_rng(4)
    found = 0
    for seed in range(60):
        base = np.clip(0.2 + 0.04 * dice.standard_normal(len(CODES)), 0.05, 0.5)
        panel = world(some, seed=seed, lift=0.05, base=base, n=10)
        found += came_out(some, panel, ATTACH, some.until, shown=CODES).state == "likely_lifted"
    assert told - 0.15 < found / 60 < told + 0.3
