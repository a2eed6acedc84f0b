"""Verdicts as pages are told them: the sentence, what would have come anyway, and nothing that pretends."""

from dataclasses import replace

import verdict_samples as samples
from cabochon.dashboards import verdict_parts as parting
from cabochon.dashboards import verdict_words as words
from cabochon.dashboards import verdicts as told
from cabochon.impact.verdict import STATES, Side, Verdict
from cabochon.retail.picking import PICKED

TODAY = samples.TODAY


def sheet(change, subject=samples.PERSON, **how):
    return told.sheet(change, subject, TODAY, **how)


def judged(state, before, after, estimate, **other):
    """An attach rate whose verdict rests on those two sides; `other` is the change's."""
    one = samples.verdict(state, before, after, measure="attach_rate", estimate=estimate)
    return replace(samples.attach(one, Side(2, 20), after), **other)


def test_every_state_has_a_word_and_a_sentence_of_when():
    assert set(words.STATES) == set(STATES)
    assert all(one.word and one.when for one in words.STATES.values())


def test_what_came_is_told_beside_what_would_have_come_anyway():
    one = sheet(judged("promising", Side(40, 220), Side(4, 21), 0.01))
    assert (
        one.story
        == "went from 10% to 19%. About 18% was to be expected anyway, because the choice fell in a weak week."
    )
    assert (one.ledger.raw, one.ledger.anyway, one.ledger.rest) == ("+9 points", "+8 points", "+1 point")


def test_what_is_expected_is_told_before_anything_can_be_weighed():
    one = sheet(samples.ONE_PERSON.changes[1])
    assert "About 18% was to be expected anyway" in one.story
    assert (one.ledger.raw, one.ledger.anyway, one.ledger.rest) == ("+9 points", "+8 points", "")
    assert one.ledger.bar is None


def test_nothing_is_put_down_to_a_weak_week_that_was_not_weak():
    change = judged("no_lift", Side(20, 100), Side(22, 100), 0.05, window=Side(20, 100))
    assert sheet(change).story == "went from 20% to 22%. About 17% was to be expected anyway."
    assert sheet(replace(change, better="down")).story.endswith("because the choice fell in a weak week.")


def test_what_came_after_the_look_is_shown_but_not_weighed():
    made = judged("likely_lifted", Side(40, 220), Side(30, 100), 0.08)
    change = replace(made, after=Side(70, 200), verdict=replace(made.verdict, look=10))
    one = sheet(change)
    assert (one.after.figure, one.after.footing) == ("35", "70 of 200 receipts")
    assert one.at == "after 10 shifts, 30 of 100 receipts"
    assert (one.ledger.raw, one.ledger.anyway, one.ledger.rest) == ("+20 points", "+12 points", "+8 points")
    assert one.story.startswith("went from 10% to 30% by the look after 10 shifts. About 22% was")


def test_from_far_a_boutiques_verdict_is_not_taken_apart():
    rounded = replace(samples.lifted, after=Side(), raw=None, expected=None, posterior=None)
    one = sheet(samples.behaviour(rounded, Side(31, 74), Side(99, 180)), samples.DOOR)
    assert one.ledger.raw == "+13 points"
    assert (one.ledger.anyway, one.ledger.rest, one.ledger.bar, one.at) == ("", "", None, "")
    assert one.story == ""


def test_several_boutiques_are_held_against_their_two_locked_weeks():
    change = judged("likely_lifted", Side(40, 200), Side(60, 200), 0.08)
    one = sheet(change, samples.POOL, pooled=True)
    assert (one.before.label, one.before.figure) == ("Two weeks before, locked", "20")
    assert (sheet(change).before.label, sheet(change).before.figure) == ("Seven days before", "10")
    at_a_look = replace(change, after=Side(90, 300), verdict=replace(change.verdict, look=14))
    assert sheet(at_a_look, samples.POOL, pooled=True).at == "14 days after each began, 60 of 200 receipts"


def test_raw_figures_stand_with_their_n_where_the_verdict_is_withheld():
    one = sheet(samples.ONE_PERSON.changes[2])
    assert (one.before.figure, one.after.figure, one.ledger.raw) == ("4.43", "4.62", "+0.19")
    assert (one.before.footing, one.after.footing) == ("9 surveys", "11 surveys")
    assert one.state is words.UNSAID
    assert one.withheld == samples.ALONE
    assert not one.ledger.anyway


def test_what_cannot_be_compared_tells_no_expectation():
    estimated = samples.csat(Side(160.0, 37), Side(171.0, 38), replace(samples.other, estimate=0.1))
    one = sheet(estimated, samples.DOOR)
    assert one.ledger.raw == "+0.18"
    assert (one.ledger.anyway, one.ledger.rest, one.ledger.bar) == ("", "", None)


def test_nothing_on_a_side_makes_no_change_of_nought():
    one = sheet(samples.BARE.changes[1])
    assert (one.ledger.raw, one.story, one.before.figure, one.before.footing) == ("", "", "–", "nothing yet")
    assert not one.bare
    assert sheet(samples.BARE.changes[0]).bare


def test_the_leading_measure_attach_and_satisfaction_stand_wide_the_others_folded():
    sheets = [sheet(one, samples.POOL, pooled=True) for one in samples.WHOLE.changes]
    wide, folded = told.apart(sheets)
    assert [one.measure for one in wide] == ["attach_rate", "behaviour.accessory", "csat"]
    assert [one.measure for one in folded] == ["conversion", "atv", "shrink_rate"]


def test_the_statistics_tell_what_there_is_and_no_more():
    bare = dict(words.statistics(Verdict(state="too_early", measure="csat", unit="score"), words.Scale(), "x", TODAY))
    assert bare == {"Interval": "none exists here"}
    few = samples.FEW.changes[0].verdict
    said = dict(words.statistics(few, words.Scale(), "receipts", TODAY))
    assert said["Smallest p that can be"] == "0.25"
    assert said["Direction only"]
    assert "95" not in " ".join(said.values())
    pooled = dict(words.statistics(samples.whole, words.Scale(), "receipts", TODAY))
    assert pooled["Interval"] == "2 to 7 points, holds on any day"
    assert pooled["After false-discovery control"] == "0.004"
    one = dict(words.statistics(samples.promising, words.Scale(), "demos", TODAY))
    assert one["Planned look"] == "after 3 shifts"
    assert one["Baseline"] == "37%, 31 of 84 demos, 5 January to 1 March"


def test_boutiques_stand_in_the_order_of_the_alphabet_and_few_are_held():
    (attach, behaviour) = parting.parts(samples.WHOLE.by_door, samples.WHOLE.changes, TODAY)
    names = [part.label for part in attach.parts]
    assert names == sorted(names, key=str.casefold)
    held = [part for part in attach.parts if part.held]
    assert [part.label for part in held] == ["Munich, Maximilianstrasse"]
    assert (held[0].pair, held[0].before, held[0].footing, held[0].rest) == (None, "", "", "")
    assert all(0 <= part.pair.before <= 100 for part in behaviour.parts if part.pair)


def test_time_in_the_house_keeps_its_order():
    (cohorts,) = parting.parts(samples.WHOLE.cohorts, samples.WHOLE.changes, TODAY, ordered=True)
    assert [part.label for part in cohorts.parts] == ["First six months", "Up to two years", "Longer"]


def test_the_baseline_is_told_with_its_days():
    one = told.locked(samples.PERSON, (), TODAY)
    assert (one.days, one.over, one.window) == ("5 January to 1 March", "8 weeks", "23 February to 1 March")
    assert told.locked(samples.POOL, (), TODAY).days == "29 December 2025 to 11 January"
    assert told.locked(samples.BARE.subject, samples.BARE.changes, TODAY) is None
    assert told.locked(samples.BARE.subject, samples.FOCUS.changes, TODAY).days == "5 January to 1 March"


def test_why_somebody_was_picked_is_told_in_words():
    picked = {key: told.locked(replace(samples.PERSON, picked=key), (), TODAY).picked for key in PICKED}
    assert all(" " in words and words != key for key, words in picked.items())
    assert (
        told.locked(replace(samples.PERSON, picked="In a manager’s words"), (), TODAY).picked == "In a manager’s words"
    )


def test_what_makes_a_comparison_impossible_comes_first():
    found = told.beside(samples.FOCUS.circumstances[::-1])
    assert [grave for _, _, grave in found] == [True, False]
    assert found[0][0] == "Survey answers"
