"""A module's questions on the way out: a question is asked for with its module, and small groups are held back."""

import pytest
from sold import EMPTY, HQ, LOT, REGIONS, TODAY

from cabochon.facts.tables_beside import LEARNT
from cabochon.measures.answer import answer
from cabochon.measures.question import Question
from cabochon.privacy import leaving
from cabochon.refusals import Unanswerable
from cabochon.warehouse import Batch, Bookmark


def learnt(n, who, module, item, right=1):
    cuts = {"event": f"e{n}", "boutique": "GVA", "region": "Europe", "job_role": "advisor", "tenure": "12+"}
    told = cuts | {"associate": who, "module": module, "item": item, "what": "practised", "right": right}
    return tuple(told.get(c.name, EMPTY[c.type]) for c in LEARNT.columns)


@pytest.fixture
def ask(warehouse):
    """Eight people answered one question of a module, two another of it; twelve a question of the other module."""
    said = [(f"p{i}", "add-on", "q1") for i in range(8)] * 2 + [(f"p{i}", "add-on", "q2") for i in range(2)] * 6
    said += [(f"p{i}", "care", "c1") for i in range(12)] * 2
    rows = [learnt(n, *one) for n, one in enumerate(said)]
    warehouse.replace(Batch(Bookmark(1, 1), {LEARNT.name: rows}))

    def asked(by, **where):
        question = Question("item_difficulty", by, *LOT, {key: (value,) for key, value in where.items()})
        return leaving.ask(HQ, question, lambda one: answer(one, warehouse), doors=REGIONS, least_people=5,
                           least_events=10, today=TODAY).cells  # fmt: skip

    return asked


def test_a_question_is_asked_for_within_its_module(ask):
    assert ask(("item",), module="care")[("c1",)].n == 24


def test_a_question_few_answered_is_held_back_and_so_is_what_gives_it_away(ask):
    cells = ask(("item",), module="add-on")
    assert cells[("q2",)] is None
    assert cells[("q1",)] is None  # the module's whole is known: less this one, it would be the other


def test_further_cuts_beside_a_question_are_refused(ask):
    with pytest.raises(Unanswerable, match="together"):
        ask(("item", "daypart"), module="care")


def test_whether_a_question_tells_apart_is_shown_where_enough_people_stand_behind_it(warehouse):
    said = [(f"p{i}", "add-on", item, int(i % 3 != 0)) for i in range(12) for item in ("q1", "q2")]
    rows = [learnt(n, who, module, item, right) for n, (who, module, item, right) in enumerate(said)]
    warehouse.replace(Batch(Bookmark(2, 2), {LEARNT.name: rows}))

    def asked(least):
        question = Question("item_discrimination", ("item",), *LOT, {"module": ("add-on",)})
        return leaving.ask(HQ, question, lambda one: answer(one, warehouse), doors=REGIONS, least_people=least,
                           least_events=10, today=TODAY).cells[("q1",)]  # fmt: skip

    assert asked(5).n == 12
    assert asked(13) is None
