"""Ratios of sums by door, and their change against peers: by hand, worked out a second way, and covering."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.impact import intervals
from cabochon.impact.ratios import changed, ratio

A = np.array


def sides(chance, own, peers, *, effect=0.0, drift=1.1):
    """(before_num, before_den, after_num, after_den) of doors that did it and of peers; skewed money a receipt."""
    doors = own + peers
    level = chance.normal(1000, 150, doors)
    before, after = chance.integers(200, 400, doors), chance.integers(60, 120, doors)
    later = level * drift + np.r_[np.full(own, effect), np.zeros(peers)]
    spent = [A([chance.gamma(1.0, m, k).sum() for m, k in zip(mean, n, strict=True)])
             for mean, n in ((level, before), (later, after))]  # fmt: skip
    parts = [spent[0], before.astype(float), spent[1], after.astype(float)]
    return [part[:own] for part in parts], [part[own:] for part in parts]


def test_a_ratio_is_the_one_of_intervals_and_of_regression_through_the_origin():
    """Rows of three doors. statsmodels 0.15: WLS(y/x, 1, weights=x), clustered by door, times G/(G-1)."""
    import statsmodels.api as sm

    num, den, door = A([2.0, 4, 9, 6, 1, 3]), A([1.0, 2, 3, 2, 1, 1]), A([0, 0, 1, 1, 2, 2])
    found = ratio(num, den, door)
    assert found.value == 2.5
    assert (found.low, found.high) == pytest.approx(intervals.clustered([(6, 3), (15, 5), (4, 2)]))
    fit = sm.WLS(num / den, np.ones(6), weights=den).fit(
        cov_type="cluster", cov_kwds={"groups": door, "use_correction": False}
    )
    assert found.value == pytest.approx(fit.params[0])
    assert found.se == pytest.approx(fit.bse[0] * np.sqrt(3 / 2))


def test_a_ratio_without_a_bottom_or_a_second_door_is_none():
    assert ratio(A([1.0, 2.0]), A([0.0, 0.0]), A([0, 1])) is None
    assert ratio(A([1.0, 2.0]), A([1.0, 1.0]), A([0, 0])) is None


def test_a_change_is_worked_by_hand():
    """Two doors from 100 to 120 and from 200 to 220, 10 receipts each; peers rise from 100 to 110, a tenth.

    before 150, after 170; expected 165, so 15 of the 20 would have come anyway and 5 are left."""
    found = changed(
        A([1000.0, 2000]), A([10.0, 10]), A([1200.0, 2200]), A([10.0, 10]),
        A([1000.0, 500]), A([10.0, 5]), A([1100.0, 550]), A([10.0, 5]),
    )  # fmt: skip
    assert (found.before, found.after, found.raw) == (150, 170, 20)
    assert found.expected == pytest.approx(15)
    assert found.estimate == pytest.approx(5)
    assert (found.doors, found.peers, found.freedom) == (2, 2, 2)
    assert found.smallest_p == pytest.approx(1 / 6)


def test_points_instead_of_a_factor():
    """CSAT 4.0 to 4.3 while the peers move from 3.0 to 3.1: 0.2 are left, not 4.3 - 4.0 * 3.1 / 3.0."""
    found = changed(
        A([40.0, 80]), A([10.0, 20]), A([43.0, 86]), A([10.0, 20]),
        A([30.0, 60]), A([10.0, 20]), A([31.0, 62]), A([10.0, 20]), way="plus",
    )  # fmt: skip
    assert found.estimate == pytest.approx(0.2)
    with pytest.raises(ValueError):
        changed(*[A([1.0])] * 8, way="minus")


def test_a_busier_door_moves_nothing():
    """Door 2 is cheap and had a busy fortnight: the plain ratio falls, what is expected falls with it."""
    own = A([2000.0, 500]), A([10.0, 10]), A([2000.0, 2000]), A([10.0, 40])
    peers = [A([1000.0, 1000])] * 4
    found = changed(*own, *peers)
    assert found.raw == pytest.approx(80 - 125)
    assert found.estimate == pytest.approx(0)
    assert found.expected == pytest.approx(-45)


def test_a_known_base_takes_the_place_of_a_low_baseline():
    own = A([100.0, 100]), A([10.0, 10]), A([120.0, 120]), A([10.0, 10])
    peers = A([120.0, 120]), A([10.0, 10]), A([120.0, 120]), A([10.0, 10])
    assert changed(*own, *peers).estimate == pytest.approx(2)
    known = changed(*own, *peers, base=A([12.0, 12.0]))
    assert known.estimate == pytest.approx(0)
    assert known.raw == pytest.approx(known.expected + known.estimate)


def test_one_door_or_no_peers_pretend_nothing():
    door, peers = [A([10.0])] * 4, [A([10.0, 12, 11])] * 4
    alone = changed(*door, *peers)
    assert (alone.low, alone.high, alone.se, alone.p) == (None, None, None, None)
    assert alone.smallest_p == pytest.approx(1 / 4)
    nobody = changed(*door, *[A([])] * 4)
    assert (nobody.estimate, nobody.expected, nobody.smallest_p) == (None, None, None)
    assert nobody.raw == 0


def test_peers_that_sold_nothing_before_say_nothing():
    own, peers = [A([10.0, 12])] * 4, (A([0.0, 10]), A([5.0, 5]), A([0.0, 10]), A([5.0, 5]))
    assert changed(*own, *peers).estimate is not None
    assert changed(*own, *peers).low is None  # without the second there is no index
    assert changed(*own, A([0.0, 0]), *peers[1:]).estimate is None


def test_a_door_that_opened_meanwhile_is_on_neither_side():
    own = A([10.0, 0, 10]), A([1.0, 0, 1]), A([10.0, 99, 10]), A([1.0, 1, 1])
    assert changed(*own, *[A([1.0, 1])] * 4).doors == 2
    assert changed(*[A([0.0])] * 4, *[A([1.0, 1])] * 4) is None


@pytest.mark.parametrize("way", ["times", "plus"])
@pytest.mark.parametrize("place", range(4))
def test_a_sum_out_of_bounds_leaves_its_door_out(way, place):
    """Any warning of numpy would be an error here."""
    own, peers = sides(np.random.default_rng(3), 4, 5)
    plain = changed(*own, *peers, way=way)
    for side in (own, peers):
        side[:] = [np.append(one, np.inf if i == place else 9.0) for i, one in enumerate(side)]
    assert changed(*own, *peers, way=way) == plain


def test_what_is_left_by_rounding_alone_is_nothing_to_divide_by():
    """Without its first door the peers' base is rounding: the index would be 10^16, and the error as large."""
    own, peers = [A([10.0, 12, 11])] * 4, [A([5.0, 5, 5])] * 4
    assert changed(*own, *peers, peer_base=A([3.0, 1e-16, 3e-16])).low is None


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.floats(0.2, 5), st.floats(1, 1000))
def test_what_moves_everybody_moves_nothing_and_the_currency_is_no_matter(seed, factor, currency):
    own, peers = sides(np.random.default_rng(seed), 4, 5)
    plain = changed(*own, *peers)
    for side in (own, peers):
        side[2] = side[2] * factor
    moved = changed(*own, *peers)
    assert moved.estimate == pytest.approx(plain.estimate * factor, abs=1e-6 * factor)
    for side in (own, peers):
        side[0], side[2] = side[0] * currency, side[2] * currency
    dearer = changed(*own, *peers)
    assert dearer.estimate == pytest.approx(moved.estimate * currency, rel=1e-6, abs=1e-4)
    assert dearer.p == pytest.approx(moved.p, abs=1e-9)


@pytest.mark.parametrize(("own", "peers"), [(6, 6), (10, 2), (2, 10), (3, 20)])
def test_the_interval_covers_also_with_two_doors_held_back(own, peers):
    chance = np.random.default_rng(own)
    held = 0
    for _ in range(400):
        found = changed(*sum(sides(chance, own, peers, effect=30.0), []))  # noqa: RUF017
        held += found.low <= 30.0 <= found.high
    assert held / 400 >= 0.925
