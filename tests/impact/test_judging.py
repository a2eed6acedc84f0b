"""The closed set of verdicts: which state, which words, and what must never be said."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.impact.episodes import After, History, Peers, episode
from cabochon.impact.judging import found, one, several
from cabochon.impact.pooling import pool
from cabochon.impact.shrinking import Prior
from cabochon.impact.verdict import STATES, Needed, Side, worthwhile_of

DAY = date(2026, 3, 2)
ATTACH = {"measure": "attach_rate", "unit": "rate", "counts": "demos"}


def coached(x, n, *, shifts=10, base=0.1, weeks=8.0, people=44, door="d", unit="u", within=None, history=160.0):
    """A unit with `base` before, x of n spread evenly over its shifts, peers as expected."""
    each = np.full(shifts, 1.0)
    days = tuple(DAY + timedelta(k + 1) for k in range(shifts))
    told = np.full(shifts, 2000.0 if people else 0.0)
    peers = Peers(told * base, told * base, people, 1.0, told, doors=11 if people else 0)
    before = History(base * history, history, weeks, Prior(base, 60, 60, 0.0, within))
    made = After(each * x / max(shifts, 1), each * n / max(shifts, 1), days)
    return episode(before, made, peers, unit=unit, door=door)


def doors(rate, *, count=12, n=60.0, base=0.1, **more):
    """One a door, around `rate`."""
    spread = np.linspace(-0.05, 0.05, count) if count > 1 else [0.0]
    return pool(
        [coached((rate + s) * n, n, base=base, door=f"d{k}", unit=f"u{k}", **more) for k, s in enumerate(spread)]
    )


def test_before_the_first_look_it_is_too_early_and_says_how_many_it_takes():
    told = one(coached(2, 11, shifts=2), **ATTACH, target=0.18, day=DAY, pace=5.5)
    assert told.state == "too_early"
    assert told.text == "Too early to tell: 11 demos so far; a lift of 8 points needs about 170."
    assert (told.look, told.estimate, told.low, told.high) == (0, None, None, None)
    assert told.needed == Needed(158, DAY + timedelta(29))


def test_below_thirty_events_no_look_counts():
    told = one(coached(25, 29, shifts=10), **ATTACH)
    assert (told.state, told.estimate) == ("too_early", None)
    assert one(coached(26, 30, shifts=10), **ATTACH).state == "likely_lifted"


def test_the_first_look_is_for_the_behaviour_alone():
    strong = coached(30, 40, shifts=3)
    assert one(strong, **ATTACH, behaviour=True).state == "likely_lifted"
    assert one(strong, **ATTACH, behaviour=False).state == "too_early"


def test_a_bound_above_nothing_is_likely_lifted():
    told = one(coached(21, 60), **ATTACH, before=Side(14, 140), baseline=(DAY - timedelta(56), DAY))
    assert told.state == "likely_lifted"
    assert told.text.startswith("Likely lifted: about 25 points above what we expected (")
    assert told.low > 0
    assert (told.look, told.after) == (10, Side(pytest.approx(21), pytest.approx(60)))
    assert told.raw == pytest.approx(0.25)
    assert told.raw == pytest.approx(told.expected + told.estimate)
    assert 0 < told.p < 0.001


def test_what_is_only_probable_is_promising_until_a_day():
    told = one(coached(12, 60, shifts=10), **ATTACH, day=DAY, until=date(2026, 3, 14), pace=100.0)
    assert told.state == "promising"
    assert told.text == "Promising, not proven: keep going until 14 March."
    assert 0.9 < told.posterior < 1


def test_enough_without_a_useful_lift_is_no_lift():
    told = one(coached(100, 1000, shifts=20, history=1e5), **ATTACH)
    assert told.state == "no_lift"
    assert told.text == "No useful lift seen; try another focus."
    worse = one(coached(30, 1000, shifts=20, history=1e5), **ATTACH)
    assert worse.state == "no_lift"
    assert worse.text == "No lift: about 7 points below what we expected; try another focus."
    module = one(coached(100, 1000, shifts=20, history=1e5), **ATTACH, then="change it or retire it")
    assert module.text == "No useful lift seen; change it or retire it."


def test_a_sample_that_cannot_be_had_in_time_cannot_be_told_here():
    told = one(
        coached(6, 40), **ATTACH, day=DAY, since=DAY - timedelta(4), until=DAY + timedelta(10), pace=4.0, doors=12
    )
    assert told.state == "cannot_tell"
    assert told.text == "One associate cannot show this in two weeks. The 12 boutiques together can."
    assert one(coached(6, 40), **ATTACH, day=DAY, until=DAY + timedelta(10), pace=90.0).state == "too_early"
    assert one(coached(6, 40, shifts=20), **ATTACH).state == "cannot_tell"  # no look is left
    assert one(coached(1, 11, shifts=2), **ATTACH, day=DAY, until=DAY - timedelta(1)).state == "cannot_tell"


def test_a_grave_circumstance_makes_all_numbers_silent():
    why = "Survey answers fell from 31 % to 18 %."
    told = one(coached(21, 60), **ATTACH, grave=(why,), warnings=("A launch.",))
    assert told.state == "not_comparable"
    assert told.text == "Not comparable: survey answers fell from 31 % to 18 %."
    assert (told.estimate, told.low, told.posterior) == (None, None, None)
    assert told.warnings == (why, "A launch.")


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ({"weeks": 5.0}, "Promising, not proven: only five weeks of history."),
        ({"weeks": 0.0}, "Promising, not proven: no history."),
        ({"people": 0, "base": 0.01}, "Promising, not proven: there is nobody to compare with."),
    ],
)
def test_little_to_go_by_is_promising_at_most(how, text):
    told = one(coached(40, 60, **how), **ATTACH)
    assert (told.state, told.text) == ("promising", text)
    assert told.warnings


def test_nothing_at_all_is_a_state():
    nothing = coached(0, 0, shifts=0)
    assert one(None, **ATTACH).state == "too_early"
    told = one(nothing, **ATTACH)
    assert (told.state, told.estimate, told.raw) == ("too_early", None, None)
    assert told.text.startswith("Too early to tell: no demos so far")
    assert several(None, **ATTACH).state == "too_early"
    assert several(pool([nothing]), **ATTACH).text == "Too early to tell: no demos so far."


def test_pooled_doors_are_judged_on_the_planned_day_and_by_the_daily_bound_else():
    made = doors(0.145)
    planned = several(made, **ATTACH, looks=[made])
    assert (planned.state, planned.look) == ("likely_lifted", 14)
    daily = several(made, **ATTACH)
    assert daily.look == 0
    assert daily.low < planned.low
    unreached = several(made, **ATTACH, looks=[])
    assert unreached.low < daily.low  # it has only what the planned looks leave
    assert several(made, **ATTACH, looks=[None, None]).low == unreached.low
    assert (planned.doors, planned.people, planned.direction_only) == (12, 12, False)


def test_what_was_found_on_the_planned_day_stands_later():
    early, today = doors(0.16), doors(0.13)
    told = several(today, **ATTACH, looks=[early])
    assert (told.state, told.look) == ("likely_lifted", 14)
    assert told.after == Side(early.x, early.n)


def test_few_doors_are_a_direction_only():
    told = several(doors(0.45, count=4), **ATTACH, looks=None)
    assert told.direction_only
    assert "direction only" in told.text
    assert "six boutiques" in told.text


def test_one_treated_door_has_no_interval_and_the_smallest_possible_p():
    told = several(doors(0.5, count=1, n=200.0), **ATTACH)
    assert (told.state, told.low, told.high) == ("promising", None, None)
    assert told.p == pytest.approx(1 / 12)
    assert told.direction_only
    assert "With one boutique a false alarm is never less likely than 1 in 12." in told.warnings


def test_less_is_better_for_some_measures():
    kind = {"measure": "return_rate", "unit": "rate", "counts": "units", "better": "down"}
    told = one(coached(60, 1000, shifts=20, base=0.2, history=1e5), **kind)
    assert told.state == "likely_lifted"
    assert told.text.startswith("Likely lifted: about 14 points below what we expected (")
    assert told.estimate < 0
    assert one(coached(300, 1000, shifts=20, base=0.2, history=1e5), **kind).state == "no_lift"
    assert found(-0.02, 0.002, n=900, doors=12, p=0.0, base=0.1, **kind).state == "likely_lifted"


def test_an_estimate_made_elsewhere_is_judged_by_the_always_valid_bound():
    kind = {"measure": "atv", "unit": "money", "counts": "sales receipts", "currency": "CHF", "base": 420_000.0}
    told = found(52_000.0, 9_000.0, n=900, doors=12, p=0.001, **kind)
    assert told.state == "likely_lifted"
    assert told.text.startswith("Likely lifted: about CHF 520 above what we expected (CHF ")
    assert found(1_000.0, 9_000.0, n=900, doors=12, p=0.9, **kind).state == "too_early"
    assert found(52_000.0, None, n=900, doors=1, p=0.08, **kind).low is None
    assert found(0.0, 1_000.0, n=900, doors=12, p=1.0, **kind).state == "no_lift"


def test_money_and_scores_have_their_own_worthwhile_lift():
    assert worthwhile_of("rate") == 0.04
    assert worthwhile_of("score", 4.4) == 0.1
    assert worthwhile_of("money", 420_000) == pytest.approx(8_400)


@settings(deadline=None, max_examples=150)
@given(
    st.floats(0, 1), st.integers(0, 400), st.integers(0, 22), st.floats(0, 1), st.floats(0, 8),
    st.sampled_from([0, 3, 44]), st.booleans(), st.sampled_from([None, 0.0, 3.0]), st.sampled_from(["up", "down"]),
)  # fmt: skip
def test_whatever_comes_there_is_one_state_one_text_and_no_number_that_pretends(
    share, n, shifts, base, weeks, people, late, pace, better
):
    made = coached(share * n, n, shifts=shifts, base=base, weeks=weeks, people=people)
    told = one(made, **ATTACH, day=DAY, until=DAY - timedelta(1) if late else None, pace=pace, better=better)
    assert told.state in STATES
    assert told.text.endswith(".")
    assert "nan" not in told.text
    assert "inf" not in told.text
    if told.estimate is not None:
        assert -1 <= told.low <= told.estimate <= told.high <= 1
        assert n >= 30
        assert told.look > 0
    if told.state == "likely_lifted":
        assert weeks > 7.8
        assert people
        assert (told.high < 0) if better == "down" else (told.low > 0)


def test_too_few_to_compare_with_is_said_instead_of_a_number_no_time_can_reach():
    made = doors(0.13)
    assert several(made, **ATTACH).state in ("too_early", "promising")
    lonely = replace(made, se=(made.se**2 + 0.05**2) ** 0.5, shared=0.05, posterior=0.5)
    told = several(lonely, **ATTACH)
    assert (told.state, told.needed) == ("cannot_tell", None)
    assert told.text == "This cannot be told here: too few who did not do it are left to compare with."


def test_what_several_doors_would_need_years_for_cannot_be_told():
    made = replace(doors(0.13), se=0.06, posterior=0.5)
    paced = {pace: several(made, **ATTACH, day=DAY, pace=pace) for pace in (1.0, 100.0)}
    assert (paced[100.0].state, paced[100.0].needed.by is not None) == ("too_early", True)
    assert (paced[1.0].state, paced[1.0].needed.by) == ("cannot_tell", None)
    assert paced[1.0].text.startswith("These boutiques cannot show this within a year")
