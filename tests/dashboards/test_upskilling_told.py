"""Upskilling in words and numbers: sums by hand, what too few stand behind, where practice is strong."""

from dataclasses import dataclass, field, replace
from datetime import date
from types import SimpleNamespace

import pytest
from handmade import NOW, Labels, mean_cell, rate_cell

from cabochon.dashboards import upskilling
from cabochon.dashboards.filters import Filters
from cabochon.dashboards.reach import FLOOR, Reach
from cabochon.dashboards.view import view
from cabochon.measures.families import FAMILIES
from cabochon.measures.question import Answer, Cell
from cabochon.programme.skills import Skill, SkillsMap
from cabochon.refusals import NotAllowed

DOORS = {"DXB01": "Dubai, Fashion Avenue", "GVA01": "Geneva, Rue du Rhône", "PAR01": "Paris, Place Vendôme"}
SKILLS = SkillsMap(tuple(Skill(key=key, title=key.title(), roles=("advisor",)) for key in ("ask", "show", "count")))
MODULES = [SimpleNamespace(key=key, skill=skill) for key, skill in
           (("ask-1", "ask"), ("ask-2", "ask"), ("show-1", "show"), ("count-1", "count"))]  # fmt: skip
ABOVE = Reach(above=True)
ALL = frozenset(FAMILIES)


@dataclass
class See:
    """Answers from a table: (measure, cuts) -> cells; anything else is nothing at all. before: of the earlier days."""

    told: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], Cell | None]] = field(default_factory=dict)
    before: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], Cell | None]] = field(default_factory=dict)
    shut: frozenset[str] = frozenset()
    labels: Labels = field(default_factory=lambda: Labels(doors=DOORS, zones=dict.fromkeys(DOORS, "Europe/Zurich")))
    asked: list = field(default_factory=list)
    since: date = date.min

    def ask(self, question):
        self.asked.append(question)
        if question.measure in self.shut:
            raise NotAllowed("your role sees no such number")
        table = self.told if question.since >= self.since else self.before
        return Answer(question, table.get((question.measure, question.by), {}))

    def ask_many(self, questions):
        found = []
        for one in questions:
            try:
                found.append(self.ask(one))
            except NotAllowed as why:
                found.append(why)
        return found

    def changes(self):
        return 1


def steps(n):
    return Cell(n, 1.0, n, 6)


def looked(see, reach=FLOOR, **chosen):
    found = view(see, Filters(**chosen), NOW, reach=reach)
    see.since = found.now.since
    return found


def practised(by="boutique", **cells):
    """cells: module__column=steps."""
    parts = {tuple(name.replace("_1", "-1").replace("_2", "-2").split("__")): cell for name, cell in cells.items()}
    wholes: dict = {}
    for (module, _), cell in parts.items():
        old = wholes.get((module,), steps(0))
        wholes[module,] = None if cell is None or old is None else steps(old.top + cell.top)
    return {("practice_count", ("module", by)): parts, ("practice_count", ("module",)): wholes}


def table(see, by="boutique", **chosen):
    return upskilling.matrix(see, looked(see, **chosen), MODULES, SKILLS, by)


def test_the_modules_of_a_skill_are_added_by_boutique_and_together():
    found = table(See(practised(ask_1__GVA01=steps(4), ask_2__GVA01=steps(8), ask_1__DXB01=steps(20),
                                show_1__DXB01=steps(3))))  # fmt: skip
    assert found.columns == ("Dubai, Fashion Avenue", "Geneva, Rue du Rhône")
    assert [(row.title, row.counts, row.total) for row in found.rows] == [
        ("Ask", ("20", "12"), "32"), ("Show", ("3", "0"), "3")]  # fmt: skip


def test_where_a_part_is_held_back_the_sum_is():
    found = table(See(practised(ask_1__GVA01=steps(40), ask_2__GVA01=None, ask_1__DXB01=steps(20))))
    (row,) = found.rows
    assert (row.counts, row.total) == (("20", None), None)


def test_a_skill_without_a_number_is_folded_and_one_nobody_practised_is_named():
    found = table(See(practised(ask_1__GVA01=steps(4), show_1__GVA01=None)))
    assert [row.title for row in found.rows] == ["Ask"]
    assert [row.title for row in found.few] == ["Show"]
    assert [row.title for row in found.idle] == ["Count"]


def test_a_module_of_no_skill_stands_last_under_its_own_name():
    found = table(See(practised(gone__GVA01=steps(9), ask_1__GVA01=steps(4))))
    assert [(row.key, row.title) for row in found.rows] == [("ask", "Ask"), ("", "Other modules")]


def test_roles_are_called_as_people_say_them():
    found = table(See(practised("job_role", ask_1__stock=steps(4), ask_1__advisor=steps(5))), "job_role")
    assert found.columns == ("Advisors", "Stock")


def test_nothing_practised_is_a_sentence():
    assert table(See()).said == "Nobody has answered a practice step in this view yet."


def placed(streaks, now, before, result="attach_rate"):
    see = See(
        {("practice_streak", ("boutique",)): {(k,): mean_cell(v, 20) if v else Cell(0.0, 20.0, 20, 20)
                                             for k, v in streaks.items()},
         (result, ("boutique",)): {(k,): rate_cell(*v) for k, v in now.items()}},
        {(result, ("boutique",)): {(k,): rate_cell(*v) for k, v in before.items()}},
    )  # fmt: skip
    return upskilling.places(see, looked(see), result)


SAME = dict.fromkeys(DOORS, (100, 400))


def names(places, strong, rose):
    return [place.code for place in places.group(strong, rose)]


def test_the_middle_boutique_parts_strong_from_less_and_counts_as_strong():
    found = placed({"DXB01": 0.5, "GVA01": 2.0, "PAR01": 1.0}, SAME, SAME)
    assert found.middle == "1.00"
    assert (names(found, True, False), names(found, False, False)) == (["GVA01", "PAR01"], ["DXB01"])


def test_of_two_the_one_with_more_practice_is_strong():
    found = placed({"GVA01": 2.0, "PAR01": 1.0}, SAME, SAME)
    assert (names(found, True, False), names(found, False, False)) == (["GVA01"], ["PAR01"])


def test_a_boutique_without_practice_is_never_strong():
    found = placed({"DXB01": 0, "GVA01": 0, "PAR01": 1.0}, SAME, SAME)
    assert found.middle == "0"
    assert names(found, True, False) == ["PAR01"]


def test_a_result_rose_only_where_the_interval_leaves_zero_out():
    found = placed({"DXB01": 1.0, "GVA01": 2.0, "PAR01": 0.5},
                   {"DXB01": (104, 400), "GVA01": (160, 400), "PAR01": (60, 400)}, SAME)  # fmt: skip
    assert names(found, True, True) == ["GVA01"]
    assert names(found, True, False) == ["DXB01"]
    assert names(found, False, False) == ["PAR01"]
    (geneva,) = found.group(True, True)
    assert (geneva.result, geneva.change.bold) == ("40%", "15 points")


def test_boutiques_stand_in_the_order_of_the_alphabet_in_each_group():
    found = placed(dict.fromkeys(DOORS, 1.0), SAME, SAME)
    assert [place.name for place in found.rows] == sorted(DOORS.values())


def test_one_boutique_alone_is_set_beside_nothing():
    assert placed({"GVA01": 1.0}, SAME, SAME).said == "Fewer than two boutiques can be shown in this view."


def test_a_group_that_is_too_small_says_so_and_an_empty_one_nothing():
    see = See({("attach_rate", ("job_role", "tenure")): {
        ("advisor", "0-3"): None, ("advisor", "12+"): rate_cell(50, 100), ("stock", "12+"): Cell(0.0, 0.0, 0),
    }})  # fmt: skip
    found = upskilling.cohorts(see, looked(see), "attach_rate")
    assert found.bands == ("Up to 3 months", "Over a year")
    assert found.rows == (("Advisors", (None, "50%")), ("Stock", ("", "")))


@pytest.mark.parametrize(
    ("reach", "words", "since"),
    [(FLOOR, "Last seven days: 12", date(2026, 11, 14)), (ABOVE, "Last closed week: 12", date(2026, 11, 9))],
)
def test_the_last_week_stands_beside_the_month(reach, words, since):
    see = See({("coaching_moments", ()): {(): steps(12)}})
    found = looked(see, reach)
    see.since = date.min
    assert upskilling.lately(see, found, ["coaching_moments"]) == {"coaching_moments": words}
    assert see.asked[-1].since == since
    assert (see.asked[-1].until - see.asked[-1].since).days == 6


def test_a_view_of_a_week_has_no_second_week_beside_it():
    see = See()
    assert upskilling.lately(see, looked(see, period="7"), ["coaching_moments"]) == {}


def test_a_week_of_too_few_says_so():
    see = See({("practice_count", ()): {(): None}})
    assert upskilling.lately(see, looked(see, ABOVE), ["practice_count"]) == {
        "practice_count": "Last closed week: too few to show"}  # fmt: skip


def page(see, seen=ALL, **chosen):
    return upskilling.upskilling(
        see, looked(see, **chosen), modules=MODULES, skills=SKILLS, by="boutique", result="attach_rate",
        cohort="module_completion", seen=seen,
    )  # fmt: skip


def test_what_is_not_the_viewers_is_left_out_and_never_asked():
    see = See(practised(ask_1__GVA01=steps(4)))
    found = page(see, frozenset({"engagement", "coaching"}))
    assert found.outcomes == ()
    assert found.places is None
    assert [one.key for one in found.engaged] == list(upskilling.ENGAGED)
    assert not {one.measure for one in see.asked} & {*upskilling.OUTCOMES, *upskilling.RISEN}


def test_a_chosen_boutique_is_set_beside_no_other():
    see = See(practised(ask_1__GVA01=steps(4)))
    assert page(see, boutique="GVA01").places is None
    assert page(replace(see, asked=[])).places is not None


def test_a_view_with_nothing_in_it_says_so_once():
    assert not page(See()).anything
    assert page(See({("practice_count", ()): {(): None}})).anything  # too few is something
