"""What to do next, and what an episode is called, in a manager's words."""

from dataclasses import replace

import pytest
from chain import day
from made_sheets import HERE, ONE

from cabochon.impact.verdict import STATES, Side, Verdict
from cabochon.verdicts.titles import next_step, title
from cabochon.verdicts.told import Change, Look

AHEAD = (Look(3, day(3), "done", "too_early"), Look(10, day(12), "next"), Look(20, day(26), "later"))
DONE = tuple(replace(one, state="done") for one in AHEAD)


def step(state, *, subject=HERE, looks=AHEAD, last=5, n=20):
    verdict = Verdict(state=state, measure="csat", unit="score", after=Side(n / 2, n)) if state else None
    side = Side()
    change = Change(measure="csat", title="", unit="", better="up", events="", window=side, after=side, verdict=verdict)
    return next_step(subject, (change,), looks, day(last))


def test_each_state_has_a_step():
    told = {state: step(state) for state in STATES}
    assert told == {
        "too_early": "Go on until 14 March: that is the next look.",
        "likely_lifted": "Keep the phrasing that worked and coach timing in busy hours.",
        "promising": "Go on until 15 March.",
        "no_lift": "Try another focus.",
        "cannot_tell": "Go on as planned, and look at all boutiques together.",
        "not_comparable": "Do not judge this one: begin anew once things have settled.",
    }


def test_nothing_seen_yet_is_to_be_observed():
    assert step("too_early", n=0) == "Observe some visits: nothing was seen yet. The next look is on 14 March."
    assert step("") == "Go on: there is nothing to judge yet."


def test_what_ended_before_it_could_be_told_is_to_be_begun_again():
    assert step("too_early", looks=DONE, last=40) == "Begin it again: it ended before it could be told."
    assert step("too_early", subject=replace(HERE, until=None), looks=DONE, last=40) == "Go on observing."


def test_what_is_over_here_is_only_looked_at_together():
    assert step("cannot_tell", looks=DONE) == "Look at all boutiques together."
    assert step("cannot_tell", last=40) == "Look at all boutiques together."


def test_a_module_is_no_focus_to_be_exchanged():
    module = replace(HERE, kind="module", about="natural-add-on")
    assert step("no_lift", subject=module) == "Look at all boutiques together before you change it or retire it."


@pytest.mark.parametrize(("outcome", "begins"), [("kept", "Kept:"), ("tuned", "Tuned:"), ("dropped", "Dropped:")])
def test_what_was_decided_is_what_comes_next(outcome, begins):
    assert step("promising", subject=replace(HERE, outcome=outcome)).startswith(begins)


def test_titles_name_no_person():
    assert title(ONE) == "Coaching: Two relevant accessories offered"
    assert title(HERE) == "Focus: Two relevant accessories offered"
    assert title(replace(HERE, kind="module", about="natural-add-on")) == "Module: The natural add-on"
    assert title(replace(HERE, kind="module", about="natural-add-on"), "The natural add-on") == (
        "Module: The natural add-on"
    )
