"""The week's focus on Today, and an associate's own beside the boutique's: what is said, by hand and of nobody else."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from handmade import NOW, TODAY, Labels, See, busy, rate_cell

from cabochon.dashboards.filters import Filters
from cabochon.dashboards.reach import Reach
from cabochon.dashboards.today import today
from cabochon.measures.question import Answer, Cell
from cabochon.programme.playbook import CLIENT_VISIT
from cabochon.retail.focusing import Held

SET = TODAY - timedelta(days=8)
HELD = Held(behaviour="accessory", since=SET, until=SET + timedelta(days=20), target=0.56)
BEFORE, NOW_SEEN = rate_cell(20, 50), rate_cell(27, 50)


@dataclass
class Here:
    held: Held | None = HELD
    code: str = "GVA01"
    day: date = TODAY
    behaviours: tuple = (CLIENT_VISIT.behaviours[4],)


class Seen(See):
    """20 of 50 before the focus, 27 of 50 since."""

    now = NOW_SEEN

    def ask(self, question):
        if question.measure == "behaviour.accessory" and question.until and not question.by:
            if question.until < SET:
                return Answer(question, {(): BEFORE})
            if question.since == SET:
                return Answer(question, {(): self.now})
        return super().ask(question)


def focus(see=None, here=None, **more):
    return today(see or Seen(), Filters(), NOW, here=here or Here(), **more).focus


def test_it_says_its_day_where_it_began_and_where_it_is():
    # baseline 20 of 50, drawn towards the level of its behaviours, 20 of 50 too: (20 + 10 x 0.4) / 60 = 40 %
    one = focus().one
    assert (one.title, one.day) == ("Two relevant accessories offered", "day 9 of 21")
    assert one.baseline == pytest.approx(0.4)
    assert (one.text, one.aim) == ("54%", "from 40% to 56%")
    assert one.says == "50 visits; 95% interval 40 to 67%"
    assert (one.now, one.target) == (0.54, 0.56)
    assert one.address.startswith("/numbers/behaviour.accessory")


def test_with_few_visits_it_is_too_early_to_say():
    class Few(Seen):
        now = rate_cell(3, 4)

    assert focus(Few()).one.says.startswith("Too early to say: 4 visits so far, from 30 on")


def test_nothing_seen_and_too_few_to_show_are_not_the_same():
    class Nothing(Seen):
        now = Cell(0.0, 0.0, 0)

    class Held(Seen):
        now = None

    assert focus(Nothing()).one.said == "Nothing observed in this focus yet."
    one = focus(Held()).one
    assert one.said == "Too few to show."
    assert one.now is None


def test_a_focus_that_outlasts_its_plan_says_by_how_much():
    late = Held(behaviour="accessory", since=SET, until=SET + timedelta(days=6))
    assert focus(here=Here(late)).one.day == "2 days over its 7"


def test_without_one_it_says_so_and_the_huddle_stays():
    page = today(busy(), Filters(), NOW, here=Here(None))
    assert page.focus.none
    assert page.focus.one is None
    assert page.top.least.title == "Care plan explained"


def test_the_focus_is_the_whole_teams_whatever_is_filtered():
    see = Seen()
    page = today(see, Filters(associate="p1", line="watch"), NOW, here=Here())
    assert page.focus.one.text == "54%"


def test_several_boutiques_are_named_by_behaviour_without_a_number():
    doors = {"GVA01": "Geneva", "MIL01": "Milan", "PAR01": "Paris", "ROM01": "Rome"}
    regions = {"GVA01": "North", "MIL01": "South", "PAR01": "North", "ROM01": "South"}
    see = busy(labels=Labels(doors, {}, {}, regions))
    held = {"PAR01": "accessory", "GVA01": "accessory", "MIL01": "welcome"}
    found = today(see, Filters(), NOW, reach=Reach(above=True), held=held).focus
    assert [(one.title, one.boutiques) for one in found.several] == [
        ("Greeting within 30 seconds", "Milan"), ("Two relevant accessories offered", "Geneva · Paris"),
        ("No focus", "Rome"),
    ]  # fmt: skip
    south = today(see, Filters(region="South"), NOW, reach=Reach(above=True), held=held).focus
    assert [one.boutiques for one in south.several] == ["Milan", "Rome"]


def test_many_boutiques_are_counted_after_six():
    doors = {f"D{i:02}": f"Door {i:02}" for i in range(9)}
    see = busy(labels=Labels(doors, {}, {}, dict.fromkeys(doors, "")))
    (line,) = today(see, Filters(), NOW, reach=Reach(above=True), held=dict.fromkeys(doors, "welcome")).focus.several
    assert line.boutiques.endswith("Door 05 and 3 more")


def test_who_may_not_see_focuses_is_told_of_none():
    found = today(busy(), Filters(), NOW, reach=Reach(above=True), held=None).focus
    assert (found.one, found.several, found.none) == (None, (), False)


def test_where_behaviours_are_switched_off_there_is_no_focus():
    assert today(Seen(), Filters(), NOW, reach=Reach(behaviour=False), here=Here()).focus.one is None


def test_an_associate_sees_their_own_and_the_boutiques_range_as_far_as_it_may_be_told():
    class Mine(See):
        def ask(self, question):
            if question.measure == "behaviour.welcome" and not question.by:
                mine = question.where.get("associate") == ("p1",)
                return Answer(question, {(): rate_cell(9, 10) if mine else None})
            return super().ask(question)

    rows = today(Mine(), Filters(), NOW, reach=Reach(own=True), myself="p1").mine
    by_title = {row.title: row for row in rows}
    welcome = by_title["Greeting within 30 seconds"]
    assert (welcome.mine.text, welcome.mine.says) == ("90%", "10 observations; 95% interval 60 to 98%")
    assert (welcome.team.text, welcome.team.says) == ("Too few to show.", "")
    assert by_title["CSAT"].mine.text == "4.57"


def test_nobody_else_has_such_a_table_nor_who_has_chosen_their_name():
    assert today(busy(), Filters(), NOW, myself="p1").mine == ()
    assert today(busy(), Filters(associate="p1"), NOW, reach=Reach(own=True), myself="p1").mine == ()
