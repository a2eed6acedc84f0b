"""The Today page as data: every part by itself, honest words, only what the viewer may use."""

from datetime import UTC, datetime, time

import pytest
from handmade import CAME, NOW, WORDS, Labels, See, busy, rate_cell

from cabochon.dashboards import filters
from cabochon.dashboards.changes import change
from cabochon.dashboards.filters import Filters
from cabochon.dashboards.reach import Reach
from cabochon.dashboards.today import today
from cabochon.measures.catalogue import BY_KEY
from cabochon.refusals import NotAllowed, Refused, Unknown


def tile(page, key):
    return next(t for t in page.tiles if key in (t.key, t.id.removeprefix("attach_rate-")))


def choice(page, name):
    return next(c for c in page.view.choices if c.name == name)


def test_satisfaction_says_what_stands_behind_it():
    csat = tile(today(busy(), Filters(), NOW), "csat")
    assert round(csat.at, 2) == 4.57
    assert csat.counted == "164 surveys beside 403 sales receipts"
    assert len(csat.spark) == 28
    assert csat.low < csat.at < csat.high <= 5


def test_a_rise_is_named_only_with_the_interval_of_the_difference():
    page = today(busy(), Filters(), NOW)
    assert (tile(page, "watch").change.direction, tile(page, "watch").change.bold) == ("up", "10 points")
    assert tile(page, "watch").change.words == "since 32%; between +1 and +19 points"
    assert tile(page, "jewelry").change.bold == "No clear change"
    assert tile(page, "csat").change.direction == "up"


def test_both_attach_rates_share_one_axis():
    assert {t.scale for t in today(busy(), Filters(), NOW).tiles if t.kind == "rate"} == {0.6}


def test_one_unanswerable_tile_blanks_no_other():
    page = today(busy(refuses=frozenset({"attach_rate"})), Filters(), NOW)
    assert "cannot be filtered" in tile(page, "watch").said
    assert not tile(page, "csat").said
    assert page.top.rows
    assert page.state == "full"


def test_a_tile_one_may_not_ask_for_says_so_in_its_place():
    class Shut(See):
        def ask(self, question):
            if question.measure == "csat":
                raise NotAllowed("your role sees what was sold")
            return super().ask(question)

    page = today(Shut(), Filters(), NOW)
    assert tile(page, "csat").said == "your role sees what was sold"
    assert page.trend.said == "your role sees what was sold"
    assert not tile(page, "watch").said


def test_what_is_held_back_reads_too_few_to_show():
    page = today(See(held=frozenset({"csat"})), Filters(), NOW)
    assert tile(page, "csat").said == "Too few to show."
    assert page.state == "full"


def test_a_house_without_anything_shows_the_first_steps():
    page = today(See(factor=0), Filters(), NOW)
    assert page.state == "first"


def test_an_empty_view_offers_to_clear_it_and_to_look_further_back():
    page = today(See(factor=0, came=[]), Filters(associate="p1", period="7"), NOW)
    assert page.state == "first"  # nothing anywhere
    seen = See(factor=0)
    seen.moments = lambda where, **_: [] if where else CAME[:1]
    page = today(seen, Filters(associate="p1", period="7"), NOW)
    assert page.state == "nothing"
    assert page.view.filtered
    assert (page.view.clear, page.view.wider) == ("?period=7", "?associate=p1&period=90")
    assert page.view.words == "Geneva, Rue du Rhône, A. Keller, Last 7 days"


def test_no_surveys_yet_is_told_with_the_receipts_that_wait():
    class Unsurveyed(See):
        def ask(self, question):
            answer = super().ask(question)
            return answer if question.measure != "csat" else See(factor=0).ask(question)

    page = today(Unsurveyed(), Filters(), NOW)
    assert tile(page, "csat").said == "No surveys in this view yet. 403 sales receipts wait for one."
    assert page.trend.said == "Nothing in this view yet."


def test_the_top_three_behaviours_and_the_one_seen_least():
    page = today(busy(), Filters(), NOW)
    assert [row.title for row in page.top.rows] == [
        "Greeting within 30 seconds", "Try-on encouraged", "Two to three discovery questions"
    ]  # fmt: skip
    assert page.top.least.title == "Care plan explained"
    assert all(row.low < row.share < row.high for row in page.top.rows)


def test_what_the_best_visits_share_leads_with_the_widest_gap():
    best = today(busy(), Filters(), NOW).best
    assert best.rows[0].lift.points.startswith("+")
    assert [r.five - r.others for r in best.rows] == sorted((r.five - r.others for r in best.rows), reverse=True)
    assert (best.n_five, best.n_others) == (41, 23)


def test_a_gap_between_a_visit_and_a_visit_is_not_shown():
    assert today(See(factor=0.03), Filters(), NOW).best.rows == ()


def test_best_visits_are_left_out_where_they_cannot_be_cut():
    class Uncut(See):
        def ask(self, question):
            if "scored" in question.by:
                raise NotAllowed("not by score")
            return super().ask(question)

    assert today(Uncut(), Filters(), NOW).best is None


def test_a_product_line_brings_care_plans_in_place_of_the_other_line():
    page = today(busy(), Filters(line="watch"), NOW)
    assert [t.id for t in page.tiles] == ["csat", "attach_rate-watch", "enrolment_rate"]


def test_every_question_carries_the_filters():
    zones = {"GVA01": "Europe/Zurich", "MIL01": "Europe/Rome"}
    see = busy(labels=Labels({"GVA01": "Geneva", "MIL01": "Milan"}, zones=zones))
    today(see, Filters(boutique="GVA01", associate="p1", shift="morning"), NOW)
    for question in see.asked:
        assert question.where["boutique"] == ("GVA01",)
        assert question.where["associate"] == ("p1",)
        assert question.where["daypart"] == ("morning",)


def test_nobody_is_offered_what_they_may_not_use():
    doors = {"GVA01": "Geneva", "MIL01": "Milan"}
    page = today(busy(labels=Labels(doors, {}, {})), Filters(), NOW, reach=Reach(above=True))
    assert [c.name for c in page.view.choices] == [
        "boutique",
        "role",
        "tenure",
        "line",
        "shift",
        "tag",
        "period",
        "compare",
    ]
    assert [o.label for o in choice(page, "boutique").options] == ["All boutiques", "Geneva", "Milan"]
    assert page.moments is None


def test_above_the_boutique_only_closed_weeks_are_asked_for():
    see = busy()
    page = today(see, Filters(), NOW, reach=Reach(above=True))
    assert {q.until.weekday() for q in see.asked} == {6}
    assert {q.since.weekday() for q in see.asked} == {0}
    assert page.view.days == "5 Oct to 1 Nov 2026, closed weeks"
    with pytest.raises(Refused):
        today(see, Filters(period="today"), NOW, reach=Reach(above=True))


def test_a_single_boutique_is_chosen_without_being_a_filter():
    page = today(busy(), Filters(), NOW)
    assert [(o.label, o.chosen) for o in choice(page, "boutique").options] == [("Geneva, Rue du Rhône", True)]
    assert not choice(page, "boutique").narrows
    assert page.view.place == "Geneva, Rue du Rhône"
    assert not today(busy(), Filters(boutique="GVA01"), NOW).view.filtered


@pytest.mark.parametrize("wrong", [Filters(boutique="NYC01"), Filters(associate="p9")])
def test_a_filter_beyond_ones_reach_is_unknown(wrong):
    with pytest.raises(Unknown):
        today(busy(), wrong, NOW)


@pytest.mark.parametrize("wrong", [Filters(line="shoes"), Filters(shift="night"), Filters(period="365")])
def test_a_value_that_does_not_exist_is_refused_with_what_does(wrong):
    with pytest.raises(Refused, match="should be one of"):
        today(busy(), wrong, NOW)


def test_the_query_string_is_read_strictly():
    assert filters.read([("line", "watch"), ("shift", "")]) == Filters(line="watch")
    with pytest.raises(Refused, match="is no filter"):
        filters.read([("sku", "1")])
    with pytest.raises(Refused, match="twice"):
        filters.read([("line", "watch"), ("line", "jewelry")])


def test_moments_read_as_sentences():
    page = today(busy(), Filters(), NOW)
    assert [(m.when, m.says, m.tag) for m in page.moments.rows] == [
        ("14:31", "Observation logged: 6 of 7 steps, two accessories offered", "Checklist"),
        ("14:24", "Receipt: watch with accessory and care plan", "Till"),
        ("14:10", "Survey: 5 of 5, matched to the 13:20 visit", "Survey"),
        ("13:58", "Module finished: needs based accessory offer, 8 min", "Module"),
        ("13:46", "Coaching: two to three discovery questions", "Coaching"),
        ("18 Nov", "Survey: 3 of 5", "Survey"),
    ]


def test_comments_carry_score_line_time_and_linked_behaviours():
    rows = today(busy(), Filters(), NOW).comments.rows
    assert (rows[0].score, rows[0].footing) == (5, "Watch · 13:20 · discovery questions asked, two accessories offered")
    assert rows[2].footing == "Jewelry · 11:40 · not yet: next step set"
    assert rows[3].footing == "Watch · 18 Nov, 17:12"
    assert rows[2].text == WORDS[2]["text"]


def test_the_clock_and_day_are_the_boutiques():
    page = today(busy(labels=Labels(zones={"GVA01": "Asia/Tokyo"})), Filters(), NOW)
    assert (page.view.title_day, page.view.clock) == ("Friday 20 November", "22:32")
    assert (
        today(busy(labels=Labels(zones={"GVA01": "Pacific/Auckland"})), Filters(), NOW).view.title_day
        == "Saturday 21 November"
    )


def test_while_facts_are_being_retold_the_page_says_so():
    assert today(See(factor=0), Filters(), NOW, behind=900).state == "retelling"
    assert today(busy(), Filters(), NOW, behind=900).state == "full"


def test_the_live_list_leaves_out_the_steps_on_the_way_through_a_module():
    steps = [{"kind": "learning", "at": NOW, "boutique": "GVA01", "b": 60, "says": f"{deed} m"}
             for deed in ("launched", "practised", "took_on", "completed")]  # fmt: skip
    page = today(See(came=[*steps * 4, CAME[1]]), Filters(), NOW)
    assert {m.says for m in page.moments.rows[:-1]} == {"Module finished: m, 1 min"}
    assert page.moments.rows[-1].tag == "Till"


def test_a_business_day_ends_when_the_door_says_so():
    late = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)  # half past two at night in Geneva
    closes = {"GVA01": time(4)}
    assert today(busy(), Filters(period="today"), late, ends=closes).view.days == "20 Nov"
    assert today(busy(), Filters(period="today"), late).view.days == "21 Nov"


def test_what_a_role_may_not_see_is_left_out_without_a_word():
    seen = Reach(above=True, client=False, sales=False, comments=False, moments=False)
    page = today(busy(), Filters(), NOW, reach=seen)
    assert (page.tiles, page.trend, page.comments, page.moments) == ((), None, None, None)
    assert len(page.top.rows) == 7
    assert page.state == "full"


def test_no_question_is_asked_that_the_role_may_not_ask():
    see = busy()
    today(see, Filters(), NOW, reach=Reach(above=True, client=False, sales=False))
    assert {q.measure.split(".")[0] for q in see.asked} == {"behaviour"}


def test_an_account_without_a_boutique_is_told_so():
    assert today(See(factor=0, labels=Labels({}, {}, {})), Filters(), NOW).state == "nowhere"


def test_an_interval_that_ends_beside_zero_says_on_which_side():
    assert (
        change(rate_cell(34, 75), rate_cell(27, 88), BY_KEY["attach_rate"], "before").words
        == "since 31%; between −0.2 and +29 points"
    )
