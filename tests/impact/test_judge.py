"""The judge's own parts, on a handful of worlds: what it plants is there, and what it counts is what was said."""

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

BENCH = str(Path(__file__).parents[2] / "bench")
sys.path.insert(0, BENCH)
impact, rules, worlds, doors, sheets = (
    importlib.import_module(name)
    for name in ("impact", "impact_rules", "impact_worlds", "impact_doors", "impact_sheets")
)
sys.path.remove(BENCH)

LIFTS = (0.0, 0.04, 0.08)


@pytest.fixture(scope="module")
def batch():
    return worlds.chains(40, worlds.EASY, lifts=LIFTS, rng=np.random.default_rng(1))


def own(batch, lift, days):
    """Rate of all coached together over days counted from each start."""
    at = np.arange(worlds.DAYS) - batch.start[..., None]
    within = (at >= days[0]) & (at <= days[1])
    x, n = (np.take_along_axis(side, batch.coached[..., None], axis=1) for side in (batch.x[lift], batch.n))
    return (x * within).sum() / (n * within).sum()


def test_who_is_picked_low_rises_by_doing_nothing(batch):
    assert own(batch, 0.0, (1, 14)) - own(batch, 0.0, (-7, -1)) > 0.06


@pytest.mark.parametrize("lift", LIFTS)
def test_what_is_planted_is_there(batch, lift):
    assert own(batch, lift, (1, 28)) - own(batch, 0.0, (1, 28)) == pytest.approx(lift, abs=0.01)
    assert own(batch, lift, (-56, 0)) == own(batch, 0.0, (-56, 0))


def test_colleagues_catch_their_share(batch):
    caught = worlds.chains(40, replace(worlds.EASY, spill=0.5), lifts=LIFTS, rng=np.random.default_rng(1))
    free = ~caught.treated[..., None] & (np.arange(worlds.DAYS) > 70)
    rise = (caught.x[0.08] - caught.x[0.0])[free & (caught.n > 0)].sum() / caught.n[free & (caught.n > 0)].sum()
    assert rise == pytest.approx(0.04, abs=0.01)


def test_what_is_written_down_is_never_more_than_was_seen(batch):
    seen = worlds.logged(batch, 0.08, replace(worlds.WATCHED, good=1.5), rng=np.random.default_rng(2))
    assert (seen.x[0.08] <= seen.n).all()
    assert (seen.n <= batch.n).all()


def test_good_visits_are_written_down_more_often():
    chosen = (worlds.WATCHED, replace(worlds.WATCHED, good=1.5))
    plain, more = (worlds.chains(10, one, lifts=LIFTS, rng=np.random.default_rng(2)).written[0] for one in chosen)
    assert more.sum() / plain.sum() == pytest.approx(1.5, abs=0.05)


@pytest.fixture(scope="module")
def judged():
    return impact.asked(worlds.EASY, 8, seed=3, lifts=(0.0, 0.08), rules=True)


def test_the_usual_rule_finds_lifts_where_nothing_is_planted_and_the_procedure_hardly_ever(judged):
    assert judged["any rise|0.0|10"]["lifted"] > 0.6
    assert judged["ours|0.0|20"]["lifted"] < 0.12
    assert abs(judged["ours|0.0|20"]["bias"]) < 0.03
    assert judged["ours|0.0|20"]["covered"] > 0.85
    assert judged["ours|0.08|20"]["lifted"] > judged["ours|0.0|20"]["lifted"]


def test_together_they_show_what_one_cannot(judged):
    assert judged["ours|0.08|14"]["lifted"] > judged["ours|0.08|20"]["lifted"]
    assert judged["ours|0.0|14"]["lifted"] < 0.2


def test_a_broken_target_is_named(judged):
    fine = {key: {**one, "lifted": 0.0, "error": 0.0, "bias": 0.0, "covered": 0.95} for key, one in judged.items()}
    fine["ours|0.08|14"]["lifted"] = 0.95
    assert impact.broken(fine) == []
    fine["ours|0.0|20"]["lifted"] = 0.06
    fine["ours|0.0|14"].update(bias=0.02, sd=0.0)
    assert impact.broken(fine) == ["false lift of one at 20: +2.0", "bias at +0: +1.5"]


def test_a_look_says_the_same_on_every_later_day(batch):
    panel, off = next(iter(rules.ours(batch, 0.08)))
    unit, start, _ = rules._asked(batch, 0, 28)[0]
    early, late = (
        rules.episodes(panel, [(unit, start, start + rules.timedelta(days=days))], treated=off)[0].looks[0]
        for days in (8, 28)
    )
    assert early == late


def test_a_page_says_what_the_judge_was_told():
    told = sheets.paged(2, seed=4, lifts=(0.0, 0.08))
    assert set(told) == {"0.0", "0.08"}
    assert 0 <= told["0.08"]["twelve together, 14 days"] <= 1
    assert abs(told["0.0"]["its bias"]) < 0.1


def test_whole_doors_are_tried_with_and_without_an_effect():
    rows = doors.tried(3, seed=5)
    assert len(rows) == 3 * len(doors.KINDS)
    assert all(row["worlds"] + row["untold"] == 3 for row in rows)
