"""The numbers and drawings of a verdict: in their unit, within their axis, adding up."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import verdict_samples as samples
from cabochon.dashboards import verdict_charts as charts
from cabochon.dashboards import verdict_parts as parting
from cabochon.dashboards import verdict_words as words
from cabochon.dashboards import verdicts as told
from cabochon.impact.verdict import Needed, Side

TODAY = samples.TODAY
points = st.floats(-0.3, 0.3)


def sheet(change, subject=samples.PERSON, **how):
    return told.sheet(change, subject, TODAY, **how)


def judged(state, before, after, estimate, **other):
    """An attach rate whose verdict rests on those two sides; `other` is the change's."""
    one = samples.verdict(state, before, after, measure="attach_rate", estimate=estimate)
    return replace(samples.attach(one, Side(2, 20), after), **other)


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


def test_a_look_is_shifts_days_or_a_closed_week():
    assert [words.looked(n) for n in (0, 10, 20261122)] == ["", "after 10 shifts", "of the week to 22 November 2026"]
    assert words.looked(14, together=True) == "14 days after each began"


def test_a_probability_is_never_nought_or_all():
    assert [words.share(p) for p in (1.0, 0.93, 0.0)] == ["more than 99 in 100", "93 in 100", "fewer than 1 in 100"]


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
