"""Verdicts as pages are told them: the sentence, what would have come anyway, and nothing that pretends."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import verdict_samples as samples
from cabochon.dashboards import verdict_charts as charts
from cabochon.dashboards import verdict_list as listing
from cabochon.dashboards import verdict_parts as parting
from cabochon.dashboards import verdict_words as words
from cabochon.dashboards import verdicts as told
from cabochon.impact.verdict import STATES, Needed, Side, Verdict
from cabochon.retail.picking import PICKED

TODAY = samples.TODAY
NO_LIFT = dict.fromkeys(listing.FILTERS, "")


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


points = st.floats(-0.3, 0.3)


@settings(deadline=None)
@given(x0=st.integers(0, 400), x1=st.integers(0, 400), estimate=points)
def test_what_is_written_adds_up(x0, x1, estimate):
    ledger = sheet(judged("promising", Side(90, 400), Side(x1, 400), estimate, window=Side(x0, 400))).ledger

    def number(text):
        return float(text.split()[0].replace("−", "-"))

    assert number(ledger.raw) == pytest.approx(number(ledger.anyway) + number(ledger.rest), abs=1e-9)


@settings(deadline=None)
@given(values=st.lists(st.floats(-1e7, 1e7), max_size=8), steps=st.integers(2, 20))
def test_everything_drawn_lies_on_its_axis(values, steps):
    axis = charts.axis_of(values, steps=steps)
    assert axis.low < axis.high
    assert 2 <= len(axis.ticks) <= steps + 3
    assert all(axis.low - 1e-6 <= one <= axis.high + 1e-6 for one in values)
    assert all(0 <= axis.at(one) <= 100 for one in (*values, axis.low - 1, axis.high + 1))


def test_a_bar_without_an_interval_draws_no_band():
    scale = words.Scale()
    assert charts.bar(scale, 9.0, 8.0, None, None).band is None
    assert charts.bar(scale, 9.0, 8.0, float("-inf"), 0.1).band is None
    drawn = charts.bar(scale, 13.0, 5.0, 0.03, 0.13)
    assert drawn.band is not None
    assert drawn.zero < drawn.anyway < drawn.band[0] < drawn.came < drawn.band[1]
    assert drawn.says == "Came: +13 points. Expected anyway: +5 points. The rest: 3 to 13 points."


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


@pytest.mark.parametrize(
    ("unit", "currency", "value", "level", "change"),
    [("rate", "", 0.42, "42%", "+42 points"), ("rate", "", 0.0064, "0.64%", "+0.64 points"),
     ("rate", "", 0.034, "3.4%", "+3.4 points"), ("score", "", 4.5, "4.50", "+4.50"),
     ("money", "CHF", 900_000, "CHF 9,000", "+CHF 9,000"), ("money", "JPY", 12_000, "JPY 12,000", "+JPY 12,000"),
     ("money", "", 1250, "12.50", "+12.50"), ("per100", "", 0.31, "31.0 per 100", "+31.0"),
     ("points", "", 0.2, "20", "+20 points"), ("count", "", 12, "12.0", "+12.0")],
)  # fmt: skip
def test_numbers_are_written_in_their_unit(unit, currency, value, level, change):
    scale = words.scale_of(unit, currency, [value])
    assert scale.level(scale.shown(value)) == level
    assert scale.change(scale.shown(value)) == change


def test_one_point_is_one_and_nought_has_no_sign():
    scale = words.Scale()
    assert [scale.change(v) for v in (1.0, -1.0, 0.0)] == ["+1 point", "−1 point", "0 points"]
    assert scale.shown(-0.0001) == 0.0
    assert scale.change(scale.shown(-0.0001)) == "0 points"
    assert scale.between(-0.03, 0.13) == "−3 to 13 points"


def test_an_interval_over_everything_there_is_says_so_and_is_not_drawn():
    made = judged("too_early", Side(40, 220), Side(4, 21), 0.16)
    one = sheet(replace(made, verdict=replace(made.verdict, low=-1.49, high=1.82)))
    assert one.ledger.between == "too wide to say anything yet"
    assert one.ledger.bar.band is None
    assert dict(one.statistics)["Interval"] == "too wide to say anything yet"
    wild = [replace(event, low=-1.2, high=1.3) for event in samples.EVENTS]
    (drawn,) = parting.weeks({"attach_rate": wild}, samples.WHOLE.changes)
    assert {row[2] for row in drawn.rows} == {words.NONE}


def test_no_share_is_drawn_below_nothing_or_above_all():
    line = samples.Line(
        key="a", label="GVA01", before=Side(90, 100), after=Side(95, 100), estimate=0.02, low=-0.3, high=0.3
    )
    (found,) = parting.parts({"attach_rate": (line,)}, samples.WHOLE.changes, TODAY, names={"GVA01": "Geneva"})
    assert found.ends == ("62%", "100%")
    assert found.parts[0].label == "Geneva"


def test_amounts_of_money_are_no_count():
    shrink = replace(samples.WHOLE.changes[5], window=Side(0, 40_656_500), after=Side(0, 47_006_125), verdict=None)
    one = sheet(shrink)
    assert (one.after.figure, one.after.footing) == ("0", "by value")


def test_the_leading_measure_attach_and_satisfaction_stand_wide_the_others_folded():
    sheets = [sheet(one, samples.POOL, pooled=True) for one in samples.WHOLE.changes]
    wide, folded = told.apart(sheets)
    assert [one.measure for one in wide] == ["attach_rate", "behaviour.accessory", "csat"]
    assert [one.measure for one in folded] == ["conversion", "atv", "shrink_rate"]


def test_what_is_still_needed_is_a_round_number_and_a_day():
    assert words.missing(Needed(58, date(2026, 3, 14)), "demos", TODAY) == (
        "About 58 demos more, around 14 March at this pace."
    )
    assert words.missing(Needed(187), "receipts", TODAY) == "About 190 receipts more."
    assert words.missing(Needed(320, date(2028, 3, 10)), "receipts", TODAY) == "About 320 receipts more."
    assert words.missing(Needed(300_000), "visits", TODAY) == ""
    assert words.missing(Needed(1), "demos", TODAY) == "About 1 demo more."
    assert words.missing(Needed(0), "demos", TODAY) == words.missing(None, "demos", TODAY) == ""
    assert "14 January 2027" in words.missing(Needed(60, date(2027, 1, 14)), "demos", TODAY)


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


def test_a_look_is_shifts_days_or_a_closed_week():
    assert [words.looked(n) for n in (0, 10, 20261122)] == ["", "after 10 shifts", "of the week to 22 November 2026"]
    assert words.looked(14, together=True) == "14 days after each began"


def test_a_probability_is_never_nought_or_all():
    assert [words.share(p) for p in (1.0, 0.93, 0.0)] == ["more than 99 in 100", "93 in 100", "fewer than 1 in 100"]


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


def test_an_effect_by_week_is_drawn_and_told_as_a_table():
    (one,) = parting.weeks(samples.WHOLE.events, samples.WHOLE.changes)
    assert [row[0] for row in one.rows][:6] == ["−4", "−3", "−2", "−1", "0", "+1"]
    assert "Week 2 after the start: +4.9 points (2.1 to 7.7 points), 12 boutiques" in one.wide
    assert "var(--d1)" in one.wide
    assert "#" not in one.wide.replace("#c", "")  # its colours are the stylesheet's


def test_an_effect_without_an_interval_is_drawn_without_a_band():
    bare = [replace(one, low=None, high=None) for one in samples.EVENTS]
    (one,) = parting.weeks({"attach_rate": bare}, samples.WHOLE.changes)
    assert {row[2] for row in one.rows} == {words.NONE}
    assert parting.weeks({"attach_rate": bare[:1]}, samples.WHOLE.changes) == []


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


def listed(chosen=(), heads=samples.HEADS, modules=()):
    return listing.listed(heads, NO_LIFT | dict(chosen), TODAY, dict(modules))


def by_group(found):
    return {key: [row.title for row in rows] for key, _, rows in found.groups if rows}


def rows_of(found, wanted):
    return next(rows for key, _, rows in found.groups if key == wanted)


def test_the_list_has_what_runs_what_ended_and_what_is_pooled():
    groups = by_group(listed())
    assert groups["finished"] == ["Next step set"]
    assert len(groups["running"]) == 3
    assert groups["decide"] == ["The natural add-on"]
    assert not listed().empty


def test_what_may_be_decided_stands_first_until_somebody_has_decided():
    assert next(key for key, _, rows in listed().groups if rows) == "decide"
    decided = listing.listed(samples.HEADS, NO_LIFT, TODAY, {}, {"natural-add-on": object()})
    assert by_group(decided)["pooled"] == ["The natural add-on"]
    few = replace(samples.HEADS[4], change=replace(samples.WHOLE.changes[0], verdict=replace(
        samples.WHOLE.changes[0].verdict, doors=5)))  # fmt: skip
    assert "decide" not in by_group(listed(heads=(few,)))


def many(n, state="likely_lifted", about="accessory", **other):
    verdict = replace(samples.lifted, state=state)
    return tuple(
        replace(samples.HEADS[0], place=f"Door {i}", change=replace(samples.FOCUS.changes[0], verdict=verdict),
                subject=replace(samples.DOOR, key=f"k-{state}-{about}-{i}", boutique=f"D{i}", about=about, **other))
        for i in range(n)
    )  # fmt: skip


def test_many_boutiques_with_the_same_are_one_line_with_how_many_say_what():
    rows = rows_of(listed(heads=(*many(5), *many(9, "too_early"))), "running")
    (bundle,) = rows
    assert (bundle.count, [(state.key, n) for state, n in bundle.tally]) == (
        "14 boutiques", [("likely_lifted", 5), ("too_early", 9)])  # fmt: skip
    assert len(rows_of(listed(heads=many(5)), "running")) == 5


def test_of_several_together_what_says_nothing_yet_is_folded():
    quiet = tuple(replace(one, subject=replace(one.subject, kind="behaviour", boutique="", about=f"b{i}"))
                  for i, one in enumerate(many(6, "cannot_tell")))  # fmt: skip
    rows = rows_of(listed(heads=(samples.HEADS[4], *quiet), modules=()), "pooled")
    assert len(rows) == 6
    few = replace(samples.HEADS[4], change=samples.FEW.changes[0])
    first, bundle = rows_of(listed(heads=(few, *quiet)), "pooled")
    assert (first.key, bundle.count, len(bundle.rows)) == ("k-pool", "6 more", 6)


def test_links_narrow_with_how_many_there_are_under_what_else_is_chosen():
    facets = dict(listed().facets)
    assert [(one.label, one.count) for one in facets["kind"]] == [
        ("Every kind", 7), ("Several boutiques", 3), ("Focus periods", 4)]  # fmt: skip
    states = {one.label: one for one in facets["state"]}
    assert states["Every verdict"].count == sum(one.count for one in states.values()) / 2 == 7
    assert states["Likely lifted"].query == "state=likely_lifted"
    chosen = dict(listed({"kind": "focus", "boutique": "ZRH01"}).facets)
    assert [(one.label, one.count, one.query) for one in chosen["kind"]] == [
        ("Every kind", 1, "boutique=ZRH01"), ("Focus periods", 1, "boutique=ZRH01&kind=focus")]  # fmt: skip
    assert listed({"kind": "focus"}).kept == (("kind", "focus"),)


def test_the_part_within_reach_that_says_something_stands_for_the_whole():
    whole = replace(samples.HEADS[4], change=None)  # not all of its boutiques are the viewer's
    (row,) = rows_of(listed(heads=(whole, samples.HEADS[5])), "pooled")
    assert (row.key, [part.key for part in row.parts]) == ("k-few", ["k-pool"])


def test_the_parts_of_a_rollout_stand_below_the_whole():
    (whole,) = rows_of(listed(heads=samples.HEADS[::-1]), "decide")
    assert whole.key == "k-pool"
    assert [part.key for part in whole.parts] == ["k-few", "k-empty"]  # of the region nothing is said yet


def test_no_person_is_ever_listed():
    head = samples.Head(subject=samples.PERSON, title="A. Keller", place="Geneva", change=samples.ONE_PERSON.changes[0])
    found = listed(heads=(head, *samples.HEADS))
    assert found.groups == listed().groups
    assert found.choices == listed().choices
    assert listed(heads=(head,)).empty


def test_the_list_is_narrowed_by_boutique_about_and_verdict():
    assert by_group(listed({"boutique": "ZRH01"})) == {"running": ["Care plan explained"]}
    assert by_group(listed({"state": "no_lift"}))["finished"] == ["Next step set"]
    assert [c.name for c in listed().choices] == ["boutique", "about"]
    assert listed({"boutique": "ZRH01"}).narrowed
    assert by_group(listed({"about": "nothing"})) == {}


def test_the_product_line_is_offered_where_modules_have_one():
    watch = SimpleNamespace(title="The natural add-on", product_line="watch")
    ring = SimpleNamespace(title="The ring", product_line="jewelry")
    heads = (*samples.HEADS, replace(samples.HEADS[4], subject=replace(samples.POOL, key="k-ring", about="ring")))
    modules = {"natural-add-on": watch, "ring": ring}
    line = next(c for c in listed(heads=heads, modules=modules).choices if c.name == "line")
    assert [o.label for o in line.options] == ["Watch and jewelry", "Jewelry", "Watch"]
    keys = {row.key for _, _, rows in listed({"line": "watch"}, heads, modules).groups for row in rows}
    assert keys == {"k-pool"}


def test_a_focus_runs_until_its_last_day():
    head = samples.HEADS[0]
    last = replace(head, subject=replace(samples.DOOR, until=TODAY))
    over = replace(head, subject=replace(samples.DOOR, until=TODAY - timedelta(days=1)))
    assert ["running" in by_group(listed(heads=(one,))) for one in (last, over)] == [True, False]


def test_a_focus_that_ended_without_an_outcome_waits_for_whoever_may_close_it():
    old = replace(samples.DOOR, key="k-old", since=TODAY - timedelta(days=60), until=TODAY - timedelta(days=40))
    last = replace(samples.DOOR, key="k-last", since=TODAY - timedelta(days=20), until=TODAY - timedelta(days=1))
    heads = tuple(replace(samples.HEADS[0], subject=one) for one in (last, old))

    def waits(*heads, closes=True):
        found = listing.listed(heads, NO_LIFT, TODAY, {}, closes=closes)
        return [(row.key, row.close) for row in rows_of(found, "decide")]

    assert waits(*heads) == [("k-last", "/floor/focus?boutique=GVA01")]  # the older one gave way to it
    assert waits(*heads, closes=False) == []
    assert waits(replace(heads[0], subject=replace(last, outcome="kept")), heads[1]) == []
    assert waits(replace(heads[0], subject=replace(last, until=TODAY))) == []
