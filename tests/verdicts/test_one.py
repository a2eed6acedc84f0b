"""One episode as its page tells it: what is judged, what never is, and what each sort of bad input says."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from chain import START, Chain, day
from made_sheets import BEHAVIOUR, DOORS, HERE, ONE, Made

from cabochon.impact.verdict import STATES
from cabochon.verdicts import Beside
from cabochon.verdicts.finding import subjects
from cabochon.verdicts.one import keys, tell
from cabochon.verdicts.panels import Panels
from cabochon.verdicts.titles import NOT_HERE

TODAY = day(35)
PERSON = replace(ONE, baseline_since=day(-56), baseline_until=day(-1), picked_since=day(-7), picked_until=day(-1))
FOCUS = replace(HERE, baseline_since=day(-56), baseline_until=day(-1))
MODULE = replace(FOCUS, key="m", kind="module", about="natural-add-on", baseline_since=day(-14), until=day(55))
WHO = "d0p0/D0"


@pytest.fixture
def made():
    return chain_of(8, 4)


def chain_of(doors, people, was=0.4):
    made = Made.of(doors, people)
    for key in (BEHAVIOUR, "attach_rate"):
        made.put(key, was, n=2, people=True)
        made.put(key, was, n=8)
    made.put("csat", 4.2, n=2, people=True, squares=0.5)
    made.put("csat", 4.2, n=4, squares=0.5)
    made.put("atv", 9e5, n=8, squares=1e10)
    made.put("conversion", 0.2, n=40)
    made.put("receipts", 1.0, n=8)
    return made


def told(made, subject=PERSON, *, today=TODAY, others=None, **more):
    return tell(subject, made, today=today, doors=DOORS, others=others if others is not None else (subject,), **more)


def of(page, key):
    return next(one for one in page.changes if one.measure == key)


def kinds(page):
    return {one.kind for one in page.circumstances}


# What is judged


def test_a_person_who_did_what_was_expected_is_no_lift(made):
    page = told(made)
    assert [one.measure for one in page.changes] == [BEHAVIOUR, "attach_rate", "csat"]
    verdict = of(page, BEHAVIOUR).verdict
    assert verdict.state not in ("likely_lifted", "promising")
    assert verdict.estimate == pytest.approx(0, abs=0.01)
    assert verdict.raw == pytest.approx(verdict.expected + verdict.estimate)


def test_a_person_who_doubled_it_is_likely_lifted(made):
    made.put(BEHAVIOUR, 0.4, {WHO: 0.9}, n=2, people=True)
    page = told(made)
    verdict = of(page, BEHAVIOUR).verdict
    assert (verdict.state, verdict.look) == ("likely_lifted", 20)
    assert 0 < verdict.low < verdict.estimate < verdict.high
    assert page.next_step == "Keep the phrasing that worked and coach timing in busy hours."
    assert page.title == "Coaching: Two relevant accessories offered"


def test_what_all_the_others_did_as_well_is_no_lift(made):
    made.put(BEHAVIOUR, 0.4, 0.8, n=2, people=True)
    verdict = of(told(made), BEHAVIOUR).verdict
    assert verdict.raw == pytest.approx(0.4, abs=0.01)
    assert verdict.expected == pytest.approx(0.4, abs=0.05)
    assert verdict.state not in ("likely_lifted", "promising")


def test_csat_of_one_person_is_shown_with_its_n_and_never_judged(made):
    made.put("csat", 3.0, {WHO: 5.0}, n=2, people=True, squares=0.5)
    csat = of(told(made), "csat")
    assert csat.verdict is None
    assert "never judged" in csat.withheld
    assert (csat.window.n, csat.after.n, csat.after.value) == (14, 68, 5.0)


def test_no_money_shrink_or_conversion_of_a_person_is_even_asked(made):
    assert set(keys(PERSON, ("atv", "shrink_rate", "conversion"))) == {BEHAVIOUR, "attach_rate", "csat"}


def test_a_focus_judges_behaviour_attach_and_csat_and_shows_the_rest_as_it_is(made):
    page = told(made, FOCUS)
    assert [one.measure for one in page.changes if one.verdict] == [BEHAVIOUR, "attach_rate", "csat"]
    assert {one.measure for one in page.changes if one.withheld} == {"secondary_per_qualifying", "conversion", "atv"}
    atv = of(page, "atv")
    assert (atv.after.n, atv.currency) == (8 * 34, "CHF")


def test_a_module_at_a_door_leads_with_its_skills_measure(made):
    page = told(made, MODULE, measures=(BEHAVIOUR, "attach_rate", "enrolment_rate"), named="The natural add-on")
    assert [one.measure for one in page.changes] == [
        BEHAVIOUR, "attach_rate", "enrolment_rate", "csat", "conversion", "atv", "shrink_rate",
    ]  # fmt: skip
    assert [one.measure for one in page.changes if one.verdict] == [BEHAVIOUR, "attach_rate", "csat"]
    assert {of(page, key).withheld for key in ("shrink_rate", "enrolment_rate")} == {NOT_HERE}
    assert page.title == "Module: The natural add-on"


def test_seven_days_before_are_shown_beside_the_locked_baseline(made):
    page = told(made)
    change = of(page, BEHAVIOUR)
    assert (change.window.n, change.verdict.before.n, change.after.n) == (14, 112, 68)
    assert change.verdict.baseline == (day(-56), day(-1))


def test_the_day_it_began_is_on_neither_side(made):
    panel = made.of_people[BEHAVIOUR]
    x = panel.x.copy()
    x[0, made.column(START)] = 2
    made.of_people[BEHAVIOUR] = replace(panel, x=x)
    was, now = told(chain_of(8, 4)), told(made)
    assert of(was, BEHAVIOUR) == of(now, BEHAVIOUR)


def test_the_week_a_person_was_picked_for_belongs_to_what_is_expected(made):
    within = of(told(made), BEHAVIOUR).verdict
    assert within == of(told(made, replace(PERSON, picked_since=None, picked_until=None)), BEHAVIOUR).verdict
    panel = made.of_people[BEHAVIOUR]
    x = panel.x.copy()
    x[0, made.column(day(-7)) : made.column(START)] = 0  # a low week, so the person was picked
    made.of_people[BEHAVIOUR] = replace(panel, x=x)
    assert of(told(made), BEHAVIOUR).verdict.estimate > within.estimate  # less is expected than without such a week


def test_the_coached_are_no_peers_from_the_day_they_began(made):
    others = tuple(
        replace(PERSON, key=f"k{i}", person=unit.split("/")[0], boutique=unit.split("/")[1])
        for i, unit in enumerate(made.crew) if i % 2 == 0
    )  # fmt: skip
    lifted = {unit: 0.7 for i, unit in enumerate(made.crew) if i % 2 == 0}
    made.put(BEHAVIOUR, 0.4, lifted, n=2, people=True)
    alone = of(told(made, others[0], others=(others[0],)), BEHAVIOUR).verdict
    fair = of(told(made, others[0], others=others), BEHAVIOUR).verdict
    assert fair.estimate == pytest.approx(0.3, abs=0.03)
    assert alone.estimate < fair.estimate - 0.05


def test_more_for_a_target_and_when(made):
    page = told(made, replace(FOCUS, target=0.5, until=day(60)), today=day(8))
    verdict = of(page, BEHAVIOUR).verdict
    assert verdict.needed.n > 0
    assert verdict.needed.by > day(8)


# Guard rails


def test_survey_answers_that_fell_forbid_csat_alone(made):
    made.put("response_rate", 0.31, {"D0": 0.18})
    page = told(made, FOCUS)
    assert of(page, "csat").verdict.state == "not_comparable"
    assert of(page, "csat").verdict.text == "Not comparable: survey answers fell from 31% to 18%."
    assert of(page, BEHAVIOUR).verdict.state != "not_comparable"


def test_every_lift_says_what_may_have_bought_it(made):
    made.put("attach_rate", 0.4, {WHO: 0.9}, n=2, people=True)
    made.put("discount_share", 0.04, {WHO: 0.09}, people=True)
    verdict = of(told(made), "attach_rate").verdict
    assert verdict.state == "likely_lifted"
    assert any("was the lift bought?" in one for one in verdict.warnings)


# Looks


def test_looks_are_done_next_and_later_with_days_at_this_pace(made):
    page = told(made, today=day(8))  # seven shifts, one a day
    assert [(one.shifts, one.state, one.day) for one in page.looks] == [
        (3, "done", day(3)), (10, "next", day(10)), (20, "later", day(20)),
    ]  # fmt: skip
    assert page.looks[0].says in STATES
    assert page.looks[1].says == ""
    assert page.until == day(7)


def test_looks_of_somebody_with_half_the_shifts_are_further_off(made):
    made.there = np.ones((32, 140))
    made.there[0, ::2] = 0
    for key in (BEHAVIOUR, "attach_rate"):
        panel = made.of_people[key]
        made.of_people[key] = replace(panel, x=panel.x * made.there, n=panel.n * made.there, on=made.there > 0)
    made.there[:, made.column(day(8)) :] = 0  # nothing is rostered yet
    page = told(made, today=day(8))
    assert [one.state for one in page.looks] == ["done", "next", "later"]
    assert page.looks[1].day > day(17)
    assert page.looks[2].day > page.looks[1].day + timedelta(days=17)


def test_at_three_shifts_there_is_a_word_on_the_behaviour_alone(made):
    made.put(BEHAVIOUR, 0.4, {WHO: 1.0}, n=20, people=True)
    made.put("attach_rate", 0.4, {WHO: 1.0}, n=20, people=True)
    page = told(made, today=day(4))
    assert of(page, BEHAVIOUR).verdict.state == "likely_lifted"
    assert of(page, "attach_rate").verdict.state == "too_early"


# Bad input


def test_no_facts_at_all_is_too_early_for_what_is_judged():
    page = told(Made.of(3, 2))
    assert {one.measure: one.verdict and one.verdict.state for one in page.changes} == {
        BEHAVIOUR: "too_early", "attach_rate": "too_early", "csat": None,
    }  # fmt: skip
    assert page.changes[0].verdict.estimate is None
    assert page.changes[2].withheld
    assert page.next_step


def test_on_the_day_it_begins_there_is_nothing_to_say_yet(made):
    page = told(made, today=START)
    assert {one.verdict.state for one in page.changes if one.verdict} == {"too_early"}
    assert all(one.after.n == 0 for one in page.changes)


def test_one_door_has_only_colleagues_to_be_compared_with_and_says_so():
    made = chain_of(1, 3)
    made.put(BEHAVIOUR, 0.4, {WHO: 0.95}, n=2, people=True)
    verdict = of(told(made), BEHAVIOUR).verdict
    assert any("same boutique" in one for one in verdict.warnings)
    focus = of(told(made, FOCUS), BEHAVIOUR).verdict
    assert focus.state in ("too_early", "cannot_tell", "promising")
    assert any("obody to compare" in one for one in focus.warnings)


@pytest.mark.parametrize("was", [0.0, 1.0])
def test_all_yes_or_all_no_is_no_lift_and_no_certainty(was):
    verdict = of(told(chain_of(6, 4, was)), BEHAVIOUR).verdict
    assert verdict.state not in ("likely_lifted", "promising")
    assert verdict.estimate == pytest.approx(0, abs=0.02)
    assert verdict.low is None or verdict.low < 0 < verdict.high


def test_zero_denominators_are_nothing_and_not_nought(made):
    made.put(BEHAVIOUR, 0.4, n=0, people=True)
    change = of(told(made), BEHAVIOUR)
    assert (change.window.value, change.after.value) == (None, None)
    assert change.verdict.state in ("too_early", "cannot_tell")
    made.put("conversion", 0.2, n=0)
    assert of(told(made, FOCUS), "conversion").withheld == NOT_HERE


def test_a_door_that_opened_in_the_middle_is_promising_at_most(made):
    for key in (BEHAVIOUR, "attach_rate"):
        made.put(key, 0.4, {"D0": 0.9}, n=8)
        panel = made.of_doors[key]
        x, n = panel.x.copy(), panel.n.copy()
        x[0, : made.column(day(-21))] = n[0, : made.column(day(-21))] = 0
        made.of_doors[key] = replace(panel, x=x, n=n)
    doors = {**DOORS, "D0": replace(DOORS["D0"], open_date=day(-21))}
    page = tell(FOCUS, made, today=TODAY, doors=doors, others=(FOCUS,))
    assert of(page, BEHAVIOUR).verdict.state == "promising"
    assert kinds(page) == {"opened"}


def test_history_that_is_short_for_no_other_reason_is_said(made):
    panel = made.of_people[BEHAVIOUR]
    x, n = panel.x.copy(), panel.n.copy()
    x[0, : made.column(day(-21))] = n[0, : made.column(day(-21))] = 0
    made.of_people[BEHAVIOUR] = replace(panel, x=x, n=n)
    (one,) = told(made).circumstances
    assert (one.kind, one.text, one.grave) == ("history", "Only three weeks of history instead of eight.", False)


def test_overlapping_episodes_are_said(made):
    also = replace(PERSON, key="q", about="discovery", since=day(4))
    page = told(made, others=(PERSON, also))
    assert "overlap" in kinds(page)
    assert any("cannot be told apart" in one for one in of(page, BEHAVIOUR).verdict.warnings)


def test_a_person_in_two_boutiques_is_judged_by_what_happened_here():
    made = Made((*Made.of(6, 4).crew, "d0p0/D3"))
    made.put(BEHAVIOUR, 0.4, {"d0p0/D3": 1.0}, n=2, people=True)
    made.put("attach_rate", 0.4, n=2, people=True)
    page = told(made)
    assert of(page, BEHAVIOUR).after.value == pytest.approx(0.4)
    assert "transfer" in kinds(page)


def test_a_currency_that_changed_is_said_and_money_is_not_judged(made):
    made.around = Beside(currencies={"D0": ((day(-99), "HRK"), (day(5), "EUR"))})
    page = told(made, FOCUS)
    assert "currency" in kinds(page)
    assert of(page, "atv").verdict is None
    assert of(page, "atv").currency == "EUR"


def test_a_measure_nobody_knows_is_left_out(made):
    page = told(made, replace(PERSON, about="seal_checked"))
    assert [one.measure for one in page.changes] == ["attach_rate", "csat"]
    assert told(made, replace(MODULE), measures=("no.such", BEHAVIOUR)).changes[0].measure == BEHAVIOUR


# From the facts


@pytest.fixture(scope="module")
def chain():
    made = Chain.of(6, 3)
    made.lived(day(-63), day(29), yes=lambda who, when: 9.0 if who == "d00p0" and when > START else 4.0)
    made.coached("d00p0", START, picked="low_rate", picked_since=day(-7), picked_until=day(-1))
    made.tag("D00", "launch", day(-4))
    return made


def page_of(chain):
    facts = chain.warehouse()
    found = subjects(facts, today=day(30), doors=chain.made)
    (one,) = (one for one in found if one.kind == "person")
    sheets = Panels(facts, day(-63), day(30), keys=(BEHAVIOUR,))
    return tell(one, sheets, today=day(30), doors=chain.made, others=found)


def test_a_coached_person_is_told_from_the_facts(chain):
    page = page_of(chain)
    change = of(page, BEHAVIOUR)
    assert change.verdict.state == "likely_lifted"
    assert change.verdict.estimate == pytest.approx(0.5, abs=0.05)
    assert (change.window.n, change.after.n) == (10, 42)
    assert [one.state for one in page.looks] == ["done", "done", "done"]
    assert kinds(page) == {"launch"}
    assert page.inputs == page_of(chain).inputs


def test_a_late_entry_in_the_baseline_changes_the_figures_and_not_the_days(chain):
    before = page_of(chain)
    late = Chain(chain.doors, {name: list(rows) for name, rows in chain.rows.items()}, chain.made, chain.at)
    late.seen("d00p0", day(-30), 12, 12)
    after = page_of(late)
    assert after.subject == before.subject
    assert of(after, BEHAVIOUR).verdict.baseline == of(before, BEHAVIOUR).verdict.baseline
    assert of(after, BEHAVIOUR).verdict.before.n == of(before, BEHAVIOUR).verdict.before.n + 12
    assert of(after, BEHAVIOUR).verdict.estimate < of(before, BEHAVIOUR).verdict.estimate
    assert after.inputs != before.inputs
