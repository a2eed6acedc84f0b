"""What was answered before is answered again only while nothing it was made of has moved."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlglot import exp

from cabochon.demo.weeks import history
from cabochon.facts.tables_beside import FOCUS
from cabochon.house.answering import Answering
from cabochon.house.focuses import of_several
from cabochon.house.reaching_back import ALL_DOORS, Back, by_door
from cabochon.measures.question import Answer, Cell, Question
from cabochon.privacy.viewer import Viewer
from cabochon.retail.events import Observation, Plan, Receipt, Survey
from cabochon.warehouse import Batch, Bookmark

DAY = date(2026, 3, 10)
TREE = exp.select("n").from_("receipt")
KEYS = ("csat", "attach_rate", "behaviour.accessory", "conversion", "atv", "response_rate", "offer_to_sale",
        "coaching_moments", "appointment_conversion", "practice_streak", "observation_coverage",
        "huddle_days")  # fmt: skip


def looks(house, codes, since, until):
    """Closed weeks, days up to now, by boutique, by associate, by tag."""
    found = []
    for key in KEYS:
        for by in ((), ("boutique",), ("day",)):
            found.append(Question(key, by, since, until))
            found.append(Question(key, by, since, until - timedelta(days=7), {"boutique": (codes[0],)}))
    found += [Question("attach_rate", ("tag",), since, until), Question("attach_rate", ("associate",), since, until)]
    return found


def plainly_held(house, codes, day):
    """The same read anew, row by row."""
    names = [column.name for column in FOCUS.columns]
    told = [dict(zip(names, row, strict=True)) for row in house.warehouse.fetch(FOCUS.name, {"boutique": codes})]
    last = {one["boutique"]: one for one in sorted(told, key=lambda one: one["since"]) if one["since"] <= day}
    return {code: one["behaviour"] for code, one in last.items() if not one["outcome"]}


class Counting(Answering):
    asked = given = 0

    def answers(self, questions, ask, warehouse, *, people):
        def counted(some, facts):
            self.asked += len(some)
            return ask(some, facts)

        self.given += len(questions)
        return super().answers(questions, counted, warehouse, people=people)


@pytest.mark.parametrize("seed", range(3))
def test_in_whatever_order_things_come_in_it_is_as_if_asked_anew(furnished, seed):
    house, one = furnished
    chance, now = random.Random(seed), house.clock()
    events = [e for e in history(one, now=now, weeks=2) if not isinstance(e, Plan)]
    events.sort(key=lambda e: e.at + timedelta(days=chance.gammavariate(1, 2)) * seed)  # 0: as it happened
    again = [e for e in events if isinstance(e, Receipt | Survey | Observation)][:60]
    events += [replace(e, revision=f"{e.revision}b") for e in again if hasattr(e, "revision")]
    codes = [door.code for door in one.doors]
    manager = Viewer(account="a", role="manager", boutiques=frozenset(codes))
    coach = Viewer(account="b", role="area_coach", boutiques=frozenset(codes))
    asked = looks(house, codes, now.date() - timedelta(days=20), now.date())
    house.answering = counting = Counting(house.following.back)
    for start in range(0, len(events), max(1, len(events) // 12)):
        house.keep_as().events(events[start : start + max(1, len(events) // 12)])
        house.catch_up()
        see, fresh = house.see_as(manager), house.see_as(manager)
        fresh._answering = None
        told, anew = see.ask_many(asked), fresh.ask_many(asked)
        assert [getattr(a, "cells", str(a)) for a in told] == [getattr(a, "cells", str(a)) for a in anew]
        for days in ({}, {"until": now.date() - timedelta(days=3), "since": now.date() - timedelta(days=12)}):
            for where in ({}, {"boutique": (codes[0],)}, {"tag": ("launch",)}):
                assert see.moments(where, **days) == fresh.moments(where, **days)
                assert see.comments(where, **days) == fresh.comments(where, **days)
        assert of_several(house, coach, codes, now.date()) == plainly_held(house, codes, now.date())
    assert len(events) > 500
    assert counting.asked < counting.given * (0.9 if seed == 0 else 1)


class Asked:
    def __init__(self):
        self.questions = []

    def __call__(self, questions, facts):
        self.questions += questions
        for _ in questions:
            facts.select(TREE, {"until": DAY})
        return [Answer(q, {(): Cell(1.0, 2.0, 2)}) for q in questions]


class Facts:
    def select(self, tree, binds):
        return []


@pytest.fixture
def back():
    found = Back()
    found.reached(1)
    return found


def question(until=DAY, **where):
    return Question("attach_rate", (), DAY - timedelta(days=27), until, {k: (v,) for k, v in where.items()})


def moved(back, mark, day, *doors):
    back.touched({"receipt": day}, {("receipt", door): day for door in doors or (ALL_DOORS,)})
    back.reached(mark)


def test_the_same_question_is_asked_once(back):
    ask, answering = Asked(), Answering(back)
    for _ in range(3):
        answering.answers([question()], ask, Facts(), people=False)
    assert len(ask.questions) == 1
    answering.answers([question()], ask, Facts(), people=True)
    assert len(ask.questions) == 2


@pytest.mark.parametrize(
    ("day", "doors", "times"),
    [
        (DAY + timedelta(days=1), (), 1),  # after its days
        (DAY, (), 2),
        (DAY, ("MIL01",), 1),  # of another boutique
        (DAY, ("GVA01",), 2),
    ],
)
def test_it_is_asked_again_when_one_of_its_days_moved_at_its_boutique(back, day, doors, times):
    ask, answering = Asked(), Answering(back)
    answering.answers([question(boutique="GVA01")], ask, Facts(), people=False)
    moved(back, 2, day, *doors)
    answering.answers([question(boutique="GVA01")], ask, Facts(), people=False)
    assert len(ask.questions) == times


def test_without_an_end_any_move_counts(back):
    ask, answering = Asked(), Answering(back)
    answering.answers([question(until=None)], ask, Facts(), people=False)
    moved(back, 2, DAY + timedelta(days=900))
    answering.answers([question(until=None)], ask, Facts(), people=False)
    assert len(ask.questions) == 2


def test_what_looks_beyond_the_facts_is_never_remembered(back):
    ask, answering = Asked(), Answering(back)
    for key in ("ramp_weeks.csat_top2", "late_feeds", "freshness"):
        for _ in range(2):
            answering.answers([Question(key, (), DAY, DAY)], ask, Facts(), people=False)
    assert len(ask.questions) == 6


def test_what_was_not_asked_for_longest_goes_first(back):
    ask, answering = Asked(), Answering(back, most=4)
    asked = [question(until=DAY - timedelta(days=n)) for n in range(3)]
    for one in (*asked, asked[2]):
        answering.answers([one], ask, Facts(), people=False)
    assert len(ask.questions) == 3
    answering.answers([asked[0]], ask, Facts(), people=False)
    assert len(ask.questions) == 4


def test_a_batch_that_does_not_say_of_which_boutiques_may_have_moved_all():
    batch = Batch(Bookmark(), {}, {"receipt": {"r"}})
    assert by_door(batch) == {("receipt", ALL_DOORS): date.min}
    batch.doors = frozenset({"GVA01"})
    assert by_door(batch) == {("receipt", "GVA01"): date.min}


def test_a_number_made_of_several_tables_is_asked_again_when_any_moved_before_its_end(back):
    ask, answering = Asked(), Answering(back)
    asked = Question("shrink_rate", (), DAY - timedelta(days=27), DAY)
    for _ in range(2):
        answering.answers([asked], ask, Facts(), people=False)
    assert len(ask.questions) == 1
    moved(back, 2, DAY + timedelta(days=1))
    answering.answers([asked], ask, Facts(), people=False)
    assert len(ask.questions) == 1
    moved(back, 3, DAY - timedelta(days=300), "MIL01")
    answering.answers([asked], ask, Facts(), people=False)
    assert len(ask.questions) == 2


def test_a_number_made_of_several_tables_stays_while_only_others_moved(back):
    ask, answering = Asked(), Answering(back)
    asked = Question("shrink_rate", (), DAY - timedelta(days=27), DAY)
    answering.answers([asked], ask, Facts(), people=False)
    back.touched({"survey": DAY})
    back.reached(2)
    answering.answers([asked], ask, Facts(), people=False)
    assert len(ask.questions) == 1
    moved(back, 3, DAY)  # of the table it looks into
    answering.answers([asked], ask, Facts(), people=False)
    assert len(ask.questions) == 2


def test_rows_are_read_again_when_a_table_they_are_of_moved_at_their_boutique(back):
    read, answering = [], Answering(back)

    def rows(door="GVA01", until=DAY):
        return answering.rows(
            (door, until), lambda: read.append(door) or [door], tables=("receipt", "step"), doors=(door,), until=until
        )

    assert rows() == rows() == ["GVA01"]
    moved(back, 2, DAY, "MIL01")
    moved(back, 3, DAY + timedelta(days=1), "GVA01")
    rows()
    assert read == ["GVA01"]
    moved(back, 4, DAY, "GVA01")
    rows()
    assert read == ["GVA01", "GVA01"]
    assert rows("MIL01") == ["MIL01"]  # another's are others


def test_what_came_in_while_it_was_read_is_not_missed(back):
    answering, told = Answering(back), ["old"]

    def read():
        found = list(told)
        told[:] = ["new"]
        moved(back, 2, DAY)
        return found

    def rows():
        return answering.rows(("r",), read, tables=("receipt",), doors=(), until=None)

    assert (rows(), rows()) == (["old"], ["new"])
