"""Rollouts door by door: imputation against an oracle, against two-way fixed effects, and with hardly any doors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.impact import within
from cabochon.impact.power import smallest_p
from cabochon.impact.rollouts import rollout

STARTS = (4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 0, 0)  # the last two doors never begin


def worked():
    """Twelve doors, ten weeks, an effect that grows by a point a week; no dice, so that another program can have it."""
    rows = []
    for door, start in enumerate(STARTS):
        for week in range(10):
            on = bool(start) and week >= start
            jitter = ((7 * door + 3 * week * week + 5 * door * week) % 11 - 5) / 200
            y = 0.2 + 0.01 * (door % 5) + 0.004 * week + jitter + (0.01 * (week - start + 1) if on else 0.0)
            rows.append((door, week, on, y))
    door, week, on, y = map(np.array, zip(*rows, strict=True))
    return door, week, on, y


def staggered(chance, *, doors=12, last=2, weeks=16, growing=True, noise=0.0, effect=0.04):
    """Doors that begin in five waves from week 5 on, `last` of them never. Returns cells and the true mean effect."""
    start = np.array([5 + d % 5 * 2 if d < doors - last else 1000 for d in range(doors)])
    door, week = np.meshgrid(np.arange(doors), np.arange(weeks), indexing="ij")
    on = week >= start[:, None]
    lift = np.where(on, 0.01 * (week - start[:, None] + 1) if growing else effect, 0.0)
    weight = chance.integers(40, 90, on.shape).astype(float)
    y = 0.2 + chance.normal(0, 0.05, doors)[:, None] + chance.normal(0, 0.03, weeks) + lift
    y = y + chance.normal(0, noise, on.shape) / np.sqrt(weight)
    return (door.ravel(), week.ravel(), on.ravel(), y.ravel(), weight.ravel()), (weight * lift).sum() / weight[on].sum()


def two_way(door, week, on, y, weight):
    import statsmodels.api as sm

    columns = np.column_stack([on, np.eye(door.max() + 1)[door], np.eye(week.max() + 1)[week][:, 1:]]).astype(float)
    return sm.WLS(y, columns, weights=weight).fit().params[0]


def test_it_is_the_imputation_of_diff_diff():
    """diff-diff 3.13.0, ImputationDiD().fit: overall_att 0.0327383929, its conservative standard error 0.004013, with
    leave_one_out 0.005084. Ours leaves doors out whole, and has to lie at or above."""
    found = rollout(*worked(), np.ones(120))
    assert found.effect == pytest.approx(0.03273839287329958, abs=1e-9)
    assert 0.005 < found.se < 0.0085
    assert (found.doors, found.treated_doors, found.cells, found.left_out) == (12, 10, 40, 0)


def test_errors_are_those_of_imputing_again_without_each_door():
    (door, week, on, y, weight), _ = staggered(np.random.default_rng(3), noise=0.5)

    def plain(keep):
        free = keep & ~on
        columns = np.column_stack([np.eye(12)[door], np.eye(16)[week]])
        root = np.sqrt(weight[free])
        fit = np.linalg.lstsq(columns[free] * root[:, None], y[free] * root, rcond=None)[0]
        used = keep & on
        return np.average((y - columns @ fit)[used], weights=weight[used])

    every = np.ones(len(door), bool)
    middle = plain(every)
    out = np.array([plain(door != one) for one in range(12)])
    found = rollout(door, week, on, y, weight)
    assert found.effect == pytest.approx(middle)
    assert found.se == pytest.approx(np.sqrt(11 / 12 * ((out - middle) ** 2).sum()))


@pytest.mark.parametrize("together", [1, 3])
def test_many_doors_are_left_out_in_steps_as_exactly_as_one_by_one(monkeypatch, together):
    cells, _ = staggered(np.random.default_rng(4), doors=150, last=30, noise=0.5)
    door = cells[0] // together
    assert within.LIGHT > 0
    found = rollout(*cells, door=door)
    monkeypatch.setattr(within, "LIGHT", 0.0)  # then every door is asked for by itself
    plain = rollout(*cells, door=door)
    assert (found.effect, found.se, found.p) == pytest.approx((plain.effect, plain.se, plain.p), rel=1e-10)
    for one, other in zip((*found.events, found.lead), (*plain.events, plain.lead), strict=True):
        assert (one.estimate, one.low, one.high) == pytest.approx((other.estimate, other.low, other.high), abs=1e-11)
    assert found.freedom == plain.freedom


def test_of_many_doors_most_are_left_out_in_steps():
    (door, week, on, y, weight), _ = staggered(np.random.default_rng(4), doors=150, last=30)
    cells, *_ = within.grid(door, week, y, weight)
    assert within.Within(cells, np.where(on.reshape(cells.w.shape), 0.0, cells.w)).without()[1].mean() > 0.9


def test_a_system_that_tells_nothing_is_no_warning():
    """Whatever rounding left on the right side; any warning of numpy would be an error here."""
    told = within.through(np.zeros((1, 3, 3)), np.full((1, 3), 1e-3), np.ones((1, 1, 3)))
    assert np.isnan(told).all()


def test_two_way_fixed_effects_is_wrong_where_an_effect_grows_and_imputation_is_not():
    cells, truth = staggered(np.random.default_rng(1), last=2)
    assert rollout(*cells).effect == pytest.approx(truth)
    assert two_way(*cells) < 0.75 * truth
    assert [e.estimate for e in rollout(*cells).events if e.week >= 0] == pytest.approx(0.01 * np.arange(1, 12))


def test_nothing_happened_is_nothing_and_nothing_moved_before():
    cells, truth = staggered(np.random.default_rng(5), growing=False, effect=0.0, noise=0.4)
    found = rollout(*cells)
    assert truth == 0
    assert found.low < 0 < found.high
    assert found.lead.low < 0 < found.lead.high
    assert [e.week for e in found.events][:5] == [-4, -3, -2, -1, 0]


def test_doors_that_moved_before_they_began_are_noticed():
    (door, week, on, y, weight), _ = staggered(np.random.default_rng(6), growing=False, noise=0.2)
    start = np.array([5 + d % 5 * 2 if d < 10 else 1000 for d in range(12)])[door]
    early = (week < start) & (week >= start - 4)
    assert rollout(door, week, on, y + 0.05 * early, weight).lead.low > 0.02
    assert rollout(door, week, on, y, weight).lead.low < 0.02


@pytest.mark.parametrize("last", [1, 2])
def test_the_last_doors_hold_up_the_comparison(last):
    """With one door last, weeks that only it stands behind give no interval and are left out; with two they stay."""
    cells, _ = staggered(np.random.default_rng(2), last=last, noise=0.3)
    found = rollout(*cells)
    assert found.low is not None
    assert (found.left_out > 0) == (last == 1)
    assert max(e.week for e in found.events) == (10 if last == 2 else 7)


def test_all_doors_treated_leaves_the_late_weeks_out():
    cells, _ = staggered(np.random.default_rng(2), last=0)
    found = rollout(*cells)
    assert found.left_out > 30
    assert found.effect == pytest.approx(np.mean([0.01, 0.02, 0.03, 0.04]), abs=0.02)


def test_one_treated_door_has_a_rank_and_no_interval():
    door, week, on, y, weight = staggered(np.random.default_rng(8), noise=0.3)[0]
    on = (door == 4) & (week >= 9)
    y = y + 0.5 * on
    found = rollout(door, week, on, y, weight)
    assert (found.low, found.high, found.se) == (None, None, None)
    assert found.smallest_p == pytest.approx(1 / 12)
    assert found.p == pytest.approx(1 / 12)
    assert smallest_p(12, 1) == pytest.approx(found.smallest_p)
    dull = rollout(door, week, on, y - 0.5 * on, weight)
    assert dull.p > found.p
    assert all(e.low is None for e in dull.events if e.week >= 0)


def test_one_door_to_compare_with_has_no_interval_either():
    door, week, _, y, weight = (part[:32] for part in staggered(np.random.default_rng(9), noise=0.3)[0])
    found = rollout(door, week, (door == 0) & (week >= 6), y, weight)
    assert (found.doors, found.low) == (2, None)
    assert found.smallest_p == pytest.approx(0.5)


def test_no_comparison_no_answer():
    one = np.zeros(6, int), np.arange(6), np.arange(6) > 2, np.ones(6), np.ones(6)
    assert rollout(*one) is None  # a door alone: its later weeks have no untreated one
    none = np.repeat([0, 1], 3), np.tile(np.arange(3), 2), np.zeros(6, bool), np.ones(6), np.ones(6)
    assert rollout(*none) is None
    empty = np.zeros(0)
    assert rollout(empty.astype(int), empty.astype(int), empty.astype(bool), empty, empty) is None


def test_a_door_that_opened_after_it_began_is_left_out():
    door, week, on, y, weight = staggered(np.random.default_rng(4))[0]
    weight = np.where((door == 0) & ~on, 0.0, weight)
    found = rollout(door, week, on, y, weight)
    assert found.treated_doors == 9
    assert found.left_out == 11


def test_people_are_units_and_their_door_is_left_out_whole():
    """Each door's people share its shocks: by person the error would be far too small."""
    chance = np.random.default_rng(12)
    (door, week, on, y, weight), _ = staggered(chance, growing=False, noise=0.0)
    shocks = chance.normal(0, 0.05, len(door))
    people = np.concatenate([door * 8 + k for k in range(8)])
    many = [np.tile(part, 8) for part in (week, on, y + shocks, weight)]
    by_door = rollout(people, *many, door=np.tile(door, 8))
    by_person = rollout(people, *many)
    assert by_door.effect == pytest.approx(by_person.effect)
    assert by_door.doors == 12
    assert by_door.se > 2 * by_person.se


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.floats(-0.3, 0.3), st.floats(-0.2, 0.2))
def test_levels_and_seasons_never_count_and_a_constant_effect_is_found(seed, level, season):
    chance = np.random.default_rng(seed)
    (door, week, on, y, weight), _ = staggered(chance, growing=False, effect=0.05)
    found = rollout(door, week, on, y + level * (door == 3) + season * (week > 9), weight)
    assert found.effect == pytest.approx(0.05, abs=1e-9)
    shuffled = chance.permutation(len(door))
    again = rollout(door[shuffled], week[shuffled], on[shuffled], y[shuffled], weight[shuffled])
    assert again.effect == pytest.approx(0.05, abs=1e-9)


def test_the_interval_covers():
    """200 worlds of twelve doors whose own level drifts, two never treated."""
    chance = np.random.default_rng(20)
    held = 0
    for _ in range(200):
        cells, truth = staggered(chance, growing=False, noise=0.45)
        found = rollout(*cells)
        held += found.low <= truth <= found.high
    assert held >= 186
