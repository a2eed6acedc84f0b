"""The Behaviours page as data: sums by hand, honest words, nothing of people who may not be seen."""

from dataclasses import replace
from datetime import date

import pytest
from handmade import NOW, WORDS, Labels, busy, rate_cell

from cabochon.dashboards import view as views
from cabochon.dashboards.behaviours_page import behaviours
from cabochon.dashboards.behaviours_results import scored
from cabochon.dashboards.filters import Filters
from cabochon.dashboards.reach import Reach
from cabochon.measures.question import Answer, Cell, Question
from cabochon.refusals import NotAllowed, Refused

ABOVE, OWN = Reach(above=True, moments=False), Reach(own=True)
ACCESSORY = "behaviour.accessory"
PLANTED = {
    (ACCESSORY, "daypart"): {("evening",): rate_cell(5, 20), ("morning",): rate_cell(30, 44)},
    (ACCESSORY, "scored"): {("five",): rate_cell(30, 40), ("other",): rate_cell(5, 20)},
    (ACCESSORY, "product_line"): {("watch",): rate_cell(232, 400), ("jewelry",): rate_cell(164, 400)},
    (ACCESSORY, "associate"): {("p2",): rate_cell(9, 12), ("p1",): rate_cell(3, 12), ("p9",): rate_cell(1, 4)},
    ("offer_to_sale", ""): {(): rate_cell(12, 40)},
    ("offer_to_sale", "associate"): {("p2",): rate_cell(10, 25), ("p1",): rate_cell(2, 15), ("p9",): rate_cell(1, 2)},
    ("attach_rate", ""): {(): rate_cell(100, 200)},
    ("attach_rate", "hour"): {("14",): rate_cell(30, 40), ("9",): rate_cell(70, 160)},
    ("attach_rate", "weekday"): {(str(d),): rate_cell(20, 40) for d in range(1, 6)},
    ("attach_rate", "daypart"): {("morning",): rate_cell(30, 40), ("evening",): rate_cell(70, 160)},
    ("attach_rate", "tag"): {("",): rate_cell(90, 180), ("launch",): rate_cell(10, 20)},
    ("comment_theme.rushed", ""): {(): rate_cell(7, 22)},
}  # fmt: skip


class See(type(busy())):
    """What is planted; of the other steps the same for each part."""

    def _cells(self, q):
        by = ",".join(q.by)
        if (q.measure, by) in PLANTED and (by or q.measure != "csat"):
            return PLANTED[q.measure, by]
        if by not in ("", "scored"):
            return {}
        return super()._cells(Question(q.measure, q.by, q.since, q.until, {}))


def page(see=None, *, chosen=None, reach=None, **more):
    see = see or See(words=[])
    seen = views.view(see, chosen or Filters(), NOW, reach=reach or Reach())
    return behaviours(see, seen, NOW, titles={"rushed": ""}, **more)


def test_each_step_says_how_often_how_sure_and_of_how_many():
    made = page()
    assert [one.key for one in made.steps][:2] == ["welcome", "discovery"]
    accessory = made.steps[4].number
    assert (accessory.value, accessory.counted) == ("58%", "37 of 64 observations")
    assert accessory.low < accessory.at < accessory.high
    assert accessory.address == "/numbers/behaviour.accessory?"


def test_partly_is_told_beside_and_not_counted():
    class Partly(See):
        def _cells(self, q):
            found = super()._cells(q)
            if q.measure == ACCESSORY and not q.by:
                return {(): replace(found[()], beside=(("partly", 9.0),))}
            return found

    made = page(Partly())
    assert made.steps[4].partly == "9 partly"
    assert made.steps[4].number.counted == "37 of 64 observations"
    assert made.steps[0].partly == ""


def test_a_table_has_the_whole_beside_its_parts_in_the_order_of_the_day():
    table = page(by="shift").table
    assert table.heads == ("Everything shown", "Morning", "Evening")
    row = next(line for line in table.lines if line.head == "Two relevant accessories offered")
    assert [(one.text, one.n) for one in row.spots] == [("58%", "64"), ("68%", "44"), ("25%", "20")]
    assert row.spots[2].says == (
        "Two relevant accessories offered, Evening: 25% of 20 observations; 95% interval 11 to 47%."
    )
    assert table.lines[0].spots[1].text == "–"


def test_people_stand_in_alphabetical_order_and_who_has_left_is_not_listed():
    made = page(by="associate")
    assert [line.head for line in made.table.lines] == ["Everything shown", "A. Keller", "M. Rossi"]
    assert "Not for pay or discipline" in made.table.notes[0]
    assert [one.name for one in made.offers.people] == ["A. Keller", "M. Rossi"]
    assert made.offers.people[1].says == "10 of 25 visits; 95% interval 23 to 59%"
    assert made.offers.whole.text == "30%"


@pytest.mark.parametrize("reach", [ABOVE, OWN])
def test_whose_offers_sell_is_for_who_leads_the_boutique(reach):
    assert page(reach=reach).offers is None


def test_above_the_boutique_nobody_is_offered_a_cut_by_person_or_weekday():
    doors = Labels({"GVA01": "Geneva", "MIL01": "Milan"}, {}, {})
    made = page(See(words=WORDS, labels=doors), reach=ABOVE, by="associate")
    assert [key for key, _ in made.table.tabs] == ["shift", "line", "boutique", "role", "tenure"]
    assert made.table.by == "shift"
    assert [one.title for one in made.when.groups] == ["By shift", "By event"]
    assert all(not one.examples for one in made.themes.rows)


def test_an_associate_asks_by_person_of_themselves_alone():
    see = See(words=[])
    page(see, reach=OWN, by="associate", myself="p1")
    asked = [q for q in see.asked if q.by == ("associate",)]
    assert asked
    assert {q.where["associate"] for q in asked} == {("p1",)}


def test_done_and_not_done_are_the_four_counts_turned():
    # 40 scored five, done in 30; 20 others, done in 5: done in 35, of them 30 scored five; not in 25, of them 10
    done, left = scored(Answer(Question(ACCESSORY, ("scored",)), PLANTED[ACCESSORY, "scored"]))
    assert (done.top, done.n, left.top, left.n) == (30, 35, 10, 25)
    row = page().results.rows[4]
    assert row.done.says == "86% of 35 visits; 95% interval 71 to 94%"
    assert row.left.says == "40% of 25 visits; 95% interval 23 to 59%"
    assert row.lift.points == "+46 pts"
    assert row.lift.clear


def test_what_is_held_back_on_one_side_is_held_back_whole():
    cells = {("five",): rate_cell(30, 40), ("other",): None}
    assert scored(Answer(Question(ACCESSORY, ("scored",)), cells)) is None


def test_an_hour_is_named_only_when_it_stays_clear_of_chance_after_all_looks():
    # 14:00: 30 of 40 = 75 %; the rest 100 - 30 of 200 - 40 = 70 of 160 = 44 %; p = 0.0004, times 8 looks = 0.003
    when = page().when
    hour = when.groups[0].parts
    assert [one.label for one in hour] == ["09:00", "14:00"]
    assert (hour[1].rest, hour[1].clear) == (pytest.approx(70 / 160), "more")
    assert hour[0].clear == "less"  # the same difference, from the other side
    assert when.named[1].startswith("14:00: more, 75% against 44% at other times (+")
    assert not any(one.clear for group in when.groups[1:] for one in group.parts)
    assert when.looked.startswith("8 parts of the time were held against the rest")
    assert [one.label for one in when.groups[2].parts] == ["Launches"]
    assert when.text == "50%"


def test_chance_is_not_named():
    class Even(See):
        def _cells(self, q):
            if q.measure == "attach_rate" and q.by == ("hour",):
                return {("9",): rate_cell(48, 100), ("14",): rate_cell(52, 100)}
            return super()._cells(q)

    assert page(Even()).when.named == ("No hour, weekday or event differs clearly from the rest.",)


def test_a_line_that_needs_other_words_leads_to_its_talking_points():
    # 164 of 400 = 41 % with jewelry, 232 of 400 = 58 % with watches
    (named,) = page().lines.named
    assert named.named == "Two relevant accessories offered, less with jewelry: 41% against 58%"
    assert named.moment == "/playbook?line=jewelry#accessory"
    assert named.lift.points == "−17 pts"


def test_with_one_line_chosen_there_is_no_pair():
    assert page(chosen=Filters(line="watch")).lines.said.startswith("One product line is chosen")


def test_a_theme_is_a_share_of_comments_with_a_few_of_them():
    words = [{**one, "themes": "|rushed|" if i % 2 else ""} for i, one in enumerate(WORDS * 3)]
    (rushed,) = page(See(words=words)).themes.rows
    assert (rushed.number.title, rushed.number.value, rushed.number.counted) == ("Rushed", "32%", "7 of 22 comments")
    assert len(rushed.examples) == 3


def test_who_may_not_see_sales_or_comments_has_no_such_part():
    made = page(reach=Reach(above=True, client=False, sales=False, comments=False, moments=False))
    assert made.when is None
    assert made.themes is None
    assert made.steps[0].number.n


def test_one_refused_part_blanks_no_other():
    class Shut(See):
        def ask(self, question):
            if "daypart" in question.by:
                raise NotAllowed("not by shift here")
            return super().ask(question)

    made = page(Shut())
    assert made.table.said == "not by shift here"
    assert made.steps[0].number.value
    assert made.state == "full"


def test_an_empty_house_says_so():
    class Empty(See):
        def _cells(self, q):
            return {} if q.by else {(): Cell(0.0, 0.0, 0)}

    assert page(Empty(factor=0)).state == "nothing"


def test_what_is_held_back_is_not_nothing():
    held = frozenset(f"behaviour.{key}" for key in ("welcome", "accessory"))
    made = page(See(held=held, words=[]))
    assert made.state == "full"
    assert made.steps[0].number.said == "Too few to show."
    assert made.steps[0].number.value == ""


@pytest.mark.parametrize("wrong", [{"by": "mood"}, {"step": "singing"}])
def test_a_cut_or_step_that_there_is_not_is_refused(wrong):
    with pytest.raises(Refused):
        page(**wrong)


def test_addresses_keep_the_filters():
    see = See(words=[])
    seen = views.view(see, Filters(period="7"), NOW)
    made = behaviours(see, seen, NOW, by="line", step="welcome")
    assert made.address(seen, step="try_on") == "?period=7&by=line&step=try_on"
    assert page().address(views.view(see, Filters(), NOW)) == "?by=shift&step=accessory"


def test_days_out_of_the_ordinary_stand_beside_the_course():
    class Daily(See):
        def _cells(self, q):
            if q.measure == ACCESSORY and q.by == ("day",):
                return {(str(date(2026, 11, d)),): rate_cell(3, 5) for d in range(1, 20)}
            return super()._cells(q)

    class Launch:
        since = until = date(2026, 11, 10)
        title = "Rose launch"

    assert "Rose launch" in page(Daily(), noted=(Launch(),)).trend.noted[0]
