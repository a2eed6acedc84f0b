"""Rows of a pooled page: doors and job roles, before and after, with how many people stand behind them."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from many_doors import ATTACH, LAST, MONDAY, OWN, SALE, TODAY, Doors, day

from cabochon.impact.alone import alone
from cabochon.impact.verdict import Side
from cabochon.measures.catalogue import BY_KEY
from cabochon.verdicts.lines import by_door, by_part
from cabochon.verdicts.many import started
from cabochon.verdicts.starts import Found

SIX = {f"D{i:02d}": MONDAY for i in range(6)}


def starts(sheets, kind="wave", others=None):
    others = sheets.parts() if others is None else others
    return started(sheets.subject(kind, others), sheets, today=TODAY, found=Found(others))


def doors(sheets, key):
    return by_door(BY_KEY[key], starts(sheets), sheets, sheets.doors(key))


def roles(sheets, key, by="job_role", **more):
    return by_part(BY_KEY[key], starts(sheets, **more), sheets, by)


def test_each_door_has_its_own_baseline_and_first_day():
    began = {"D00": MONDAY, "D01": day(9)}
    sheets = Doors(began=began)
    lines = doors(sheets, ATTACH)
    panel = sheets.doors(ATTACH)
    assert [(one.key, one.began) for one in lines] == list(began.items())
    for i, one in enumerate(lines):
        x, n = panel.sums(one.began - timedelta(days=14), one.began - timedelta(days=1))
        assert one.before == Side(float(x[i]), float(n[i]))
        assert one.events == (round(one.before.n), round(one.after.n))


def test_a_door_with_a_planted_lift_stands_out_of_the_others():
    sheets = Doors(began=SIX, lift=0.15)
    lines = doors(sheets, OWN)
    assert all(one.low > 0 for one in lines)
    assert sum(one.low < 0.15 < one.high for one in lines) >= 5


def test_an_amount_of_a_door_is_compared_with_what_the_others_did_meanwhile():
    sheets = Doors(began=SIX, lift=1500.0)
    panel = sheets.doors(SALE)
    later = np.arange(panel.days) > panel.column(MONDAY)
    sheets.made[SALE, "doors"] = replace(panel, x=panel.x * np.where(later, 1.5, 1.0))  # everywhere half as much again
    told = [one.estimate for one in doors(sheets, SALE)]
    assert np.mean(told) == pytest.approx(1.5 * 1500, rel=0.15)


def test_an_amount_without_a_door_to_compare_with_has_no_estimate():
    sheets = Doors(n=3, began={f"D{i:02d}": MONDAY for i in range(3)})
    assert [(one.estimate, one.low, one.high) for one in doors(sheets, SALE)] == [(None, None, None)] * 3
    assert all(one.after.n for one in doors(sheets, SALE))


def test_people_are_counted_on_both_sides():
    sheets = Doors(began=SIX, crew=7)
    panel = sheets.people(ATTACH)
    later = np.arange(panel.days) > panel.column(MONDAY)
    gone = np.where([unit.startswith("D00p0/") for unit in panel.units], 0.0, 1.0)[:, None]
    n = panel.n * np.where(later, gone, 1.0)
    sheets.made[ATTACH, "people"] = replace(panel, x=np.minimum(panel.x, n), n=n)
    assert [one.people for one in doors(sheets, ATTACH)] == [(7, 6), *[(7, 7)] * 5]


def test_a_measure_that_is_the_doors_own_counts_no_people():
    assert {one.people for one in doors(Doors(began=SIX), "atv")} == {(0, 0)}


def test_job_roles_are_pooled_over_the_doors_and_count_their_people():
    sheets = Doors(began=SIX, lift=0.12)
    lines = roles(sheets, OWN)
    assert [(one.key, one.label) for one in lines] == [("advisor", "Advisors"), ("stock", "Stock")]
    for one in lines:
        assert one.people == (12, 12)  # two of each at six doors
        assert one.low < 0.12 < one.high
        assert one.estimate == pytest.approx(0.12, abs=0.05)


def test_a_role_has_the_locked_baseline_of_an_amount_too():
    sheets = Doors(began=SIX)
    panel = sheets.cut("atv", "job_role")
    x, n = panel.sums(day(-14), day(-1))
    mine = [i for i, unit in enumerate(panel.units) if unit.endswith("/stock") and unit[:3] in SIX]
    line = next(one for one in roles(sheets, "atv") if one.key == "stock")
    assert line.before.n == pytest.approx(n[mine].sum())
    assert line.before.x == pytest.approx(x[mine].sum())
    assert line.people == (12, 12)


def test_a_measure_without_people_has_no_roles():
    assert roles(Doors(began=SIX), "conversion") == ()


def test_doors_one_after_the_other_have_roles_too():
    sheets = Doors(began={f"D{i:02d}": day(7 * (i // 2)) for i in range(8)}, lift=900.0)
    told = [one.estimate for one in roles(sheets, SALE)]
    assert told == pytest.approx([900, 900], abs=500)


def test_one_door_against_its_own_days_by_hand():
    before = np.array([[2.0, 4.0, 0.0]]), np.array([[10.0, 10.0, 0.0]])
    after = np.array([[8.0, 8.0]]), np.array([[20.0, 20.0]])
    told = alone(before, after, np.array([1.1]))
    assert told.estimate[0] == pytest.approx(16 / 40 - 1.1 * 6 / 20)
    # var(R0) = 2/1 * ((2-3)^2 + (4-3)^2) / 20^2; var(R1) = 0
    assert told.high[0] - told.estimate[0] == pytest.approx(1.959964 * 1.1 * np.sqrt(2 * 2 / 400))
    plus = alone(before, after, np.array([0.05]), way="plus")
    assert plus.estimate[0] == pytest.approx(16 / 40 - 6 / 20 - 0.05)


@pytest.mark.parametrize("side", [0, 1])
def test_a_side_without_events_has_no_estimate(side):
    full, empty = (np.ones((1, 5)), np.full((1, 5), 4.0)), (np.zeros((1, 5)), np.zeros((1, 5)))
    told = alone(*((empty, full) if side else (full, empty)), np.array([1.0]))
    assert np.isnan(told.estimate).all()


def test_the_after_of_a_line_ends_yesterday():
    sheets = Doors(began=SIX)
    x, n = sheets.doors(OWN).sums(day(1), LAST)
    assert doors(sheets, OWN)[0].after == Side(float(x[0]), float(n[0]))


def test_shrink_counts_its_counts_and_not_its_sales():
    sheets = Doors(began=SIX)
    counted = np.zeros((12, sheets.days))
    counted[:, 6::7] = 1.0  # once a week
    panel = replace(sheets.doors(ATTACH), x=counted * 500.0, n=counted * 100_000.0)
    sheets.made["shrink_rate", "doors"] = panel
    lines = by_door(BY_KEY["shrink_rate"], starts(sheets), sheets, panel)
    assert [(one.before.n, one.before.value) for one in lines] == [(2.0, 0.005)] * 6
    assert {one.events for one in lines} == {(2, 7)}
    assert {one.estimate for one in lines} == {None}
