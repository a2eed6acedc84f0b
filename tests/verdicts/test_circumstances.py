"""What else changed is said, and only what spoils a comparison forbids it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from chain import START, day
from made_sheets import BEHAVIOUR, DOORS, HERE, ONE, Made

from cabochon.measures.catalogue import measure
from cabochon.verdicts import Beside, Span, Tagged
from cabochon.verdicts.circumstances import around
from cabochon.verdicts.guards import Days
from cabochon.verdicts.untreated import Found

BEFORE, AFTER = Days(day(-56), day(-1)), Days(day(1), day(28))
ATTACH, CSAT, SEEN = measure("attach_rate"), measure("csat"), measure(BEHAVIOUR)
ATV, CONVERSION = measure("atv"), measure("conversion")


@pytest.fixture
def made():
    return Made.of(6, 4)


def said(made, subject=HERE, *, doors=DOORS, others=(), before=BEFORE, after=AFTER):
    return around(subject, made, before=before, after=after, doors=doors, others=Found.of(others))


def only(found):
    (one,) = found
    return one.circumstance.kind, one.circumstance.text, one.circumstance.grave


def forbidden(guard):
    return {one.key for one in (ATTACH, CSAT, SEEN, ATV, CONVERSION) if guard.forbids(one)}


def test_where_nothing_changed_nothing_is_said(made):
    for key in ("response_rate", "attach_rate", "discount_share", "secondary_return_rate", "addon_availability",
                "receipts"):  # fmt: skip
        made.put(key, 0.4)
    made.line("watch", 0.6, {})
    assert said(made) == []
    assert said(Made.of(6, 4)) == []


def test_answers_that_fell_by_a_third_forbid_what_surveys_say_and_nothing_else(made):
    made.put("response_rate", 0.31, {"D0": 0.18})
    (one,) = said(made)
    assert only([one]) == ("response", "Survey answers fell from 31% to 18%.", True)
    assert forbidden(one) == {"csat"}


def test_answers_that_fell_a_little_are_said(made):
    made.put("response_rate", 0.31, {"D0": 0.25}, n=20)
    (one,) = said(made)
    assert only([one]) == ("response", "Survey answers fell from 31% to 25%.", False)
    assert forbidden(one) == set()


def test_a_change_that_chance_makes_is_not_said(made):
    made.put("response_rate", 0.3, {"D0": 0.2}, n=1)  # 28 receipts since
    made.put("secondary_return_rate", 0.0, {"D0": 0.2}, n=1)
    assert said(made) == []


def test_other_goods_here_and_not_elsewhere_are_another_comparison(made):
    made.line("watch", 0.6, {"D0": 0.3})
    (one,) = said(made)
    assert only([one]) == ("mix", "Watches were in 60% of qualifying sales before, 30% since.", True)
    assert forbidden(one) == {"attach_rate", "atv", "conversion"}


def test_other_goods_everywhere_are_the_season(made):
    made.line("watch", 0.6, dict.fromkeys(made.codes, 0.3))
    assert only(said(made)) == ("mix", "Watches were in 60% of qualifying sales before, 30% since.", False)


def test_half_the_people_on_the_floor_is_no_comparison_of_a_boutique(made):
    made.there = np.ones((24, 140))
    made.there[:2, made.column(START) + 1 :] = 0
    (one,) = said(made)
    assert only([one]) == ("staffing", "People on the floor a day went from 4.0 to 2.0.", True)
    assert forbidden(one) == {"attach_rate", "csat", "conversion", "atv"}
    assert not said(made, replace(ONE, person="d0p3"))[0].circumstance.grave


def test_fewer_people_everywhere_is_the_season(made):
    made.there = np.ones((24, 140))
    made.there[::2, made.column(START) + 1 :] = 0
    assert said(made) == []


def test_a_till_that_fell_silent_is_missing_data(made):
    made.put("receipts", 1.0)
    silent = made.of_doors["receipts"]
    x = silent.x.copy()
    x[0, made.column(day(10)) : made.column(AFTER.until) + 1] = 0
    made.of_doors["receipts"] = replace(silent, x=x, n=x)
    (one,) = said(made)
    assert only([one]) == (
        "data", "Receipts are there for 32% of the days since, before for 100%: data may be missing.", True,
    )  # fmt: skip
    assert forbidden(one) == {"attach_rate", "conversion", "atv"}


def test_a_day_or_two_without_receipts_is_nothing(made):
    made.put("receipts", 1.0)
    whole = made.of_doors["receipts"]
    x = whole.x.copy()
    x[0, made.column(day(10))] = 0
    made.of_doors["receipts"] = replace(whole, x=x, n=x)
    assert said(made) == []


def test_a_lift_that_was_bought_or_pushed_is_asked_about(made):
    made.put("attach_rate", 0.2)
    made.put("discount_share", 0.04, {"D0": 0.07})
    made.put("secondary_return_rate", 0.02, {"D0": 0.12})
    assert [(g.circumstance.kind, g.circumstance.text, g.circumstance.grave) for g in said(made)] == [
        ("discount", "Discounts rose from 4.0% to 7.0% of sales: was the lift bought?", False),
        ("returns", "Add-on returns rose from 2.0% to 12.0%: was it pushed?", False),
    ]


def test_a_persons_own_discounts_are_read(made):
    made.put("attach_rate", 0.2, people=True)
    made.put("discount_share", 0.04, {"d0p0/D0": 0.09}, people=True)
    assert only(said(made, ONE))[1] == "Discounts rose from 4.0% to 9.0% of sales: was the lift bought?"
    assert said(made, replace(ONE, person="d0p1")) == []


def test_fewer_discounts_and_returns_are_no_reproach(made):
    made.put("attach_rate", 0.2)
    made.put("discount_share", 0.07, {"D0": 0.04})
    made.put("secondary_return_rate", 0.12, {"D0": 0.02})
    assert said(made) == []


def test_empty_drawers_are_said(made):
    made.put("addon_availability", 22 / 24, {"D0": 15 / 24}, n=24)
    assert only(said(made)) == ("availability", "Add-ons in stock fell from 92% to 62%.", False)


def tagged(made, tag, *places):
    tags = tuple(Tagged(tag, door, when) for door, days in places for when in days)
    made.around = Beside(tags=tags)
    return made


def test_a_launch_inside_the_baseline_is_said(made):
    tagged(made, "launch", ("D0", [day(-9), day(-8), day(3)]), ("D1", [day(-3)]))
    assert only(said(made)) == ("launch", "There was a launch on 2 days of the baseline and 1 day since.", False)


def test_a_launch_over_most_of_one_side_here_alone_leaves_nothing_to_compare(made):
    (one,) = said(tagged(made, "launch", ("D0", [day(n) for n in range(-50, 0)])))
    assert only([one]) == ("launch", "There was a launch on 50 days of the baseline.", True)
    assert forbidden(one) == {"attach_rate", "atv", "conversion"}


def test_a_launch_everywhere_is_in_what_the_others_did_as_well(made):
    days = [day(n) for n in range(-50, 0)]
    assert not said(tagged(made, "launch", *((door, days) for door in made.codes)))[0].circumstance.grave


def test_tags_of_other_doors_and_other_days_are_not_ours(made):
    assert said(tagged(made, "holiday", ("D1", [day(2)]), ("D0", [day(80)]))) == []


def test_a_door_that_opened_in_the_middle_says_so(made):
    doors = {**DOORS, "D0": replace(DOORS["D0"], open_date=day(-20))}
    assert only(said(made, doors=doors)) == (
        "opened", "Door 0 opened on 10 February: there are fewer than 8 weeks of history.", False,
    )  # fmt: skip
    live = {**DOORS, "D0": replace(DOORS["D0"], open_date=date(2020, 1, 1), go_live=day(-20))}
    assert only(said(made, doors=live))[1].startswith("Door 0 counts from 10 February")
    assert said(made, doors={**DOORS, "D0": replace(DOORS["D0"], open_date=date(2020, 1, 1))}) == []


def test_a_door_that_closed_says_so(made):
    doors = {**DOORS, "D0": replace(DOORS["D0"], close_date=day(12))}
    assert only(said(made, doors=doors)) == ("opened", "Door 0 closed on 14 March.", False)


def test_amounts_of_two_currencies_do_not_compare(made):
    made.around = Beside(currencies={"D0": ((date(2025, 1, 1), "HRK"), (day(-10), "EUR"))})
    (one,) = said(made)
    assert only([one]) == ("currency", "The till went from HRK to EUR on 20 February: amounts do not compare.", True)
    assert forbidden(one) == {"atv"}
    made.around = Beside(currencies={"D0": ((date(2025, 1, 1), "HRK"), (day(-100), "EUR"))})
    assert said(made) == []


def test_a_transfer_is_said_on_either_side(made):
    came = (Span("D1", "advisor", None, None, day(-20)), Span("D0", "advisor", None, day(-20), None))
    left = (Span("D0", "advisor", None, None, day(9)), Span("D1", "advisor", None, day(9), None))
    new = (Span("D0", "advisor", day(-30), day(-30), None),)
    role = (Span("D0", "cashier", None, None, day(9)), Span("D0", "advisor", None, day(9), None))
    told = []
    for spans in (came, left, new, role):
        made.around = Beside(spans={"d0p0": spans})
        told.append([g.circumstance.text for g in said(made, ONE)])
    assert told[:3] == [
        ["Came from another boutique on 10 February: what was before is not counted here."],
        ["Left this boutique on 11 March: only days here are counted."],
        ["Joined on 31 January: there are fewer than 8 weeks of history."],
    ]
    assert told[3] == []  # another role at the same door


def test_a_person_in_two_boutiques_is_counted_here_only():
    made = Made((*Made.of(6, 4).crew, "d0p0/D3"))
    assert only(said(made, ONE)) == (
        "transfer", "Also worked at Door 3: what was sold and seen there is not counted here.", False,
    )  # fmt: skip


def test_leave_is_said(made):
    made.around = Beside(leave={"d0p0": ((day(3), day(9)), (day(-30), day(-20)))})
    assert only(said(made, ONE)) == ("staffing", "Away 5 March to 11 March: those days are no shifts.", False)
    made.around = Beside(leave={"d0p0": ((day(20), None),)})
    assert only(said(made, ONE))[1] == "Away from 22 March: those days are no shifts."


def test_episodes_that_overlap_are_named(made):
    also = replace(ONE, key="q", about="discovery", since=day(4), until=day(45))
    focus = replace(HERE, key="g", since=day(2), until=None)
    module = replace(HERE, key="m", kind="module", about="natural-add-on", since=day(-9), until=day(46))
    others = [ONE, also, focus, module, replace(also, key="r", person="d0p1"), replace(focus, key="h", boutique="D1"),
              replace(also, key="s", since=day(-90), until=day(-48))]  # fmt: skip
    assert [g.circumstance.text for g in said(made, ONE, others=others)] == [
        "Was also coached on “Two to three discovery questions” from 6 March: what each did cannot be told apart.",
        "The boutique’s focus was on “Two relevant accessories offered” from 4 March: what each did cannot be told "
        "apart.",
        "The boutique took up “The natural add-on” from 21 February: what each did cannot be told apart.",
    ]
    assert said(made, ONE, others=[replace(module, since=day(-15))]) == []  # it is in the baseline, too
    assert [g.circumstance.kind for g in said(made, HERE, others=[replace(ONE, since=day(3)), ONE])] == ["overlap"]


def test_the_same_begun_before_is_in_what_it_is_compared_with(made):
    earlier = replace(ONE, key="e", since=day(-50), until=day(-9))
    assert only(said(made, ONE, others=[earlier])) == (
        "overlap", "The same had begun on 11 January: it is in what this is compared with.", False,
    )  # fmt: skip


def test_many_at_once_are_one_sentence(made):
    one = replace(HERE, kind="module", until=day(50))
    others = [replace(one, key=f"m{n}", about=f"m{n}", since=day(n)) for n in range(1, 5)]
    assert only(said(made, HERE, others=others))[1] == (
        "The boutique took up “M1”, “M2” and 2 more from 3 March on: what each did cannot be told apart."
    )
    assert only(said(made, HERE, others=others[:2]))[1].startswith("The boutique took up “M1” and “M2” from 3 March on")
